"""A few readers for a few seconds: nobody is refused, every quote stands, records come."""

from __future__ import annotations

import pytest

from tests.benchmarks.readers import Tally, _check, measure

pytestmark = pytest.mark.model


def test_readers_are_answered_while_records_come():
    found = measure(None, lambda _: None, readers=3, think=0.5, seconds=12)
    assert found["answers"] > 3
    assert found["answers"] == sum(found["statuses"].values())
    assert (found["errors"], found["wrong quotes"], found["busy"]) == ([], [], 0)
    assert found["quotes checked"] > 0
    assert found["documents added meanwhile"] >= 0  # how many depends on what else runs
    assert found["p50, s"] <= found["p95, s"] <= found["p99, s"]


def test_a_quote_that_does_not_stand_is_counted(archive):
    tally = Tally()
    answer = archive.ask("What does the cable say about Albania?").to_json()
    _check(answer, archive._store, tally)
    assert tally.wrong == []
    assert tally.quotes == len(answer["quotes"])
    answer["quotes"][0]["citation"]["wilson"] += "."
    _check(answer, archive._store, tally)
    assert len(tally.wrong) == 1
    answer["quotes"][0]["start"] += 1
    _check(answer, archive._store, tally)
    assert len(tally.wrong) == 2
