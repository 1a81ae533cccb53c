"""The steps of an answer and of a build: all are there, and they add up to the whole."""

from __future__ import annotations

import shutil

import pytest

from bot import open_archive
from tests.benchmarks.passages import gather
from tests.benchmarks.steps import ANSWER, BUILD, answer_steps, build_steps

pytestmark = pytest.mark.model
#: Found in the text, so that every step is walked.
QUESTION = "How did Moscow itself explain why people left Sinkiang?"


def test_every_step_of_an_answer_is_timed(archive_folder, tmp_path):
    with open_archive(shutil.copytree(archive_folder, tmp_path / "archive")) as archive:
        found = answer_steps(archive, [QUESTION])
    assert found["not found"] == []
    assert found["answers"] == {"quoted": 1}
    assert set(found["p50"]) == {*ANSWER, "the rest", "page", "whole"}
    assert all(found["p50"][step] > 0 for step in ANSWER)
    parts = sum(ms for step, ms in found["p50"].items() if step != "whole")
    assert parts == pytest.approx(found["p50"]["whole"])


def test_every_step_of_a_build_is_timed(tmp_path):
    found = build_steps(tmp_path / "archive", gather(10)[0])
    assert found["not found"] == []
    assert found["passages"] == 10
    assert set(found["seconds"]) == {*BUILD, "the rest", "whole"}
    assert all(found["seconds"][step] > 0 for step in BUILD)
    assert 0 < found["replayed, s"]
    assert 0.5 < found["tokens that are not padding"] <= 1
