"""Comparisons: a block a side, and a side that is not heard is said to be empty."""

import pytest

from bot import Status

pytestmark = pytest.mark.model


def test_each_side_has_its_block(archive):
    answer = archive.ask("How do the Chinese and Soviet positions on the exodus differ?")
    frames = [s.text for s in answer.segments if s.kind == "frame"]
    assert frames[0] == "“Chinese”:"
    at = frames.index("“Soviet”:")
    assert at > 0
    asserted = [q for q in answer.quotes if q.role == "answer"]
    assert {q.voice for q in asserted} == {"document", "reported: the Soviet Union"}
    assert sum(q.voice == "document" for q in asserted) <= 3
    assert "Reported in the cable of 1 August 1963 as the position of the Soviet Union:" in frames


def test_a_side_the_records_do_not_name_leaves_silence(archive):
    answer = archive.ask("Compare the Chinese and Yugoslav positions on repatriation.")
    assert answer.status is Status.SILENT
    assert "no record held here mentions Yugoslav" in answer.reasons


def test_the_longest_question_can_compare(archive):
    asked = "How do the Chinese and Soviet positions differ on repatriation and the exodus "
    question = (asked + "of residents " * 400)[:3990]
    assert archive.ask(question).question == question
