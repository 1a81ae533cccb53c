"""Records made of plain text: paragraphs parted by line breaks.

`read` takes a file's text, with front matter where it has any; `plain_record` takes a
title and a text that are known already.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.passages import Because, Dropped, Passage, Role
from corpus.readers.assembly import Stretch, assemble
from corpus.readers.blocks import joined
from corpus.readers.declared import declared
from corpus.readers.front_matter import front_matter, unclosed
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.naming import made_id, shown
from corpus.readers.opening import title_line
from corpus.readers.paragraphs import paragraphs
from corpus.records import Record, Source
from corpus.spans import Span

#: Name and version of this reader, kept with each record.
IMPORTER = "plain/1"
_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")


def read(text: str, source: Source, raw: bytes, limits: Limits = DEFAULT) -> Record:
    """Make a record of a plain text.

    Args:
        text: the text, decoded.
        source: where it came from.
        raw: its bytes, of which an id is made where none is declared.
        limits: the longest passage.

    Raises:
        UnreadableSource: its front matter is faulty, or it holds no words.
    """
    front = front_matter(text, source.name)
    said = declared(front.statements if front else ())
    warnings = (*source.warnings, *said.warnings, *unclosed(text))
    stretches = [Stretch(span=front.span, role=Because.CATALOGUE)] if front else []
    lines = list(paragraphs(text, front.span.end if front else 0))
    stretches += [Stretch(span=span, role=Role.BODY) for span in lines]
    return assemble(
        said.record_id or made_id(source.name, raw),
        text,
        stretches,
        description=said.description if front else _titled(said.description, lines, text),
        source=replace(source, importer=IMPORTER, warnings=warnings),
        limits=limits,
    )


def _titled(description: Description, lines: list[Span], text: str) -> Description:
    """Add a first line that is plainly a title as the document's own; it stays a paragraph."""
    if len(lines) < 2 or not title_line(text, lines[0], lines[1]):
        return description
    words = lines[0].of(text)
    field = Field(
        name=FieldName.HEADING,
        value=shown(joined(words)),
        raw=words,
        span=lines[0],
        origin=Origin.DERIVED,
    )
    return replace(description, fields=(*description.fields, field))


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
            importer=IMPORTER,
        ),
        passages=tuple(passages),
        dropped=tuple(dropped),
    )
