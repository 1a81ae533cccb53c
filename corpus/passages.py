"""Passages: the paragraphs of a record, each a stretch of its stored text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.spans import Span


class Role(StrEnum):
    """What a passage is to the document; only `BODY` is evidence by default."""

    HEADING = "heading"
    FRONT = "front"  # addressee, number and the like, before the body
    BODY = "body"
    CLOSER = "closer"  # signature, date line
    NOTE = "note"  # the editors' footnotes


#: Letter before the ordinal in a passage id, one per role.
ID_LETTER = {
    Role.HEADING: "h",
    Role.FRONT: "f",
    Role.BODY: "p",
    Role.CLOSER: "c",
    Role.NOTE: "n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph of a record.

    Attributes:
        record_id: the record it belongs to.
        span: where it stands in `Record.text`.
        text: that slice, letter for letter (`Record` refuses any other).
        ordinal: 1-based, counted within the role.
        role: what it is to the document.
        section: section number or heading printed in the source, if any.
        page: page of the source it begins on, if the source marks pages.
    """

    record_id: str
    span: Span
    text: str
    ordinal: int
    role: Role = Role.BODY
    section: str | None = None
    page: str | None = None

    @property
    def passage_id(self) -> str:
        """Readable, stable id: `118214#p3` is the third body paragraph of 118214."""
        return f"{self.record_id}#{ID_LETTER[self.role]}{self.ordinal}"


class Because(StrEnum):
    """Why a stretch of the source is in no passage."""

    SPACER = "spacer"
    CHROME = "chrome"  # furniture of the web page
    CATALOGUE = "catalogue"  # kept as a field
    ABSTRACT = "abstract"  # kept as a field, the cataloguer's words
    RIGHTS = "rights"  # kept as a field
    CREDIT = "credit"  # kept as a field
    EDITORIAL = "editorial"  # an editor's mark standing alone, such as an omission


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A stretch of the source that is no passage, and why."""

    span: Span
    because: Because
