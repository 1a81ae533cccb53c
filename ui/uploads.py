"""Uploads: files from a browser wait in a folder of the server's own until they are read in.

A file's name is a label that its sender chose: it never becomes a path, and the file is
stored under a name made here of what a label may hold.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool

from corpus.errors import ArchiveError
from corpus.readers.limits import DEFAULT
from corpus.readers.naming import label
from corpus.sayings import Form

_MIB = 2**20
#: Bytes kept of a name before its ending, and longest ending, in characters.
_STEM, _SUFFIX = 160, 20
_UNSTORED = Form("upload.stored", "“{name}” cannot be stored ({why}).")
_MAKE_ROOM = Form("remedy.stored", "Make room on the server's disk, then send it again.")
_EMPTY = Form("upload.empty", "“{name}” is empty.")
_WITH_WORDS = Form("remedy.empty file", "Send a file with words in it.")
_NO_ROOM = Form("upload.room", "The server's disk has no room for “{name}”.")
_ROOM_ON_IT = Form("remedy.server room", "Make room on it, then send the file again.")
_TOGETHER = Form("upload.together", "The files are too large together.")
_REST = Form("remedy.together", "There is room for {room} more; send the rest when these are read.")
_LARGE = Form("upload.large", "“{name}” is larger than {limit}.")
_CUT = Form("remedy.large", "Cut it into its records, or add it at the server with 'dragoman add'.")
_ALIKE = Form("upload.alike", "There are too many files “{name}”.")
_FEWER = Form("remedy.alike", "Send fewer at once.")


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLimits:
    """What a person may send; a message that refuses something names its limit.

    Attributes:
        file_bytes: largest file.
        job_bytes: most bytes of one delivery.
        waiting_bytes: most bytes of all deliveries that wait.
        files: most files of one delivery.
        spare_bytes: what must stay free on the disk they wait on.
    """

    file_bytes: int = DEFAULT.file_bytes
    job_bytes: int = 500 * _MIB
    waiting_bytes: int = 1024 * _MIB
    files: int = 500
    spare_bytes: int = 256 * _MIB


class Declined(ArchiveError):
    """A request about a delivery that is not granted.

    Attributes:
        status: the HTTP status that says so.
    """

    def __init__(self, message: str, remedy: str, *, status: int) -> None:
        super().__init__(message, remedy)
        self.status = status


@dataclass(slots=True, kw_only=True)
class Upload:
    """A file that waits, and later what became of it.

    Attributes:
        name: its label, for people.
        path: where it waits.
        size: bytes.
        report: as `Added.to_json` has it; None before it was read.
    """

    name: str
    path: Path
    size: int
    report: dict[str, Any] | None = field(default=None, repr=False)


async def receive(
    chunks: AsyncIterator[bytes], name: str, folder: Path, room: int, limits: UploadLimits
) -> Upload:
    """Write what is sent into a folder, piece by piece; what is not whole is not kept.

    Args:
        chunks: the bytes as they come.
        name: what the sender calls the file.
        folder: an existing folder of this delivery.
        room: bytes that this delivery may still have.
        limits: what one file may have.

    Raises:
        Declined: the file is empty, too large, or the disk is full.
    """
    shown = label(name)
    try:
        path = _place(folder, shown)
    except OSError as error:
        raise _unstored(shown, error) from error
    size = 0
    try:
        with path.open("xb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > limits.file_bytes:
                    raise _too_large(shown, limits.file_bytes)
                if size > room:
                    raise too_much(room)
                await run_in_threadpool(file.write, chunk)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unstored(shown, error) from error
    except BaseException:  # also a sender who went away
        path.unlink(missing_ok=True)
        raise
    if not size:
        path.unlink()
        raise Declined(_EMPTY(name=shown), _WITH_WORDS(), status=400)
    return Upload(name=shown, path=path, size=size)


def check_length(name: str, declared: str | None, folder: Path, limits: UploadLimits) -> None:
    """Refuse a file by the length its sender announces, before it is sent.

    Raises:
        Declined: it is too large, or the disk has no room for it.
    """
    size = int(declared) if declared and declared.isdecimal() and len(declared) < 19 else 0
    if size > limits.file_bytes:
        raise _too_large(label(name), limits.file_bytes)
    if shutil.disk_usage(folder).free < size + limits.spare_bytes:
        raise Declined(_NO_ROOM(name=label(name)), _ROOM_ON_IT(), status=507)


def too_much(room: int) -> Declined:
    """Return the refusal of files that are too large together."""
    return Declined(_TOGETHER(), _REST(room=mebibytes(max(room, 0))), status=413)


def mebibytes(size: int) -> str:
    """Return a number of bytes in words."""
    return f"{size / _MIB:,.0f} MiB"


def _unstored(shown: str, error: OSError) -> Declined:
    said = _UNSTORED(name=shown, why=error.strerror or str(error))
    return Declined(said, _MAKE_ROOM(), status=507)


def _too_large(shown: str, limit: int) -> Declined:
    return Declined(_LARGE(name=shown, limit=mebibytes(limit)), _CUT(), status=413)


def _place(folder: Path, shown: str) -> Path:
    """Return a free path for a label; its ending is kept, since it hints at the format."""
    plain = "".join("_" if c in '/\\:*?"<>|' else c for c in shown).strip(" .") or "file"
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > _SUFFIX:
        stem, dot, suffix = plain, "", ""
    # The system limits names in bytes, and a letter may take four.
    plain = f"{stem.encode()[:_STEM].decode(errors='ignore')}{dot}{suffix}"
    for number in range(10_000):
        # No plain name begins with a dot, so no file stands where a folder is wanted.
        path = folder / f".{number}" / plain if number else folder / plain
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            return path
    raise Declined(_ALIKE(name=shown), _FEWER(), status=413)
