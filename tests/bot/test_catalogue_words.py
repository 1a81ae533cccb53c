"""Questions about a record's entry, be they misspelt."""

import pytest

from bot.catalogue_words import is_other, respelt


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("who translatd this documnet", "who translated this document"),
        ("what is its clasification?", "what is its classification?"),
        ("What were they spending?", "What were they spending?"),  # an English word is not misspelt
        ("Who signd it?", "Who signd it?"),  # too short to tell what is meant
        ("Who met Ambassador Zubatov?", "Who met Ambassador Zubatov?"),
        ("", ""),
    ],
)
def test_a_long_word_misspelt_by_one_letter_is_put_right(asked, meant):
    assert respelt(asked) == meant


def test_words_of_the_world_are_told_from_those_of_the_catalogue():
    assert is_other("repatriation")
    assert not is_other("Translated")
    assert not is_other("the")
