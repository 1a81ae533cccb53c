"""Follow-ups: what a question takes over, and when it stands alone."""

import pytest

from bot.followups import leans, understand

FIRST = "What did China allege in its note of 30 August 1962?"
SECOND = "And what did the Soviets say to that?"


@pytest.mark.parametrize(
    "question",
    ["And what did the Soviets say to that?", "But why?", "When was that?", "Why?",
     "What about it?", "How did they reply?", "Then what?"],
)  # fmt: skip
def test_a_question_that_opens_or_points_back_leans(question):
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "How did Moscow explain the exodus of 60,000 residents from Xinjiang?",
        "Which penalty did the regional leadership lay down for spreading rumours?",
        "Back to the consulate: what did it do?",
        "What does the cable say about Albania?",
    ],
)
def test_a_question_that_says_what_it_is_about_stands_alone(question):
    assert not leans(question)


def test_the_first_question_is_read_as_it_stands():
    first = understand(SECOND, [])
    assert (first.read_as, first.query, first.carried, first.also) == (SECOND, SECOND, (), ())


def test_a_follow_up_takes_over_the_question_before():
    second = understand(SECOND, ["Something else entirely, of no matter here?", FIRST])
    assert second.carried == (FIRST,)
    assert second.query == f"{FIRST} {SECOND}"
    assert second.read_as == f"{SECOND} — following “{FIRST}”"
    assert second.question == SECOND


def test_a_follow_up_of_a_follow_up_takes_over_both():
    third = understand("When was that?", [FIRST, SECOND])
    assert third.carried == (FIRST, SECOND)
    assert third.read_as == f"When was that? — following “{FIRST}” and “{SECOND}”"


def test_never_more_than_two_are_taken_over():
    assert len(understand("Why?", [FIRST, SECOND, "When was that?", "And then?"]).carried) == 2


def test_a_question_that_stands_alone_takes_over_nothing():
    alone = understand("How did Moscow explain the exodus of residents?", [FIRST, SECOND])
    assert alone.carried == ()
    assert alone.read_as == alone.query == alone.question


@pytest.mark.parametrize("question", ["", "😀", "\u202eثم", "?"])
def test_odd_questions_are_understood_without_falling_over(question):
    assert understand(question, [FIRST]).question == question
