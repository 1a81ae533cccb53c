"""Silence against answers: what each threshold on the gate's evidence would cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.answers import Answer, Status

#: Evidence of an answer that is not weighed.
SURE = 99.0
#: False silence at which false answers are reported.
REPORTED_AT = (0.10, 0.25, 0.40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One threshold: a question is answered when its evidence reaches it.

    Attributes:
        threshold: in the evidence's own unit; infinity for never answering.
        false_silence: share of the answerable questions left unanswered.
        false_answers: share of the unanswerable questions answered.
    """

    threshold: float
    false_silence: float
    false_answers: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tradeoff:
    """What can be had of silence and answers together.

    Attributes:
        points: thresholds ascending, from answering everything to answering nothing.
        auroc: chance that an answerable question has more evidence than an unanswerable
            one, equal evidence counted half; .5 tells nothing apart.
        answerable: how many questions are.
        unanswerable: how many are not.
    """

    points: tuple[Point, ...] = field(repr=False)
    auroc: float
    answerable: int
    unanswerable: int

    def at(self, false_silence: float) -> Point:
        """Return the point of fewest false answers with at most that share of false silence."""
        allowed = [point for point in self.points if point.false_silence <= false_silence]
        return max(allowed, key=lambda point: point.threshold)

    def to_json(self) -> dict[str, Any]:
        """Return the area and the false answers at the reported rates as plain data."""
        return {
            "answerable": self.answerable,
            "unanswerable": self.unanswerable,
            "auroc": round(self.auroc, 4),
            "false_answers_at": {
                f"{share:.2f}": round(self.at(share).false_answers, 4) for share in REPORTED_AT
            },
        }

    def lines(self) -> Iterator[str]:
        """Yield the points as tab-separated lines, a header first."""
        yield "threshold\tfalse_silence\tfalse_answers"
        for each in self.points:
            yield f"{each.threshold:.6g}\t{each.false_silence:.4f}\t{each.false_answers:.4f}"


def evidence_of(answer: Answer) -> float:
    """Return the evidence an answer was given or withheld on.

    An answer that did not pass the gate, from the catalogue say, counts as sure.
    """
    if answer.evidence is not None:
        return answer.evidence
    return -SURE if answer.status is Status.SILENT else SURE


def tradeoff(evidence: Sequence[float], answerable: Sequence[bool]) -> Tradeoff:
    """Sweep the threshold over every evidence; questions of several sets are pooled as one.

    Args:
        evidence: of each question, higher for answering; finite.
        answerable: whether the collection answers it, in the same order.

    Raises:
        ValueError: the two differ in length, an evidence is not finite, or all questions
            are answerable or none is.
    """
    scores, truth = np.asarray(evidence, np.float64), np.asarray(answerable, np.bool_)
    if scores.shape != truth.shape:
        raise ValueError(f"{len(scores)} evidences for {len(truth)} questions")
    if not np.isfinite(scores).all():
        raise ValueError("an evidence is not finite")
    good, bad = np.sort(scores[truth]), np.sort(scores[~truth])
    if not len(good) or not len(bad):
        raise ValueError("a trade-off needs answerable and unanswerable questions")
    thresholds = [*np.unique(scores), math.inf]
    silent = np.searchsorted(good, thresholds) / len(good)
    answered = 1 - np.searchsorted(bad, thresholds) / len(bad)
    points = (
        Point(threshold=float(at), false_silence=float(lost), false_answers=float(said))
        for at, lost, said in zip(thresholds, silent, answered, strict=True)
    )
    below, reached = np.searchsorted(bad, good), np.searchsorted(bad, good, side="right")
    auroc = (below + reached).sum() / (2 * len(good) * len(bad))
    return Tradeoff(
        points=tuple(points),
        auroc=float(auroc),
        answerable=len(good),
        unanswerable=len(bad),
    )
