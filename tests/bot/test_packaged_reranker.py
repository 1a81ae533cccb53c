"""The packaged cross-encoder against its reference, and what skimming leaves of it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bot import packaged_reranker as module
from bot.packaged_reranker import KEPT, PackagedReranker, canary_pairs, packaged_reranker, skims
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
#: One form of the question to each text.
READ = [[(QUESTION, text)] for text in TEXTS]
#: Forty different ones, of which some are much likelier than others.
MANY = [
    [(QUESTION, f"{text} {more}")]
    for text in (*TEXTS, "In Yining they took place.", "Where, nobody knew.")
    for more in ("", "Yes.", "No.", "It was so.", "In 1962.", "In 1963.", "Again.", "Twice.")
]


@pytest.fixture(scope="module")
def reranker():
    return packaged_reranker()


def test_the_answer_scores_highest(reranker):
    scores = reranker.scores(READ)
    assert scores.dtype == np.float32
    assert scores.shape == (3,)
    assert int(scores.argmax()) == 1


def test_a_pair_has_one_score_whatever_else_is_read(reranker):
    forth = reranker.scores(MANY)
    afresh = PackagedReranker()
    alone = [float(afresh.scores([forms])[0]) for forms in MANY]
    np.testing.assert_array_equal(forth, np.array(alone, np.float32))
    np.testing.assert_array_equal(forth, reranker.scores(MANY[::-1])[::-1])


def test_what_is_likeliest_is_read_to_the_end_and_what_is_left_stays_behind(reranker):
    """Forty pairs: all are skimmed, and the best with their priors have their own logits."""
    priors = [0.1 * (at % 7) for at in range(len(MANY))]
    whole, found = reranker.scores(MANY), reranker.scores(MANY, priors)
    own = [at for at in range(len(MANY)) if found[at] == whole[at]]
    assert len(own) == KEPT[-1]
    assert int((whole + priors).argmax()) == int((found + priors).argmax())
    assert min((found + priors)[own]) >= max(np.delete(found + priors, own)) - 1e-5


def test_of_several_forms_the_mean_counts(reranker):
    other = "Was cheese made there?"
    forms = [[*pairs, (other, pairs[0][1])] for pairs in MANY]
    both, whole = reranker.scores(forms), reranker.scores(MANY)
    np.testing.assert_allclose(
        both, (whole + reranker.scores([[pair] for _, pair in forms])) / 2, atol=1e-5
    )
    found = reranker.scores(forms, [0.0] * len(MANY))
    own = found == both
    assert int(own.sum()) == KEPT[-1]
    assert found[own].min() >= found[~own].max()


def test_so_few_pairs_are_all_read(reranker):
    few = MANY[: KEPT[-1]]
    np.testing.assert_array_equal(reranker.scores(few), reranker.scores(few, [0.0] * len(few)))


def test_what_was_read_before_changes_nothing(reranker):
    """A pair that was read to the end once is an estimate again where it is not among the best."""
    priors = [0.0] * len(MANY)
    first = PackagedReranker().scores(MANY, priors)
    np.testing.assert_array_equal(first, reranker.scores(MANY, priors))
    reranker.scores(MANY)
    np.testing.assert_array_equal(first, reranker.scores(MANY, priors))
    afresh = PackagedReranker()
    for at in range(0, len(MANY), 5):
        afresh.scores(MANY[at : at + 5], priors[:5])
    np.testing.assert_array_equal(first, afresh.scores(MANY, priors))


def test_many_who_read_the_same_at_once_are_told_the_same(reranker):
    afresh, priors = PackagedReranker(), [0.0] * len(MANY)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: afresh.scores(MANY, priors), range(8)))
    for each in found:
        np.testing.assert_array_equal(each, reranker.scores(MANY, priors))


def test_a_pair_that_was_read_is_not_read_again(monkeypatch):
    run = []
    original = module._Parts._read_on

    def counting(parts, pair):
        run.append((pair.pair, len(pair.told)))
        original(parts, pair)

    monkeypatch.setattr(module._Parts, "_read_on", counting)
    fresh = PackagedReranker()
    fresh.scores(READ[:1])
    del run[:]  # the canaries and the first
    fresh.scores(READ)
    fresh.scores(READ)
    parts = len(skims()) + 1
    assert sorted(run) == sorted((pair, part) for (pair,) in READ[1:] for part in range(parts))


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
    found = [float(reranker.scores([[pair]])[0]) for pair in pairs]
    assert found == pytest.approx(expected, abs=0.15)


def test_one_that_drifts_is_refused(monkeypatch):
    pairs, expected = canary_pairs()
    monkeypatch.setattr(module, "canary_pairs", lambda: (pairs, [e + 1 for e in expected]))
    with pytest.raises(ModelUnavailable, match="differs from its reference"):
        PackagedReranker().scores(READ)


def test_reading_imports_no_torch():
    code = (
        "import sys; from bot.packaged_reranker import packaged_reranker as p;"
        "p().scores([[('a', 'b')]]);"
        "print([m for m in ('torch', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_nothing_to_read(reranker):
    assert reranker.scores([]).shape == (0,)


@pytest.mark.parametrize("text", ["", "😀", "x" * 5000, "word " * 3000, "伊宁"])
def test_odd_texts_get_a_number(reranker, text):
    assert np.isfinite(reranker.scores([[(QUESTION, text)]])).all()


def test_a_question_longer_than_the_limit_is_scored(reranker):
    assert np.isfinite(reranker.scores([[("why " * 1000, text)] for text in TEXTS])).all()
