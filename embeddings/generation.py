"""A generation: one immutable, verified state of the search index."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexMissing
from corpus.passages import Role
from corpus.spans import Span
from corpus.store import RecordStore
from embeddings.analysis import content_terms
from embeddings.dense import DenseIndex
from embeddings.encoder import Vectors
from embeddings.fusion import Candidate, dense_weight, fuse
from embeddings.lexical import LexicalIndex
from embeddings.manifest import Manifest, read_manifest

#: Candidates taken from each ranker; the union is scored exactly (quality.md A).
DEPTH = 100

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
    """

    manifest: Manifest
    passages: Sequence[PassageRow] = field(repr=False)
    units: NDArray[np.void] = field(repr=False)
    dense: DenseIndex = field(repr=False)
    lexical: LexicalIndex = field(repr=False)

    def candidates(
        self,
        query: str,
        vector: Vectors,
        *,
        forms: Sequence[str] = (),
        roles: Collection[Role] = (Role.BODY,),
        depth: int = DEPTH,
    ) -> list[Candidate]:
        """Fuse what both rankers bring, best first.

        Args:
            query: what is searched.
            vector: its encoding, float32, shape (dim,), L2-normalised.
            forms: other forms of its names, added on the lexical side only; in the dense
                query they made it worse.
            roles: which kinds of passage may come back.
            depth: most candidates taken from each ranker.
        """
        query_terms = content_terms(" ".join((query, *forms)))
        unit_rows, _ = self.dense.search(vector, 2 * depth)
        by_dense = dict.fromkeys(int(row) for row in self.units["row"][unit_rows])
        by_lexical = [row for row, _ in self.lexical.search(query_terms, depth)]
        rows = [
            row
            for row in dict.fromkeys([*list(by_dense)[:depth], *by_lexical])
            if self.passages[row].role in roles
        ]
        idf_sum = sum(self.lexical.idf(t) for t in query_terms if self.lexical.frequency(t))
        return fuse(
            self._cosines(vector, rows),
            self.lexical.scores(query_terms, rows),
            idf_sum=idf_sum,
            weight=dense_weight(query),
            dense_ranks={row: rank for rank, row in enumerate(by_dense, 1)},
            lexical_ranks={row: rank for rank, row in enumerate(by_lexical, 1)},
        )

    @cached_property
    def body_rows(self) -> tuple[int, ...]:
        """Rows of the body paragraphs, which are what is searched by default."""
        return tuple(i for i, passage in enumerate(self.passages) if passage.role is Role.BODY)

    def _cosines(self, vector: Vectors, rows: Sequence[int]) -> dict[int, tuple[float, Span]]:
        """Return each passage's best cosine, and the window that has it."""
        units = [unit for row in rows for unit in self._units_of(row)]
        best: dict[int, tuple[float, Span]] = {}
        for unit, cosine in zip(units, self.dense.scores(vector, units), strict=True):
            row, start, end = (int(x) for x in self.units[unit])
            if row not in best or cosine > best[row][0]:
                best[row] = (float(cosine), Span(start, end))
        return best

    def _units_of(self, row: int) -> range:
        return range(int(self._first_unit[row]), int(self._first_unit[row + 1]))

    @cached_property
    def _first_unit(self) -> NDArray[np.int64]:
        """Units are written passage by passage, so each passage's stand together."""
        return np.searchsorted(self.units["row"], np.arange(len(self.passages) + 1))


def open_generation(folder: Path, sha256: str) -> Generation:
    """Open a generation after checking every byte of it.

    Raises:
        ArchiveDamaged: something is missing or altered.
    """
    manifest = read_manifest(folder, sha256)
    table = json.loads((folder / "passages.json").read_bytes())
    return Generation(
        manifest=manifest,
        passages=[
            PassageRow(passage_id, passage_id.rpartition("#")[0], Role(role))
            for passage_id, role in zip(table["passage_ids"], table["roles"], strict=True)
        ],
        units=np.load(folder / "units.npy", allow_pickle=False),
        dense=DenseIndex.open(folder / "index.faiss"),
        lexical=LexicalIndex.open(folder / "lexical"),
    )


def newest_generation(archive_folder: Path, store: RecordStore) -> Generation:
    """Open the newest published generation.

    Raises:
        IndexMissing: none was ever published.
        ArchiveDamaged: the newest one was altered.
    """
    published = store.generations()
    if not published:
        raise IndexMissing("This archive has no search index yet.", "Run 'dragoman rebuild'.")
    newest = published[0]
    return open_generation(archive_folder / "gen" / newest.name, newest.manifest_sha256)
