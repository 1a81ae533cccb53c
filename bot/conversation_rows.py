"""Rows of stored conversations: their tables, and each turn bound by a hash over its columns."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot import keeping
from corpus.errors import ArchiveError
from embeddings.analysis import terms

_APPLICATION = 0x44524743  # "DRGC"
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,
    filters TEXT NOT NULL, touched INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS turn (
    conversation TEXT NOT NULL REFERENCES conversation ON DELETE CASCADE, n INTEGER NOT NULL,
    key TEXT NOT NULL, asked_at TEXT NOT NULL, question TEXT NOT NULL, raw INTEGER NOT NULL,
    filters TEXT NOT NULL, answer TEXT NOT NULL, content TEXT NOT NULL, words TEXT NOT NULL,
    sha256 TEXT NOT NULL, PRIMARY KEY (conversation, n)) STRICT;
CREATE INDEX IF NOT EXISTS turn_key ON turn (key);
CREATE TABLE IF NOT EXISTS change (seq INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT) STRICT;
"""
#: In the column `raw` beside 0 and 1: to be read with what was said before.
_LEANING = 2
#: Columns of a turn's own, in the order of `StoredTurn.row`.
TURN = "key, asked_at, question, raw, filters, answer, content, words, sha256"
_LISTED = (
    "SELECT id, title, created, updated, (SELECT count(*) FROM turn WHERE conversation = id) "
    "FROM conversation"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A conversation as a list shows it; times are UTC, ISO 8601."""

    id: str
    title: str
    created: str
    updated: str
    turns: int

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTurn:
    """A turn as it is stored.

    Attributes:
        key: names the turn among all; drawn at random.
        asked_at: UTC, ISO 8601.
        question: as asked.
        raw: whether nothing was to be carried over.
        leaning: whether it was to be read with what was said before.
        filters: as `Filters.to_json` gives them.
        answer: as `Answer.to_json` gives it: the anchors of its quotes are in it.
        content: hash of each record that the answer cites, by its id.
    """

    key: str
    asked_at: str
    question: str
    raw: bool
    filters: Mapping[str, Any]
    answer: Mapping[str, Any]
    content: Mapping[str, str]
    leaning: bool = False

    def row(self) -> tuple[Any, ...]:
        """Return the columns, with a hash over all of them."""
        row = (
            *(self.key, self.asked_at, self.question, _LEANING if self.leaning else int(self.raw)),
            *(dumped(self.filters), dumped(self.answer), dumped(self.content)),
            _words(self.question, self.answer),
        )
        return (*row, _sha256(row))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A whole stored conversation.

    Attributes:
        listed: what a list shows.
        filters: what it was narrowed to last.
        turns: the turns that are as they were written, oldest first.
        damaged: questions' numbers of those that are not; they are left out.
    """

    listed: Listed
    filters: Mapping[str, Any]
    turns: tuple[StoredTurn, ...]
    damaged: tuple[int, ...] = ()


def new_id() -> str:
    """Return an id that no conversation or turn has."""
    return secrets.token_hex(8)


def shortened(question: str, most: int = 80) -> str:
    """Return a title: the question on one line, cut at a space."""
    title = " ".join(question.split())
    if len(title) <= most:
        return title
    head = title[: most - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head) + "…"


#: The turns of a conversation by their keys, in order.
KEYS = "SELECT key FROM turn WHERE conversation = ? ORDER BY n"


def prepare(db: sqlite3.Connection, path: Path) -> None:
    """Set a new connection up.

    Raises:
        ArchiveError: the file is another program's, or a newer Dragoman's.
    """
    for pragma in (
        *("busy_timeout=10000", "trusted_schema=OFF", "cell_size_check=ON", "foreign_keys=ON"),
        # EXTRA also syncs the folder when the journal goes: a commit is then on the disk.
        *("synchronous=EXTRA", "secure_delete=ON"),
    ):
        db.execute(f"PRAGMA {pragma}")
    db.execute("BEGIN")  # both as of one moment: another thread may be making the file
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute("COMMIT")
    if application not in (0, _APPLICATION) or (application == 0 and version):
        raise ArchiveError(keeping.FOREIGN(path=str(path)), keeping.MOVE_AWAY())
    if version > _VERSION:
        raise ArchiveError(keeping.NEWER(path=str(path)), keeping.UPGRADE())


def make(db: sqlite3.Connection) -> None:
    """Make the tables where there are none; inside a transaction."""
    if db.execute("PRAGMA application_id").fetchone()[0] == _APPLICATION:
        return
    for statement in _SCHEMA.split(";"):
        db.execute(statement)
    db.execute(f"PRAGMA application_id={_APPLICATION}")
    db.execute(f"PRAGMA user_version={_VERSION}")


def touch(db: sqlite3.Connection, conversation_id: str) -> int:
    """Return a number that orders changes; times may be equal."""
    done = db.execute("INSERT INTO change (conversation) VALUES (?)", (conversation_id,))
    return int(done.lastrowid or 0)


def was_deleted(db: sqlite3.Connection, conversation_id: str) -> bool:
    """Tell whether a conversation was deleted from this file; that of a lost file was not."""
    there = "SELECT 1 FROM conversation WHERE id = ?"
    changed = "SELECT 1 FROM change WHERE conversation = ? LIMIT 1"
    return not db.execute(there, (conversation_id,)).fetchone() and bool(
        db.execute(changed, (conversation_id,)).fetchone()
    )


def listed_rows(
    db: sqlite3.Connection, where: str, values: Sequence[str] = ()
) -> tuple[Listed, ...]:
    """Return what a list shows, the conversation changed last first."""
    rows = db.execute(f"{_LISTED} {where} ORDER BY touched DESC", values)
    return tuple(
        Listed(id=i, title=title, created=created, updated=updated, turns=turns)
        for i, title, created, updated, turns in rows
    )


def loaded(db: sqlite3.Connection, conversation_id: str) -> Stored | None:
    """Return a conversation as of one moment; None when there is none of that id."""
    db.execute("BEGIN")
    found = listed_rows(db, "WHERE id = ?", [conversation_id])
    if not found:
        return None
    filters = db.execute("SELECT filters FROM conversation WHERE id = ?", (conversation_id,))
    rows = db.execute(
        f"SELECT {TURN} FROM turn WHERE conversation = ? ORDER BY n", (conversation_id,)
    )
    turns = [turn_of(row) for row in rows]
    return Stored(
        listed=found[0],
        filters=json.loads(filters.fetchone()[0]),
        turns=tuple(turn for turn in turns if turn is not None),
        damaged=tuple(n for n, turn in enumerate(turns, 1) if turn is None),
    )


def turn_of(row: Sequence[Any]) -> StoredTurn | None:
    """Return a turn; None when its row is not as it was written."""
    if _sha256(row[:-1]) != row[-1]:
        return None
    key, asked_at, question, raw, filters, answer, content, _ = row[:-1]
    return StoredTurn(
        key=key,
        asked_at=asked_at,
        question=question,
        raw=raw == 1,
        leaning=raw == _LEANING,
        filters=json.loads(filters),
        answer=json.loads(answer),
        content=json.loads(content),
    )


def _words(question: str, answer: Mapping[str, Any]) -> str:
    """Return the terms that a search finds the turn by, each between spaces."""
    said = [question, *(quote["text"] for quote in answer["quotes"])]
    said += [str(field["value"] or "") for field in answer["fields"]]
    return f" {' '.join(dict.fromkeys(terms(' '.join(said))))} "


def dumped(plain: Mapping[str, Any]) -> str:
    """Return plain data as it is stored."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=False)


def _sha256(row: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(list(row), ensure_ascii=True).encode()).hexdigest()
