"""Connections to `archive.db`: one that writes, and as many readers as are at work."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import faults, store_schema
from corpus.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveReadOnly
from corpus.locking import read_only

#: How the file looked when its readers were opened; see `ReadConnections._looks`.
_Looks = tuple[int | bool, ...]

_NO_ROOM = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN)


@contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's complaints about the file or the disk into errors meant for people.

    Raises:
        ArchiveBusy: locked by something else than Dragoman's writer.
        ArchiveReadOnly: the file or its folder cannot be written.
        ArchiveDamaged: not a database, or a damaged one.
        ArchiveError: the disk is full or failing.
    """
    try:
        yield
    except sqlite3.Error as error:
        named = _named(error, path)
        if named is None:
            raise
        raise named from error
    except UnicodeDecodeError as error:
        # The module fails so when SQLite's complaint quotes a damaged schema.
        raise _damaged(path, faults.NO_SCHEMA_TEXT()) from error


def _named(error: sqlite3.Error, path: Path) -> ArchiveError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest is SQLite's detail
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ArchiveBusy(faults.LOCKED(path=str(path)), faults.CLOSE_IT())
    if not os.access(path, os.R_OK):
        return _unreadable(path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        if not _has_log(path) or os.access(path.parent, os.W_OK):
            return read_only(path.parent)
        return ArchiveReadOnly(faults.CUT_OFF(folder=str(path.parent)), faults.COPY_WHOLE())
    if code == sqlite3.SQLITE_FULL:
        return ArchiveError(faults.FULL(), faults.FREE_SPACE())
    if code == sqlite3.SQLITE_IOERR:
        failed = faults.DISK_FAILED(path=str(path), why=str(error))
        return ArchiveError(failed, faults.CHECK_DISK())
    unlike_index = getattr(error, "sqlite_errorname", "") == "SQLITE_CONSTRAINT_UNIQUE"
    if unlike_index or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(path, str(error))
    return None


def _damaged(path: Path, how: str) -> ArchiveDamaged:
    return ArchiveDamaged(faults.DAMAGED(path=str(path), why=how), faults.RESTORE_OR_REPAIR())


def _unreadable(path: Path) -> ArchiveError:
    return ArchiveError(faults.FORBIDDEN(folder=str(path.parent)), faults.ASK_OWNER())


def open_writer(path: Path) -> sqlite3.Connection:
    """Open the one connection that writes; the caller holds the writer lock.

    Raises:
        sqlite3.Error: see `named_errors`.
        ArchiveError: it is no archive, or a newer one.
    """
    db = _connect(path, "mode=rw")
    try:
        # FULL: a commit is acknowledged only when the disk has it.
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            f"journal_size_limit={64 * 1024 * 1024}",
        ):
            db.execute(f"PRAGMA {pragma}")
        store_schema.upgrade(db, path)
        store_schema.check(db, path)
        # After the checks, for this may write to the file, which may be another program's.
        db.execute("PRAGMA journal_mode=WAL")
    except BaseException:
        db.close()
        raise
    return db


def _connect(path: Path, how: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        f"{path.resolve().as_uri()}?{how}",
        uri=True,
        isolation_level=None,  # transactions are begun and ended by hand
        check_same_thread=False,  # handed from thread to thread, used by one at a time
    )
    # Damaged bytes must reach the hash check, which names the record, and not fail before.
    db.text_factory = _text
    for pragma in ("busy_timeout=5000", "trusted_schema=OFF", "cell_size_check=ON"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


class ReadConnections:
    """Read-only connections, each used by one thread at a time and then kept for the next.

    In a folder that cannot be written SQLite cannot make the file its readers share, so
    there the database is opened as one that nobody changes; that is seen anew at each use,
    should somebody with more rights change it after all. A file put in its place, as a
    restore does, is noticed too.

    Args:
        path: the database file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._passing: set[sqlite3.Connection] = set()
        self._opened_as: _Looks | None = None
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside one read transaction; keep it short.

        Raises:
            ArchiveError: there is no archive, or see `named_errors`.
        """
        with named_errors(self._path):
            looks = self._looks()
            db = self._take(looks)
            try:
                db.execute("BEGIN")
                yield db
            finally:
                self._give(looks, db)

    @property
    def file(self) -> object:
        """What tells the file that is read from another one put in its place."""
        return self._opened_as

    def close(self) -> None:
        """Close every connection; those at work are closed when they come back."""
        with self._lock:
            self._closed = True
            self._drop_idle()

    def _looks(self) -> _Looks:
        """Tell whether nobody can change the file, and what says that it is the same one."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            none = faults.NO_ARCHIVE(folder=str(self._path.parent))
            raise ArchiveError(none, faults.MAKE_ONE()) from None
        except PermissionError as error:
            raise _unreadable(self._path) from error
        if os.access(self._path.parent, os.W_OK) or _has_log(self._path):
            return (False, status.st_ino)
        return (True, status.st_ino, status.st_mtime_ns, status.st_size)

    def _take(self, looks: _Looks) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise ValueError("the store is closed")
            if looks != self._opened_as:
                self._drop_idle()
                self._opened_as = looks
            if self._idle:
                return self._idle.pop()
        try:
            return self._opened("mode=ro&immutable=1" if looks[0] else "mode=ro")
        except sqlite3.OperationalError as error:
            # On a full disk the file that readers share cannot be made either. Without a log
            # all that was committed is in the database itself.
            if (error.sqlite_errorcode & 0xFF) not in _NO_ROOM or _has_log(self._path):
                raise
            return self._opened("mode=ro&immutable=1", once=True)

    def _opened(self, how: str, *, once: bool = False) -> sqlite3.Connection:
        db = _connect(self._path, how)
        try:
            db.execute("PRAGMA query_only=ON")
            store_schema.check(db, self._path)
        except BaseException:
            db.close()
            raise
        if once:
            with self._lock:
                self._passing.add(db)
        return db

    def _give(self, looks: _Looks, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            db.rollback()
        with self._lock:
            if self._closed or looks != self._opened_as or db in self._passing:
                self._passing.discard(db)
                db.close()
            else:
                self._idle.append(db)

    def _drop_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()


def _has_log(path: Path) -> bool:
    """Tell whether commits wait beside the database, not yet folded into it."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except FileNotFoundError:
        return False
