"""What must hold after any fault: nothing acknowledged is lost, and nothing wrong is quoted."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import upkeep
from bot.retriever import Retriever
from corpus.errors import IndexMissing
from corpus.store import RecordStore
from embeddings.generation import newest_generation
from tests.corpus.store_samples import WHEN, numbered
from tests.faults.driver import ENCODER

ROOT = Path(__file__).parents[2]
#: What an interrupted writer may leave: the next one puts it right.
UNFINISHED = ("The archive has no search index.", "The newest index is older than the records.")


@dataclass
class Said:
    """What a writer acknowledged, over any number of its lives."""

    put: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    published: int = 0
    errors: list[str] = field(default_factory=list)

    def hear(self, output: str) -> None:
        """Take in what a writer said; half a line was not said."""
        for line in output.splitlines(keepends=True):
            if not line.endswith("\n"):
                continue
            word, _, rest = line.strip().partition(" ")
            if word == "put":
                self.put.add(int(rest))
            elif word == "removed":
                self.removed.add(int(rest))
            elif word == "published":
                self.published += 1
            elif word == "error":
                self.errors.append(rest)

    @property
    def next(self) -> int:
        """The first number that is surely free."""
        return max(self.put, default=-1) + 10


def writer(what: str, folder: Path, first: int, *before: str) -> list[str]:
    """Return the command of a writer process."""
    return [*before, sys.executable, "-m", "tests.faults.driver", what, str(folder), str(first)]


def environment(**changes: str) -> dict[str, str]:
    """Return an environment for it; nothing is written but by the writer itself."""
    return os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | changes


def run(
    what: str, folder: Path, first: int, *before: str, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run a writer to its end; `before` is put before the command, as strace is."""
    return subprocess.run(
        writer(what, folder, first, *before),
        cwd=ROOT,
        env=environment(**environ),
        capture_output=True,
        text=True,
        timeout=120,
    )


def judge(folder: Path, said: Said) -> None:
    """Check the whole archive against what was acknowledged.

    Raises:
        AssertionError: something was lost, is half there, or would be quoted wrongly.
    """
    report = upkeep.verify(folder, full=True)
    faults = [fault for fault in report.faults if fault not in UNFINISHED]
    assert not faults, faults
    with RecordStore.open(folder) as store:
        found = {int(record.record_id[1:]): record for record in store}
        for n, record in found.items():
            whole = numbered(n)
            assert record == replace(whole, source=replace(whole.source, imported_at=WHEN))
        lost = said.put - said.removed - found.keys()
        # One removal may have been durable before it could be said: that of a round's second.
        assert len(lost) <= 1, f"lost {sorted(lost)}"
        assert all(n - 1 in said.put for n in lost), f"lost {sorted(lost)}"
        assert not said.removed & found.keys(), "a removed record is back"
        _quotes_are_verbatim(folder, store)
    said.removed |= lost


def _quotes_are_verbatim(folder: Path, store: RecordStore) -> None:
    try:
        generation = newest_generation(folder, store, ENCODER.fingerprint)
    except IndexMissing:
        return
    assert generation.degraded is None, generation.degraded
    retriever = Retriever(store, ENCODER, lambda: generation)
    for hit in retriever.search("paragraph 2 of a record", 8):
        live = store.get(hit.record.record_id)
        assert hit.passage in live.passages
        assert hit.window.of(live.text) in hit.passage.text
