"""A conversation at one moment: a value that never changes, as it is stored and read again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bot.asked import Turn
from bot.conversation_rows import Stored, StoredTurn
from bot.focus import Focus, focus_of
from bot.reopening import Fetch, content_of, reopened
from corpus.filters import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A conversation at one moment.

    Attributes:
        turns: oldest first.
        filters: what the next question is narrowed to; None for nothing.
        keys: names each turn where conversations are stored.
    """

    turns: tuple[Turn, ...] = ()
    filters: Filters | None = None
    keys: tuple[str, ...] = ()

    @property
    def focus(self) -> Focus:
        """What the conversation is about."""
        return focus_of(self.turns, self.filters)


def stored(turn: Turn, key: str) -> StoredTurn:
    """Return a turn as it is stored."""
    return StoredTurn(
        key=key,
        asked_at=turn.asked_at,
        question=turn.question,
        raw=turn.raw,
        leaning=turn.leaning,
        filters=turn.filters.to_json() if turn.filters else {},
        answer=turn.answer.to_json(),
        content=content_of(turn.answer),
    )


def state_of(found: Stored, fetch: Fetch) -> State:
    """Return a conversation as it was stored, every quote in it verified anew."""
    once = cache(fetch)
    filters = Filters.from_json(found.filters) or None
    turns = [_turn(each, once) for each in found.turns]
    return State(turns=tuple(turns), filters=filters, keys=tuple(t.key for t in found.turns))


def _turn(each: StoredTurn, fetch: Fetch) -> Turn:
    answer, remarks = reopened(each.answer, each.content, fetch)
    return Turn(
        question=each.question,
        answer=answer,
        filters=Filters.from_json(each.filters) or None,
        raw=each.raw,
        leaning=each.leaning,
        asked_at=each.asked_at,
        remarks=remarks,
    )
