from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ui.guard import BODY_LIMIT, HEADERS, Guard, closed
from ui.limits import Kind, Limits, Rate


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
    headers: dict[str, str] | None = None,
    app: Any = None,
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
        "query_string": b"",
        "client": ("192.0.2.1", 50_000),
        "headers": [
            (name.encode(), value.encode())
            for name, value in {"host": host, **(headers or {})}.items()
        ],
    }
    guard = app or Guard(_echo, hosts=("127.0.0.1", "localhost", "::1"))
    asyncio.run(guard(scope, receive, send))
    got = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    answer = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], got, answer


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
        "/gradio_api/queue/join",
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
    "path", ["/", "/config", "/gradio_api/run/predict", "/gradio_api/heartbeat/x", "/api/records"]
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


def test_each_route_has_its_own_limit_of_a_body():
    assert _request("/login", method="POST", body=(b"a" * 4_096,))[0] == 200
    assert _request("/login", method="POST", body=(b"a" * 4_097,))[0] == 413
    assert _request("/login/", method="POST", body=(b"a" * 4_097,))[0] == 413
    assert _request("/loginx", method="POST", body=(b"a" * 4_097,))[0] == 200


def test_a_long_body_says_its_length_and_comes_through_in_parts():
    guard = Guard(_echo, bodies={"/files": 3 * 2**20})
    parts = (b"a" * 2**20, b"b" * 2**20)

    def sent(**headers: str) -> tuple[int, dict[str, str], bytes]:
        return _request("/files", method="POST", body=parts, headers=headers, app=guard)

    assert sent()[0] == 411
    assert sent(**{"content-length": "x"})[0] == 411
    assert sent(**{"content-length": str(3 * 2**20 + 1)})[0] == 413
    assert sent(**{"content-length": str(2**21)})[2] == b"".join(parts)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_site_sends_nothing(method):
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        status, _, answer = _request("/api/ask", method=method, headers=headers)
        assert (status, b"Another site" in answer) == (403, True)
    assert _request("/api/ask", method=method)[0] == 200
    own = {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}
    assert _request("/api/ask", method=method, headers=own)[0] == 200


def test_browsers_get_no_header_that_they_would_complain_of():
    name = "cross-origin-opener-policy"
    anywhere = Guard(_echo)
    assert _request(app=anywhere)[1][name] == "same-origin"
    assert name not in _request(host="192.0.2.1:7860", app=anywhere)[1]


def test_another_site_reads_nothing_of_what_programs_ask_for():
    site = {"sec-fetch-site": "cross-site"}
    for headers in (site, {"origin": "https://evil.example"}):
        assert _request("/api/records", headers=headers)[0] == 403
        assert _request("/", headers=headers)[0] == 200
    link = site | {"sec-fetch-mode": "navigate"}
    assert _request("/api/records", headers=link | {"sec-fetch-dest": "document"})[0] == 200
    assert _request("/api/records", headers=link | {"sec-fetch-dest": "iframe"})[0] == 403
    own = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
    assert _request("/api/records", headers=own)[0] == 200
    assert _request("/api/records")[0] == 200


def test_another_site_may_link_here():
    assert _request("/", headers={"sec-fetch-site": "cross-site"})[0] == 200


def test_no_answer_invites_another_site_to_read_it():
    async def inviting(scope: Any, receive: Any, send: Any) -> None:
        headers = [
            (b"access-control-allow-origin", b"https://evil.example"),
            (b"access-control-allow-credentials", b"true"),
            (b"x-content-type-options", b"sniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    _, headers, _ = _request(app=Guard(inviting))
    assert not [name for name in headers if name.startswith("access-control-")]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_too_many_requests_are_told_when_to_come_back():
    rates = {kind: Rate(a_minute=2, at_once=2 if kind is Kind.ASK else 100) for kind in Kind}
    guard = Guard(_echo, limits=Limits(rates))
    asked = [_request("/api/ask", method="POST", app=guard) for _ in range(3)]
    assert [status for status, _, _ in asked] == [200, 200, 429]
    assert 1 <= int(asked[-1][1]["retry-after"]) <= 30
    assert b"Too many requests" in asked[-1][2]
    # searches, and asking what a limit does not count, go on
    assert _request("/api/search", method="POST", app=guard)[0] == 200
    assert _request("/api/ask", app=guard)[0] == 200


def test_nothing_here_speaks_websocket():
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Guard(_echo)({"type": "websocket", "path": "/", "headers": []}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]
