"""HTTP routes of the conversations: listed, read, continued, renamed, deleted, exported, replayed.

Conversations are the owner's: every route asks `Door.may_recall` first, inside itself, and
one that changes something refuses what a page of another site asks for.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote as escaped

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from bot.keeping import UNKNOWN
from bot.settings import ARCHIVE
from corpus.errors import ArchiveError, InvalidQuery, UnknownConversation
from corpus.filters import Filters
from corpus.sayings import Form, listed
from ui.accounts import NotAllowed
from ui.door import another_site, foreign
from ui.limits import Limits
from ui.questions import checked
from ui.warmth import Warmth

if TYPE_CHECKING:
    from bot import Archive, Conversation
    from ui.door import Door
    from ui.sittings import Sittings

#: Formats a conversation is exported in, with their media types.
TYPES = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}
_TOO_LONG = Form("talks.long", "That is too long to search by.")
_FEW_WORDS = Form("remedy.talks long", "Give a few words.")
_NOT_STORED = Form("talks.not stored", "Conversations are not stored here.")
_SET = Form("remedy.not stored", "Set {line} in settings.toml, or ask at /api/ask.")
_NO_TURN = Form("export.turn", "The conversation holds no turn that can be exported.")
_NOT_AS = Form("export.not as", "A conversation is not exported as “{kind}”.")
_TAKE = Form("remedy.not as", "Take {kinds}.")
_DELETED = Form("remedy.deleted", "It may have been deleted.")
_ID = re.compile(r"[0-9a-f]{16}")
#: Longest words that conversations are searched by, and longest title sent.
_LONGEST = 500


class Asked(BaseModel):
    """The next question of a conversation."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="At most 4,000 characters; it may lean on earlier ones.")
    filters: dict[str, Any] | None = Field(
        default=None,
        description="What this question and those after it are narrowed to; left out, what the "
        "conversation is narrowed to already; {} for the whole archive.",
    )
    raw: bool = Field(default=False, description="Take over nothing from earlier questions.")


class Renamed(BaseModel):
    """Another title for a conversation."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(description="Words; what is over 80 characters is cut.", examples=["Riots"])


class Exported(BaseModel):
    """Questions that are kept elsewhere, to be asked again and written to a file."""

    model_config = ConfigDict(extra="forbid")

    format: str = Field(description=f"One of {', '.join(TYPES)}.")
    style: str | None = Field(default=None, description="Citation style of the notes.")
    title: str | None = Field(default=None, description="Its title, where it was given one.")
    turns: list[Asked] = Field(min_length=1, max_length=100)


def conversing(
    archive: Archive, sittings: Sittings, warmth: Warmth, limits: Limits, door: Door
) -> APIRouter:
    """Return the routes of the stored conversations.

    Args:
        archive: an open archive.
        sittings: the conversations of open pages; they are told of deletions.
        warmth: whether the models are loaded; questions wait for them.
        limits: how much is worked on at once.
        door: who may see conversations.
    """

    def allowed(request: Request) -> None:
        door.may_recall(request)
        if request.method != "GET" and foreign(request.headers):
            raise another_site()

    talks = _Talks(archive=archive, sittings=sittings, warmth=warmth, limits=limits)
    router = APIRouter(
        prefix="/api/conversations", tags=["conversations"], dependencies=[Depends(allowed)]
    )
    _add_recalling(router, talks)
    _add_asking(router, talks)
    _add_changing(router, talks)
    return router


@dataclass(frozen=True, slots=True, kw_only=True)
class _Talks:
    """What the routes work with; see `conversing`."""

    archive: Archive
    sittings: Sittings
    warmth: Warmth
    limits: Limits

    def opened(self, conversation_id: str) -> Conversation:
        return self.archive.conversations.open(_whole(conversation_id))

    def asked(self, talk: Conversation, sent: Asked) -> dict[str, Any]:
        question = checked(sent.question)
        filters = None if sent.filters is None else Filters.from_json(sent.filters)
        self.warmth.wait()
        with self.limits.turn():
            answer = talk.ask(question, filters=filters, raw=sent.raw)
        plain = talk.to_json()
        plain["turns"] = len(talk.turns)
        return plain | {"kept": talk.kept, "answer": answer.to_json()}


def _add_recalling(router: APIRouter, talks: _Talks) -> None:
    archive = talks.archive

    @router.get("", summary="List the stored conversations, or search them")
    def listed(
        q: str = "", only: Annotated[str | None, Query(alias="id")] = None
    ) -> dict[str, Any]:
        if len(q) > _LONGEST:
            raise InvalidQuery(_TOO_LONG(), _FEW_WORDS())
        held = archive.conversations
        found = held.search(q) if q.strip() else held.list()
        if only is not None:
            found = tuple(each for each in found if each.id == only)
        return {
            "kept": archive.settings.conversations,
            "conversations": [each.to_json() for each in found],
        }

    @router.get("/{conversation_id}", summary="A conversation, every quote verified anew")
    def read(conversation_id: str) -> dict[str, Any]:
        return talks.opened(conversation_id).to_json()

    @router.get(
        "/{conversation_id}/export",
        summary="The whole of it as a file, footnotes numbered through",
        response_class=Response,
    )
    def export(
        conversation_id: str, kind: Annotated[str, Query(alias="format")], style: str | None = None
    ) -> Response:
        return _exported(archive, talks.opened(conversation_id), kind, style)


def _add_asking(router: APIRouter, talks: _Talks) -> None:
    archive = talks.archive

    @router.post("", status_code=201, summary="Begin a conversation with a question")
    def begin(sent: Asked) -> dict[str, Any]:
        if archive.settings.conversations != ARCHIVE:
            raise NotAllowed(_NOT_STORED(), _SET(line='conversations = "archive"'))
        return talks.asked(archive.conversation(), sent)

    @router.post("/{conversation_id}", summary="Ask its next question")
    def ask(conversation_id: str, sent: Asked) -> dict[str, Any]:
        return talks.asked(talks.opened(conversation_id), sent)

    @router.post("/{conversation_id}/replay", summary="Ask its questions again and compare")
    def replay(conversation_id: str) -> dict[str, Any]:
        talk = talks.opened(conversation_id)
        talks.warmth.wait()
        with talks.limits.turn():
            again = talk.replay()
        same = all(each.same for each in again)
        return {"id": talk.id, "same": same, "turns": [each.to_json() for each in again]}


def _add_changing(router: APIRouter, talks: _Talks) -> None:
    archive = talks.archive

    @router.patch("/{conversation_id}", summary="Give it another title")
    def rename(conversation_id: str, sent: Renamed) -> dict[str, Any]:
        place = _whole(conversation_id)
        archive.conversations.rename(place, sent.title[:_LONGEST])
        found = next((each for each in archive.conversations.list() if each.id == place), None)
        if found is None:
            raise _unknown(place)
        return found.to_json()

    @router.put("/{conversation_id}/filters", summary="Narrow its questions from now on")
    def narrow(conversation_id: str, filters: dict[str, Any]) -> dict[str, Any]:
        talk = talks.opened(conversation_id)
        talk.set_filters(Filters.from_json(filters))
        return {"id": talk.id, "filters": talk.filters.to_json() if talk.filters else {}}

    @router.delete("/{conversation_id}", status_code=204, summary="Delete it for good")
    def delete(conversation_id: str) -> Response:
        place = _whole(conversation_id)
        with talks.sittings.without(place):
            archive.conversations.delete(place)
        return Response(status_code=204)


def exporting(archive: Archive, warmth: Warmth, limits: Limits) -> APIRouter:
    """Return the route that exports a conversation whose questions only the reader keeps."""
    router = APIRouter(prefix="/api", tags=["conversations"])

    @router.post(
        "/exports", summary="Ask questions one after another, as a file", response_class=Response
    )
    def exports(sent: Exported) -> Response:
        questions = [checked(each.question) for each in sent.turns]
        narrowed = [Filters.from_json(each.filters or {}) for each in sent.turns]
        _check_kind(sent.format, sent.style)
        warmth.wait()
        talk = archive.conversation(keep=False)
        for question, filters, each in zip(questions, narrowed, sent.turns, strict=True):
            with limits.turn():
                talk.ask(question, filters=filters, raw=each.raw)
        if sent.title:
            talk.rename(sent.title[:_LONGEST])
        return _exported(archive, talk, sent.format, sent.style)

    return router


def narrowing(archive: Archive) -> APIRouter:
    """Return the route that reads filters and says what they leave; it needs no model.

    What cannot be read is told as `problems`, filter by filter, and is no failure: a page
    asks while it is being filled in.
    """
    router = APIRouter(prefix="/api", tags=["filters"])

    @router.post("/filters", summary="Read filters, and say what they leave of the archive")
    def filters(sent: dict[str, Any]) -> dict[str, Any]:
        problems = [problem for key in sent if (problem := _problem(sent, key))]
        held = len(archive.generation().hashes)
        if problems:
            return {"problems": problems, "held": held}
        narrowed = Filters.from_json(sent)
        reach = archive.retriever.reach(narrowed).to_json()
        ids = set(reach["filters"].get("record", ()))
        rows = (row for row in archive.summaries() if row.record_id in ids) if ids else ()
        named = [{"record_id": row.record_id, "title": row.title, "date": row.date} for row in rows]
        return reach | {"problems": [], "held": held, "named": named}

    return router


def _problem(sent: dict[str, Any], key: str) -> dict[str, Any] | None:
    """Return why a filter cannot be read; both ends of a date range are read together."""
    names = ("dates", "from", "to") if key in ("dates", "from", "to") else (key,)
    try:
        Filters.from_json({name: sent[name] for name in names if name in sent})
    except InvalidQuery as error:
        return {"filter": key} | error.to_json()
    return None


def _exported(archive: Archive, talk: Conversation, kind: str, style: str | None) -> Response:
    """Return a conversation as a download named after its title."""
    from bot.exports import export, provenance, verify_again

    _check_kind(kind, style)
    if not talk.turns:
        raise ArchiveError(_NO_TURN())
    verify_again(talk.turns, archive.record)
    made = datetime.datetime.now(datetime.UTC)
    state = provenance(archive)
    raw = export(talk.turns, kind, style=style, made=made, provenance=state, title=talk.title)
    name = re.sub(r"[^\w-]+", " ", talk.title).strip().replace(" ", "-")[:60] or "conversation"
    plain = "".join(c if c.isascii() else "_" for c in name)
    disposition = (
        f'attachment; filename="{plain}.{kind}"; '
        f"filename*=UTF-8''{escaped(f'{name}.{kind}', safe='')}"
    )
    return Response(raw, media_type=TYPES[kind], headers={"content-disposition": disposition})


def _check_kind(kind: str, style: str | None) -> None:
    from bot.exports import check_format

    if kind not in TYPES:
        raise InvalidQuery(_NOT_AS(kind=kind[:20]), _TAKE(kinds=listed(TYPES)))
    check_format(kind, style)


def _whole(conversation_id: str) -> str:
    """Return an id that is whole; the beginning of one, or `last`, is for people at a prompt."""
    if not _ID.fullmatch(conversation_id):
        raise _unknown(conversation_id)
    return conversation_id


def _unknown(conversation_id: str) -> UnknownConversation:
    return UnknownConversation(UNKNOWN(name=conversation_id[:80]), _DELETED())
