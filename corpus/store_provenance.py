"""Where else a record came from: its duplicates, told apart by why they are ones."""

from __future__ import annotations

import hashlib
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus import faults, store_rows
from corpus.descriptions import Description, Field, Origin
from corpus.errors import ArchiveDamaged
from corpus.records import Record, Source

_COLUMNS = "record_id, name, sha256, media_type, importer, because, noted_at"


class Relation(StrEnum):
    """Why another source is one of the same record."""

    SAME_BYTES = "same bytes"
    SAME_TEXT = "same text"
    SAME_NUMBER = "same record number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Another source that a record was delivered by.

    Attributes:
        record_id: the record that is kept.
        name: label of the file or member.
        sha256: of its raw bytes, hexadecimal.
        media_type: as recognised by the reader.
        importer: reader and its version.
        because: why it is the same record.
        noted_at: UTC, ISO 8601.
    """

    record_id: str
    name: str
    sha256: str
    media_type: str
    importer: str
    because: Relation
    noted_at: str


def text_key(passages: Sequence[str]) -> str | None:
    """Return a hash that equal wordings share, however they are spaced, cased or encoded.

    None where there are no words: emptiness is no resemblance.
    """
    folded = unicodedata.normalize("NFKC", " ".join(passages)).casefold()
    plain = "".join(folded.split())
    return hashlib.sha256(plain.encode()).hexdigest() if plain else None


def relation(kept: Record, other: Record) -> Relation:
    """Say why two deliveries, of one number or one wording, are the same record."""
    if kept.source.sha256 == other.source.sha256:
        return Relation.SAME_BYTES
    if _key(kept) == _key(other):
        return Relation.SAME_TEXT
    return Relation.SAME_NUMBER


def write_key(db: sqlite3.Connection, number: int, record: Record) -> None:
    """Store the key by which duplicates of a new row are found."""
    key = _key(record)
    if key is not None:
        db.execute("INSERT INTO text_key (record, key) VALUES (?, ?)", (number, key))


def key_fits(db: sqlite3.Connection, number: int, record: Record) -> bool:
    """Tell whether the stored key of a row is that of its words."""
    found = db.execute("SELECT key FROM text_key WHERE record = ?", (number,)).fetchone()
    return (found[0] if found else None) == _key(record)


def mend_keys(db: sqlite3.Connection) -> int:
    """Make the wrong keys of sound records anew; returns how many there were."""
    mended = 0
    for row in store_rows.every(db):
        try:
            record = store_rows.load(db, row)
        except ArchiveDamaged:
            continue  # it is nobody's duplicate
        if not key_fits(db, row.id, record):
            db.execute("DELETE FROM text_key WHERE record = ?", (row.id,))
            write_key(db, row.id, record)
            mended += 1
    return mended


def find_twin(db: sqlite3.Connection, record: Record) -> Record | None:
    """Return the oldest live record of another id with the same words and description.

    Only what the source itself says of the two is compared, so a copy under another file
    name is a twin, and the same words printed as another document are not.
    """
    key = _key(record)
    if key is None:
        return None
    numbers = db.execute("SELECT record FROM text_key WHERE key = ? ORDER BY record", (key,))
    for (number,) in numbers.fetchall():
        row = store_rows.row_of(db, number)
        if row is None or row.removed_seq is not None or row.record_id == record.record_id:
            continue
        try:
            kept = store_rows.load(db, row)
        except ArchiveDamaged:
            continue
        if _said(kept.description) == _said(record.description):
            return kept
    return None


def note(
    db: sqlite3.Connection, record_id: str, source: Source, because: Relation, noted_at: str
) -> None:
    """Write down another source of a record; one already noted stays as it is."""
    columns = (
        record_id,
        source.name,
        source.sha256,
        source.media_type,
        source.importer,
        str(because),
        noted_at,
    )
    db.execute(
        f"INSERT INTO provenance ({_COLUMNS}, row_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (*columns, store_rows.sha256_of(columns)),
    )


def read(db: sqlite3.Connection, record_id: str) -> tuple[Provenance, ...]:
    """Return the other sources of a record, in the order they came.

    Raises:
        ArchiveDamaged: a row is not as it was written.
    """
    rows = db.execute(
        f"SELECT {_COLUMNS}, row_sha256 FROM provenance WHERE record_id = ? ORDER BY id",
        (record_id,),
    )
    return tuple(_decoded(*row) for row in rows)


def damaged_rows(db: sqlite3.Connection) -> list[str]:
    """Return the record id of each row that is not as it was written, fit for a message."""
    rows = db.execute(f"SELECT {_COLUMNS}, row_sha256 FROM provenance ORDER BY id")
    return [
        store_rows.printable(columns[0])
        for *columns, row_sha256 in rows
        if store_rows.sha256_of(columns) != row_sha256
    ]


def _decoded(*row: str) -> Provenance:
    *columns, row_sha256 = row
    record_id, name, sha256, media_type, importer, because, noted_at = columns
    if store_rows.sha256_of(columns) != row_sha256:
        damaged = faults.NOTE_DAMAGED(record=store_rows.printable(record_id))
        raise ArchiveDamaged(damaged, faults.ADD_AGAIN())
    return Provenance(
        record_id=record_id,
        name=name,
        sha256=sha256,
        media_type=media_type,
        importer=importer,
        because=Relation(because),
        noted_at=noted_at,
    )


def _key(record: Record) -> str | None:
    return text_key([passage.text for passage in record.passages])


def _said(description: Description) -> list[Field]:
    """Return what the source itself says, wherever in its text it stands."""
    return [
        Field(name=field.name, value=field.value, raw=field.raw)
        for field in description.fields
        if field.origin is Origin.SOURCE
    ]
