"""Erasure: words that were purged from the archive leave its stored conversations too."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.conversation_rows import StoredTurn
from bot.conversation_store import ConversationStore
from bot.reopening import Fetch, without_words
from corpus.errors import ArchiveDamaged, UnknownRecord
from corpus.records import Record


def erase_words(folder: Path, fetch: Fetch) -> int:
    """Take out of every stored answer the words that no live record holds.

    Questions and the frames of answers stay; a quote without words is told as one that no
    longer stands. Turns that are damaged go altogether, as do damaged files set aside.

    Args:
        folder: the archive's folder.
        fetch: returns a live record.

    Returns:
        How many turns were changed.

    Raises:
        ArchiveError: they cannot be changed.
    """

    @cache
    def record_of(record_id: str) -> Record | None:
        try:
            return fetch(record_id)
        except UnknownRecord:
            return None

    def stands(record_id: str, words: str) -> bool:
        try:
            record = record_of(record_id)
        except ArchiveDamaged:
            return True  # it can still be mended, and was not purged
        if record is None:
            return False
        return words in record.text or any(words == field.raw for field in record.description)

    def change(turn: StoredTurn) -> StoredTurn | None:
        emptied = without_words(turn.answer, stands)
        return replace(turn, answer=emptied) if emptied is not None else None

    conversations = ConversationStore(folder)
    conversations.forget_damaged()
    return conversations.rewrite(change)
