"""The conversations' routes, as a program meets them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.archive import create_archive
from bot.settings import Settings
from corpus.readers.plain import plain_record
from tests.hashing import HashingEncoder
from ui.accounts import Accounts
from ui.api import refuse_in_words
from ui.api_conversations import conversing, exporting, narrowing
from ui.door import Access, Door
from ui.limits import Limits
from ui.sittings import Sittings
from ui.warmth import Warmth

WOOL = (
    "The two governments agreed on trade in wool.\n\n"
    "The embassy claimed that the caravan was robbed near Zorbulak."
)
ROBBED = "What did the embassy claim of the caravan near Zorbulak?"
QUOTE = "The embassy claimed that the caravan was robbed near Zorbulak."
AGREED = "What did the two governments agree on?"


def opened(folder: Path, keep: str = "archive", access: Access | None = None) -> Iterator[Any]:
    settings = Settings(rerank=False, boldness=20.0, conversations=keep)
    records = [plain_record("wool", "A note on wool", WOOL)]
    with create_archive(folder, records, settings=settings, encoder=HashingEncoder()) as archive:
        app = FastAPI()
        refuse_in_words(app)
        warmth, sittings = Warmth(archive), Sittings(archive)
        door = Door(Accounts(folder), access or Access())
        app.include_router(conversing(archive, sittings, warmth, Limits(), door))
        app.include_router(exporting(archive, warmth, Limits()))
        app.include_router(narrowing(archive))
        with TestClient(app, base_url="http://127.0.0.1:7860") as client:
            client.sittings = sittings  # type: ignore[attr-defined]
            yield client


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    yield from opened(tmp_path / "archive")


def begun(client: Any, question: str = ROBBED, **sent: Any) -> dict[str, Any]:
    answer = client.post("/api/conversations", json={"question": question, **sent})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def listed(client: Any, q: str = "") -> list[str]:
    found = client.get("/api/conversations", params={"q": q} if q else {}).json()
    return [each["title"] for each in found["conversations"]]


def test_a_conversation_is_begun_continued_listed_and_read(client):
    talk = begun(client)
    assert (talk["title"], talk["turns"], talk["kept"]) == (ROBBED, 1, True)
    assert talk["answer"]["quotes"][0]["text"] == QUOTE
    path = f"/api/conversations/{talk['id']}"
    again = client.post(path, json={"question": AGREED, "raw": True}).json()
    assert (again["id"], again["turns"]) == (talk["id"], 2)
    whole = client.get(path).json()
    assert [turn["question"] for turn in whole["turns"]] == [ROBBED, AGREED]
    assert whole["turns"][0]["answer"] == talk["answer"]
    assert listed(client) == [ROBBED]


def test_conversations_are_searched_by_their_words(client):
    begun(client)
    begun(client, AGREED)
    assert listed(client) == [AGREED, ROBBED]
    assert listed(client, "zorbulak caravan") == [ROBBED]
    assert listed(client, "Peking") == []
    only = client.get("/api/conversations", params={"id": "0123456789abcdef"}).json()
    assert only["conversations"] == []
    assert client.get("/api/conversations", params={"q": "a" * 501}).status_code == 400


def test_a_conversation_is_renamed_and_deleted(client):
    path = f"/api/conversations/{begun(client)['id']}"
    assert client.patch(path, json={"title": " The  caravan "}).json()["title"] == "The caravan"
    assert listed(client) == ["The caravan"]
    for empty in ("", " "):
        refused = client.patch(path, json={"title": empty})
        assert (refused.status_code, "title" in refused.json()["error"]) == (400, True)
    assert client.delete(path).status_code == 204
    assert listed(client) == []
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404


@pytest.mark.parametrize("name", ["last", "0", "0123456789abcdef", "0123456789ABCDEF", "..%2f"])
def test_an_unknown_conversation_is_told_calmly(client, name):
    talk = begun(client)
    assert not talk["id"].startswith("0123456789abcdef")
    answer = client.get(f"/api/conversations/{name}")
    assert answer.status_code == 404


def test_filters_are_kept_until_they_are_cleared(client):
    talk = begun(client, filters={"record": "wool"})
    path = f"/api/conversations/{talk['id']}"
    assert talk["filters"] == {"record": ["wool"]}
    hidden = client.post(path, json={"question": ROBBED, "filters": {"place": "Kabul"}}).json()
    assert hidden["answer"]["status"] == "silent"
    assert hidden["answer"]["searched"]["filters"] == {"place": ["Kabul"]}
    assert client.get(path).json()["filters"] == {"place": ["Kabul"]}
    assert client.put(f"{path}/filters", json={}).json() == {"id": talk["id"], "filters": {}}
    assert client.get(path).json()["filters"] == {}
    refused = client.put(f"{path}/filters", json={"dates": "1963/1962"})
    assert refused.status_code == 400
    assert "end before they begin" in refused.json()["error"]


def test_filters_are_read_and_what_they_leave_is_said(client):
    left = client.post("/api/filters", json={"record": ["wool"]}).json()
    assert (left["records"], left["held"]) == (1, 1)
    assert [named["record_id"] for named in left["named"]] == ["wool"]
    assert left["named"][0]["title"] not in ("", "wool")
    none = client.post("/api/filters", json={"dates": "before 1963", "place": "Kabul"}).json()
    assert none["records"] == 0
    assert none["filters"] == {"dates": "../1962", "place": ["Kabul"]}
    assert none["unmatched"] == [{"filter": "place", "value": "Kabul", "near": []}]


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("dates", "1963/1962"),
        ("dates", "1962-13"),
        ("from", 7),
        ("colour", "red"),
        ("place", "?"),
        ("person", {"a": 1}),
        ("role", "king"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told_and_the_others_not(client, key, wrong):
    told = client.post("/api/filters", json={key: wrong, "collection": "Files"}).json()
    (problem,) = told["problems"]
    assert problem["filter"] == key
    assert problem["error"]
    assert problem["remedy"]
    assert [each["text"] for each in problem["said"]] == [problem["error"], problem["remedy"]]


@pytest.mark.parametrize("kind", ["md", "html", "json", "txt", "csv"])
def test_a_conversation_is_exported_with_its_quotes(client, kind):
    path = f"/api/conversations/{begun(client)['id']}/export"
    file = client.get(path, params={"format": kind})
    assert file.status_code == 200
    assert QUOTE.rstrip(".") in file.text
    named = file.headers["content-disposition"]
    assert named.startswith("attachment; filename=")
    assert f".{kind}" in named
    assert client.get(path, params={"format": "exe"}).status_code == 400
    assert client.get(path, params={"format": kind, "style": "vancouver"}).status_code == 400


@pytest.mark.parametrize(
    ("kind", "media", "words"),
    [
        ("bib", "application/x-bibtex", "title        = {{A note on wool}}"),
        ("ris", "application/x-research-info-systems", "TI  - A note on wool"),
        ("csl.json", "application/vnd.citationstyles.csl+json", '"title": "A note on wool"'),
    ],
)
def test_the_cited_records_are_exported_for_a_reference_manager(client, kind, media, words):
    path = f"/api/conversations/{begun(client)['id']}/export"
    stored = client.get(path, params={"format": kind})
    sent = client.post("/api/exports", json={"format": kind, "turns": [{"question": ROBBED}]})
    for file in (stored, sent):
        assert file.status_code == 200, file.text
        assert file.headers["content-type"] == f"{media}; charset=utf-8"
        assert f".{kind}" in file.headers["content-disposition"]
        assert words in file.text
    none = [{"question": "What did Yugoslavia say about Skopje?"}]
    silent = client.post("/api/exports", json={"format": kind, "turns": none})
    assert (silent.status_code, "No record is cited" in silent.json()["error"]) == (400, True)


def test_a_conversation_that_was_renamed_is_exported_under_its_title(client):
    path = f"/api/conversations/{begun(client)['id']}"
    client.patch(path, json={"title": "The caravan"})
    file = client.get(f"{path}/export", params={"format": "md"})
    assert file.text.startswith("# The caravan\n")


def test_a_word_document_is_exported(client):
    path = f"/api/conversations/{begun(client)['id']}/export"
    file = client.get(path, params={"format": "docx", "style": "mla"})
    with zipfile.ZipFile(io.BytesIO(file.content)) as document:
        assert "Zorbulak" in document.read("word/document.xml").decode()


def test_a_conversation_is_replayed_to_the_same_answers(client):
    talk = begun(client)
    again = client.post(f"/api/conversations/{talk['id']}/replay").json()
    assert again["same"] is True
    assert [turn["question"] for turn in again["turns"]] == [ROBBED]


def test_what_another_site_asks_for_is_refused(client):
    path = f"/api/conversations/{begun(client)['id']}"
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.delete(path, headers=headers).status_code == 403
        assert client.patch(path, json={"title": "x"}, headers=headers).status_code == 403
        assert client.post(path, json={"question": "x"}, headers=headers).status_code == 403
        assert client.post(f"{path}/replay", headers=headers).status_code == 403
    own = {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}
    assert client.delete(path, headers=own).status_code == 204


def test_public_readers_see_no_conversation(tmp_path):
    public = Access(local=False, public_read=True)
    for client in opened(tmp_path / "archive", access=public):
        for method, path in [
            ("GET", "/api/conversations"),
            ("POST", "/api/conversations"),
            ("GET", "/api/conversations/0123456789abcdef"),
            ("GET", "/api/conversations/0123456789abcdef/export?format=md"),
            ("PUT", "/api/conversations/0123456789abcdef/filters"),
            ("POST", "/api/conversations/0123456789abcdef/replay"),
            ("PATCH", "/api/conversations/0123456789abcdef"),
            ("DELETE", "/api/conversations/0123456789abcdef"),
        ]:
            answer = client.request(method, path, json={"question": ROBBED})
            assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize("keep", ["off", "browser"])
def test_where_nothing_is_stored_none_is_begun(tmp_path, keep):
    for client in opened(tmp_path / "archive", keep):
        assert client.get("/api/conversations").json() == {"kept": keep, "conversations": []}
        refused = client.post("/api/conversations", json={"question": ROBBED})
        assert refused.status_code == 403
        assert "settings.toml" in refused.json()["remedy"]
        assert not (tmp_path / "archive" / "conversations.db").exists()


def test_a_deleted_conversation_is_not_stored_again_by_a_page_that_shows_it(client):
    sitting = client.sittings.of("page")
    sitting.ask(ROBBED)
    shown = sitting.conversation.id
    assert client.delete(f"/api/conversations/{shown}").status_code == 204
    after = client.sittings.of("page", shown)
    after.ask(AGREED)
    assert [turn.question for turn in after.conversation.turns] == [AGREED]
    assert listed(client) == [AGREED]


def test_what_is_sent_beside_a_question_is_refused(client):
    answer = client.post("/api/conversations", json={"question": ROBBED, "turns": []})
    assert answer.status_code == 422
    assert json.loads(answer.text)
    assert client.post("/api/conversations", json={"question": ""}).status_code == 400


def test_questions_that_the_reader_keeps_are_asked_again_and_exported(client):
    turns = [
        {"question": ROBBED, "filters": {"record": "wool"}},
        {"question": AGREED, "filters": {}, "raw": True},
    ]
    file = client.post("/api/exports", json={"format": "md", "turns": turns})
    assert QUOTE.rstrip(".") in file.text
    assert file.text.index("Zorbulak") < file.text.index("trade in wool")
    assert listed(client) == []
    named = client.post("/api/exports", json={"format": "md", "turns": turns, "title": "Wool"})
    assert named.text.startswith("# Wool\n")
    for wrong in (
        {"format": "exe", "turns": turns},
        {"format": "md", "style": "vancouver", "turns": turns},
        {"format": "md", "turns": []},
        {"format": "md", "turns": turns * 51},
        {"format": "md", "turns": [{"question": " "}]},
        {"format": "md", "turns": [{"question": ROBBED, "filters": {"dates": "1963/1962"}}]},
    ):
        assert client.post("/api/exports", json=wrong).status_code in (400, 422)
