"""Side by side: every system builds, answers and adds the same, in interleaved rounds."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from tests.benchmarks.figures import percentile
from tests.benchmarks.systems import FLOOR, System
from tests.benchmarks.talking import Failed, Talk

TOP = 10
#: Questions answered whole, of those that are searched: a search is short, an answer is not.
ANSWERED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What every system is given.

    Attributes:
        documents: what is indexed.
        added: a document of ten more passages.
        queries: what is searched.
        model: folder of the encoder.
        limit: seconds for each errand.
    """

    documents: Sequence[dict]
    added: dict
    queries: Sequence[str]
    model: str
    limit: float

    @property
    def passages(self) -> int:
        """How many passages are indexed."""
        return sum(len(document["passages"]) for document in self.documents)


@dataclass(slots=True, kw_only=True)
class Rounds:
    """What was measured so far.

    Attributes:
        finished: of each finished round the figures of each system.
        skipped: why a system has none.
        interrupted: whether it was stopped.
    """

    finished: list[dict[str, dict[str, float]]] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    interrupted: bool = False


def measure(
    task: Task,
    systems: Sequence[System],
    pythons: dict[str, str],
    count: int,
    say: Callable[[str], None],
) -> Rounds:
    """Measure the systems in turn, `count` rounds of them; Ctrl-C keeps the finished rounds.

    Each round begins with another system, so that none is always first.
    """
    done = Rounds()
    try:
        for number in range(count):
            turn = number % len(systems)
            figures, texts = {}, {}
            for system in [*systems[turn:], *systems[:turn]]:
                if system.name in done.skipped:
                    continue
                say(f"Round {number + 1} of {count}: {system.name} ...")
                try:
                    figures[system.name], texts[system.name] = one(
                        task, system, pythons[system.name]
                    )
                except Failed as error:
                    done.skipped[system.name] = str(error)
                    say(f"  skipped from now on: {error}")
            for name in figures:
                if FLOOR in texts:
                    figures[name]["overlap"] = overlap(texts[name], texts[FLOOR])
            done.finished.append(
                {system.name: figures[system.name] for system in systems if system.name in figures}
            )
    except KeyboardInterrupt:
        done.interrupted = True
        say(f"Stopped; {len(done.finished)} finished rounds are kept.")
    return done


def one(task: Task, system: System, python: str) -> tuple[dict[str, float], list[list[str]]]:
    """Measure one system once: build, then a cold process that answers, then one that adds.

    Returns:
        Its figures, and the texts that each query found.

    Raises:
        Failed: it did not do an errand, or not rightly.
    """
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as temporary:
        folder, index = Path(temporary), Path(temporary) / "index"
        index.mkdir()
        documents, added = folder / "documents.json", folder / "added.json"
        documents.write_text(json.dumps(task.documents), encoding="utf-8")
        added.write_text(json.dumps([task.added]), encoding="utf-8")

        def talk() -> Talk:
            return Talk(system, python, task.model, index, task.limit)

        with talk() as building:
            built = building.ask("build", documents=str(documents))
        figures = {
            "build": task.passages / built["seconds"],
            "build_memory": built["memory"],
            "disk": size(index) / 2**20,
        }
        with talk() as serving:
            served, texts = _served(serving, task)
        figures |= served
        figures |= _added(talk, task, added)
        return figures, texts


def _served(serving: Talk, task: Task) -> tuple[dict[str, float], list[list[str]]]:
    serving.ask("first", query=task.queries[0], k=TOP)
    first = perf_counter() - serving.began
    found = serving.ask("search", queries=list(task.queries), k=TOP)
    if any(not texts for texts in found["texts"]):
        raise Failed("a query found nothing")
    answers = serving.ask("answer", queries=list(task.queries[:ANSWERED]))["ms"]
    figures = {
        "first": first,
        "p50": percentile(found["ms"], 0.5),
        "p95": percentile(found["ms"], 0.95),
        "memory": serving.ask("memory")["memory"],
    }
    if answers:
        figures |= {
            "answer_p50": percentile(answers, 0.5),
            "answer_p95": percentile(answers, 0.95),
        }
    return figures, found["texts"]


def _added(talk: Callable[[], Talk], task: Task, added: Path) -> dict[str, float]:
    wanted = task.added["passages"][0]["text"]
    with talk() as adding:
        reply = adding.ask("add", documents=str(added), query=wanted, k=TOP)
    if not any(text.split() == wanted.split() for text in reply["texts"]):
        raise Failed("what was added is not found")
    figures = {"add": reply["seconds"]}
    if reply["written"] is not None:
        figures["written"] = reply["written"]
    return figures


def overlap(found: Sequence[Sequence[str]], reference: Sequence[Sequence[str]]) -> float:
    """Return the mean share of the reference's texts that were found too."""
    shares = [
        len({" ".join(t.split()) for t in ours} & {" ".join(t.split()) for t in theirs})
        / len(theirs)
        for ours, theirs in zip(found, reference, strict=True)
    ]
    return sum(shares) / len(shares)


def size(folder: Path) -> int:
    """Return the bytes of all files of a folder, as the disk holds them."""
    return sum(_held(path) for path in folder.rglob("*") if path.is_file())


def _held(path: Path) -> int:
    stat = path.stat()
    # Sparse and tiny files: what is asked of the disk is blocks, not bytes.
    return 512 * stat.st_blocks if os.name == "posix" else stat.st_size
