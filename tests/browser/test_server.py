"""The server as a program meets it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ui.guard import HEADERS

pytestmark = pytest.mark.model

MOSCOW = "How did Moscow itself explain why people left Sinkiang?"


@pytest.fixture(scope="module")
def client(addresses: dict[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=addresses["seed"], timeout=60, trust_env=False) as opened:
        yield opened


def test_the_page_is_served_with_its_headers(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert HEADERS.items() <= dict(answer.headers).items()
    assert "javascript" in client.get("/room/transcript.js").headers["content-type"]
    assert client.get("/room/room.css").status_code == 200
    assert client.get("/manifest.json").json()["name"] == "Dragoman"
    assert client.get("/healthz").json()["status"] == "ok"


def test_the_records_are_listed_and_read(client, seed_text):
    (row,) = client.get("/api/records").json()["records"]
    assert (row["record_id"], row["date_words"]) == ("118214", "1 August 1963")
    document = client.get("/api/records/118214").json()
    assert document["title"].startswith("Cable from the Chinese Foreign Ministry")
    assert document["reference"] == "PRC FMA 118-01100-14, 147-149"
    body = [p for p in document["paragraphs"] if p["role"] == "body"]
    assert [p["ordinal"] for p in body] == [1, 2, 3]
    for paragraph in document["paragraphs"]:
        assert paragraph["text"] == seed_text[paragraph["start"] : paragraph["end"]]
    assert "7Brands" in document["notice"]


def test_an_unknown_record_is_named_with_the_remedy(client):
    answer = client.get("/api/records/000000")
    assert answer.status_code == 404
    assert "000000" in answer.json()["error"]
    assert answer.json()["remedy"]
    assert client.get("/api/records/118214/citation?style=mla&paragraph=9").status_code == 404
    assert client.get("/api/records/118214/citation?style=vancouver").status_code == 400
    assert client.get("/api/records/118214/place?start=5&end=5").status_code == 404
    assert client.get("/api/records/118214/place?start=0&end=999999").status_code == 404


def test_citations_are_lines_to_paste_or_files_to_download(client):
    line = client.get("/api/records/118214/citation?style=chicago-note&paragraph=3")
    assert line.headers["content-type"] == "text/plain; charset=utf-8"
    assert line.text.endswith(
        "August 1, 1963, para. 3, PRC FMA 118-01100-14, 147-149, Wilson Center Digital Archive, "
        "https://digitalarchive.wilsoncenter.org/document/118214."
    )
    ris = client.get("/api/records/118214/citation?style=ris")
    assert ris.text.startswith("TY  - ")
    assert ris.headers["content-disposition"] == (
        "attachment; filename=\"118214.ris\"; filename*=UTF-8''118214.ris"
    )
    bib = client.get("/api/records/118214/citation?style=bibtex")
    assert 'filename="118214.bib"' in bib.headers["content-disposition"]


def test_a_program_asks_and_gets_quotes_of_the_file(client, seed_text):
    answer = client.post("/api/ask", json={"question": MOSCOW}).json()
    assert answer["status"] == "quoted"
    assert any("Albania" in quote["text"] for quote in answer["quotes"])
    for quote in answer["quotes"]:
        assert quote["text"] == seed_text[quote["start"] : quote["end"]]


def test_a_program_searches(client):
    found = client.post("/api/search", json={"query": "publication about Albania", "k": 2}).json()
    assert found["hits"][0]["passage_id"] == "118214#p3"
    assert client.post("/api/search", json={"query": "x", "k": 101}).status_code == 400


@pytest.mark.parametrize(
    ("question", "status"), [("a" * 4_001, 413), ("a" * 1_000_000, 413), ("", 400), ("\0", 400)]
)
def test_what_cannot_be_asked_is_refused_in_words(client, question, status):
    answer = client.post("/api/ask", json={"question": question})
    assert answer.status_code == status
    assert answer.json()["error"]
    assert answer.json()["remedy"]


def test_uploads_and_foreign_names_are_refused(client):
    upload = client.post("/gradio_api/upload", files={"files": b"x"})
    assert upload.status_code == 403
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 421
