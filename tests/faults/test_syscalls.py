"""System calls that fail or kill: an error is told or borne, and nothing acknowledged is lost."""

from __future__ import annotations

import copy
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.judge import Said
from tests.faults.trials import calls_made, inject, injections, strace_works


@pytest.mark.timeout(600)
def test_thirty_failing_system_calls(archive: tuple[Path, Said], tmp_path: Path) -> None:
    if not strace_works(tmp_path):
        pytest.skip("strace is missing or may not trace here")
    folder, said = archive
    counts = calls_made(folder, said)
    assert counts.keys() >= {"fsync", "fdatasync", "pwrite64", "write", "rename"}
    outcomes: Counter[str] = Counter()
    for number, (call, fault, nth) in enumerate(injections(counts, 30, seed=118214)):
        trial = shutil.copytree(folder, tmp_path / f"trial-{number}")
        try:
            outcomes[inject(trial, copy.deepcopy(said), call, fault, nth)] += 1
        except AssertionError as error:
            raise AssertionError(f"{call} {fault} at {nth}: {error}") from error
        shutil.rmtree(trial)
    assert outcomes["killed"]
    assert outcomes["named"]
