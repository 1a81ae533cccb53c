"""Quotes: the only form in which an archive's words leave Dragoman."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from corpus import faults
from corpus.errors import NotVerbatim
from corpus.passages import Passage
from corpus.records import Record
from corpus.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch of a stored record, with the words that stand there.

    A quote holds its record, so the check is made each time one is built, by whatever
    way: no quote exists that differs from its source.

    Attributes:
        record: the record quoted.
        span: half-open code-point offsets into `record.text`.
        text: the words; equal to `span.of(record.text)`.

    Raises:
        NotVerbatim: `text` is not that slice, or is empty.
    """

    record: Record = field(repr=False)
    span: Span
    text: str

    def __post_init__(self) -> None:
        verify(self.text, self.span, self.record)

    @property
    def passage(self) -> Passage | None:
        """The passage the quote stands in; None for words of the catalogue."""
        return self.record.passage_at(self.span)

    @property
    def sha256(self) -> str:
        """SHA-256 of the quoted words in UTF-8, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def quote(record: Record, span: Span) -> Quote:
    """Quote that stretch of a record.

    Raises:
        NotVerbatim: the span is empty or reaches past the end of the text.
    """
    return Quote(record=record, span=span, text=record.text[span.start : span.end])


def verify(text: str, span: Span, record: Record) -> None:
    """Check that `text` is what stands at `span` in `record`.

    Raises:
        NotVerbatim: it is not, or the span is empty or out of range.
    """
    if not len(span) or span.end > len(record.text) or text != span.of(record.text):
        said = faults.NOT_VERBATIM(record=record.record_id, start=span.start, end=span.end)
        raise NotVerbatim(said, faults.VERIFY())
