"""The editor's hand: marks of omission and words in brackets, quoted and explained."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers import BRACKETS, EDITOR, named, shown
from bot.asked import Asked
from bot.desk import Desk
from bot.drafts import Draft, Drafting
from bot.editing import asks_brackets, asks_omissions
from bot.meant import meant, which
from bot.topics import others, points
from corpus.brackets import Bracket, BracketKind, brackets
from corpus.passages import Because
from corpus.quotes import quote
from corpus.records import Record
from corpus.sayings import Form, term
from corpus.spans import Span

#: Brackets quoted at most; the rest are counted.
MOST = 20

_WHOLE = Form(
    "frame.omissions.none", "The text of {record} carries no editor’s mark of an omission."
)
_OMITS = Form(
    "frame.omissions",
    "The text of {record} carries these marks of matter left out:",
    "The text of {record} carries this mark of matter left out:",
)
_PLAIN = Form("frame.brackets.none", "The text of {record} holds no editorial brackets.")
_HOLDS = Form(
    "frame.brackets",
    "The text of {record} holds {n} editorial brackets; what each does is read from its words "
    "and neighbours.",
    "The text of {record} holds {n} editorial bracket; what each does is read from its words "
    "and neighbours.",
)
_KIND = Form("frame.bracket", "{kind:A}:")
_MORE = Form("frame.brackets.more", "{n} more are not shown.")


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Quote the editor's marks of the record that is meant; None for other questions.

    A question after the editor's words in a certain sentence is one about the text.
    """
    if not asks_about_marks(asked.question):
        return None
    whole = asks_omissions(asked.question)
    found = meant(asked, desk)
    if found.record is not None:
        return _omissions(found.record) if whole else _brackets(found.record)
    if found.candidates:
        return which(desk, found.candidates)
    return which(desk, ()) if points(asked.question) or whole else None


def asks_about_marks(question: str) -> bool:
    """Tell whether a question asks for an editor's marks and for nothing else."""
    asks = asks_omissions(question) or asks_brackets(question)
    return asks and not others(question)


def _omissions(record: Record) -> Draft:
    """Quote the marks of omission, between the paragraphs and in them."""
    marks = [gap.span for gap in record.dropped if gap.because is Because.EDITORIAL]
    marks += [m.span for m in _marks(record) if m.kind is BracketKind.OMISSION]
    drafting = Drafting()
    if not marks:
        drafting.frame(_WHOLE(record=named(record)))
        return drafting.catalogued()
    drafting.frame(_OMITS(record=named(record), n=len(marks)))
    _quote(drafting, record, sorted(marks))
    return drafting.catalogued()


def _brackets(record: Record) -> Draft:
    """Quote every bracket, kind by kind, and say what each kind is."""
    marks = _marks(record)
    drafting = Drafting()
    if not marks:
        drafting.frame(_PLAIN(record=named(record)))
        return drafting.catalogued()
    drafting.frame(_HOLDS(record=named(record), n=len(marks)))
    for kind in BracketKind:
        of_kind = [mark.span for mark in marks if mark.kind is kind]
        if of_kind and len(drafting) < MOST:
            drafting.frame(_KIND(kind=term("bracket", kind.value, BRACKETS[kind])))
            _quote(drafting, record, of_kind[: MOST - len(drafting)])
    if len(marks) > MOST:
        drafting.frame(_MORE(n=len(marks) - MOST))
    return drafting.catalogued()


def _marks(record: Record) -> list[Bracket]:
    return [m for p in record.passages for m in brackets(p.text, p.span.start)]


def _quote(drafting: Drafting, record: Record, spans: Sequence[Span]) -> None:
    for span in spans:
        drafting.quote(shown(quote(record, span), EDITOR))
