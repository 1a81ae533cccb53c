"""Timelines: sentences in the order of the dates they give; those without one come last."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.answers import said
from bot.asked import Asked
from bot.dating import date_of, dating_of
from bot.desk import Desk
from bot.drafts import Draft, Drafting, silent
from bot.questions import QuestionType, question_type, quota
from bot.reading import Read, read
from bot.routes.text import NEAREST
from bot.scope import EVERYWHERE, scope_of
from corpus.quotes import Quote
from corpus.sayings import DATE, Form, Saying

_ASKING = re.compile(
    r"^.*?\b(?:time ?line|chronology|sequence|course|order)\b(?:\s+(?:of|for|did|in))*(?:\s+the\b)?"
    r"(?:\s+events?\b(?:\s+(?:of|in|around|during|on))?)?",
    re.IGNORECASE,
)
#: A sentence within this many logits of the best belongs to the timeline.
WITHIN = 6.0

_UNDATED = Form("frame.undated", "Without a date of its own:")
_STATED = Form("frame.date.stated", "{date}, as stated (“{words}”):")
_RECKONED = Form("frame.date.reckoned", "{date}, reckoned or supplied (“{words}”):")


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Quote what the best passages tell, by date; None for other questions."""
    if question_type(asked.question) is not QuestionType.TIMELINE:
        return None
    scope = scope_of(asked, desk)
    # The reranker is to read what it is a timeline of, not that one is wanted.
    about = replace(asked.understood, question=topic_of(asked.question))
    found = read(about, desk, scope)
    if not found.verdict.open and scope.within and not scope.sure:
        found = read(about, desk, EVERYWHERE)
    query, within = asked.understood.query, found.scope.within
    if not found.verdict.open:
        nearest = [said(found.quotes[r]) for r in found.all[:NEAREST]]
        return silent(found.verdict.reasons, nearest, query=query, within=within)
    drafting = Drafting()
    before = ""
    for words in _ordered(found, min(quota(QuestionType.TIMELINE), desk.settings.quotes)):
        heading = _heading(words)
        if heading != before:
            drafting.frame(heading)
            before = heading
        drafting.quote(said(words))
    return drafting.quoted(query, within)


def topic_of(question: str) -> str:
    """Return what a timeline is asked of: "the notes" of "a timeline of the notes"."""
    topic = _ASKING.sub("", question).strip(" ?.")
    return topic or question


def _ordered(found: Read, most: int) -> list[Quote]:
    best = max(reading.logit for reading in found.fit)
    near = [r for r in found.fit if r.logit >= best - WITHIN or dating_of(found.quotes[r])]
    return sorted((found.quotes[r] for r in near[:most]), key=_order)


def _order(words: Quote) -> tuple[bool, date, str, int]:
    """Dated before undated; those by their own date, these by that of their document."""
    dating = dating_of(words)
    own = dating.date if dating else date_of(words.record)
    when = own.start if own else date.max
    return dating is None, when, words.record.record_id, words.span.start


def _heading(words: Quote) -> Saying:
    dating = dating_of(words)
    if dating is None:
        return _UNDATED()
    stated = dating.span.of(words.record.text)
    edtf = dating.date.edtf
    form = _STATED if dating.stated else _RECKONED
    return form(date=DATE(words=edtf, edtf=edtf), words=stated)
