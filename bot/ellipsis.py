"""Ellipsis: a question of which only the new topic is said, "And on the border?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings.analysis import STOP_WORDS, content_terms, fold

_PLACES = "in on at near along inside outside across".split()
_PREPOSITIONS = (
    *_PLACES,
    *"about with for from to by of against under during after before over between".split(),
    *"towards toward without concerning regarding".split(),
)
_EITHER = "|".join(_PREPOSITIONS)
_NEW_TOPIC = re.compile(
    rf"^\s*(?:(?:and|but|or|so)\s+)?(?:(?P<what>what about|how about)\s+)?"
    rf"(?:(?P<preposition>{_EITHER})\s+)?(?P<topic>[^?!.:;,]+?)\s*\??\s*$",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"^\s*(?:and|but|or|so|what about|how about)\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]*(?:\s+(?:of\s+(?:the\s+)?)?[^\W\d_a-z][\w’'-]*)*")
_TIME = re.compile(
    r"\d{4}|\b(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|spring|summer|autumn|winter|year|month|week|day)\b",
    re.IGNORECASE,
)
#: Words that make a whole question of what would be a topic.
_VERBS = frozenset(
    "who whom whose what when where which why how is are was were be been do does did has have "
    "had can could will would shall should may might must".split()
)
#: Most words of a topic.
_WORDS = 6
#: Earlier questions in which the place of the topic is sought.
_BACK = 3


def completed(question: str, earlier: Sequence[str]) -> str | None:
    """Return the whole question that an elliptic one stands for; None for any other.

    The topic takes the place of what stands after the same preposition in one of the last
    three questions, the latest first; a name that of the last name there.

    Args:
        question: as asked.
        earlier: the questions before it, oldest first.

    >>> completed("And about Yugoslavia?", ["What does the cable say about Albania?"])
    'What does the cable say about Yugoslavia?'
    """
    match = _NEW_TOPIC.match(question)
    if match is None or not _CONTINUES.match(question):
        return None
    topic, preposition = match["topic"].strip(), (match["preposition"] or "").lower()
    said = [fold(word) for word in topic.split()]
    if len(said) > _WORDS or set(said) & _VERBS or set(said) <= STOP_WORDS:
        return None
    for before in reversed(earlier[-_BACK:]):
        if _CONTINUES.match(before):
            continue
        whole = _after(preposition, topic, before) if preposition else _named(topic, before)
        if whole is not None and content_terms(whole) != content_terms(before):
            return whole
    return None


def _after(preposition: str, topic: str, before: str) -> str | None:
    """Put a topic after the last of a question's prepositions that is like the one given."""
    like = "|".join(_PLACES if preposition in _PLACES else [preposition])
    end = rf"(?=\s*(?:[?,;:.!]|$|\b(?:{_EITHER})\b))"
    pattern = rf"\b(?i:{like})\s+(?P<topic>(?:the\s+)?{_NAME.pattern}|[^?,;:]+?{end})"
    timely = bool(_TIME.search(topic))
    places = re.finditer(pattern, before)
    found = [m for m in places if bool(_TIME.search(m["topic"])) == timely]
    if not found:
        return None
    last = found[-1]
    return f"{before[: last.start()]}{preposition} {topic}{before[last.end() :]}"


def _named(topic: str, before: str) -> str | None:
    """Put a name in the place of the last name of a question."""
    if not _NAME.fullmatch(topic.removeprefix("the ").removeprefix("The ")):
        return None
    names = [m for m in _NAME.finditer(before) if m.start() > 0]
    if not names:
        return None
    last = names[-1]
    place = before[: last.start()]
    name = topic.removeprefix("the ") if re.search(r"\bthe\s$", place) else topic
    return f"{place}{name}{before[last.end() :]}"
