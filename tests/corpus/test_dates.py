from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import SUPPLIED, glosses, parse_date

SEED = (files("corpus") / "data" / "seed" / "118214.txt").read_text(encoding="utf-8")
ANCHOR = parse_date("1 August 1963")
RECKONED = "reckoned from the document date 1963-08-01"


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("August 1, 1963", "1963-08-01"),
        ("AUGUST 01, 1963", "1963-08-01"),
        ("1 August 1963", "1963-08-01"),
        ("1st April, 1949.", "1949-04-01"),
        ("the 18th of July 1963", "1963-07-18"),
        ("Saturday, 10 May  1997", "1997-05-10"),
        ("Sept. 3, 1962", "1962-09-03"),
        ("19 September [1962]", "1962-09-19"),
        ("August 1962", "1962-08"),
        ("1936", "1936"),
        ("[1936]", "1936"),
        ("1963-08-01", "1963-08-01"),
        ("13.08.1963", "1963-08-13"),
        ("8/13/1963", "1963-08-13"),
        ("August 1-3, 1963", "1963-08-01/1963-08-03"),
        ("March–April 1953", "1953-03/1953-04"),
        ("1962–1963", "1962/1963"),
        ("1963-8-1", "1963-08-01"),
        ("between 1850 and 1860", "1850/1860"),
        ("between May 1962 and 3 June 1962", "1962-05/1962-06-03"),
    ],
)
def test_dates_in_words(words, edtf):
    found = parse_date(words)
    assert found is not None
    assert (found.edtf, found.words) == (edtf, words)


@pytest.mark.parametrize(
    "words",
    [
        "3/4/1962",  # 3 April or March 4
        "circa 1962",
        "c. 1850",
        "1963-8",  # August, or 1963 to 1968
        "1911-13-45",
        "1235-2-10",  # a fonds, an inventory and a file
        "between 1860 and 1850",
        "[1962?]",
        "30 February 1962",
        "1963-13",
        "3-1 August 1963",
        "undated",
        "May",
        "12",
        "",
        "In 1962 he left.",
        "1 " * 5000,
    ],
)
def test_nothing_is_guessed(words):
    assert parse_date(words) is None


def test_an_interval_covers_its_days():
    month = parse_date("February 1964")
    assert (month.start, month.end) == (date(1964, 2, 1), date(1964, 2, 29))


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_is_read_alike_in_three_forms(day):
    forms = (f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", day.isoformat())
    assert {parse_date(form).edtf for form in forms} == {day.isoformat()}


@given(st.text(max_size=40))
def test_any_words_are_a_date_or_none(words):
    found = parse_date(words)
    assert found is None or found.start <= found.end


def test_the_seeds_relative_dates():
    assert [(g.words, g.value, g.basis) for g in glosses(SEED, ANCHOR)] == [
        ("last year", "1962", RECKONED),
        ("last year", "1962", RECKONED),
        ("last year", "1962", RECKONED),
        ("30 August of last year", "1962-08-30", RECKONED),
        ("19 September [1962]", "1962-09-19", SUPPLIED),
        ("the 18th of July this year", "1963-07-18", RECKONED),
        ("last year", "1962", RECKONED),
    ]
    assert SUPPLIED == "supplied by the editor in brackets"


def test_a_gloss_stands_where_its_words_do():
    (found,) = glosses("in May last year", ANCHOR, offset=50)
    assert (found.span.start, found.span.end, found.value) == (53, 66, "1962-05")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("the 5th of last month", ["1963-07-05"]),
        ("yesterday and today", ["1963-07-31", "1963-08-01"]),
        ("the day before yesterday", ["1963-07-30"]),
        ("the year before last", ["1961"]),
        ("Last month, Moscow", ["1963-07"]),
        ("recently", []),
        ("over the last year", []),
        ("they may this year", ["1963"]),
    ],
)
def test_relative_dates(text, values):
    assert [found.value for found in glosses(text, ANCHOR)] == values


def test_a_month_cannot_tell_yesterday_nor_a_year_last_month():
    text = "yesterday, last month, last year"
    assert [g.value for g in glosses(text, parse_date("August 1963"))] == ["1963-07", "1962"]
    assert [g.value for g in glosses(text, parse_date("1963"))] == ["1962"]


@pytest.mark.parametrize(
    ("dated", "values"),
    [
        ("1962\u20131963", []),
        ("December 1962 \u2013 January 1963", []),
        ("March\u2013April 1953", ["1952", "1951"]),
        ("August 1-3, 1963", ["1963-07", "1962", "1961"]),
    ],
)
def test_a_stretch_tells_no_more_than_all_its_days_do(dated, values):
    text = "yesterday, last month, last year, the year before last"
    assert [g.value for g in glosses(text, parse_date(dated))] == values


def test_the_words_may_stand_on_two_lines():
    (found,) = glosses("It came the day\nbefore yesterday.", ANCHOR)
    assert found.value == "1963-07-30"
