"""The record that a question about a record means, or those it may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers import CATALOGUE, ShownQuote, shown
from bot.asked import Asked
from bot.desk import Desk
from bot.drafts import Draft, silent
from bot.holdings import has_name
from bot.pointing import ANY, KINDS, Called, called, is_called, pointed_at, without_pointing
from bot.topics import others
from corpus.descriptions import FieldName
from corpus.entries import entry_of
from corpus.quotes import quote
from corpus.records import Record
from corpus.sayings import Form

#: Records offered when several may be meant.
OFFERED = 3
_REMEDY = (
    "is meant; ask about something in it first, or name it by its date, title or reference code"
)
_WHICH = Form("reason.which", f"it is not said which of the {{n:,}} records {{held}} {_REMEDY}")
_WHICH_OF = Form(
    "reason.which.called",
    f"it is not said which of the {{n:,}} records that answer to this {_REMEDY}",
)
_THE_KIND = re.compile(rf"\b(?:this|that|the) (?P<noun>{'|'.join(sorted(KINDS))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What became of the search for the record that is meant.

    Attributes:
        record: the record; None when it is not known.
        candidates: ids of those that may be meant, when several answer to the question.
        named: whether words of the question, and not the conversation, tell which.
    """

    record: Record | None = None
    candidates: tuple[str, ...] = ()
    named: bool = False


def meant(asked: Asked, desk: Desk) -> Meant:
    """Find the record a question about a record means.

    The only record held; else the one that its code, date or title words name; else the
    record of the conversation; else the only one of its noun.
    """
    return meant_by(spoken_of(asked, desk) if desk.count > 1 else None, asked, desk)


def meant_by(phrase: Called | None, asked: Asked, desk: Desk) -> Meant:
    """Find the record as `meant`, when what the question calls it was looked for already."""
    if desk.count <= 1:
        return Meant(record=desk.only())
    found = _by_phrase(phrase, desk) if phrase is not None else None
    return found or _by_noun(asked, desk)


def spoken_of(asked: Asked, desk: Desk) -> Called | None:
    """Find the words by which a question calls a record, or the one of the conversation.

    "The statement" is the conversation's record only where that is a statement.
    """
    found = called(asked.question, desk.holdings())
    focus = asked.focus or desk.only()
    if found is not None or focus is None:
        return found
    entry = entry_of(focus)
    for match in _THE_KIND.finditer(asked.question):
        if is_called(entry, match["noun"].lower()):
            start, end = match.span("noun")
            question = f"{asked.question[:start]}record{asked.question[end:]}"
            return Called(question=question, candidates=(entry.record_id,))
    return None


def _by_phrase(phrase: Called, desk: Desk) -> Meant | None:
    """Return the records that a phrase calls; of several those that hold the other words too.

    What the question says besides may stand in the text, "the telegram of 28 June reporting
    the decree"; a single record that does not hold all of it is none that was called.
    """
    rest = [] if phrase.coded else others(without_pointing(phrase.question))
    if not rest:
        return _of(phrase.candidates, desk)
    told = _told(phrase.candidates, rest, desk)
    most = max(told.values())
    if most == len(rest):
        return _of([each for each in told if told[each] == most], desk)
    if len(told) == 1 or not phrase.dated:
        return None
    return Meant(candidates=tuple(sorted(told, key=lambda each: -told[each])), named=True)


def _told(candidates: Sequence[str], words: Sequence[str], desk: Desk) -> dict[str, int]:
    """Count for each record the words that its text or catalogue holds."""
    passages = desk.generation.passages
    holding = {word: {passages[row].record_id for row in desk.holding(word)} for word in words}
    return {
        entry.record_id: sum(
            entry.record_id in holding[word] or has_name(entry, word) for word in words
        )
        for entry in desk.holdings().entries
        if entry.record_id in candidates
    }


def _by_noun(asked: Asked, desk: Desk) -> Meant:
    holdings = desk.holdings()
    rest = others(without_pointing(asked.question))
    told = pointed_at(asked.question, holdings, extra=rest)
    if told.candidates and (told.dated or rest or not told.noun):
        return _of(told.candidates, desk)
    bare = pointed_at(asked.question, holdings)
    if asked.focus is not None and not rest:
        called = bare.noun in entry_of(asked.focus).nouns
        if called or bare.noun in ANY or not bare.candidates:
            return Meant(record=asked.focus)
    return _of(bare.candidates, desk) if not rest else Meant()


def _of(candidates: Sequence[str], desk: Desk) -> Meant:
    if len(candidates) == 1:
        return Meant(record=desk.record(candidates[0]), named=True)
    return Meant(candidates=tuple(candidates), named=True)


def which(desk: Desk, candidates: Sequence[str]) -> Draft:
    """Be silent while it is not known which record is meant, and offer some by title."""
    reason = _WHICH_OF(n=len(candidates)) if candidates else _WHICH(n=desk.count, held=desk.held)
    return silent((reason,), offered(desk, candidates))


def offered(desk: Desk, candidates: Sequence[str]) -> tuple[ShownQuote, ...]:
    """Quote the titles of the first candidates, in the catalogue's words."""
    titles = []
    for record_id in candidates[:OFFERED]:
        record = desk.record(record_id)
        title = record.description.get(FieldName.TITLE) if record else None
        if record is not None and title is not None and title.span:
            titles.append(shown(quote(record, title.span), CATALOGUE))
    return tuple(titles)
