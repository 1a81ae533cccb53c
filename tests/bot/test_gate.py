"""The gate: an answer, or silence with its reasons."""

import pytest

from bot.followups import alone
from bot.gate import (
    HALF,
    LARGE,
    NOTHING,
    OF_LOGIT,
    SMALL,
    THRESHOLD,
    Fitted,
    Weights,
    fitted,
    judge,
    of_logit,
    of_signals,
)
from bot.selection import Reading
from corpus.spans import Span


def reading(logit):
    return Reading(passage=0, span=Span(0, 4), text="Text", logit=logit, held=0.0, score=logit)


@pytest.mark.parametrize(("evidence", "opens"), [(9.0, True), (0.0, True), (-0.1, False)])
def test_evidence_decides(evidence, opens):
    verdict = judge(evidence)
    assert verdict.open is opens
    assert verdict.evidence == evidence


def test_boldness_moves_it():
    assert judge(-1, boldness=2).open
    assert not judge(1, boldness=-2).open


def test_without_an_archive_the_best_logit_is_the_evidence():
    assert of_logit([reading(-40), reading(-3)]) == pytest.approx(OF_LOGIT * (-3 - THRESHOLD))
    assert of_logit([]) == NOTHING


def test_the_fewer_passages_the_less_their_statistics_count(archive):
    found = archive.read(alone("What was found in the consulate?"))
    few, half, many = (of_signals(found.signals, found.fit, n) for n in (0, HALF, 10**6))
    small = fitted().small.evidence(found.signals)
    assert few == of_logit(found.fit)
    assert many == pytest.approx(fitted().large.evidence(found.signals), abs=1e-6)
    assert half == pytest.approx((few + small) / 2, abs=1e-6)


def test_signals_are_weighed_and_questions_and_statements_have_their_own_points():
    weights = Weights(
        weights={"logit": 0.5, "cosine": 2.0},
        of_questions={"cosine": 1.0},
        intercept=1.0,
        question=3,
        statement=4,
    )
    given = {"logit": 4.0, "cosine": 0.5, "question": 1.0}
    assert weights.evidence(given) == 1.0 + 2.0 + 1.5 - 3
    assert weights.evidence({**given, "question": 0.0}) == 1.0 + 2.0 + 1.0 - 4


def test_the_larger_an_archive_the_more_the_weights_of_large_ones_count():
    few = Weights(weights={}, of_questions={}, intercept=1.0, question=0, statement=0)
    many = Weights(weights={}, of_questions={}, intercept=3.0, question=0, statement=0)
    gate = Fitted(small=few, large=many, followed=few)
    between = round((SMALL * LARGE) ** 0.5)
    sizes = (0, 1, SMALL, between, LARGE, 10**7)
    told = [gate.evidence({"question": 1.0}, n) for n in sizes]
    assert told == pytest.approx([1.0, 1.0, 1.0, 2.0, 3.0, 3.0], abs=1e-3)
    assert {gate.evidence({"question": 0.0}, n) for n in sizes} == {1.0}


def test_a_question_searched_with_the_turns_before_it_has_weights_of_its_own():
    alone_, after = (
        Weights(weights={"logit": weight}, of_questions={}, intercept=0, question=0, statement=0)
        for weight in (1.0, 2.0)
    )
    gate = Fitted(small=alone_, large=alone_, followed=after)
    given = {"logit": 3.0, "question": 1.0}
    for size in (0, 10**6):
        assert gate.evidence(given, size) == 3.0
        assert gate.evidence(given, size, followed=True) == 6.0


def test_the_shipped_weights_of_such_questions_point_the_right_way(archive):
    found = archive.read(alone("What was found in the consulate?"))
    weights = fitted().followed.weights
    assert set(weights) <= set(found.signals)
    assert min(weights.values()) > 0


@pytest.mark.parametrize("size", ["small", "large"])
def test_the_shipped_weights_weigh_what_is_signalled_and_point_the_right_way(archive, size):
    found = archive.read(alone("What was found in the consulate?"))
    shipped = getattr(fitted(), size)
    weights = shipped.weights
    assert set(weights) == set(shipped.of_questions)
    assert set(weights) <= set(found.signals)
    in_questions = {name: weights[name] + shipped.of_questions[name] for name in weights}
    assert in_questions["logit"] > 0 > in_questions["names missing"]


def test_a_name_that_no_record_mentions_shuts_it():
    verdict = judge(20.0, unnamed=["Yugoslavia", "Tito"])
    assert not verdict.open
    assert verdict.evidence <= 0
    assert verdict.reasons == (
        "no record held here mentions Yugoslavia",
        "no record held here mentions Tito",
    )


def test_nothing_read_is_silence():
    verdict = judge(NOTHING)
    assert not verdict.open
    assert verdict.reasons == ("no sentence read comes close enough to answering",)


def test_what_spoke_against_the_others_is_said_once():
    against = ["no passage read gives a day", "no passage read gives a day"]
    assert judge(NOTHING, against=against).reasons == (
        "no passage read gives a day",
        "no sentence read comes close enough to answering",
    )
    assert judge(5.0, against=against).reasons == ()
