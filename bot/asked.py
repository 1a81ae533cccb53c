"""A question on its way through the routes, with what the conversation gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.answers import Answer, Status
from bot.followups import Understood
from bot.remarks import Remark
from corpus.descriptions import FieldName
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
        may_lean: whether it may ask on from that, although its words alone are searched.
    """

    question: str
    understood: Understood
    focus: Record | None = field(default=None, repr=False)
    before: Answer | None = field(default=None, repr=False)
    may_lean: bool = False

    @property
    def whole(self) -> str:
        """The question after the last two of the earlier ones that it leans on."""
        return " ".join((*self.understood.carried[-2:], self.question))

    @property
    def told(self) -> tuple[FieldName, ...] | None:
        """The catalogue fields told last; none where the text was quoted, None at the beginning."""
        if self.before is None:
            return None
        quoted = self.before.status is Status.QUOTED
        return () if quoted else tuple(dict.fromkeys(f.name for f in self.before.fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question, what it was put to, and the answer it got.

    Attributes:
        question: as asked.
        answer: what was answered.
        filters: what part of the archive it was put to; None for all of it.
        raw: whether nothing was to be carried over from earlier turns.
        leaning: whether it was to be read with them where it could be read either way.
        asked_at: UTC, ISO 8601; "" when unsaid.
        remarks: what became of its quotes, for a turn of a reopened conversation.
    """

    question: str
    answer: Answer
    filters: Filters | None = None
    raw: bool = False
    leaning: bool = False
    asked_at: str = ""
    remarks: tuple[Remark, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the turn as plain data."""
        return {
            "question": self.question,
            "raw": self.raw,
            "leaning": self.leaning,
            "filters": self.filters.to_json() if self.filters else {},
            "asked_at": self.asked_at,
            "answer": self.answer.to_json(),
            "remarks": [remark.to_json() for remark in self.remarks],
        }


def said_last(turns: Sequence[Turn]) -> Answer | None:
    """Return the last answer that quoted or named anything."""
    return next((t.answer for t in reversed(turns) if t.answer.quotes or t.answer.fields), None)
