"""Follow-ups: what a question takes over from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.analysis import content_terms

_OPENING = re.compile(r"^\s*(?:and|but|so|then|also|what about|how about|back to)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|he|she|him|her|his|there|then|such"
    r"|the (?:same|former|latter|reply|answer|note|claim|order|demand|others?))\b",
    re.IGNORECASE,
)
_BACK = re.compile(r"^\s*back to\b", re.IGNORECASE)
#: A question of at most this many content words cannot stand alone after another.
_FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question with what it takes over.

    Attributes:
        question: as asked.
        read_as: as understood, for the reader.
        query: what is searched.
        also: further forms the reranker reads beside the question.
        carried: earlier questions taken over; empty when the question stands alone.
    """

    question: str
    read_as: str
    query: str
    also: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()


def understand(question: str, earlier: Sequence[str]) -> Understood:
    """Resolve a question against the earlier ones, oldest first.

    It stands alone unless it opens like a continuation, points back, or is too short to
    say what it is about. What is taken over is the question before, and, while that one
    leaned on its own predecessor, that one too.
    """
    if not earlier or not leans(question):
        return Understood(question=question, read_as=question, query=question)
    carried = [earlier[-1]]
    for before in reversed(earlier[:-1]):
        if len(carried) >= 2 or not leans(carried[0]):
            break
        carried.insert(0, before)
    joined = " ".join((*carried, question))
    return Understood(
        question=question,
        read_as=f"{question} — following “{'” and “'.join(carried)}”",
        query=joined,
        also=(joined,),
        carried=tuple(carried),
    )


def leans(question: str) -> bool:
    """Tell whether a question leans on the one before it."""
    if _BACK.search(question):
        return False
    if _OPENING.search(question):
        return True
    about = content_terms(question)
    return len(about) <= _FEW and bool(_POINTING.search(question)) or len(about) < _FEW - 1
