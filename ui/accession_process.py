"""The server's side of the process that changes an archive: start it, hear it, end it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

#: Seconds that a process has to say what it stored after it is asked to end.
_GRACE = 30.0


class AccessionProcess:
    """One run of `python -m ui.adding`.

    Args:
        task: what it is to do.

    Attributes:
        finished: whether it said that all was done, or why not.
    """

    def __init__(self, task: Mapping[str, Any]) -> None:
        self.finished = False
        self._silent = False
        packages = str(Path(__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, (packages, os.environ.get("PYTHONPATH"))))
        settings = {"PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ui.adding"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A core is left to the readers.
            env={**os.environ, **settings, "OMP_NUM_THREADS": "1"},
            # Ctrl-C at the terminal is the server's to hear; it ends this one in its turn.
            start_new_session=True,
        )
        assert self._process.stdin is not None  # it was asked for
        try:
            with self._process.stdin as channel:
                channel.write(json.dumps(task).encode("ascii") + b"\n")
        except BrokenPipeError:  # it ended at once; reading it will tell
            pass

    def said(self) -> Iterator[dict[str, Any]]:
        """Yield each thing it says, until it is silent or says what cannot be read."""
        assert self._process.stdout is not None  # it was asked for
        for line in self._process.stdout:
            try:
                said: dict[str, Any] = json.loads(line)
            except ValueError:  # half a line: it was killed while it wrote
                return
            self.finished = self.finished or not {"done", "error", "stopped"}.isdisjoint(said)
            yield said
        self._silent = True

    def end(self) -> None:
        """Return once it has ended; one that nobody hears to the end is asked to."""
        assert self._process.stdout is not None  # it was asked for
        # Before it is waited for: it could wait for a reader of what it says.
        self._process.stdout.close()
        if not self._silent:
            self.stop()
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end; what it stored stays."""
        if self._process.poll() is None:
            self._process.terminate()
            threading.Thread(target=self._insist, daemon=True).start()

    def _insist(self) -> None:
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()  # as harmless, but it cannot say what it stored
