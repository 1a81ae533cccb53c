"""Silence against answers: by hand, and the area against scikit-learn."""

import json
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from bot.evaluation.tradeoff import Point, tradeoff

EVIDENCE = [3.0, 2.0, 1.0, -1.0, 2.0, 0.0, -2.0, -3.0]
ANSWERABLE = [True, True, True, True, False, False, False, False]


def test_each_threshold_costs_silence_or_answers():
    found = tradeoff(EVIDENCE, ANSWERABLE)
    assert [(p.threshold, p.false_silence, p.false_answers) for p in found.points] == [
        (-3.0, 0.0, 1.0),
        (-2.0, 0.0, 0.75),
        (-1.0, 0.0, 0.5),
        (0.0, 0.25, 0.5),
        (1.0, 0.25, 0.25),
        (2.0, 0.5, 0.25),
        (3.0, 0.75, 0.0),
        (inf, 1.0, 0.0),
    ]
    assert (found.answerable, found.unanswerable) == (4, 4)


def test_the_area_counts_pairs_and_ties_as_half():
    """Of 16 pairs: 3 beats 4, 2 beats 3 and ties 1, 1 beats 3, -1 beats 2."""
    assert tradeoff(EVIDENCE, ANSWERABLE).auroc == pytest.approx(12.5 / 16)


@pytest.mark.parametrize(("silence", "answers"), [(0, 0.5), (0.1, 0.5), (0.25, 0.25), (1, 0)])
def test_fewest_false_answers_at_a_rate_of_false_silence(silence, answers):
    assert tradeoff(EVIDENCE, ANSWERABLE).at(silence).false_answers == answers


def test_plain_data_and_lines():
    found = tradeoff([1.0, 0.0], [True, False])
    assert found.points[1] == Point(threshold=1.0, false_silence=0.0, false_answers=0.0)
    assert list(found.lines()) == [
        "threshold\tfalse_silence\tfalse_answers",
        "0\t0.0000\t1.0000",
        "1\t0.0000\t0.0000",
        "inf\t1.0000\t0.0000",
    ]
    plain = found.to_json()
    assert json.loads(json.dumps(plain)) == plain == {
        "answerable": 1, "unanswerable": 1, "auroc": 1.0,
        "false_answers_at": {"0.10": 0.0, "0.25": 0.0, "0.40": 0.0},
    }  # fmt: skip


QUESTIONS = st.lists(st.tuples(st.sampled_from([-2.0, -0.5, 0.0, 1.5]), st.booleans()), min_size=2)


@settings(max_examples=100, deadline=None)
@given(QUESTIONS.filter(lambda asked: len({truth for _, truth in asked}) == 2))
def test_the_sweep_is_sound(asked):
    evidence, answerable = zip(*asked, strict=True)
    found = tradeoff(evidence, answerable)
    assert found.auroc == pytest.approx(roc_auc_score(answerable, evidence))
    for point in found.points:
        good = [e for e, truth in asked if truth]
        bad = [e for e, truth in asked if not truth]
        assert point.false_silence == pytest.approx(
            sum(e < point.threshold for e in good) / len(good)
        )
        assert point.false_answers == pytest.approx(
            sum(e >= point.threshold for e in bad) / len(bad)
        )


@pytest.mark.parametrize(
    ("evidence", "answerable", "says"),
    [
        ([1.0], [True, False], "1 evidences for 2"),
        ([1.0, nan], [True, False], "not finite"),
        ([1.0, inf], [True, False], "not finite"),
        ([1.0, 2.0], [True, True], "needs answerable and unanswerable"),
        ([], [], "needs answerable and unanswerable"),
    ],
)
def test_what_cannot_be_swept_is_refused(evidence, answerable, says):
    with pytest.raises(ValueError, match=says):
        tradeoff(evidence, answerable)
