"""The page: a conversation on the left, the document on the right.

Gradio is imported at the top, because it reads the types of the handlers from this
module's names; `ui.web` imports the module only when the page is built.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr
from anyio import CapacityLimiter, to_thread

from corpus.errors import ArchiveError
from ui.components import source_reader, transcript
from ui.door import reader_of
from ui.limits import Busy, Kind
from ui.sittings import Sittings
from ui.turns import Message, Page, answering, first_message, rereading, stopping, ticket_of
from ui.warmth import Warmth

if TYPE_CHECKING:
    from bot import Archive
    from ui.door import Door
    from ui.limits import Limits

#: Questions of pages that are worked on at once, and how many more may wait for it.
AT_ONCE, WAITING = 4, 64


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
    places = CapacityLimiter(AT_ONCE)

    def visitor(request: gr.Request) -> Page:
        return _page(request, door, limits)

    async def placed(
        work: Callable[[Sittings, Warmth, Page, object], Message],
        request: gr.Request,
        event: gr.EventData,
    ) -> Message:
        at_work = places.statistics()
        if at_work.borrowed_tokens + at_work.tasks_waiting >= AT_ONCE + WAITING:
            return {"ticket": ticket_of(event._data)} | Busy().to_json()

        def working() -> Message:
            return work(sittings, warmth, visitor(request), event._data)

        # Whoever waits holds no thread, which Stop and the reader's routes need.
        return await to_thread.run_sync(working, limiter=places)

    async def ask(request: gr.Request, event: gr.EventData) -> Message:
        return await placed(answering, request, event)

    async def undo(request: gr.Request, event: gr.EventData) -> Message:
        return await placed(rereading, request, event)

    def stop(request: gr.Request, event: gr.EventData) -> None:
        stopping(sittings, visitor(request), event._data)

    def renew(request: gr.Request) -> None:
        sittings.renew(visitor(request).session)

    def welcome(request: gr.Request) -> Message:
        return first_message(archive, visitor(request), ready=warmth.ready)

    def failed() -> Message:
        return {"ticket": None, "failed": True}

    # An answer comes with the request that asks for it, not through Gradio's queue: its client
    # shuts the one stream of a page when what it waited for is over, and loses the answer to a
    # question that was sent in that moment, after Stop for instance.
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
    engine = {**quiet, "trigger_mode": "multiple"}  # a question may follow one that was stopped
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
        talk.stop(stop, None, None, **quiet)
        talk.renew(renew, None, None, **quiet)
        page.load(welcome, None, [talk], **quiet)
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
