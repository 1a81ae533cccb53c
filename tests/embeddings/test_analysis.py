"""Search terms: a copy of the words, with the way back to the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.analysis import STOP_WORDS, content_terms, fold, terms, words


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Soviet", "soviet"),
        ("Union’s", "union"),
        ("Union's", "union"),
        ("T'a-ch'eng", "ta-cheng"),
        ("Sin’kiang", "sinkiang"),
        ("60,000", "60000"),
        ("Ürümqi", "urumqi"),
        ("ÉMIGRÉ", "emigre"),
        ("ﬁle", "file"),
        ("Straße", "strasse"),
        ("伊宁", "伊宁"),
    ],
)
def test_a_word_is_folded(word, folded):
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n…—“”", []),
        ("The residents fled.", ["the", "resid", "fled"]),
        ("subversive subversion", ["subvers", "subvers"]),
        ("60,000-plus", ["60000", "plus"]),
        ("118-01100-14, 147-149", ["118", "01100", "14", "147", "149"]),
        ("the Ch’ing court", ["the", "ching", "court"]),
        ("伊宁 riots", ["伊", "宁", "riot"]),
        ("[Gulja]", ["gulja"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_terms(text, found):
    assert terms(text) == found


def test_the_way_back_leads_to_the_word_as_it_stands():
    text = "China’s 60,000-plus Citizens"
    assert [(span.of(text), term) for span, term in words(text)] == [
        ("China’s", "china"),
        ("60,000", "60000"),
        ("plus", "plus"),
        ("Citizens", "citizen"),
    ]


def test_question_words_are_left_out_of_what_a_query_is_about():
    assert content_terms("What did the Soviets say to that? What?") == ("soviet", "say")
    assert content_terms("Who fled, and who fled back?") == ("fled", "back")


def test_single_letters_are_left_out_but_not_numerals():
    assert content_terms("U.S. military aid, part 5") == ("militari", "aid", "part", "5")
    assert content_terms("U.S.?") == ("u", "s")


def test_a_query_of_stop_words_keeps_them():
    assert content_terms("the of and the") == ("the", "of", "and")


def test_stop_words_are_as_they_are_compared():
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS


@given(st.text())
def test_any_text_is_analysed(text):
    found = list(words(text))
    assert [term for _, term in found] == terms(text)
    assert all(term and " " not in term for term in terms(text))
    assert all(before.end <= after.start for (before, _), (after, _) in pairwise(found))
    assert set(content_terms(text)) <= set(terms(text))
