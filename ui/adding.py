"""The process that changes an archive for the server: `python -m ui.adding`.

It runs beside the server at a low priority, so that readers are answered while a volume is
read in, and ends with its work. One line of JSON on its standard input says what to do:
{"folder": "...", "add": ["path", ...]} or {"folder": "...", "remove": ["id", ...]}. It
answers with one line of JSON a step; what it says it stored is on the disk.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import ArchiveBusy, ArchiveError
from corpus.progress import Step

#: How much the readers of the archive come first.
_NICE = 10


def main() -> None:
    """Do what the line on standard input says."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    # Asked to end, it stops as after Ctrl-C: what was read is stored, and it says what.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        task = json.loads(sys.stdin.readline())
        _do(task)
    except ArchiveBusy:
        # The store's own sentence names a folder of the server's.
        _say(
            error="Something else is being written to this archive just now.",
            remedy="Wait until it has finished and try again; reading goes on meanwhile.",
            busy=True,
        )
    except ArchiveError as error:
        _say(error=error.message, remedy=error.remedy, busy=False)
    except KeyboardInterrupt:
        _say(stopped={})


def _do(task: Mapping[str, Any]) -> None:
    from bot import Stopped, upkeep
    from bot.archive import encoder_for
    from bot.settings import load_settings

    folder = Path(task["folder"])
    encoder = encoder_for(load_settings(folder))
    if "remove" in task:
        removed = upkeep.remove(folder, task["remove"], encoder, progress=_step)
        _say(done=removed.to_json())
        return
    try:
        report = upkeep.add(
            folder,
            task["add"],
            encoder,
            progress=_step,
            told=lambda share: _say(file=share.to_json()),
        )
    except Stopped as stopped:
        _say(stopped=stopped.added.to_json())
    else:
        _say(done=report.to_json())


def _step(step: Step) -> None:
    _say(step={"stage": step.stage, "done": step.done, "total": step.total, "unit": step.unit})


def _say(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
