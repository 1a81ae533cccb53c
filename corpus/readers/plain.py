"""Records made of plain text: paragraphs parted by line breaks."""

from __future__ import annotations

import hashlib
import re

from corpus.descriptions import Description, Field, FieldName
from corpus.passages import Because, Dropped, Passage
from corpus.records import Record, Source
from corpus.spans import Span

_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")


def plain_record(record_id: str, title: str, text: str, *, name: str = "") -> Record:
    """Make a record whose every line with words is a body paragraph.

    Args:
        record_id: the record's id.
        title: catalogue title; "" for none.
        text: kept as it is.
        name: label of the source.
    """
    passages, dropped, end = [], [], 0
    for ordinal, match in enumerate(_PARAGRAPH.finditer(text), 1):
        span = Span(*match.span())
        if span.start > end:
            dropped.append(Dropped(span=Span(end, span.start), because=Because.SPACER))
        passages.append(
            Passage(record_id=record_id, span=span, text=match.group(), ordinal=ordinal)
        )
        end = span.end
    if end < len(text):
        dropped.append(Dropped(span=Span(end, len(text)), because=Because.SPACER))
    fields = [Field(name=FieldName.TITLE, value=title, raw=title)] if title else []
    return Record(
        record_id=record_id,
        text=text,
        description=Description(profile="plain", fields=tuple(fields)),
        source=Source(
            name=name or record_id,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            media_type="text/plain",
            importer="plain/1",
        ),
        passages=tuple(passages),
        dropped=tuple(dropped),
    )
