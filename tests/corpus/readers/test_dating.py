"""A date that is not understood is told, record by record."""

import json

import pytest

from corpus.counts import agreed
from corpus.readers import read_bytes
from corpus.readers.limits import DEFAULT
from corpus.readers.tables import read_json_lines
from tests.corpus.readers.tei_samples import one

UNREAD = "The date “{}” is not understood: no filter by date finds this."


def told(**stated):
    row = json.dumps({"text": "Forty sledges were asked for.", **stated})
    (record,) = read_json_lines(row.encode(), "a.jsonl", None, DEFAULT)
    return record.source.warnings


@pytest.mark.parametrize(
    "words", ["c. 1850", "circa 1850", "1911-13-45", "3/4/1962", "10 Thermidor an II"]
)
def test_words_that_are_no_date_are_told(words):
    assert told(date=words) == (UNREAD.format(words),)


@pytest.mark.parametrize(
    "words", ["", "undated", "[n.d.]", "?", "1963-8-1", "between 1850 and 1860", "May 1962"]
)
def test_what_is_read_or_known_to_be_unknown_is_not(words):
    assert told(date=words) == ()


def test_one_date_that_is_read_is_enough():
    assert told(date="spring", catalogue_date="1962") == ()
    assert told(date="spring", catalogue_date="late") == (
        UNREAD.format("spring"),
        UNREAD.format("late"),
    )


def test_long_words_are_cut():
    assert told(date="a" * 300) == (UNREAD.format("a" * 60),)


def test_front_matter_and_volumes_tell_it_too():
    noted = read_bytes(b"---\ndate: c. 1850\n---\nForty sledges were asked for.\n", "a.txt")
    assert UNREAD.format("c. 1850") in noted.source.warnings
    letter = "<dateline><date>{}</date></dateline><p>Forty sledges were asked for.</p>"
    assert one(letter.format("Wednesday")).source.warnings == (UNREAD.format("Wednesday"),)
    assert one(letter.format("May 3, 1902")).source.warnings == ()


def test_one_thing_is_said_in_the_singular():
    assert agreed(1, "1 part was", "{} parts were") == "1 part was"
    assert agreed(3255, "1 part was", "{} parts were") == "3,255 parts were"
    hidden = "<p hidden>x</p><p>Forty sledges were asked for.</p>"
    page = read_bytes(f"<!doctype html><body>{hidden}</body>".encode(), "a.html")
    assert any(each.startswith("1 part of the page was left out") for each in page.source.warnings)
