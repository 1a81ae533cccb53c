"""Question files: questions with gold quotes, asked of the archive itself."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answers import Answer, Status
from bot.archive import Archive
from bot.conversations import Conversation
from corpus.errors import UnreadableSource
from corpus.progress import Progress, Step, silent

#: What a question of a file may expect.
EXPECTED = ("quote", "metadata", "metadata_empty", "citation", "silent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, what was expected, and what came.

    Attributes:
        question_id: its id in the file.
        kind: its kind in the file.
        expected: quote, metadata, metadata_empty, silent or citation.
        passed: whether the answer is as expected.
        why: what was wrong; "" when passed.
        answer: the answer.
    """

    question_id: str
    kind: str
    expected: str
    passed: bool
    why: str
    answer: Answer


def ask_all(
    archive: Archive, path: Path, *, limit: int | None = None, progress: Progress = silent
) -> tuple[Asked, ...]:
    """Ask the questions of a file, each conversation turn by turn in one conversation.

    Args:
        archive: what is asked.
        path: one JSON object a line: id, question, expected, and as they apply kind,
            conversation, gold, min_gold, forbidden.
        limit: ask only the first questions.
        progress: told before each question.

    Raises:
        UnreadableSource: the file cannot be read, or a line is not a question.
    """
    questions = list(_lines(path))[:limit]
    talks: dict[str, Conversation] = defaultdict(lambda: archive.conversation(keep=False))
    results = []
    for done, item in enumerate(questions):
        progress(Step(stage="asking", done=done, total=len(questions), unit="questions"))
        name = item.get("conversation")
        talk = talks[name] if name else archive.conversation(keep=False)
        answer = talk.ask(item["question"])
        why = fault(item, answer)
        results.append(
            Asked(
                question_id=item["id"],
                kind=item.get("kind", ""),
                expected=item["expected"],
                passed=not why,
                why=why,
                answer=answer,
            )
        )
    progress(Step(stage="asking", done=len(questions), total=len(questions), unit="questions"))
    return tuple(results)


def fault(item: dict[str, Any], answer: Answer) -> str:
    """Return what is wrong with an answer, or "" when it passes.

    The gold strings must stand in the shown quotes (or a field's raw words), whatever lines
    they are broken into; a silent answer must quote nothing; no forbidden string may stand in
    a frame.
    """
    said = [each.quote.text for each in answer.quotes]
    said += [each.field.raw for each in answer.fields if each.field]
    frames = " ".join(segment.text for segment in answer.segments)
    for forbidden in item.get("forbidden", []):
        if forbidden in frames:
            return f"asserts {forbidden!r}"
    expected = item["expected"]
    if expected == "citation":  # written by the formatter, so it stands in a frame
        said.append(frames)
    if expected == "silent":
        return "" if answer.status is Status.SILENT else "answered"
    if expected == "metadata_empty":
        return "" if not any(text.strip() for text in said) else "answered"
    if answer.status is Status.SILENT:
        return "silent"
    gold = item.get("gold", [])
    read = [" ".join(text.split()) for text in said]
    found = sum(any(" ".join(g.split()) in text for text in read) for g in gold)
    return "" if found >= item.get("min_gold", len(gold)) else "other words quoted"


def rates(results: Sequence[Asked]) -> dict[str, tuple[int, int]]:
    """Return (passed, asked) by what was expected, and for conversations and all."""
    table: dict[str, list[bool]] = defaultdict(list)
    for each in results:
        table[each.expected].append(each.passed)
        false = each.kind.startswith(("unanswerable", "false-premise"))
        if false or each.expected == "silent":
            table["unanswerable and false premises"].append(each.passed)
        else:
            table["answerable and catalogue"].append(each.passed)
        if each.question_id.startswith("C"):
            table["turns of conversations"].append(each.passed)
        table["all"].append(each.passed)
    return {name: (sum(passed), len(passed)) for name, passed in table.items()}


def rates_by_kind(results: Sequence[Asked]) -> dict[str, tuple[int, int]]:
    """Return (passed, asked) by the kind the file gives each question, in alphabetical order."""
    table: dict[str, list[bool]] = defaultdict(list)
    for each in results:
        if each.kind:
            table[each.kind].append(each.passed)
    return {name: (sum(table[name]), len(table[name])) for name in sorted(table)}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(
            f"{path} cannot be read: {error}.", "Name a file of questions in UTF-8."
        ) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _question(json.loads(line))
            except ValueError as error:
                raise UnreadableSource(
                    f"Line {number} of {path.name} is not a question: {error}.", "Correct it."
                ) from error


def _question(item: Any) -> dict[str, Any]:
    """Return the line's object after checking it.

    Raises:
        ValueError: it lacks something or holds something else than it should.
    """
    if not isinstance(item, dict):
        raise ValueError("it is no object")
    for key in ("id", "question", "expected"):
        if not isinstance(item.get(key), str) or not item[key].strip():
            raise ValueError(f"it needs words under {key!r}")
    if item["expected"] not in EXPECTED:
        raise ValueError(f"expected is none of {', '.join(EXPECTED)}")
    if not isinstance(item.get("kind", ""), str):
        raise ValueError("'kind' is no word")
    for key in ("gold", "forbidden"):
        if not isinstance(item.get(key, []), list):
            raise ValueError(f"{key!r} is no list")
    return item
