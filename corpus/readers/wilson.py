"""Saved pages of the Wilson Center Digital Archive.

`accepts` tells such a page, `read` makes a record of one. The page is divided
(`wilson_page`), its document gets roles (`wilson_document`), its labels are read
(`wilson_catalogue`), and the fields are gathered (`wilson_fields`). Whatever is neither
passage nor field is dropped with its reason, so the record accounts for every character.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.passages import Because, Dropped, Passage, Role
from corpus.readers.blocks import blocks
from corpus.readers.dating import unread_date
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.naming import slug
from corpus.readers.pieces import pieces
from corpus.readers.wilson_document import Part, parts
from corpus.readers.wilson_fields import fields, own_titles, profile_fields
from corpus.readers.wilson_page import Page, divide, is_page
from corpus.records import Record, Source
from corpus.spans import Span

#: Name and version of this reader, kept with each record.
IMPORTER = "wilson/1"
#: Name of the collection profile.
PROFILE = "wilson"


def accepts(text: str) -> bool:
    """Tell whether `text` is a saved page of this archive."""
    return is_page(list(blocks(text)))


def read(text: str, source: Source, limits: Limits = DEFAULT) -> Record:
    """Make a record of a saved page.

    Args:
        text: the page, decoded.
        source: where it came from; the reader adds its name and its warnings.
        limits: the longest passage.

    Returns:
        The record. Its id is the page's record number; failing that, the digits that
        are the file's name; failing that, one made of title and text.
    """
    page = divide(list(blocks(text)))
    document = parts(page.document, own_titles(page))
    described = fields(page, document)
    warnings = [*source.warnings, *page.notices]
    record_id, extra, warning = _identity(described, source.name, text)
    described = (*described, *extra)
    warnings += unread_date(described)
    if warning:
        warnings.append(warning)
    passages = tuple(_passages(record_id, document, text, limits.passage))
    if not any(passage.role is Role.BODY for passage in passages):
        warnings.append("The page holds no text of the document; only its catalogue can be read.")
    return Record(
        record_id=record_id,
        text=text,
        description=Description(
            profile=PROFILE, fields=(*described, *profile_fields(described, PROFILE))
        ),
        source=replace(source, importer=IMPORTER, warnings=tuple(dict.fromkeys(warnings))),
        passages=passages,
        dropped=tuple(_dropped(page, document, passages, text)),
    )


def _identity(
    described: Iterable[Field], name: str, text: str
) -> tuple[str, tuple[Field, ...], str | None]:
    """Return the record's id, a field for a number found outside the page, and a warning."""
    known = tuple(described)
    number = next(
        (f.value for f in known if f.name is FieldName.RECORD_NUMBER and f.value is not None), None
    )
    if number:
        return number, (), None
    stem = PurePath(name).stem
    if re.fullmatch(r"[0-9]{3,9}", stem):
        field = Field(name=FieldName.RECORD_NUMBER, value=stem, raw=stem, origin=Origin.DERIVED)
        return stem, (field,), f"The page gives no record number; {stem} is the file's name."
    title = next((f.raw for f in known if f.name is FieldName.TITLE), stem)
    made = f"{slug(title)}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    return made, (), f"The page gives no record number; it is called {made} here."


def _passages(
    record_id: str, document: Iterable[Part], text: str, longest: int
) -> Iterator[Passage]:
    counted = dict.fromkeys(Role, 0)
    for part in document:
        if isinstance(part.role, Because):
            continue
        for span in pieces(text, part.block.span, longest):
            counted[part.role] += 1
            yield Passage(
                record_id=record_id,
                span=span,
                text=span.of(text),
                ordinal=counted[part.role],
                role=part.role,
                section=part.section,
            )


def _dropped(
    page: Page, document: Iterable[Part], passages: Iterable[Passage], text: str
) -> Iterator[Dropped]:
    """Yield every stretch that is in no passage, with its reason."""
    reasons: dict[Span, Because] = {
        part.block.span: part.role for part in document if isinstance(part.role, Because)
    }
    for block in (page.date, page.title_line, page.citation):
        if block:
            reasons[block.span] = Because.CATALOGUE
    reasons |= {block.span: Because.CREDIT for block in page.credit}
    reasons |= {block.span: Because.ABSTRACT for block in page.abstract}
    own = {FieldName.RIGHTS: Because.RIGHTS, FieldName.ABSTRACT: Because.ABSTRACT}
    own[FieldName.CREDIT] = Because.CREDIT
    for entry in page.entries:
        if entry.label:
            reasons[entry.label.span] = Because.CATALOGUE
        for block in entry.values:
            reasons[block.span] = own.get(entry.name, Because.CATALOGUE)
    taken = {passage.span for passage in passages}
    spans = sorted([*taken, *_with_furniture(reasons, taken, text)])
    end = 0
    for span in [*spans, Span(len(text), len(text))]:
        if span.start > end:
            yield Dropped(span=Span(end, span.start), because=Because.SPACER)
        if span not in taken and len(span):
            yield Dropped(span=span, because=reasons.get(span, Because.CHROME))
        end = span.end


def _with_furniture(reasons: Iterable[Span], taken: Iterable[Span], text: str) -> Iterator[Span]:
    """Yield the spans with a reason, and those of every other line: furniture."""
    known = sorted([*reasons, *taken])
    yield from reasons
    position = 0
    for block in blocks(text):
        while position < len(known) and known[position].end <= block.span.start:
            position += 1
        if position == len(known) or not known[position].overlaps(block.span):
            yield block.span
