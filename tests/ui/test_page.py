"""The page's own events, as its browser sends them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

import ui.page
from bot import Archive
from tests.ui.test_web_turns import MOSCOW
from ui.turns import answering
from ui.web import build_app

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def client(archive: Archive) -> Iterator[TestClient]:
    async def built() -> Any:
        return build_app(archive)  # in a running loop, for Gradio's sake

    with TestClient(asyncio.run(built()), base_url="http://127.0.0.1") as opened:
        yield opened


def asked(client: TestClient, ticket: int) -> Any:
    """Ask as the page does and return what comes back to it."""
    functions = client.get("/config").json()["dependencies"]
    (event,) = [one for one in functions if one["targets"][0][1] == "ask"]
    sent = {
        "data": [],
        "event_data": {"question": MOSCOW, "ticket": ticket, "conversation": ""},
        "fn_index": event["id"],
        "trigger_id": event["targets"][0][0],
        "session_hash": f"page{ticket}",
    }
    reply = client.post("/gradio_api/run/predict", json=sent)
    assert reply.status_code == 200
    return reply.json()["data"][0]


def test_an_answer_comes_with_the_request_that_asks_for_it(client, archive):
    message = asked(client, 3)
    assert message["ticket"] == 3
    assert message["answer"] == archive.ask(MOSCOW).to_json()


def test_more_questions_at_once_than_may_wait_are_told_so(client, monkeypatch):
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(*given: Any) -> Any:
        begun.release()
        assert go_on.wait(60)
        return answering(*given)

    monkeypatch.setattr(ui.page, "answering", slow)
    monkeypatch.setattr(ui.page, "WAITING", 0)
    tickets = range(ui.page.AT_ONCE)
    with ThreadPoolExecutor(ui.page.AT_ONCE) as readers:
        sent = [readers.submit(asked, client, ticket) for ticket in tickets]
        assert all(begun.acquire(timeout=60) for _ in tickets)
        refused = asked(client, 9)
        go_on.set()
        messages = [one.result(60) for one in sent]
    assert refused["ticket"] == 9
    assert refused["error"] == "The archive is answering others."
    assert [message["ticket"] for message in messages] == list(tickets)
    assert all("answer" in message for message in messages)
