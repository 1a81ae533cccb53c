"""What stands between the network and the page: headers, closed routes, body limits."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import ArchiveError
from corpus.sayings import Form
from ui.accounts import NotLoggedIn
from ui.door import Door, another_site, foreign, reader_of
from ui.limits import Kind, Limits
from ui.questions import LONGEST
from ui.refusals import refusal_of, refused

_TOO_LONG = Form("request.long", "The request is too long.")
_AT_ONCE = Form("remedy.request", "At most {mebibytes:,} MiB are taken at once.")
_MOST = Form("remedy.request question", "A question may have {most:,} characters.")
_LATE = Form("request.late", "The request did not arrive in time.")
_SEND_AGAIN = Form("remedy.request late", "Send it again.")
#: Gradio needs inline styles, and `eval` for the scripts of its components; the policy
#: cannot be tighter than that, but nothing may be loaded from, or sent to, anywhere else.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

#: Added where browsers heed it: over HTTPS and on this machine. Elsewhere they complain of it.
SECURE_HEADERS = {"cross-origin-opener-policy": "same-origin"}
SECURE_HOSTS = ("127.0.0.1", "localhost", "::1")

#: Gradio routes the reading room does not use. Some of them read files, fetch other
#: sites or take uploads whether or not a component asks for it.
CLOSED = (
    "upload",
    "upload_progress",
    "file",
    "proxy",
    "stream",
    "queue",
    "deep_link",
    "process_recording",
    "component_server",
    "custom_component",
    "vibe-edit",
    "undo-vibe-edit",
    "vibe-code",
    "vibe-starter-queries",
    "profiling",
    "run-history",
    "runs",
    "dev",
    "token",
)

#: Largest body of a request, in bytes: a question is at most 4,000 characters, 16 kB
#: in UTF-8 and six times that when a program escapes every character in JSON.
BODY_LIMIT = 128 * 1024


#: Routes with another limit. The bodies of those with more than `BUFFERED` are not read here
#: but handed on as they come; they must say their length.
BODY_LIMITS: Mapping[str, int] = {
    "/login": 4 * 1024,
    "/api/session": 4 * 1024,
    "/api/library/files": 100 * 1024 * 1024,  # one file of a delivery
}
BUFFERED = 1024 * 1024
#: Seconds in which a body must arrive, or the next part of a long one.
BODY_SECONDS = 30.0

#: What everyone may read, logged in or not: the way in, and whether the server lives.
#: Browsers fetch a page's manifest and its icon without its cookie.
OPEN = frozenset(
    {"/login", "/logout", "/api/session", "/healthz", "/favicon.ico"}
    | {"/manifest.json", "/room/icon.svg"}
)
#: What public reading does not open: the conversations of others.
OWN = "/api/conversations"

#: What programs ask for; the page of another site may lead there, and no more.
API = "/api"

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

#: What is counted, by the beginning of its path; other changes count as `Kind.WRITE`.
COUNTED: Mapping[str, Kind] = {
    "/api/ask": Kind.ASK,
    "/api/conversations": Kind.ASK,
    "/api/exports": Kind.ASK,
    "/api/search": Kind.SEARCH,
    "/api/search.csv": Kind.SEARCH,
    "/api/filters": Kind.EVENT,
    "/mcp": Kind.SEARCH,
    "/gradio_api": Kind.EVENT,
}


def closed(path: str) -> bool:
    """Tell whether a request path belongs to a Gradio route that is closed here."""
    parts = [part for part in unquote(path).split("/") if part]
    if parts[:1] == ["monitoring"]:
        return True
    if parts[:1] != ["gradio_api"] or len(parts) < 2:
        return False
    return parts[1].partition("=")[0].lower() in CLOSED


def under(path: str, beginning: str) -> bool:
    """Tell whether a path is that one or lies below it."""
    return path == beginning or path.startswith(f"{beginning}/")


def followed(headers: Headers) -> bool:
    """Tell whether somebody followed a link, so that the answer is theirs and no other page's."""
    return (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == (
        "navigate",
        "document",
    )


class Guard:
    """ASGI middleware: refuses what the page never needs, and adds the headers.

    Args:
        app: the application behind it.
        door: who may read; None for anyone.
        limits: how often a reader may ask; None for no limit.
        hosts: names under which this server may be addressed; a request that names
            another is refused, so that a foreign site whose name is made to point
            here (DNS rebinding) reads nothing. Empty: any name.
        any_address: whether a bare address is a name too: no foreign site can have one.
        bodies: routes with their own limit of a body, by the beginning of their path.
    """

    def __init__(
        self,
        app: ASGIApp,
        door: Door | None = None,
        limits: Limits | None = None,
        hosts: Iterable[str] = (),
        any_address: bool = False,
        bodies: Mapping[str, int] | None = None,
    ) -> None:
        self.app = app
        self.door = door
        self.limits = limits
        self.hosts = frozenset(hosts)
        self.any_address = any_address
        self.bodies = {**BODY_LIMITS, **(bodies or {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "websocket":  # nothing here speaks it
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = HTTPConnection(scope)
        secure = scope.get("scheme") == "https" or _host(request) in SECURE_HOSTS
        added = HEADERS | SECURE_HEADERS if secure else HEADERS

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in [name for name in headers if name.startswith("access-control-")]:
                    del headers[name]  # Gradio lets any site read when the address is public
                for name, value in added.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(request)
        if refusal is None and scope["method"] not in SAFE:
            limit = self._limit(scope["path"])
            if limit > BUFFERED:
                refusal = _length_refusal(request, limit)
                receive = _impatient(receive)
            else:
                body, refusal = await _read(receive, limit)
                receive = _replay(body, receive)
        await (refusal or self.app)(scope, receive, headed)

    def _refusal(self, request: HTTPConnection) -> Response | None:
        """Return the refusal a request meets before its body is read, if any."""
        scope, path = request.scope, request.scope["path"]
        if self.hosts and not self._answers_to(_host(request)):
            return refused(
                421,
                "This server does not answer to that name.",
                "Open it by its address; its owner can add a name with 'serve --name'.",
            )
        if closed(path):
            return refused(403, "This address is closed.", "The reading room does not use it.")
        asked = scope["method"] not in SAFE or under(path, API) and not followed(request.headers)
        if asked and foreign(request.headers):
            return refusal_of(another_site())
        try:
            self._admit(request)
        except NotLoggedIn as error:
            if scope["method"] == "GET" and "text/html" in request.headers.get("accept", ""):
                return RedirectResponse(_login(request), status_code=303)
            return refusal_of(error)
        except ArchiveError as error:
            return refusal_of(error)
        return None

    def _admit(self, request: HTTPConnection) -> None:
        """Return if the one who asks may, and not too often.

        Raises:
            ArchiveError: NotLoggedIn, NotAllowed or TooMany.
        """
        path = request.scope["path"]
        if self.door is not None and path not in OPEN:
            self.door.may_read(request)
            if under(path, OWN):
                self.door.may_recall(request)
        if self.limits is not None and request.scope["method"] not in SAFE:
            counted = (kind for start, kind in COUNTED.items() if under(path, start))
            self.limits.admit(next(counted, Kind.WRITE), reader_of(request))

    def _answers_to(self, host: str) -> bool:
        if host in self.hosts:
            return True
        try:
            return self.any_address and bool(ipaddress.ip_address(host))
        except ValueError:
            return False

    def _limit(self, path: str) -> int:
        found = (limit for start, limit in self.bodies.items() if under(path, start))
        return next(found, BODY_LIMIT)


def _login(request: HTTPConnection) -> str:
    """Return the address of the login page that leads back to what was asked for."""
    query = request.scope.get("query_string", b"").decode("latin-1")
    wanted = request.scope["path"] + (f"?{query}" if query else "")
    return "/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}"


def _host(request: HTTPConnection) -> str:
    """Return the host a request names, without its port, in lower case."""
    value = request.headers.get("host", "").lower()
    if value.startswith("["):
        return value.partition("]")[0].lstrip("[")
    return value.partition(":")[0]


def _length_refusal(request: HTTPConnection, limit: int) -> Response | None:
    """Return why a long body is not taken, by the length that it says it has."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        return refused(411, "The request does not say its length.", "Send Content-Length.")
    if int(length) > limit:
        return refused(413, _TOO_LONG(), _AT_ONCE(mebibytes=limit // 2**20))
    return None


async def _read(receive: Receive, limit: int) -> tuple[bytes, Response | None]:
    """Read a request's body, or return why it is not taken."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    break
                body += message.get("body", b"")
                if len(body) > limit:
                    return b"", refused(413, _TOO_LONG(), _MOST(most=LONGEST))
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        return b"", refused(408, _LATE(), _SEND_AGAIN())
    return bytes(body), None


def _impatient(receive: Receive) -> Receive:
    """Return a receive channel that takes a sender who pauses in a body for gone."""
    waits = True

    async def channel() -> Message:
        nonlocal waits
        if not waits:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), BODY_SECONDS)
        except TimeoutError:
            return {"type": "http.disconnect"}
        waits = message.get("more_body", False)
        return message

    return channel


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a receive channel that hands over `body` first."""
    waiting = [body]

    async def channel() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return channel
