"""Documents: a record as the source reader draws it, in plain JSON. Pure functions.

Offsets are code points into the record's stored text, as everywhere; the page compares
the words that stand there with the words quoted before it marks anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from corpus import faults
from corpus.brackets import brackets
from corpus.citations import STYLES, cite
from corpus.descriptions import Field, FieldName
from corpus.errors import UnknownRecord
from corpus.notices import translation_notice
from corpus.passages import Because, Dropped, Passage, Role
from corpus.quotes import quote
from corpus.records import Record
from corpus.sayings import Form, Saying
from corpus.spans import Span

if TYPE_CHECKING:
    from corpus.store import Summary

NO_CHARACTERS = Form("record.characters", "Record {record} has no characters {start} to {end}.")
_OTHER_VERSION = Form(
    "remedy.version", "It has {characters} characters; the link may be to another version."
)
MONTHS = (
    "January February March April May June July August September October November December"
).split()


def document_json(record: Record) -> dict[str, Any]:
    """Return a record as the reader draws it.

    The keys are `record_id`, `title`, `date`, `reference`, `repository`, `url`,
    `notice`, `notice_said`, `fields`, `paragraphs`, `rights`, `citations` (by style) and `source`.
    """
    description = record.description
    notice = translation_notice(description)
    return {
        "record_id": record.record_id,
        "title": description.value(FieldName.TITLE)
        or description.value(FieldName.HEADING)
        or f"Record {record.record_id}",
        "date": date_words(description.value(FieldName.DATE) or "")
        or date_words(description.value(FieldName.CATALOGUE_DATE) or ""),
        "reference": reference(record),
        "repository": description.value(FieldName.REPOSITORY) or "",
        "url": description.value(FieldName.URL) or "",
        "language": description.value(FieldName.LANGUAGE) or "",
        "notice": str(notice),
        "notice_said": notice.to_json() if isinstance(notice, Saying) else None,
        "fields": [field_json(field) for field in description if field.name != FieldName.RIGHTS],
        "paragraphs": [_block_json(block, record.text) for block in _blocks(record)],
        "rights": [field_json(field) for field in description.all(FieldName.RIGHTS)],
        "citations": {style: cite(record).format(style) for style in STYLES},
        "source": {
            "name": record.source.name,
            "sha256": record.source.sha256,
            "importer": record.source.importer,
            "imported_at": record.source.imported_at,
            "warnings": list(record.source.warnings),
            "characters": len(record.text),
        },
    }


def place_json(record: Record, span: Span) -> dict[str, Any]:
    """Return the words at a place of a record, for a link that names only offsets.

    Raises:
        UnknownRecord: the place lies past the end of the record.
    """
    if span.end > len(record.text):
        raise UnknownRecord(
            NO_CHARACTERS(record=record.record_id, start=span.start, end=span.end),
            _OTHER_VERSION(characters=len(record.text)),
        )
    found = quote(record, span)
    passage = found.passage
    return {
        "record_id": record.record_id,
        "passage_id": passage.passage_id if passage else None,
        "paragraph": passage.ordinal if passage and passage.role is Role.BODY else None,
        "start": span.start,
        "end": span.end,
        "text": found.text,
        "sha256": found.sha256,
    }


def context_json(rows: Sequence[Summary], record_id: str) -> dict[str, Any]:
    """Return the documents before and after a record in its volume.

    The records of one volume share the part of their ids before the last slash and stand in
    the order in which the volume was read, which is the order it prints them in.

    Args:
        rows: one row a record, in the order they were added.
        record_id: the record.

    Raises:
        UnknownRecord: it is not among them.
    """
    volume = record_id.rpartition("/")[0]
    held = [
        row
        for row in rows
        if row.record_id == record_id or (volume and row.record_id.startswith(f"{volume}/"))
    ]
    at = next((at for at, row in enumerate(held) if row.record_id == record_id), None)
    if at is None:
        raise UnknownRecord(faults.UNKNOWN(record=record_id[:200]), faults.LIST())
    around = {"previous": held[at - 1] if at else None, "next": [*held, None][at + 1]}
    return {
        "record_id": record_id,
        "volume": volume or None,
        "position": at + 1,
        "of": len(held),
        **{side: _neighbour(row) if row else None for side, row in around.items()},
    }


def _neighbour(row: Summary) -> dict[str, Any]:
    line = summary_json(row)
    return {key: line[key] for key in ("record_id", "title", "date", "date_words")}


def citation_for(record: Record, paragraph: int | None, style: str) -> str:
    """Return the citation of a record, or of one of its body paragraphs.

    Raises:
        UnknownRecord: it has no such paragraph.
        UnknownStyle: Dragoman does not write that style.
    """
    passage = None if paragraph is None else record.paragraph(paragraph)
    return cite(record, passage=passage).format(style)


def field_json(field: Field) -> dict[str, Any]:
    """Return a catalogue field with its origin, its presence and where it stands."""
    return {
        "name": str(field.name),
        "value": field.value,
        "raw": field.raw,
        "origin": str(field.origin),
        "presence": str(field.presence),
        "start": field.span.start if field.span else None,
        "end": field.span.end if field.span else None,
    }


def summary_json(row: Summary) -> dict[str, Any]:
    """Return one line of the list of records."""
    return {
        "record_id": row.record_id,
        "title": row.title or f"Record {row.record_id}",
        "date": row.date,
        "date_words": date_words(row.date or ""),
        "reference_code": row.reference_code,
        "passages": row.passages,
    }


def reference(record: Record) -> str:
    """Return the archival reference with its folios, as far as the record gives them."""
    description = record.description
    parts = (description.value(FieldName.REFERENCE_CODE), description.value(FieldName.FOLIOS))
    return ", ".join(part for part in parts if part)


def date_words(value: str) -> str:
    """Return an EDTF date of level 0 in words: `1963-08-01` as "1 August 1963".

    Anything else comes back as it is.
    """
    parts = value.split("-")
    if not 1 <= len(parts) <= 3 or not all(part.isdecimal() for part in parts):
        return value
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return parts[0]
    if not 1 <= numbers[1] <= 12:
        return value
    month = f"{MONTHS[numbers[1] - 1]} {parts[0]}"
    return month if len(numbers) == 2 else f"{numbers[2]} {month}"


def holding(rows: Iterable[Summary], paragraphs: int | None = None) -> dict[str, Any]:
    """Count what the archive holds, for a page to say in its own language.

    Args:
        rows: one row a record.
        paragraphs: number of body paragraphs; None leaves them unmentioned.

    Returns:
        `records`, `paragraphs`, and the `first` and `last` date, None where none is dated.
    """
    held = list(rows)
    dates = sorted(row.date for row in held if row.date)
    return {
        "records": len(held),
        "paragraphs": paragraphs,
        "first": dates[0] if dates else None,
        "last": dates[-1] if dates else None,
    }


def _blocks(record: Record) -> list[Passage | Dropped]:
    """Return the passages and the editors' omission marks, in document order."""
    marks = [gap for gap in record.dropped if gap.because is Because.EDITORIAL]
    blocks: list[Passage | Dropped] = [*record.passages, *marks]
    return sorted(blocks, key=lambda block: block.span)


def _block_json(block: Passage | Dropped, text: str) -> dict[str, Any]:
    words = block.span.of(text)
    common = {
        "start": block.span.start,
        "end": block.span.end,
        "text": words,
        "brackets": [found.to_json() for found in brackets(words)],
    }
    if isinstance(block, Dropped):
        return {"passage_id": None, "role": str(block.because), "ordinal": None, **common}
    return {
        "passage_id": block.passage_id,
        "role": str(block.role),
        "ordinal": block.ordinal,
        "section": block.section,
        "page": block.page,
        **common,
    }
