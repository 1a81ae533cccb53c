"""What a question asks for: its type, by the words it is made of."""

from __future__ import annotations

import re
from enum import StrEnum


class QuestionType(StrEnum):
    """What kind of thing answers the question."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    HOW_MANY = "how many"
    WHY = "why"
    LIST = "list"
    YES_NO = "yes or no"
    WHAT = "what"


_PATTERNS = (
    (
        QuestionType.HOW_MANY,
        r"\bhow (?:many|much|large|big)\b|\bwhat (?:number|share|proportion) of\b",
    ),
    (
        QuestionType.WHEN,
        r"\bwhen\b|\b(?:what|which) (?:exact )?(?:day|date|month|year|time)\b|\bhow long ago\b",
    ),
    (
        QuestionType.WHERE,
        r"\bwhere\b|\b(?:in|at|from|to) (?:what|which) (?:place|town|city|county|region)\b",
    ),
    (
        QuestionType.WHY,
        r"\bwhy\b|\bfor what (?:reason|purpose)\b|\bwhat (?:was|were|is) the (?:purpose"
        r"|reason|cause|aim)",
    ),
    (QuestionType.WHO, r"\bwho(?:m|se)?\b|\bwhich (?:person|minister|ambassador|official)\b"),
    (
        QuestionType.LIST,
        r"^\s*list\b|\bwhat (?:measures|steps|countermeasures|actions|demands|reasons)\b"
        r"|\bwhich (?:measures|steps)\b",
    ),
    (
        QuestionType.YES_NO,
        r"^\s*(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will"
        r"|would|should)\b",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)


def question_type(question: str) -> QuestionType:
    """Return the type of the question; `WHAT` where no word tells."""
    for kind, pattern in _COMPILED:
        if pattern.search(question):
            return kind
    return QuestionType.WHAT


def quota(kind: QuestionType) -> int:
    """Return how many sentences to show at most: two for a single fact, else four."""
    single = {QuestionType.WHO, QuestionType.WHEN, QuestionType.WHERE, QuestionType.HOW_MANY}
    return 2 if kind in single else 4
