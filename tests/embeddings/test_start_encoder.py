"""The encoder of how records begin, and an index whose two encoders differ."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.errors import IndexMismatch
from corpus.store import RecordStore
from embeddings.build import build_generation
from embeddings.encoder import encode_queries, index_fingerprint, index_name
from embeddings.generation import newest_generation
from embeddings.start_encoder import StartEncoder, start_canaries, start_encoder, start_weights
from embeddings.upkeep import collect, index_faults
from embeddings.ways import open_encoder
from tests.corpus.store_samples import WHEN, record
from tests.hashing import HashingEncoder

ONE = HashingEncoder("one")
TWO = HashingEncoder("two", starts=HashingEncoder("of starts"))


@pytest.fixture
def store(tmp_path):
    with RecordStore.open(tmp_path, write=True) as opened:
        opened.put(record("a", "border talks", "a treaty of peace"), imported_at=WHEN)
        opened.put(record("b", "the flight of herdsmen"), imported_at=WHEN)
        yield opened


@pytest.mark.model
def test_the_canaries_are_what_transformers_gives_for_the_same_weights() -> None:
    import torch
    from transformers import BertConfig, BertModel

    encoder, canaries = StartEncoder(), start_canaries()
    model = encoder._model
    sizes = ("vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads")
    more = ("intermediate_size", "max_position_embeddings", "type_vocab_size", "layer_norm_eps")
    config = BertConfig(**{size: model.config[size] for size in (*sizes, *more)})
    reference = BertModel(config, add_pooling_layer=False).eval()
    weights = {
        name: torch.tensor(np.ascontiguousarray(values))
        for name, values in start_weights(model).items()
        if not name.startswith("pooler")
    }
    reference.load_state_dict(weights)
    tokenizer = encoder._tokenizer()
    tokenizer.enable_truncation(model.max_tokens)
    for text, wanted in zip(canaries.texts, canaries.vectors, strict=True):
        with torch.no_grad():
            ids = torch.tensor([tokenizer.encode(text).ids])
            first = reference(ids).last_hidden_state[0, 0].numpy()
        assert float(first @ wanted) / float(np.linalg.norm(first)) > 0.99999


@pytest.mark.model
def test_in_bytes_it_comes_near_them(seed_text) -> None:
    encoder, canaries = start_encoder(), start_canaries()
    assert canaries.least_cosine(encoder.encode_passages(canaries.texts)) > 0.995
    texts = [line for line in seed_text.split("\n") if line.strip()]
    together = encoder.encode_passages(texts)
    for text, vector in zip(texts, together, strict=True):
        assert float(encoder.encode_queries([text])[0] @ vector) > 0.99999
    assert encoder.starts is encoder
    assert (encoder.dim, encoder.max_tokens) == (384, 256)


@pytest.mark.model
def test_the_packaged_encoder_has_it_for_beginnings() -> None:
    encoder = open_encoder()
    assert encoder.starts is start_encoder()
    assert index_name(encoder) == "all-MiniLM-L6-v2, bge-small-en-v1.5"
    prints = {encoder.fingerprint, encoder.starts.fingerprint, index_fingerprint(encoder)}
    assert len(prints) == 3


def test_windows_and_beginnings_are_each_compared_by_their_own_encoder(tmp_path, store) -> None:
    build_generation(tmp_path, store, TWO)
    opened = newest_generation(tmp_path, store, index_fingerprint(TWO))
    (vectors,) = encode_queries(TWO, ["flight of herdsmen"])
    assert not np.array_equal(vectors.windows, vectors.starts)
    best = opened.candidates("flight of herdsmen", vectors)[0]
    row = opened.passages[best.row]
    assert row.record_id == "b"
    text = "the flight of herdsmen"
    assert best.cosine == pytest.approx(
        float(TWO.encode_passages([text])[0] @ vectors.windows), abs=1e-6
    )
    begun = TWO.starts.encode_passages([f"A cable\n{text}", text])
    assert best.cosine_start in [pytest.approx(float(v @ vectors.starts), abs=1e-6) for v in begun]
    assert best.cosine_start != pytest.approx(best.cosine, abs=1e-3)


def test_of_two_encoders_the_vectors_are_stored_and_checked_apart(tmp_path, store) -> None:
    built = build_generation(tmp_path, store, TWO)
    assert (built.embedded, built.starts) == (3, 2)
    manifest = newest_generation(tmp_path, store).manifest
    assert (manifest.units_by, manifest.starts_by) == (TWO.fingerprint, TWO.starts.fingerprint)
    assert list(index_faults(tmp_path, store, full=True)) == []
    assert collect(tmp_path, store, vectors=True).vectors == 0


def test_of_an_index_with_the_same_windows_only_the_beginnings_are_made(tmp_path, store) -> None:
    build_generation(tmp_path, store, TWO)
    other = HashingEncoder("two", starts=HashingEncoder("of starts, again"))
    with pytest.raises(IndexMismatch):
        newest_generation(tmp_path, store, index_fingerprint(other))
    built = build_generation(tmp_path, store, other)
    assert (built.embedded, built.reused, built.starts) == (0, 3, 2)


def test_one_encoder_for_both_makes_equal_texts_once(tmp_path, store) -> None:
    assert index_fingerprint(ONE) == ONE.fingerprint
    assert index_name(ONE) == "one"
    (vectors,) = encode_queries(ONE, ["peace"])
    assert vectors.starts is vectors.windows or np.array_equal(vectors.starts, vectors.windows)
