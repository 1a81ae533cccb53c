"""Turns: what the page is told when it opens and when it asks.

Every message is plain JSON. What a page sends is only ever a question, its filters, its own
number for the turn and the id of its conversation; the conversation itself stays here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.settings import ARCHIVE, OFF
from corpus.citations import STYLES
from corpus.errors import ArchiveDamaged, ArchiveError, InvalidQuery, UnknownRecord
from corpus.filters import Filters
from corpus.sayings import Form
from ui.documents import holding
from ui.questions import LONGEST, checked
from ui.sittings import Sitting, Sittings
from ui.warmth import Warmth

if TYPE_CHECKING:
    from bot import Answer, Archive
    from corpus.store_catalogue import Summary

log = logging.getLogger(__name__)

Message = dict[str, Any]

_NO_FILTERS = Form("filter.unread", "The filters cannot be read.")
_CLEAR = Form("remedy.clear", "Clear them and ask again.")
#: Records whose paragraphs are counted for the masthead; counting reads them.
MOST_COUNTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An open page.

    Attributes:
        session: names it.
        recall: whether its conversations may be stored and reopened.
        admit: counts a question of its reader; raises `TooMany` when they ask too often.
    """

    session: str
    recall: bool = True
    admit: Callable[[], None] = lambda: None


def first_message(archive: Archive, page: Page, *, ready: bool = True) -> Message:
    """Return what an empty page shows: the holding, the starters, the citation styles.

    `conversations` says where its conversations are kept (see `Settings`), `ready` whether the
    models are loaded.

    A record that is damaged, or is removed just now, takes its paragraphs' count and its
    starters away, not the page.
    """
    rows = archive.summaries()
    paragraphs, starters = _counted(archive, rows)
    return {
        "holding": holding(rows, paragraphs),
        "starters": list(starters),
        "styles": list(STYLES),
        "longest": LONGEST,
        "ready": ready,
        "conversations": _keeping(archive, page),
    }


def _counted(archive: Archive, rows: Sequence[Summary]) -> tuple[int | None, tuple[str, ...]]:
    """Return how many paragraphs there are, None for many records, and the starters."""
    try:
        bodies = [archive.record(row.record_id).body for row in rows[:MOST_COUNTED]]
        paragraphs = sum(map(len, bodies)) if len(bodies) == len(rows) else None
        return paragraphs, archive.starters()
    except UnknownRecord:
        pass  # removed since it was listed
    except ArchiveDamaged as damage:
        log.error("%s", damage)
    return None, ()


def _keeping(archive: Archive, page: Page) -> str:
    """Return where a page's conversations are kept: a visitor's never here."""
    kept = archive.settings.conversations
    return OFF if kept == ARCHIVE and not page.recall else kept


def answering(sittings: Sittings, warmth: Warmth, page: Page, event: object) -> Message:
    """Answer one question of one page.

    Args:
        sittings: the conversations.
        warmth: whether the models are loaded; the question waits for them.
        page: the page that asks.
        event: what the page sent: `{"question": str, "ticket": int, "filters": {...},
            "conversation": id, "raw": bool}`. The ticket is the page's own number for the
            turn and only comes back to it; without filters those of the conversation
            stay; raw takes nothing over from earlier turns.

    Returns:
        A message with the `ticket` and `answer` and `conversation` (see `Sitting.to_json`),
        or `stopped`, or what `ArchiveError.to_json` gives.
    """
    ticket = ticket_of(event)
    try:
        question = checked(_sent(event, "question"))
        filters = _filters(event)
        page.admit()
        warmth.wait()
        sitting = sittings.of(page.session, _conversation(event), recall=page.recall)
        answer = sitting.ask(question, filters, raw=_sent(event, "raw") is True, ticket=ticket)
    except ArchiveError as error:
        return {"ticket": ticket} | error.to_json()
    if answer is None:
        return {"ticket": ticket, "stopped": True}
    return _answered(ticket, answer, sitting)


def rereading(sittings: Sittings, warmth: Warmth, page: Page, event: object) -> Message:
    """Answer a page's last question again, read exactly as it was typed.

    With `{"otherwise": true}` it is read the other way that its answer offers.
    """
    ticket = ticket_of(event)
    try:
        page.admit()
        warmth.wait()
        sitting = sittings.of(page.session, _conversation(event), recall=page.recall)
        otherwise = _sent(event, "otherwise") is True
        answer = sitting.read_otherwise() if otherwise else sitting.undo_reading()
    except ArchiveError as error:
        return {"ticket": ticket} | error.to_json()
    return _answered(ticket, answer, sitting)


def stopping(sittings: Sittings, page: Page, event: object) -> None:
    """Forget the answer to the question that a page no longer waits for: `{"ticket": int}`."""
    ticket = ticket_of(event)
    if ticket is not None:
        sittings.stop(page.session, ticket)


def ticket_of(event: object) -> int | None:
    """Return a page's own number of a turn, as far as it sent one."""
    value = _sent(event, "ticket")
    return value if isinstance(value, int) and 0 <= value < 2**31 else None


def _answered(ticket: int | None, answer: Answer, sitting: Sitting) -> Message:
    return {"ticket": ticket, "answer": answer.to_json(), "conversation": sitting.to_json()}


def _sent(event: object, key: str) -> Any:
    return event.get(key) if isinstance(event, dict) else None


def _conversation(event: object) -> str | None:
    value = _sent(event, "conversation")
    return value if isinstance(value, str) else None


def _filters(event: object) -> Filters | None:
    value = _sent(event, "filters")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise InvalidQuery(_NO_FILTERS(), _CLEAR())
    return Filters.from_json(value)
