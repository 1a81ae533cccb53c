"""Reading the record store: every column checked, each read in one short transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from corpus import faults, store_index, store_provenance, store_rows, store_upkeep
from corpus.errors import UnknownRecord
from corpus.records import Record
from corpus.sayings import listed
from corpus.store_catalogue import Counts, Summary, is_listed, summarise
from corpus.store_connections import ReadConnections
from corpus.store_index import GenerationRow
from corpus.store_provenance import Provenance

#: `corpus_seq`, then number and summary of each live record.
_Listed = tuple[int, tuple[tuple[int, Summary], ...]]


class StoreReader:
    """What can be asked of a record store; `RecordStore` opens and writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._readers = ReadConnections(path)
        self._listed: tuple[object, _Listed] | None = None

    def get(self, record_id: str, *, content_sha256: str | None = None) -> Record:
        """Return a record, every column of it checked.

        Args:
            record_id: the record.
            content_sha256: as in `hashes`; a live record of other content counts as none.

        Raises:
            UnknownRecord: the archive has none of that id; close ones are named.
            ArchiveDamaged: its stored bytes do not match their hashes.
        """
        if store_rows.storable(record_id):
            with self._readers.reading() as db:
                row = store_rows.find(db, record_id)
                if row is not None and content_sha256 in (None, row.content_sha256):
                    return store_rows.load(db, row)
        if content_sha256 is not None:
            raise UnknownRecord(faults.GONE(record=record_id))
        ids = self.ids()
        if record_id in ids:  # in the table, yet not where its index leads
            raise store_rows.damaged(record_id)
        # No more than a line of what somebody typed is compared and shown.
        asked = store_rows.printable(record_id)[:200]
        near = close_to(asked, ids)
        raise UnknownRecord(
            faults.UNKNOWN(record=asked),
            faults.DID_YOU_MEAN(near=listed(near, "or")) if near else faults.LIST(),
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

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each live record by its id; damaged rows are left out.

        Only the light rows are checked; the text behind them is checked when it is read.
        """
        with self._readers.reading() as db:
            rows = store_rows.every(db)
        return {row.record_id: row.content_sha256 for row in rows if row.sound and is_listed(row)}

    def digest(self) -> str:
        """Return a SHA-256 over the ids and content hashes of the live records.

        It depends on neither the order nor the days of import.

        Raises:
            ArchiveDamaged: a light row is not as it was written.
        """
        with self._readers.reading() as db:
            rows = [row for row in store_rows.every(db) if is_listed(row)]
        for row in rows:
            if not row.sound:
                raise store_rows.damaged(row.record_id)
        return store_rows.sha256_of(sorted([row.record_id, row.content_sha256] for row in rows))

    def holds(self, record_id: str, content_sha256: str) -> bool:
        """Tell whether a live record has that id and that content."""
        with self._readers.reading() as db:
            row = store_rows.find(db, record_id)
        return row is not None and row.content_sha256 == content_sha256

    def gone_since(self, seq: int, hashes: Mapping[str, str]) -> frozenset[str]:
        """Return the ids of the records that were removed or replaced after a state.

        Args:
            seq: the `corpus_seq` of that state.
            hashes: content hash of its records; one that is live again with the same
                content is not gone.
        """
        with self._readers.reading() as db:
            if self._seq(db) == seq:
                return frozenset()
            left = db.execute(
                "SELECT DISTINCT record_id FROM change JOIN record ON record.id = change.record "
                "WHERE seq > ? AND action = 'removed'",
                (seq,),
            ).fetchall()
        return frozenset(
            record_id
            for (record_id,) in left
            if record_id in hashes and not self.holds(record_id, hashes[record_id])
        )

    def added_since(self, seq: int, hashes: Mapping[str, str]) -> int:
        """Return how many live records came, or came in other words, after a state.

        Args:
            seq: the `corpus_seq` of that state.
            hashes: content hash of its records.
        """
        with self._readers.reading() as db:
            came = db.execute(
                "SELECT DISTINCT record_id, content_sha256 FROM change JOIN record "
                "ON record.id = change.record "
                "WHERE seq > ? AND action = 'added' AND removed_seq IS NULL",
                (seq,),
            ).fetchall()
        return sum(hashes.get(record_id) != content for record_id, content in came)

    def provenance(self, record_id: str) -> tuple[Provenance, ...]:
        """Return the other sources that delivered a record, in the order they came.

        Raises:
            ArchiveDamaged: a note is not as it was written.
        """
        with self._readers.reading() as db:
            return store_provenance.read(db, record_id)

    def twin_of(self, record: Record) -> Record | None:
        """Return the live record of another id that has the same words and description.

        Words are compared without regard to space, case and Unicode form; of the
        description, what the source itself says.
        """
        with self._readers.reading() as db:
            return store_provenance.find_twin(db, record)

    def faults(self, *, full: bool) -> Iterator[str]:
        """Name what is damaged, one sentence each; nothing when all is as it was stored.

        Args:
            full: read every page, row and vector instead of the database's structure and
                the light rows.

        Raises:
            ArchiveDamaged: the database cannot be read far enough to tell.
        """
        with self._readers.reading() as db:
            yield from store_upkeep.faults(db, full=full)

    def copy_to(self, path: Path) -> None:
        """Write a whole, compact copy of the database as it is at this moment.

        Args:
            path: must not exist; it is on the disk when this returns.

        Raises:
            ArchiveError: the disk is full or failing; no copy is left.
        """
        with self._readers.reading() as db:
            store_upkeep.copy(db, path)

    # The search index's part

    def generations(self) -> tuple[GenerationRow, ...]:
        """Return the published generations, newest first; damaged rows are left out."""
        with self._readers.reading() as db:
            return store_index.list_generations(db)

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

    # Inside

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
            # A restored database may have the number of changes that the former one had.
            state = (self._readers.file, seq)
            if self._listed is None or self._listed[0] != state:
                rows = (row for row in store_rows.every(db) if is_listed(row))
                self._listed = (state, (seq, tuple((row.id, summarise(row)) for row in rows)))
            return self._listed[1]


def close_to(asked: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Return up to three ids that are spelled much like one that is none."""
    # Compiled: Python's own difflib takes seconds for the ids of a large archive.
    from rapidfuzz import fuzz, process

    near = process.extract(asked, ids, scorer=fuzz.ratio, limit=3, score_cutoff=60)
    return tuple(record_id for record_id, _, _ in near)
