from __future__ import annotations

import threading
from typing import Any

import pytest

from ui.sittings import Sittings
from ui.turns import answering, first_message, rereading
from ui.warmth import Warmth

MOSCOW = "How did Moscow itself explain why people left Sinkiang?"

pytestmark = pytest.mark.model


def test_the_empty_page_says_what_is_held(archive):
    message = first_message(archive)
    assert message["holding"] == "1 record, 3 paragraphs, 1 August 1963"
    assert message["starters"]
    assert "chicago-note" in message["styles"]


def test_a_question_is_answered_in_steps(archive):
    sent = {"question": MOSCOW, "ticket": 7}
    steps = list(answering(Sittings(archive), Warmth(archive), "p", sent))
    assert [step.get("step") for step in steps] == ["opening", "searching", None]
    assert {step["ticket"] for step in steps} == {7}
    assert steps[-1]["answer"] == archive.ask(MOSCOW).to_json()


@pytest.mark.parametrize("event", [None, "x", {}, {"question": 5, "ticket": "x"}, {"question": ""}])
def test_whatever_a_browser_sends_is_answered_in_words(archive, event):
    (step,) = answering(Sittings(archive), Warmth(archive), "p", event)
    assert step["error"]
    assert step["ticket"] is None


def test_reading_again_without_a_question_is_refused(archive):
    assert "no question" in rereading(Sittings(archive), Warmth(archive), "p", None)["error"]


def test_a_follow_up_can_be_read_as_it_was_typed(archive):
    sittings, warmth = Sittings(archive), Warmth(archive)
    list(answering(sittings, warmth, "p", {"question": MOSCOW, "ticket": 1}))
    follow_up = {"question": "And what did they say about Albania?", "ticket": 2}
    list(answering(sittings, warmth, "p", follow_up))
    again = rereading(sittings, warmth, "p", {"ticket": 2})
    assert again["ticket"] == 2
    assert again["answer"]["question"] == again["answer"]["read_as"] == follow_up["question"]


def test_the_sittings_are_bounded_and_apart(archive):
    sittings = Sittings(archive, most=2)
    first = sittings.of("a")
    assert sittings.of("a") is first
    sittings.of("b")
    sittings.of("a")
    sittings.of("c")
    assert len(sittings) == 2
    assert sittings.of("a") is first
    sittings.renew("a")
    assert sittings.of("a") is not first


def test_a_stopped_question_leaves_no_turn(archive):
    sittings = Sittings(archive)
    sitting = sittings.of("p")
    with sitting.lock:  # an answer before it is still being composed
        answers: list[Any] = []
        waiting = threading.Thread(target=lambda: answers.append(sitting.ask(MOSCOW)))
        waiting.start()
        while not waiting.is_alive():
            pass
        threading.Event().wait(0.2)
        sittings.stop("p")
    waiting.join(timeout=30)
    assert answers == [None]
    assert sitting.conversation.turns == ()
