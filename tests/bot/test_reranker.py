"""Any cross-encoder by its folder, and none."""

import numpy as np
import pytest

from bot.reranker import SentenceReranker, reranker_for
from bot.settings import Settings
from corpus.errors import ModelUnavailable
from embeddings.weights import find_reranker
from tests.bot.test_packaged_reranker import READ

pytestmark = pytest.mark.model


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
    scores = own.scores(READ)
    assert scores.dtype == np.float32
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    np.testing.assert_allclose(scores[1:2], own.scores(READ[1:2]), atol=1e-5)
    assert own.scores([]).shape == (0,)
    several = own.scores([[*READ[0], *READ[1]], READ[2]])
    np.testing.assert_allclose(several, [(scores[0] + scores[1]) / 2, scores[2]], atol=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        SentenceReranker(str(tmp_path)).scores(READ)


def test_none_where_the_settings_want_none():
    assert reranker_for(Settings(rerank=False)) is None
