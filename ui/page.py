"""The page: a conversation on the left, the document on the right.

Gradio is imported at the top, because it reads the types of the handlers from this
module's names; `ui.web` imports the module only when the page is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.errors import ArchiveError
from ui.components import source_reader, transcript
from ui.door import reader_of
from ui.limits import Kind
from ui.sittings import Sittings
from ui.turns import Message, Page, answering, first_message, rereading, stopping
from ui.warmth import Warmth

if TYPE_CHECKING:
    from bot import Archive
    from ui.door import Door
    from ui.limits import Limits


def build_page(
    archive: Archive,
    sittings: Sittings,
    warmth: Warmth,
    door: Door | None = None,
    limits: Limits | None = None,
) -> gr.Blocks:
    """Lay out the page and connect its events.

    No event is offered as an API here: programs have the routes of `ui.api`.

    Args:
        archive: an open archive.
        sittings: the conversations of the open pages.
        warmth: whether the models are loaded.
        door: who may read here and who may keep conversations; None for anyone.
        limits: how often a reader may ask; None for any number of times.
    """

    def visitor(request: gr.Request) -> Page:
        return _page(request, door, limits)

    def ask(request: gr.Request, event: gr.EventData) -> Iterator[Message]:
        yield from answering(sittings, warmth, visitor(request), event._data)

    def undo(request: gr.Request, event: gr.EventData) -> Message:
        return rereading(sittings, warmth, visitor(request), event._data)

    def stop(request: gr.Request, event: gr.EventData) -> None:
        stopping(sittings, visitor(request), event._data)

    def renew(request: gr.Request) -> None:
        sittings.renew(visitor(request).session)

    def welcome(request: gr.Request) -> Message:
        return first_message(archive, visitor(request))

    def failed() -> Message:
        return {"ticket": None, "failed": True}

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    engine: dict[str, Any] = {
        **quiet,
        "concurrency_limit": 4,
        "concurrency_id": "engine",
        "trigger_mode": "multiple",  # a question may follow one that was stopped
    }
    with gr.Blocks(
        title="Dragoman", fill_width=True, analytics_enabled=False, delete_cache=(3600, 3600)
    ) as page:
        with gr.Row(elem_id="room", equal_height=False):
            talk = transcript(first_message(archive, Page(session="", recall=False)))
            source_reader()
        for event in (
            talk.ask(ask, None, [talk], **engine),
            talk.undo(undo, None, [talk], **engine),
        ):
            event.failure(failed, None, [talk], **quiet)
        # Gradio's own cancelling would report the stopped question as failed; the
        # sitting forgets it instead, and the page no longer waits for its ticket.
        talk.stop(stop, None, None, queue=False, **quiet)
        talk.renew(renew, None, None, queue=False, **quiet)
        page.load(welcome, None, [talk], **quiet)
    page.queue(max_size=64, default_concurrency_limit=4)
    return page


def _page(request: Any, door: Door | None, limits: Limits | None) -> Page:
    """Return the page a request comes from.

    Raises:
        ArchiveError: whoever asks may not read here.
    """
    page = Page(session=str(request.session_hash or "")[:64])
    if limits is not None:
        reader = reader_of(request.request)
        page = replace(page, admit=lambda: limits.admit(Kind.ASK, reader))
    if door is None:
        return page
    door.may_read(request.request)
    try:
        door.may_recall(request.request)
    except ArchiveError:
        return replace(page, recall=False)
    return page
