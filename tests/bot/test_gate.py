"""The gate: an answer, or silence with its reasons."""

import pytest

from bot.gate import THRESHOLD, judge
from bot.selection import Reading
from corpus.spans import Span


def reading(logit):
    return Reading(passage=0, span=Span(0, 4), text="Text", logit=logit, held=0.0, score=logit)


@pytest.mark.parametrize(
    ("logit", "opens"), [(9, True), (THRESHOLD, True), (THRESHOLD - 0.1, False)]
)
def test_the_threshold_decides(logit, opens):
    verdict = judge([reading(logit), reading(-40)])
    assert verdict.open is opens
    assert verdict.evidence == pytest.approx(logit - THRESHOLD)


def test_boldness_moves_it():
    assert judge([reading(THRESHOLD - 1)], boldness=2).open
    assert not judge([reading(THRESHOLD + 1)], boldness=-2).open


def test_a_name_that_no_record_mentions_shuts_it():
    verdict = judge([reading(20)], unnamed=["Yugoslavia", "Tito"])
    assert not verdict.open
    assert verdict.evidence <= 0
    assert verdict.reasons == (
        "no record held here mentions Yugoslavia",
        "no record held here mentions Tito",
    )


def test_nothing_read_is_silence():
    verdict = judge([])
    assert not verdict.open
    assert verdict.reasons == ("no sentence read comes close enough to answering",)


def test_what_spoke_against_the_others_is_said_once():
    against = ["no passage read gives a day", "no passage read gives a day"]
    assert judge([], against=against).reasons == (
        "no passage read gives a day",
        "no sentence read comes close enough to answering",
    )
    assert judge([reading(5)], against=against).reasons == ()
