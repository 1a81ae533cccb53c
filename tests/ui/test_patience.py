"""Real connections to a real server that bring their request slowly, or not at all."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn

from ui.guard import Guard
from ui.patience import PatientProtocol


class Hasty(PatientProtocol):
    """Waits a fraction of a second, so that the test need not wait longer."""

    seconds = 0.4


async def _hello(scope, receive, send):
    await asyncio.sleep(0.8 if scope["path"] == "/slow" else 0)
    headers = [(b"content-length", b"5")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello"})


@contextlib.asynccontextmanager
async def _served() -> AsyncIterator[int]:
    config = uvicorn.Config(
        _hello, port=0, http=Hasty, ws="none", lifespan="off", log_level="critical"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


async def _sent(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send the parts with pauses between; return all that came before the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        return await asyncio.wait_for(reader.read(), 5)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def _run(*parts: bytes, pause: float = 0.0) -> bytes:
    async def tried() -> bytes:
        async with _served() as port:
            return await _sent(port, *parts, pause=pause)

    return asyncio.run(tried())


HEAD = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"


def test_who_sends_nothing_is_sent_away():
    assert _run() == b""


def test_who_never_ends_the_head_is_sent_away():
    assert _run(HEAD % b"/", b"X-A: b\r\n", pause=0.1) == b""


def test_an_answer_may_take_longer_than_the_head_may():
    assert _run(HEAD % b"/slow" + b"\r\n").endswith(b"hello")


def test_a_second_request_of_a_connection_is_watched_too():
    whole = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    came = _run(whole, b"GET / HTTP/1.1\r\nHo", pause=0.1)
    assert came.count(b"hello") == 1


def test_a_body_that_never_comes_is_refused(monkeypatch):
    monkeypatch.setattr("ui.guard.BODY_SECONDS", 0.2)

    async def tried() -> list:
        sent: list = []

        async def receive():
            await asyncio.sleep(5)

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/",
            "headers": [],
            "query_string": b"",
        }
        await Guard(_hello)(scope, receive, send)
        return sent

    assert asyncio.run(tried())[0]["status"] == 408
