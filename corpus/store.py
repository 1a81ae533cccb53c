"""The record store: what was put in comes out unchanged, or is named as damaged."""

from __future__ import annotations

import difflib
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus import store_index, store_rows, store_schema
from corpus.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveReadOnly,
    UnknownRecord,
)
from corpus.locking import WriterLock, read_only
from corpus.records import Record
from corpus.store_catalogue import Counts, Summary, is_listed, summarise
from corpus.store_connections import ReadConnections, named_errors, open_writer
from corpus.store_index import GenerationRow
from corpus.store_rows import RecordRow

__all__ = ["Counts", "GenerationRow", "Outcome", "RecordStore", "Summary"]


#: `corpus_seq`, then number and summary of each live record.
_Listed = tuple[int, tuple[tuple[int, Summary], ...]]


class Outcome(StrEnum):
    """What putting a record changed."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


class RecordStore:
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
        self._path = path
        self._writer = writer
        self._lock = lock
        self._turn = threading.RLock()
        self._readers = ReadConnections(path)
        self._listed: _Listed | None = None

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> Self:
        """Open the archive in a folder.

        Args:
            folder: the archive's folder; a writer makes it, and the database, when missing.
            write: take the writer lock, and upgrade an older archive.

        Raises:
            ArchiveBusy: another writer has the lock.
            ArchiveReadOnly: the folder cannot be written.
            ArchiveDamaged: the database does not hold together.
            ArchiveError: there is no archive, or one of a newer Dragoman or another program.
        """
        path = folder / cls.FILE_NAME
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
            raise read_only(folder) from error
        lock = WriterLock(folder)
        lock.acquire()
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
            if known is not None:
                if known.content_sha256 == encoded.content_sha256 and _intact(db, known):
                    return Outcome.UNCHANGED
                # Tombstoned first: only one row of an id may be live.
                _retire(db, known)
            number = store_rows.insert(db, encoded, imported_at)
            _log_change(db, "added", number)
        return Outcome.ADDED if known is None else Outcome.REPLACED

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
        return True

    def get(self, record_id: str) -> Record:
        """Return a record, every column of it checked.

        Raises:
            UnknownRecord: the archive has none of that id; close ones are named.
            ArchiveDamaged: its stored bytes do not match their hashes.
        """
        if store_rows.storable(record_id):
            with self._readers.reading() as db:
                row = store_rows.find(db, record_id)
                if row is not None:
                    return store_rows.load(db, row)
        ids = self.ids()
        if record_id in ids:  # in the table, yet not where its index leads
            raise store_rows.damaged(record_id)
        # No more than a line of what somebody typed is compared and shown.
        asked = store_rows.printable(record_id)[:200]
        near = difflib.get_close_matches(asked, ids, n=3, cutoff=0.6)
        raise UnknownRecord(
            f"The archive has no record {asked}.",
            f"Did you mean {' or '.join(near)}?" if near else "'dragoman list' shows what it has.",
        )

    def __contains__(self, record_id: object) -> bool:
        """Tell whether a live record has that id."""
        if not isinstance(record_id, str) or not store_rows.storable(record_id):
            return False
        with self._readers.reading() as db:
            return store_rows.find(db, record_id) is not None

    def __iter__(self) -> Iterator[Record]:
        """Read the live records in the order they were added, one at a time.

        Records removed on the way are left out; those added on the way too.

        Raises:
            ArchiveDamaged: a record's stored bytes do not match their hashes.
        """
        seq, listed = self._catalogue()
        for number, summary in listed:
            with self._readers.reading() as db:
                row = store_rows.row_of(db, number)
                if row is None and self._seq(db) == seq:  # the table listed it a moment ago
                    raise store_rows.damaged(summary.record_id)
                if row is None or not is_listed(row):
                    continue
                record = store_rows.load(db, row)
            yield record

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the live records in the order they were added."""
        return tuple(summary.record_id for _, summary in self._catalogue()[1])

    def summaries(self) -> tuple[Summary, ...]:
        """Return a light row for each live record in the order they were added.

        Raises:
            ArchiveDamaged: the list of records does not match its index.
        """
        return tuple(summary for _, summary in self._catalogue()[1])

    def count(self) -> Counts:
        """Count live records and their passages."""
        _, listed = self._catalogue()
        return Counts(records=len(listed), passages=sum(s.passages for _, s in listed))

    @property
    def corpus_seq(self) -> int:
        """Number of changes ever made to the records; it only grows."""
        return self._seq_now()

    def digest(self) -> str:
        """Return a SHA-256 over the ids and content hashes of the live records.

        It depends on neither the order nor the days of import. The light rows are checked
        for it; the text behind them is checked when it is read.

        Raises:
            ArchiveDamaged: a light row is not as it was written.
        """
        with self._readers.reading() as db:
            rows = [row for row in store_rows.every(db) if is_listed(row)]
        for row in rows:
            if not row.sound:
                raise store_rows.damaged(row.record_id)
        return store_rows.sha256_of(sorted([row.record_id, row.content_sha256] for row in rows))

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
            return store_index.add_generation(
                db,
                name=name,
                manifest_sha256=manifest_sha256,
                model_fingerprint=model_fingerprint,
                corpus_seq=corpus_seq,
            )

    def generations(self) -> tuple[GenerationRow, ...]:
        """Return the published generations, newest first; damaged rows are left out."""
        with self._readers.reading() as db:
            return store_index.list_generations(db)

    def forget_generation(self, name: str) -> bool:
        """Withdraw a generation; its files are the caller's. False when there is none."""
        with self._writing() as db:
            return db.execute("DELETE FROM generation WHERE name = ?", (name,)).rowcount > 0

    def vectors(self, model_fingerprint: str, text_hashes: Sequence[str]) -> dict[str, bytes]:
        """Return those vectors of these texts that are stored.

        One that fails its checksum counts as missing and is logged; `put_vectors` heals it.

        Args:
            model_fingerprint: of the encoder.
            text_hashes: SHA-256 of each text, hexadecimal.

        Returns:
            Text hash to vector: float32, little-endian, shape (dim,).
        """
        with self._readers.reading() as db:
            return store_index.read_vectors(db, model_fingerprint, text_hashes)

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

    # Inside

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the writing connection inside one transaction, committed on the way out."""
        with self._turn, named_errors(self._path):
            db = self._writer
            if db is None:
                raise ArchiveReadOnly(
                    f"The archive in {self._path.parent} was opened for reading only.",
                    "Open it with RecordStore.open(folder, write=True).",
                )
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    @staticmethod
    def _seq(db: sqlite3.Connection) -> int:
        return int(db.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])

    def _seq_now(self) -> int:
        with self._readers.reading() as db:
            return self._seq(db)

    def _catalogue(self) -> _Listed:
        """List number and summary of what is live, kept until the next change; and as of which."""
        with self._readers.reading() as db:
            seq = self._seq(db)
            listed = self._listed
            if listed is None or listed[0] != seq:
                rows = (row for row in store_rows.every(db) if is_listed(row))
                listed = self._listed = (seq, tuple((row.id, summarise(row)) for row in rows))
        return listed


def _intact(db: sqlite3.Connection, row: RecordRow) -> bool:
    try:
        store_rows.load(db, row)
    except ArchiveDamaged:
        return False
    return True


def _retire(db: sqlite3.Connection, row: RecordRow) -> None:
    store_rows.retire(db, row, _log_change(db, "removed", row.id))


def _log_change(db: sqlite3.Connection, action: str, number: int) -> int:
    """Note what happened to a row; returns the new `corpus_seq`."""
    cursor = db.execute(
        "INSERT INTO change (action, record, at) VALUES (?, ?, ?)",
        (action, number, store_index.now()),
    )
    assert cursor.lastrowid is not None  # an INSERT always sets it
    return cursor.lastrowid
