"""The sides of a comparison: the two parties or records that a question sets against another."""

from __future__ import annotations

import re

# At most six words, so that a line of capitals takes no longer than another.
_NAME = r"[A-Z][\w’'.-]{0,40}(?:\s(?:of\s(?:the\s)?)?[A-Z][\w’'.-]{0,40}){0,5}"
_ORGAN = (
    r"(?:positions?|views?|sides?|accounts?|versions?|claims?|arguments?|attitudes?|governments?"
    r"|explanations?|stances?|polic(?:y|ies)|interests?|demands?)"
)
_PAIRS = tuple(
    re.compile(pattern)
    for pattern in (
        # "the Chinese and Soviet positions", "China's and Moscow's views"
        rf"\b(?P<one>{_NAME})(?:['’]s)?\s+(?:and|versus|vs\.?|or)\s+(?:the\s+)?(?P<other>{_NAME})"
        rf"(?:['’]s)?(?:\s+\w+)?\s+{_ORGAN}\b",
        # "between China and the Soviet Union"
        rf"\b[Bb]etween\s+(?:the\s+)?(?P<one>{_NAME})\s+and\s+(?:the\s+)?(?P<other>{_NAME})",
        # "compare China with the Soviet Union", "China versus Moscow"
        rf"\b[Cc](?:ompare|ontrast)\s+(?:the\s+)?(?P<one>{_NAME})(?:['’]s?)?(?:\s\w+)?\s+"
        rf"(?:and|with|to|against)\s+(?:the\s+|that of\s+(?:the\s+)?)?(?P<other>{_NAME})",
        rf"\b(?P<one>{_NAME})\s+(?:versus|vs\.?)\s+(?:the\s+)?(?P<other>{_NAME})",
        # "how did China and the Soviet Union differ"
        rf"\b(?P<one>{_NAME})\s+and\s+(?:the\s+)?(?P<other>{_NAME})\s+"
        r"(?:differ|disagree|each|both)\b",
        # "how did China differ from the Soviet Union"
        rf"\b(?P<one>{_NAME})\s+(?:differ|disagree)\w*\s+(?:from|with)\s+(?:the\s+)?(?P<other>{_NAME})",
    )
)
_OPENERS = frozenset("Compare Contrast How What Where Did Does Do Was Were Is Are In On".split())


def sides_of(question: str) -> tuple[str, str] | None:
    """Return the two sides a question compares, as it calls them; None when it names no two.

    >>> sides_of("How do the Chinese and Soviet positions differ on repatriation?")
    ('Chinese', 'Soviet')
    """
    for pattern in _PAIRS:
        match = pattern.search(question)
        if match:
            one, other = (_bare(match[side]) for side in ("one", "other"))
            if one and other and one.lower() != other.lower():
                return one, other
    return None


def _bare(name: str) -> str:
    words = re.sub(r"['’]s?$", "", name.rstrip(".")).split()
    while words and words[0] in _OPENERS:
        words.pop(0)
    return " ".join(words)
