"""Plain HTTP routes: the records, their citations, and questions from programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote as escaped

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel

from corpus.errors import (
    ArchiveError,
    InvalidQuery,
    SettingsError,
    UnknownRecord,
    UnknownStyle,
)
from corpus.filters import Filters
from corpus.spans import Span
from ui.documents import citation_for, document_json, place_json, summary_json
from ui.questions import QuestionTooLong, checked
from ui.warmth import Warmth

if TYPE_CHECKING:
    from bot import Archive

#: Styles that are files to be imported rather than lines to be pasted: (suffix, type).
FILES = {
    "ris": ("ris", "application/x-research-info-systems"),
    "bibtex": ("bib", "application/x-bibtex"),
    "biblatex": ("bib", "application/x-bibtex"),
    "csl-json": ("json", "application/vnd.citationstyles.csl+json"),
}


class Question(BaseModel):
    """A question from a program."""

    question: str
    filters: dict[str, Any] = {}


class Search(BaseModel):
    """A search from a program.

    `filters` is as `Filters.from_json` reads it: {"dates": "1962-08/1963-08", "place": "Yining"}.
    """

    query: str
    k: int = 10
    phrase: bool = False
    filters: dict[str, Any] = {}


def status_of(error: ArchiveError) -> int:
    """Return the HTTP status of a named failure."""
    if isinstance(error, UnknownRecord):
        return 404
    if isinstance(error, QuestionTooLong):
        return 413
    if isinstance(error, (InvalidQuery, UnknownStyle, SettingsError)):
        return 400
    return 503


def refuse_in_words(app: FastAPI) -> None:
    """Make every `ArchiveError` of a route an answer with its sentence and remedy."""

    @app.exception_handler(ArchiveError)
    async def refused(request: Request, error: ArchiveError) -> JSONResponse:
        return JSONResponse(
            {"error": error.message, "remedy": error.remedy}, status_code=status_of(error)
        )


def reading(archive: Archive) -> APIRouter:
    """Return the routes that read the records; none needs a model."""
    router = APIRouter(prefix="/api/records")

    @router.get("")
    def records() -> dict[str, Any]:
        return {"records": [summary_json(row) for row in archive.summaries()]}

    # The id of a document in a volume holds a slash: "frus1961-63v22/d4".
    @router.get("/{record_id:path}/place")
    def place(record_id: str, start: int, end: int) -> dict[str, Any]:
        if not 0 <= start < end:
            raise UnknownRecord(
                f"Record {record_id} has no characters {start} to {end}.", "Check the link."
            )
        return place_json(archive.record(record_id), Span(start, end))

    @router.get("/{record_id:path}/citation")
    def citation(record_id: str, style: str, paragraph: int | None = None) -> Response:
        text = citation_for(archive.record(record_id), paragraph, style)
        return _as_file(record_id, style, text) if style in FILES else PlainTextResponse(text)

    # Last, as it takes every path that the two above leave.
    @router.get("/{record_id:path}")
    def document(record_id: str) -> dict[str, Any]:
        return document_json(archive.record(record_id))

    return router


def asking(archive: Archive, warmth: Warmth) -> APIRouter:
    """Return the routes that need the models; they wait for them."""
    router = APIRouter(prefix="/api")

    @router.post("/ask")
    def ask(body: Question) -> dict[str, Any]:
        question = checked(body.question)
        filters = Filters.from_json(body.filters)
        warmth.wait()
        return archive.ask(question, filters=filters).to_json()

    @router.post("/search")
    def search(body: Search) -> dict[str, Any]:
        query = checked(body.query)
        if not 1 <= body.k <= 100:
            raise InvalidQuery(f"k is {body.k}.", "Ask for 1 to 100 passages.")
        filters = Filters.from_json(body.filters)
        warmth.wait()
        retriever = archive.retriever.holding(archive.generation())
        hits = retriever.search(query, k=body.k, phrase=body.phrase, filters=filters)
        return hits.to_json() | {"searched": retriever.reach(filters).to_json()}

    return router


def _as_file(record_id: str, style: str, text: str) -> Response:
    """Return a citation as a download named after its record."""
    suffix, media_type = FILES[style]
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in record_id)
    disposition = (
        f'attachment; filename="{plain}.{suffix}"; '
        f"filename*=UTF-8''{escaped(f'{record_id}.{suffix}', safe='')}"
    )
    return Response(
        text,
        media_type=f"{media_type}; charset=utf-8",
        headers={"content-disposition": disposition},
    )
