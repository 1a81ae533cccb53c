"""The compiled encoder against its reference, sentence-transformers."""

from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest

from corpus.errors import ModelUnavailable
from embeddings.canaries import Canaries, packaged_canaries
from embeddings.compiled import CompiledEncoder, Precision
from embeddings.encoder import SentenceEncoder
from embeddings.model_folder import read_model_folder
from embeddings.weights import find_encoder


@pytest.fixture(scope="module")
def encoder() -> CompiledEncoder:
    return CompiledEncoder()


@pytest.fixture(scope="module")
def in_bytes() -> CompiledEncoder:
    return CompiledEncoder(Precision.INT8)


def test_the_canaries_are_what_sentence_transformers_gives() -> None:
    canaries = packaged_canaries()
    assert canaries.vectors.shape == (len(canaries.texts), 384)
    assert canaries.least_cosine(SentenceEncoder().encode_passages(canaries.texts)) > 0.99999


def test_it_agrees_with_the_reference_on_the_cable(encoder, seed_text) -> None:
    """Long and short texts in one batch, so that padding is at work."""
    texts = [line for line in seed_text.split("\n") if line.strip()]
    reference = SentenceEncoder()
    cosines = (encoder.encode_passages(texts) * reference.encode_passages(texts)).sum(axis=1)
    assert cosines.min() > 0.99999
    assert encoder.count_tokens(texts) == reference.count_tokens(texts)
    assert (encoder.dim, encoder.max_tokens) == (reference.dim, reference.max_tokens)


def test_a_text_is_encoded_alike_alone_and_in_company(encoder) -> None:
    texts = ["Peking", "a long sentence about the border defenses of Xinjiang " * 12, "riots"]
    together = encoder.encode_passages(texts)
    for text, vector in zip(texts, together, strict=True):
        assert float(encoder.encode_queries([text])[0] @ vector) > 0.999999
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_nothing_to_encode(encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.count_tokens([]) == []


def test_no_way_of_encoding_is_taken_for_another(encoder, in_bytes) -> None:
    ways = (encoder, in_bytes, SentenceEncoder())
    assert len({way.fingerprint for way in ways}) == 3
    assert in_bytes.name == "all-MiniLM-L6-v2 (int8)"


def test_bytes_come_near_the_reference_on_the_cable(in_bytes, encoder, seed_text) -> None:
    texts = [line for line in seed_text.split("\n") if line.strip()]
    cosines = (in_bytes.encode_passages(texts) * encoder.encode_passages(texts)).sum(axis=1)
    assert cosines.mean() > 0.993
    assert cosines.min() > 0.98


def test_bytes_do_not_depend_on_what_else_is_in_the_batch(in_bytes) -> None:
    """One scale for a whole batch, as is usual, would let a long text change a short one."""
    texts = ["Peking", "a long sentence about the border defenses of Xinjiang " * 12, "riots"]
    for text, vector in zip(texts, in_bytes.encode_passages(texts), strict=True):
        assert float(in_bytes.encode_queries([text])[0] @ vector) > 0.99999


def test_drift_is_found_before_a_vector_is_used(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path))
    canaries = packaged_canaries()
    turned = Canaries(canaries.texts, np.roll(canaries.vectors, 1, axis=0))
    encoder = CompiledEncoder(own=(read_model_folder(find_encoder()), turned))
    with pytest.raises(ModelUnavailable, match="differs from its reference"):
        encoder.encode_queries(["Peking"])


def test_the_weights_are_loaded_ahead_once(monkeypatch) -> None:
    loads, began = [], threading.Event()
    load = CompiledEncoder._load

    def counted(encoder):
        loads.append(encoder)
        began.set()
        return load(encoder)

    monkeypatch.setattr(CompiledEncoder, "_load", counted)
    encoder = CompiledEncoder()
    encoder.prepare()
    assert began.wait(30)
    encoder.encode_queries(["Peking"])
    encoder.prepare()
    assert loads == [encoder]


def test_what_is_wrong_with_weights_loaded_ahead_is_raised_where_they_are_used(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path))
    canaries = packaged_canaries()
    turned = Canaries(canaries.texts, np.roll(canaries.vectors, 1, axis=0))
    encoder = CompiledEncoder(own=(read_model_folder(find_encoder()), turned))
    encoder.prepare()
    with pytest.raises(ModelUnavailable, match="differs from its reference"):
        encoder.encode_queries(["Peking"])


def test_encoding_imports_no_torch() -> None:
    program = (
        "import sys\n"
        "from embeddings.compiled import CompiledEncoder\n"
        "CompiledEncoder().encode_queries(['Peking'])\n"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
