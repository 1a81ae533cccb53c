"""What a question asks for: its type, by the words it is made of."""

from __future__ import annotations

import re
from enum import StrEnum

_SPEECH = (
    r"(?:say|said|claim\w*|alleg\w+|assert\w*|argu\w+|repl\w+|answer\w*|respon\w+|den\w+"
    r"|explain\w*|demand\w*|accus\w+|insist\w*|propos\w+|maintain\w*|complain\w*|protest\w*"
    r"|declar\w+|promis\w+|threaten\w*|describe\w*|admit\w*)"
)


class QuestionType(StrEnum):
    """What kind of thing answers the question."""

    TIMELINE = "timeline"
    COMPARE = "comparison"
    HOW_MANY = "how many"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    WHO = "who"
    LIST = "list"
    CLAIM = "claim"
    DEFINITION = "definition"
    YES_NO = "yes or no"
    WHAT = "what"


# The first that matches decides.
_PATTERNS = (
    (
        QuestionType.TIMELINE,
        r"\b(?:timeline|chronolog\w+|time line|sequence of events|course of events"
        r"|in (?:what|which) order)\b|\b(?:step by step|year by year|date by date)\b",
    ),
    (
        QuestionType.COMPARE,
        r"\bcompare\w*\b|\bcontrast\b|\bdiffer(?:s|ed|ing|ence|ences)?\b|\b(?:both|two|each) "
        r"(?:sides|parties|governments|positions|accounts|versions)\b|\bversus\b",
    ),
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
        r"|reason|cause|aim|motive)|\bwhat (?:caused|motivated|prompted|led to)\b",
    ),
    (QuestionType.WHO, r"\bwho(?:m|se)?\b|\bwhich (?:person|minister|ambassador|official)\b"),
    (
        QuestionType.LIST,
        r"^\s*(?:list|enumerate|name (?:the|all|some))\b"
        r"|\bwhat (?:\w+ )?(?:measures|steps|countermeasures|actions|demands|reasons|conditions"
        r"|charges|accusations|complaints|examples|points|arguments|methods|means)\b"
        r"|\bwhich (?:measures|steps|points|conditions)\b",
    ),
    (
        QuestionType.CLAIM,
        rf"\b(?:what|how) (?:did|does|do|has|had) (?:\S+ ){{1,6}}?{_SPEECH}\b"
        r"|\baccording to\b",
    ),
    (
        QuestionType.DEFINITION,
        r"\bwhat (?:does|did) [^?]{1,60} (?:mean|stand for|refer to)\b"
        r"|\bwhat is meant by\b|\bmeaning of\b|^\s*define\b",
    ),
    (
        QuestionType.YES_NO,
        r"^\s*(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will"
        r"|would|should)\b",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_QUOTAS = {
    QuestionType.TIMELINE: 10,
    QuestionType.COMPARE: 3,  # for each side
    QuestionType.HOW_MANY: 2,
    QuestionType.WHEN: 2,
    QuestionType.WHERE: 2,
    QuestionType.WHY: 3,
    QuestionType.WHO: 2,
    QuestionType.LIST: 6,
    QuestionType.CLAIM: 3,
    QuestionType.DEFINITION: 2,
    QuestionType.YES_NO: 2,
    QuestionType.WHAT: 3,
}


def question_type(question: str) -> QuestionType:
    """Return the type of the question; `WHAT` where no word tells."""
    for kind, pattern in _COMPILED:
        if pattern.search(question):
            return kind
    return QuestionType.WHAT


def quota(kind: QuestionType) -> int:
    """Return how many sentences to show at most; of a comparison, for each side."""
    return _QUOTAS[kind]
