"""The tables of `archive.db`, and how an archive of another age is met."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from corpus import faults
from corpus.disk import rename, sync
from corpus.errors import ArchiveDamaged, ArchiveError
from corpus.failpoints import failpoint

#: Marks the file as Dragoman's (`PRAGMA application_id`); "Drgm" in ASCII.
APPLICATION_ID = 0x4472676D

_FIRST = (
    # One light row a record, live or tombstoned; the catalogue is listed from here alone.
    """CREATE TABLE record (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        record_id TEXT NOT NULL,
        title TEXT,
        date TEXT,
        reference_code TEXT,
        passages INTEGER NOT NULL,
        imported_at TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,  -- of the record's words and fields: store_rows
        removed_seq INTEGER,           -- change that took it away; NULL while live
        row_sha256 TEXT NOT NULL       -- of every column above but id
    ) STRICT""",
    "CREATE UNIQUE INDEX live_record ON record (record_id) WHERE removed_seq IS NULL",
    """CREATE TABLE content (
        record INTEGER PRIMARY KEY REFERENCES record (id),
        source_name TEXT NOT NULL,
        source_sha256 TEXT NOT NULL,
        media_type TEXT NOT NULL,
        importer TEXT NOT NULL,
        warnings TEXT NOT NULL,     -- JSON
        description TEXT NOT NULL,  -- JSON
        dropped TEXT NOT NULL,      -- JSON
        text TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX content_by_source ON content (source_sha256)",
    """CREATE TABLE passage (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        record INTEGER NOT NULL REFERENCES record (id),
        position INTEGER NOT NULL,
        span_start INTEGER NOT NULL,
        span_end INTEGER NOT NULL,
        role TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        section TEXT,
        page TEXT,
        page_breaks TEXT,  -- JSON; NULL where no page begins inside
        UNIQUE (record, position)
    ) STRICT""",
    # Other sources that delivered a record of this id.
    """CREATE TABLE provenance (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        record_id TEXT NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        media_type TEXT NOT NULL,
        importer TEXT NOT NULL,
        because TEXT NOT NULL,
        noted_at TEXT NOT NULL,
        row_sha256 TEXT NOT NULL,  -- of every column above but id
        UNIQUE (record_id, name, sha256, importer)
    ) STRICT""",
    # By which duplicates are found: the same for the same words however they are spaced.
    """CREATE TABLE text_key (
        record INTEGER PRIMARY KEY REFERENCES record (id),
        key TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX text_key_by_key ON text_key (key)",
    """CREATE TABLE change (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        action TEXT NOT NULL,
        record INTEGER NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE generation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        manifest_sha256 TEXT NOT NULL,
        model_fingerprint TEXT NOT NULL,
        corpus_seq INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        row_sha256 TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE model (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        fingerprint TEXT NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE vector (
        model INTEGER NOT NULL REFERENCES model (id),
        text_sha256 TEXT NOT NULL,
        dim INTEGER NOT NULL,
        crc32 INTEGER NOT NULL,
        value BLOB NOT NULL,  -- float32, little-endian
        PRIMARY KEY (model, text_sha256)
    ) STRICT""",
)

#: Step n takes a database from schema n to n + 1. Published steps are never edited:
#: a change of the schema is a new step at the end.
MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST,)


def create(path: Path) -> None:
    """Make an empty archive, whole or not at all.

    It is made aside and renamed, so that no reader and no crash ever meets a database
    without its tables. The caller holds the writer lock.

    Raises:
        ArchiveDamaged: the database is missing, but the log of one is there.
        OSError: the folder cannot be written.
    """
    if path.with_name(path.name + "-wal").exists():
        # SQLite would replay it into the new database.
        lost = faults.LOST(path=str(path), log=f"{path.name}-wal")
        raise ArchiveDamaged(lost, faults.PUT_BACK())
    aside = path.with_name(path.name + ".new")
    for leftover in (aside, *(aside.with_name(aside.name + end) for end in ("-wal", "-shm"))):
        leftover.unlink(missing_ok=True)
    db = sqlite3.connect(aside, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        _step(db, 0, MIGRATIONS)
    finally:
        db.close()  # folds the log into the file
    sync(aside)
    failpoint("schema-made")
    rename(aside, path)
    failpoint("schema-renamed")
    sync(path.parent)


def upgrade(
    db: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Sequence[str]] = MIGRATIONS,
) -> None:
    """Bring an older archive to this schema, step by step, each one transaction.

    A copy of the database as it was is kept beside it, `archive.db.schema-1`.

    Raises:
        ArchiveError: it is no archive, or a newer one.
        ArchiveDamaged: it says that it is an archive but has no schema.
        sqlite3.Error: a step failed; the schema is as it was before the step.
    """
    version = _version(db, path, len(migrations))
    if version == len(migrations):
        return
    # Through a second name, for a copy that was cut off must not be taken for one.
    copy = path.with_name(f"{path.name}.schema-{version}")
    partial = copy.with_name(copy.name + ".partial")
    partial.unlink(missing_ok=True)
    db.execute("VACUUM INTO ?", (str(partial),))
    sync(partial)
    rename(partial, copy)
    sync(path.parent)
    for step in range(version, len(migrations)):
        _step(db, step, migrations)


def check(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a database that this version of Dragoman cannot read.

    Raises:
        ArchiveError: it is no archive, a newer one, or an older one not yet upgraded.
        ArchiveDamaged: its tables are not those of its schema.
    """
    version = _version(db, path, len(MIGRATIONS))
    if version < len(MIGRATIONS):
        folder, known = str(path.parent), len(MIGRATIONS)
        older = faults.OLDER(folder=folder, schema=version, known=known)
        raise ArchiveError(older, faults.BRING_UP())
    if _tables(db) != _expected():
        raise ArchiveDamaged(faults.TABLES(path=str(path)), faults.RESTORE())


def _version(db: sqlite3.Connection, path: Path, known: int) -> int:
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if application != APPLICATION_ID:
        raise ArchiveError(faults.FOREIGN(path=str(path)), faults.ELSEWHERE())
    if version > known:
        newer = faults.NEWER(folder=str(path.parent), schema=version, known=known)
        raise ArchiveError(newer, faults.UPDATE())
    if version < 1:
        raise ArchiveDamaged(faults.NO_SCHEMA(path=str(path)), faults.BACKUP())
    return version


def _step(db: sqlite3.Connection, step: int, migrations: Sequence[Sequence[str]]) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in migrations[step]:
            db.execute(statement)
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={step + 1}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _tables(db: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    rows = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    return frozenset(rows)


@functools.cache
def _expected() -> frozenset[tuple[str, str, str]]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for step in range(len(MIGRATIONS)):
            _step(db, step, MIGRATIONS)
        return _tables(db)
    finally:
        db.close()
