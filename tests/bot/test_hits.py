"""Hits as plain data."""

import dataclasses
import json

import pytest

from bot.hits import Hits
from corpus.names import Expansion, NameKind

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def hits(archive):
    return archive.retriever.search("counterrevolutionary riots", 3)


def test_a_hit_round_trips_through_json(archive):
    for hit in archive.retriever.search("Who fled to the Soviet Union?", 3):
        plain = hit.to_json()
        assert json.loads(json.dumps(plain)) == plain
        assert plain["record_id"] == hit.record_id == "118214"
        assert plain["citation"] == hit.citation.format("wilson")
        assert plain["paragraph"] == hit.passage.ordinal
        assert len(plain["why"]["matched"]) >= len(plain["why"]["matched_terms"]) > 0
        start, end = plain["why"]["window"]
        assert plain["start"] <= start < end <= plain["end"]


def test_matching_words_are_as_they_stand(archive):
    (hit, *_) = archive.retriever.search("counterrevolutionary riot", 3)
    assert set(hit.matched_terms) <= {"riots", "counterrevolutionary", "counterrevolutionaries"}


def test_why_keeps_its_keys(hits):
    assert {"cosine", "bm25", "dense_rank", "lexical_rank", "matched_terms", "matched",
            "window", "rerank_score", "exact", "only_in", "expansions"} <= set(
        hits[0].to_json()["why"])  # fmt: skip


def test_hits_are_a_sequence_like_a_tuple(hits):
    assert len(hits) == 3
    assert hits == tuple(hits) and tuple(hits) == hits  # noqa: PT018
    assert hits != tuple(hits)[:2]
    assert hits != list(hits)
    assert hits[:2] == tuple(hits)[:2]
    assert hits[-1].rank == 3
    assert hits[0] in hits
    assert [hit.rank for hit in reversed(hits)] == [3, 2, 1]
    assert hits.query == "counterrevolutionary riots"
    assert not Hits(hits=(), query="x")
    with pytest.raises(dataclasses.FrozenInstanceError):
        hits.query = "other"


def test_hits_as_plain_data_echo_the_search(hits):
    named = Expansion(words="Kulja", forms=("Yining",), kind=NameKind.SAME)
    given = Hits(hits=hits.hits, query="q", filters={"from": "1962"}, expansions=(named,))
    plain = given.to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["hits"] == [hit.to_json() for hit in hits]
    assert (plain["query"], plain["filters"]) == ("q", {"from": "1962"})
    assert plain["expansions"] == [{"words": "Kulja", "forms": ["Yining"], "kind": "same"}]


def test_hits_convert_to_a_data_frame(hits):
    frame = hits.to_frame()
    assert list(frame.index) == [1, 2, 3]
    assert frame.loc[1, "passage_id"] == hits[0].passage.passage_id
    assert frame.loc[1, "text"] == hits[0].passage.text
    assert frame.loc[1, "matched_terms"] == list(hits[0].matched_terms)
    assert frame["score"].is_monotonic_decreasing
    assert str(frame["lexical_rank"].dtype) == "Int64"
    assert frame.attrs["query"] == hits.query


def test_no_hits_convert_to_an_empty_frame_of_the_same_columns(hits):
    empty = Hits(hits=(), query="x").to_frame()
    assert list(empty.columns) == list(hits.to_frame().columns)
    assert empty.empty
