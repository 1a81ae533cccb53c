"""What programs are told they get is what they get, key by key."""

from __future__ import annotations

import json

import pytest
from fastapi import FastAPI

from tests.ui.callers import call
from ui.api import asking, refuse_in_words
from ui.enquiries import Enquiries
from ui.limits import Limits
from ui.schemas import Answer, Document, Found, Place, RecordLines, Refusal
from ui.warmth import Warmth

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def enquiries(archive):
    return Enquiries(archive, Warmth(archive), Limits())


def described(model, plain) -> bool:
    """Tell whether a schema names every key, and none that is not there."""
    read = model.model_validate(plain, extra="forbid")
    return read.model_dump(exclude_unset=True) == plain


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Who is blamed for the riots in Kulja?", "quoted"),
        ("Who translated this document?", "catalogue"),
        ("What was the price of wheat in Lisbon?", "silent"),
    ],
)
def test_an_answer_is_as_described(enquiries, question, status):
    answer = enquiries.ask(question, {})
    assert answer["status"] == status
    assert described(Answer, json.loads(json.dumps(answer)))


@pytest.mark.model
def test_what_is_found_is_as_described(enquiries):
    found = enquiries.search("riots in Kulja", 2, False, {"dates": "1963"})
    assert len(found["hits"]) == 2
    assert described(Found, json.loads(json.dumps(found)))


def test_records_and_places_are_as_described(enquiries):
    assert described(RecordLines, enquiries.records())
    assert described(Document, enquiries.show("118214"))
    assert described(Place, enquiries.place("118214", 0, 9))


def test_one_paragraph_is_shown_alone(enquiries):
    whole, alone = enquiries.show("118214"), enquiries.show("118214", 2)
    (block,) = alone["paragraphs"]
    assert block in whole["paragraphs"]
    assert alone | {"paragraphs": whole["paragraphs"]} == whole


def test_the_description_is_whole(applications):
    told = call(applications["here"], "GET", "/api/openapi.json").json()
    for path, methods in told["paths"].items():
        for method, route in methods.items():
            assert route.get("summary"), f"{method} {path}"
            assert route["responses"].keys() & {"200", "201", "202", "204"}, f"{method} {path}"
    for path in ("/api/ask", "/api/search"):
        responses = told["paths"][path]["post"]["responses"]
        assert responses.keys() == {"200", "400", "401", "413", "422", "429", "503"}
        for status, response in responses.items():
            (content,) = response["content"].values()
            name = content["schema"]["$ref"].rpartition("/")[2]
            assert name == {"/api/ask": "Answer", "/api/search": "Found"}[path] or (
                status != "200" and name == "Refusal"
            )
    assert "HTTPValidationError" not in told["components"]["schemas"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/api/docs", "/api/redoc"])
def test_no_page_loads_scripts_from_other_sites(applications, path):
    reply = call(applications["here"], "GET", path)
    assert b"cdn" not in reply.body
    assert b"swagger" not in reply.body.lower()


def test_the_page_s_events_are_no_interface(applications):
    told = call(applications["here"], "GET", "/gradio_api/info").json()
    assert told == {"named_endpoints": {}, "unnamed_endpoints": {}}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("GET", "/api/nothing", b"", 404, "There is nothing at this address."),
        ("GET", "/api/ask", b"", 405, "That method is not answered here."),
        ("POST", "/api/records", b"{}", 405, "That method is not answered here."),
        ("POST", "/api/ask", b"", 422, "body: Field required."),
        ("POST", "/api/ask", b"[" * 60_000, 400, "There was an error parsing the body."),
        ("POST", "/api/ask", b'{"question": "x", "depth": 3}', 422, "body.depth: "),
        ("POST", "/api/ask", b'{"question": ""}', 400, "The question is empty."),
        ("POST", "/api/search", b'{"query": "x", "k": 0}', 400, "k is 0."),
        ("POST", "/api/search", b'{"query": "x", "k": 1e400}', 422, "body.k: "),
        ("POST", "/api/search", b'{"query": "x", "filters": {"colour": 1}}', 400, "There is no"),
        ("POST", "/api/ask", b"\xff\xfe", 422, "body"),
        ("GET", "/api/records/118214/place?start=a&end=2", b"", 422, "query.start: "),
        ("GET", "/api/records/118214/citation?style=x", b"", 400, ""),
        ("GET", "/api/records/%00", b"", 404, ""),
        ("POST", "/api/session", b'{"name": "x", "password": "y"}', 401, "Name or password"),
    ],
)
def test_every_refusal_has_one_shape(applications, method, path, body, status, error):
    app = applications["here"]
    reply = call(app, method, path, body=body, headers=JSON, client="198.51.100.254")
    told = reply.json()
    assert (reply.status, told.keys()) == (status, {"error", "remedy", "said"})
    assert told["error"].startswith(error)
    assert told["remedy"]
    Refusal.model_validate(told)


def test_a_refusal_says_of_what_its_sentences_are_made(applications):
    body = b'{"query": "x", "filters": {"dates": "soon"}}'
    told = call(applications["here"], "POST", "/api/search", body=body, headers=JSON).json()
    named, remedy = told["said"]
    assert named == {"code": "filter.no date", "text": told["error"], "values": {"words": "soon"}}
    assert (remedy["code"], remedy["text"]) == ("remedy.date", told["remedy"])


@pytest.mark.model
def test_who_comes_when_all_places_are_taken_is_told_to_come_back(archive):
    app = FastAPI()
    limits = Limits(at_once=1, waiting=0)
    refuse_in_words(app)
    app.include_router(asking(archive, Warmth(archive), limits))
    body = b'{"query": "riots in Kulja"}'
    with limits.turn():
        busy = call(app, "POST", "/api/search", body=body, headers=JSON)
        table = call(app, "POST", "/api/search.csv", body=body, headers=JSON)
    assert table.status == 503
    assert (busy.status, busy.headers["retry-after"]) == (503, "5")
    told = busy.json()
    assert [each["code"] for each in told.pop("said")] == ["asked.busy", "remedy.busy"]
    assert told == {
        "error": "The archive is answering others.",
        "remedy": "Try again in 5 seconds.",
    }
    assert call(app, "POST", "/api/search", body=body, headers=JSON).status == 200
