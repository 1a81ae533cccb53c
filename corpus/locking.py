"""The lock that keeps an archive to one writer at a time."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from corpus import faults
from corpus.errors import ArchiveBusy, ArchiveError, ArchiveReadOnly

LOCK_NAME = "writer.lock"
HOLDER_NAME = "writer.pid"


class WriterLock:
    """An operating-system lock on `writer.lock`, freed by the system when its holder dies.

    Presence and age of the file mean nothing, so a killed writer leaves nothing to clean
    up. The holder's process number stands beside it in `writer.pid`, for messages only.

    Args:
        folder: the archive's folder; it must exist.
    """

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock  # only writers need it

        self._folder = folder
        self._holder = folder / HOLDER_NAME
        # Not bound to a thread: a page may close the store in another one than opened it.
        self._lock = FileLock(folder / LOCK_NAME, thread_local=False)

    def acquire(self) -> None:
        """Take the lock, or say at once who has it.

        Raises:
            ArchiveBusy: another writer, of this process or another, holds it.
            ArchiveReadOnly: the folder cannot be written.
            ArchiveError: the disk is full or failing.
        """
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            busy = faults.WRITING(writer=self._held_by(), folder=str(self._folder))
            raise ArchiveBusy(busy, faults.WAIT()) from None
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                why = error.strerror or str(error)
                said = faults.NO_LOCK(folder=str(self._folder), why=why)
                raise ArchiveError(said, faults.CHECK_SPACE()) from error
            raise read_only(self._folder) from error
        try:
            self._holder.write_text(f"{os.getpid()}\n", encoding="ascii")
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                return  # on a full disk, say; the lock is held, and only its message is poorer
            self._lock.release()
            raise read_only(self._folder) from error

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        if self._lock.is_locked:
            with suppress(OSError):  # only a message is lost or stale
                self._holder.unlink(missing_ok=True)
            self._lock.release()

    def _held_by(self) -> str:
        try:
            pid = self._holder.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            pid = ""
        return faults.PROCESS(process=pid) if pid.isdigit() else faults.ANOTHER()


def writer_of(folder: Path) -> int | None:
    """Return the number of the process that writes to an archive; None when none does.

    Told by what stands in `writer.pid`, so that a look never stands in a writer's way.
    """
    try:
        process = int((folder / HOLDER_NAME).read_text(encoding="ascii"))
        os.kill(process, 0)  # nothing is sent: it only asks whether there is such a process
    except PermissionError:
        return process
    except (OSError, ValueError, OverflowError):
        return None
    return process


def not_made(folder: Path, error: OSError) -> ArchiveReadOnly:
    """Return the error that says a new archive cannot be made in a folder."""
    why = error.strerror or str(error)
    return ArchiveReadOnly(faults.NOT_MADE(folder=str(folder), why=why), faults.NAME_FOLDER())


def read_only(folder: Path) -> ArchiveReadOnly:
    """Return the error that says a folder cannot be written."""
    return ArchiveReadOnly(faults.READ_ONLY(folder=str(folder)), faults.MAKE_WRITABLE())
