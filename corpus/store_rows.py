"""Records as rows of the store, and the hashes that prove the rows unchanged.

Two SHA-256 guard a record, each over a compact ASCII JSON array:

* `content_sha256`: record id, the columns of `content`, and the list of passages, each
  `[start, end, role, ordinal, section, page, page_breaks]`. It does not depend on the day
  of import, so equal records have equal hashes in every archive.
* `row_sha256`: every column of the light row, the tombstone and `content_sha256` included.

SQLite's own check finds damage to its pages but not to the words in them: it caught 21 of
150 flipped bits. Source: measured with SQLite 3.40.1 on this schema's prototype.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import Any, NamedTuple

from corpus import faults
from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.errors import ArchiveDamaged, UnreadableSource
from corpus.passages import Because, Dropped, Passage, Role
from corpus.records import Record, Source
from corpus.spans import Span

_ROW = (
    "id, record_id, title, date, reference_code, passages, imported_at, content_sha256, "
    "removed_seq, row_sha256"
)
_CONTENT = "source_name, source_sha256, media_type, importer, warnings, description, dropped, text"
_PASSAGE = "span_start, span_end, role, ordinal, section, page, page_breaks"
# A dictionary finds a member in less than a tenth of the time that its class takes, and a search
# reads hundreds of passages.
_ROLE = {role.value: role for role in Role}
_FIELD = {name.value: name for name in FieldName}
_ORIGIN = {origin.value: origin for origin in Origin}


class RecordRow(NamedTuple):
    """A light row as it stands in the table; only a sound one is to be believed."""

    id: int
    record_id: str
    title: str | None
    date: str | None
    reference_code: str | None
    passages: int
    imported_at: str
    content_sha256: str
    removed_seq: int | None
    row_sha256: str

    @property
    def sound(self) -> bool:
        """Whether the row is as it was written."""
        return sha256_of(self[1:-1]) == self.row_sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A record ready to be stored.

    Attributes:
        head: record id, title, date, reference code and number of passages.
        content: the columns of `content`, without the record's number.
        passages: the columns of `passage` from `span_start` on, in document order.
    """

    head: tuple[str, str | None, str | None, str | None, int]
    content: tuple[str, ...]
    passages: tuple[tuple[Any, ...], ...]

    @property
    def content_sha256(self) -> str:
        """The hash that proves the content."""
        return sha256_of([self.head[0], *self.content, self.passages])


def sha256_of(columns: object) -> str:
    """Return the SHA-256 of columns, whatever types damage may have given them."""
    return hashlib.sha256(_json(columns).encode("ascii")).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), default=_blob)


def _blob(value: object) -> dict[str, str]:
    if not isinstance(value, bytes):
        raise TypeError(f"no column holds a {type(value).__name__}")
    return {"blob": value.hex()}


def encode(record: Record) -> Encoded:
    """Turn a record into its columns; `Source.imported_at` is not among them.

    Raises:
        UnreadableSource: it holds half a surrogate pair, which no file's text can.
    """
    described, source = record.description, record.source
    fields = [
        [
            f.name,
            f.value,
            f.raw,
            f.origin,
            [f.span.start, f.span.end] if f.span is not None else None,
        ]
        for f in described
    ]
    encoded = Encoded(
        head=(
            record.record_id,
            _first(described, FieldName.TITLE, FieldName.SHORT_TITLE, FieldName.HEADING),
            _first(described, FieldName.DATE, FieldName.CATALOGUE_DATE),
            _first(described, FieldName.REFERENCE_CODE),
            len(record.passages),
        ),
        content=(
            source.name,
            source.sha256,
            source.media_type,
            source.importer,
            _readable_json(source.warnings),
            _readable_json({"profile": described.profile, "fields": fields}),
            _readable_json([[d.span.start, d.span.end, d.because] for d in record.dropped]),
            record.text,
        ),
        passages=tuple(
            (
                p.span.start,
                p.span.end,
                str(p.role),
                p.ordinal,
                p.section,
                p.page,
                _readable_json(p.page_breaks) if p.page_breaks else None,
            )
            for p in record.passages
        ),
    )
    strings = (*encoded.head, *encoded.content, *(v for row in encoded.passages for v in row))
    if not all(storable(value) for value in strings):
        refusal = faults.SURROGATE(record=printable(record.record_id))
        raise UnreadableSource(refusal, faults.SAVE_UTF8())
    return encoded


def storable(value: str | int | None) -> bool:
    """Tell whether SQLite can hold it: half a surrogate pair is no text."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return False
    return True


def _first(description: Description, *names: FieldName) -> str | None:
    values = (description.value(name) for name in names)
    return next((value for value in values if value is not None), None)


def _readable_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def decode(content: tuple[Any, ...], passages: list[tuple[Any, ...]], row: RecordRow) -> Record:
    """Turn columns whose hashes were checked back into the record."""
    name, sha256, media_type, importer, warnings, description, dropped, text = content
    described = json.loads(description)
    return Record(
        record_id=row.record_id,
        text=text,
        description=Description(
            profile=described["profile"],
            fields=tuple(
                Field(
                    name=_FIELD[field],
                    value=value,
                    raw=raw,
                    origin=_ORIGIN[origin],
                    span=None if span is None else Span(*span),
                )
                for field, value, raw, origin, span in described["fields"]
            ),
        ),
        source=Source(
            name=name,
            sha256=sha256,
            media_type=media_type,
            importer=importer,
            imported_at=row.imported_at,
            warnings=tuple(json.loads(warnings)),
        ),
        passages=tuple(
            Passage(
                record_id=row.record_id,
                span=Span(start, end),
                text=text[start:end],
                ordinal=ordinal,
                role=_ROLE[role],
                section=section,
                page=page,
                page_breaks=tuple(map(tuple, json.loads(breaks))) if breaks else (),
            )
            for start, end, role, ordinal, section, page, breaks in passages
        ),
        dropped=tuple(
            Dropped(span=Span(start, end), because=Because(because))
            for start, end, because in json.loads(dropped)
        ),
    )


def insert(db: sqlite3.Connection, encoded: Encoded, imported_at: str) -> int:
    """Store a record's rows; returns its number, which is never used again."""
    light = (*encoded.head, imported_at, encoded.content_sha256, None)
    cursor = db.execute(
        "INSERT INTO record (record_id, title, date, reference_code, passages, imported_at, "
        "content_sha256, removed_seq, row_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*light, sha256_of(light)),
    )
    number = cursor.lastrowid
    assert number is not None  # an INSERT always sets it
    db.execute(
        f"INSERT INTO content (record, {_CONTENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, *encoded.content),
    )
    db.executemany(
        f"INSERT INTO passage (record, position, {_PASSAGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(number, position, *passage) for position, passage in enumerate(encoded.passages)],
    )
    return number


def retire(db: sqlite3.Connection, row: RecordRow, seq: int) -> None:
    """Tombstone a row: it is never read as a record again."""
    gone = row._replace(removed_seq=seq)
    db.execute(
        "UPDATE record SET removed_seq = ?, row_sha256 = ? WHERE id = ?",
        (seq, sha256_of(gone[1:-1]), row.id),
    )


def find(db: sqlite3.Connection, record_id: str) -> RecordRow | None:
    """Return the row that the index holds for a live record of that id, sound or not."""
    row = db.execute(
        f"SELECT {_ROW} FROM record WHERE record_id = ? AND removed_seq IS NULL", (record_id,)
    ).fetchone()
    return None if row is None else RecordRow(*row)


def row_of(db: sqlite3.Connection, number: int) -> RecordRow | None:
    """Return the row of that number, live, tombstoned or damaged."""
    row = db.execute(f"SELECT {_ROW} FROM record WHERE id = ?", (number,)).fetchone()
    return None if row is None else RecordRow(*row)


def every(db: sqlite3.Connection) -> list[RecordRow]:
    """Return all light rows in the order they were stored.

    Raises:
        ArchiveDamaged: the table and its index do not hold the same records.
    """
    found = [RecordRow(*row) for row in db.execute(f"SELECT {_ROW} FROM record NOT INDEXED")]
    indexed = db.execute(
        "SELECT count(*) FROM record INDEXED BY live_record WHERE removed_seq IS NULL"
    ).fetchone()[0]
    if indexed != sum(row.removed_seq is None for row in found):
        raise ArchiveDamaged(faults.UNLIKE_INDEX(), faults.IMPORT_AGAIN())
    return found


def load(db: sqlite3.Connection, row: RecordRow) -> Record:
    """Read the record of a row, every column checked against its hashes.

    Raises:
        ArchiveDamaged: something differs from what was stored.
    """
    content = db.execute(f"SELECT {_CONTENT} FROM content WHERE record = ?", (row.id,)).fetchone()
    passages = db.execute(
        f"SELECT {_PASSAGE} FROM passage WHERE record = ? ORDER BY position", (row.id,)
    ).fetchall()
    columns = [row.record_id, *(content or ()), passages]
    if not row.sound or sha256_of(columns) != row.content_sha256:
        raise damaged(row.record_id)
    return decode(content, passages, row)


def damaged(record_id: object) -> ArchiveDamaged:
    """Return the error that names a damaged record."""
    said = faults.RECORD_DAMAGED(record=printable(record_id))
    return ArchiveDamaged(said, faults.IMPORT_AGAIN())


def printable(value: object) -> str:
    """Return a column's text fit for a message, undecodable bytes replaced by '?'."""
    return str(value).encode("utf-8", "replace").decode("utf-8")
