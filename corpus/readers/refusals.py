"""Refusals: what was not read, where it stands, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or a part of one, that did not become a record.

    Attributes:
        source: the file, as it was named.
        place: the member, line or folder entry in it; "" for the whole file.
        reason: what happened and what to do, in words for a person.
    """

    source: str
    place: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.source}, {self.place}" if self.place else self.source
        return f"{where}: {self.reason}"
