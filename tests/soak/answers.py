"""Thousands of questions put to an archive, and every answer judged.

The archive is one that exists, or is made of a folder of volumes in TEI, or of the
sample volume and the shipped record. Equal archives and seeds give equal questions.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bot import Archive, Turn, open_archive
from bot.settings import OFF, Settings
from corpus.store import RecordStore
from tests.soak.asking import Question, conversations, sorts
from tests.soak.judging import Judge

SAMPLE = Path(__file__).parents[1] / "data" / "tei"
#: Every tenth conversation is answered with the cross-encoder; of every so many, one is
#: judged in every style, exported and checked, and asked again.
RANKED, THOROUGH, EXPORTED, AGAIN = 10, 20, 50, 100

Say = Callable[[str], None]


@dataclass
class Soaked:
    """What a run found.

    Attributes:
        asked: every question.
        statuses: answers by status.
        failures: what did not hold, each with its question.
        seconds: time of each answer, with the cross-encoder and without.
        counted: what the judge counted.
    """

    asked: list[Question] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    seconds: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    counted: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the counts; no question is repeated."""
        return {
            "questions": len(self.asked),
            "kinds": sorts(self.asked),
            "answers": dict(sorted(self.statuses.items())),
            **self.counted,
            "ask_s": {
                "ranked" if ranked else "plain": [percentile(taken, 50), percentile(taken, 95)]
                for ranked, taken in self.seconds.items()
                if taken
            },
            "exceptions": len(self.failures),
        }


def soak(folder: Path, questions: int, seed: int, tell: Say = lambda _: None) -> Soaked:
    """Ask an archive so many questions and judge every answer.

    Args:
        folder: of the archive; nothing is written to it.
        questions: how many, turns of conversations counted each.
        seed: of the questions.
        tell: told how far it has come; what does not hold is told on stderr at once.
    """
    done = Soaked()
    began = time.monotonic()
    with ExitStack() as opened:
        plain, ranked = (
            opened.enter_context(
                open_archive(folder, settings=Settings(rerank=rerank, conversations=OFF))
            )
            for rerank in (False, True)
        )
        store = opened.enter_context(RecordStore.open(folder))
        judge = Judge(store)
        ids = sorted(summary.record_id for summary in store.summaries())
        for n, talk in enumerate(conversations(ids, store.get, seed=seed)):
            talk = talk[: questions - len(done.asked)]
            with_ranks = n % RANKED == 0
            # Counted in those answered alike, so that each sort of work meets both.
            turns = _converse(
                ranked if with_ranks else plain, talk, judge, done, n=n // (RANKED - 1)
            )
            done.seconds[with_ranks] += [taken for _, taken in turns]
            if n % EXPORTED == EXPORTED - 1 and turns:
                told = [turn for turn, _ in turns]
                done.failures += [f"{what}  ⟵ {talk[0].text!r}" for what in judge.export(told)]
            if len(done.asked) // 200 > (len(done.asked) - len(talk)) // 200:
                passed = time.monotonic() - began
                tell(f"{len(done.asked)} of {questions} questions, {passed:.0f} s, "
                    f"{dict(done.statuses)}, {len(done.failures)} exceptions")  # fmt: skip
            if len(done.asked) >= questions:
                break
    done.counted = asdict(judge.tally)
    return done


def soak_apart(folder: Path, questions: int, seed: int, processes: int) -> Soaked:
    """Share the questions among processes, each with a seed of its own; see `soak`."""
    shares = [questions // processes + (n < questions % processes) for n in range(processes)]
    seeds = range(seed, seed + processes)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(_told, [folder] * processes, shares, seeds))
    whole = Soaked()
    counted: Counter[str] = Counter()
    for part in parts:
        whole.asked += part.asked
        whole.statuses += part.statuses
        whole.failures += part.failures
        counted.update(part.counted)
        for ranked, taken in part.seconds.items():
            whole.seconds[ranked] += taken
    whole.counted = dict(counted)
    return whole


def _told(folder: Path, questions: int, seed: int) -> Soaked:
    return soak(folder, questions, seed, lambda words: say(f"{seed}: {words}"))


def say(words: str) -> None:
    """Tell how far the work has come."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def _converse(
    archive: Archive, talk: Sequence[Question], judge: Judge, done: Soaked, *, n: int
) -> list[tuple[Turn, float]]:
    """Ask the questions of one conversation in turn; return its turns and their times."""
    conversation = archive.conversation(keep=False)
    turns: list[tuple[Turn, float]] = []
    for question in talk:
        done.asked.append(question)
        failures: list[str] = []
        try:
            start = time.perf_counter()
            answer = conversation.ask(question.text)
            taken = time.perf_counter() - start
            done.statuses[answer.status] += 1
            failures += judge.judge(answer, thoroughly=n % THOROUGH == 0)
            if n % AGAIN == 0 and len(talk) == 1:
                again = archive.ask(question.text)
                if again.to_json() != answer.to_json():
                    failures.append("asked again, it is answered otherwise")
            turns.append((Turn(question=question.text, answer=answer), taken))
        except Exception:  # whatever is raised is what this looks for
            failures.append(traceback.format_exc(limit=-3))
        for what in failures:
            told = f"{what}  ⟵ [{question.kind}] {question.text[:300]!r}"
            if talk[0] is not question:
                told += f" after {[each.text[:120] for each in talk[: talk.index(question)]]}"
            done.failures.append(told)
            sys.stderr.write(f"! {told}\n")
    return turns


def build(folder: Path, volumes: Path | None, tell: Say = lambda _: None) -> Path:
    """Make an archive of the shipped record and all volumes of a folder.

    Args:
        folder: of the archive.
        volumes: holds TEI files; None for the sample volume.
        tell: told each step.
    """
    with open_archive(folder, progress=lambda step: tell(str(step))) as archive:
        files = sorted((volumes or SAMPLE).glob("*.xml"))
        archive.add(files, progress=lambda step: tell(str(step)))
    return folder


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many percent do not exceed, to the millisecond."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 3)
