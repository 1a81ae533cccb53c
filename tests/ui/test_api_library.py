"""The library over HTTP: browsing, counting, delivering, removing, and tables of passages."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bot import Archive, open_archive
from ui.accounts import NotAllowed
from ui.api import asking, refuse_in_words
from ui.api_library import library_routes
from ui.uploads import UploadLimits
from ui.warmth import Warmth

pytestmark = pytest.mark.model

TITLES = ("Zanzibar Duties", "Aden Tolls", "=1+1 Harbour Dues", "Undated Note")
DAYS = ("1951-05-03", "1953-01-07", "1958", None)


def page(title: str, day: str | None, place: str, words: str) -> str:
    """Return a small record with front matter, as a person would write one."""
    dated = f"date: {day}\n" if day else ""
    collection = "Port Papers" if day else "Loose Sheets"
    return (
        f"---\ntitle: {title!r}\n{dated}collection: {collection}\nplace: {place}\n---\n\n{words}\n"
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The shipped record and four small ones, which these tests change."""
    place = tmp_path_factory.mktemp("library")
    files = []
    for title, day in zip(TITLES, DAYS, strict=True):
        files.append(place / f"{title.split()[-1].lower()}.md")
        words = f"The {title.split()[-1].lower()} of the harbour were paid in silver."
        files[-1].write_text(page(title, day, "Aden", words), encoding="utf-8")
    with open_archive(place / "archive") as opened:
        assert opened.add(files).refused == ()
        yield opened


def serving(archive: Archive, **kwargs: Any) -> FastAPI:
    app = FastAPI()
    refuse_in_words(app)
    router, accessions = library_routes(
        archive, kwargs.pop("may_write", lambda request: None), nice=0, **kwargs
    )
    app.include_router(router)
    app.include_router(asking(archive, Warmth(archive)))
    app.state.accessions = accessions
    return app


@pytest.fixture(scope="module")
def client(archive: Archive) -> Iterator[TestClient]:
    app = serving(archive, limits=UploadLimits(file_bytes=100_000, job_bytes=150_000, files=3))
    with TestClient(app) as opened:
        yield opened
    app.state.accessions.finish()


def finished(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    """Return a job once nothing more happens to it."""
    until = time.monotonic() + 120
    while not job["over"]:
        assert time.monotonic() < until
        time.sleep(0.05)
        job = client.get(f"/api/library/jobs/{job['job']}").json()
    return job


def titles(found: dict[str, Any]) -> list[str]:
    return [row["title"] for row in found["rows"]]


def test_records_are_listed_by_date_with_the_undated_last(client):
    found = client.get("/api/library").json()
    assert (found["total"], found["found"], found["undated"]) == (5, 5, 1)
    assert [title[:9] for title in titles(found)] == [
        "Zanzibar ", "Aden Toll", "=1+1 Harb", "Cable fro", "Undated N",
    ]  # fmt: skip
    back = client.get("/api/library", params={"descending": True}).json()
    assert [title[:5] for title in titles(back)] == ["Cable", "=1+1 ", "Aden ", "Zanzi", "Undat"]
    by_title = client.get("/api/library", params={"sort": "title"}).json()
    named = [title[:5] for title in titles(by_title)]
    assert named == ["=1+1 ", "Aden ", "Cable", "Undat", "Zanzi"]


def test_a_page_is_a_part_of_the_whole(client):
    found = client.get("/api/library", params={"offset": 1, "limit": 2}).json()
    assert titles(found) == ["Aden Tolls", "=1+1 Harbour Dues"]
    assert found["found"] == 5
    assert found["rows"][0]["collection"] == ["Port Papers"]
    assert found["rows"][0]["date_words"] == "7 January 1953"


def test_years_are_counted_and_the_empty_ones_named(client):
    found = client.get("/api/library", params={"place": "Aden"}).json()
    bars = {bar["dates"]: bar["count"] for bar in found["timeline"]["bars"]}
    assert bars == {
        "1951": 1, "1952": 0, "1953": 1, "1954": 0, "1955": 0, "1956": 0, "1957": 0, "1958": 1,
    }  # fmt: skip
    gaps = [(gap["first"], gap["last"]) for gap in found["timeline"]["gaps"]]
    assert gaps == [(1952, 1952), (1954, 1957)]
    assert found["collections"] == [
        {"value": "Port Papers", "count": 3},
        {"value": "Loose Sheets", "count": 1},
    ]


def test_filters_and_words_narrow(client):
    def found(**asked: Any) -> list[str]:
        return titles(client.get("/api/library", params=asked).json())

    assert found(dates="1951/1953") == ["Zanzibar Duties", "Aden Tolls"]
    assert found(collection="Loose Sheets") == ["Undated Note"]
    assert found(collection=["Loose Sheets", "Port Papers"], q="dues") == ["=1+1 Harbour Dues"]
    assert found(q="ADEN toll") == ["Aden Tolls"]
    assert found(q="118214")[0].startswith("Cable")
    assert found(person="Nobody") == []
    months = client.get("/api/library", params={"dates": "1951"}).json()["timeline"]
    assert (months["unit"], len(months["bars"])) == ("month", 12)
    assert [bar["dates"] for bar in months["bars"] if bar["count"]] == ["1951-05"]


def test_values_are_named_with_their_counts(client):
    values = client.get("/api/library/values", params={"facet": "place", "q": "ad"}).json()
    assert values == {"values": [{"value": "Aden", "count": 4}]}


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "size"}, {"limit": 0}, {"limit": 201}, {"offset": -1}, {"bars": 1},
        {"dates": "soon"}, {"q": "x" * 501},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(client, asked):
    answer = client.get("/api/library", params=asked)
    assert answer.status_code == 400
    assert answer.json()["remedy"]


def test_a_delivery_reports_each_file_and_is_found_at_once(client, archive):
    def send(name: str, body: bytes, **more: str) -> dict[str, Any]:
        answer = client.post("/api/library/files", params={"name": name, **more}, content=body)
        assert answer.status_code == 201
        return dict(answer.json())

    good = page("Muscat Levies", "1960-02-01", "Muscat", "Levies of Muscat on pearls rose.")
    job = send("levies.md", good.encode(), more="true")
    assert job["state"] == "receiving"
    job = send("../../etc/odd.bin", b"\x00\x01\x02\xff" * 50, more="true", job=job["job"])
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as packed:
        packed.writestr("a.txt", "Dhow traffic at Muscat fell in the summer of 1961.")
        packed.writestr("b.txt", "Customs at Muscat were farmed out in 1962.")
    job = finished(client, send("folder.zip", box.getvalue(), job=job["job"]))
    assert (job["state"], job["error"]) == ("done", "")
    told = {file["name"]: file["report"] for file in job["files"]}
    assert told["levies.md"]["accepted"] == 1
    assert told["levies.md"]["records"][0]["title"] == "Muscat Levies"
    assert told["levies.md"]["cautions"] == []
    assert (told["odd.bin"]["accepted"], told["odd.bin"]["refused"]) == (0, 1)
    (refusal,) = told["odd.bin"]["refusals"]
    assert str(archive.folder.parent) not in json.dumps(refusal)
    (said,) = refusal["said"]
    assert (said["code"], said["text"]) == ("sentences", refusal["reason"])
    assert said["values"]["first"]["code"] == "unread.ending"
    assert said["values"]["first"]["values"]["name"] == "odd.bin"
    assert told["folder.zip"]["accepted"] == 2
    assert client.get("/api/library").json()["found"] == 8
    (hit, *_) = archive.retriever.search("levies of Muscat on pearls", k=1)
    assert hit.passage.text == "Levies of Muscat on pearls rose."
    again = client.post("/api/library/files", params={"name": "levies.md"}, content=good.encode())
    assert finished(client, again.json())["files"][0]["report"]["unchanged"] == 1


def test_a_record_is_removed(client, archive):
    row = client.get("/api/library", params={"q": "Zanzibar"}).json()["rows"][0]
    assert archive.retriever.search("duties of the harbour", k=1)[0].record_id == row["record_id"]
    job = client.delete(f"/api/records/{row['record_id']}").json()
    assert client.get("/api/library").json()["working"] is True  # told to every page
    assert finished(client, job)["state"] == "done"
    assert client.get("/api/library").json()["working"] is False
    assert client.get("/api/library", params={"q": "Zanzibar"}).json()["found"] == 0
    hits = archive.retriever.search("duties of the harbour", k=10)
    assert row["record_id"] not in {hit.record_id for hit in hits}
    assert client.delete(f"/api/records/{row['record_id']}").status_code == 404


def test_a_cancelled_delivery_leaves_nothing(client):
    asked = {"name": "a.txt", "more": True}
    sent = client.post("/api/library/files", params=asked, content=b"A b.")
    job = client.delete(f"/api/library/jobs/{sent.json()['job']}").json()
    assert (job["state"], job["over"]) == ("cancelled", True)
    late = client.post(
        "/api/library/files", params={"name": "b.txt", "job": job["job"]}, content=b"A b."
    )
    assert late.status_code == 409


def test_a_guess_at_an_encoding_is_told(client, archive):
    words = "Le gouverneur général répondit à l'évêque que les dhows étaient partis."
    sent = client.post(
        "/api/library/files", params={"name": "old.txt"}, content=words.encode("cp1252")
    )
    (told,) = finished(client, sent.json())["files"]
    (caution,) = told["report"]["cautions"]
    assert "windows-1252" in caution
    (record_id,) = [each["record_id"] for each in told["report"]["records"]]
    archive.remove(record_id)


def test_what_is_too_large_or_empty_is_not_kept(client):
    def send(body: bytes, **more: str) -> Any:
        return client.post("/api/library/files", params={"name": "a.txt", **more}, content=body)

    assert send(b"a" * 100_001).status_code == 413
    assert send(b"").status_code == 400
    job = send(b"a " * 45_000, more="true").json()["job"]
    assert send(b"b " * 45_000, more="true", job=job).status_code == 413
    assert send(b"c", more="true", job=job).status_code == 201
    assert send(b"d", more="true", job=job).status_code == 201
    assert send(b"e", more="true", job=job).status_code == 413
    waiting = list(Path(client.app.state.accessions._root.path).glob("*/*"))
    assert sum(path.is_file() for path in waiting) <= 3
    client.delete(f"/api/library/jobs/{job}")
    assert client.get("/api/library/jobs/unknown").status_code == 404


def test_another_writer_is_named_calmly_and_it_can_be_tried_again(client, archive):
    from corpus.store import RecordStore

    with RecordStore.open(archive.folder, write=True):
        sent = client.post("/api/library/files", params={"name": "c.txt"}, content=b"Sur was calm.")
        job = finished(client, sent.json())
    assert (job["state"], job["busy"]) == ("failed", True)
    assert str(archive.folder) not in job["error"]
    assert [each["text"] for each in job["said"]] == [job["error"], job["remedy"]]
    job = finished(client, client.post(f"/api/library/jobs/{job['job']}").json())
    assert (job["state"], job["files"][0]["report"]["accepted"]) == ("done", 1)


def test_what_was_read_before_a_cancel_stays_and_is_found(client, archive):
    rows = [{"id": f"row-{n}", "text": f"Ledger line {n} of Berbera."} for n in range(900)]
    table = "\n".join(json.dumps(row) for row in rows).encode()
    job = client.post("/api/library/files", params={"name": "rows.jsonl"}, content=table).json()
    until = time.monotonic() + 120
    while not (job["step"] or {}).get("done") and time.monotonic() < until:
        time.sleep(0.01)
        job = client.get(f"/api/library/jobs/{job['job']}").json()
    client.delete(f"/api/library/jobs/{job['job']}")
    job = finished(client, job)
    stored = client.get("/api/library", params={"q": "row-"}).json()
    assert job["state"] == "cancelled"
    assert job["files"][0]["report"]["stopped"]
    assert 0 < job["files"][0]["report"]["accepted"] == stored["found"] < 900
    assert not job["stored_only"]
    assert stored["waiting"] == 0
    assert all(row["searchable"] for row in stored["rows"])
    hit = archive.retriever.search("ledger line of Berbera", k=1)[0]
    assert hit.passage.text.startswith("Ledger line")


def test_who_may_not_write_changes_nothing(archive):
    def nobody(request: object) -> None:
        raise NotAllowed("This archive can only be read here.", "Ask its owner.")

    app = serving(archive, may_write=nobody)
    with TestClient(app) as client:
        held = client.get("/api/library").json()
        assert held["may_write"] is False
        asked = [
            client.post("/api/library/files", params={"name": "a.txt"}, content=b"a b c"),
            client.post("/api/library/index"),
            client.post("/api/library/jobs/x"),
            client.get("/api/library/jobs/x"),
            client.delete("/api/library/jobs/x"),
            client.delete("/api/records/118214"),
        ]
        assert [answer.status_code for answer in asked] == [403] * 6
        assert client.get("/api/library").json()["total"] == held["total"]
    app.state.accessions.finish()


def test_a_search_is_a_table_that_runs_nothing(client):
    answer = client.post("/api/search.csv", json={"query": "silver dues harbour", "k": 5})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeffquery,")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0]["words"] == "The dues of the harbour were paid in silver."
    assert rows[0]["title"] == "'=1+1 Harbour Dues"
    assert rows[0]["rank"] == "1"
    assert client.post("/api/search.csv", json={"query": "x", "k": 101}).status_code == 400
    assert client.post("/api/search.csv?style=none", json={"query": "x"}).status_code == 400
