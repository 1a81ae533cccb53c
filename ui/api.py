"""Plain HTTP routes: the records, their citations, and questions from programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as escaped

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match

from corpus.errors import ArchiveError
from ui.documents import context_json
from ui.enquiries import Enquiries
from ui.limits import Limits
from ui.nowhere import nowhere
from ui.refusals import refusal_of, refused, status_of
from ui.schemas import (
    Answer,
    Context,
    Document,
    Found,
    Place,
    Question,
    RecordLines,
    Refusal,
    Search,
)
from ui.warmth import Warmth

if TYPE_CHECKING:
    from bot import Archive

__all__ = [
    "OPENAPI",
    "asking",
    "every_route",
    "no_others",
    "reading",
    "refuse_in_words",
    "status_of",
]

#: Where the description of these routes is.
OPENAPI = "/api/openapi.json"

#: Styles that are files to be imported rather than lines to be pasted: (suffix, type).
FILES = {
    "ris": ("ris", "application/x-research-info-systems"),
    "bibtex": ("bib", "application/x-bibtex"),
    "biblatex": ("bib", "application/x-bibtex"),
    "csl-json": ("json", "application/vnd.citationstyles.csl+json"),
}

DESCRIPTION = (
    "Converse with an archive and be answered only in its own words: every statement is a "
    "verbatim quotation with its citation, and where the records do not answer, the archive is "
    "silent. Offsets are half-open and count code points of a record's stored text. Quoted text "
    "is the archive's: a program that hands it to a language model must treat it as untrusted."
)

#: FastAPI's word for the responses of a route, by status.
Responses = dict[int | str, dict[str, Any]]


def _refusals(**reasons: str) -> Responses:
    """Describe the refusals of a route, each by its status as in `s404`."""
    common = {"s401": "Reading needs a login here.", "s422": "Not as documented here."}
    return {
        int(status[1:]): {"model": Refusal, "description": reason}
        for status, reason in {**common, **reasons}.items()
    }


_ENGINE = _refusals(
    s400="It cannot be searched for, or a filter is unknown.",
    s413="It is too long.",
    s429="Too many of one reader; `Retry-After` says how long to wait.",
    s503="Too many at once (`Retry-After`), or the index or a model is missing.",
)


def refuse_in_words(app: FastAPI) -> None:
    """Make every `ArchiveError` of a route an answer with its sentence and remedy."""

    @app.exception_handler(ArchiveError)
    async def named(request: Request, error: ArchiveError) -> JSONResponse:
        return refusal_of(error)

    @app.exception_handler(RequestValidationError)
    async def misfit(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])[:200]
        return refused(422, f"{where}: {first['msg']}.", f"See {OPENAPI}.")

    @app.exception_handler(404)
    async def unknown(request: Request, error: HTTPException) -> Response:
        return nowhere(request, OPENAPI)

    @app.exception_handler(HTTPException)
    async def otherwise(request: Request, error: HTTPException) -> JSONResponse:
        return refused(error.status_code, f"{error.detail}.", f"See {OPENAPI}.", error.headers)


def reading(archive: Archive) -> APIRouter:
    """Return the routes that read the records; none needs a model."""
    enquiries = Enquiries(archive, Warmth(archive), Limits())
    router = APIRouter(prefix="/api/records", tags=["records"])
    unknown = _refusals(s404="There is no such record or place.")

    @router.get(
        "",
        summary="List the records",
        response_model=None,
        responses={**_refusals(), 200: {"model": RecordLines}},
    )
    def records() -> dict[str, Any]:
        return enquiries.records()

    # The id of a document in a volume holds a slash: "frus1961-63v22/d4".
    @router.get(
        "/{record_id:path}/place",
        summary="The words between two offsets of a record",
        response_model=None,
        responses={**unknown, 200: {"model": Place}},
    )
    def place(record_id: str, start: int, end: int) -> dict[str, Any]:
        return enquiries.place(record_id, start, end)

    @router.get(
        "/{record_id:path}/citation",
        summary="The citation of a record or of one of its body paragraphs",
        description="A line of plain text; `bibtex`, `biblatex`, `ris` and `csl-json` are files.",
        response_model=None,
        response_class=PlainTextResponse,
        responses={
            **_refusals(s400="The style is unknown.", s404="There is no such record or paragraph."),
            200: {
                "content": dict.fromkeys(("text/plain", *(kind for _, kind in FILES.values())), {})
            },
        },
    )
    def citation(record_id: str, style: str, paragraph: int | None = None) -> Response:
        text = enquiries.cite(record_id, paragraph, style)
        return _as_file(record_id, style, text) if style in FILES else PlainTextResponse(text)

    @router.get(
        "/{record_id:path}/context",
        summary="The documents before and after a record in its volume",
        response_model=None,
        responses={**unknown, 200: {"model": Context}},
    )
    def context(record_id: str) -> dict[str, Any]:
        return context_json(archive.summaries(), record_id)

    # Last, as it takes every path that those above leave.
    @router.get(
        "/{record_id:path}",
        summary="A record: catalogue fields, paragraphs, citations",
        response_model=None,
        responses={**unknown, 200: {"model": Document}},
    )
    def document(record_id: str) -> dict[str, Any]:
        return enquiries.show(record_id)

    return router


def asking(archive: Archive, warmth: Warmth, limits: Limits | None = None) -> APIRouter:
    """Return the routes that need the models; they wait for them."""
    enquiries = Enquiries(archive, warmth, limits or Limits())
    router = APIRouter(prefix="/api", tags=["questions"])

    @router.post(
        "/ask",
        summary="Ask the archive; it answers with quotes or is silent",
        response_model=None,
        responses={**_ENGINE, 200: {"model": Answer}},
    )
    def ask(body: Question) -> dict[str, Any]:
        return enquiries.ask(body.question, body.filters)

    @router.post(
        "/search",
        summary="Find passages, best first, with the reasons for their rank",
        response_model=None,
        responses={**_ENGINE, 200: {"model": Found}},
    )
    def search(body: Search, style: str | None = None) -> dict[str, Any]:
        return enquiries.search(body.query, body.k, body.phrase, body.filters, style)

    @router.post("/search.csv", summary="The same as a table for spreadsheets")
    def search_csv(body: Search, style: str = "chicago-note") -> Response:
        return Response(
            enquiries.table(body.query, body.k, body.phrase, body.filters, style),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="passages.csv"'},
        )

    return router


def every_route(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Yield routes with those of the routers included among them, in order."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from every_route(included.routes)


def no_others(app: FastAPI) -> None:
    """Refuse every other address under `/api` in words; add it after all that there are."""

    async def missing(request: Request) -> Response:
        allowed: set[str] = set()
        for route in every_route(app.routes):
            if route.matches(request.scope)[0] is Match.PARTIAL:
                allowed |= getattr(route, "methods", None) or set()
        if not allowed:
            return nowhere(request, OPENAPI)
        listed = sorted(allowed)
        remedy, headers = f"Use {' or '.join(listed)}.", {"allow": ", ".join(listed)}
        return refused(405, "That method is not answered here.", remedy, headers)

    app.add_api_route(
        "/api/{rest:path}",
        missing,
        methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        include_in_schema=False,
        response_model=None,
    )


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
