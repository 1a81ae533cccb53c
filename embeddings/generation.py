"""A generation: one immutable, verified state of the search index."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.entries import Entry
from corpus.errors import ArchiveDamaged, ArchiveError, IndexMismatch, IndexMissing
from corpus.passages import Role
from corpus.sayings import Saying, together
from corpus.spans import Span
from corpus.store import GenerationRow, RecordStore
from embeddings import faults
from embeddings.dense_parts import DenseParts, open_parts
from embeddings.encoder import QueryVectors, Vectors
from embeddings.entries import Entries
from embeddings.facets import Facets, Mask
from embeddings.fusion import Candidate, fuse, mix_of
from embeddings.lexical import Keys, LexicalIndex, Within
from embeddings.lexical_query import LexicalQuery, lexical_query
from embeddings.manifest import Manifest, read_manifest
from embeddings.probes import deviation
from embeddings.tables import ROLE_NUMBER, PassageRow, Tables, read_tables

#: Candidates taken from each ranker; the union is scored exactly (quality.md A).
DEPTH = 100
#: Records whose words match best as a whole, as many whose beginnings are nearest, and
#: passages taken of each, which are candidates beside those.
RECORDS, PASSAGES_EACH = 20, 50
#: Candidates taken from each ranker among the records of a date that the query names.
OF_DATES = 30

#: What records can be chosen by, in the order of their ids.
FACETS = "facets.json"
#: Lexical indexes of the passages, and of whole records.
LEXICAL, WHOLE = "lexical", "lexical-records"


@dataclass(frozen=True)
class Generation:
    """Dense index, lexical index and the tables that tie them to passages.

    Readers hold one and use only it; a newer one replaces the object, never its parts.

    Attributes:
        manifest: what it was built from.
        tables: which record, passage and window each row is.
        dense: the vector of each unit.
        lexical: the words of each passage.
        whole: the words of each record's body, in the order of record ids, as the next ones.
        starts: the vector of how each record begins.
        facets: what records can be chosen by.
        catalogue: what records are told apart by.
        degraded: why this is not the newest generation, for people; None when it is.
    """

    manifest: Manifest
    tables: Tables = field(repr=False)
    dense: DenseParts = field(repr=False)
    lexical: LexicalIndex = field(repr=False)
    whole: LexicalIndex = field(repr=False)
    starts: DenseParts = field(repr=False)
    facets: Facets = field(repr=False)
    catalogue: Entries = field(repr=False)
    degraded: str | None = None

    @cached_property
    def passages(self) -> Sequence[PassageRow]:
        """What is known of each passage, by its row."""
        return self.tables.rows

    @property
    def hashes(self) -> Mapping[str, str]:
        """Content hash of each record, by its id.

        A record of another content, or none, was replaced or removed since.
        """
        return self.tables.hashes

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What the catalogue tells each record apart by, in the order of their ids.

        Raises:
            ArchiveDamaged: the table cannot be read, or is of other records.
        """
        return self.catalogue.all()

    @property
    def units(self) -> NDArray[np.void]:
        """The windows that were embedded, of type `UNIT`, shape (units,)."""
        return self.tables.units

    @property
    def start_lengths(self) -> NDArray[np.int32]:
        """How many characters of `whole_start` each start is, int32, shape (records,)."""
        lengths: NDArray[np.int32] = self.tables.records["start"]
        return lengths

    def candidates(
        self,
        query: str,
        vectors: QueryVectors,
        *,
        names: Mapping[str, Sequence[str]] | None = None,
        roles: Collection[Role] = (Role.BODY,),
        depth: int = DEPTH,
        records: Mask | None = None,
        must: Sequence[int] = (),
        only: Sequence[int] | None = None,
        dated: Mask | None = None,
    ) -> list[Candidate]:
        """Fuse what both rankers bring, best first.

        As many passages come back as are wanted, where so many may, also such as hold none
        of the query's words.

        Args:
            query: what is searched.
            vectors: its encodings, L2-normalised.
            names: other forms of its words, searched on the lexical side only; in the dense
                query they made it worse.
            roles: which kinds of passage may come back.
            depth: most candidates taken from each ranker.
            records: which records' passages may come back, shape (records,) in the order of
                their ids; None for any. A term is as rare as it is in the whole archive.
            must: rows that are candidates whatever the rankers bring.
            only: rows that alone are candidates.
            dated: records of a date that the query names, shape (records,): they are looked
                through too, and their passages come forward.
        """
        wanted = lexical_query(query, names)
        within, allowed = Within(records=records, roles=roles), self.allowed(records, roles)
        by_dense = self._nearest(vectors.windows, depth, allowed)
        by_lexical = [row for row, _ in self.lexical.search(wanted, depth, within)]
        if only is None:
            of_records = self._of_best_records(wanted, vectors.starts, records, allowed)
            of_dates: list[int] = []
            if dated is not None:
                of_dates = self._of_dates(wanted, vectors.windows, dated, roles)
            rows = list(
                dict.fromkeys([*by_dense[:depth], *by_lexical, *of_records, *of_dates, *must])
            )
        else:
            rows = list(only)
        owners = {row: int(self._record_at[row]) for row in rows}
        at = sorted(set(owners.values()))
        shares = self.whole.shares(wanted, at)
        starts: dict[int, float] = {}
        if vectors.starts is not None:
            starts = dict(zip(at, self.starts.scores(vectors.starts, at).tolist(), strict=True))
        return fuse(
            self._cosines(vectors.windows, rows),
            self.lexical.scores(wanted, rows),
            idf_sum=self.lexical.idf_sum(wanted),
            records={row: shares.get(owner, 0.0) for row, owner in owners.items()},
            starts={row: starts[owner] for row, owner in owners.items() if owner in starts},
            dated=() if dated is None else {row for row in rows if dated[self._record_at[row]]},
            passages=len(self.passages),
            mix=mix_of(query),
            dense_ranks={row: rank for rank, row in enumerate(by_dense, 1)},
            lexical_ranks={row: rank for rank, row in enumerate(by_lexical, 1)},
        )

    def allowed(self, records: Mask | None, roles: Collection[Role]) -> Mask:
        """Return which passages are of these records and roles, shape (passages,)."""
        wanted = np.array([role in roles for role in Role])
        allowed: Mask = wanted[self._role_at]
        return allowed if records is None else allowed & records[self._record_at]

    def records_of(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """Return the row of each passage's record, in the order of the records' ids."""
        return self._record_at[np.asarray(rows, dtype=np.int64)]

    def record_rows(self, record_ids: Collection[str]) -> Mask:
        """Return which records have one of these ids, shape (records,)."""
        return np.array([record_id in record_ids for record_id in self._record_ids], dtype=np.bool_)

    def _nearest(self, vector: Vectors, depth: int, allowed: Mask) -> list[int]:
        """Return the passages of the nearest windows, `depth` of them where there are."""
        among = allowed[self.units["row"]]
        units = 2 * depth
        while True:
            found, _ = self.dense.search(vector, units, among)
            rows = dict.fromkeys(self.units["row"][found].tolist())
            if len(rows) >= depth or len(found) < units:
                return list(rows)
            units *= 4  # passages of many windows each

    def _of_best_records(
        self,
        wanted: LexicalQuery,
        vector: Vectors | None,
        records: Mask | None,
        allowed: Mask,
    ) -> list[int]:
        """Return passages of the records that match best as wholes or by how they begin."""
        by_words = self.whole.search(wanted, RECORDS, Within(records=records))
        by_start: list[int] = []
        if vector is not None:
            by_start = self.starts.search(vector, RECORDS, records)[0].tolist()
        best = dict.fromkeys([*(at for at, _ in by_words), *by_start])
        return [row for at in best for row in self._rows_of(at, allowed)[:PASSAGES_EACH]]

    def _of_dates(
        self, wanted: LexicalQuery, vector: Vectors, dated: Mask, roles: Collection[Role]
    ) -> list[int]:
        """Return the best passages of the records of the dates that the query names."""
        by_words = self.lexical.search(wanted, OF_DATES, Within(records=dated, roles=roles))
        by_dense = self._nearest(vector, OF_DATES, self.allowed(dated, roles))
        return [*by_dense[:OF_DATES], *(row for row, _ in by_words)]

    @cached_property
    def body_rows(self) -> tuple[int, ...]:
        """Rows of the body paragraphs, which are what is searched by default."""
        return tuple(np.flatnonzero(self._role_at == ROLE_NUMBER[Role.BODY]).tolist())

    def _cosines(self, vector: Vectors, rows: Sequence[int]) -> dict[int, tuple[float, Span]]:
        """Return each passage's best cosine, and the window that has it."""
        at = np.asarray(rows, dtype=np.int64)
        first, counts = self._first_unit[at], np.diff(self._first_unit)[at]
        owner = np.repeat(np.arange(len(at)), counts)
        units = np.arange(len(owner)) + np.repeat(first - (np.cumsum(counts) - counts), counts)
        cosines = self.dense.scores(vector, units)
        order = np.lexsort((units, -cosines, owner))
        _, firsts = np.unique(owner[order], return_index=True)
        best = order[firsts]
        windows = self.units[units[best]]
        return {
            row: (cosine, Span(start, end))
            for cosine, (row, start, end) in zip(
                cosines[best].tolist(), windows.tolist(), strict=True
            )
        }

    @property
    def _record_at(self) -> NDArray[np.int64]:
        """The record of each passage, as its row in the index of whole records."""
        return self.tables.record_at

    @property
    def _record_ids(self) -> Sequence[str]:
        return self.tables.ids

    @property
    def _role_at(self) -> NDArray[np.uint8]:
        """The role of each passage, as its place among the roles."""
        roles: NDArray[np.uint8] = self.tables.passages["role"]
        return roles

    def _rows_of(self, record: int, allowed: Mask) -> list[int]:
        """Passages are written record by record, so each record's stand together."""
        first, beyond = self.tables.first_row[record], self.tables.first_row[record + 1]
        return [int(first) + row for row in np.flatnonzero(allowed[first:beyond]).tolist()]

    @cached_property
    def _first_unit(self) -> NDArray[np.int64]:
        """Units are written passage by passage, so each passage's stand together."""
        return np.searchsorted(self.units["row"], np.arange(len(self.passages) + 1))


def open_generation(folder: Path, sha256: str, checked: Collection[str] = ()) -> Generation:
    """Open a generation after checking every byte of it and asking its golden probes.

    Args:
        folder: its folder.
        sha256: of its manifest.
        checked: names of files whose bytes were checked a moment ago.

    Raises:
        ArchiveDamaged: something is missing, altered or answers otherwise than it did.
    """
    manifest = read_manifest(folder, sha256, checked)
    tables = read_tables(folder)
    dense, starts = open_parts(folder, tables, (manifest.dense, manifest.starts))
    keys = tables.records["key"]
    passage_keys = Keys(of_rows=tables.passage_keys, of_records=keys, rows=tables.row_of_key)
    record_keys = Keys(of_rows=keys, of_records=keys, rows=tables.record_of_key)
    opened = Generation(
        manifest=manifest,
        tables=tables,
        dense=dense,
        lexical=LexicalIndex.open(folder / LEXICAL, passage_keys),
        whole=LexicalIndex.open(folder / WHOLE, record_keys),
        starts=starts,
        facets=Facets.open(folder / FACETS, len(tables.ids)),
        catalogue=Entries(folder, tables.ids),
    )
    if fault := _fault(opened):
        said = faults.APART(index=folder.name, fault=fault)
        raise ArchiveDamaged(said, faults.REBUILD())
    return opened


def _fault(opened: Generation) -> Saying | None:
    """Return what does not fit in a generation whose every byte is as written, or None."""
    manifest, tables = opened.manifest, opened.tables
    if not len(tables.passages) == manifest.passages == len(opened.lexical):
        return faults.PASSAGES_COUNTED()
    if not len(opened.whole) == manifest.records == len(tables.ids):
        return faults.RECORDS_COUNTED()
    if tables.ids_sha256 != manifest.ids_sha256:
        return faults.OTHER_PASSAGES()
    if len(tables.units) != manifest.units:
        return faults.VECTORS_COUNTED()
    for index, dim in ((opened.dense, manifest.dim), (opened.starts, manifest.starts_dim)):
        if any(len(part.index) and part.index.dim != dim for part in index.parts):
            return faults.OTHER_LENGTH()
    return deviation(opened.dense, manifest.probes)


def newest_generation(
    archive_folder: Path, store: RecordStore, model_fingerprint: str | None = None
) -> Generation:
    """Open the newest published generation that is sound and fits the model.

    When it is not the newest one of all, its `degraded` says why.

    Args:
        archive_folder: the archive's folder.
        store: its records.
        model_fingerprint: of the encoder that will ask; None for any.

    Raises:
        IndexMissing: none was ever published.
        IndexMismatch: all sound ones were made by other models.
        ArchiveDamaged: all were altered; the error is that of the newest.
    """
    while True:
        published = store.generations()
        if not published:
            raise IndexMissing(faults.NO_INDEX(), faults.REBUILD())
        first: ArchiveError | None = None
        for row in published:
            try:
                opened = _fitting(archive_folder, row, model_fingerprint)
            except (ArchiveDamaged, IndexMismatch) as error:
                first = first or error
                continue
            if first is None:
                return opened
            if store.generations() != published:  # superseded and swept while it was opened
                break
            why = together(together(first.message, faults.ONE_BEFORE()), first.remedy)
            return replace(opened, degraded=why)
        else:
            assert first is not None
            if store.generations() == published:
                raise first


def _fitting(archive_folder: Path, row: GenerationRow, fingerprint: str | None) -> Generation:
    if fingerprint not in (None, row.model_fingerprint):
        raise IndexMismatch(faults.OTHER_MODEL(), faults.MAKE_ANEW())
    return open_generation(archive_folder / "gen" / row.name, row.manifest_sha256)
