"""The fault trials and the questions at full size; what they counted goes to results.jsonl.

python -m tests.soak [--kills 200] [--calls 200] [--seconds 30] [--seed 118214]
python -m tests.soak --only answers --frus FOLDER [--questions 10000] [--processes 2]
python -m tests.soak --only answers --archive FOLDER

Without --archive an archive is made: of the volumes in TEI that --frus or DRAGOMAN_FRUS
names, which takes some twelve minutes, else of the sample volume.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpus.store import RecordStore
from tests.faults.judge import ROOT, Said
from tests.faults.trials import (
    calls_made,
    die_at,
    inject,
    injections,
    kill_loops,
    later,
    points,
    strace_works,
)
from tests.soak.answers import build, say, soak_apart

RESULTS = Path(__file__).with_name("results.jsonl")


def kills(folder: Path, loops: int, seed: int) -> dict[str, Any]:
    """Kill writers at random moments."""
    done, said = kill_loops(folder / "kills", loops, seed)
    return {"loops": done, "acknowledged": len(said.put), "published": said.published, "lost": 0}


def failpoints(folder: Path) -> dict[str, Any]:
    """Die at every step of a first and a later publishing."""
    for point in points(first=True):
        die_at(folder / f"first-{point}", point, Said())
    grown = folder / "grown"
    said = later(grown)
    for point in points(first=False):
        trial = shutil.copytree(grown, folder / f"later-{point}")
        die_at(trial, point, copy.deepcopy(said))
    return {"first": len(points(first=True)), "later": len(points(first=False)), "lost": 0}


def system_calls(folder: Path, n: int, seed: int) -> dict[str, Any]:
    """Make system calls fail or kill."""
    if not strace_works(folder):
        return {"skipped": "strace is missing or may not trace here"}
    grown = folder / "called"
    said = later(grown)
    counts = calls_made(grown, said)
    outcomes: Counter[str] = Counter()
    for call, fault, nth in injections(counts, n, seed):
        trial = shutil.copytree(grown, folder / "trial")
        outcomes[inject(trial, copy.deepcopy(said), call, fault, nth)] += 1
        shutil.rmtree(trial)
    return {"calls": counts, "outcomes": dict(outcomes), "lost": 0}


def tests(seconds: float) -> dict[str, Any]:
    """Run the other fault tests with more flipped bits and longer reading."""
    names = ("damage", "full_disk", "order", "mutants", "readers")
    files = [f"tests/faults/test_{name}.py" for name in names]
    environ = os.environ | {"DRAGOMAN_FLIPS": "200", "DRAGOMAN_SECONDS": str(seconds)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--timeout=3600", *files],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise AssertionError(done.stdout)
    return {"flips": 200, "seconds": seconds, "result": done.stdout.strip().splitlines()[-1]}


def answers(
    folder: Path, archive: Path | None, volumes: Path | None, questions: int, processes: int,
    seed: int,
) -> dict[str, Any]:  # fmt: skip
    """Ask thousands of questions and judge every answer; what does not hold is told."""
    place = archive or build(folder / "asked", volumes, say)
    began = time.monotonic()
    done = soak_apart(place, questions, seed, processes)
    with RecordStore.open(place) as store:
        held = asdict(store.count())
    for failure in done.failures:
        say(f"! {failure}")
    took = round(time.monotonic() - began)
    return {"archive": held, "processes": processes, **done.to_json(), "asking_s": took}


def main() -> None:
    """Run the trials and append a line for each; exit with 1 if an answer does not hold."""
    names = ("kills", "failpoints", "calls", "tests", "answers")
    parser = argparse.ArgumentParser(description="Run the fault trials at full size.")
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2, help="that ask at once")
    parser.add_argument("--archive", type=Path, help="an archive to ask, which is only read")
    parser.add_argument(
        "--frus",
        type=Path,
        default=os.environ.get("DRAGOMAN_FRUS") or None,
        help="a folder of volumes in TEI to make one of",
    )
    parser.add_argument("--seed", type=int, default=118214)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dragoman-soak-") as place:
        folder = Path(place)
        trials: dict[str, Callable[[], dict[str, Any]]] = {
            "kills": lambda: kills(folder, chosen.kills, chosen.seed),
            "failpoints": lambda: failpoints(folder),
            "calls": lambda: system_calls(folder, chosen.calls, chosen.seed),
            "tests": lambda: tests(chosen.seconds),
            "answers": lambda: answers(
                folder, chosen.archive, chosen.frus and Path(chosen.frus), chosen.questions,
                chosen.processes, chosen.seed,
            ),
        }  # fmt: skip
        fallen = 0
        for name in chosen.only:
            began = time.monotonic()
            counted = trials[name]()
            _record(name, chosen.seed, counted, time.monotonic() - began)
            fallen += counted.get("exceptions", 0)
    sys.exit(1 if fallen else 0)


def _record(trial: str, seed: int, counted: dict[str, Any], took: float) -> None:
    line = json.dumps(
        {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "trial": trial,
            **counted,
            "seed": seed,
            "took_s": round(took),
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "libraries": {name: version(name) for name in ("faiss-cpu", "tantivy", "numpy")},
        }
    )
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


if __name__ == "__main__":
    main()
