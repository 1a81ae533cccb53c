"""The checks bite: a program broken on purpose fails them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.judge import Said, judge, run
from tests.faults.trials import die_at


def test_publishing_before_the_files_have_their_name_is_noticed(
    archive: tuple[Path, Said],
) -> None:
    folder, said = archive
    with pytest.raises(AssertionError, match="no manifest"):
        die_at(folder, "published", said, DRAGOMAN_MUTANT="publish-before-rename")


def test_acknowledging_before_the_commit_is_noticed(archive: tuple[Path, Said]) -> None:
    folder, said = archive
    with pytest.raises(AssertionError, match="lost"):
        # The first record of a round is never removed, so nothing excuses its absence.
        die_at(folder, "record-written", said, DRAGOMAN_MUTANT="acknowledge-before-commit")


def test_the_program_as_it_is_passes(archive: tuple[Path, Said]) -> None:
    folder, said = archive
    done = run("once", folder, said.next)
    said.hear(done.stdout)
    assert (done.returncode, said.published) == (0, 3)
    judge(folder, said)
