"""The packaged cross-encoder."""

import numpy as np
import pytest

from bot.reranker import PackagedReranker

pytestmark = pytest.mark.model

QUESTION = "Where did the riots take place?"
TEXTS = [
    "Cheese is made of milk.",
    "The riots took place in Yining last year.",
    "We issued another note to the Soviet Union.",
]


@pytest.fixture(scope="module")
def reranker():
    return PackagedReranker()


def test_the_answer_scores_highest(reranker):
    scores = reranker.scores(QUESTION, TEXTS)
    assert scores.dtype == np.float32
    assert scores.shape == (3,)
    assert int(scores.argmax()) == 1


def test_equal_input_gives_equal_output(reranker):
    np.testing.assert_array_equal(
        reranker.scores(QUESTION, TEXTS), reranker.scores(QUESTION, TEXTS)
    )


def test_the_order_of_the_texts_does_not_matter(reranker):
    """Over more than a batch; int8 arithmetic scales by the batch, so only nearly."""
    texts = [f"{text} Number {i}." for i in range(7) for text in TEXTS]
    forth = reranker.scores(QUESTION, texts)
    back = reranker.scores(QUESTION, texts[::-1])[::-1]
    np.testing.assert_allclose(forth, back, atol=0.7)


def test_nothing_to_read(reranker):
    assert reranker.scores(QUESTION, []).shape == (0,)


@pytest.mark.parametrize("text", ["", "😀", "x" * 5000, "word " * 3000, "伊宁"])
def test_odd_texts_get_a_number(reranker, text):
    assert np.isfinite(reranker.scores(QUESTION, [text])).all()


def test_a_question_longer_than_the_limit_is_scored(reranker):
    assert np.isfinite(reranker.scores("why " * 1000, TEXTS)).all()
