"""HTTP routes of the library: browse, add and remove.

Every route that changes something asks `may_write` first, inside itself.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from corpus import faults
from corpus.errors import ArchiveError, InvalidQuery, UnknownRecord
from corpus.facets import Facet
from corpus.filters import Filters
from corpus.sayings import Form, listed
from ui.accessions import KINDS, NICE, OVER, Accessions, Job
from ui.documents import holding
from ui.library import BROWSED, SORTS, Libraries, Wanted
from ui.uploads import Declined, Upload, UploadLimits, check_length, receive

if TYPE_CHECKING:
    from bot import Archive

_ONLY_HERE = Form(
    "library.only here", "Only this machine's own reading room may change the archive."
)
_OPEN_THERE = Form("remedy.only here", "Open it at the machine that holds the archive.")
_SHOWN = Form("remedy.library", "The library shows what it has.")
_WORDS = Form("library.words", "These words cannot be looked for.")
_LETTERS = Form("remedy.words long", "Give at most 500 letters.")
_NO_SUCH = Form("library.none", "There is no {what} “{value}”.")
_SAY = Form("remedy.say", "Say {known}.")
_OUTSIDE = Form("library.outside", "{what} is {value}.")
_BETWEEN = Form("remedy.between", "Say {low} to {high:,}.")
#: Raises an `ArchiveError` unless the one who asks may change the archive.
MayWrite = Callable[[Request], object]
#: Rows and bars that a page may ask for, records and refusals that a report names.
_ROWS, _BARS, _NAMED = 200, 200, 20
Many = Annotated[list[str] | None, Query()]


def this_machine(request: Request) -> None:
    """Let programs and pages of this machine change the archive, no page of another site.

    Raises:
        Declined: the request comes from elsewhere.
    """
    client = request.client.host if request.client else ""
    try:
        local = ipaddress.ip_address(client).is_loopback
    except ValueError:
        local = False
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not (local and own and site in (None, "none", "same-origin")):
        raise Declined(_ONLY_HERE(), _OPEN_THERE(), status=403)


def library_routes(
    archive: Archive,
    may_write: MayWrite = this_machine,
    limits: UploadLimits | None = None,
    nice: int = NICE,
) -> tuple[APIRouter, Accessions]:
    """Return all routes of the library, and the jobs to `finish` when the server ends.

    Args:
        archive: an open archive.
        may_write: asked by each route that changes something.
        limits: what may be sent.
        nice: how much readers come before what is read in.
    """
    libraries = Libraries(archive)
    accessions = Accessions(
        archive.folder, lambda: archive.generation().manifest.generation, limits, nice
    )
    router = APIRouter()
    router.include_router(browsing(libraries, archive, may_write, accessions))
    router.include_router(changing(libraries, accessions, may_write))
    return router, accessions


def browsing(
    libraries: Libraries, archive: Archive, may_write: MayWrite, accessions: Accessions
) -> APIRouter:
    """Return the routes that show what the archive holds; none needs a model."""
    router = APIRouter(prefix="/api/library")

    @router.get("")
    def library(
        request: Request,
        q: str = "",
        dates: str | None = None,
        collection: Many = None,
        repository: Many = None,
        language: Many = None,
        person: Many = None,
        place: Many = None,
        sort: str = "date",
        descending: bool = False,
        offset: int = 0,
        limit: int = 50,
        bars: int = 40,
    ) -> dict[str, Any]:
        given = (collection, repository, language, person, place)
        plain = {facet.value: values for facet, values in zip(BROWSED, given, strict=True)}
        wanted = Wanted(
            words=_short(q),
            filters=Filters.from_json(plain | ({"dates": dates} if dates else {})),
            sort=_one_of(sort, SORTS, "order"),
            descending=descending,
            offset=_within(offset, 0, 10**9, "offset"),
            limit=_within(limit, 1, _ROWS, "limit"),
            bins=_within(bars, 4, _BARS, "bars"),
        )
        return libraries.now().page(wanted) | {
            "holding": holding(archive.summaries()),
            "may_write": _allowed(may_write, request),
            "working": accessions.working,
        }

    @router.get("/values")
    def values(facet: str, q: str = "", limit: int = 20) -> dict[str, Any]:
        chosen = Facet(_one_of(facet, [each.value for each in BROWSED], "facet"))
        number = _within(limit, 1, _ROWS, "limit")
        return {"values": libraries.now().values(chosen, _short(q), number)}

    return router


def changing(libraries: Libraries, accessions: Accessions, may_write: MayWrite) -> APIRouter:
    """Return the routes that add files and remove records."""
    router = APIRouter(prefix="/api")

    def told(job: Job) -> dict[str, Any]:
        return job_json(job, libraries.now().titles if job.state in OVER else {})

    @router.post("/library/files", status_code=201)
    async def send(
        request: Request, name: str, job: str | None = None, more: bool = False
    ) -> dict[str, Any]:
        may_write(request)
        delivery = accessions.get(job) if job else accessions.open()
        try:
            room = accessions.room(delivery)
            length = request.headers.get("content-length")
            check_length(name, length, delivery.folder, accessions.limits)
            upload = await receive(request.stream(), name, delivery.folder, room, accessions.limits)
            accessions.take(delivery, upload)
        except BaseException:  # also a sender who went away
            if not job:  # nobody would know the name of this delivery
                # Not in a thread: what was cancelled itself can wait for nothing any more.
                accessions.cancel(delivery)
            raise
        if not more:
            accessions.begin(delivery)
        return await run_in_threadpool(told, delivery)

    @router.post("/library/index", status_code=202)
    def index(request: Request) -> dict[str, Any]:
        may_write(request)
        delivery = accessions.open()
        accessions.begin(delivery)
        return told(delivery)

    @router.post("/library/jobs/{job_id}", status_code=202)
    def begin(request: Request, job_id: str) -> dict[str, Any]:
        may_write(request)
        delivery = accessions.get(job_id)
        accessions.begin(delivery)
        return told(delivery)

    @router.get("/library/jobs/{job_id}")
    def job(request: Request, job_id: str) -> dict[str, Any]:
        may_write(request)
        return told(accessions.get(job_id))

    @router.delete("/library/jobs/{job_id}")
    def cancel(request: Request, job_id: str) -> dict[str, Any]:
        may_write(request)
        delivery = accessions.get(job_id)
        accessions.cancel(delivery)
        return told(delivery)

    @router.delete("/records/{record_id:path}", status_code=202)
    def remove(request: Request, record_id: str) -> dict[str, Any]:
        may_write(request)
        if record_id not in libraries.now().titles:
            raise UnknownRecord(faults.UNKNOWN(record=record_id[:120]), _SHOWN())
        return told(accessions.remove(record_id))

    return router


def job_json(job: Job, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return a job as plain data: what is being done, and what became of each file.

    Args:
        job: the job.
        titles: what records are called, by their ids.
    """
    return {
        "job": job.job_id,
        "kind": "remove" if job.removes else "add",
        "removes": list(job.removes),
        "state": job.state.value,
        "step": job.step,
        "over": job.state in OVER,
        "files": [_upload_json(upload, titles) for upload in job.uploads],
        "error": job.error.get("error", ""),
        "remedy": job.error.get("remedy", ""),
        "said": job.error.get("said", []),
        "busy": job.busy,
        "stored_only": job.stored and job.state in OVER,
    }


def _upload_json(upload: Upload, titles: Mapping[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {"name": upload.name, "bytes": upload.size, "report": None}
    report = upload.report
    if report is None:
        return told
    ids = [*report["accepted"], *report["replaced"], *report["unchanged"]]
    ids += [each["record_id"] for each in report["duplicates"]]
    told["report"] = {kind: len(report[kind]) for kind in KINDS} | {
        "records": [
            {"record_id": record_id, "title": titles.get(record_id, record_id)}
            for record_id in ids[:_NAMED]
        ],
        # The place the file waits at is nobody's business, in a reason neither.
        "refusals": [
            {
                key: _renamed(each[key], str(upload.path), upload.name)
                for key in ("place", "reason", "said")
            }
            for each in report["refused"][:_NAMED]
        ],
        # Each once: a volume of hundreds of documents may say the same of all of them.
        "cautions": list(dict.fromkeys(each["warning"] for each in report["cautions"]))[:_NAMED],
        "stopped": bool(report.get("stopped")),
    }
    return told


def _renamed(plain: Any, path: str, name: str) -> Any:
    """Return plain data with a name in the place of a path, wherever it stands."""
    if isinstance(plain, str):
        return plain.replace(path, name)
    if isinstance(plain, list):
        return [_renamed(each, path, name) for each in plain]
    if isinstance(plain, dict):
        return {key: _renamed(each, path, name) for key, each in plain.items()}
    return plain


def _allowed(may_write: MayWrite, request: Request) -> bool:
    try:
        may_write(request)
    except ArchiveError:
        return False
    return True


def _short(words: str) -> str:
    if len(words) > 500 or "\0" in words:
        raise InvalidQuery(_WORDS(), _LETTERS())
    return words


def _one_of(value: str, known: tuple[str, ...] | list[str], what: str) -> str:
    if value not in known:
        raise InvalidQuery(_NO_SUCH(what=what, value=value[:80]), _SAY(known=listed(known)))
    return value


def _within(value: int, low: int, high: int, what: str) -> int:
    if not low <= value <= high:
        raise InvalidQuery(_OUTSIDE(what=what, value=value), _BETWEEN(low=low, high=high))
    return value
