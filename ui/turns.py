"""Turns: what the page is told, step by step, when it opens and when it asks.

Every message is plain JSON. What a page sends is only ever a question and its own number
for the turn; the conversation itself stays here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpus.citations import STYLES
from corpus.errors import ArchiveDamaged, ArchiveError
from ui.documents import holding
from ui.questions import LONGEST, checked
from ui.sittings import Sittings
from ui.warmth import Warmth

if TYPE_CHECKING:
    from bot import Archive

log = logging.getLogger(__name__)

Message = dict[str, Any]

#: Records whose paragraphs are counted for the masthead; counting reads them.
MOST_COUNTED = 50


def first_message(archive: Archive) -> Message:
    """Return what an empty page shows: the holding, the starters, the citation styles.

    A damaged record takes its paragraphs' count and its starters away, not the page.
    """
    rows = archive.summaries()
    try:
        bodies = [archive.record(row.record_id).body for row in rows[:MOST_COUNTED]]
        paragraphs = sum(map(len, bodies)) if len(bodies) == len(rows) else None
        starters = archive.starters()
    except ArchiveDamaged as damage:
        log.error("%s", damage)
        paragraphs, starters = None, ()
    return {
        "holding": holding(rows, paragraphs),
        "starters": list(starters),
        "styles": list(STYLES),
        "longest": LONGEST,
    }


def answering(sittings: Sittings, warmth: Warmth, page: str, event: object) -> Iterator[Message]:
    """Answer one question of one page, step by step.

    Args:
        sittings: the conversations.
        warmth: whether the models are loaded.
        page: the session of the page that asks.
        event: what the page sent: `{"question": str, "ticket": int}`. The ticket is the
            page's own number for the turn and only comes back to it.

    Yields:
        Messages `{"ticket", "step"}` while waiting, then one with `answer`, `stopped`
        or `error` and `remedy`.
    """
    ticket = _ticket(event)
    try:
        question = checked(event.get("question") if isinstance(event, dict) else None)
        if not warmth.ready:
            yield {"ticket": ticket, "step": "opening"}
        warmth.wait()
        yield {"ticket": ticket, "step": "searching"}
        answer = sittings.of(page).ask(question)
    except ArchiveError as error:
        yield {"ticket": ticket, "error": error.message, "remedy": error.remedy}
        return
    if answer is None:
        yield {"ticket": ticket, "stopped": True}
    else:
        yield {"ticket": ticket, "answer": answer.to_json()}


def rereading(sittings: Sittings, warmth: Warmth, page: str, event: object) -> Message:
    """Answer a page's last question again, read exactly as it was typed."""
    ticket = _ticket(event)
    try:
        warmth.wait()
        answer = sittings.of(page).undo_reading()
    except ArchiveError as error:
        return {"ticket": ticket, "error": error.message, "remedy": error.remedy}
    return {"ticket": ticket, "answer": answer.to_json()}


def _ticket(event: object) -> int | None:
    value = event.get("ticket") if isinstance(event, dict) else None
    return value if isinstance(value, int) and 0 <= value < 2**31 else None
