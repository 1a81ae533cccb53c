"""The arithmetic of the comparison, with numbers that a reader can check."""

from __future__ import annotations

import pytest

from tests.benchmarks.figures import Measure, best, medians, percentile, ratios

BUILD = Measure(key="build", title="passages/s", more=True)
FIRST = Measure(key="first", title="seconds")
ROUNDS = [
    {
        "ours": {"build": 60.0, "first": 1.0},
        "plain": {"build": 40.0, "first": 9.0},
        "other": {"build": 30.0, "first": 8.0},
    },
    {
        "ours": {"build": 30.0, "first": 2.0},
        "plain": {"build": 20.0, "first": 10.0},
        "other": {"build": 25.0, "first": 12.0},
    },
    {"ours": {"build": 90.0, "first": 1.5}, "plain": {"build": 45.0, "first": 15.0}},
]


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.5, 3.0), (1.0, 5.0), (0.95, 4.8), (0.25, 2.0)]
)
def test_percentiles_lie_between_the_values(share, expected):
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], share) == pytest.approx(expected)


def test_the_percentile_of_one_value_is_it():
    assert percentile([7.0], 0.95) == 7.0


def test_medians_are_of_the_rounds_that_a_system_finished():
    assert medians(ROUNDS) == {
        "ours": {"build": 60.0, "first": 1.5},
        "plain": {"build": 40.0, "first": 10.0},
        "other": {"build": 27.5, "first": 10.0},
    }


def test_the_best_other_has_the_most_or_the_least():
    assert [best(one, BUILD, "ours") for one in ROUNDS] == ["plain", "other", "plain"]
    assert [best(one, FIRST, "ours") for one in ROUNDS] == ["other", "plain", "plain"]
    assert best({"ours": {"build": 1.0}}, BUILD, "ours") is None
    assert best({"ours": {"build": 1.0}, "ours-int8": {"build": 2.0}}, BUILD, "ours") is None


def test_ratios_divide_figures_of_one_round_only():
    assert ratios(ROUNDS, BUILD, "ours", "plain") == [1.5, 1.5, 2.0]
    assert ratios(ROUNDS, BUILD, "ours") == [1.5, 1.2, 2.0]
    assert ratios(ROUNDS, FIRST, "ours") == pytest.approx([0.125, 0.2, 0.1])


def test_a_round_without_one_of_the_two_gives_no_ratio():
    assert ratios(ROUNDS, BUILD, "ours", "other") == [2.0, 1.2]
    assert ratios(ROUNDS, BUILD, "absent") == []
    assert ratios([], BUILD, "ours") == []
