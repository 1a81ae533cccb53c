"""A model of one's own runs compiled where it gives its reference's vectors, else as before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelUnavailable
from embeddings import canaries, ways
from embeddings.bert_graph import Pooling
from embeddings.canaries import Verdict, keep_verdict, read_verdict, verdict_path
from embeddings.compiled import CompiledEncoder, Precision
from embeddings.encoder import SentenceEncoder
from embeddings.model_folder import read_model_folder
from embeddings.ways import find_way, open_encoder
from tests.embeddings.own_models import change, make_model

#: Of very different length, so that most of a batch is padding.
TEXTS = [
    "",
    "riots",
    "The Soviet Union sent a note, 30 August 1962.",
    "of the border " * 9,
    "伊宁 😀 Peking?",
    "telegram " * 300,
]


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DRAGOMAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Note which models are compared with sentence-transformers."""
    seen: list[Path] = []

    class Noted(SentenceEncoder):
        def encode_passages(self, texts):
            seen.append(self._folder)
            return super().encode_passages(texts)

    monkeypatch.setattr(ways, "SentenceEncoder", Noted)
    return seen


@pytest.mark.parametrize(
    ("pooling", "prompt"),
    [("mean", ""), ("cls", ""), ("max", ""), ("mean_sqrt_len_tokens", "passage: ")],
)
def test_it_gives_what_sentence_transformers_gives(pooling, prompt, tmp_path):
    folder = make_model(tmp_path / "mine", pooling, prompt)
    encoder, reference = open_encoder(folder), SentenceEncoder(folder)
    assert isinstance(encoder, CompiledEncoder)
    for encode in ("encode_passages", "encode_queries"):
        found, expected = getattr(encoder, encode)(TEXTS), getattr(reference, encode)(TEXTS)
        assert found.dtype == np.float32
        assert (found * expected).sum(axis=1).min() > 0.9999
    assert encoder.count_tokens(TEXTS) == reference.count_tokens(TEXTS)
    assert (encoder.name, encoder.dim, encoder.max_tokens) == ("mine", 48, 96)
    assert (reference.name, reference.dim, reference.max_tokens) == ("mine", 48, 96)


def test_the_ways_of_pooling_are_told_apart(folder):
    """What is tested above would else pass for any of them."""
    model, by_reference = read_model_folder(folder), canaries.canary_texts()
    reference = SentenceEncoder(folder).encode_passages(by_reference)
    for pooling in (Pooling.FIRST, Pooling.MAX):
        given = canaries.Canaries(by_reference, reference)
        with pytest.raises(ModelUnavailable, match="differs from its reference"):
            CompiledEncoder(own=(replace(model, pooling=pooling), given)).encode_queries(["x"])


def test_without_a_limit_of_its_own_it_reads_as_many_as_it_has_positions(tmp_path):
    folder = make_model(tmp_path / "mine", limit=128)
    change(folder / "tokenizer_config.json", model_max_length=10**30)
    encoder = open_encoder(folder)
    assert isinstance(encoder, CompiledEncoder)
    assert encoder.max_tokens == SentenceEncoder(folder).max_tokens == 128


def test_it_is_compared_once(folder, compared):
    encoder = open_encoder(folder)
    assert compared == [folder]
    assert open_encoder(folder) is not None
    assert read_verdict(encoder.fingerprint) is not None
    assert str(find_way(folder)) == "compiled"
    assert compared == [folder]


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"\xff\x00", None])
def test_a_damaged_verdict_is_made_anew(damage, folder, compared):
    encoder = open_encoder(folder)
    path = verdict_path(encoder.fingerprint)
    sound = path.read_bytes()
    path.write_bytes(sound.replace(b"A", b"B", 1) if damage is None else damage)
    assert read_verdict(encoder.fingerprint) is None
    assert open_encoder(folder).fingerprint == encoder.fingerprint
    assert len(compared) == 2
    assert path.read_bytes() == sound


def test_where_nothing_can_be_kept_it_runs_all_the_same(folder, cache_folder, compared, caplog):
    cache_folder.write_text("in the way")
    for _ in range(2):
        assert isinstance(open_encoder(folder), CompiledEncoder)
    assert len(compared) == 2
    assert "cannot be written" in caplog.text


def test_drift_is_found_before_a_vector_is_used_and_looked_into(folder, compared):
    """Such as a release of onnxruntime that multiplies otherwise."""
    fingerprint = open_encoder(folder).fingerprint
    kept = read_verdict(fingerprint)
    turned = replace(kept.canaries, vectors=np.roll(kept.canaries.vectors, 1, axis=0))
    keep_verdict(fingerprint, Verdict(turned))
    with pytest.raises(ModelUnavailable, match="differs from its reference") as refused:
        open_encoder(folder).encode_queries(["Peking"])
    assert "Try again" in refused.value.remedy
    assert open_encoder(folder).encode_queries(["Peking"]).shape == (1, 48)
    assert len(compared) == 2


def test_a_wrong_graph_is_not_used_and_the_reason_is_told(folder, compared, monkeypatch, caplog):
    wrong = replace(read_model_folder(folder), pooling=Pooling.FIRST)
    monkeypatch.setattr(ways, "read_model_folder", lambda path: wrong)
    for _ in range(2):
        encoder = open_encoder(folder)
        assert isinstance(encoder, SentenceEncoder)
        assert encoder.fingerprint == SentenceEncoder(folder).fingerprint
    assert len(compared) == 1
    assert "differs from its reference (least cosine" in str(find_way(folder))
    assert "does not run compiled" in caplog.text


def test_a_model_that_counts_tokens_otherwise_is_not_used(folder, monkeypatch):
    """Vectors alike are not enough: windows are cut by these counts."""
    other = replace(read_model_folder(folder), max_tokens=97)
    monkeypatch.setattr(ways, "read_model_folder", lambda path: other)
    monkeypatch.setattr(ways, "canary_texts", lambda: ("riots", "note") * 4)
    assert isinstance(open_encoder(folder), SentenceEncoder)


def test_what_is_not_understood_runs_as_before(folder, compared):
    change(folder / "config.json", hidden_act="gelu_new")
    encoder = open_encoder(folder)
    assert isinstance(encoder, SentenceEncoder)
    assert encoder.encode_queries(["Peking"]).shape == (1, 48)
    way = find_way(folder)
    assert str(way) == (
        "run by sentence-transformers, since config.json says hidden_act 'gelu_new'"
    )
    assert way.fingerprint == encoder.fingerprint
    assert compared == []


def test_an_index_is_searched_by_what_made_it(folder, compared):
    reference = SentenceEncoder(folder).fingerprint
    former = open_encoder(folder, made_by=reference)
    assert isinstance(former, SentenceEncoder)
    assert compared == []
    assert "it made the index" in str(find_way(folder, reference))
    for made_by in (None, "of another model"):
        encoder = open_encoder(folder, made_by=made_by)
        assert isinstance(encoder, CompiledEncoder)
        assert encoder.fingerprint != reference


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ModelUnavailable, match="no model in safetensors form"):
        open_encoder(tmp_path)


def test_a_model_of_one_s_own_has_no_bytes(tmp_path):
    with pytest.raises(ModelUnavailable, match="Only the packaged model runs with int8"):
        open_encoder(tmp_path, Precision.INT8)


@pytest.mark.model
def test_the_packaged_model_is_loaded_once():
    assert isinstance(open_encoder(), CompiledEncoder)
    assert open_encoder() is open_encoder(None, Precision.FP32)
    assert open_encoder() is not open_encoder(None, Precision.INT8)
