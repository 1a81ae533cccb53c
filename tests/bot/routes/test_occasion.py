"""“When was that?”: the words quoted last say so, or their document's date is told."""

import pytest

from bot import Status
from bot.routes import occasion
from bot.routes.occasion import asks_when
from corpus.filters import Filters

BLAMED = "Who is blamed for the riots in Yining?"
#: Its first quote gives no date of its own.
RESPONDED = "How did China respond?"


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("When was that?", True),
        ("When?", True),
        ("And when did that happen?", True),
        ("In what year did this take place?", True),
        ("When exactly?", True),
        ("What year was it?", True),
        ("What date was that?", True),
        ("So when did they all happen?", True),
        ("When was that sent?", True),
        ("and when was that written?", True),
        ("When did he say that?", True),
        ("when did she send that one?", True),
        ("When did they write it?", True),
        ("When was this sent?", False),  # the record itself
        ("When did he send the note?", False),
        ("When was the note sent?", False),
        ("When did they flee?", False),
        ("Why was that?", False),
        ("Why did that happen when it did?", False),
        ("Who was there when that happened?", False),
        ("What happened after that, and when?", False),
        ("Is that when it happened?", False),
        ("When and why?", False),
        ("When will that happen?", False),
        ("When was it not?", False),
        ("When was the other?", False),
        ("", False),
    ],
)
def test_what_asks_when_something_was(question, asks):
    assert asks_when(question) is asks


@pytest.mark.model
def test_the_words_that_were_quoted_say_when(archive):
    talk = archive.conversation()
    first = talk.ask(BLAMED)
    when = talk.ask("When was that?")
    assert when.status is Status.QUOTED
    assert when.carried == (BLAMED,)
    assert BLAMED in when.read_as
    answering = [each for each in when.quotes if each.role == "answer"]
    assert [each.quote.text for each in answering] == [first.quotes[0].quote.text]
    assert "riots that took place in Yining [Gulja] last year" in answering[0].quote.text
    assert [gloss.value for gloss in answering[0].glosses()] == ["1962"]


@pytest.mark.model
def test_words_without_a_date_get_their_documents(archive):
    talk = archive.conversation()
    assert "19" not in talk.ask(RESPONDED).quotes[0].quote.text
    when = talk.ask("When?")
    assert when.status is Status.CATALOGUE
    assert when.carried == (RESPONDED,)
    said = [str(each.text) for each in when.segments if each.kind == "frame"]
    assert said[0].startswith("No date was found in the first words quoted before.")
    assert [each.quote.text for each in when.quotes] == ["1 August 1963"]


@pytest.mark.model
def test_nothing_is_taken_over_at_the_beginning_or_when_undone(archive):
    assert archive.conversation().ask("When was that?").carried == ()
    talk = archive.conversation()
    talk.ask(BLAMED)
    assert talk.ask("When was that?", raw=True).carried == ()


@pytest.mark.model
def test_a_follow_up_of_its_own_is_looked_for_in_the_text(archive):
    talk = archive.conversation()
    talk.ask("How many residents fled?")
    assert talk.ask("When did China send its note about them?").evidence is not None


@pytest.mark.model
def test_a_year_is_that_of_the_words_and_not_of_the_document(archive):
    talk = archive.conversation()
    first = talk.ask(BLAMED)
    year = talk.ask("What year was it?")
    assert year.quotes[0].quote.text == first.quotes[0].quote.text


@pytest.mark.model
def test_the_catalogues_words_are_not_taken_for_the_documents(archive):
    talk = archive.conversation()
    assert talk.ask("What is the catalogue date of this document?").quotes[0].voice == "catalogue"
    when = talk.ask("When was that?")
    assert all(each.quote.text != "August 1, 1963" for each in when.quotes)


@pytest.mark.model
def test_what_the_filters_leave_out_is_not_quoted(archive):
    talk = archive.conversation()
    talk.ask(BLAMED)
    when = talk.ask("When was that?", filters=Filters.from_json({"dates": "1940"}))
    assert when.quotes == ()


@pytest.mark.parametrize(
    ("words", "timely"),
    [
        ("On August 30 the crane fell into the sea.", True),
        ("It burned between 1934 and 1936.", True),
        ("Last week they left.", True),
        ("They may refuse it, in March or later.", True),
        ("It may be that 60,000 fled.", False),
        ("They marched and refused.", False),
    ],
)
def test_words_of_time_need_not_make_a_date(words, timely):
    assert bool(occasion._OF_TIME.search(words)) is timely


def test_after_who_wrote_it_the_document_s_date_is_told(archive):
    talk = archive.conversation(keep=False)
    talk.ask("Who wrote it?")
    answer = talk.ask("And when?")
    assert answer.status is Status.CATALOGUE
    assert [field.name for field in answer.fields] == ["date"]
    assert answer.carried == ("Who wrote it?",)


def test_after_who_translated_it_no_date_is_made_up(archive):
    talk = archive.conversation(keep=False)
    talk.ask("Who translated this document?")
    answer = talk.ask("And when?")
    assert not answer.quotes
    assert not answer.fields
    said = [str(segment.text) for segment in answer.segments]
    assert said == ["The catalogue gives no date for its field “Translator”."]
