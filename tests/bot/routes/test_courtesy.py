"""Courtesies ask nothing, and carry nothing over."""

import pytest

from bot import Status

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    "words", ["hello", "Thank you very much!", "OK, thanks.", "你好！", "谢谢"]
)
def test_a_courtesy_is_told_what_can_be_asked(archive, words):
    talk = archive.conversation(keep=False)
    asked = talk.ask("What does the cable say about Albania?")
    assert asked.status is Status.QUOTED
    answer = talk.ask(words)
    assert answer.status is Status.SILENT
    assert not answer.carried
    assert not answer.nearest
    assert answer.segments[0].text.startswith("Nothing was asked. Ask what")
    assert answer.reasons == ()
    assert talk.ask("And when was that?").carried == ("What does the cable say about Albania?",)


def test_a_question_that_begins_with_one_is_answered(archive):
    assert archive.ask("Hello, what does the cable say about Albania?").quotes
