"""The record store: what was put in comes out unchanged, or is named as damaged."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus import faults, store_index, store_provenance, store_rows, store_schema, store_upkeep
from corpus.clock import now
from corpus.errors import ArchiveDamaged, ArchiveError, ArchiveReadOnly
from corpus.failpoints import failpoint
from corpus.locking import WriterLock, not_made
from corpus.records import Record, Source
from corpus.store_catalogue import Counts, Summary
from corpus.store_connections import named_errors, open_writer
from corpus.store_index import GenerationRow
from corpus.store_reading import StoreReader
from corpus.store_rows import RecordRow

__all__ = ["Counts", "GenerationRow", "Outcome", "RecordStore", "Summary"]


class Outcome(StrEnum):
    """What putting a record changed."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    DUPLICATE = "duplicate"  # the same words from another source, which was noted


class RecordStore(StoreReader):
    """The archive's system of record: one SQLite database in a folder.

    Opened by `RecordStore.open`. Any number of processes and threads may read while one
    store writes; readers see each commit at once and never a part of one. Every record is
    checked against its hashes whenever it is read. Removed and replaced records stay as
    tombstones, and no number is ever used twice.
    """

    #: The database's name in the archive folder.
    FILE_NAME = "archive.db"

    def __init__(
        self, path: Path, writer: sqlite3.Connection | None, lock: WriterLock | None
    ) -> None:
        super().__init__(path)
        self._writer = writer
        self._lock = lock
        self._turn = threading.RLock()

    @classmethod
    def open(cls, folder: Path, *, write: bool = False, create: bool = True) -> Self:
        """Open the archive in a folder.

        Args:
            folder: the archive's folder; a writer makes it, and the database, when missing.
            write: take the writer lock, and upgrade an older archive.
            create: make the database when it is missing.

        Raises:
            ArchiveBusy: another writer has the lock.
            ArchiveReadOnly: the folder cannot be written.
            ArchiveDamaged: the database does not hold together.
            ArchiveError: there is no archive, or one of a newer Dragoman or another program.
        """
        path = folder / cls.FILE_NAME
        if write and not create and not path.exists():
            raise ArchiveError(faults.NO_ARCHIVE(folder=str(folder)), faults.MAKE_ONE())
        if not write:
            store = cls(path, None, None)
            try:
                store._seq_now()
            except BaseException:
                store.close()
                raise
            return store
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise ArchiveError(
                f"{folder} is or lies in a file.", "Name a folder for the archive."
            ) from error
        except OSError as error:
            raise not_made(folder, error) from error
        lock = WriterLock(folder)
        try:
            lock.acquire()
        except ArchiveReadOnly as error:
            if not path.exists() and isinstance(error.__cause__, OSError):
                raise not_made(folder, error.__cause__) from error
            raise
        try:
            with named_errors(path):
                if not path.exists():
                    store_schema.create(path)
                return cls(path, open_writer(path), lock)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Release connections and lock; the store cannot be used afterwards."""
        self._readers.close()
        with self._turn:
            writer, self._writer = self._writer, None
            try:
                if writer is not None:
                    writer.close()
            finally:
                if self._lock is not None:
                    self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Records

    def put(self, record: Record, *, imported_at: str) -> Outcome:
        """Store a record in one transaction; it is on the disk when this returns.

        A live record of the same id and different content is replaced. One of the same
        content stays as it is, with its day of import, unless its stored bytes are damaged.
        When it was delivered under another name, that name is noted beside the record.

        Args:
            record: what to store; `record.source.imported_at` is ignored.
            imported_at: UTC, ISO 8601.

        Raises:
            UnreadableSource: it holds half a surrogate pair, which no text file can.
            ArchiveReadOnly: the store was opened for reading.
            ArchiveError: the disk is full or failing; nothing was stored.
        """
        encoded = store_rows.encode(record)
        with self._writing() as db:
            known = store_rows.find(db, record.record_id)
            kept = None if known is None else _loaded(db, known)
            if kept is not None and _delivered(db, kept, record):
                return Outcome.UNCHANGED
            if kept is not None and kept.source.name != record.source.name:
                same = replace(record, source=kept.source) == kept
                other = record.source if same else kept.source
                because = store_provenance.relation(kept, record)
                store_provenance.note(db, kept.record_id, other, because, imported_at)
                if same:
                    return Outcome.DUPLICATE
            if known is not None:
                # Tombstoned first: only one row of an id may be live.
                _retire(db, known)
            number = store_rows.insert(db, encoded, imported_at)
            store_provenance.write_key(db, number, record)
            _log_change(db, "added", number)
            failpoint("record-written")
        failpoint("record-committed")
        return Outcome.ADDED if known is None else Outcome.REPLACED

    def note_duplicate(self, twin: Record, record: Record, *, noted_at: str) -> Outcome:
        """Note that a record is one already held under another id, and where it came from.

        Args:
            twin: what `twin_of(record)` returned.
            record: the delivery, which is not stored.
            noted_at: UTC, ISO 8601.

        Returns:
            UNCHANGED when this delivery was noted before, else DUPLICATE.

        Raises:
            ArchiveReadOnly: the store was opened for reading.
            ArchiveError: the disk is full or failing; nothing was stored.
        """
        with self._writing() as db:
            if _noted(db, twin.record_id, record.source):
                return Outcome.UNCHANGED
            because = store_provenance.relation(twin, record)
            store_provenance.note(db, twin.record_id, record.source, because, noted_at)
        return Outcome.DUPLICATE

    def remove(self, record_id: str) -> bool:
        """Tombstone a record: from now on it cannot be read. False when there is none.

        Raises:
            ArchiveReadOnly: the store was opened for reading.
            ArchiveError: the disk is full or failing; nothing was removed.
        """
        if not store_rows.storable(record_id):
            return False
        with self._writing() as db:
            known = store_rows.find(db, record_id)
            if known is None:
                return False
            _retire(db, known)
            db.execute("DELETE FROM provenance WHERE record_id = ?", (record_id,))
        return True

    def erase_removed(self) -> int:
        """Delete what was removed or replaced; returns how many records that were.

        Their numbers are still never used twice. `compact` takes the last traces away.

        Raises:
            ArchiveReadOnly: the store was opened for reading.
            ArchiveError: the disk is full or failing; nothing was erased.
        """
        with self._writing() as db:
            return store_upkeep.erase_tombstones(db)

    def compact(self) -> None:
        """Rewrite the database without what was deleted; drop its log and older copies.

        Raises:
            ArchiveBusy: a reader is at work, and holds the log.
            ArchiveReadOnly: the store was opened for reading.
            ArchiveError: the disk is full or failing; the database is as it was.
        """
        with self._turn, named_errors(self._path):
            store_upkeep.compact(self._connected(), self._path)

    def mend(self) -> tuple[str, ...]:
        """Make anew what the database can derive, and drop vectors and indexes that are damaged.

        Records are not touched.

        Returns:
            What was done, one sentence each.
        """
        with self._writing() as db:
            return store_upkeep.mend(db)

    # The search index's part

    def publish_generation(
        self, name: str, manifest_sha256: str, model_fingerprint: str, corpus_seq: int
    ) -> int:
        """Make a generation the newest one, in one commit; returns its number.

        Args:
            name: of its folder; it must be complete, synced and verified by now.
            manifest_sha256: of its manifest file, hexadecimal.
            model_fingerprint: of the encoder that made its vectors.
            corpus_seq: the `corpus_seq` that it holds.

        Raises:
            ValueError: a generation of that name was published before.
            ArchiveReadOnly: the store was opened for reading.
        """
        with self._writing() as db:
            if db.execute("SELECT 1 FROM generation WHERE name = ?", (name,)).fetchone():
                raise ValueError(f"generation {name} was published before")
            number = store_index.add_generation(
                db,
                name=name,
                manifest_sha256=manifest_sha256,
                model_fingerprint=model_fingerprint,
                corpus_seq=corpus_seq,
            )
            failpoint("publish-written")
        failpoint("published")
        return number

    def forget_generation(self, name: str) -> bool:
        """Withdraw a generation; its files are the caller's. False when there is none."""
        with self._writing() as db:
            return db.execute("DELETE FROM generation WHERE name = ?", (name,)).rowcount > 0

    def put_vectors(self, model_fingerprint: str, vectors: Mapping[str, bytes], dim: int) -> None:
        """Store vectors in one transaction; they are on the disk when this returns.

        Args:
            model_fingerprint: of the encoder that made them.
            vectors: text hash to vector: float32, little-endian, shape (dim,).
            dim: numbers in each vector.

        Raises:
            ValueError: a vector is not 4 * dim bytes long.
            ArchiveReadOnly: the store was opened for reading.
        """
        for text_sha256, value in vectors.items():
            if len(value) != 4 * dim:
                raise ValueError(
                    f"the vector of {text_sha256} has {len(value)} bytes, not {4 * dim}"
                )
        with self._writing() as db:
            store_index.write_vectors(db, model_fingerprint, vectors, dim)
            failpoint("vectors-written")
        failpoint("vectors-committed")

    def keep_vectors(self, wanted: Mapping[str, Collection[str]]) -> int:
        """Forget every vector but these; returns how many went.

        Args:
            wanted: model fingerprint to the text hashes whose vectors stay.

        Raises:
            ArchiveReadOnly: the store was opened for reading.
        """
        with self._writing() as db:
            return store_index.keep_vectors(db, wanted)

    # Inside

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the writing connection inside one transaction, committed on the way out."""
        with self._turn, named_errors(self._path):
            db = self._connected()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def _connected(self) -> sqlite3.Connection:
        if self._writer is None:
            raise ArchiveReadOnly(
                f"The archive in {self._path.parent} was opened for reading only.",
                "Open it with RecordStore.open(folder, write=True).",
            )
        return self._writer


def _loaded(db: sqlite3.Connection, row: RecordRow) -> Record | None:
    try:
        return store_rows.load(db, row)
    except ArchiveDamaged:
        return None


def _delivered(db: sqlite3.Connection, kept: Record, record: Record) -> bool:
    """Tell whether this very delivery was met before and what is kept came of it."""
    if kept.source.name == record.source.name:
        return replace(record, source=kept.source) == kept and (
            kept.source.sha256 == record.source.sha256
        )
    return _noted(db, kept.record_id, record.source)


def _noted(db: sqlite3.Connection, record_id: str, source: Source) -> bool:
    met = (source.name, source.sha256, source.importer)
    noted = store_provenance.read(db, record_id)
    return any((other.name, other.sha256, other.importer) == met for other in noted)


def _retire(db: sqlite3.Connection, row: RecordRow) -> None:
    store_rows.retire(db, row, _log_change(db, "removed", row.id))


def _log_change(db: sqlite3.Connection, action: str, number: int) -> int:
    """Note what happened to a row; returns the new `corpus_seq`."""
    cursor = db.execute(
        "INSERT INTO change (action, record, at) VALUES (?, ?, ?)",
        (action, number, now()),
    )
    assert cursor.lastrowid is not None  # an INSERT always sets it
    return cursor.lastrowid
