"""A quote that differs from its record cannot exist."""

import copy
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import NotVerbatim
from corpus.quotes import Quote, quote, verify
from corpus.readers import read_bytes
from corpus.readers.plain import plain_record
from corpus.spans import Span


@pytest.fixture(scope="module")
def seed(seed_text):
    return read_bytes(seed_text.encode(), "118214.txt")


@pytest.fixture
def words(seed):
    at = seed.text.index("related to the publication materials about Albania")
    return quote(seed, Span(at, at + 50))


def test_a_quote_is_its_slice(words):
    assert words.text == "related to the publication materials about Albania"
    assert words.passage.passage_id == "118214#p3"
    assert len(words.sha256) == 64


@pytest.mark.parametrize(
    "other",
    [
        "related to the publication of materials about Albania",  # mended
        "Related to the publication materials about Albania",
        "related to the publication materials about Albania ",
        "related to the publication\u00a0materials about Albania",
        "related to the publication materials about Albani\u0430",  # a Cyrillic letter
        "related to the publication materials",
        "",
    ],
)
def test_other_words_are_refused(words, other):
    with pytest.raises(NotVerbatim, match="not what is stored there"):
        Quote(record=words.record, span=words.span, text=other)
    with pytest.raises(NotVerbatim):
        dataclasses.replace(words, text=other)
    with pytest.raises(NotVerbatim):
        verify(other, words.span, words.record)


def test_the_words_elsewhere_are_refused(words, seed):
    for span in (words.span.shifted(1), Span(words.span.start, words.span.end - 1), Span(0, 50)):
        with pytest.raises(NotVerbatim):
            dataclasses.replace(words, span=span)


def test_another_record_s_words_are_refused(words):
    other = plain_record("other", "", words.record.text.replace("Albania", "Armenia"))
    with pytest.raises(NotVerbatim):
        dataclasses.replace(words, record=other)


@pytest.mark.parametrize("span", [Span(5, 5), Span(0, 10**6), Span(10**6, 10**6 + 1)])
def test_an_empty_stretch_and_one_past_the_end_are_refused(seed, span):
    with pytest.raises(NotVerbatim):
        quote(seed, span)


def test_a_quote_cannot_be_changed(words):
    with pytest.raises(dataclasses.FrozenInstanceError):
        words.text = "other words"
    with pytest.raises(dataclasses.FrozenInstanceError):
        words.record.text = "other words"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, dataclasses.replace])
def test_a_copy_is_the_same_quote(words, copied):
    again = copied(words)
    assert again == words
    verify(again.text, again.span, again.record)


def test_the_error_is_one_that_needs_repair(words):
    with pytest.raises(NotVerbatim) as refused:
        dataclasses.replace(words, text="other")
    assert refused.value.exit_code == 4
    assert "118214" in refused.value.message


@given(start=st.integers(0, 7000), length=st.integers(0, 300), text=st.text(max_size=20))
def test_only_the_slice_itself_is_a_quote(seed, start, length, text):
    span = Span(start, start + length)
    stands = seed.text[start : start + length]
    for given_words in {text, stands}:
        true = bool(length) and span.end <= len(seed.text) and given_words == stands
        if true:
            assert Quote(record=seed, span=span, text=given_words).text == stands
        else:
            with pytest.raises(NotVerbatim):
                Quote(record=seed, span=span, text=given_words)
