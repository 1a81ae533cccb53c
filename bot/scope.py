"""Where a question about the text is looked for first: one record, some, or all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.asked import Asked
from bot.desk import Desk
from bot.focus import back_to
from bot.parties import asked_party, forms_of
from bot.pointing import ANY, KINDS, MENTIONED, pointed_at, points_itself
from corpus.entries import entry_of
from embeddings.analysis import terms

#: Most records that are read before all the others.
FEW = 20
#: Most records that "the cable" may be without any other being searched.
ANSWERING = 5
#: Nouns that speak of a record and of nothing else: "the Department" is no position paper.
_SURELY = (KINDS | ANY) - MENTIONED
_ARTICLE = re.compile(r"^(?:the|that|this|an?)\s+", re.IGNORECASE)
_TRANSLATOR = re.compile(r"\btranslator", re.IGNORECASE)
# Without one of these no record can be pointed at, and the catalogue need not be read.
_POINTS = re.compile(r"\b(?:this|that|the)\b|\w[-/]\w*\d|\d{4}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Some records, and whether the answer must stand in them.

    Attributes:
        within: their ids; empty for all records.
        sure: whether the question names them, so that no other may answer.
        editors: whether what their editors write is read, which no document says.
    """

    within: tuple[str, ...] = ()
    sure: bool = False
    editors: bool = False


EVERYWHERE = Scope()


def scope_of(asked: Asked, desk: Desk) -> Scope:
    """Return where to look first.

    The record that the question points at; else, for a question that leans on the
    conversation, its record; else what the party asked about wrote itself.
    """
    if desk.count <= 1:
        return EVERYWHERE
    if _POINTS.search(asked.whole):
        found = _pointed(asked, desk)
        if found is not None:
            return found
    if asked.focus and (topic := back_to(asked.question)):
        # Said to go back to what the record of the conversation speaks of, no other answers.
        within = (asked.focus.record_id,)
        about = _ARTICLE.sub("", topic)
        return Scope(within=within, sure=desk.mentions(about, frozenset(within)))
    if asked.focus and asked.understood.carried:
        return Scope(within=(asked.focus.record_id,))
    return Scope(within=_authored(asked.question, desk))


def notes_of_editors(desk: Desk) -> Scope | None:
    """Return where the editors tell of what they do not print; None where they do not."""
    if desk.filters and desk.filters.roles:
        return None
    notes = tuple(entry.record_id for entry in desk.holdings().editorial)
    return Scope(within=notes, editors=True) if notes else None


def _pointed(asked: Asked, desk: Desk) -> Scope | None:
    holdings = desk.holdings()
    if _TRANSLATOR.search(asked.question):
        translated = tuple(e.record_id for e in holdings.translated)
        if 0 < len(translated) <= FEW:
            return Scope(within=translated, sure=True)
    pointed = pointed_at(asked.whole, holdings)
    # What an earlier question named and this one does not is only where to look first.
    itself = points_itself(asked.question, holdings)
    if asked.focus and pointed.noun in _SURELY:
        nouns = entry_of(asked.focus).nouns
        if pointed.noun in nouns or (pointed.noun in ANY and not pointed.candidates):
            return Scope(within=(asked.focus.record_id,), sure=itself)
    if 0 < len(pointed.candidates) <= ANSWERING:
        sure = not pointed.noun or pointed.noun in _SURELY or _speaks(pointed.noun, asked.whole)
        within = pointed.candidates
        return Scope(within=within, sure=sure and itself) if sure or pointed.dated else None
    if pointed.dated and 0 < len(pointed.candidates) <= FEW:
        return Scope(within=pointed.candidates)
    return None


def _speaks(noun: str, question: str) -> bool:
    """Tell whether a record is asked what it says: "does the letter mention …"."""
    said = r"(?:say|state|mention|admit|claim|predict|report|describe|propose|contain|explain)"
    return bool(re.search(rf"\b(?:the|this|that)\s+{re.escape(noun)}\s+{said}\b", question, re.I))


def _authored(question: str, desk: Desk) -> tuple[str, ...]:
    """Return the records written by the party whose words are asked for, if they are few."""
    party = asked_party(question)
    if not party:
        return ()
    forms = forms_of(party, desk.names)
    found = [
        entry.record_id
        for entry in desk.holdings().entries
        # The embassy in Moscow is not Moscow's.
        if entry.creator and forms & set(terms(re.sub(r"\s+(?:in|at)\s.*", "", entry.creator)))
    ]
    return tuple(found) if len(found) <= FEW else ()
