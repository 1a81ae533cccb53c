"""Graphs kept in the cache: the same vectors, and anything else is made anew."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embeddings import weights
from embeddings.cache import cache_folder
from embeddings.compiled import CompiledEncoder
from embeddings.weights import sha256_of

TEXTS = ["Peking", "a long sentence about the border defenses of Xinjiang " * 12, "riots"]


def kept() -> Path:
    """Return the folder of the encoder's graph."""
    model = CompiledEncoder().fingerprint
    (folder,) = (cache_folder() / "graphs").glob(f"{model[:24]}-*")
    return folder


def first_part() -> Path:
    """Return where its only part is."""
    return kept() / "0"


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> tuple[Path, np.ndarray]:
    """A cache in which the encoder's graph was just written, and its vectors then."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DRAGOMAN_CACHE", str(folder))
        return folder, CompiledEncoder().encode_passages(TEXTS)


@pytest.fixture
def cached(first, tmp_path, monkeypatch) -> np.ndarray:
    """The same cache, for this test alone; returns the vectors."""
    folder, vectors = first
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path / "cache"))
    shutil.copytree(folder, tmp_path / "cache")
    return vectors


def test_what_is_kept_gives_the_same_vectors(cached) -> None:
    before = (first_part() / "tensors").stat().st_mtime_ns
    assert np.array_equal(CompiledEncoder().encode_passages(TEXTS), cached)
    assert (first_part() / "tensors").stat().st_mtime_ns == before


def test_a_kept_graph_is_read_without_what_writes_one(cached) -> None:
    program = (
        "import sys\n"
        "from embeddings.compiled import CompiledEncoder\n"
        "CompiledEncoder().encode_queries(['Peking'])\n"
        "print([m for m in ('onnx', 'safetensors') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("harm", ["turned", "cut", "no words", "no sizes", "not a graph", "gone"])
def test_what_is_not_as_it_was_written_is_made_anew(cached, harm) -> None:
    folder = first_part()
    tensors = (folder / "tensors").read_bytes()
    if harm == "turned":
        at = len(tensors) // 2
        (folder / "tensors").write_bytes(tensors[:at] + bytes(400_000) + tensors[at + 400_000 :])
    elif harm == "cut":
        (folder / "tensors").write_bytes(tensors[:-4096])
    elif harm == "no words":
        (folder / "words.npy").unlink()
    elif harm == "no sizes":
        (kept() / "sizes.json").write_text("[")
    elif harm == "not a graph":
        size = (folder / "graph.onnx").stat().st_size
        (folder / "graph.onnx").write_bytes(b"x" * size)
    else:
        shutil.rmtree(kept())
    assert np.array_equal(CompiledEncoder().encode_passages(TEXTS), cached)
    assert (first_part() / "tensors").read_bytes() == tensors


def test_the_words_are_not_held(cached) -> None:
    """Of a table of 45 MiB, the rows that were read: see `_WORDS_HELD`."""
    program = (
        "import resource, numpy as np\n"
        "from embeddings.compiled import CompiledEncoder\n"
        "encoder = CompiledEncoder()\n"
        "encoder.encode_queries(['Peking'])\n"
        "rows = encoder._parts().opened.rows\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for first in range(0, 30_000, 100):\n"
        "    assert rows(np.arange(first, first + 100, dtype=np.int32)).shape == (100, 384)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(done.stdout) * unit < 12 * 2**20, done.stderr


def test_what_other_code_wrote_is_removed_when_a_graph_is_kept(cached) -> None:
    folder = kept()
    older = folder.with_name(f"{folder.name[:24]}-of-other-code")
    other_model = folder.with_name(f"{'0' * 24}-of-other-code")
    folder.rename(older)
    shutil.copytree(older, other_model)
    CompiledEncoder().encode_queries(["Peking"])
    assert (kept(), older.exists(), other_model.exists()) == (folder, False, True)


def test_a_cache_that_cannot_be_written_keeps_nothing(
    cached, tmp_path, monkeypatch, caplog
) -> None:
    place = tmp_path / "a file"
    place.write_text("")
    monkeypatch.setenv("DRAGOMAN_CACHE", str(place))
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(CompiledEncoder().encode_passages(TEXTS), cached)
    assert "cannot be written" in caplog.text
    assert place.read_text() == ""


def test_a_file_is_hashed_again_when_it_is_another(cached, tmp_path) -> None:
    path = tmp_path / "weights"
    path.write_bytes(b"as they were")
    first = sha256_of(path)
    os.utime(path, ns=(1, 1))
    weights._sha256.cache_clear()
    assert sha256_of(path) == first
    path.write_bytes(b"as they went")
    os.utime(path, ns=(1, 1))
    weights._sha256.cache_clear()
    assert sha256_of(path) != first


def test_a_kept_hash_is_taken_and_a_broken_one_is_not(cached, tmp_path, monkeypatch) -> None:
    path = tmp_path / "weights"
    path.write_bytes(b"as they were")
    first = sha256_of(path)
    weights._sha256.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr("hashlib.file_digest", None)
        assert sha256_of(path) == first
    weights._sha256.cache_clear()
    for kept_hash in (cache_folder() / "hashes").iterdir():
        kept_hash.write_text('[["x"], "y"]')
    assert sha256_of(path) == first
