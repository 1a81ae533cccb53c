"""Conversations on the disk: `conversations.db` in the archive's folder.

A file of its own, so that nothing about a conversation can harm the records. Several
processes may write to it. It is kept with a rollback journal and not with a log beside it
(WAL): SQLite before 3.51.3 may lose a commit when two connections write to and fold one log
at the same moment, and a journal is read where the folder cannot be written.
Source: sqlite.org/wal.html, "The WAL-Reset Bug"; sqlite.org/pragma.html, "synchronous".
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot import keeping
from bot.conversation_rows import (
    KEYS,
    TURN,
    Listed,
    Stored,
    StoredTurn,
    dumped,
    listed_rows,
    loaded,
    make,
    new_id,
    prepare,
    shortened,
    touch,
    turn_of,
    was_deleted,
)
from corpus import disk
from corpus.clock import now
from corpus.errors import ArchiveDamaged, ArchiveError, InvalidQuery, UnknownConversation
from corpus.locking import read_only
from corpus.store_connections import named_errors
from embeddings.analysis import terms

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")
_NONE: tuple[Listed, ...] = ()


class ConversationStore:
    """The conversations of one archive; safe to use from many threads and processes.

    Args:
        folder: the archive's folder. The file is made with the first conversation.
    """

    FILE_NAME = "conversations.db"

    def __init__(self, folder: Path) -> None:
        self._path = folder / self.FILE_NAME
        #: What was set aside as damaged, for people; "" for nothing. It is logged as well.
        self.notice: str = ""

    def list(self) -> tuple[Listed, ...]:
        """Return the conversations, the one changed last first."""
        return self._read(lambda db: listed_rows(db, ""), _NONE)

    def search(self, words: str) -> tuple[Listed, ...]:
        """Return the conversations that hold every word in title, questions or quotes."""
        wanted = [f" {term} " for term in dict.fromkeys(terms(words))]
        if not wanted:
            return ()
        where = " AND ".join(
            "EXISTS (SELECT 1 FROM turn WHERE conversation = id AND instr(words, ?))"
            for _ in wanted
        )
        found = self._read(lambda db: listed_rows(db, f"WHERE {where}", wanted), _NONE)
        named = [
            each
            for each in self.list()
            if all(term.strip() in terms(each.title) for term in wanted)
        ]
        ids = {each.id for each in (*found, *named)}
        return tuple(each for each in self.list() if each.id in ids)

    def resolve(self, name: str) -> str:
        """Return the whole id for an id, its unmistakable beginning, or `last`.

        Raises:
            ArchiveError: there is no such conversation, or more than one.
        """
        everything = self.list()
        if name == "last" and everything:
            return everything[0].id
        found = [each.id for each in everything if name and each.id.startswith(name)]
        if len(found) == 1 or name in found:
            return name if name in found else found[0]
        if found:
            raise ArchiveError(
                f"{len(found)} conversations begin with “{name}”.", "Give more of the id."
            )
        raise UnknownConversation(keeping.UNKNOWN(name=name[:80]), keeping.LIST())

    def load(self, conversation_id: str) -> Stored:
        """Return a conversation with its turns.

        Raises:
            ArchiveError: there is none of that id.
        """
        found = self._read(lambda db: loaded(db, conversation_id), None)
        if found is None:
            unknown = keeping.UNKNOWN(name=conversation_id[:80])
            raise UnknownConversation(unknown, keeping.LIST())
        return found

    def save(
        self,
        conversation_id: str,
        *,
        title: str,
        filters: Mapping[str, Any],
        known: Sequence[str],
        keys: Sequence[str],
        kept: int,
        turn: Callable[[int], StoredTurn],
    ) -> str:
        """Bring a conversation to the disk; it is there when this returns.

        Args:
            conversation_id: the conversation; it is made when there is none.
            title: its title if it is made now.
            filters: what it is narrowed to.
            known: keys of the turns that the caller last saw stored.
            keys: keys of the turns it has now; it is deleted when there are none.
            kept: how many of these, from the first, are stored already.
            turn: gives the turn of a number, counted from 0.

        Returns:
            The id under which it is kept now: another one where somebody else went on with
            the conversation meanwhile, so that neither loses a turn.

        Raises:
            UnknownConversation: it was stored, and was deleted meanwhile.
            ArchiveError: it cannot be stored.
        """

        def work(db: sqlite3.Connection) -> str:
            stored = [key for (key,) in db.execute(KEYS, (conversation_id,))]
            if known and was_deleted(db, conversation_id):
                raise UnknownConversation(keeping.UNKNOWN(name=conversation_id), keeping.LIST())
            place = conversation_id if stored == list(known) else new_id()
            if not keys:
                db.execute("DELETE FROM conversation WHERE id = ?", (place,))
                return place
            moment = now()
            made = "INSERT OR IGNORE INTO conversation VALUES (?, ?, ?, ?, ?, 0)"
            db.execute(made, (place, title, moment, moment, "{}"))
            db.execute("DELETE FROM turn WHERE conversation = ? AND n > ?", (place, kept))
            copied = f"INSERT INTO turn SELECT ?, ?, {TURN} FROM turn WHERE key = ? LIMIT 1"
            written = f"INSERT INTO turn VALUES ({', '.join('?' * 11)})"
            for n, key in enumerate(keys):
                if n < kept and place == conversation_id:
                    continue
                if not db.execute(copied, (place, n + 1, key)).rowcount:
                    db.execute(written, (place, n + 1, *turn(n).row()))
            changed = "UPDATE conversation SET updated = ?, filters = ?, touched = ? WHERE id = ?"
            db.execute(changed, (moment, dumped(filters), touch(db, place), place))
            return place

        return self._write(work)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            UnknownConversation: there is none of that id.
            InvalidQuery: the title is empty.
        """
        title = shortened(title)
        if not title:
            raise InvalidQuery(keeping.NO_TITLE(), keeping.GIVE_TITLE())
        changed = "UPDATE conversation SET title = ? WHERE id = ?"
        self.load(conversation_id)
        self._write(lambda db: db.execute(changed, (title, conversation_id)))

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation for good; its bytes are written over.

        Raises:
            ArchiveError: there is none of that id.
        """
        self.load(conversation_id)
        self._write(
            lambda db: db.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))
        )

    def rewrite(self, change: Callable[[StoredTurn], StoredTurn | None]) -> int:
        """Let every turn be changed; returns how many were. None leaves one as it is."""

        def work(db: sqlite3.Connection) -> int:
            changed = 0
            for rowid, turn in _every_turn(db):
                other = change(turn) if turn else None
                if other is not None:
                    changed += 1
                    sets = ", ".join(f"{name} = ?" for name in TURN.split(", "))
                    db.execute(f"UPDATE turn SET {sets} WHERE rowid = ?", (*other.row(), rowid))
            return changed

        return self._write(work) if self._path.exists() else 0

    def forget_damaged(self) -> None:
        """Delete the turns that are not as they were written, and damaged files set aside.

        What they hold cannot be told, so that it may be words that shall be erased.

        Raises:
            ArchiveError: they cannot be deleted.
        """

        def work(db: sqlite3.Connection) -> None:
            torn = [(rowid,) for rowid, turn in _every_turn(db) if turn is None]
            db.executemany("DELETE FROM turn WHERE rowid = ?", torn)

        if self._path.exists():
            self._write(work)
        folder = self._path.parent
        with disk.file_errors(folder, "write", "older copies of conversations stay"):
            for aside in folder.glob(f"{self.FILE_NAME}.damaged-*"):
                aside.unlink()
            disk.sync(folder)

    def copy_to(self, path: Path) -> int:
        """Write a copy to a new file, as of one moment; returns how many conversations.

        It is put back by copying it into an archive's folder as `conversations.db`.

        Args:
            path: the file; its folder must exist, the file must not.

        Raises:
            ArchiveError: the file exists or cannot be written, there is nothing to copy, or
                the disk is full.
        """
        if path.exists():
            raise ArchiveError(f"{path} exists.", "Name a new file; a backup never replaces one.")
        if not self._path.exists():
            raise ArchiveError(f"{self._path.parent} holds no conversations.", "")
        aside = path.with_name(f".{path.name}.partial")

        def work(db: sqlite3.Connection) -> int:
            with closing(sqlite3.connect(aside)) as copy:
                db.backup(copy)
            return int(db.execute("SELECT count(*) FROM conversation").fetchone()[0])

        with disk.file_errors(path, "write", "no copy was made"):
            try:
                aside.unlink(missing_ok=True)
                aside.touch()  # SQLite would tell of the archive what is wrong with this folder
                copied = self._read(work, 0)
                disk.sync(aside)
                disk.rename(aside, path)
                disk.sync(path.parent)
            finally:
                aside.unlink(missing_ok=True)
        return copied

    # Inside

    def faults(self) -> tuple[str, ...]:
        """Return what is wrong with the file, one sentence each; nothing is changed."""
        if not self._path.exists():
            return ()
        try:
            with self._opened("ro") as db:
                wrong = [row[0] for row in db.execute("PRAGMA integrity_check(5)")]
                rows = db.execute(f"SELECT conversation, n, {TURN} FROM turn ORDER BY 1, 2")
                torn = [(name, n) for name, n, *row in rows if turn_of(row) is None]
        except ArchiveDamaged as damage:
            return (damage.message,)
        found = [f"{self.FILE_NAME}: {each}" for each in wrong if each != "ok"]
        found += [f"Turn {n} of conversation {name} is not as it was written." for name, n in torn]
        return tuple(found)

    def _read(self, work: Callable[[sqlite3.Connection], _Result], nothing: _Result) -> _Result:
        """Do some reading; `nothing` where no conversation was ever stored."""
        if not self._path.exists():
            return nothing
        # A writer that was killed left a journal, which a reader must be able to undo.
        mode = "rw" if os.access(self._path.parent, os.W_OK) else "ro"
        return self._done(work, mode, nothing)

    def _write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        def whole(db: sqlite3.Connection) -> _Result:
            db.execute("BEGIN IMMEDIATE")
            make(db)
            result = work(db)
            db.execute("COMMIT")
            return result

        if not os.access(self._path.parent, os.W_OK):
            raise read_only(self._path.parent)
        return self._done(whole, "rwc")

    def _done(
        self,
        work: Callable[[sqlite3.Connection], _Result],
        mode: str,
        nothing: _Result | None = None,
    ) -> _Result:
        try:
            with self._opened(mode) as db:
                return work(db)
        except ArchiveDamaged:
            self._set_aside()
        if nothing is not None:
            return nothing
        if mode != "rwc":
            raise ArchiveError(self.notice, "")
        with self._opened(mode) as db:
            return work(db)

    @contextmanager
    def _opened(self, mode: str) -> Iterator[sqlite3.Connection]:
        with named_errors(self._path):
            db = sqlite3.connect(
                f"{self._path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None
            )
            try:
                prepare(db, self._path)
                yield db
            finally:
                db.close()

    def _set_aside(self) -> None:
        """Rename a damaged file; the next conversation begins a new one.

        Raises:
            ArchiveDamaged: it cannot be renamed.
        """
        from filelock import FileLock  # for a damaged file alone

        folder = self._path.parent
        try:
            with FileLock(folder / "conversations.lock"):
                if not self._is_damaged():
                    return  # another process has just done it
                aside = self._path.with_name(f"{self.FILE_NAME}.damaged-{time.time_ns()}")
                disk.rename(self._path, aside)
                journal = self._path.with_name(self.FILE_NAME + "-journal")
                if journal.exists():
                    disk.rename(journal, aside.with_name(aside.name + "-journal"))
                disk.sync(folder)
        except OSError as error:
            stuck = keeping.STUCK(path=str(self._path), why=error.strerror or str(error))
            raise ArchiveDamaged(stuck, keeping.MOVE_STUCK()) from error
        self.notice = keeping.SET_ASIDE(path=str(self._path), aside=aside.name)
        log.warning("%s", self.notice)

    def _is_damaged(self) -> bool:
        try:
            with self._opened("rw") as db:
                return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
        except ArchiveDamaged:
            return self._path.exists()
        except ArchiveError:
            return False


def _every_turn(db: sqlite3.Connection) -> list[tuple[int, StoredTurn | None]]:
    """Return every turn with its row; None for one that is not as it was written."""
    rows = db.execute(f"SELECT rowid, {TURN} FROM turn").fetchall()
    return [(rowid, turn_of(row)) for rowid, *row in rows]
