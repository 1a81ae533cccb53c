"""The few calls whose order decides what a power cut can take: sync, rename, remove.

Everything that must survive goes through this module, so that a test can record the order.
A failed sync is never retried: the system may have dropped the pages and report success
the second time. Source: the PostgreSQL project's account of fsync errors, 2018.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import faults
from corpus.errors import ArchiveError, ArchiveReadOnly
from corpus.locking import read_only

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: What a file system without hard links, or one that allows no more of them, says.
_NO_LINKS = (errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP)
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


def sync(path: Path) -> None:
    """Return when the disk has the file's bytes, or the folder's names.

    Raises:
        OSError: the disk is failing.
    """
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder, and keeps names safe by itself
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path, safe: Collection[Path] = ()) -> None:
    """Sync every file below a folder, then its folders, then itself.

    Args:
        folder: the folder.
        safe: second names of files that were synced under their first.

    Raises:
        OSError: the disk is failing.
    """
    below = sorted(folder.rglob("*"))
    for path in below:
        if path.is_file() and path not in safe:
            sync(path)
    for path in reversed(below):
        if path.is_dir():
            sync(path)
    sync(folder)


def rename(old: Path, new: Path) -> None:
    """Rename in one step, over what has the new name; the folder is not yet synced.

    Raises:
        OSError: the disk is full or failing.
    """
    old.replace(new)


def link(old: Path, new: Path) -> bool:
    """Give a file a second name, or copy it where the file system has no such thing.

    Returns:
        Whether both names are of the same file.

    Raises:
        OSError: the disk is full or failing.
    """
    try:
        new.hardlink_to(old)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copyfile(old, new)
        return False
    return True


def remove_tree(folder: Path) -> None:
    """Remove a folder with all in it; what cannot be removed stays for the next time."""
    shutil.rmtree(folder, ignore_errors=True)


def free_bytes(folder: Path) -> int:
    """Return the bytes that may still be written below a folder that exists."""
    return shutil.disk_usage(folder).free


@contextmanager
def named_errors(folder: Path, kept: str) -> Iterator[None]:
    """Turn what the system says of the disk into errors meant for people.

    Args:
        folder: where the writing happens.
        kept: what is left as it was, as a clause: "nothing was stored"; a `Saying` where a
            page may have to show it.

    Raises:
        ArchiveReadOnly: the folder cannot be written.
        ArchiveError: the disk is full or failing.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _READ_ONLY:
            named: ArchiveReadOnly = read_only(folder)
            raise named from error
        if error.errno in _FULL:
            raise full(folder, kept) from error
        why = error.strerror or str(error)
        said = faults.WRITING_FAILED(folder=str(folder), why=why, kept=kept)
        raise ArchiveError(said, faults.CHECK_DISK()) from error


@contextmanager
def file_errors(path: Path, verb: str, kept: str) -> Iterator[None]:
    """Turn what the system says of a file that is none of the archive's into named errors.

    Args:
        path: the file.
        verb: what is done to it: "read" or "write".
        kept: what is left as it was, as a clause.

    Raises:
        ArchiveError: that may not be done, or the disk is full or failing.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise full(path.parent, kept) from error
        if error.errno in _READ_ONLY:
            said = faults.MAY_NOT[verb](path=str(path), kept=kept)
            raise ArchiveError(said, faults.ASK_OWNER()) from error
        said = faults.CANNOT[verb](path=str(path), why=error.strerror or str(error), kept=kept)
        raise ArchiveError(said, faults.NAME_PLACE()) from error


def full(folder: Path, kept: str) -> ArchiveError:
    """Return the error that says there is no room."""
    said = faults.DISK_FULL(folder=str(folder), kept=kept)
    return ArchiveError(said, faults.MAKE_ROOM())
