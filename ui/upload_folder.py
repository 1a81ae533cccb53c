"""The folder a server's uploads wait in, and those that killed servers left behind.

Others' documents must not lie about for ever after a server was killed. A lock that the
system frees with its holder tells its folder from one of a server that still runs, which the
number of a process does not: in a container it is every time the same.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.locking import HOLDER_NAME, WriterLock

_PREFIX = "dragoman-uploads-"


class UploadFolder:
    """A folder that is this server's while it runs; made at once.

    Attributes:
        path: where it is.

    Raises:
        ArchiveError: the system's folder for temporary files is full or cannot be written.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
        self._lock = WriterLock(self.path)
        try:
            self._lock.acquire()
        except BaseException:
            shutil.rmtree(self.path, ignore_errors=True)
            raise

    def close(self) -> None:
        """Remove it with all that waits in it."""
        self._lock.release()  # first, as some systems remove no file that is open
        shutil.rmtree(self.path, ignore_errors=True)


def sweep() -> None:
    """Remove what servers of this user left behind that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # gone meanwhile
            if _is_ours(folder):
                _remove(folder)


def _is_ours(folder: Path) -> bool:
    """Tell whether it is a folder of this user's, and past the moment in which it is made.

    Its holder is written into it once the lock is held: before that, it could seem abandoned.
    """
    found = folder.lstat()  # anybody can put a link there
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return mine and stat.S_ISDIR(found.st_mode) and (folder / HOLDER_NAME).exists()


def _remove(folder: Path) -> None:
    lock = WriterLock(folder)
    with suppress(ArchiveError):  # a server runs that it belongs to
        lock.acquire()
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
