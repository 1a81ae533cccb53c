"""A generation: one immutable, verified state of the search index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged, ArchiveError, IndexMismatch, IndexMissing
from corpus.passages import Role
from corpus.spans import Span
from corpus.store import GenerationRow, RecordStore
from embeddings.dense import DenseIndex
from embeddings.encoder import Vectors
from embeddings.facets import Facets, Mask
from embeddings.fusion import Candidate, dense_weight, fuse
from embeddings.lexical import LexicalIndex, Within
from embeddings.lexical_query import LexicalQuery, lexical_query
from embeddings.manifest import REMEDY, Manifest, read_manifest
from embeddings.probes import deviation

#: Candidates taken from each ranker; the union is scored exactly (quality.md A).
DEPTH = 100
#: Records whose words match best as a whole, as many whose beginnings are nearest, and
#: passages taken of each, which are candidates beside those.
RECORDS, PASSAGES_EACH = 20, 50

#: The files of a generation beside its manifest.
DENSE, UNITS, PASSAGES = "index.faiss", "units.npy", "passages.json"
#: Vectors of how each record begins, and how many characters those are; what records can
#: be chosen by. All in the order of record ids.
STARTS, STARTS_CUT, FACETS = "starts.faiss", "starts.npy", "facets.json"
#: Lexical indexes of the passages, and of whole records in the order of their ids.
LEXICAL, WHOLE = "lexical", "lexical-records"

UNIT = np.dtype([("row", "<i4"), ("start", "<i4"), ("end", "<i4")])


@dataclass(frozen=True, slots=True)
class PassageRow:
    """What a generation knows of a passage without opening the store."""

    passage_id: str
    record_id: str
    role: Role


@dataclass(frozen=True)
class Generation:
    """Dense index, lexical index and the tables that tie them to passages.

    Readers hold one and use only it; a newer one replaces the object, never its parts.

    Attributes:
        manifest: what it was built from.
        passages: what is known of each passage, by its row.
        hashes: content hash of each record, by its id; a record of another content, or
            none, was replaced or removed since.
        units: the windows that were embedded, of type `UNIT`, shape (units,).
        dense: the vector of each unit.
        lexical: the words of each passage.
        whole: the words of each record's body, in the order of record ids, as the next ones.
        starts: the vector of how each record begins.
        start_lengths: how many characters of `whole_start` that is, int32, shape (records,).
        facets: what records can be chosen by.
        degraded: why this is not the newest generation, for people; None when it is.
    """

    manifest: Manifest
    passages: Sequence[PassageRow] = field(repr=False)
    hashes: Mapping[str, str] = field(repr=False)
    units: NDArray[np.void] = field(repr=False)
    dense: DenseIndex = field(repr=False)
    lexical: LexicalIndex = field(repr=False)
    whole: LexicalIndex = field(repr=False)
    starts: DenseIndex = field(repr=False)
    start_lengths: NDArray[np.int32] = field(repr=False)
    facets: Facets = field(repr=False)
    degraded: str | None = None

    def candidates(
        self,
        query: str,
        vector: Vectors,
        *,
        names: Mapping[str, Sequence[str]] | None = None,
        roles: Collection[Role] = (Role.BODY,),
        depth: int = DEPTH,
        records: Mask | None = None,
        must: Sequence[int] = (),
        only: Sequence[int] | None = None,
    ) -> list[Candidate]:
        """Fuse what both rankers bring, best first.

        As many passages come back as are wanted, where so many may, also such as hold none
        of the query's words.

        Args:
            query: what is searched.
            vector: its encoding, float32, shape (dim,), L2-normalised.
            names: other forms of its words, searched on the lexical side only; in the dense
                query they made it worse.
            roles: which kinds of passage may come back.
            depth: most candidates taken from each ranker.
            records: which records' passages may come back, shape (records,) in the order of
                their ids; None for any. A term is as rare as it is in the whole archive.
            must: rows that are candidates whatever the rankers bring.
            only: rows that alone are candidates.
        """
        wanted = lexical_query(query, names)
        within, allowed = Within(records=records, roles=roles), self.allowed(records, roles)
        by_dense = self._nearest(vector, depth, allowed)
        by_lexical = [row for row, _ in self.lexical.search(wanted, depth, within)]
        if only is None:
            of_records = self._of_best_records(wanted, vector, records, allowed)
            rows = list(dict.fromkeys([*by_dense[:depth], *by_lexical, *of_records, *must]))
        else:
            rows = list(only)
        at = sorted({int(self._record_at[row]) for row in rows})
        shares = self.whole.shares(wanted, at)
        starts = dict(zip(at, self.starts.scores(vector, at).tolist(), strict=True))
        return fuse(
            self._cosines(vector, rows),
            self.lexical.scores(wanted, rows),
            idf_sum=self.lexical.idf_sum(wanted),
            records={row: shares.get(int(self._record_at[row]), 0.0) for row in rows},
            starts={row: starts[int(self._record_at[row])] for row in rows},
            passages=len(self.passages),
            weight=dense_weight(query),
            dense_ranks={row: rank for rank, row in enumerate(by_dense, 1)},
            lexical_ranks={row: rank for rank, row in enumerate(by_lexical, 1)},
        )

    def allowed(self, records: Mask | None, roles: Collection[Role]) -> Mask:
        """Return which passages are of these records and roles, shape (passages,)."""
        wanted = np.array([role in roles for role in Role])
        allowed: Mask = wanted[self._role_at]
        return allowed if records is None else allowed & records[self._record_at]

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
        vector: Vectors,
        records: Mask | None,
        allowed: Mask,
    ) -> list[int]:
        """Return passages of the records that match best as wholes or by how they begin."""
        by_words = self.whole.search(wanted, RECORDS, Within(records=records))
        by_start, _ = self.starts.search(vector, RECORDS, records)
        best = dict.fromkeys([*(at for at, _ in by_words), *by_start.tolist()])
        return [row for at in best for row in self._rows_of(at, allowed)[:PASSAGES_EACH]]

    @cached_property
    def body_rows(self) -> tuple[int, ...]:
        """Rows of the body paragraphs, which are what is searched by default."""
        return tuple(i for i, passage in enumerate(self.passages) if passage.role is Role.BODY)

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

    @cached_property
    def _record_at(self) -> NDArray[np.int64]:
        """The record of each passage, as its row in the index of whole records."""
        order = {record_id: at for at, record_id in enumerate(self._record_ids)}
        return np.array([order[passage.record_id] for passage in self.passages], dtype=np.int64)

    @cached_property
    def _record_ids(self) -> Sequence[str]:
        return sorted(self.hashes)

    @cached_property
    def _role_at(self) -> NDArray[np.int64]:
        """The role of each passage, as its place among the roles."""
        order = {role: at for at, role in enumerate(Role)}
        return np.array([order[passage.role] for passage in self.passages], dtype=np.int64)

    def _rows_of(self, record: int, allowed: Mask) -> list[int]:
        """Passages are written record by record, so each record's stand together."""
        first, beyond = np.searchsorted(self._record_at, [record, record + 1])
        return [int(first) + row for row in np.flatnonzero(allowed[first:beyond]).tolist()]

    @cached_property
    def _first_unit(self) -> NDArray[np.int64]:
        """Units are written passage by passage, so each passage's stand together."""
        return np.searchsorted(self.units["row"], np.arange(len(self.passages) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The parts of a generation that say which passage and which words each row is.

    Attributes:
        passages: id and role of each passage.
        hashes: content hash of each record, by its id.
        units: of type `UNIT`, ordered by row.
        starts: characters of each record's beginning, int32, in the order of their ids.
    """

    passages: Sequence[PassageRow]
    hashes: Mapping[str, str]
    units: NDArray[np.void]
    starts: NDArray[np.int32]


def read_tables(folder: Path) -> Tables:
    """Read the tables of a generation whose checksums were verified.

    Raises:
        ArchiveDamaged: they do not fit together.
    """
    try:
        table = json.loads((folder / PASSAGES).read_bytes())
        return Tables(
            passages=[
                PassageRow(passage_id, passage_id.rpartition("#")[0], Role(role))
                for passage_id, role in zip(table["passage_ids"], table["roles"], strict=True)
            ],
            hashes=table["records"],
            units=np.load(folder / UNITS, allow_pickle=False),
            starts=np.load(folder / STARTS_CUT, allow_pickle=False),
        )
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise ArchiveDamaged(
            f"The tables of index {folder.name} cannot be read.", REMEDY
        ) from error


def open_generation(folder: Path, sha256: str) -> Generation:
    """Open a generation after checking every byte of it and asking its golden probes.

    Raises:
        ArchiveDamaged: something is missing, altered or answers otherwise than it did.
    """
    manifest = read_manifest(folder, sha256)
    tables = read_tables(folder)
    opened = Generation(
        manifest=manifest,
        passages=tables.passages,
        hashes=tables.hashes,
        units=tables.units,
        dense=DenseIndex.open(folder / DENSE, manifest.dense),
        lexical=LexicalIndex.open(folder / LEXICAL),
        whole=LexicalIndex.open(folder / WHOLE),
        starts=DenseIndex.open(folder / STARTS, manifest.starts),
        start_lengths=tables.starts,
        facets=Facets.open(folder / FACETS, len(tables.hashes)),
    )
    if fault := _fault(opened):
        raise ArchiveDamaged(f"The index {folder.name} does not hold together: {fault}.", REMEDY)
    return opened


def ids_sha256(passage_ids: Sequence[str]) -> str:
    """Return the hash of the passage ids in order, as the manifest keeps it."""
    return hashlib.sha256("\0".join(passage_ids).encode()).hexdigest()


def _fault(opened: Generation) -> str | None:
    """Return what does not fit in a generation whose every byte is as written, or None."""
    manifest, ids = opened.manifest, [row.passage_id for row in opened.passages]
    rows = opened.units["row"]
    if not len(ids) == len(set(ids)) == manifest.passages == len(opened.lexical):
        return "its passages are not counted right"
    records = len(opened.hashes)
    if not len(opened.whole) == len(opened.starts) == len(opened.start_lengths) == records:
        return "its records are not counted right"
    if ids_sha256(ids) != manifest.ids_sha256:
        return "its passages are others"
    if not len(opened.units) == len(opened.dense) == manifest.units:
        return "its vectors are not counted right"
    if len(rows) and (rows.min() < 0 or rows.max() >= len(ids) or (np.diff(rows) < 0).any()):
        return "its vectors belong to no passages"
    if any(len(index) and index.dim != manifest.dim for index in (opened.dense, opened.starts)):
        return "its vectors have another length"
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
            raise IndexMissing("This archive has no search index yet.", "Run 'dragoman rebuild'.")
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
            why = f"{first.message} The index before it is searched. {first.remedy}"
            return replace(opened, degraded=why)
        else:
            assert first is not None
            if store.generations() == published:
                raise first


def _fitting(archive_folder: Path, row: GenerationRow, fingerprint: str | None) -> Generation:
    if fingerprint not in (None, row.model_fingerprint):
        raise IndexMismatch(
            "The newest index was made with another model than this archive is set to, and "
            "their vectors cannot be compared.",
            "Run 'dragoman rebuild' to make the index anew, or set the other model.",
        )
    return open_generation(archive_folder / "gen" / row.name, row.manifest_sha256)
