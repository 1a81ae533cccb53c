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
# "About" opens a topic anywhere, "on" and "of" after a word for what is said or thought.
_SAYING = (
    r"says?|said|thinks?|thought|writes?|wrote|speaks?|spoke|reports?|tells?|told|views?|opinions?"
    r"|positions?|attitudes?|remarks?|comments?|advice"
)
# What may follow the topic: "in June 1949", "in his letter".
_ADJUNCT = (
    r"\s+(?:in|at|on|during|before|after|by)\s+"
    rf"(?:(?:(?!(?:in|at|on)\b)\w+\s+){{0,2}}(?:{_TIME.pattern})"
    r"|(?:the|this|that|his|her|their|its)\s+(?:[\w.]+\s+){0,3}?(?:letter|note|cable|telegram|memorandum"
    r"|memo|report|statement|speech|address|document|record|talk|conversation|meeting|minutes)\b)"
)
_SLOT = re.compile(
    rf"\b(?:(?P<plain>about|concerning|regarding)|(?:{_SAYING})\s+(?P<said>on|of))\s+"
    rf"(?P<topic>(?!\d)(?:[^?!;:,]|,(?=\s*\d{{4}}))+?)(?=\s*(?:[?!;:]|,(?!\s*\d{{4}})|\.?\s*$)|{_ADJUNCT})",
    re.IGNORECASE,
)
_ABOUT = frozenset("about concerning regarding".split())
_SPOKEN = frozenset("on of".split())
#: Words that no topic by itself has: pronouns, and what goes on without naming anything.
_NO_TOPIC = frozenset(
    "i we you he she it they him them us me one ones other others rest same former latter next "
    "last first second else nothing something anything everything nobody somebody today tomorrow "
    "yesterday afterwards later soon further yet never always maybe perhaps again not ok okay "
    "thanks".split()
)
#: What one gives back, or thinks: "And Kohler's answer?" asks what he said, of no new topic.
_GIVEN_BACK = frozenset(
    "answer reply response reaction rejoinder view views opinion position comment comments".split()
)
_VERBAL = re.compile(r"^\w{2,}(?:ed|ly)$")
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

    The topic takes the place of what one of the last three questions is about, or of what
    stands after the same preposition there; a name that of a name. The latest comes first.

    Args:
        question: as asked.
        earlier: the questions before it, oldest first.

    >>> completed("And about Yugoslavia?", ["What does the cable say about Albania?"])
    'What does the cable say about Yugoslavia?'
    """
    match = _NEW_TOPIC.match(question) if _CONTINUES.match(question) else None
    if match is None:
        return None
    topic, preposition = match["topic"].strip(), (match["preposition"] or "").lower()
    said = [fold(word) for word in topic.split()]
    if len(said) > _WORDS or set(said) & _VERBS or set(said) <= STOP_WORDS:
        return None
    if said[-1] in _GIVEN_BACK:
        return None
    whole_ones = [each for each in earlier if not _CONTINUES.match(each)]
    for before in reversed(whole_ones[-_BACK:]):
        if preposition:
            whole = _prepositional(preposition, topic, before)
        else:
            whole = _bare(topic, before, surely=bool(match["what"]))
        if whole is not None and content_terms(whole) != content_terms(before):
            return whole
    return None


def _prepositional(preposition: str, topic: str, before: str) -> str | None:
    """Put a topic where the one before is, or after the same preposition or one like it."""
    slot = _slot(before)
    whole = None
    # "On" may be of a place: "riots on the coast" before "on the border".
    if slot and (preposition in _ABOUT or preposition == (slot["said"] or "").lower()):
        whole = _about(preposition, topic, before)
    if whole is None:
        whole = _after([preposition], preposition, topic, before)
    if whole is None and preposition in _SPOKEN:
        whole = _about(preposition, topic, before)
    if whole is None and preposition in _PLACES:
        whole = _after(_PLACES, preposition, topic, before)
    return whole


def _bare(topic: str, before: str, *, surely: bool) -> str | None:
    """Put a topic in the place of the one before, and a name in that of a name.

    Args:
        topic: without a preposition.
        before: the earlier question.
        surely: whether the words before it show that it is a topic: "what about".
    """
    is_name = bool(_NAME.fullmatch(topic.removeprefix("the ").removeprefix("The ")))
    slot = _slot(before)
    if is_name and not (slot and _NAME.search(slot["topic"])):
        return _named(topic, before)
    said = [fold(word) for word in topic.split()]
    if _NO_TOPIC & set(said) or (not surely and not is_name and any(map(_VERBAL.match, said))):
        return None
    return _about("", topic, before)


def _about(preposition: str, topic: str, before: str) -> str | None:
    """Put a topic in the place of what a question is about."""
    slot = _slot(before)
    if slot is None or _TIME.search(topic):
        return None
    group = "plain" if slot["plain"] else "said"
    start, end = slot.start(group), slot.end("topic")
    return f"{before[:start]}{preposition or slot[group]} {topic}{before[end:]}"


def _slot(question: str) -> re.Match[str] | None:
    """Return where a question says what it is about: the last such place."""
    return next(iter([*_SLOT.finditer(question)][-1:]), None)


def _after(alike: Sequence[str], preposition: str, topic: str, before: str) -> str | None:
    """Put a topic after the last of a question's prepositions that is one of those alike."""
    like = "|".join(alike)
    end = rf"(?=\s*(?:[?,;:.!]|$|\b(?:{_EITHER})\b))"
    name = rf"(?:the\s+)?{_NAME.pattern}(?<!['’]s)(?<!['’])(?![\w’'])"
    pattern = rf"\b(?i:{like})\s+(?P<topic>{name}|[^?,;:]+?{end})"
    timely = bool(_TIME.search(topic))
    places = re.finditer(pattern, before)
    found = [m for m in places if bool(_TIME.search(m["topic"])) == timely]
    if not found:
        return None
    last = found[-1]
    return f"{before[: last.start()]}{preposition} {topic}{before[last.end() :]}"


def _named(topic: str, before: str) -> str | None:
    """Put a name in the place of the last name of a question."""
    names = [m for m in _NAME.finditer(before) if m.start() > 0 and not _TIME.match(m.group())]
    if not names:
        return None
    last = names[-1]
    place, name = before[: last.start()], topic
    if re.search(r"\b[Tt]he\s+$", place):
        name = topic.removeprefix("the ").removeprefix("The ")
        if name == topic:  # "the Chinese", but "Moscow"
            place = re.sub(r"\b[Tt]he\s+$", "", place)
    owner = re.search(r"['’]s$", last.group())
    if owner and not re.search(r"['’]s?$", name):
        name += owner.group()
    return f"{place}{name}{before[last.end() :]}"
