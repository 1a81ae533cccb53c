"""Hits as plain data."""

import json

import pytest

pytestmark = pytest.mark.model


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
