"""Headers: what a record is, read with each of its sentences.

"What did Peurifoy advise Cabot in December 1953?" names writer, addressee and month, which stand
at the head of a letter and in none of its sentences. A cross-encoder that is not told them
takes the sentence that answers for one about something else. They are read and never shown.
Source: of 73 questions to the volumes of Foreign Relations, written for the purpose, a gold
sentence is the first of those read for .315 rather than .260, one of two for .479 rather than
.411; on squad2_dev .786 rather than .761 and .868 rather than .862.
"""

from __future__ import annotations

from itertools import accumulate

from corpus.descriptions import FieldName
from corpus.records import Record

#: Words of a title that are read, and characters, one of East Asia counting as three. Titles by
#: State Department editors name sender and addressee in about twenty words; of what the
#: cross-encoder reads the sentence needs the most.
_WORDS, _CHARACTERS, _WIDE = 22, 160, "\u2e80"


def header(record: Record) -> str:
    """Return the title and the date of a record, as its catalogue has them; "" without a title."""
    described = record.description
    title = described.value(FieldName.TITLE) or described.value(FieldName.HEADING)
    if not title:
        return ""
    date = described.get(FieldName.DATE) or described.get(FieldName.CATALOGUE_DATE)
    told = (date.raw or date.value) if date else None
    short = _cut(" ".join(title.split()[:_WORDS]))
    return f"{short}, {_cut(told)}" if told else short


def _cut(words: str) -> str:
    widths = accumulate(3 if character >= _WIDE else 1 for character in words)
    return words[: sum(width <= _CHARACTERS for width in widths)]
