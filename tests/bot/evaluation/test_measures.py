"""Measures: by hand, and against ir-measures and SciPy on random data."""

from math import log2, sqrt

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bot.evaluation.measures import (
    interval,
    ndcg_at,
    ranked,
    recall_at,
    reciprocal_rank,
    share_interval,
    standard_error,
    success_at,
    summary,
    word_f1,
)
from bot.evaluation.runs import retrieval_values

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


def test_levels_below_nought_gain_nothing():
    assert ndcg_at(["d1", "d2"], {"d1": -1, "d2": 1}, 10) == pytest.approx(1 / log2(3))


DOCS = st.sampled_from([f"d{n}" for n in range(14)])
# Few different scores, so that most runs have ties; two that are equal only as 32-bit floats.
SCORES = st.sampled_from([-1.0, 0.0, 0.5, 1.0, 1.0 + 1e-9, 7.25])
MEASURES = {
    str(each): each
    for each in map(ir_measures.parse_measure, ("nDCG@10", "R@10", "RR", "Success@1", "Success@5"))
}


@settings(max_examples=150, deadline=None)
@given(
    run=st.dictionaries(DOCS, SCORES, min_size=1),
    relevance=st.dictionaries(DOCS, st.integers(0, 3), min_size=1),
)
def test_every_retrieval_measure_is_that_of_ir_measures(run, relevance):
    theirs = {
        str(each.measure): each.value
        for each in ir_measures.iter_calc(MEASURES.values(), {"q": relevance}, {"q": run})
    }
    if any(relevance.values()):
        assert retrieval_values(ranked(run), relevance) == pytest.approx(theirs)
    else:
        assert retrieval_values(ranked(run), relevance) == {}
        assert set(theirs.values()) <= {0.0}


def test_equal_scores_are_ranked_as_trec_eval_does():
    assert ranked({"a": 0.5, "b": 0.5, "c": 0.7, "d": 0.1}) == ["c", "b", "a", "d"]
    assert ranked({}) == []


def test_the_bootstrap_agrees_with_scipy():
    values = np.random.default_rng(3).random(80)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=9999, method="percentile", rng=5)
    assert interval(list(values)) == pytest.approx(
        (theirs.confidence_interval.low, theirs.confidence_interval.high), abs=0.005
    )


def test_an_interval_is_the_same_each_time_and_of_another_seed_another():
    values = list(np.random.default_rng(3).random(40))
    assert interval(values) == interval(values)
    assert interval(values) != interval(values, seed=1)


def test_an_interval_of_equal_values_is_that_value():
    assert interval([0.25] * 9) == (0.25, 0.25)
    assert interval([1.0]) == (1.0, 1.0)
    with pytest.raises(ValueError, match="no values"):
        interval([])


def test_a_summary_says_all_of_it():
    said = summary([0.0, 1.0, 1.0, 0.0])
    assert (said.mean, said.queries) == (0.5, 4)
    assert said.standard_error == pytest.approx(sqrt(1 / 3 / 4))
    assert (said.low, said.high) == interval([0.0, 1.0, 1.0, 0.0]) == (0.0, 1.0)
    assert said.to_json() == {
        "mean": 0.5, "standard_error": 0.2887, "low": 0.0, "high": 1.0, "queries": 4,
    }  # fmt: skip


@pytest.mark.parametrize(("passed", "asked"), [(0, 3), (3, 3), (1, 1), (7, 20), (450, 500)])
def test_the_interval_of_a_share_is_wilson_s(passed, asked):
    theirs = stats.binomtest(passed, asked).proportion_ci(method="wilson")
    assert share_interval(passed, asked) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.parametrize(("passed", "asked"), [(0, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_has_no_interval(passed, asked):
    with pytest.raises(ValueError, match="no share"):
        share_interval(passed, asked)
