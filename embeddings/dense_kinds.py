"""Index kinds: which FAISS index holds how many vectors, and what it loses.

Exact search reads every vector: 7 ms for 72,000 and ten times that for ten times as many.
The other kinds keep codes of a vector in memory, which find candidates; their scores are
then taken from the exact vectors on the disk. So a kind can only miss a row, never give it
a wrong score.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors


class Kind(StrEnum):
    """How vectors are held: whole, as 16-bit floats, as bytes, or as bytes in lists.

    `AUTO` is exact up to `EXACT_UP_TO` vectors and in lists above.
    """

    AUTO = "auto"
    EXACT = "exact"
    FP16 = "fp16"
    SQ8 = "sq8"
    IVF = "ivf"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFacts:
    """What is known of an index since it was built.

    Attributes:
        kind: how its vectors are held, never `auto`.
        lists: how many lists they are sorted into; 1 where they are not.
        probed: how many of the lists a search reads.
        recall_at_10: share of the 10 nearest rows that a search finds, against exact search;
            mean over a sample of the index's own vectors, each without itself.
        recall_at_100: the same of the 100 nearest.
        bytes_per_vector: in memory, ids and the centres of the lists counted.
        seconds: time to train, fill and measure it.
    """

    kind: str
    lists: int = 1
    probed: int = 1
    recall_at_10: float = 1.0
    recall_at_100: float = 1.0
    bytes_per_vector: float = 0.0
    seconds: float = 0.0


#: Most vectors that `auto` searches exactly: 10 ms and 154 MB at 384 dimensions.
EXACT_UP_TO = 100_000
#: Least recall of the 10 nearest that the number of probed lists is chosen for.
RECALL_AT_10 = 0.98
#: Own vectors asked to measure recall, and the nearest rows compared.
_ASKED, _NEAREST = 200, 100
#: Vectors a list is trained on; FAISS warns below 39 and gains little above.
_TRAINED = 50
#: Cosines this close are the same but for the order of adding up.
_EQUAL = 1e-6
_ROUNDS = 8
#: Vectors held in memory at a time while building.
BATCH = 16384
_CODES = {Kind.FP16: "QT_fp16", Kind.SQ8: "QT_8bit_uniform", Kind.IVF: "QT_8bit_uniform"}


def chosen(kind: Kind, count: int) -> Kind:
    """Return the kind that a setting means for so many vectors."""
    if count == 0:
        return Kind.EXACT
    if kind is not Kind.AUTO:
        return kind
    return Kind.EXACT if count <= EXACT_UP_TO else Kind.IVF


def coarse_index(vectors: Vectors, kind: Kind) -> tuple[Any, IndexFacts]:
    """Make an index of codes and measure what it finds.

    The vectors may be a map of a file: they are read in batches, and a sample of them is
    trained on.

    Args:
        vectors: float32, shape (n, dim), L2-normalised, n at least 1.
        kind: any but exact and auto.

    Returns:
        The FAISS index, whose ids are the rows, and what is known of it.
    """
    import faiss

    began = time.perf_counter()
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    index = _empty(vectors.shape[1], kind, len(vectors))
    index.train(vectors[_spread(len(vectors), _training_size(index, len(vectors)))])
    for start in range(0, len(vectors), BATCH):
        index.add(np.ascontiguousarray(vectors[start : start + BATCH]))
    asked = _spread(len(vectors), _ASKED)
    nearest = _nearest(vectors, asked, min(_NEAREST, len(vectors) - 1))
    lists = int(getattr(index, "nlist", 1))
    at_10, at_100 = 1.0, 1.0
    for probed in _steps(lists):
        if lists > 1:
            index.nprobe = probed
        at_10, at_100 = _recall(index, vectors, asked, nearest)
        if at_10 >= RECALL_AT_10:
            break
    held = len(vectors) * (index.sa_code_size() + (8 if kind is Kind.IVF else 0))
    held += 4 * lists * vectors.shape[1] if kind is Kind.IVF else 0
    return index, IndexFacts(
        kind=kind.value,
        lists=lists,
        probed=int(getattr(index, "nprobe", 1)),
        recall_at_10=round(at_10, 4),
        recall_at_100=round(at_100, 4),
        bytes_per_vector=round(held / len(vectors), 1),
        seconds=round(time.perf_counter() - began, 3),
    )


def kind_of(index: Any) -> Kind:
    """Return the kind of an opened FAISS index.

    Raises:
        ValueError: it is none that Dragoman writes.
    """
    import faiss

    if isinstance(index, faiss.IndexFlat):
        return Kind.EXACT
    if isinstance(index, faiss.IndexIVFScalarQuantizer):
        return Kind.IVF
    if isinstance(index, faiss.IndexScalarQuantizer):
        half = index.sq.qtype == faiss.ScalarQuantizer.QT_fp16
        return Kind.FP16 if half else Kind.SQ8
    raise ValueError(f"an index of the kind {type(index).__name__} is not known")


def _empty(dim: int, kind: Kind, count: int) -> Any:
    import faiss

    code = getattr(faiss.ScalarQuantizer, _CODES[kind])
    if kind is not Kind.IVF:
        return faiss.IndexScalarQuantizer(dim, code, faiss.METRIC_INNER_PRODUCT)
    lists = max(1, min(int(2 * count**0.5), count // _TRAINED))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dim), dim, lists, code, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.niter = _ROUNDS
    index.cp.max_points_per_centroid = 2 * _TRAINED  # FAISS takes no sample of the sample
    index.cp.min_points_per_centroid = 1  # a handful of vectors is no reason to warn
    return index


def _training_size(index: Any, count: int) -> int:
    """Codes need the range of each dimension; lists need a sample of each."""
    return min(count, max(BATCH, _TRAINED * int(getattr(index, "nlist", 1))))


def _spread(count: int, wanted: int) -> NDArray[np.int64]:
    """Return `wanted` rows, evenly spread and so always the same, in order."""
    wanted = min(count, wanted)
    return np.arange(wanted, dtype=np.int64) * count // wanted


def _steps(lists: int) -> Iterator[int]:
    """Yield numbers of lists to try, a quarter more each time, up to all."""
    probed = min(8, lists)
    while probed < lists:
        yield probed
        probed += probed // 4
    yield lists


def _nearest(vectors: Vectors, asked: NDArray[np.int64], depth: int) -> Vectors:
    """Return the best cosines of each asked row but its own, best first, (asked, depth)."""
    queries = np.ascontiguousarray(vectors[asked])
    best = np.empty((len(asked), 0), np.float32)
    for start in range(0, len(vectors), BATCH):
        found = queries @ np.asarray(vectors[start : start + BATCH]).T
        own = (asked >= start) & (asked < start + BATCH)
        found[own, asked[own] - start] = -2.0
        best = np.hstack([best, found])
        if best.shape[1] > depth:
            best = -np.partition(-best, depth - 1, axis=1)[:, :depth]
    return -np.sort(-best, axis=1)[:, :depth]


def _recall(
    index: Any, vectors: Vectors, asked: NDArray[np.int64], nearest: Vectors
) -> tuple[float, float]:
    """Return the share of the 10 and of all the nearest rows that are found, each a mean.

    A row as near as the last of them counts as one of them: archives repeat themselves.
    """
    depth = nearest.shape[1]
    if depth == 0:
        return 1.0, 1.0
    _, found = index.search(np.ascontiguousarray(vectors[asked]), widened(depth))
    shares = np.empty((2, len(asked)))
    for at, (own, rows) in enumerate(zip(asked, found, strict=True)):
        others = rows[(rows >= 0) & (rows != own)]
        cosines = np.asarray(vectors[others]) @ vectors[own]
        for line, most in enumerate((min(10, depth), depth)):
            near = cosines[: widened(most)] >= nearest[at, most - 1] - _EQUAL
            shares[line, at] = min(int(near.sum()), most) / most
    return float(shares[0].mean()), float(shares[1].mean())


def widened(depth: int) -> int:
    """Return how many candidates the codes bring for so many wanted rows."""
    return 2 * depth + 32
