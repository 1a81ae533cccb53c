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


@pytest.fixture
def places(tmp_path):
    """A folder that may be read and not written, and one that may not even be read."""
    sealed, dark = tmp_path / "sealed", tmp_path / "dark"
    for place, mode in ((sealed, 0o555), (dark, 0o000)):
        place.mkdir()
        place.chmod(mode)
    yield {"sealed": sealed, "dark": dark}
    for place in (sealed, dark):
        place.chmod(0o755)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("backup {sealed}/b.db", "You may not write {sealed}/b.db; no backup was made."),
        ("backup {dark}/b.db", "You may not read or write {dark}/b.db."),
        ("ask Who? --export {sealed}/x.md", "You may not write {sealed}/x.md."),
        ("ask Who? --export {dark}/x.md", "You may not write {dark}/x.md; nothing was asked."),
        ("list --archive {sealed}/new", "No archive can be made in {sealed}/new"),
        ("list --archive {sealed}", "No archive can be made in {sealed} ("),
        ("show 118214 --archive {dark}/archive", "You may not read the archive in {dark}/archive."),
        ("doctor --archive {dark}/archive", "You may not read or write {dark}/archive"),
        ("restore {dark}/b.db", "You may not read or write {dark}/b.db."),
    ],
)
def test_what_may_not_be_read_or_written_is_named_in_one_line(
    archive_folder, places, arguments, told
):
    done = dragoman(archive_folder, *(each.format(**places) for each in arguments.split()))
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith(f"dragoman: {told.format(**places)}"), done.stderr
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)


def test_a_file_that_may_not_be_opened_is_refused_and_the_rest_goes_on(
    archive_folder, places, tmp_path
):
    archive, more = tmp_path / "archive", tmp_path / "note.txt"
    shutil.copytree(archive_folder, archive)
    more.write_text("The Swedish consul in Umeå asked for forty sledges in March 1951.")
    done = dragoman(archive, "add", str(places["dark"] / "x.txt"), str(more))
    assert done.returncode == 3, done.stderr
    assert "Added (1)" in done.stdout
    assert "'x.txt' cannot be opened: Permission denied" in done.stdout


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
