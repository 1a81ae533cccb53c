"""Questions about the record reach its fields; questions about the world never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Status
from bot.catalogue import (
    LABELS,
    asked_fields,
    asks_insertions,
    asks_omissions,
    statement,
)
from corpus.descriptions import Description, Field, FieldName
from corpus.readers.plain import plain_record

ASKED = [
    ("Who translated this?", "translator"),
    ("Who made the English translation of this cable?", "translator"),
    ("Who is the translator?", "translator"),
    ("Which firm rendered this text into English?", "translator"),
    ("Is this a translation?", "translator"),
    ("Who's the translator of this record?", "translator"),
    ("What language is the original in?", "language"),
    ("In which language was the cable written?", "language"),
    ("Was the original in Chinese or Russian?", "language"),
    ("What is the language of this document?", "language"),
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
    ("What kind of document is this?", "title"),
    ("In which volume is this document printed?", "volume title"),
    ("Who edited the volume?", "editor"),
    ("Who published this document?", "publisher"),
    ("Which subjects is this record indexed under?", "subject"),
]

ABOUT_THE_WORLD = [
    "What does the order punish?",
    "Who instigated the flight?",
    "When was the Chinese note sent?",
    "When did the Soviet Union reply?",
    "What language did the letters from Soviet territory use?",
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
]


@pytest.mark.parametrize(("question", "field"), ASKED)
def test_a_question_about_the_record_reaches_its_field(question, field):
    assert asked_fields(question)[:1] == (FieldName(field),)


@pytest.mark.parametrize("question", ABOUT_THE_WORLD)
def test_a_question_about_the_world_is_not_the_catalogue_s(question):
    assert asked_fields(question) == ()
    assert not asks_omissions(question)
    assert not asks_insertions(question)


@pytest.mark.parametrize(
    "question",
    ["Is the text complete?", "Has anything been omitted from this translation?",
     "Is this an excerpt of the document?", "Is anything missing from the record?"],
)  # fmt: skip
def test_omissions(question):
    assert asks_omissions(question)
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
    assert asks_omissions(question) in (True, False)


def test_every_field_has_a_name_on_screen():
    assert set(LABELS) == set(FieldName)


def with_field(value, raw):
    field = Field(name=FieldName.LANGUAGE, value=value, raw=raw)
    record = plain_record("x", "", "Text.")
    object.__setattr__(record, "description", Description(profile="plain", fields=(field,)))
    return record


def test_the_four_states_are_said_in_four_ways():
    absent = statement(plain_record("x", "", "Text."), FieldName.LANGUAGE)
    empty = statement(with_field(None, ""), FieldName.LANGUAGE)
    unknown = statement(with_field(None, "unknown"), FieldName.LANGUAGE)
    recorded = statement(with_field("Chinese", "Chinese"), FieldName.LANGUAGE)
    assert absent == "The catalogue record has no field “Language”."
    assert empty == "The catalogue record has the field “Language”, and it is empty."
    assert unknown == "The catalogue record marks “Language” as unknown:"
    assert recorded == "The catalogue record gives, under “Language”:"


# The shipped archive


def shown(answer):
    return [each.quote.text for each in answer.quotes]


@pytest.mark.model
def test_an_empty_field_is_not_an_absent_one(archive):
    language = archive.ask("What language is the original in?")
    assert language.status is Status.CATALOGUE
    assert [f.to_json()["presence"] for f in language.fields] == ["empty"]
    assert language.quotes == ()
    assert language.segments[0].text.endswith("it is empty.")
    classified = archive.ask("Is this document classified?")
    assert [f.to_json()["presence"] for f in classified.fields] == ["absent"]
    assert classified.segments[0].text == "The catalogue record has no field “Classification”."


@pytest.mark.model
def test_three_dates_are_kept_apart(archive):
    written = archive.ask("When was this cable written?")
    assert [(q.quote.text, q.voice) for q in written.quotes] == [
        ("1 August 1963", "document"),
        ("August 1, 1963", "catalogue"),
    ]
    assert [f.to_json()["value"] for f in written.fields] == ["1963-08-01", "1963-08-01"]
    uploaded = archive.ask("When was this document uploaded?")
    assert [(q.quote.text, q.voice) for q in uploaded.quotes] == [("2013-10-10", "catalogue")]


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "words", "voice"),
    [
        ("Who translated this?", ["Translated by 7Brands."], "catalogue"),
        ("Who received this?", ["[To] Embassies Abroad and Diplomatic Offices:"], "document"),
        ("What number does this circular have?", ["Foreign Affairs Circular No. 74"], "document"),
        ("Who signed the document?", ["The Ministry of Foreign Affairs"], "document"),
        ("Who funded this record?", ["MacArthur Foundation", "Henry Luce Foundation",
         "This document was made possible with support from MacArthur Foundation"], "catalogue"),
        ("Is the text complete?", ["[…]"], "editor"),
    ],
)  # fmt: skip
def test_a_field_is_answered_in_the_source_s_words(archive, question, words, voice):
    answer = archive.ask(question)
    assert answer.status is Status.CATALOGUE
    assert shown(answer) == words
    assert {q.voice for q in answer.quotes} == {voice}
    assert {s.n for s in answer.segments if s.kind == "quote"} == set(range(1, len(words) + 1))


@pytest.mark.model
def test_a_field_supplied_by_the_profile_is_shown_as_such(archive):
    answer = archive.ask("What is the URL of this record?")
    assert answer.quotes == ()
    assert answer.fields[0].to_json()["origin"] == "profile"
    assert [s.kind for s in answer.segments] == ["frame", "field"]


@pytest.mark.model
def test_the_summary_is_labelled_and_never_evidence(archive):
    asked = archive.ask("Can you summarise this document?")
    abstract = (
        "Report on Soviet activities in Xinjiang and countermeasures undertaken by the "
        "Chinese government."
    )
    assert shown(asked) == [abstract]
    assert asked.quotes[0].voice == "catalogue"
    assert asked.segments[0].text == "The archive’s own summary (not the document) reads:"
    for question in (abstract, "Which countermeasures were undertaken by the Chinese government?"):
        found = archive.ask(question)
        assert found.quotes
        assert abstract not in shown(found)
        assert all(q.quote.passage.role == "body" for q in found.quotes)


@pytest.mark.model
def test_words_an_editor_put_in_are_quoted_with_their_brackets(archive):
    answer = archive.ask("Which words were inserted by the translator?")
    assert answer.status is Status.QUOTED
    assert all("[" in text and "]" in text for text in shown(answer))
    assert all(q.to_json(1)["brackets"] for q in answer.quotes)
