"""Ellipsis: the whole question that a new topic stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ellipsis import completed

SIAM = "What did Nehru say about Siam?"
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
        ("And Moscow?", "What did the Chinese say?", "What did Moscow say?"),
        ("And Chirac?", "What was Yeltsin's view?", "What was Chirac's view?"),
        ("And on Pakistan?", SIAM, "What did Nehru say on Pakistan?"),
        ("And Pakistan?", SIAM, "What did Nehru say about Pakistan?"),
        ("And the food problem?", SIAM, "What did Nehru say about the food problem?"),
        ("How about planning?", SIAM, "What did Nehru say about planning?"),
        (
            "And on Pakistan?",
            "What did Nehru write about China's attitude to Tibet in his letter of 1949?",
            "What did Nehru write on Pakistan in his letter of 1949?",
        ),
        (
            "And on the border?",
            "What does the cable say about riots on the coast?",
            "What does the cable say about riots on the border?",
        ),
        (
            "What about Chirac?",
            "What did the Chancellor say about Yeltsin's surgery?",
            "What did the Chancellor say about Chirac?",
        ),
        (
            "And about Hungary?",
            "What did Kohl think about NATO enlargement?",
            "What did Kohl think about Hungary?",
        ),
        (
            "And the Soviets?",
            "What did the Chinese say about repatriation?",
            "What did the Soviets say about repatriation?",
        ),
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
        "But surely not?",
        "And the others?",
        "And today?",
        "So they fled?",
        "And the herdsmen fled and returned?",
        "And in 1963?",
        "",
        "😀",
    ],
)
def test_no_other_question_is_touched(question):
    assert completed(question, [ALBANIA]) is None


def test_without_a_place_for_the_topic_nothing_is_made_up():
    assert completed("And on the border?", ["Who signed the note?"]) is None
    assert completed("And the herdsmen?", ["Who signed the note?"]) is None


def test_the_place_is_sought_in_the_last_three_questions():
    assert completed("And about Yugoslavia?", [ALBANIA, "Whose claim is that?", "When?"])
    assert completed("And about Yugoslavia?", [ALBANIA, "One?", "Two?", "Three?"]) is None


def test_further_topics_take_up_no_place_among_them():
    earlier = [SIAM, "And on Pakistan?", "And the food problem?", "How about planning?"]
    assert completed("And about Burma?", earlier) == "What did Nehru say about Burma?"


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3))
def test_any_words_are_taken(question, before):
    whole = completed(question, before)
    assert whole is None or isinstance(whole, str)


@pytest.mark.parametrize("said", ["And Kohler's answer?", "and the Soviet reply?", "And his view?"])
def test_what_one_answers_is_no_new_topic(said):
    assert completed(said, ["What did Khrushchev tell Kohler about wheat?"]) is None


@pytest.mark.parametrize(
    ("said", "before", "whole"),
    [
        (
            "And General Taylor?",
            "What did General Westmoreland say in the meeting of June 8, 1973?",
            "What did General Taylor say in the meeting of June 8, 1973?",
        ),
        (
            "And coffee?",
            "What did he write about the man in his P.B. FORTUNE memorandum of March 8, 1953?",
            "What did he write about coffee in his P.B. FORTUNE memorandum of March 8, 1953?",
        ),
        (
            "And tea?",
            "What did he think of the coffee of March 8, 1953, when he wrote?",
            "What did he think of tea, when he wrote?",
        ),
    ],
)
def test_a_date_is_neither_cut_nor_taken_for_a_name(said, before, whole):
    assert completed(said, [before]) == whole
