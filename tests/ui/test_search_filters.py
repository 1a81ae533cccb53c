"""Narrowing a search from the command line and over HTTP."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ui.api import asking, refuse_in_words
from ui.cli import cli
from ui.warmth import Warmth

pytestmark = pytest.mark.model


@pytest.fixture
def search(archive_folder):
    def run(*arguments):
        everything = ["--archive", str(archive_folder), "search", *arguments]
        return CliRunner().invoke(cli, everything, prog_name="dragoman")

    return run


@pytest.fixture(scope="module")
def web(archive):
    app = FastAPI()
    refuse_in_words(app)
    warmth = Warmth(archive)
    warmth.start()
    app.include_router(asking(archive, warmth))
    with TestClient(app) as client:
        yield client
    warmth.finish()


def test_the_filter_is_applied_and_echoed(search):
    kept = search("riots", "--from", "1963-08", "--to", "1963-08", "--json")
    found = json.loads(kept.stdout)
    assert len(found["hits"]) == 3
    assert found["filters"] == found["searched"]["filters"] == {"dates": "1963-08"}
    assert (found["searched"]["records"], found["searched"]["passages"]) == (1, 3)
    said = search("riots", "--date", "1962", "--person", "Foreign Ministry")
    assert said.stdout == (
        "Searched 0 passages of 0 records: documents dated 1962, person “Foreign Ministry”.\n\n"
        "No passage was found.\n"
    )


def test_a_value_that_no_record_has_is_named(search):
    said = search("riots", "--repository", "Wilson Centre Archive")
    assert said.exit_code == 0
    assert "No record has the repository “Wilson Centre Archive”." in said.stdout
    assert "“Wilson Center Digital Archive”" in said.stdout


def test_the_role_is_chosen(search):
    found = json.loads(search("embassies", "--role", "front", "--json").stdout)
    assert {hit["role"] for hit in found["hits"]} == {"front"}


def test_quoted_words_are_found_or_said_to_be_nowhere(search):
    found = json.loads(search('"Soviet Nationals Association" Albania', "--json").stdout)
    assert found["hits"][0]["why"]["exact"] is True
    assert found["exact_needs"] == [
        {"words": "Soviet Nationals Association", "kind": "phrase", "passages": 1}
    ]
    said = search('"Soviet Albania" riots').stdout
    assert said.startswith("No passage searched holds “Soviet Albania”.\n\n1. ")


@pytest.mark.parametrize(
    "wrong",
    [("--date", "summer"), ("--from", "1963", "--to", "1962"), ("--date", "1962", "--to", "1963")],
)
def test_a_filter_that_cannot_be_read_is_refused_with_a_remedy(search, wrong):
    refused = search("riots", *wrong)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("dragoman: ")
    assert len(refused.stderr.splitlines()) >= 1


def test_programs_filter_too(web):
    body = {"query": "riots", "k": 2, "filters": {"dates": "1963", "place": ["Yining"]}}
    found = web.post("/api/search", json=body).json()
    assert found["hits"] == []
    assert found["searched"]["unmatched"] == [{"filter": "place", "value": "Yining", "near": []}]
    found = web.post("/api/search", json={"query": "riots", "filters": {"record": "118214"}}).json()
    assert found["filters"] == {"record": ["118214"]}
    assert len(found["hits"]) == 3


def test_programs_choose_how_a_passage_is_cited(web):
    plain, apa = (
        web.post("/api/search", params=style, json={"query": "riots"}).json()["hits"][0]
        for style in ({}, {"style": "apa"})
    )
    assert plain["citation"].startswith("“Cable from")
    assert "(1963, August 1)" in apa["citation"]
    refused = web.post("/api/search", params={"style": "own"}, json={"query": "riots"})
    assert refused.status_code == 400


def test_programs_are_told_what_is_wrong(web):
    refused = web.post("/api/search", json={"query": "riots", "filters": {"colour": "red"}})
    assert refused.status_code == 400
    assert "colour" in refused.json()["error"]
    assert refused.json()["remedy"]


def test_a_question_is_put_to_a_part_of_the_archive(archive_folder, web):
    question = "What happened in Yining?"
    everything = ["--archive", str(archive_folder), "ask", question, "--json"]
    whole = json.loads(CliRunner().invoke(cli, everything).stdout)
    part = json.loads(CliRunner().invoke(cli, [*everything, "--date", "1962"]).stdout)
    assert (whole["status"], part["status"]) == ("quoted", "silent")
    found = web.post("/api/ask", json={"question": question, "filters": {"dates": "1962"}}).json()
    assert (found["status"], found["searched"]) == ("silent", part["searched"])
