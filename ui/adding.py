"""The process that changes an archive for the server: `python -m ui.adding`.

It runs beside the server at a low priority, so that readers are answered while a volume is
read in, and ends with its work. One line of JSON on its standard input says what to do:
{"folder": "...", "add": ["path", ...]} or {"folder": "...", "remove": ["id", ...]}, with
"nice" for how much others come first. It answers with one line of JSON a step; what it says
it stored is on the disk.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from corpus.errors import ArchiveBusy, ArchiveError
from corpus.progress import Progress, Step
from corpus.sayings import Form

_WRITING = Form("delivery.busy", "Something else is being written to this archive just now.")
_WAIT = Form(
    "remedy.delivery busy", "Wait until it has finished and try again; reading goes on meanwhile."
)
#: Seconds until one that is asked to end does so in the middle of a step.
_SOON = 5.0


class _Asked:
    """Whether somebody asked this process to end."""

    def __init__(self) -> None:
        self.now = False

    def listen(self) -> None:
        """End as after Ctrl-C when asked to: with the step, so that the report is exact."""
        signal.signal(signal.SIGTERM, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.now = True
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, signal.default_int_handler)
            signal.setitimer(signal.ITIMER_REAL, _SOON)

    def step(self, step: Step) -> None:
        """Tell of a step, unless it was the last."""
        _say(step={name: getattr(step, name) for name in ("stage", "done", "total", "unit")})
        if self.now:
            raise KeyboardInterrupt


def main() -> None:
    """Do what the line on standard input says."""
    asked = _Asked()
    asked.listen()
    try:
        task = json.loads(sys.stdin.readline())
        _give_way(int(task.get("nice", 0)))
        _do(task, asked.step)
    except ArchiveBusy:
        # The store's own sentence names a folder of the server's.
        _say(error=ArchiveBusy(_WRITING(), _WAIT()).to_json(), busy=True)
    except ArchiveError as error:
        _say(error=error.to_json(), busy=False)
    except KeyboardInterrupt:
        _say(stopped={})


def _give_way(nice: int) -> None:
    """Let others come first by so much.

    This process has a session of its own, and Linux weighs sessions against one another before
    the processes in them (sched(7), autogroup): without the second line the first does nothing.
    """
    if hasattr(os, "nice"):
        os.nice(nice)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(nice), encoding="ascii")


def _do(task: Mapping[str, Any], step: Progress) -> None:
    from bot import Stopped, upkeep
    from bot.archive import encoder_for
    from bot.settings import load_settings

    folder = Path(task["folder"])
    encoder = encoder_for(load_settings(folder), folder)
    if "remove" in task:
        removed = upkeep.remove(folder, task["remove"], encoder, progress=step)
        _say(done=removed.to_json())
        return
    try:
        report = upkeep.add(
            folder,
            task["add"],
            encoder,
            progress=step,
            told=lambda share: _say(file=share.to_json()),
        )
    except Stopped as stopped:
        _say(stopped=stopped.added.to_json())
    else:
        _say(done=report.to_json())


def _say(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
