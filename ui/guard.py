"""What stands between the network and the page: headers, closed routes, body limits."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

#: Gradio routes the reading room does not use. Some of them read files, fetch other
#: sites or take uploads whether or not a component asks for it.
CLOSED = (
    "upload",
    "upload_progress",
    "file",
    "proxy",
    "stream",
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


def closed(path: str) -> bool:
    """Tell whether a request path belongs to a Gradio route that is closed here."""
    parts = [part for part in unquote(path).split("/") if part]
    if parts[:1] == ["monitoring"]:
        return True
    if parts[:1] != ["gradio_api"] or len(parts) < 2:
        return False
    return parts[1].partition("=")[0].lower() in CLOSED


class Guard:
    """ASGI middleware: refuses what the page never needs, and adds the headers.

    Args:
        app: the application behind it.
        hosts: names under which this server may be addressed; a request that names
            another is refused, so that a foreign site whose name is made to point
            here (DNS rebinding) reads nothing. Empty: any name.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(scope)
        body = b""
        if refusal is None and scope["method"] in {"POST", "PUT", "PATCH"}:
            body, whole = await _read(receive)
            if not whole:
                refusal = _refuse(
                    413, "The request is too long.", "A question may have 4,000 characters."
                )
        if refusal is not None:
            await refusal(scope, receive, headed)
        elif body:
            await self.app(scope, _replay(body, receive), headed)
        else:
            await self.app(scope, receive, headed)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        """Return the refusal a request meets before its body is read, if any."""
        if self.hosts and _host(scope) not in self.hosts:
            return _refuse(
                421, "This server does not answer to that name.", "Open http://127.0.0.1 instead."
            )
        if closed(scope["path"]):
            return _refuse(403, "This address is closed.", "The reading room does not use it.")
        return None


def _refuse(status: int, message: str, remedy: str) -> JSONResponse:
    return JSONResponse({"error": message, "remedy": remedy}, status_code=status)


def _host(scope: Scope) -> str:
    """Return the host a request names, without its port, in lower case."""
    value = next((v for k, v in scope["headers"] if k == b"host"), b"").decode("latin-1").lower()
    if value.startswith("["):
        return value.partition("]")[0].lstrip("[")
    return value.partition(":")[0]


async def _read(receive: Receive) -> tuple[bytes, bool]:
    """Read a request's body up to the limit; the flag tells whether that was all."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body), True
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return b"", False
        if not message.get("more_body", False):
            return bytes(body), True


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a receive channel that hands over `body` first."""
    waiting = [body]

    async def channel() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return channel
