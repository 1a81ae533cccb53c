"""Measures, by hand."""

from math import log2, sqrt

import pytest

from bot.evaluation.measures import (
    ndcg_at,
    recall_at,
    reciprocal_rank,
    standard_error,
    success_at,
    word_f1,
)

RANKING = ["d1", "d2", "d3", "d4"]


def test_ndcg():
    relevance = {"d1": 1, "d3": 2, "d9": 1}
    gained = 1 / log2(2) + 2 / log2(4)
    best = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert ndcg_at(RANKING, relevance, 10) == pytest.approx(gained / best)
    assert ndcg_at(RANKING, relevance, 1) == pytest.approx(1 / 2)
    assert ndcg_at(["d3", "d1", "d9"], relevance, 10) == 1


def test_ndcg_of_nothing_relevant_or_nothing_ranked():
    assert ndcg_at(RANKING, {}, 10) == 0
    assert ndcg_at(RANKING, {"d1": 0}, 10) == 0
    assert ndcg_at([], {"d1": 1}, 10) == 0


def test_recall():
    assert recall_at(RANKING, {"d1", "d4", "d9"}, 3) == pytest.approx(1 / 3)
    assert recall_at(RANKING, {"d1", "d4", "d9"}, 4) == pytest.approx(2 / 3)
    assert recall_at(RANKING, set(), 4) == 0


def test_reciprocal_rank():
    assert reciprocal_rank(RANKING, {"d3", "d4"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKING, {"d9"}) == 0


def test_success():
    assert (success_at(RANKING, {"d2"}, 1), success_at(RANKING, {"d2"}, 2)) == (0, 1)
    assert success_at([], {"d2"}, 5) == 0


def test_word_f1():
    """Three words found, four wanted, two in common: P 2/3, R 2/4."""
    assert word_f1("riots in Yining", "the riots of Yining") == pytest.approx(4 / 7)
    assert word_f1("riot riot", "Riots") == pytest.approx(2 / 3)
    assert word_f1("same words", "Same words.") == 1
    assert word_f1("", "words") == word_f1("words", "") == word_f1("a", "b") == 0


def test_standard_error():
    """Values 0, 1, 1, 0: variance 1/3, over four values."""
    assert standard_error([0, 1, 1, 0]) == pytest.approx(sqrt(1 / 3 / 4))
    assert standard_error([1, 1]) == standard_error([1]) == standard_error([]) == 0
