"""A record: one archival document as it was delivered, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from corpus import faults
from corpus.descriptions import Description
from corpus.errors import UnknownRecord
from corpus.passages import Dropped, Passage, Role
from corpus.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a record came from.

    Attributes:
        name: file name or member name; a label, never a path to open.
        sha256: of the raw bytes as delivered, hexadecimal.
        media_type: as recognised by the reader.
        importer: reader and its version, `wilson/1`.
        imported_at: UTC, ISO 8601; "" for a record not yet stored.
        warnings: what the reader wants a person to know.
    """

    name: str
    sha256: str
    media_type: str
    importer: str
    imported_at: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One archival document.

    `passages` and `dropped` together cover `text` exactly, without gap or overlap, so
    no character of the source can be lost in silence.

    Attributes:
        record_id: stable, readable, unique in the archive.
        text: exactly what was delivered, decoded once, never edited.
        description: the catalogue's fields.
        source: where the bytes came from.
        passages: paragraphs in document order.
        dropped: every other stretch of the text, with its reason.

    Raises:
        ValueError: a character is in no passage and not dropped, or in two; or a
            passage's text is not its slice of the record.
    """

    record_id: str
    text: str = field(repr=False)
    description: Description = field(repr=False)
    source: Source = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)
    dropped: tuple[Dropped, ...] = field(repr=False, default=())

    def __post_init__(self) -> None:
        spans = sorted(
            [passage.span for passage in self.passages] + [gap.span for gap in self.dropped]
        )
        edges = [Span(0, 0), *spans, Span(len(self.text), len(self.text))]
        for before, after in pairwise(edges):
            if before.end != after.start:
                kind = "in no passage" if before.end < after.start else "counted twice"
                low, high = sorted((before.end, after.start))
                raise ValueError(f"{self.record_id}: characters {low} to {high} are {kind}")
        for passage in self.passages:
            if passage.text != passage.span.of(self.text):
                raise ValueError(f"{passage.passage_id} is not its slice of the record")
            if passage.record_id != self.record_id:
                raise ValueError(f"{passage.passage_id} does not belong to {self.record_id}")

    @property
    def body(self) -> tuple[Passage, ...]:
        """The body paragraphs, in order."""
        return tuple(p for p in self.passages if p.role is Role.BODY)

    def passage(self, passage_id: str) -> Passage:
        """Return the passage of that id.

        Raises:
            UnknownRecord: the record has no such passage.
        """
        for passage in self.passages:
            if passage.passage_id == passage_id:
                return passage
        raise UnknownRecord(
            faults.NO_PASSAGE(record=self.record_id, passage=passage_id),
            faults.PARAGRAPHS(paragraphs=len(self.body)),
        )

    def paragraph(self, number: int) -> Passage:
        """Return body paragraph `number`, counted from 1.

        Raises:
            UnknownRecord: there is no such paragraph.
        """
        if not 1 <= number <= len(self.body):
            raise UnknownRecord(
                faults.NO_PARAGRAPH(record=self.record_id, number=number),
                faults.NUMBERED(last=len(self.body)),
            )
        return self.body[number - 1]

    def passage_at(self, span: Span) -> Passage | None:
        """Return the passage that holds the whole span, or None."""
        return next((p for p in self.passages if span.within(p.span)), None)
