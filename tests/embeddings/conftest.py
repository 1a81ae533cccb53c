"""Shared fixtures: the packaged encoder, the shipped record, and a model of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corpus.readers import read_bytes
from corpus.records import Record
from embeddings.encoder import SentenceEncoder
from tests.embeddings.own_models import make_model


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="session")
def seed(seed_text: str) -> Record:
    return read_bytes(seed_text.encode(), "118214.txt")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "mean")


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a model that a test may change; each is another to the process."""
    return Path(shutil.copytree(made, tmp_path / "mine"))
