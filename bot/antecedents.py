"""Antecedents: the sentence before one that cannot be understood alone.

"They also claimed …" says nothing of who claimed it; the sentence before stands with it,
marked as context, whole and in its own voice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers import CONTEXT, ShownQuote, said
from bot.voices import voice_of
from corpus.quotes import Quote, quote
from corpus.sentences import sentences

_LABEL = r"^\W*(?:\d{1,2}[.)]\s+|\([a-z0-9]{1,3}\)\s+)?"
_OPENS = re.compile(
    _LABEL + r"(?:(?:They|Them|He|She|It|His|Her|Their|Its|This|These|Those|Such|Both|Neither|"
    r"Either|Another|However|But|Nevertheless|Nonetheless|Yet|Therefore|Thus|Hence|Moreover|"
    r"Furthermore|Besides|Similarly|Otherwise|Instead|Likewise|Accordingly|Consequently)\b"
    r"|(?:In|To|By|For|From|At|On|With|Of|As mentioned in)\s+"
    r"(?:this|that|these|those|such|the (?:same|note|reply|latter|former|other hand|letter))\b"
    r"|As a (?:response|result|consequence)\b|For (?:example|instance)\b"
    r"|\[[^\]]{1,60}\]\s+also\b|(?:\w+\s+){1,2}also\b)"
)
_PRONOUN = re.compile(_LABEL + r"(?:They|He|She|It|This|These|Those|Such)\b")
_SUCH = re.compile(
    r"\bsuch (?:plots?|acts?|actions?|activities|measures|steps|claims?|charges?|incidents?"
    r"|moves?|allegations?|demands?|a (?:step|move|policy|course))\b"
)
# "It is never tolerable that", "It would be wise to": nothing stands behind the pronoun.
_EMPTY_IT = re.compile(
    _LABEL + r"It (?:is|was|would be|will be|has been|may be|seems|appears)\s+"
    r"(?:\w+\s+){0,3}?(?:that|to|for|whether|likely|clear|possible|true)\b"
)


def hangs(sentence: str) -> bool:
    """Tell whether a sentence leans on the one before it."""
    if _EMPTY_IT.match(sentence):
        return bool(_SUCH.search(sentence))
    return bool(_OPENS.match(sentence) or _SUCH.search(sentence))


def antecedent(words: Quote) -> Quote | None:
    """Return the sentence before a quote in its passage, if the quote leans on it."""
    passage = words.passage
    if passage is None or not hangs(words.text):
        return None
    before = None
    for span in sentences(passage.text, passage.span.start):
        if span.end > words.span.start:
            break
        before = span
    return quote(words.record, before) if before is not None else None


def continuation(words: Quote) -> Quote | None:
    """Return the sentence after a quote if it goes on with another party's position.

    "The Soviet Union denied it. They also claimed …": who asks what was said is told both.
    """
    passage = words.passage
    if passage is None:
        return None
    after = next(
        (s for s in sentences(passage.text, passage.span.start) if s.start >= words.span.end), None
    )
    going_on = quote(words.record, after) if after is not None else None
    if going_on is None or not _PRONOUN.match(going_on.text):
        return None
    voice = voice_of(going_on)
    return going_on if voice.startswith("reported: ") and voice == voice_of(words) else None


def announced(words: Quote) -> Quote | None:
    """Return the sentence that one ending in a colon announces, in its passage or the next.

    "Kennedy requested that he take the following message:" is no answer without the message.
    """
    passage, record = words.passage, words.record
    if passage is None or not words.text.rstrip().endswith(":"):
        return None
    at = record.passages.index(passage)
    for each in record.passages[at : at + 2]:
        if each.role is not passage.role:
            break
        for span in sentences(each.text, each.span.start):
            if span.start >= words.span.end:
                return quote(record, span)
    return None


def with_context(chosen: Sequence[ShownQuote]) -> tuple[ShownQuote, ...]:
    """Put after a run of sentences the one that its first leans on, unless it is quoted anyway.

    A quote whose passage was quoted just before has its context, unless it opens with a
    pronoun, which means the very sentence before.
    """
    taken = {(each.quote.record.record_id, each.quote.span) for each in chosen}
    shown: list[ShownQuote] = []
    waiting: list[ShownQuote] = []
    for each in chosen:
        if waiting and not _adjoin(shown[-1].quote, each.quote):
            shown += waiting
            waiting = []
        before = antecedent(each.quote)
        passage = each.quote.passage
        follows = bool(shown) and passage is not None and shown[-1].quote.passage == passage
        shown.append(each)
        if before is None or (follows and not _PRONOUN.match(each.quote.text)):
            continue
        if (before.record.record_id, before.span) not in taken:
            taken.add((before.record.record_id, before.span))
            waiting.append(said(before, role=CONTEXT))
    return (*shown, *waiting)


def _adjoin(one: Quote, other: Quote) -> bool:
    """Tell whether nothing but white space stands between two quotes."""
    if one.record.record_id != other.record.record_id or one.span.end > other.span.start:
        return False
    return not one.record.text[one.span.end : other.span.start].strip()
