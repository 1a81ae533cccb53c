"""Spelling: slips find the archive's word; words that are right stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.lexical import LexicalEntry, LexicalIndex
from embeddings.spelling import misspelt, nearest

TEXTS = (
    "The repatriation of 60,000 people to Xinjiang was refused by the consulate.",
    "People and livestock crossed the border; the livestock was returned.",
    "Sovereignty over the border district is disputed.",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return LexicalIndex.build(
        tmp_path_factory.mktemp("spelling") / "index",
        (LexicalEntry(row=n, record=n, title="", text=text) for n, text in enumerate(TEXTS)),
    )


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("repatrate", "repatri"),
        ("poeple", "peopl"),
        ("livestok", "livestock"),
        ("Consulat", "consul"),
        ("soverignty", "sovereignti"),
        ("bordr", "border"),
        ("Xinjang", "xinjiang"),
        ("epople", "peopl"),
    ],
)
def test_a_slip_finds_the_archive_s_word(index, word, term):
    found = misspelt(word, index)
    assert found is not None
    assert nearest(found, index)[0] == term


@pytest.mark.parametrize(
    "word",
    [
        "people",
        "border",
        "station",
        "elephant",
        "60000",
        "6o,000",
        "the",
        "USA",
        "Кульджа",
        "x1",
        "",
    ],
)
def test_words_of_the_archive_and_of_english_numbers_and_short_ones_stay(index, word):
    assert misspelt(word, index) is None


def test_what_is_near_to_nothing_finds_nothing(index):
    assert nearest("zzyzxqw", index) == ()


@given(st.text(alphabet="abcdeilnoprst", min_size=4, max_size=12))
def test_at_most_two_words_that_the_archive_has(index, word):
    found = nearest(word, index)
    assert len(found) <= 2
    assert all(index.frequency(term) for term in found)
