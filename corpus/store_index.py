"""What the store keeps for the search index: vectors already made, and generations."""

from __future__ import annotations

import logging
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.clock import now
from corpus.store_rows import sha256_of

_LOG = logging.getLogger(__name__)
#: SQLite before 3.32 takes 999 parameters in a statement; half of it is fast enough.
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRow:
    """A published generation of the index.

    Attributes:
        name: of its folder under `gen/`.
        manifest_sha256: of its manifest file, hexadecimal.
        model_fingerprint: of the encoder that made its vectors.
        corpus_seq: the archive's `corpus_seq` that it holds.
        created_at: UTC, ISO 8601; for people, never for ordering.
    """

    name: str
    manifest_sha256: str
    model_fingerprint: str
    corpus_seq: int
    created_at: str


def add_generation(
    db: sqlite3.Connection,
    *,
    name: str,
    manifest_sha256: str,
    model_fingerprint: str,
    corpus_seq: int,
) -> int:
    """Write the row that makes a generation the newest; returns its number."""
    columns = (name, manifest_sha256, model_fingerprint, corpus_seq, now())
    cursor = db.execute(
        "INSERT INTO generation (name, manifest_sha256, model_fingerprint, corpus_seq, "
        "created_at, row_sha256) VALUES (?, ?, ?, ?, ?, ?)",
        (*columns, sha256_of(columns)),
    )
    number = cursor.lastrowid
    assert number is not None  # an INSERT always sets it
    return number


def list_generations(db: sqlite3.Connection) -> tuple[GenerationRow, ...]:
    """Return the published generations, newest first.

    A row that is not as it was written is left out and logged, so that the generation
    before it is the newest one.
    """
    found = []
    for *columns, row_sha256 in db.execute(
        "SELECT name, manifest_sha256, model_fingerprint, corpus_seq, created_at, row_sha256 "
        "FROM generation ORDER BY id DESC"
    ):
        if sha256_of(columns) != row_sha256:
            _LOG.warning("the row of a generation is damaged and was passed over")
            continue
        name, manifest_sha256, model_fingerprint, corpus_seq, created_at = columns
        found.append(
            GenerationRow(
                name=name,
                manifest_sha256=manifest_sha256,
                model_fingerprint=model_fingerprint,
                corpus_seq=corpus_seq,
                created_at=created_at,
            )
        )
    return tuple(found)


def read_vectors(
    db: sqlite3.Connection, fingerprint: str, text_hashes: Sequence[str]
) -> dict[str, bytes]:
    """Return the stored vectors among those asked for; see `RecordStore.vectors`."""
    model = db.execute("SELECT id FROM model WHERE fingerprint = ?", (fingerprint,)).fetchone()
    if model is None:
        return {}
    found: dict[str, bytes] = {}
    bad = 0
    for batch in _batches(text_hashes):
        for text_sha256, dim, crc32, value in db.execute(
            "SELECT text_sha256, dim, crc32, value FROM vector WHERE model = ? "
            f"AND text_sha256 IN ({','.join('?' * len(batch))})",
            (model[0], *batch),
        ):
            if isinstance(value, bytes) and crc32 == _crc32(fingerprint, text_sha256, dim, value):
                found[text_sha256] = value
            else:
                bad += 1
    if bad:
        _LOG.warning("%d stored vectors fail their checksum and count as missing", bad)
    return found


def write_vectors(
    db: sqlite3.Connection, fingerprint: str, vectors: Mapping[str, bytes], dim: int
) -> None:
    """Store vectors, over damaged ones too; see `RecordStore.put_vectors`."""
    db.execute("INSERT INTO model (fingerprint) VALUES (?) ON CONFLICT DO NOTHING", (fingerprint,))
    model = db.execute("SELECT id FROM model WHERE fingerprint = ?", (fingerprint,)).fetchone()[0]
    db.executemany(
        "INSERT OR REPLACE INTO vector (model, text_sha256, dim, crc32, value) "
        "VALUES (?, ?, ?, ?, ?)",
        (
            (model, text_sha256, dim, _crc32(fingerprint, text_sha256, dim, value), value)
            for text_sha256, value in vectors.items()
        ),
    )


def keep_vectors(db: sqlite3.Connection, wanted: Mapping[str, Collection[str]]) -> int:
    """Delete every vector but the wanted ones; see `RecordStore.keep_vectors`."""
    gone = 0
    for model, fingerprint in db.execute("SELECT id, fingerprint FROM model").fetchall():
        kept = wanted.get(fingerprint, ())
        db.execute("CREATE TEMP TABLE kept (text_sha256 TEXT PRIMARY KEY) WITHOUT ROWID")
        try:
            db.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in kept))
            gone += db.execute(
                "DELETE FROM vector WHERE model = ? AND text_sha256 NOT IN kept", (model,)
            ).rowcount
        finally:
            db.execute("DROP TABLE kept")
        if not kept:
            db.execute("DELETE FROM model WHERE id = ?", (model,))
    return gone


def bad_vectors(db: sqlite3.Connection) -> tuple[int, ...]:
    """Return the row numbers of the stored vectors that fail their checksum."""
    rows = db.execute(
        "SELECT vector.rowid, fingerprint, text_sha256, dim, crc32, value "
        "FROM vector LEFT JOIN model ON model.id = vector.model"
    )
    return tuple(
        rowid
        for rowid, fingerprint, text_sha256, dim, crc32, value in rows
        if not isinstance(value, bytes)
        or crc32 != _crc32(str(fingerprint), text_sha256, dim, value)
    )


def bad_generations(db: sqlite3.Connection) -> tuple[int, ...]:
    """Return the numbers of the published generations whose rows are damaged."""
    rows = db.execute(
        "SELECT id, name, manifest_sha256, model_fingerprint, corpus_seq, created_at, row_sha256 "
        "FROM generation"
    )
    return tuple(
        number for number, *columns, row_sha256 in rows if sha256_of(columns) != row_sha256
    )


def drop_damaged(db: sqlite3.Connection) -> int:
    """Delete the damaged rows of vectors and generations; both can be made anew."""
    vectors, generations = bad_vectors(db), bad_generations(db)
    db.executemany("DELETE FROM vector WHERE rowid = ?", ((rowid,) for rowid in vectors))
    db.executemany("DELETE FROM generation WHERE id = ?", ((number,) for number in generations))
    return len(vectors) + len(generations)


def _crc32(fingerprint: str, text_sha256: object, dim: object, value: bytes) -> int:
    """Bind a vector to its model and text, so that a misplaced one fails as well."""
    key = f"{fingerprint}\0{text_sha256}\0{dim}\0".encode("utf-8", "surrogateescape")
    return zlib.crc32(value, zlib.crc32(key))


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
