"""Documents of volumes in the reading room: their ids hold a slash, their quotes a page."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.answers import shown
from corpus.quotes import quote
from corpus.readers.reading import read_records
from corpus.sentences import sentences
from corpus.store import RecordStore
from ui.api import reading

VOLUME = Path(__file__).parents[1] / "data" / "tei" / "frus1902v03.xml"


@pytest.fixture(scope="module")
def records():
    return list(read_records(VOLUME))


@pytest.fixture(scope="module")
def client(records, tmp_path_factory):
    with RecordStore.open(tmp_path_factory.mktemp("volume"), write=True) as store:
        for record in records:
            store.put(record, imported_at="2026-11-23T10:00:00+00:00")
        app = FastAPI()
        app.include_router(reading(SimpleNamespace(record=store.get, summaries=store.summaries)))
        with TestClient(app) as client:
            yield client


@pytest.mark.parametrize("slash", ["/", "%2F"])
def test_a_document_of_a_volume_is_found(client, slash):
    document = client.get(f"/api/records/frus1902v03{slash}d1")
    assert document.status_code == 200
    assert document.json()["title"].startswith("Letter From the Harbour Master")
    place = client.get(f"/api/records/frus1902v03{slash}d1/place", params={"start": 0, "end": 2})
    assert place.status_code == 200
    cited = client.get(
        f"/api/records/frus1902v03{slash}d1/citation",
        params={"style": "chicago-note", "paragraph": 8},
    )
    assert "doc. 1, p. 3, https://" in cited.text


def test_a_quote_is_cited_by_the_page_it_stands_on(records):
    paragraph = records[0].paragraph(1)
    line = sentences(paragraph.text, paragraph.span.start)[1]
    plain = shown(quote(records[0], line), "document").to_json(1)
    assert plain["label"] == "FRUS, 1902–1904, vol. 3, pt. 2, doc. 1, pp. 2–3"
    assert "doc. 1, pp. 2–3, https://" in plain["citation"]["chicago-note"]
