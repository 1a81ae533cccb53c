"""Questions about the record reach its fields; questions about the world never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing import asks_insertions
from bot.holdings import Holdings
from bot.pointing import called
from bot.routes.editorial import asks_about_marks
from bot.topics import asked_fields
from corpus.descriptions import FieldName
from corpus.entries import entry_of
from corpus.readers import read_bytes

ASKED = [
    ("Which places?", "place"),
    ("Who received it?", "addressee"),
    ("What restrictions apply to this record?", "rights"),
    ("Who translated this?", "translator"),
    ("who translatd this document", "translator"),
    ("What's the archival reference for the original in the Foreign Ministry Archive?", "source"),
    ("when did he send it?", "date"),
    ("when did Rankin write this memo?", "date"),
    ("whose account is this?", "creator"),
    ("where did this talk take place?", "place"),
    ("Who made the English translation of this cable?", "translator"),
    ("Who is the translator?", "translator"),
    ("Which firm rendered this text into English?", "translator"),
    ("Is this a translation?", "translator"),
    ("Who's the translator of this record?", "translator"),
    ("What language is the original in?", "language"),
    ("In which language was the cable written?", "language"),
    ("Was the original in Chinese or Russian?", "language"),
    ("What is the language of this document?", "language"),
    ("language?", "language"),
    ("full title as catalogued pls", "title"),
    ("and when did it go up?", "uploaded"),
    ("Different question: where is the original kept and under what number?", "source"),
    ("Is this document classified?", "classification"),
    ("What is the classification of this cable?", "classification"),
    ("How secret was this cable?", "classification"),
    ("Was it marked top secret?", "classification"),
    ("What security marking does the telegram carry?", "classification"),
    ("When was this document uploaded?", "uploaded"),
    ("When did this go online?", "uploaded"),
    ("When was the record put on the web?", "uploaded"),
    ("When was this cable written?", "date"),
    ("What is the date of this document?", "date"),
    ("What’s the date on the cable?", "date"),
    ("When was it sent?", "date"),
    ("How old is this document?", "date"),
    ("Who wrote this?", "creator"),
    ("Who is the author of this document?", "creator"),
    ("Which ministry issued this circular?", "creator"),
    ("Who sent this cable?", "creator"),
    ("Who was the cable sent to?", "addressee"),
    ("Who received this circular?", "addressee"),
    ("Who are the addressees?", "addressee"),
    ("Who signed the document?", "signature"),
    ("Whose signature stands at the end?", "signature"),
    ("What number does this circular have?", "document number"),
    ("What is the document number?", "document number"),
    ("What is the record ID?", "record number"),
    ("What is the URL of this record?", "url"),
    ("Where can I find this online?", "url"),
    ("Which pages of the file is this on?", "folios"),
    ("What are the folio numbers?", "folios"),
    ("What is the archival reference?", "source"),
    ("Which archive holds the original?", "source"),
    ("Where is the original kept?", "source"),
    ("What is the shelfmark?", "source"),
    ("Where does this document come from?", "source"),
    ("May I reproduce this text in a book?", "rights"),
    ("Who holds the copyright?", "rights"),
    ("Can I reuse this translation commercially?", "rights"),
    ("Who funded this record?", "donor"),
    ("Which foundations are named as donors?", "donor"),
    ("Is there an abstract?", "abstract"),
    ("Give me the catalogue's summary.", "abstract"),
    ("WHAT IS THIS DOCUMENT", "title"),
    ("What is the title of this record?", "title"),
    ("What kind of document is this?", "genre"),
    ("In which volume is this document printed?", "volume title"),
    ("Who edited the volume?", "editor"),
    ("Who published this document?", "publisher"),
    ("Which subjects is this record indexed under?", "subject"),
    ("How many pages does the original have?", "folios"),
    ("Is this an original or a translation?", "translator"),
    ("Who put this online?", "uploaded"),
    ("What’s the source?", "source"),
    ("Which foundation supported the translation of the cable?", "donor"),
    ("Does it have a heading?", "heading"),
    ("What rights apply?", "rights"),
    ("Give me all the metadata of this record", "title"),
    ("What is this cable about?", "abstract"),
    ("Where was this telegram sent from?", "place"),
    ("Which people are listed for this record?", "person"),
    ("Who obtained this document?", "contributor"),
    ("Who wrote record 118214?", "creator"),
    ("What dates does this record bear?", "date"),
    ("By whom was it translated?", "translator"),
    ("By whom was this cable written?", "creator"),
    ("By whom?", "creator"),
    ("Who sent the telegram, and to whom?", "creator"),
    ("When was the memorandum of the talk with Ikeda drafted, and by whom?", "date"),
    ("Was the memorandum of the talk with Ikeda drafted, and by whom?", "creator"),
    ("Whose money paid for this translation?", "donor"),
    ("Who paid for the translation?", "donor"),
]

ABOUT_THE_WORLD = [
    "Why did people leave?",
    "How many people left?",
    "Where did people go?",
    "Why were people sent?",
    "Who supported them?",
    "What support was given?",
    "What restrictions were put in place?",
    "What sources did they use?",
    "Who was put in place?",
    "What title did he have?",
    "What does the order punish?",
    "Who instigated the flight?",
    "When was the Chinese note sent?",
    "When did the Soviet Union reply?",
    "What language did the letters from Soviet territory use?",
    "Is there harsh language about Khrushchev in the cable?",
    "I want words that show disappointment. Is there language of that sort in the cable?",
    "Who wrote the letters sent across the border?",
    "Who sent people back to Xinjiang?",
    "To whom was the note of 18 July addressed?",
    "What date does the Soviet reply bear?",
    "On what date was the second note issued?",
    "Which materials about Albania were published?",
    "What was published in Chinese newspapers?",
    "Who is blamed for the riots?",
    "What right does the Chinese government reserve?",
    "By what right does China demand repatriation?",
    "What was the complete Soviet explanation?",
    "Does the cable demand complete repatriation?",
    "What does the cable say about livestock?",
    "Were the riots funded by the Soviet consulate?",
    "Who financed the Soviet Nationals Association?",
    "Was the intelligence classified as military?",
    "What is this event that the Soviet Union takes advantage of?",
    "Who paid for this flight?",
    "Was permission to cross the border given?",
    "What kind of propaganda was spread across the border?",
    "What source did the Soviet Union give for its claim?",
    "Does the cable say where the fugitives are kept?",
    "Who received the refugees?",
    "Who signed the agreement on repatriation?",
    "Was the note signed by the ambassador?",
    "Who translated the Soviet note?",
    "Which archive did the rioters burn?",
    "What was the title of the Soviet note?",
    "What did the Chinese government summarize in its note?",
    "What number of people fled?",
    "Did China accept the handover in full?",
    "What was left out of the Soviet reply?",
    "Did the consulate receive funding from Moscow?",
    "Which consulates sponsored subversion?",
    "Who made the flight possible?",
    "Why was the reply sent in September?",
    "Who edited the newspapers in Xinjiang?",
    "Who published materials about Albania?",
    "Which rights did Chinese citizens lose abroad?",
    "Was the consulate's address known to the rioters?",
    "What was the money for?",
    "Where did the money go?",
    "By whom was it ordered?",
    "By whom were they incited?",
    "To whom did they send the money?",
    "Who made the statement on the riots?",
    "When was the Soviet statement issued?",
    "Which address did the ambassador give?",
    "In which conversation was the flight mentioned?",
]

#: After words of the text were quoted they ask for more of it, after a field for a field.
OF_BOTH = [
    ("Who paid for it?", "donor"),
    ("How was it funded?", "donor"),
    ("By whom?", "creator"),
    ("Which people?", "person"),
    ("And which places?", "place"),
]


@pytest.mark.parametrize(("question", "field"), ASKED)
def test_a_question_about_the_record_reaches_its_field(question, field):
    assert asked_fields(question)[:1] == (FieldName(field),)


@pytest.mark.parametrize("question", ABOUT_THE_WORLD)
def test_a_question_about_the_world_is_not_the_catalogue_s(question):
    assert asked_fields(question) == ()
    assert not asks_about_marks(question)
    assert not asks_insertions(question)


@pytest.mark.parametrize(("question", "field"), OF_BOTH)
def test_words_that_may_speak_of_either_follow_what_was_told_last(question, field):
    assert asked_fields(question, [FieldName.DATE])[:1] == (FieldName(field),)
    assert asked_fields(question)[:1] == (FieldName(field),)
    assert asked_fields(question, ()) == ()


def test_after_a_quote_the_record_is_still_asked_about():
    assert asked_fields("Who paid for this translation?", ())[:1] == (FieldName.DONOR,)
    assert asked_fields("Who wrote it?", ())[:1] == (FieldName.CREATOR,)
    assert asked_fields("What is its date?", ())[:1] == (FieldName.DATE,)


def test_by_whom_asks_who_did_what_was_told_last():
    assert asked_fields("By whom?", [FieldName.TRANSLATOR]) == (FieldName.TRANSLATOR,)
    assert asked_fields("And by whom?", [FieldName.UPLOADED])[0] == FieldName.CREATOR
    assert asked_fields("To whom?", [FieldName.CREATOR]) == (FieldName.ADDRESSEE,)
    assert asked_fields("To whom?", ()) == ()


@pytest.mark.parametrize("question", ABOUT_THE_WORLD)
def test_a_question_about_the_world_calls_no_record(question, seed_text):
    holdings = Holdings((entry_of(read_bytes(seed_text.encode(), "118214.txt")),))
    assert called(question, holdings) is None


@pytest.mark.parametrize(
    "question",
    ["Is the text complete?", "Has anything been omitted from this translation?",
     "Is this an excerpt of the document?", "Is anything missing from the record?"],
)  # fmt: skip
def test_omissions(question):
    assert asks_about_marks(question)
    assert asked_fields(question) == ()


@pytest.mark.parametrize(
    "question",
    ["Which words were inserted by the translator?", "What stands in square brackets?",
     "What did the translator’s insertions add?", "Which passages are interpolated?"],
)  # fmt: skip
def test_insertions(question):
    assert asks_insertions(question)
    assert asked_fields(question) == ()


@given(st.text(max_size=300))
def test_any_question_is_routed(question):
    assert isinstance(asked_fields(question), tuple)
    assert asks_about_marks(question) in (True, False)
