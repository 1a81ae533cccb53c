"""Folds: nothing is fitted on and judged at once, and the split never changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.folds import folds

TITLES = ["Warsaw", "Oil", "Warsaw", "Oxygen", "Oil", "Oil", "Jupiter", "Oxygen"]


def test_a_split_by_title():
    first, second = folds(TITLES, 2)
    assert sorted(first.judging + second.judging) == list(range(8))
    assert first.fitting == second.judging
    assert second.fitting == first.judging
    assert {len(first.judging), len(second.judging)} == {4}


def test_the_split_is_written_down():
    """Another Python, machine or order of items must give the same groups."""
    assert [[TITLES[at] for at in fold.judging] for fold in folds(TITLES, 4)] == GROUPS
    shuffled = TITLES[::-1]
    assert [{shuffled[at] for at in fold.judging} for fold in folds(shuffled, 4)] == [
        set(group) for group in GROUPS
    ]


GROUPS = [["Oil"] * 3, ["Warsaw"] * 2, ["Oxygen"] * 2, ["Jupiter"]]


@given(st.lists(st.text(max_size=3), min_size=1, max_size=60), st.integers(2, 6), st.integers(0, 3))
def test_groups_stay_together_and_folds_are_even(groups, n, seed):
    if len(set(groups)) < n:
        with pytest.raises(ValueError, match="cannot make"):
            folds(groups, n, seed=seed)
        return
    found = folds(groups, n, seed=seed)
    assert found == folds(groups, n, seed=seed)
    assert sorted(at for fold in found for at in fold.judging) == list(range(len(groups)))
    for fold in found:
        judged, fitted = ({groups[at] for at in part} for part in (fold.judging, fold.fitting))
        assert judged
        assert not judged & fitted
        assert sorted(fold.judging + fold.fitting) == list(range(len(groups)))
    sizes = [len(fold.judging) for fold in found]
    assert max(sizes) - min(sizes) <= max(map(groups.count, groups))


def test_another_seed_gives_another_split():
    titles = [f"title {n}" for n in range(30)]
    assert folds(titles, 3) != folds(titles, 3, seed=1)


def test_one_fold_is_none():
    with pytest.raises(ValueError, match="2 folds or more"):
        folds(TITLES, 1)
