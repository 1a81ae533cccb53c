"""One job that fails does not keep those behind it from their turn."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from ui import accession_process, accessions
from ui.accession_process import AccessionProcess
from ui.accessions import OVER, Accessions, Job, State
from ui.api import refuse_in_words
from ui.api_library import changing
from ui.uploads import Upload

DONE = '{"done": {"built": null}}'


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Accessions]:
    opened = Accessions(tmp_path, lambda: "", nice=0)
    yield opened
    opened.finish()


def say(monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    """Have each process beside run one of these programs in its turn."""
    waiting, popen = list(programs), accession_process.subprocess.Popen

    def started(command: list[str], **kwargs: Any) -> Any:
        return popen([sys.executable, "-c", waiting.pop(0)], **kwargs)

    monkeypatch.setattr(accession_process.subprocess, "Popen", started)


def finished(job: Job) -> Job:
    until = time.monotonic() + 60
    while job.state not in OVER:
        assert time.monotonic() < until
        time.sleep(0.01)
    return job


def delivered(jobs: Accessions) -> Job:
    job = jobs.open()
    path = job.folder / "a.txt"
    path.write_text("A b.", encoding="utf-8")
    jobs.take(job, Upload(name="a.txt", path=path, size=4))
    jobs.begin(job)
    return job


def test_a_process_that_cannot_be_started_fails_its_job_alone(jobs, monkeypatch):
    real = AccessionProcess

    def no_memory(task: object) -> AccessionProcess:
        monkeypatch.setattr(accessions, "AccessionProcess", real)
        raise OSError(12, "Cannot allocate memory")

    say(monkeypatch, f"print('{DONE}')")
    monkeypatch.setattr(accessions, "AccessionProcess", no_memory)
    failed, other = delivered(jobs), delivered(jobs)
    assert finished(failed).state is State.FAILED
    assert failed.error["error"] == "The archive could not be changed."
    assert failed.error["remedy"]
    assert not failed.folder.exists()
    assert finished(other).state is State.DONE


@pytest.mark.parametrize("half", ['{"step": {"sta', '{"file": "\\xff'])
def test_a_half_line_of_a_killed_process_fails_its_job_alone(jobs, monkeypatch, half):
    cut = f"import os; os.write(1, {half!r}.encode('latin-1')); os.kill(os.getpid(), 9)"
    say(monkeypatch, cut, f"print('{DONE}')")
    failed, other = delivered(jobs), delivered(jobs)
    assert finished(failed).state is State.FAILED
    assert failed.error["remedy"]
    assert finished(other).state is State.DONE


def test_a_report_nobody_understands_ends_its_process_before_the_next_begins(
    jobs, monkeypatch, tmp_path
):
    mark = tmp_path / "ended"
    odd = (
        "import signal, sys, time, pathlib\n"
        "def end(*_):\n"
        f"    pathlib.Path({str(mark)!r}).touch(); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('{\"file\": {}}', flush=True)\n"
        "time.sleep(60)\n"
    )
    seen = f"import pathlib; assert pathlib.Path({str(mark)!r}).exists(); print('{DONE}')"
    say(monkeypatch, odd, seen)
    failed, other = delivered(jobs), delivered(jobs)
    assert finished(failed).state is State.FAILED
    assert finished(other).state is State.DONE


# Deliveries whose sender goes away


def cut_off(app: FastAPI, path: str, *, cancelled: bool) -> None:
    """Send the beginning of a file and go away, or have the server cancel the request."""
    route, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": route, "raw_path": route.encode(), "root_path": "",
        "query_string": query.encode(), "headers": [], "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }  # fmt: skip
    sent = [{"type": "http.request", "body": b"half a", "more_body": True}]

    async def receive() -> Any:
        if sent:
            return sent.pop()
        if cancelled:
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def ignore(message: object) -> None:
        pass

    async def begun() -> None:
        task = asyncio.ensure_future(app(scope, receive, ignore))
        done, _ = await asyncio.wait([task], timeout=1 if cancelled else 30)
        assert bool(done) is not cancelled
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled() or task.exception() is not None

    asyncio.run(begun())


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_delivery_whose_first_file_breaks_off_is_given_up(jobs, cancelled):
    app = FastAPI()
    refuse_in_words(app)
    app.include_router(changing(None, jobs, lambda request: None))  # type: ignore[arg-type]
    cut_off(app, "/api/library/files?name=a.txt", cancelled=cancelled)
    (job,) = jobs._jobs.values()
    assert job.state is State.CANCELLED
    assert not job.folder.exists()


def test_a_delivery_keeps_what_came_before_a_later_file_breaks_off(jobs):
    app = FastAPI()
    app.include_router(changing(None, jobs, lambda request: None))  # type: ignore[arg-type]
    job = jobs.open()
    cut_off(app, f"/api/library/files?name=a.txt&job={job.job_id}", cancelled=False)
    assert job.state is State.RECEIVING
    assert list(job.folder.iterdir()) == []
