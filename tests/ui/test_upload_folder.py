"""What a killed server leaves behind is removed by the next one, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.locking import HOLDER_NAME
from ui.upload_folder import _PREFIX, UploadFolder, sweep

SERVER = (
    "import time\n"
    "from ui.upload_folder import UploadFolder\n"
    "held = UploadFolder()\n"
    "(held.path / 'letter.txt').write_text('private')\n"
    "print(held.path, flush=True)\n"
    "time.sleep(120)\n"
)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of these tests' own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def server(temporary: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has a folder of uploads."""
    environ = {**os.environ, "TMPDIR": str(temporary), "TEMP": str(temporary)}
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
        cwd=Path(__file__).parents[2],
    ) as process:
        yield process
        process.kill()


def place(server: subprocess.Popen[str]) -> Path:
    assert server.stdout is not None
    return Path(server.stdout.readline().rstrip("\n"))


def test_what_a_killed_server_left_is_removed(server):
    left = place(server)
    sweep()
    assert (left / "letter.txt").exists()  # it still runs
    server.kill()
    server.wait()
    sweep()
    assert not left.exists()


@pytest.mark.model
def test_a_started_server_removes_it(server, applications):
    left = place(server)
    server.kill()
    server.wait()
    app = applications["here"]
    with TestClient(app, base_url="http://127.0.0.1:7860", client=("127.0.0.1", 1)):
        assert not left.exists()


def test_another_server_of_this_process_keeps_its_own():
    held = UploadFolder()
    sweep()
    assert held.path.exists()
    held.close()
    assert not held.path.exists()


def test_a_number_that_another_process_has_now_says_nothing(temporary):
    left = temporary / f"{_PREFIX}x"
    left.mkdir()
    (left / HOLDER_NAME).write_text(f"{os.getppid()}\n")
    sweep()
    assert not left.exists()


def test_what_may_be_another_s_stays(temporary, tmp_path_factory):
    # A folder just being made, a link, and one of another program.
    made, theirs = temporary / f"{_PREFIX}made", temporary / "dragoman-other"
    target = tmp_path_factory.mktemp("target")
    for folder in (made, theirs):
        folder.mkdir()
    for folder in (theirs, target):
        (folder / HOLDER_NAME).write_text("1\n")
    (temporary / f"{_PREFIX}link").symlink_to(target)
    sweep()
    assert made.exists()
    assert (theirs / HOLDER_NAME).exists()
    assert (target / HOLDER_NAME).exists()


def test_what_another_user_owns_stays(temporary, monkeypatch):
    left = temporary / f"{_PREFIX}x"
    left.mkdir()
    (left / HOLDER_NAME).write_text("1\n")
    monkeypatch.setattr(os, "getuid", lambda: left.stat().st_uid + 1, raising=False)
    sweep()
    assert left.exists()
