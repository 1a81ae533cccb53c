"""The dense side: unit vectors in a FAISS index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from embeddings import faults
from embeddings.dense_kinds import IndexFacts, Kind, chosen, coarse_index, kind_of, widened
from embeddings.encoder import Vectors
from embeddings.rows import SUFFIX, Rows

#: Vectors read at a time.
_BATCH = 4096
#: Fewer rows than this are compared one by one rather than looked for in the lists.
_FEW = 4096


class DenseIndex:
    """Inner product over unit vectors, so a score is a cosine in [-1, 1].

    Every score is exact. Up to some size every row is compared with a query; above, codes
    bring the candidates (`embeddings/dense_kinds.py`), of which a few may be missed.

    The index is never changed once built: searching a FAISS index while adding to it
    crashed 17 runs of 18 (reliability.md 0.4).
    """

    def __init__(
        self,
        index: Any,
        rows: Rows | Vectors | None = None,
        facts: IndexFacts | None = None,
        mapped: NDArray[np.uint8] | None = None,
    ) -> None:
        import faiss

        self._index = index
        self._mapped = mapped  # FAISS has only its address
        # Ids are rows, so the vectors can be asked without the ids: translating each id for
        # a selector takes three times as long as the search.
        whole = isinstance(index, faiss.IndexIDMap2)
        self._flat: Any = faiss.downcast_index(index.index) if whole else index
        self._kind = kind_of(self._flat)
        #: The exact vectors, where the index itself has not got them.
        self._rows = rows
        self._facts = facts

    @classmethod
    def from_vectors(cls, vectors: Vectors, kind: Kind = Kind.EXACT) -> DenseIndex:
        """Index vectors of shape (n, dim), float32, L2-normalised; row i gets id i.

        Raises:
            ValueError: a row is not finite or not of length 1.
        """
        import faiss

        for start in range(0, len(vectors), _BATCH):
            _check_lengths(vectors[start : start + _BATCH])
        kind = chosen(kind, len(vectors))
        if kind is not Kind.EXACT:
            index, facts = coarse_index(vectors, kind)
            return cls(index, vectors, facts)
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        if len(vectors):
            index.add_with_ids(vectors, np.arange(len(vectors), dtype=np.int64))
        return cls(index, facts=_exact_facts(vectors.shape[1]))

    @classmethod
    def build(
        cls, path: Path, parts: Iterable[Vectors], *, count: int, dim: int, kind: Kind = Kind.AUTO
    ) -> DenseIndex:
        """Index vectors that come in parts, write the index, and open what was written.

        What would not fit into memory twice is never there at once: parts of an index of
        codes go to its file of exact rows, which is then read in batches.

        Args:
            path: the index's file; exact rows lie beside it.
            parts: float32, shape (any, dim), L2-normalised, in the order of their rows.
            count: how many rows all parts have.
            dim: length of a vector.
            kind: how they shall be held.

        Raises:
            ValueError: a row is not finite or not of length 1, or there are not `count`.
            OSError: the disk is full or failing.
        """
        exact = chosen(kind, count) is Kind.EXACT
        if exact:
            vectors = np.empty((count, dim), np.float32)
            came = _gather(vectors, parts)
        else:
            with rows_path(path).open("wb") as file:
                came = sum(file.write(part.astype("<f4", copy=False).data) for part in parts)
            came //= 4 * dim
        if came != count:
            raise ValueError(f"{count} vectors were announced and {came} came")
        if not exact:
            vectors = np.memmap(rows_path(path), "<f4", "r", shape=(count, dim))
        built = cls.from_vectors(vectors, kind)
        built._write_codes(path)
        return cls.open(path, built.facts)

    @classmethod
    def open(cls, path: Path, facts: IndexFacts | None = None) -> DenseIndex:
        """Open a written index; its checksum is the manifest's business.

        The file is mapped, so that its vectors are read when they are first compared and
        are shared by every process that has it open.

        Args:
            path: the index's file.
            facts: what its manifest says of it.

        Raises:
            ArchiveDamaged: FAISS cannot read it, or its exact rows are missing.
        """
        import faiss

        # A lying size field would otherwise allocate gigabytes (reliability.md 0.3).
        faiss.set_deserialization_vector_byte_limit(4 * path.stat().st_size + 1024)
        try:
            mapped = np.memmap(path, np.uint8, "r")
            reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(mapped), mapped.size)  # type: ignore[attr-defined]
            index = faiss.read_index(reader)
            exact = isinstance(index, faiss.IndexIDMap2)
            rows = None if exact else Rows(rows_path(path), int(index.d))
            return cls(index, rows, facts, mapped)
        except (RuntimeError, ValueError) as error:
            said = faults.VECTOR_INDEX(file=path.name)
            raise ArchiveDamaged(said, faults.REBUILD()) from error

    def write(self, path: Path) -> None:
        """Write the index, and its exact rows beside it where it has not got them itself.

        Raises:
            OSError: the disk is full or failing.
        """
        self._write_codes(path)
        if self._rows is not None:
            with rows_path(path).open("wb") as file:
                for start in range(0, len(self), _BATCH):
                    at = np.arange(start, min(start + _BATCH, len(self)), dtype=np.int64)
                    file.write(self._exact(at).astype("<f4", copy=False).data)

    def _write_codes(self, path: Path) -> None:
        """Write through Python, which reports a full disk; FAISS's own writer may not."""
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

    @property
    def kind(self) -> Kind:
        """How the vectors are held."""
        return self._kind

    @property
    def facts(self) -> IndexFacts:
        """What was measured when the index was built; the kind alone where nothing was."""
        return self._facts or IndexFacts(kind=self._kind.value)

    def search(
        self, query: Vectors, depth: int, among: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Find the nearest rows of one query.

        Args:
            query: float32, shape (dim,), L2-normalised.
            depth: most rows wanted; as many come back where there are so many.
            among: which rows may come back, shape (n,); None for any.

        Returns:
            Row ids (int64) and cosines (float32), best first, ties by row.
        """
        import faiss

        held = len(self) if among is None else int(np.count_nonzero(among))
        depth = min(depth, held)
        if depth <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # It holds for the calling thread alone. Readers ask at the same time, and a search
        # shared out among threads waits for the slowest of them.
        faiss.omp_set_num_threads(1)
        if self._kind is Kind.EXACT:
            wanted = np.ones(len(self), np.bool_) if among is None else among
            rows, scores = self._found(query, depth, faiss.SearchParameters(sel=_selector(wanted)))  # type: ignore[call-arg]
        else:
            rows = self._candidates(query, depth, among, held)
            scores = self.scores(query, rows)
        order = np.lexsort((rows, -scores))[:depth]
        return rows[order], scores[order]

    def _candidates(
        self, query: Vectors, depth: int, among: NDArray[np.bool_] | None, held: int
    ) -> NDArray[np.int64]:
        """Return the rows whose codes are nearest, some more than are wanted."""
        import faiss

        if held <= max(_FEW, 2 * depth):
            return np.arange(held) if among is None else np.flatnonzero(among)
        settings: dict[str, Any] = {} if among is None else {"sel": _selector(among)}
        wide = min(held, widened(depth))
        if self._kind is not Kind.IVF:
            return self._found(query, wide, faiss.SearchParameters(**settings))[0]
        lists = self._flat.nlist
        # Where few rows may come back, as many more lists are read: the nearest of them
        # are farther away.
        probed = min(lists, -(-self._flat.nprobe * len(self) // held))
        while True:
            asked = faiss.SearchParametersIVF(nprobe=probed, **settings)  # type: ignore[call-arg]
            rows, _ = self._found(query, wide, asked)
            if len(rows) >= depth or probed == lists:
                return rows
            probed = min(lists, 4 * probed)

    def _found(
        self, query: Vectors, depth: int, asked: Any
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        found = self._flat.search(query[None, :], depth, params=asked)
        scores: NDArray[np.float32] = found[0][0]
        rows: NDArray[np.int64] = found[1][0]
        kept = rows >= 0
        return rows[kept], scores[kept]

    def vector(self, row: int) -> Vectors:
        """Return a stored vector, float32, shape (dim,)."""
        vector: Vectors = self._exact(np.array([row], dtype=np.int64))[0]
        return vector

    def scores(
        self, query: Vectors, rows: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return the exact cosine of one query with each of the rows, float32, shape (n,)."""
        if not len(rows):
            return np.empty(0, np.float32)
        found = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), _BATCH):
            vectors = self._exact(np.asarray(rows[start : start + _BATCH], dtype=np.int64))
            # Not `@`, whose last bits depend on what else is multiplied with it: equal
            # vectors must have equal scores, whichever rows are asked for beside them.
            found[start : start + _BATCH] = np.einsum("ij,j->i", vectors, query)
        return found

    def _exact(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the stored vectors of these rows, float32, shape (n, dim)."""
        found: Any
        if self._rows is None:
            found = self._flat.reconstruct_batch(np.ascontiguousarray(rows))
        else:
            found = self._rows.take(rows) if isinstance(self._rows, Rows) else self._rows[rows]
        vectors: Vectors = np.asarray(found, dtype=np.float32)
        return vectors


def _gather(into: Vectors, parts: Iterable[Vectors]) -> int:
    """Put parts one below the other and return how many rows they have."""
    came = 0
    for part in parts:
        into[came : came + len(part)] = part[: len(into) - came]
        came += len(part)
    return came


def rows_path(index: Path) -> Path:
    """Return where the exact rows of an index of codes lie."""
    return index.with_name(index.name + SUFFIX)


def _selector(among: NDArray[np.bool_]) -> Any:
    import faiss

    bits: Any = np.packbits(among, bitorder="little")
    return faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg]


def _check_lengths(vectors: Vectors) -> None:
    norms = np.linalg.norm(vectors, axis=1)
    if not np.isfinite(norms).all() or (abs(norms - 1) > 1e-3).any():
        raise ValueError("every vector must be finite and of length 1")


def _exact_facts(dim: int) -> IndexFacts:
    return IndexFacts(kind=Kind.EXACT.value, bytes_per_vector=4.0 * dim + 8)
