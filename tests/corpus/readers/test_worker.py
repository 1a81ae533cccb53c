"""The reading process is confined: by the operating system where it can be, else by Python."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.ingest import Limits, Refused, ingest
from corpus.reading_process import ReadingFailed, ReadingProcess
from tests.corpus.readers.samples import HTML, docx, paragraph, pdf, zipped

ROOT = Path(__file__).resolve().parents[3]
CONFINED = (
    "import ctypes, os, socket, subprocess, sys, urllib.request, shutil\n"
    "from corpus.readers.limits import Limits\n"
    "from corpus.readers.worker import confine\n"
    "confine(Limits())\n"
    "try:\n"
    "    {}\n"
    "except (PermissionError, OSError, MemoryError) as error:\n"
    "    print(type(error).__name__, error)\n"
    "else:\n"
    "    print('done')\n"
)


def confined(code: str, folder: Path) -> str:
    run = subprocess.run(
        [sys.executable, "-c", CONFINED.format(code)],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return run.stdout.strip() or run.stderr


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('localhost', 80)",
        "urllib.request.urlopen('http://127.0.0.1:9/')",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "open('made.txt', 'w')",
        "open('there.txt', 'a')",
        "os.open('made.txt', os.O_CREAT)",
        "os.remove('there.txt')",
        "os.rename('there.txt', 'made.txt')",
        "os.mkdir('made')",
        "os.symlink('there.txt', 'made.txt')",
        "shutil.copy('there.txt', 'made.txt')",
        "os.kill(os.getppid(), 0)",
    ],
)
def test_python_code_may_only_read(code, tmp_path):
    (tmp_path / "there.txt").write_text("there")
    assert "may not do this" in confined(code, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["there.txt"]
    assert (tmp_path / "there.txt").read_text() == "there"


@pytest.mark.skipif(sys.platform != "linux", reason="names Linux system calls")
def test_a_library_cannot_make_a_file_grow(tmp_path):
    code = (
        "libc = ctypes.CDLL(None, use_errno=True); "
        "made = libc.open(b'made.txt', os.O_CREAT | os.O_WRONLY, 0o600); "
        "print(libc.write(made, b'x', 1), os.strerror(ctypes.get_errno()))"
    )
    assert "-1 File too large" in confined(code, tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_memory_is_limited(tmp_path):
    assert confined("x = bytearray(2**30)", tmp_path).startswith("MemoryError")


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_no_format_touches_the_network(tmp_path, monkeypatch):
    files = {
        "a.html": HTML.replace("<p>", "<img src='http://127.0.0.1:9/x'><p>", 1).encode(),
        "b.docx": docx(paragraph("Words.")),
        "c.pdf": pdf([["Words."]]),
        "d.zip": zipped({"a.txt": "Words.", "b.jsonl": '{"text": "x"}'}),
        "e.xml": b'<!DOCTYPE TEI SYSTEM "http://127.0.0.1:9/tei.dtd">'
        b'<TEI xmlns="http://www.tei-c.org/ns/1.0"/>',
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    log = tmp_path / "calls"
    python = tmp_path / "python"
    python.write_text(
        f"#!/bin/sh\nexec strace -f -qq -o {log} -e trace=network,fork,vfork,execve "
        f'{sys.executable} "$@"\n'
    )
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    assert len(list(ingest([tmp_path / name for name in files]))) == 6
    calls = log.read_text().splitlines()
    assert [call for call in calls if "execve" in call][1:] == []
    assert [call for call in calls if any(word in call for word in ("socket", "connect"))] == []


def test_a_crash_is_told_and_the_process_is_gone(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Words.")
    process = ReadingProcess(Limits())
    assert [record.text for record in process.outcomes(path, "a.txt", None)] == ["Words."]
    process._process.kill()
    with pytest.raises(ReadingFailed, match="SIGKILL|closed its pipe"):
        list(process.outcomes(path, "a.txt", None))
    process.stop()


def test_a_file_that_changes_into_a_link_is_refused(tmp_path):
    (tmp_path / "secret.txt").write_text("Secret.")
    (tmp_path / "a.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "folder").symlink_to(tmp_path)
    process = ReadingProcess(Limits())
    try:
        for path in (tmp_path / "a.txt", tmp_path / "folder" / "secret.txt"):
            (outcome,) = process.outcomes(path, "a.txt", None)
            assert isinstance(outcome, Refused)
    finally:
        process.stop()
