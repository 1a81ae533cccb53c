"""Call an ASGI application as someone: from an address, by a name, in a role."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back; the body of an endless answer is what came before the caller left."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def call(
    app: Any,
    method: str,
    path: str,
    *,
    host: str = "127.0.0.1:7860",
    client: str = "127.0.0.1",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    scheme: str = "http",
) -> Reply:
    """Send one request and leave once its body was read."""
    plain, _, query = path.partition("?")
    sent = {"host": host, "content-length": str(len(body)), **(headers or {})}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "client": (client, 50_000),
        "server": ("127.0.0.1", 7860),
    }
    messages: list[Any] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(asyncio.wait_for(app(scope, receive, send), 60))
    found = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    content = b"".join(message.get("body", b"") for message in messages[1:])
    return Reply(status=messages[0]["status"], headers=found, body=content)
