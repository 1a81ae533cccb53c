"""The timeline: bars by year or month, and the years without a document."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.filters import date_range
from ui.timeline import timeline


def days(*stretches: tuple[str, str] | None) -> tuple[np.ndarray, np.ndarray]:
    """Return first and last days as the index has them; None for an undated document."""
    ends = [
        [date.fromisoformat(day).toordinal() for day in stretch] if stretch else [0, 0]
        for stretch in stretches
    ]
    table = np.array(ends, np.int32).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def test_each_year_has_a_bar_and_the_undated_have_none():
    given_days = days(
        ("1962-01-01", "1962-12-31"), ("1964-05-03", "1964-05-03"), None,
    )  # fmt: skip
    found = timeline(*given_days, None, 40)
    assert [(bar["dates"], bar["count"]) for bar in found["bars"]] == [
        ("1962", 1), ("1963", 0), ("1964", 1),
    ]  # fmt: skip
    assert found["gaps"] == [{"first": 1963, "last": 1963}]


def test_one_year_is_shown_by_month():
    found = timeline(*days(("1962-02-28", "1962-02-28"), ("1962-12-01", "1962-12-31")), None, 40)
    assert (found["unit"], len(found["bars"]), found["gaps"]) == ("month", 12, [])
    assert [bar["dates"] for bar in found["bars"] if bar["count"]] == ["1962-02", "1962-12"]


def test_a_document_of_many_years_leaves_no_gap_and_stretches_no_view():
    wide = days(("1950-01-01", "1990-12-31"), ("1962-03-01", "1962-03-01"))
    found = timeline(*wide, None, 100)
    assert found["gaps"] == []
    assert found["bars"][1] == {
        "dates": "1951", "first": "1951", "last": "1951", "count": 0, "covered": 1,
    }  # fmt: skip
    narrow = timeline(*wide, date_range("1962"), 100)
    assert narrow["unit"] == "month"
    assert (narrow["bars"][0]["count"], narrow["bars"][2]["covered"]) == (1, 2)


def test_nothing_dated_has_no_bars():
    assert timeline(*days(None, None), None, 40)["bars"] == []
    assert timeline(*days(), None, 40)["bars"] == []


@pytest.mark.parametrize(("bins", "step"), [(40, 2), (60, 1), (8, 10), (14, 5)])
def test_years_are_put_together_until_few_enough_bars_are_left(bins, step):
    found = timeline(*days(("1917-08-13", "1917-08-13"), ("1968-02-01", "1968-02-01")), None, bins)
    assert found["step"] == step
    assert len(found["bars"]) <= bins


@given(
    st.lists(st.dates(date(1000, 1, 1), date(2100, 1, 1)), min_size=1, max_size=30),
    st.integers(4, 120),
)
def test_every_document_is_counted_once_and_no_gap_holds_one(dates, bins):
    ordinals = np.array([day.toordinal() for day in dates], np.int32)
    found = timeline(ordinals, ordinals, None, bins)
    assert sum(bar["count"] for bar in found["bars"]) == len(dates)
    assert len(found["bars"]) <= max(bins, 12)
    years = {day.year for day in dates}
    for gap in found["gaps"]:
        assert not years & set(range(gap["first"], gap["last"] + 1))
