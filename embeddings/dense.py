"""The dense side: unit vectors in a FAISS index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from embeddings.encoder import Vectors

#: Vectors read at a time.
_BATCH = 4096


class DenseIndex:
    """Exact inner product over unit vectors, so a score is a cosine in [-1, 1].

    The index is never changed once built: searching a FAISS index while adding to it
    crashed 17 runs of 18 (reliability.md 0.4).
    """

    def __init__(self, index: Any) -> None:
        import faiss

        self._index = index
        # Ids are rows, so the vectors can be asked without the ids: translating each id for
        # a selector takes three times as long as the search.
        self._flat = faiss.downcast_index(index.index)

    @classmethod
    def from_vectors(cls, vectors: Vectors) -> DenseIndex:
        """Index vectors of shape (n, dim), float32, L2-normalised; row i gets id i.

        Raises:
            ValueError: a row is not finite or not of length 1.
        """
        import faiss

        norms = np.linalg.norm(vectors, axis=1)
        if not np.isfinite(norms).all() or (abs(norms - 1) > 1e-3).any():
            raise ValueError("every vector must be finite and of length 1")
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        if len(vectors):
            index.add_with_ids(vectors, np.arange(len(vectors), dtype=np.int64))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> DenseIndex:
        """Open a written index; its checksum is the manifest's business.

        Raises:
            ArchiveDamaged: FAISS cannot read it.
        """
        import faiss

        # A lying size field would otherwise allocate gigabytes (reliability.md 0.3).
        faiss.set_deserialization_vector_byte_limit(4 * path.stat().st_size + 1024)
        try:
            with path.open("rb") as file:
                return cls(faiss.read_index(faiss.PyCallbackIOReader(file.read)))  # type: ignore[attr-defined]
        except RuntimeError as error:
            raise ArchiveDamaged(
                f"The vector index {path.name} cannot be read.", "Run 'dragoman rebuild'."
            ) from error

    def write(self, path: Path) -> None:
        """Write the index through Python, which reports a full disk; FAISS's own writer may not.

        Raises:
            OSError: the disk is full or failing.
        """
        import faiss

        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(
        self, query: Vectors, depth: int, among: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the nearest rows of one query.

        Args:
            query: float32, shape (dim,), L2-normalised.
            depth: most rows wanted.
            among: which rows may come back, shape (n,); None for any.

        Returns:
            Row ids (int64) and cosines (float32), best first, ties by row.
        """
        import faiss

        depth = min(depth, len(self) if among is None else int(among.sum()))
        if depth <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # Also when every row may come back: without a selector FAISS shares the rows out
        # among threads, whose waiting takes longer than one thread needs for all of them.
        wanted = np.ones(len(self), np.bool_) if among is None else among
        bits: Any = np.packbits(wanted, bitorder="little")
        asked = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))  # type: ignore[call-arg]
        scores, rows = self._flat.search(query[None, :], depth, params=asked)
        kept = rows[0] >= 0
        rows, scores = rows[0][kept], scores[0][kept]
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def vector(self, row: int) -> Vectors:
        """Return a stored vector, float32, shape (dim,)."""
        return np.asarray(self._flat.reconstruct(row), dtype=np.float32)

    def scores(
        self, query: Vectors, rows: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return the exact cosine of one query with each of the rows, float32, shape (n,)."""
        if not len(rows):
            return np.empty(0, np.float32)
        found = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), _BATCH):
            part = np.ascontiguousarray(rows[start : start + _BATCH], dtype=np.int64)
            vectors = self._flat.reconstruct_batch(part)
            # Not `@`, whose last bits depend on what else is multiplied with it: equal
            # vectors must have equal scores, whichever rows are asked for beside them.
            found[start : start + _BATCH] = np.einsum("ij,j->i", vectors, query)
        return found
