"""A question on its way through the routes, with what the conversation gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.answers import Answer
from bot.followups import Understood
from corpus.filters import Filters
from corpus.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as a route sees it.

    Attributes:
        question: as asked.
        understood: with what it takes over from earlier turns.
        focus: the record the conversation is about; None when there is none yet.
        before: the last answer that was not silent; None at the beginning.
    """

    question: str
    understood: Understood
    focus: Record | None = field(default=None, repr=False)
    before: Answer | None = field(default=None, repr=False)

    @property
    def whole(self) -> str:
        """The question after the earlier ones that it leans on."""
        return " ".join((*self.understood.carried, self.question))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question, what it was put to, and the answer it got."""

    question: str
    answer: Answer
    filters: Filters | None = None


def focus_of(turns: Sequence[Turn]) -> Record | None:
    """Return the record that the last answer with words spoke of; silence moves nothing."""
    for turn in reversed(turns):
        if turn.answer.quotes:
            return turn.answer.quotes[0].quote.record
        if turn.answer.fields:
            return turn.answer.fields[0].record
    return None


def said_last(turns: Sequence[Turn]) -> Answer | None:
    """Return the last answer that quoted or named anything."""
    return next((t.answer for t in reversed(turns) if t.answer.quotes or t.answer.fields), None)
