"""Golden probes: questions to a vector index whose answers were written down with it.

A checksum proves the bytes; the probes prove that this library, on this machine, reads
them as the one that wrote them did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.sayings import Saying
from embeddings import faults
from embeddings.encoder import Vectors

#: Stored vectors that must find themselves, and fixed vectors with known answers.
OWN, FIXED, TOP = 16, 8, 5
#: Another build of the same library may differ in the last bits of a score.
TOLERANCE = 1e-4


class Searched(Protocol):
    """What is asked: a vector index, in one part or several; see `DenseIndex`."""

    def __len__(self) -> int:
        """Return the number of vectors."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def search(self, query: Vectors, depth: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the nearest rows and their cosines, best first."""

    def vector(self, row: int) -> Vectors:
        """Return a stored vector, float32, shape (dim,)."""

    def scores(self, query: Vectors, rows: Sequence[int]) -> NDArray[np.float32]:
        """Return the cosine of one query with each of the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """What an index answered when it was made.

    Attributes:
        own: rows whose own vector must find them first, or with an equal score.
        rows: for each fixed vector its best rows, best first.
        scores: the cosines of those rows.
    """

    own: Sequence[int]
    rows: Sequence[Sequence[int]]
    scores: Sequence[Sequence[float]]


def take(index: Searched) -> Probes:
    """Ask a new index and write its answers down."""
    count = min(OWN, len(index))
    found = [index.search(vector, TOP) for vector in fixed_vectors(index.dim)]
    return Probes(
        own=[i * len(index) // count for i in range(count)],
        rows=[[int(row) for row in rows] for rows, _ in found],
        scores=[[round(float(score), 6) for score in scores] for _, scores in found],
    )


def deviation(index: Searched, probes: Probes) -> Saying | None:
    """Return how an index answers otherwise than it did, or None."""
    for row in probes.own:
        vector = index.vector(row)
        if not np.isfinite(vector).all() or abs(float(vector @ vector) - 1) > 1e-3:
            return faults.NOT_UNIT(row=row)
        _, best = index.search(vector, 1)
        if abs(float(best[0]) - 1) > 1e-3:
            return faults.NOT_ITSELF(row=row)
    for vector, rows, scores in zip(
        fixed_vectors(index.dim), probes.rows, probes.scores, strict=True
    ):
        _, found = index.search(vector, TOP)
        if len(found) != len(scores) or np.abs(found - np.array(scores)).max(initial=0) > TOLERANCE:
            return faults.OTHER_SCORES()
        again = index.scores(vector, rows)
        if np.abs(again - np.array(scores)).max(initial=0) > TOLERANCE:
            return faults.OTHERS_FOUND()
    return None


def fixed_vectors(dim: int) -> list[Vectors]:
    """Return the same unit vectors everywhere and always, float32, shape (dim,).

    They are made from hashes, since a random generator's numbers may change with its
    library.
    """
    found = []
    for number in range(FIXED):
        blocks = (
            hashlib.sha256(f"dragoman probe {number} {block}".encode()).digest()
            for block in range(-(-dim // 32))
        )
        raw = np.frombuffer(b"".join(blocks), dtype=np.uint8)[:dim].astype(np.float32) - 127.5
        found.append(np.asarray(raw / np.linalg.norm(raw), dtype=np.float32))
    return found
