"""Refusals: a named failure as an HTTP answer with its sentence and remedy."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi.responses import JSONResponse

from corpus.errors import (
    ArchiveBusy,
    ArchiveError,
    InvalidQuery,
    NothingCited,
    SettingsError,
    UnknownConversation,
    UnknownFormat,
    UnknownRecord,
    UnknownStyle,
    UnreadableSource,
)
from ui.accounts import NotAllowed, NotLoggedIn
from ui.limits import Busy, TooMany
from ui.questions import QuestionTooLong
from ui.uploads import Declined

#: The first that a failure is an instance of counts; any other failure is 503, unless it
#: brings a `status` of its own.
_STATUSES: tuple[tuple[type[ArchiveError], int], ...] = (
    (UnknownRecord, 404),
    (UnknownConversation, 404),
    (QuestionTooLong, 413),
    (InvalidQuery, 400),
    (UnknownStyle, 400),
    (UnknownFormat, 400),
    (NothingCited, 400),
    (SettingsError, 400),
    (UnreadableSource, 422),
    (ArchiveBusy, 409),
    (NotLoggedIn, 401),
    (NotAllowed, 403),
    (TooMany, 429),
)


def status_of(error: ArchiveError) -> int:
    """Return the HTTP status of a named failure."""
    own = getattr(error, "status", None)
    if isinstance(own, int):
        return own
    if isinstance(error, Declined):
        return error.status
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 503)


def refusal_of(error: ArchiveError) -> JSONResponse:
    """Return the answer to a request that met a named failure."""
    headers = {}
    if isinstance(error, (TooMany, Busy)):
        headers["retry-after"] = str(error.seconds)
    if isinstance(error, NotLoggedIn):
        headers["www-authenticate"] = "Bearer"
    return JSONResponse(error.to_json(), status_code=status_of(error), headers=headers)


def refused(
    status: int, message: str, remedy: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return the answer to a request that no route takes."""
    plain = ArchiveError(message, remedy).to_json()
    return JSONResponse(plain, status_code=status, headers=headers)
