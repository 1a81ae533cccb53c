"""The gate: whether what was read answers, or the archive is silent.

A first gate: names that no record mentions, tests of what a sentence must hold
(`bot.evidence`), and a threshold on the cross-encoder's logit. The threshold is set
where the oblique questions of a historian still pass; it lets adversarial questions
through that reuse a record's own words (see docs/quality.md for the rates).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.selection import Reading

#: Logit of the best sentence below which nothing is quoted.
THRESHOLD = -8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate decided, and on what evidence.

    Attributes:
        open: whether to answer.
        evidence: logits above the threshold; below 0 means silence.
        reasons: why it stayed shut, for the reader.
    """

    open: bool
    evidence: float
    reasons: tuple[str, ...] = ()


def judge(
    readings: Sequence[Reading],
    *,
    unnamed: Sequence[str] = (),
    against: Sequence[str] = (),
    boldness: float = 0.0,
) -> Verdict:
    """Decide whether to answer.

    Args:
        readings: the sentences that nothing speaks against, best first.
        unnamed: names of the question that no record mentions.
        against: what spoke against the other sentences.
        boldness: added to the evidence.
    """
    evidence = max((r.logit for r in readings), default=-99.0) - THRESHOLD + boldness
    if unnamed:
        reasons = tuple(f"no record held here mentions {name}" for name in unnamed)
        return Verdict(open=False, evidence=min(evidence, 0.0), reasons=reasons)
    if evidence >= 0:
        return Verdict(open=True, evidence=evidence)
    near = "no sentence read comes close enough to answering"
    return Verdict(open=False, evidence=evidence, reasons=tuple(dict.fromkeys((*against, near))))
