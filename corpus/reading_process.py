"""The parent's side of a reading process: start it, ask it, outlive it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from corpus.readers import reasons
from corpus.readers.limits import Limits
from corpus.readers.refusals import Refused
from corpus.record_lines import from_value
from corpus.records import Record
from corpus.sayings import read

#: What a reading process keeps of the environment; no proxies, no credentials.
_ENVIRONMENT = ("PATH", "HOME", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ")
#: Lines that may wait for the receiver before the process is held up.
_WAITING = 16
_START_SECONDS = 60.0
#: JSON writes a character with at most twelve bytes; the rest is passages and fields.
_LINE_SHARE, _LINE_REST = 12, 64 * 2**20


class ReadingFailed(Exception):
    """The process crashed, took too long, or sent something else than records.

    Attributes:
        why: what happened, a clause.
        crashed: whether the process ended by itself: then what it read before may be to
            blame, and a fresh one may fare better.
    """

    def __init__(self, why: str, *, crashed: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.crashed = crashed


class ReadingProcess:
    """A process that parses files, limited and expendable.

    Args:
        limits: what one file, or one member of a zip archive, may use.

    Attributes:
        served: how many files it was given.
        member: number and label of the archive's member that is being read, if any.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.served = 0
        self.member: tuple[int, str] | None = None
        environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
        packages = str(Path(__file__).resolve().parent.parent)
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-m", "corpus.readers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | {"PYTHONPATH": packages, "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"},
        )
        self._lines: queue.Queue[bytes] = queue.Queue(_WAITING)
        self._said: deque[bytes] = deque(maxlen=8)
        self._stopped = threading.Event()
        longest = limits.characters * _LINE_SHARE + _LINE_REST
        for work, arguments in (
            (self._collect_answers, (self._process.stdout, longest)),
            (self._collect_complaints, (self._process.stderr,)),
        ):
            threading.Thread(target=work, args=arguments, daemon=True).start()
        self._started = False

    @property
    def pid(self) -> int:
        """The operating system's number of the process."""
        return self._process.pid

    def outcomes(
        self, path: Path, named: str, mapping: Path | None, *, skip: int = 0
    ) -> Iterator[Record | Refused]:
        """Yield what a file holds.

        Args:
            path: the file; no part of it may be a link.
            named: what refusals call it.
            mapping: the mapping to read a table by, if not the one beside it.
            skip: how many members of a zip archive to leave out.

        Raises:
            ReadingFailed: the file was too much; the process is of no more use.
        """
        if not self._started:
            self._send(dataclasses.asdict(self._limits))
            self._next_line(_START_SECONDS)
            self._started = True
        self.served += 1
        self.member = None
        self._send([str(path), named, str(mapping) if mapping else None, skip])
        left, size = self._limits.wall_seconds, 0
        while True:
            begun = time.monotonic()
            line = self._next_line(left)
            left -= time.monotonic() - begun
            size += len(line)
            if size > self._limits.output_bytes:
                raise ReadingFailed(reasons.YIELDS(limit=self._limits.output_bytes))
            outcome = _outcome(line)
            if outcome is None:
                return
            if isinstance(outcome, tuple):
                self.member = outcome
                left, size = self._limits.wall_seconds, 0
            else:
                yield outcome

    def stop(self) -> None:
        """End the process, at once."""
        self._stopped.set()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        while not self._lines.empty():  # lets the collecting thread go on to the end
            self._lines.get_nowait()
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):  # what was left to send is lost, rightly
                self._process.stdin.close()

    def _send(self, command: object) -> None:
        assert self._process.stdin is not None  # it was asked for
        try:
            self._process.stdin.write(json.dumps(command).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._ended() from error

    def _next_line(self, seconds: float) -> bytes:
        try:
            line = self._lines.get(timeout=max(0.0, seconds))
        except queue.Empty as error:
            limit = f"{self._limits.wall_seconds:g}"
            raise ReadingFailed(reasons.TIME(seconds=limit)) from error
        if not line.endswith(b"\n"):
            raise ReadingFailed(reasons.TOO_LARGE()) if line else self._ended()
        return line

    def _collect_answers(self, pipe: IO[bytes], longest: int) -> None:
        with pipe:
            while not self._stopped.is_set():
                line = pipe.readline(longest)
                self._put(line)
                if not line.endswith(b"\n"):
                    return

    def _put(self, line: bytes) -> None:
        while not self._stopped.is_set():
            try:
                return self._lines.put(line, timeout=0.2)
            except queue.Full:
                continue

    def _collect_complaints(self, pipe: IO[bytes]) -> None:
        with pipe:
            while line := pipe.readline(4096):
                self._said.append(line)

    def _ended(self) -> ReadingFailed:
        """Say why the process ended, in words for a person."""
        try:
            status = self._process.wait(timeout=5.0)
        except subprocess.TimeoutExpired:
            return ReadingFailed(reasons.PIPE())
        if sys.platform != "win32" and status == -signal.SIGXCPU:
            seconds = self._limits.processor_seconds
            return ReadingFailed(reasons.PROCESSOR(seconds=seconds))
        return ReadingFailed(self._last_words(status), crashed=True)

    def _last_words(self, status: int) -> str:
        said = self._said[-1].decode("utf-8", "replace").strip()[:200] if self._said else ""
        if said.startswith("MemoryError") or "bad_alloc" in said or "memory" in said.lower():
            return reasons.MEMORY(limit=self._limits.memory_bytes)
        if status < 0:
            return reasons.CRASHED(signal=signal.Signals(-status).name)
        return reasons.READER_FAILED(said=said) if said else reasons.READER_STATUS(status=status)


def _outcome(line: bytes) -> Record | Refused | tuple[int, str] | None:
    """Return what a line says: an outcome, the member that is begun, or None for the end."""
    try:
        kind, *rest = json.loads(line)
        if kind == "record":
            return from_value(rest[0])
        if kind == "refused":
            source, place, reason = map(read, rest)
            return Refused(source, place, reason)
        if kind == "member":
            return int(rest[0]), str(rest[1])
        if kind == "end":
            return None
    except (ValueError, TypeError, IndexError, RecursionError) as error:
        raise ReadingFailed(reasons.NO_RECORD()) from error
    raise ReadingFailed(reasons.NO_RECORD())
