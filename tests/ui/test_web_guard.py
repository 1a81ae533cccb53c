from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ui.guard import BODY_LIMIT, HEADERS, Guard, closed


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def _request(
    path: str = "/",
    *,
    method: str = "GET",
    host: str = "127.0.0.1:7860",
    body: tuple[bytes, ...] = (),
) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []
    parts = [*body] or [b""]
    waiting = [
        {"type": "http.request", "body": part, "more_body": n < len(parts) - 1}
        for n, part in enumerate(parts)
    ]

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(b"host", host.encode())],
    }
    guard = Guard(_echo, hosts=("127.0.0.1", "localhost", "::1"))
    asyncio.run(guard(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    answer = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], headers, answer


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/upload/",
        "/gradio_api//upload",
        "/gradio_api/UPLOAD",
        "/gradio_api/%75pload",
        "/gradio_api/upload_progress",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://192.0.2.1/x",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://192.0.2.1",
        "/gradio_api/deep_link",
        "/gradio_api/vibe-code",
        "/monitoring",
        "/monitoring/summary",
    ],
)
def test_routes_the_page_never_uses_are_closed(path):
    status, headers, answer = _request(path)
    assert status == 403
    assert b"closed" in answer
    assert HEADERS.items() <= headers.items()


@pytest.mark.parametrize(
    "path", ["/", "/config", "/gradio_api/queue/join", "/gradio_api/queue/data", "/api/records"]
)
def test_routes_the_page_uses_are_open(path):
    assert not closed(path)


def test_every_answer_carries_the_headers():
    status, headers, _ = _request()
    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860"])
def test_this_machine_is_answered(host):
    assert _request(host=host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:7860", "", "[::2]"])
def test_a_foreign_name_is_not_answered(host):
    assert _request(host=host)[0] == 421


def test_a_body_within_the_limit_arrives_whole_and_a_longer_one_not_at_all():
    parts = (b"a" * 1000, b"b" * (BODY_LIMIT - 1000))
    assert _request(method="POST", body=parts)[2] == b"".join(parts)
    status, _, answer = _request(method="POST", body=(*parts, b"c"))
    assert status == 413
    assert b"4,000 characters" in answer
