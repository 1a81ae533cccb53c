"""Refusals: what was not read, where it stands, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus.sayings import sayings


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or a part of one, that did not become a record.

    Attributes:
        source: the file, as it was named.
        place: the member, line or folder entry in it; "" for the whole file.
        reason: what happened and what to do, in words for a person; this and the place may
            be a `Saying`.
    """

    source: str
    place: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.source}, {self.place}" if self.place else self.source
        return f"{where}: {self.reason}"

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data: `said` has its sentences by code, for other languages."""
        return {
            "source": self.source,
            "place": str(self.place),
            "reason": str(self.reason),
            "said": sayings((self.place, self.reason)),
        }
