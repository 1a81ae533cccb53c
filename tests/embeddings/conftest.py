"""Shared fixtures: the packaged encoder and the shipped record."""

from __future__ import annotations

import pytest

from corpus.readers import read_bytes
from corpus.records import Record
from embeddings.encoder import SentenceEncoder


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="session")
def seed(seed_text: str) -> Record:
    return read_bytes(seed_text.encode(), "118214.txt")
