"""Rows: the exact vectors beside an index whose own codes are approximate.

They are read from the disk a few at a time, so a million of them cost no memory, and
every score that leaves the index is the exact cosine.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from embeddings import faults
from embeddings.encoder import Vectors

#: What the file of the rows is called beside the index it belongs to.
SUFFIX = ".rows"


class Rows:
    """Vectors in a file of plain little-endian float32, row after row.

    Reading asks the system for the bytes (`preadv`) rather than mapping them, since every
    page of a map that was touched once counts as the process's memory.

    Args:
        path: the file.
        dim: length of a vector.

    Raises:
        ArchiveDamaged: the file is missing or holds no whole number of rows.
    """

    def __init__(self, path: Path, dim: int) -> None:
        self._name = path.name
        self._dim = dim
        self._width = 4 * dim
        try:
            self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise _damaged(self._name) from error
        weakref.finalize(self, os.close, self._file)
        self._count, rest = divmod(os.fstat(self._file).st_size, self._width)
        if rest:
            raise _damaged(self._name)
        # Windows has no preadv; there the file is mapped.
        self._map: Vectors | None = None
        if not hasattr(os, "preadv"):
            self._map = np.memmap(path, "<f4", "r", shape=(self._count, dim))

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._count

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """Return the vectors of these rows, float32, shape (n, dim).

        Raises:
            IndexError: a row is not held.
            ArchiveDamaged: the file became shorter since it was opened.
        """
        at = np.asarray(rows, dtype=np.int64)
        if not len(at):
            return np.empty((0, self._dim), np.float32)
        if at.min() < 0 or at.max() >= self._count:
            raise IndexError(f"rows go from 0 to {self._count - 1}")
        if self._map is not None:
            return np.asarray(self._map[at])
        found = np.empty((len(at), self._dim), "<f4")
        raw = found.data.cast("B")
        # Rows that follow each other, as a passage's do, are one read.
        cuts = (np.flatnonzero(np.diff(at) != 1) + 1).tolist()
        for first, beyond in pairwise([0, *cuts, len(at)]):
            part = raw[first * self._width : beyond * self._width]
            if os.preadv(self._file, [part], int(at[first]) * self._width) != len(part):
                raise _damaged(self._name)
        return found


def _damaged(name: str) -> ArchiveDamaged:
    return ArchiveDamaged(faults.VECTORS(file=name), faults.REBUILD())
