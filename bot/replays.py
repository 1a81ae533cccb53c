"""Replays: a conversation asked again, and what is told differently now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.answers import Answer, ShownQuote


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A question asked again.

    Attributes:
        question: as asked.
        before: the answer then.
        now: the answer now.
        differs: what differs, of status, reading, frames, quotes, fields, nearest, reasons.
    """

    question: str
    before: Answer
    now: Answer
    differs: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the reader is told the same, word for word."""
        return not self.differs

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "question": self.question,
            "same": self.same,
            "differs": list(self.differs),
            "before": self.before.run_id,
            "now": self.now.run_id,
        }


def differences(before: Answer, after: Answer) -> tuple[str, ...]:
    """Name what two answers tell differently; empty when they tell the same."""
    one, other = _told(before), _told(after)
    return tuple(name for name in one if one[name] != other[name])


def _told(answer: Answer) -> dict[str, Any]:
    def quoted(each: ShownQuote) -> tuple[str, ...]:
        return (each.quote.record.record_id, each.quote.text, each.voice, each.role)

    return {
        "status": answer.status,
        "reading": answer.read_as,
        "frames": answer.segments,
        "quotes": [quoted(each) for each in answer.quotes],
        "fields": [each.to_json() for each in answer.fields],
        "nearest": [quoted(each) for each in answer.nearest],
        "reasons": answer.reasons,
    }
