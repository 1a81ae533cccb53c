"""The catalogue fields of a Wilson Center page, with the words each was read from."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from corpus.dates import parse_date
from corpus.descriptions import Field, FieldName, Origin
from corpus.profiles import load_profile
from corpus.readers import titles
from corpus.readers.blocks import Block, joined
from corpus.readers.source_string import parse_source
from corpus.readers.wilson_catalogue import Entry, donors, record_number
from corpus.readers.wilson_document import Part
from corpus.readers.wilson_page import Page, citation_parts
from corpus.spans import Span

#: Fields whose value is a date.
_DATES = frozenset({FieldName.DATE, FieldName.CATALOGUE_DATE, FieldName.UPLOADED})
#: A field, and the place in the page that it is ordered by.
_Placed = tuple[int, Field]
#: A field read out of a string, its place in that string, and its value.
_ReadOut = tuple[FieldName, Span, str]


def own_titles(page: Page) -> tuple[str, ...]:
    """Return the titles by which a document's own heading is known."""
    return titles.own_titles(page.title.text) if page.title else ()


def fields(page: Page, document: Sequence[Part]) -> tuple[Field, ...]:
    """Gather the fields that a page states, and those read out of them, in page order."""
    placed = [
        *_head_fields(page),
        *_placed_in(document, {entry.name for entry in page.entries if entry.values}),
        *((block.span.start, _field(FieldName.ABSTRACT, block)) for block in page.abstract),
        *(found for entry in page.entries for found in _entry_fields(entry)),
    ]
    names = {field.name for _, field in placed if field.value is not None}
    if page.title:
        placed += _title_fields(page.title, has_author=FieldName.CREATOR in names)
    if page.citation:
        placed += _citation_fields(page.citation, names)
    placed.sort(key=lambda pair: pair[0])
    return tuple(field for _, field in placed)


def profile_fields(described: Iterable[Field], profile_name: str) -> tuple[Field, ...]:
    """Return what the collection's profile adds: repository, and address if numbered."""
    profile = load_profile(profile_name)
    number = next(
        (f.value for f in described if f.name is FieldName.RECORD_NUMBER and f.value), None
    )
    supplied = (
        (FieldName.REPOSITORY, profile.repository),
        (FieldName.URL, profile.url(number) if number else None),
    )
    return tuple(
        Field(name=name, value=value, raw=value, origin=Origin.PROFILE)
        for name, value in supplied
        if value
    )


def _field(name: FieldName, block: Block, origin: Origin = Origin.SOURCE) -> Field:
    value: str | None = joined(block.text)
    if name in _DATES:
        date = parse_date(block.text)
        value = date.edtf if date else None
    elif name is FieldName.RECORD_NUMBER:
        value = record_number(block)
    return Field(name=name, value=value, raw=block.text, origin=origin, span=block.span)


def _head_fields(page: Page) -> Iterator[_Placed]:
    if page.date:
        yield page.date.span.start, _field(FieldName.CATALOGUE_DATE, page.date)
    if page.title:
        yield page.title.span.start, _field(FieldName.TITLE, page.title)
    for block in page.credit:
        yield block.span.start, _field(FieldName.CREDIT, block)


def read_out_of_title(title: str) -> Iterator[_ReadOut]:
    """Yield what a title says of its document, each with its place in it and its value."""
    readers: tuple[tuple[FieldName, Callable[[str], Span | None]], ...] = (
        (FieldName.GENRE, titles.genre),
        (FieldName.CREATOR, titles.sender),
        (FieldName.SHORT_TITLE, titles.short_title),
    )
    for name, reader in readers:
        found = reader(title)
        if found:
            yield name, found, joined(found.of(title))


def read_out_of_source(source: str) -> Iterator[_ReadOut]:
    """Yield what a source string says, each with its place in it and its value."""
    read = parse_source(source)
    for name, span in (
        (FieldName.REFERENCE_CODE, read.reference),
        (FieldName.FOLIOS, read.folios),
    ):
        if span:
            yield name, span, joined(span.of(source))
    for name, credits_ in (
        (FieldName.TRANSLATOR, read.translators),
        (FieldName.CONTRIBUTOR, read.contributors),
    ):
        for credit in credits_:
            yield name, credit.span, credit.names


def _title_fields(title: Block, *, has_author: bool) -> Iterator[_Placed]:
    found = read_out_of_title(title.text)
    return _derived(title, (f for f in found if not (f[0] is FieldName.CREATOR and has_author)))


def _derived(block: Block, found: Iterable[_ReadOut]) -> Iterator[_Placed]:
    for name, span, value in found:
        part = block.part(span.start, span.end)
        field = Field(name=name, value=value, raw=part.text, origin=Origin.DERIVED, span=part.span)
        yield part.span.start, field


def document_fields(document: Sequence[Part], stated: Container[FieldName]) -> tuple[Field, ...]:
    """Return what the lines around a document's body say, in their order.

    Args:
        document: its blocks with their roles.
        stated: the fields that the catalogue fills; its classification is not repeated.
    """
    return tuple(field for _, field in _placed_in(document, stated))


def _placed_in(document: Sequence[Part], stated: Container[FieldName]) -> Iterator[_Placed]:
    dates = [part for part in document if part.field is FieldName.DATE]
    for part in document:
        if part.field is None or part.value_block is None:
            continue
        if part.field is FieldName.DATE and part is not dates[-1]:
            continue  # the date line at the end is the document's; one at the top is used alone
        if part.field is FieldName.CLASSIFICATION and FieldName.CLASSIFICATION in stated:
            continue
        yield part.value_block.span.start, _field(part.field, part.value_block)


def _entry_fields(entry: Entry) -> Iterator[_Placed]:
    if not entry.values and entry.label:
        empty = Field(name=entry.name, value=None, raw="")
        yield entry.label.span.start, empty
    for block in entry.values:
        if entry.name is FieldName.DONOR:
            for donor in donors(block):
                yield donor.span.start, _field(FieldName.DONOR, donor)
            continue
        yield block.span.start, _field(entry.name, block)
        if entry.name is FieldName.SOURCE:
            yield from _derived(block, read_out_of_source(block.text))


def _citation_fields(citation: Block, known: set[FieldName]) -> Iterator[_Placed]:
    """Take from an older page's citation what the page does not state elsewhere."""
    found = citation_parts(citation)
    if "source" in found and FieldName.SOURCE not in known:
        block = found["source"]
        yield block.span.start, _field(FieldName.SOURCE, block, Origin.DERIVED)
        yield from _derived(block, read_out_of_source(block.text))
    if "number" in found and FieldName.RECORD_NUMBER not in known:
        block = found["number"]
        yield block.span.start, _field(FieldName.RECORD_NUMBER, block, Origin.DERIVED)
