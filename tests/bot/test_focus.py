"""The focus: what turns leave a conversation about."""

from __future__ import annotations

import pytest

from bot.answers import Answer, FieldShown, Status, said
from bot.asked import Turn
from bot.focus import Focus, back_to, focus_of, named_in
from bot.questions import QuestionType
from corpus.descriptions import FieldName
from corpus.filters import Filters
from corpus.quotes import quote
from corpus.readers.plain import plain_record
from corpus.spans import Span

WOOL = plain_record("wool", "A note on wool", "Wool was sold.\n\nThe Embassy claimed a robbery.")
RIOTS = plain_record("riots", "A note on riots", "The consulate closed its gates.")


def quoted(question, record, words):
    start = record.text.index(words)
    each = said(quote(record, Span(start, start + len(words))))
    return turn(question, Status.QUOTED, quotes=(each,))


def described(question, record):
    field = FieldShown(record=record, name=FieldName.TITLE, field=None)
    return turn(question, Status.CATALOGUE, fields=(field,))


def silent(question):
    return turn(question, Status.SILENT)


def turn(question, status, **parts):
    answer = Answer(
        question=question, read_as=question, status=status, segments=(), searched={}, run_id="r",
        **parts,
    )  # fmt: skip
    return Turn(question=question, answer=answer)


FIRST = quoted("What did the Embassy claim in August 1962?", WOOL, "The Embassy claimed a robbery.")
SECOND = quoted("When did the consulate close?", RIOTS, "The consulate closed its gates.")


def test_nothing_asked_leaves_no_focus():
    assert not focus_of(())
    assert focus_of((silent("What of Tito?"),)) == Focus()


def test_the_last_quoting_turn_leaves_it():
    focus = focus_of((SECOND, FIRST))
    assert focus
    assert (focus.turn, focus.record, focus.voice) == (2, WOOL, "reported: the Embassy")
    assert focus.quote.text == "The Embassy claimed a robbery."
    assert focus.passage.ordinal == 2
    assert (focus.names, focus.date) == (("Embassy",), "1962-08")
    assert focus.asks is QuestionType.CLAIM
    assert focus.to_json()["quote"] == [focus.quote.span.start, focus.quote.span.end]


def test_a_silent_turn_moves_nothing():
    assert focus_of((FIRST, silent("What of Tito?"), silent("Why?"))) == focus_of((FIRST,))


def test_a_question_about_the_record_keeps_the_quote_of_it():
    focus = focus_of((FIRST, described("What is its title?", WOOL)))
    assert (focus.turn, focus.record, focus.quote) == (2, WOOL, FIRST.answer.quotes[0].quote)
    other = focus_of((FIRST, described("What is the title?", RIOTS)))
    assert (other.record, other.quote, other.voice) == (RIOTS, None, "")


def test_going_back_to_something_sets_it_though_the_turn_is_silent():
    turns = (SECOND, FIRST, silent("Back to the consulate"))
    assert (focus_of(turns).turn, focus_of(turns).record) == (1, RIOTS)
    assert focus_of((*turns, silent("Why?"))).turn == 1
    assert focus_of((SECOND, FIRST, silent("Back to the consulate: who spied?"))).turn == 1
    assert focus_of((SECOND, FIRST, silent("Back to the earthquake"))).turn == 2


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Back to the consulate", "the consulate"),
        ("OK, let's go back to the wool?", "the wool"),
        ("and back to Yining.", "Yining"),
        ("When did they go back to Yining?", ""),
        ("Back to the consulate: what part did it play?", "the consulate"),
        ("Back to Yining, when was that?", "Yining"),
        ("back to", ""),
        ("back to : what?", ""),
        ("The way back to the camp", ""),
    ],
)
def test_going_back_is_told_by_its_words(question, topic):
    assert back_to(question) == topic


def test_names_are_told_by_their_capitals():
    assert named_in("Who is Chou En-lai, and what of the Ministry of Defence?") == (
        "Chou En-lai",
        "Ministry of Defence",
    )
    assert named_in("When was that in August?") == named_in("🙂 why") == ()


def test_filters_are_part_of_it():
    only = Filters.from_json({"dates": "1962"})
    assert focus_of((FIRST,), only).filters == focus_of((), only).filters == only
