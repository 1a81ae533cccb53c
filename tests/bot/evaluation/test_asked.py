"""Question files: what passes, what fails and why, and which line is wrong."""

import json

import pytest

from bot.evaluation.asked import ask_all, fault, rates, rates_by_kind
from corpus.errors import UnreadableSource

pytestmark = pytest.mark.model

QUESTIONS = [
    {"id": "Q1", "question": "Which riots took place in Kulja?", "expected": "quote",
     "gold": ["counterrevolutionary\n  riots that took place in Yining [Gulja]"]},
    {"id": "Q2", "question": "Who translated this?", "expected": "metadata", "gold": ["7Brands"]},
    {"id": "Q3", "question": "What language is the original in?", "expected": "metadata_empty"},
    {"id": "Q4", "question": "What did Tito say?", "expected": "silent", "kind": "outside"},
    {"id": "C1.1", "question": "What did China allege in its note of 30 August 1962?",
     "expected": "quote", "gold": ["subversive activities"], "conversation": "C1"},
    {"id": "C1.2", "question": "And what did the Soviets say to that?", "expected": "quote",
     "gold": ["domestic reasons", "no such words"], "min_gold": 1, "conversation": "C1"},
]  # fmt: skip


def written(tmp_path, items):
    path = tmp_path / "questions.jsonl"
    lines = [item if isinstance(item, str) else json.dumps(item) for item in items]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_file_of_questions_is_asked_in_order(archive, tmp_path):
    steps = []
    results = ask_all(archive, written(tmp_path, [*QUESTIONS, ""]), progress=steps.append)
    assert [r.question_id for r in results] == ["Q1", "Q2", "Q3", "Q4", "C1.1", "C1.2"]
    assert [r.why for r in results] == [""] * 6
    assert results[5].answer.carried == (QUESTIONS[4]["question"],)
    assert steps[-1].done == steps[-1].total == 6
    table = rates(results)
    assert table["all"] == (6, 6)
    assert table["quote"] == (3, 3)
    assert table["unanswerable and false premises"] == (1, 1)
    assert table["answerable and catalogue"] == (5, 5)
    assert table["turns of conversations"] == (2, 2)
    assert rates_by_kind(results) == {"outside": (1, 1)}


def test_only_the_first_are_asked(archive, tmp_path):
    path = written(tmp_path, QUESTIONS)
    assert [r.question_id for r in ask_all(archive, path, limit=1)] == ["Q1"]
    assert ask_all(archive, path, limit=0) == ()


@pytest.mark.parametrize(
    ("question", "item", "why"),
    [
        ("Who translated this?", {"expected": "silent"}, "answered"),
        ("Who translated this?", {"expected": "metadata_empty"}, "answered"),
        ("Who translated this?", {"expected": "metadata", "gold": ["8Br"]}, "other words quoted"),
        ("What did Tito say?", {"expected": "quote", "gold": ["x"]}, "silent"),
        ("Is this document classified?", {"expected": "metadata_empty"}, ""),
        ("Is this document classified?", {"expected": "metadata_empty",
         "forbidden": ["Classification"]}, "asserts 'Classification'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(archive, question, item, why):
    assert fault(item, archive.ask(question)) == why


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '"x"', "3", '{"id": "x"}', '{"id": "x", "question": "y"}',
     '{"id": "x", "question": 3, "expected": "quote"}',
     '{"id": "x", "question": "", "expected": "quote"}',
     '{"id": "x", "question": "y", "expected": "qoute"}',
     '{"id": "x", "question": "y", "expected": "quote", "kind": 3}',
     '{"id": "x", "question": "y", "expected": "quote", "gold": "a string"}'],
)  # fmt: skip
def test_the_line_that_is_wrong_is_named(archive, tmp_path, line):
    with pytest.raises(UnreadableSource, match="Line 3 of questions.jsonl") as refused:
        ask_all(archive, written(tmp_path, [QUESTIONS[1], "", line]))
    assert refused.value.remedy


def test_a_file_that_is_not_there_or_not_text_is_named(archive, tmp_path):
    with pytest.raises(UnreadableSource, match="cannot be read"):
        ask_all(archive, tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(UnreadableSource, match="cannot be read"):
        ask_all(archive, tmp_path / "latin.jsonl")
