"""Folders: the files below one, in a fixed order, links never followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.readers import reasons
from corpus.readers.limits import Limits
from corpus.readers.mappings import SUFFIX
from corpus.readers.naming import label
from corpus.readers.refusals import Refused

#: Left behind by operating systems; no person means to import them.
_LITTER = frozenset(("thumbs.db", "desktop.ini", "__macosx"))
_DEEPEST = 64


def is_litter(name: str) -> bool:
    """Tell a hidden file, or one that an operating system left behind.

    Args:
        name: a file's name, with the folders of an archive's member.
    """
    parts = name.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") and part.strip(".") for part in parts)
    return hidden or any(part.casefold() in _LITTER for part in parts)


def files_in(folder: Path) -> Iterator[Path | Refused]:
    """Yield the files below a folder by name, and what is no file there.

    Hidden files and mappings are passed over. Links, pipes and devices are refused
    without being opened.

    Args:
        folder: a folder; its own path may be a link.
    """
    stack = [(folder, 0)]
    while stack:
        path, depth = stack.pop()
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            yield _refused(folder, path, f"The folder cannot be read: {error.strerror}.")
            continue
        below: list[tuple[Path, int]] = []
        for entry in entries:
            if is_litter(entry.name) or entry.name.endswith(SUFFIX):
                continue
            if entry.is_symlink():
                yield _refused(folder, Path(entry.path), "It is a link. Name its target itself.")
            elif entry.is_dir(follow_symlinks=False) and depth < _DEEPEST:
                below.append((Path(entry.path), depth + 1))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
            else:
                yield _refused(folder, Path(entry.path), "It is no regular file.")
        stack.extend(reversed(below))


def _refused(folder: Path, path: Path, reason: str) -> Refused:
    return Refused(str(folder), str(path.relative_to(folder)), reason)


def read_regular(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a regular file whose path holds no link.

    Raises:
        UnreadableSource: there is no such file, it is a folder, a link, a pipe or a
            device, cannot be opened, or is too large.
    """
    name = label(path.name)
    try:
        if os.path.realpath(path.parent) != str(path.parent.absolute()):
            raise UnreadableSource(reasons.LINKED(name=name), reasons.NAME_FOLDER())
        # A pipe that nobody writes to must not keep the reader waiting.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
        try:
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                raise UnreadableSource(reasons.FOLDER(name=name), reasons.NAME_FILES())
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableSource(reasons.IRREGULAR(name=name), reasons.NAME_PAGE())
            limits.check_file(status.st_size, name)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                raw = file.read(limits.file_bytes + 1)
        finally:
            os.close(descriptor)
        limits.check_file(len(raw), name)
        return raw
    except FileNotFoundError as error:
        raise UnreadableSource(reasons.MISSING(name=name), reasons.CHECK_PATH()) from error
    except (OSError, ValueError) as error:
        why = str(error.strerror if isinstance(error, OSError) else error)
        said = reasons.UNOPENED(name=name, why=why)
        raise UnreadableSource(said, reasons.CHECK_ACCESS()) from error
