"""Cross-encoders: the packaged one against its reference, and any other by its folder."""

import subprocess
import sys

import numpy as np
import pytest

from bot import reranker as module
from bot.reranker import (
    SentenceReranker,
    canary_pairs,
    packaged_reranker,
    reranker_for,
)
from bot.settings import Settings
from corpus.errors import ModelUnavailable
from embeddings.cross_graph import CONFIG, packaged_weights
from embeddings.weights import find_reranker

pytestmark = pytest.mark.model

QUESTION = "Where did the riots take place?"
TEXTS = [
    "Cheese is made of milk.",
    "The riots took place in Yining last year.",
    "We issued another note to the Soviet Union.",
]


@pytest.fixture(scope="module")
def reranker():
    return packaged_reranker()


def test_the_answer_scores_highest(reranker):
    scores = reranker.scores(QUESTION, TEXTS)
    assert scores.dtype == np.float32
    assert scores.shape == (3,)
    assert int(scores.argmax()) == 1


def test_a_pair_has_one_score_whatever_else_is_read(reranker):
    texts = [f"{text} Number {i}." for i in range(7) for text in TEXTS]
    forth = reranker.scores(QUESTION, texts)
    afresh = module.PackagedReranker()
    alone = [float(afresh.scores(QUESTION, [text])[0]) for text in texts]
    np.testing.assert_array_equal(forth, np.array(alone, np.float32))
    np.testing.assert_array_equal(forth, reranker.scores(QUESTION, texts[::-1])[::-1])


def test_a_pair_that_was_read_is_not_read_again(monkeypatch):
    read = []

    def counting(session, tokenizer, query, text):
        read.append((query, text))
        return 0.0

    fresh = module.PackagedReranker()
    fresh.scores(QUESTION, TEXTS[:1])
    monkeypatch.setattr(module, "_logit", counting)
    fresh.scores(QUESTION, TEXTS)
    fresh.scores(QUESTION, TEXTS)
    assert sorted(read) == sorted((QUESTION, text) for text in TEXTS[1:])


def test_the_canaries_are_what_transformers_gives_with_the_same_weights_as_floats():
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertForSequenceClassification

    layers, heads = CONFIG["num_hidden_layers"], CONFIG["num_attention_heads"]
    reference = BertForSequenceClassification(
        BertConfig(
            vocab_size=30522,
            hidden_size=CONFIG["hidden_size"],
            num_hidden_layers=layers,
            num_attention_heads=heads,
            intermediate_size=1536,
            num_labels=1,
        )
    ).eval()
    weights, words = packaged_weights(find_reranker() / "model.onnx")
    floats = (words.rows.astype(np.float32) - np.float32(words.zero)) * words.scale
    weights = {**weights, "embeddings.word_embeddings.weight": floats}
    reference.load_state_dict(
        {
            name if name.startswith("classifier") else f"bert.{name}": torch.tensor(
                np.ascontiguousarray(values)
            )
            for name, values in weights.items()
        }
    )
    tokenizer = Tokenizer.from_file(str(find_reranker() / "tokenizer.json"))
    tokenizer.no_padding()
    pairs, expected = canary_pairs()
    for (query, text), wanted in zip(pairs, expected, strict=True):
        encoded = tokenizer.encode(query, text)
        with torch.no_grad():
            found = reference(
                input_ids=torch.tensor([encoded.ids]),
                token_type_ids=torch.tensor([encoded.type_ids]),
            )
        assert float(found.logits[0, 0]) == pytest.approx(wanted, abs=0.001)


def test_the_packaged_one_is_near_its_reference(reranker):
    pairs, expected = canary_pairs()
    found = [float(reranker.scores(query, [text])[0]) for query, text in pairs]
    assert found == pytest.approx(expected, abs=0.15)


def test_one_that_drifts_is_refused(monkeypatch):
    pairs, expected = canary_pairs()
    monkeypatch.setattr(module, "canary_pairs", lambda: (pairs, [e + 1 for e in expected]))
    with pytest.raises(ModelUnavailable, match="differs from its reference"):
        module.PackagedReranker().scores(QUESTION, TEXTS)


def test_reading_imports_no_torch():
    code = (
        "import sys; from bot.reranker import packaged_reranker as p; p().scores('a', ['b']);"
        "print([m for m in ('torch', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_nothing_to_read(reranker):
    assert reranker.scores(QUESTION, []).shape == (0,)


@pytest.mark.parametrize("text", ["", "😀", "x" * 5000, "word " * 3000, "伊宁"])
def test_odd_texts_get_a_number(reranker, text):
    assert np.isfinite(reranker.scores(QUESTION, [text])).all()


def test_a_question_longer_than_the_limit_is_scored(reranker):
    assert np.isfinite(reranker.scores("why " * 1000, TEXTS)).all()


@pytest.fixture(scope="module")
def own_model(tmp_path_factory):
    """Folder of a small cross-encoder with drawn weights, in transformers' own form."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("models") / "small"
    torch.manual_seed(1)
    BertForSequenceClassification(
        BertConfig(
            vocab_size=30522,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            num_labels=1,
        )
    ).save_pretrained(folder)
    BertTokenizerFast(vocab=str(find_reranker() / "vocab.txt")).save_pretrained(folder)
    return folder


@pytest.mark.filterwarnings("ignore")
def test_any_cross_encoder_by_its_folder(own_model):
    own = reranker_for(Settings(reranker=str(own_model)))
    assert isinstance(own, SentenceReranker)
    scores = own.scores(QUESTION, TEXTS)
    assert scores.dtype == np.float32
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    np.testing.assert_allclose(scores[1:2], own.scores(QUESTION, TEXTS[1:2]), atol=1e-5)
    assert own.scores(QUESTION, []).shape == (0,)


@pytest.mark.filterwarnings("ignore")
def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        SentenceReranker(str(tmp_path)).scores(QUESTION, TEXTS)


def test_none_where_the_settings_want_none():
    assert reranker_for(Settings(rerank=False)) is None
