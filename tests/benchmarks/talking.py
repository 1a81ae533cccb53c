"""Talking to one system in its own process: errands with a time limit."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType

from tests.benchmarks.systems import System

PROTOCOL = Path(__file__).parent / "protocol.py"
#: Every library works with what is on the disk, and tells nobody.
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "DO_NOT_TRACK": "1",
}


class Failed(Exception):
    """A system did not do its errand; the message says why."""


class Talk:
    """A running system.

    Args:
        system: which one.
        python: its interpreter.
        model: folder of the encoder.
        folder: where it builds.
        limit: seconds for each errand, its start included.
    """

    def __init__(self, system: System, python: str, model: str, folder: Path, limit: float) -> None:
        self._limit = limit
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            [python, "-I", str(PROTOCOL), system.script, system.variant, model, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=os.environ | _QUIET,
        )

    def __enter__(self) -> Talk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._process.kill()
        # Closing its input ends it; a system that does not end is ended.
        try:
            self._process.communicate(timeout=self._limit)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        self._errors.close()

    def ask(self, do: str, **asked):
        """Have an errand done.

        Raises:
            Failed: it raised, ended or took too long.
        """
        late = threading.Event()

        def stop():
            late.set()
            self._process.kill()

        timer = threading.Timer(self._limit, stop)
        timer.start()
        try:
            self._process.stdin.write(json.dumps({"do": do, **asked}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        if late.is_set():
            raise Failed(f"{do} took longer than {self._limit:.0f} s")
        if not line:
            raise Failed(f"it ended while it should {do}: {self._last_words()}")
        reply = json.loads(line)
        if "error" in reply:
            raise Failed(f"{do}: {reply['error']}")
        return reply

    def _last_words(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().strip().splitlines()
        return lines[-1] if lines else f"exit status {self._process.returncode}"
