"""The dense side in parts: a large index that stays as it is, and small ones added since.

Each part is a FAISS index of its own with the keys of its records, in its own order. What
left the archive stays in a part as a hole that no search returns, until the part is made
anew. A cosine depends on nothing but the two vectors, so parts change no score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from embeddings import faults
from embeddings.dense import DenseIndex
from embeddings.dense_kinds import IndexFacts, Kind
from embeddings.encoder import Vectors
from embeddings.tables import Tables

#: What is known of the first part's windows and of its starts.
Facts = tuple[IndexFacts, IndexFacts]
#: The records of a part in its order: key, and how many windows each has.
HELD = np.dtype([("key", "<i8"), ("units", "<i4")])


def dense_name(part: str) -> str:
    """Return the name of the index of a part's windows."""
    return f"index{part}.faiss"


def starts_name(part: str) -> str:
    """Return the name of the index of a part's starts."""
    return f"starts{part}.faiss"


def held_name(part: str) -> str:
    """Return the name of the table of a part's records."""
    return f"index{part}.npy"


@dataclass(frozen=True, slots=True)
class Part:
    """An index, and the row of the generation that each of its own rows is; -1 for a hole."""

    index: DenseIndex
    rows: NDArray[np.int64]

    @property
    def whole(self) -> bool:
        """Whether its rows are those of the generation, one by one."""
        return bool(np.array_equal(self.rows, np.arange(len(self.rows))))


class DenseParts:
    """Searches several indexes as the one that they would make together.

    Args:
        parts: which together hold each of the rows once.
        count: how many rows that are.

    Raises:
        ValueError: a row is missing or held twice.
    """

    def __init__(self, parts: Sequence[Part], count: int) -> None:
        self._parts = parts
        self._count = count
        self._inside = [part.rows >= 0 for part in parts]
        self._part_of = np.zeros(count, np.int32)
        self._place_of = np.full(count, -1, np.int64)
        seen = 0
        for at, part in enumerate(parts):
            kept = np.flatnonzero(part.rows >= 0)
            rows = part.rows[kept]
            if len(part.rows) != len(part.index) or (len(rows) and rows.max() >= count):
                raise ValueError(faults.OTHER_ROWS())
            self._part_of[rows] = at
            self._place_of[rows] = kept
            seen += len(rows)
        if seen != count or (self._place_of < 0).any():
            raise ValueError(faults.NOT_ONCE())
        self._only = parts[0].index if len(parts) == 1 and parts[0].whole else None

    def __len__(self) -> int:
        """Return the number of vectors, holes left out."""
        return self._count

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._parts[0].index.dim

    @property
    def kind(self) -> Kind:
        """How the first part holds its vectors; later ones are smaller."""
        return self._parts[0].index.kind

    @property
    def parts(self) -> Sequence[Part]:
        """The parts, the first one as a rule the largest."""
        return self._parts

    def search(
        self, query: Vectors, depth: int, among: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the nearest rows of one query.

        Args:
            query: float32, shape (dim,), L2-normalised.
            depth: most rows wanted.
            among: which rows may come back, shape (n,); None for any.

        Returns:
            Row ids (int64) and cosines (float32), best first, ties by row. Which of equal
            vectors come back at the end depends on nothing but their rows.
        """
        depth = min(depth, self._count if among is None else int(np.count_nonzero(among)))
        if depth <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        masks = [self._mask(number, among) for number in range(len(self._parts))]
        asked = depth + 1
        while True:
            found, open_ended = [], []
            for part, mask in zip(self._parts, masks, strict=True):
                places, scores = part.index.search(query, asked, mask)
                found.append((part.rows[places], scores))
                if len(places) == asked:
                    open_ended.append(float(scores[-1]))
            rows = np.concatenate([each for each, _ in found])
            cosines = np.concatenate([each for _, each in found])
            order = np.lexsort((rows, -cosines))[:depth]
            # What a part did not return may be as near as the last one taken.
            if not open_ended or len(order) == 0 or max(open_ended) < cosines[order[-1]]:
                return rows[order], cosines[order]
            asked *= 4

    def _mask(self, number: int, among: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
        """Return which rows of a part may come back; None for all of them."""
        if self._only is not None:
            return among
        inside = self._inside[number]
        if among is not None:
            return among[self._parts[number].rows] & inside
        return None if inside.all() else inside

    def vector(self, row: int) -> Vectors:
        """Return a stored vector, float32, shape (dim,)."""
        return self._parts[int(self._part_of[row])].index.vector(int(self._place_of[row]))

    def scores(
        self, query: Vectors, rows: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return the exact cosine of one query with each of the rows, float32, shape (n,)."""
        if self._only is not None:
            return self._only.scores(query, rows)
        at = np.asarray(rows, dtype=np.int64)
        found = np.empty(len(at), np.float32)
        part_of, place_of = self._part_of[at], self._place_of[at]
        for number, part in enumerate(self._parts):
            here = np.flatnonzero(part_of == number)
            if len(here):
                found[here] = part.index.scores(query, place_of[here])
        return found


def open_parts(folder: Path, tables: Tables, facts: Facts) -> tuple[DenseParts, DenseParts]:
    """Open the parts of a generation: of its windows, and of the starts of its records.

    Args:
        folder: of the generation.
        tables: of it.
        facts: what is known of the first part, windows and starts.

    Raises:
        ArchiveDamaged: they do not hold what the tables say.
    """
    windows, starts = [], []
    for part in tables.parts:
        held = read_held(folder, part)
        known = (None, None) if part else facts
        index = DenseIndex.open(folder / dense_name(part), known[0])
        windows.append(Part(index, unit_rows(tables, held)))
        index = DenseIndex.open(folder / starts_name(part), known[1])
        starts.append(Part(index, tables.record_of_key[held["key"]]))
    try:
        return DenseParts(windows, len(tables.units)), DenseParts(starts, len(tables.ids))
    except ValueError as error:
        said = faults.APART(index=folder.name, fault=error.args[0])
        raise ArchiveDamaged(said, faults.REBUILD()) from error


def read_held(folder: Path, part: str) -> NDArray[np.void]:
    """Read which records a part holds, of type `HELD`.

    Raises:
        ArchiveDamaged: the table cannot be read.
    """
    try:
        held: NDArray[np.void] = np.load(folder / held_name(part), allow_pickle=False)
        if held.dtype != HELD:
            raise ValueError("the columns are others")
    except (OSError, ValueError, EOFError) as error:
        said = faults.TABLES(index=folder.name)
        raise ArchiveDamaged(said, faults.REBUILD()) from error
    return held


def unit_rows(tables: Tables, held: NDArray[np.void]) -> NDArray[np.int64]:
    """Return the window that each vector of a part is, -1 for a hole, int64."""
    records, counts = tables.record_of_key[held["key"]], held["units"].astype(np.int64)
    owner = np.repeat(records, counts)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.where(owner >= 0, tables.first_unit[owner] + within, -1)
