"""“When was that?”: the words quoted last say so, or their document's date is told."""

import pytest

from bot import Status
from bot.routes.occasion import asks_when

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
        ("When was the note sent?", False),
        ("When did they flee?", False),
        ("Why was that?", False),
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
    assert said[0].startswith("The words quoted before give no date.")
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
