"""The catalogue fields of a document in a TEI volume.

The heading gives title, genre, sender and addressee; the date line place and date; the
source note the archive's reference; the header the edition. The editors' markup says who
is meant, the words stay beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.cited_dates import cited_date
from corpus.dates import parse_date
from corpus.descriptions import Field, FieldName, Origin
from corpus.passages import Role
from corpus.profiles import load_profile
from corpus.readers.tei_blocks import SOURCE_NOTE, SUMMARY_NOTE
from corpus.readers.tei_flow import Block, Mark
from corpus.readers.tei_headings import (
    between_parties,
    editorial,
    genre,
    plain_title,
)
from corpus.readers.tei_parties import parties
from corpus.readers.tei_volume import Volume
from corpus.spans import Span

_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?=T|$)")
_MARKING = (
    r"(?:Top Secret|Secret|Confidential|Restricted|Unclassified|(?:Limited )?Official Use Only"
    r"|No classification marking|Eyes Only)\b"
)
#: To the end of its sentence; the points of "U.S." end none.
_CLASSIFIED = re.compile(_MARKING + r"(?:[^.]|(?<=\b[A-Z])\.){0,80}")
_SUBJECT_LABEL = re.compile(r"(?:subj(?:ect)?s?|re)\s*:?", re.IGNORECASE)
# "Vol. I. Secret" ends where the marking begins; another initial ends nothing.
_SENTENCE_END = re.compile(
    rf"\.(?=\s+{_MARKING})|(?<!\b[A-Z])(?<!\bNo)(?<!\bVol)\.(?=\s+[A-Z(]|\s*$)"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where its first character stands in the record's text."""

    block: Block
    start: int

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Return a stretch of the block as one of the record."""
        return Span(start, len(self.block.text) if end is None else end).shifted(self.start)


def fields(
    volume: Volume, attributes: dict[str, str], placed: Sequence[Placed], record_number: str
) -> tuple[Field, ...]:
    """Gather what is known of a document.

    Args:
        volume: the volume's header and lists.
        attributes: of the document's `div`, by local name.
        placed: its blocks.
        record_number: the document's number in the edition; "" for none.
    """
    heads = [p for p in placed if p.block.tag == "title"]
    # An attachment has a date and a signature of its own.
    own = [p for p in placed if not p.block.attached]
    found = [
        *(_title(heads[0], volume) if heads else ()),
        *_dates(own, attributes),
        *_places(own),
        *_signatures(own),
        *_subjects(own),
        *_sources(placed),
        *_persons(placed, volume),
    ]
    if record_number:
        found.insert(
            1, Field(name=FieldName.DOCUMENT_NUMBER, value=record_number, raw=record_number)
        )
    return (*found, *_edition(volume))


def profile_fields(record_id: str, profile_name: str) -> Iterator[Field]:
    """Yield what the collection's profile adds: repository and address."""
    profile = load_profile(profile_name)
    for name, value in (
        (FieldName.REPOSITORY, profile.repository),
        (FieldName.URL, profile.url(record_id)),
    ):
        if value:
            yield Field(name=name, value=value, raw=value, origin=Origin.PROFILE)


def is_editorial(subtype: str | None, heading: str) -> bool:
    """Tell an editorial note from a document."""
    return subtype == "editorial-note" or editorial(heading)


def _title(head: Placed, volume: Volume) -> Iterator[Field]:
    text = head.block.text
    title = plain_title(text)
    yield Field(name=FieldName.TITLE, value=_joined(title.of(text)), raw=text, span=head.span())
    kind = genre(title.of(text))
    if kind:
        yield _derived(FieldName.GENRE, head, kind.shifted(title.start))
    if between_parties(kind.of(title.of(text)) if kind else None):
        for party in parties(text, head.block.marks, volume.authorities):
            yield Field(
                name=party.name,
                value=party.value,
                raw=party.span.of(text),
                origin=party.origin,
                span=party.span.shifted(head.start),
            )


def _dates(placed: Iterable[Placed], attributes: dict[str, str]) -> Iterator[Field]:
    """Yield the document's own date and the interval that the editors reckon it by."""
    for spot, mark in _front_marks(placed, "date"):
        words = spot.block.text[mark.start : mark.end]
        value = _edtf(mark.attributes)
        if value is None:
            read = parse_date(words)
            value = read.edtf if read else None
        yield Field(
            name=FieldName.DATE, value=value, raw=words, span=spot.span(mark.start, mark.end)
        )
        break
    earliest, latest = (attributes.get(f"doc-dateTime-{end}", "") for end in ("min", "max"))
    value = _interval(earliest, latest)
    if value:
        raw = earliest if earliest == latest else f"{earliest}/{latest}"
        yield Field(name=FieldName.CATALOGUE_DATE, value=value, raw=raw)


def _edtf(attributes: dict[str, str]) -> str | None:
    when = attributes.get("when", "")
    if when:
        return _interval(when, when)
    low = attributes.get("from") or attributes.get("notBefore") or ""
    high = attributes.get("to") or attributes.get("notAfter") or ""
    return _interval(low, high)


def _interval(low: str, high: str) -> str | None:
    """Return the stretch between two limits; None where one is missing or no date.

    One limit alone says that a document is not older, or not younger, never its day.
    """
    first, last = _day(low), _day(high)
    if first is None or last is None or first > last:
        return None
    return first if first == last else f"{first}/{last}"


def _day(words: str) -> str | None:
    found = _DAY.match(words)
    return cited_date(found.group()).edtf if found else None


def _places(placed: Iterable[Placed]) -> Iterator[Field]:
    for spot, mark in _front_marks(placed, "placeName"):
        words = spot.block.text[mark.start : mark.end]
        yield Field(
            name=FieldName.PLACE,
            value=_joined(words),
            raw=words,
            span=spot.span(mark.start, mark.end),
        )
        break


def _front_marks(placed: Iterable[Placed], tag: str) -> Iterator[tuple[Placed, Mark]]:
    """Yield marks of the date lines, then of the heading, then of the closing lines."""
    spots = list(placed)
    for role in (Role.FRONT, Role.HEADING, Role.CLOSER):
        for spot in spots:
            if spot.block.role is role and spot.block.tag not in ("header", "head"):
                for mark in spot.block.marks:
                    if mark.tag == tag:
                        yield spot, mark


def _signatures(placed: Iterable[Placed]) -> Iterator[Field]:
    for spot in placed:
        if spot.block.tag == "signed" and spot.block.role is Role.CLOSER:
            yield Field(
                name=FieldName.SIGNATURE,
                value=_joined(spot.block.text),
                raw=spot.block.text,
                span=spot.span(),
            )


def _subjects(placed: Iterable[Placed]) -> Iterator[Field]:
    for spot in placed:
        if spot.block.kind != "subject" or spot.block.role is not Role.FRONT:
            continue
        heads = [m for m in spot.block.marks if m.tag == "head"]
        titles = (spot.block.text[head.start : head.end].strip() for head in heads)
        if not all(_SUBJECT_LABEL.fullmatch(title) for title in titles):
            continue  # the markup calls every list of a form's head one of subjects
        start = 0
        for line in spot.block.text.split("\n"):
            label = _SUBJECT_LABEL.fullmatch(line.strip())
            if line.strip() and not label:
                end = start + len(line)
                yield Field(
                    name=FieldName.SUBJECT, value=line, raw=line, span=spot.span(start, end)
                )
            start += len(line) + 1


def _sources(placed: Iterable[Placed]) -> Iterator[Field]:
    """Read the source note: whole, the archive's reference, the classification."""
    seen = False
    for spot in placed:
        block, text = spot.block, spot.block.text
        if block.section == SUMMARY_NOTE:
            yield Field(name=FieldName.ABSTRACT, value=_joined(text), raw=text, span=spot.span())
        if block.section != SOURCE_NOTE or seen:
            continue
        seen = True
        start = len("Source:") if text.startswith("Source:") else 0
        start += len(text) - start - len(text[start:].lstrip())
        yield Field(name=FieldName.SOURCE, value=_joined(text[start:]), raw=text, span=spot.span())
        end = _SENTENCE_END.search(text, start)
        stop = end.start() if end else len(text.rstrip(" ."))
        if start < stop <= start + 400:
            yield _derived(FieldName.REFERENCE_CODE, spot, Span(start, stop))
        marking = _CLASSIFIED.match(text, end.end() + 1) if end else None
        if marking:
            yield _derived(FieldName.CLASSIFICATION, spot, Span(*marking.span()))


def _persons(placed: Iterable[Placed], volume: Volume) -> Iterator[Field]:
    """Yield the persons whom the document itself names, each once."""
    seen: set[str] = set()
    for spot in placed:
        if spot.block.role is Role.NOTE:
            continue
        for mark in spot.block.marks:
            key = mark.attributes.get("corresp", "").lstrip("#")
            known = volume.authorities.get(key) if mark.tag == "persName" else None
            if known is None or key in seen:
                continue
            seen.add(key)
            words = spot.block.text[mark.start : mark.end]
            yield Field(
                name=FieldName.PERSON,
                value=known.name,
                raw=words,
                span=spot.span(mark.start, mark.end),
            )


def _edition(volume: Volume) -> Iterator[Field]:
    titles = volume.titles
    series = titles.get("series")
    subseries = titles.get("subseries")
    stated = (
        (FieldName.COLLECTION, titles.get("complete")),
        (FieldName.SERIES, ", ".join(part for part in (series, subseries) if part)),
        *((FieldName.SERIES_EDITOR, name) for name in volume.general_editors),
        (FieldName.VOLUME, titles.get("volumenumber")),
        (FieldName.VOLUME_TITLE, titles.get("volume")),
        *((FieldName.EDITOR, name) for name in volume.editors),
        (FieldName.PUBLISHER, volume.publisher),
        (FieldName.PUBLICATION_PLACE, volume.place),
        (FieldName.PUBLISHED, volume.published),
    )
    for name, value in stated:
        if value:
            yield Field(name=name, value=value, raw=value)


def _derived(name: FieldName, spot: Placed, span: Span) -> Field:
    words = span.of(spot.block.text)
    return Field(
        name=name,
        value=_joined(words),
        raw=words,
        origin=Origin.DERIVED,
        span=spot.span(span.start, span.end),
    )


def _joined(words: str) -> str:
    return " ".join(words.split())
