"""The reading process: strangers' files are parsed here and nowhere else.

    python -m corpus.readers.worker

It is started by `corpus.ingest`, with pipes for input and output. The first line it is
sent holds its limits, each further one names a file; it answers with JSON lines: `["record",
…]`, `["refused", source, place, reason]`, `["member", number, label]` before each member of a
zip archive, and `["end"]` after each file. Before it opens
anything it gives up memory, processor time, the right to write to any file, and, as far as
Python code goes, the network and other programs. Whatever a malformed file does to it is
seen by its parent as the end of a pipe.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import UnreadableSource
from corpus.readers.limits import Limits
from corpus.readers.reading import file_outcomes
from corpus.readers.refusals import Refused
from corpus.record_lines import to_line
from corpus.sayings import plain

_OPEN_FILES = 64
#: Audit events that reading a file never raises.
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.utime",
    "os.kill",
    "os.putenv",
    "shutil.",
    "tempfile.",
    "urllib.",
    "webbrowser.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> int:
    """Serve files until the input ends; returns the exit status."""
    # Whatever a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    commands = sys.stdin.buffer
    limits = Limits(**json.loads(commands.readline()))
    confine(limits)
    _answer(answers, ["ready"])
    for line in commands:
        _allow_processor(limits)
        _serve(json.loads(line), limits, answers)
    return 0


def confine(limits: Limits) -> None:
    """Give up, for good, what reading does not need.

    Limits of the operating system hold for every library; where it has none (Windows)
    only the audit hook remains.
    """
    if sys.platform != "win32":
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_FSIZE, 0),  # a pipe may be written, a file may not grow
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(kind, (most, most))
    sys.addaudithook(_refuse)


def _allow_processor(limits: Limits) -> None:
    """Let this process use so much more processor time before it is ended."""
    if sys.platform != "win32":
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = int(usage.ru_utime + usage.ru_stime) + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (used + limits.processor_seconds, hard))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int) or not isinstance(flags, int) or not flags & _WRITING:
            return
    elif not event.startswith(_FORBIDDEN):
        return
    raise PermissionError(f"a reading process may not do this: {event}")


def _serve(command: list[Any], limits: Limits, answers: BinaryIO) -> None:
    path, named, mapping, skip = command

    def begin(number: int, member: str) -> None:
        _allow_processor(limits)
        _answer(answers, ["member", number, member])

    for outcome in file_outcomes(
        Path(path),
        named,
        limits=limits,
        mapping=Path(mapping) if mapping else None,
        skip=skip,
        begin=begin,
    ):
        if isinstance(outcome, Refused):
            _refused(answers, outcome)
            continue
        try:
            line = to_line(outcome)
        except UnreadableSource as error:
            _refused(answers, Refused(named, outcome.source.name, error.sentences))
        else:
            answers.write(b'["record", %s]\n' % line.encode("ascii"))
    _answer(answers, ["end"])


def _refused(answers: BinaryIO, refused: Refused) -> None:
    _answer(answers, ["refused", refused.source, plain(refused.place), plain(refused.reason)])


def _answer(answers: BinaryIO, words: list[Any]) -> None:
    answers.write(json.dumps(words).encode("ascii") + b"\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())
