"""The gate: whether what was found answers, or the archive is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.selection import Reading

#: Evidence needed to answer, in logits of the best sentence.
THRESHOLD = -2.0


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
    reasons: tuple[str, ...]


def answers(
    question: str, readings: Sequence[Reading], *, coverage: float, boldness: float = 0.0
) -> Verdict:
    """Decide whether the best sentences answer the question."""
    if not readings:
        return Verdict(open=False, evidence=-99.0, reasons=("no passage came near the question",))
    evidence = max(r.logit for r in readings) - THRESHOLD + boldness
    reasons = () if evidence >= 0 else ("no sentence read comes close enough to answering",)
    return Verdict(open=evidence >= 0, evidence=evidence, reasons=reasons)
