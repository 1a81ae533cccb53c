"""Embedding units: whole sentences, none cut off by the encoder's limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import sentences
from corpus.spans import Span
from embeddings.units import fitting, windows

TEXT = "One two three. Four five six. Seven eight nine. Ten eleven twelve."


def count_words(texts):
    return [len(text.split()) for text in texts]


def count_characters(texts):
    return [len(text) for text in texts]


def cut(text, spans):
    return [span.of(text) for span in spans]


def test_neighbouring_windows_share_a_sentence():
    assert cut(TEXT, windows(TEXT, max_words=6)) == [
        "One two three. Four five six.",
        "Four five six. Seven eight nine.",
        "Seven eight nine. Ten eleven twelve.",
    ]


def test_a_window_of_one_sentence_has_none_to_share():
    assert cut(TEXT, windows(TEXT, max_words=3)) == [
        "One two three.",
        "Four five six.",
        "Seven eight nine.",
        "Ten eleven twelve.",
    ]


def test_a_short_passage_is_one_window():
    assert windows(TEXT) == (Span(0, len(TEXT)),)


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_no_text_gives_no_window(text):
    assert windows(text) == ()
    assert fitting(text, count_words, 10) == ()


def test_a_window_over_the_limit_is_halved_between_sentences():
    assert cut(TEXT, fitting(TEXT, count_words, 6)) == [
        "One two three. Four five six. ",
        "Seven eight nine. Ten eleven twelve.",
    ]


def test_a_sentence_over_the_limit_is_halved_between_words():
    assert cut("one two three four", fitting("one two three four", count_words, 2)) == [
        "one two",
        " three four",
    ]


def test_a_word_over_the_limit_is_halved_between_characters():
    assert cut("abcdefgh", fitting("abcdefgh", count_characters, 3)) == ["ab", "cd", "ef", "gh"]


def test_a_limit_that_nothing_meets_ends_with_single_characters():
    assert cut("abc", fitting("abc", lambda texts: [9] * len(texts), 3)) == ["a", "b", "c"]


@given(st.text(alphabet="ab .\n[”", max_size=200), st.integers(1, 12))
def test_every_character_but_blanks_is_in_a_unit_and_every_unit_fits(text, limit):
    found = fitting(text, count_characters, limit)
    assert all(0 < len(span) <= limit for span in found)
    held = {i for span in found for i in range(span.start, span.end)}
    assert all(i in held for i, character in enumerate(text) if not character.isspace())


@pytest.mark.model
def test_no_unit_of_the_shipped_record_is_cut_off_and_every_sentence_is_inside_one(encoder, seed):
    for passage in seed.passages:
        found = fitting(passage.text, encoder.count_tokens, encoder.max_tokens)
        lengths = encoder.count_tokens([span.of(passage.text) for span in found])
        assert max(lengths) <= encoder.max_tokens
        for sentence in sentences(passage.text):
            assert any(sentence.within(span) for span in found)


@pytest.mark.model
def test_text_of_many_tokens_a_word_fits_too(encoder):
    """Words, of which a window counts 120 at most, may have dozens of tokens each."""
    text = " ".join(["Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"] * 100)
    found = fitting(text, encoder.count_tokens, encoder.max_tokens)
    assert len(found) > 1
    assert max(encoder.count_tokens([span.of(text) for span in found])) <= encoder.max_tokens
