"""Writers killed at random moments and at each named step of a first and a later publishing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.judge import Said
from tests.faults.trials import die_at, kill_loops, points


def test_kill_9_at_random_moments_costs_nothing_acknowledged(tmp_path: Path) -> None:
    loops, said = kill_loops(tmp_path, 40, seed=118214, seconds=60)
    assert loops >= 10
    assert len(said.put) > loops
    assert said.published


@pytest.mark.parametrize("point", points(first=True))
def test_dying_at_each_step_of_a_first_publishing(tmp_path: Path, point: str) -> None:
    die_at(tmp_path / "archive", point, Said())


@pytest.mark.parametrize("point", points(first=False))
def test_dying_at_each_step_of_a_later_publishing(archive: tuple[Path, Said], point: str) -> None:
    folder, said = archive
    die_at(folder, point, said)
