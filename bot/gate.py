"""The gate: whether what was read answers, or the archive is silent.

Two tests stand before it: a name that no record mentions, and what a sentence must hold
(`bot.evidence`). Then a logistic model weighs the signals of the best sentence
(`bot.signals`). Its weights come from `scripts/fit_gate.py` and lie in `data/gate.json`,
with one operating point for questions and one for statements. Questions that are searched
with the turns before them have weights of their own, from `scripts/fit_gate_followed.py`:
most signals count the few words they have themselves. A model that was trained to
tell answers from near misses would take the place of `Weights.evidence`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.selection import Reading
from corpus.sayings import Form, Saying

#: Logit of the best sentence below which nothing is quoted where it alone can be weighed, and
#: what a logit is then worth in log-odds.
THRESHOLD, OF_LOGIT = -8.0, 0.3
#: The same for a question asked of the record quoted last. Source: of 300 turns of abg_coqa read
#: so, those answered rightly, those answered by another sentence, and answers given to the
#: questions of another conversation: at -3 115, 31, 6, at -1 95, 20, 2, at 1 66, 10, 2
#: (`scripts/fit_gate_followed.py --asked-on`).
ASKED_ON = -1.0
#: Passages among which the signals and the cross-encoder alone have the same say.
HALF = 50
#: Passages of an archive that counts as small, and as large, between which the logarithm of
#: their number weighs; those the weights were fitted on have 283 and 694, and 6,800 and 42,000.
SMALL, LARGE = 1_000, 10_000
#: Evidence of no sentence at all.
NOTHING = -99.0

UNNAMED = Form("reason.unnamed", "no record held here mentions {name}")
_FAR = Form("reason.far", "no sentence read comes close enough to answering")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A fitted gate.

    Attributes:
        weights: of each signal.
        of_questions: what is added to them for a question, in which signals mean something
            else than in a statement. Source: with them the area under the curve is .752
            rather than .719 on squad2_dev, .837 rather than .830 on frus_abstain, and .899
            with and without on clapnq_dev, cross-validated by document.
        intercept: added to their sum.
        question: evidence from which a question is answered.
        statement: evidence from which a heading or statement is.
    """

    weights: Mapping[str, float]
    of_questions: Mapping[str, float]
    intercept: float
    question: float
    statement: float

    def evidence(self, signals: Mapping[str, float]) -> float:
        """Return the log-odds that the best sentence answers, less what they must reach."""
        question = bool(signals["question"])
        weighed = sum(weight * signals[name] for name, weight in self.weights.items())
        if question:
            weighed += sum(weight * signals[name] for name, weight in self.of_questions.items())
        return self.intercept + weighed - (self.question if question else self.statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate decided, and on what evidence.

    Attributes:
        open: whether to answer.
        evidence: log-odds above what is needed; below 0 means silence.
        reasons: why it stayed shut, for the reader.
    """

    open: bool
    evidence: float
    reasons: tuple[Saying, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The shipped gate: weights for a small archive, and for questions to a large one.

    Among many passages the best are nearer and hold more of the words whether they answer or
    not, and a record is no longer a passage. Historians' questions say most of their words of
    the record: weights fitted on the others alone met .61 of the answerable ones to twelve
    volumes of Foreign Relations with silence, those fitted on them too .37, cross-validated by
    document.

    Attributes:
        small: fitted on the sets as they are.
        large: fitted on their questions, the same among the documents of a large archive, and
            those of historians.
        followed: of questions that are searched with the turns before them.
    """

    small: Weights
    large: Weights
    followed: Weights

    def evidence(
        self, signals: Mapping[str, float], passages: int, *, followed: bool = False
    ) -> float:
        """Return the evidence of the first two, by the size of the archive.

        Of statements that of the first, of questions with turns before them of the third.
        """
        if followed:
            return self.followed.evidence(signals)
        large = largeness(passages) if signals["question"] else 0.0
        return (1 - large) * self.small.evidence(signals) + large * self.large.evidence(signals)


@cache
def fitted() -> Fitted:
    """Return the shipped weights."""
    shipped = {**_shipped("gate.json"), "followed": _shipped("gate_followed.json")}
    return Fitted(**{of: Weights(**weights) for of, weights in shipped.items()})


def _shipped(name: str) -> dict[str, Any]:
    raw = (files("bot") / "data" / name).read_text(encoding="utf-8")
    return dict(json.loads(raw))


def largeness(passages: int) -> float:
    """Return how large an archive is between those the weights were fitted on, 0 to 1."""
    share = math.log(max(passages, 1) / SMALL) / math.log(LARGE / SMALL)
    return min(max(share, 0.0), 1.0)


def of_logit(readings: Sequence[Reading], threshold: float = THRESHOLD) -> float:
    """Return the evidence of sentences read without an archive around them."""
    best = max((r.logit for r in readings), default=None)
    return NOTHING if best is None else OF_LOGIT * (best - threshold)


def share_of_signals(passages: int) -> float:
    """Return what signals of so many passages are worth, 0 to 1: n² / (n² + 50²).

    Most count words by how rare they are, or passages by how they stand out, and say nothing
    in an archive of one document: there the cross-encoder's word counts. A few hundred
    passages tell enough.
    """
    return passages**2 / (passages**2 + HALF**2)


def of_signals(
    signals: Mapping[str, float],
    readings: Sequence[Reading],
    passages: int,
    *,
    followed: bool = False,
) -> float:
    """Return the evidence of sentences read in an archive.

    Args:
        signals: of the best sentence.
        readings: the sentences that nothing speaks against.
        passages: how many were searched.
        followed: whether the question is searched with the turns before it.
    """
    share = share_of_signals(passages)
    evidence = fitted().evidence(signals, passages, followed=followed)
    return share * evidence + (1 - share) * of_logit(readings)


def judge(
    evidence: float,
    *,
    unnamed: Sequence[str] = (),
    against: Sequence[Saying] = (),
    boldness: float = 0.0,
) -> Verdict:
    """Decide whether to answer.

    Args:
        evidence: of the best sentence that nothing speaks against.
        unnamed: names of the question that no record mentions.
        against: what spoke against the other sentences.
        boldness: added to the evidence.
    """
    evidence += boldness
    if unnamed:
        reasons = tuple(UNNAMED(name=name) for name in unnamed)
        return Verdict(open=False, evidence=min(evidence, 0.0), reasons=reasons)
    if evidence >= 0:
        return Verdict(open=True, evidence=evidence)
    reasons = tuple(dict.fromkeys((*against, _FAR())))
    return Verdict(open=False, evidence=evidence, reasons=reasons)
