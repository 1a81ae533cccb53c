"""The whole way of a question for somebody who is not root, whom file modes bind."""

import ctypes
import os
import shutil
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="drops rights as Linux does"),
]

#: prctl(PR_CAPBSET_DROP, …) of CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER.
_DROP, _RIGHTS = 24, (1, 2, 3)
QUESTION = "How did Moscow itself explain why people left Sinkiang?"


def _bind():
    libc = ctypes.CDLL(None, use_errno=True)
    for right in _RIGHTS:
        if libc.prctl(_DROP, right, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "a right cannot be dropped")


def dragoman(archive, *arguments):
    """Run a command in a process of its own that may write only what its modes let it."""
    return subprocess.run(
        [sys.executable, "-m", "ui", "--archive", str(archive), *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=200,
        preexec_fn=_bind if os.geteuid() == 0 else None,
    )


def test_modes_bind_it(tmp_path):
    sealed = tmp_path / "sealed"
    sealed.write_text("")
    sealed.chmod(0o444)
    done = subprocess.run(
        [sys.executable, "-c", f"open({str(sealed)!r}, 'a')"],
        capture_output=True,
        encoding="utf-8",
        preexec_fn=_bind if os.geteuid() == 0 else None,
    )
    assert "PermissionError" in done.stderr


def test_an_archive_is_made_asked_added_to_and_asked_again(tmp_path):
    archive, more = tmp_path / "archive", tmp_path / "note.txt"
    more.write_text("The Swedish consul in Umeå asked for forty sledges in March 1951.")
    for arguments, told in (
        (["ask", QUESTION], "domestic reasons"),
        (["add", str(more)], "published"),
        (["ask", "Who asked for sledges?"], "The Swedish consul"),
        (["rebuild"], "published"),
        (["verify"], "sound"),
        (["gc"], ""),
        (["ask", QUESTION], "domestic reasons"),
    ):
        done = dragoman(archive, *arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        assert told in done.stdout + done.stderr, (arguments, done.stdout, done.stderr)


def test_an_index_whose_locks_were_sealed_is_searched(archive_folder, tmp_path):
    """Indexes were once published so, and whoever is no root could not search them."""
    archive = tmp_path / "archive"
    shutil.copytree(archive_folder, archive)
    locks = [path for path in (archive / "gen").rglob("*") if path.suffix == ".lock"]
    assert locks
    for lock in locks:
        lock.chmod(0o444)
    done = dragoman(archive, "ask", QUESTION)
    assert done.returncode == 0, done.stderr
    assert "domestic reasons" in done.stdout
