"""An encoder without weights: the second implementation of the seam, for fast tests."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence

import numpy as np

from embeddings.analysis import terms
from embeddings.encoder import Vectors


class HashingEncoder:
    """Adds up one fixed vector a word, so that texts sharing words are near.

    Args:
        name: a name of its own makes it another model.
        delay: seconds that each text takes, for tests that stop a build half-way.
        starts: encodes how records begin; itself by default.
    """

    def __init__(
        self,
        name: str = "hashing",
        *,
        delay: float = 0.0,
        starts: HashingEncoder | None = None,
    ) -> None:
        self._name = name
        self._starts = starts
        self._delay = delay

    @property
    def name(self) -> str:
        """Human name of the model."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Identifies the model."""
        return hashlib.sha256(f"hashing/1 {self._name}".encode()).hexdigest()

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return 32

    @property
    def max_tokens(self) -> int:
        """Most words read of a text."""
        return 160

    @property
    def starts(self) -> HashingEncoder:
        """What encodes how records begin."""
        return self._starts or self

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the words of each text."""
        return [len(text.split()) for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode stored text: float32, shape (n, dim), each row of length 1."""
        time.sleep(self._delay * len(texts))
        return np.array([self._encoded(text) for text in texts], np.float32).reshape(-1, self.dim)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode queries: float32, shape (n, dim), each row of length 1."""
        return self.encode_passages(texts)

    def _encoded(self, text: str) -> Vectors:
        total = np.full(self.dim, 1e-3, np.float32)
        for term in terms(text):
            digest = hashlib.sha256(f"{self._name} {term}".encode()).digest()
            total += np.frombuffer(digest, np.uint8).astype(np.float32) - 127.5
        return np.asarray(total / np.linalg.norm(total), np.float32)
