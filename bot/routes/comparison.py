"""Comparisons: what each side says, one block a side, as many quotes each; nothing is weighed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.answers import ShownQuote, framed, said
from bot.antecedents import with_context
from bot.asked import Asked
from bot.desk import Desk
from bot.drafts import Draft, Drafting, silent
from bot.followups import Understood
from bot.parties import UNHEARD, forms_of
from bot.queries import MAX_QUERY
from bot.questions import QuestionType, question_type, quota
from bot.reading import Read, read
from bot.routes.text import NEAREST
from bot.scope import scope_of
from bot.selection import choose
from bot.sides import sides_of
from bot.voices import voice_of
from corpus.descriptions import FieldName
from corpus.quotes import Quote
from corpus.sayings import Form, Saying

_SIDE = Form("frame.side", "“{side}”:")
_UNHEARD = Form("frame.unheard", "No passage read gives the words or position of “{side}” on this.")


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Quote each side in turn, or say that it is not heard; None for other questions."""
    if question_type(asked.question) is not QuestionType.COMPARE:
        return None
    sides = sides_of(asked.question)
    if sides is None:
        return None
    heard = {side: _heard(side, asked, desk) for side in sides}
    most = min(quota(QuestionType.COMPARE), max(1, desk.settings.quotes // 2))
    if not any(found.verdict.open for found in heard.values()):
        return _silence(asked, heard)
    drafting = Drafting()
    for side, found in heard.items():
        if not found.verdict.open:
            drafting.frame(_UNHEARD(side=side))
            continue
        drafting.frame(_SIDE(side=side))
        spoken = with_context([said(found.quotes[r]) for r in choose(found.fit, most)])
        drafting.quotes(framed(spoken), spoken)
    return drafting.quoted(asked.understood.query)


def _heard(side: str, asked: Asked, desk: Desk) -> Read:
    """Read what stands in the voice of a side; the sentences of others are not its."""
    understood = asked.understood
    alone = Understood(
        question=understood.question,
        read_as=understood.read_as,
        query=f"{side}: {understood.query}"[:MAX_QUERY],  # the longest question has no room for it
        also=understood.also,
        carried=understood.carried,
    )
    scope = replace(scope_of(asked, desk), sure=False)
    return read(alone, desk, scope, fits=_in_voice_of(side, desk))


def _in_voice_of(side: str, desk: Desk) -> Callable[[Quote], Saying | None]:
    forms = forms_of(side, desk.names)

    def against(words: Quote) -> Saying | None:
        voice = voice_of(words)
        creator = words.record.description.value(FieldName.CREATOR) or ""
        speaker = voice.removeprefix("reported: ") if voice != "document" else creator
        if forms & forms_of(speaker, desk.names):
            return None
        return UNHEARD(party=side)

    return against


def _silence(asked: Asked, heard: dict[str, Read]) -> Draft:
    nearest: list[ShownQuote] = []
    for found in heard.values():
        nearest += [said(found.quotes[r]) for r in found.all[:1]]
    reasons = [reason for found in heard.values() for reason in found.verdict.reasons]
    distinct = {(n.quote.record.record_id, n.quote.span): n for n in nearest}
    return silent(reasons, tuple(distinct.values())[:NEAREST], query=asked.understood.query)
