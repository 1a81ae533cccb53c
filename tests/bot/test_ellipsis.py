"""Ellipsis: the whole question that a new topic stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ellipsis import completed

ALBANIA = "What does the cable say about Albania?"


@pytest.mark.parametrize(
    ("question", "before", "whole"),
    [
        ("And about Yugoslavia?", ALBANIA, "What does the cable say about Yugoslavia?"),
        ("What about Yugoslavia?", ALBANIA, "What does the cable say about Yugoslavia?"),
        ("And Yugoslavia?", ALBANIA, "What does the cable say about Yugoslavia?"),
        (
            "And on the border?",
            "What did the militia do at the consulate in June?",
            "What did the militia do on the border in June?",
        ),
        ("But in 1963?", "Who fled to Kazakhstan in 1962?", "Who fled to Kazakhstan in 1963?"),
        ("And with Moscow?", "Was trade with Peking cut?", "Was trade with Moscow cut?"),
        ("How about the Soviets?", "What did the Chinese say?", "What did the Soviets say?"),
    ],
)
def test_the_topic_takes_the_place_of_the_one_before(question, before, whole):
    assert completed(question, [before]) == whole


@pytest.mark.parametrize(
    "question",
    [
        "And what did the Soviets say to that?",
        "Why?",
        "And why?",
        "And about it?",
        "And about Albania?",
        "On the border?",
        "But was it true?",
        "",
        "😀",
    ],
)
def test_no_other_question_is_touched(question):
    assert completed(question, [ALBANIA]) is None


def test_without_a_place_for_the_topic_nothing_is_made_up():
    assert completed("And on the border?", ["Who signed the note?"]) is None
    assert completed("And the herdsmen?", [ALBANIA]) is None


def test_the_place_is_sought_in_the_last_three_questions():
    assert completed("And about Yugoslavia?", [ALBANIA, "Whose claim is that?", "When?"])
    assert completed("And about Yugoslavia?", [ALBANIA, "One?", "Two?", "Three?"]) is None


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3))
def test_any_words_are_taken(question, before):
    whole = completed(question, before)
    assert whole is None or isinstance(whole, str)
