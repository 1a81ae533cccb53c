import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cited_dates import cited_date, of_day


@pytest.mark.parametrize(
    ("value", "american", "mla", "apa", "ris", "year"),
    [
        ("1963-08-01", "August 1, 1963", "1 Aug. 1963", "1963, August 1", "1963/08/01/", "1963"),
        ("1962-09", "September 1962", "Sept. 1962", "1962, September", "1962/09//", "1962"),
        ("1936", "1936", "1936", "1936", "1936///", "1936"),
        ("1960-12-18T14:00:00-05:00", "December 18, 1960", "18 Dec. 1960", "1960, December 18",
         "1960/12/18/", "1960"),
        ("1962-08-01/1962-08-03", "August 1–3, 1962", "1–3 Aug. 1962", "1962, August 1–3",
         "1962/08/01/", "1962"),
        ("1962-08-30/1962-09-02", "August 30, 1962–September 2, 1962",
         "30 Aug. 1962–2 Sept. 1962", "1962, August 30–September 2", "1962/08/30/", "1962"),
        ("1962-05/1963", "May 1962–1963", "May 1962–1963", "1962, May–1963", "1962/05//",
         "1962–1963"),
        ("1962-05-01/1962-05-01", "May 1, 1962", "1 May 1962", "1962, May 1", "1962/05/01/",
         "1962"),
        ("circa 1962", "circa 1962", "circa 1962", "circa 1962", "///circa 1962", "circa 1962"),
        ("1961-02-31", "1961-02-31", "1961-02-31", "1961-02-31", "///1961-02-31", "1961-02-31"),
        ("1964-02-29", "February 29, 1964", "29 Feb. 1964", "1964, February 29", "1964/02/29/",
         "1964"),
        ("1962-13", "1962-13", "1962-13", "1962-13", "///1962-13", "1962-13"),
    ],
)  # fmt: skip
def test_forms(value, american, mla, apa, ris, year):
    date = cited_date(value)
    assert (date.american, date.mla, date.apa, date.ris, date.year) == (
        american, mla, apa, ris, year,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "british"),
    [
        ("1963-08-01", "1 August 1963"),
        ("1962-08-01/1962-08-03", "1–3 August 1962"),
        ("1962-08-30/1962-09-02", "30 August 1962–2 September 1962"),
        ("1962-09", "September 1962"),
        ("1936", "1936"),
        ("circa 1962", "circa 1962"),
    ],
)
def test_the_day_may_come_first(value, british):
    assert cited_date(value).british == british


def test_words_are_shown_only_where_the_value_is_not_understood():
    assert cited_date("1963-08-01", "1 August 1963").american == "August 1, 1963"
    assert cited_date("1962?", "perhaps 1962").american == "perhaps 1962"


@given(st.dates())
def test_days_come_back(day):
    assert of_day(day).edtf == day.isoformat()
    assert cited_date(day.isoformat()).start == of_day(day).start
    assert datetime.date(*of_day(day).start.parts) == day
