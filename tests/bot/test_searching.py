"""Records of a day that the query names come forward, be it only their text that has it."""

import pytest

from bot.archive import create_archive
from corpus.readers.plain import plain_record
from tests.bot.samples import described

pytestmark = pytest.mark.model

TOLD = {
    "second": "On August 2, 1961 the envoy dined with the governor and spoke of the harbour dues.",
    "third": "On 3 August 1961 the envoy dined with the governor and spoke of the harbour dues.",
    "spring": "In spring the envoy dined with the governor and spoke of the harbour dues.",
}
UNSAID = "On the 5th of August this year the envoy dined with the governor; harbour dues are up."


@pytest.fixture(scope="module")
def undated(tmp_path_factory):
    records = [
        *(plain_record(name, "Talk", text) for name, text in TOLD.items()),
        *(described(date, UNSAID, date=date) for date in ("1961-09-30", "1965-09-30")),
    ]
    with create_archive(tmp_path_factory.mktemp("days") / "archive", records) as opened:
        yield opened


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2 August 1961", "second"),
        ("August 2, 1961", "second"),
        ("3rd of August 1961", "third"),
        ("August 3, 1961", "third"),
    ],
)
def test_a_day_told_in_the_text_brings_its_record_first(undated, day, first):
    asked = f"Of what did the envoy speak with the governor on {day}?"
    found = undated.retriever.search(asked, k=3, rerank=False).hits
    assert found[0].record_id == first
    assert found[0].score > found[1].score + 0.3


def test_a_day_told_without_its_year_is_that_of_its_document(undated):
    asked = "How did the envoy dine with the governor on 5 August 1961?"
    found = undated.retriever.search(asked, k=5, rerank=False).hits
    scores = {hit.record_id: hit.score for hit in found}
    assert scores["1961-09-30"] > scores["1965-09-30"] + 0.3


def test_a_day_that_nothing_is_of_moves_nothing(undated):
    asked = "Of what did the envoy speak with the governor"
    plain, dated = (
        undated.retriever.search(f"{asked}{day}?", k=3, rerank=False).hits
        for day in ("", " on 9 August 1961")
    )
    assert {hit.record_id for hit in plain} == {hit.record_id for hit in dated} <= set(TOLD)
    assert max(hit.score for hit in dated) < max(hit.score for hit in plain) + 0.3
