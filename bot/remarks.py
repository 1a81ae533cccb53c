"""Remarks: what became of the words that an earlier answer quoted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from corpus.sayings import Saying


class Fate(StrEnum):
    """What became of a quote or a field of a stored answer."""

    RENEWED = "record renewed"  # the words stand where they stood; others have changed
    MOVED = "moved"  # the same words stand elsewhere in the record
    CHANGED = "no longer stands"
    REMOVED = "record removed"
    DAMAGED = "record damaged"

    @property
    def stands(self) -> bool:
        """Whether the words may still be quoted."""
        return self in (Fate.RENEWED, Fate.MOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is no longer as it was when an answer was given.

    Attributes:
        part: `quote`, `nearest` or `field`.
        n: its number in the answer as it was given.
        fate: what became of it.
        record_id: the record it is from.
        label: the place that was cited; "" for a field.
        text: one sentence for people.
    """

    part: str
    n: int
    fate: Fate
    record_id: str
    label: str = ""
    text: Saying

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        plain = asdict(self) | {"stands": self.fate.stands}
        return plain | {"text": str(self.text), "said": self.text.to_json()}
