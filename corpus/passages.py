"""Passages: the paragraphs of a record, each a stretch of its stored text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

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
        page_breaks: where later pages begin inside the passage: offset into
            `Record.text` of the first character on the page, and the page; in order.

    Raises:
        ValueError: a page break is not inside the passage, or out of order.
    """

    record_id: str
    span: Span
    text: str
    ordinal: int
    role: Role = Role.BODY
    section: str | None = None
    page: str | None = None
    page_breaks: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        inside = [self.span.start, *(offset for offset, _ in self.page_breaks), self.span.end]
        if self.page_breaks and any(before >= after for before, after in pairwise(inside)):
            raise ValueError(f"{self.passage_id}: page breaks lie inside a passage, in order")

    def pages(self, span: Span) -> tuple[str, str] | None:
        """Return the first and the last page that a stretch of the passage stands on.

        Args:
            span: a stretch of the record's text inside the passage.

        Returns:
            Two pages, equal where there is only one; None where the source marks none.
            Words before the first mark are taken for the page of that mark.
        """
        first = last = self.page
        for offset, page in self.page_breaks:
            if offset >= max(span.end, span.start + 1):
                break
            last = page
            if first is None or offset <= span.start:
                first = page
        return (first, last) if first is not None and last is not None else None

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
