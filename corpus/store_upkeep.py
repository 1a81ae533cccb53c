"""Looking after the database: what is damaged in it, copies of it, what must be gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from corpus import disk, store_index, store_provenance, store_rows
from corpus.clock import now
from corpus.counts import agreed
from corpus.errors import ArchiveBusy, ArchiveDamaged

#: Most complaints of SQLite's own check that are worth reading.
_COMPLAINTS = 20


def faults(db: sqlite3.Connection, *, full: bool) -> Iterator[str]:
    """Name what is damaged; see `StoreReader.faults`."""
    check = "integrity_check" if full else "quick_check"
    for (complaint,) in db.execute(f"PRAGMA {check}({_COMPLAINTS})").fetchall():
        if complaint != "ok":
            yield f"SQLite finds: {store_rows.printable(complaint)}."
    yield from _row_faults(db, full=full)
    if bad := store_index.bad_generations(db):
        one, several = "The row of 1 published index is", "The rows of {} published indexes are"
        yield f"{agreed(len(bad), one, several)} not as written."
    if not full:
        return
    for table, *_ in db.execute("PRAGMA foreign_key_check").fetchall():
        yield f"A row of the table {store_rows.printable(table)} belongs to no record."
    for record_id in store_provenance.damaged_rows(db):
        yield f"A note on where record {record_id} came from is not as it was written."
    if bad := store_index.bad_vectors(db):
        yield f"{len(bad)} stored vectors fail their checksum."


def _row_faults(db: sqlite3.Connection, *, full: bool) -> Iterator[str]:
    try:
        rows = store_rows.every(db)
    except ArchiveDamaged as error:
        yield error.message
        return
    known = {number for (number,) in db.execute("SELECT record FROM change")}
    for row in rows:
        if row.id not in known:
            yield f"Record {store_rows.printable(row.record_id)} was never logged as added."
        if not row.sound:
            yield store_rows.damaged(row.record_id).message
        elif full:
            try:
                record = store_rows.load(db, row)
            except ArchiveDamaged as error:
                yield error.message
                continue
            if not store_provenance.key_fits(db, row.id, record):
                yield f"The key that finds duplicates of record {row.record_id} is wrong."
    if lost := _lost(db, {row.id for row in rows}):
        one, several = "1 record that was added is", "{} records that were added are"
        yield f"{agreed(lost, one, several)} not in the list of records."


def _lost(db: sqlite3.Connection, present: set[int]) -> int:
    """Count records that the log of changes knows as added and that are nowhere."""
    erased = {n for (n,) in db.execute("SELECT record FROM change WHERE action = 'erased'")}
    added = {n for (n,) in db.execute("SELECT record FROM change WHERE action = 'added'")}
    return len(added - erased - present)


def copy(db: sqlite3.Connection, path: Path) -> None:
    """Write a compact copy of the database; see `StoreReader.copy_to`."""
    if db.in_transaction:
        db.execute("ROLLBACK")  # SQLite copies only outside of one, in one of its own
    db.execute("PRAGMA query_only=OFF")  # it forbids the copy, though nothing here is written
    try:
        db.execute("VACUUM INTO ?", (str(path),))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        db.execute("PRAGMA query_only=ON")
    disk.sync(path)


def erase_tombstones(db: sqlite3.Connection) -> int:
    """Delete every removed and replaced record; see `RecordStore.purge`."""
    db.execute("PRAGMA secure_delete=ON")
    gone = [row for row in store_rows.every(db) if row.removed_seq is not None and row.sound]
    for row in gone:
        for table in ("text_key", "passage", "content"):
            db.execute(f"DELETE FROM {table} WHERE record = ?", (row.id,))
        db.execute("DELETE FROM record WHERE id = ?", (row.id,))
        db.execute(
            "INSERT INTO change (action, record, at) VALUES ('erased', ?, ?)",
            (row.id, now()),
        )
    return len(gone)


def compact(db: sqlite3.Connection, path: Path) -> None:
    """Rewrite the database without what was deleted; see `RecordStore.compact`."""
    db.execute("VACUUM")
    busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise ArchiveBusy(
            "Somebody is reading the archive, so its log could not be emptied.",
            "Close other programs that use it, then run 'dragoman gc --vectors'.",
        )
    for older in (
        *path.parent.glob(f"{path.name}.schema-*"),
        *path.parent.glob(f"{path.name}.re*"),
    ):
        older.unlink()


def mend(db: sqlite3.Connection) -> tuple[str, ...]:
    """Make anew what can be derived; see `RecordStore.mend`."""
    done = []
    if [row[0] for row in db.execute(f"PRAGMA integrity_check({_COMPLAINTS})")] != ["ok"]:
        db.execute("REINDEX")
        done.append("The indexes of the database were made anew.")
    if keys := store_provenance.mend_keys(db):
        done.append(f"{keys} keys that find duplicates were made anew.")
    if dropped := store_index.drop_damaged(db):
        done.append(f"{dropped} damaged rows of vectors and published indexes were dropped.")
    return tuple(done)
