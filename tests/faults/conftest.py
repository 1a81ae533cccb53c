"""An archive with two published generations, made once and copied for each test."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import pytest

from tests.faults.judge import Said
from tests.faults.trials import later


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    folder = tmp_path_factory.mktemp("grown") / "archive"
    return folder, later(folder)


@pytest.fixture
def archive(grown: tuple[Path, Said], tmp_path: Path) -> tuple[Path, Said]:
    """A copy of its own, and what its writer said."""
    folder, said = grown
    return shutil.copytree(folder, tmp_path / "archive"), copy.deepcopy(said)
