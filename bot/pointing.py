"""Which record a question points at: "this cable", "the circular", "the letter of 3 May".

Three grounds, in this order: the question names a record by its code; it calls one by
a noun, a date or words of the title that no other record answers to; or it points at
the record the conversation is about. Where several records answer to what was said,
none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.holdings import Holdings, words_of
from corpus.dates import DateInterval, parse_date
from corpus.entries import Entry
from embeddings.analysis import terms

#: Nouns for any record, whatever its genre.
ANY = frozenset("document record text item source file paper page transcription translation "
                 "transcript archive entry piece".split())  # fmt: skip
#: Nouns for what documents themselves speak of: "the note" is seldom the record.
MENTIONED = frozenset(
    "note statement letter message report address speech paper proposal treaty resolution "
    "protocol article interview decree draft book".split()
)
_POINTED = re.compile(
    r"\b(?P<which>this|that|the)\s+(?:[\w’'-]+\s+){0,2}?(?P<noun>[a-z]+)\b", re.IGNORECASE
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS},?\s+\d{{4}}"
    rf"|{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|{_MONTHS}\s+\d{{4}}"
    r"|\d{4}-\d{2}(?:-\d{2})?)\b",
    re.IGNORECASE,
)
# A date says which record is meant only where it belongs to the noun.
_DATED_NOUN = (
    r"\b(?:the|that|this)\s+(?:[\w’'-]+\s+){{0,3}}?{noun}"
    r"\s+(?:of|dated|from|sent(?: on)?|written(?: on)?)\s+$"
)
_DATE_BEFORE = r"^\s+(?:[\w’'-]+\s+){{0,2}}?{noun}\b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """What a question says about the record it means.

    Attributes:
        noun: the word for it, in lower case; "" when only "it" or "this" was said.
        this: whether it says "this", "it" or "its".
        dated: whether it gives the record's date.
        candidates: ids of the records that answer to what was said; empty when nothing
            tells records apart.
    """

    noun: str
    this: bool
    dated: bool = False
    candidates: tuple[str, ...]


def pointed_at(question: str, holdings: Holdings, *, extra: Sequence[str] = ()) -> Pointed:
    """Find the records that a question calls by code, noun, date or title words.

    Args:
        question: as asked.
        holdings: the catalogue.
        extra: content words of the question that speak of no catalogue matter and must
            therefore be words of the record's title, author or addressee.
    """
    coded = _by_code(question, holdings)
    if coded:
        return Pointed(noun="", this=False, candidates=coded)
    noun, this = named_noun(question, holdings.nouns)
    if not noun:
        return Pointed(noun="", this=this, candidates=())
    narrowed = noun not in ANY
    found = [e for e in holdings.entries if noun in e.nouns or not narrowed]
    date = _date_of_record(question, noun)
    if date is not None:
        found = [e for e in found if e.date and date.start <= e.date.start <= date.end]
        narrowed = True
    wanted = frozenset(term for word in extra for term in terms(word))
    if wanted:
        found = [e for e in found if wanted <= words_of(e)]
        narrowed = True
    return Pointed(
        noun=noun,
        this=this,
        dated=date is not None,
        candidates=tuple(e.record_id for e in found) if narrowed else (),
    )


def named_noun(question: str, nouns: frozenset[str]) -> tuple[str, bool]:
    """Return the noun by which a question speaks of a record, and whether it says "this"."""
    known = nouns | ANY
    for match in _POINTED.finditer(_DATE.sub(" ", question)):
        noun = match["noun"].lower()
        if noun in known:
            return noun, match["which"].lower() == "this"
    return "", bool(re.search(r"\b(?:this|it|its)\b", question, re.IGNORECASE))


def without_pointing(question: str) -> str:
    """Return a question without its dates and codes, whose words are no title's."""
    return re.sub(r"\S*\d\S*", " ", _DATE.sub(" ", question))


def named_date(question: str) -> DateInterval | None:
    """Return the first whole date in a question: a day, or a month with its year."""
    match = _DATE.search(question)
    return parse_date(match.group()) if match else None


def _by_code(question: str, holdings: Holdings) -> tuple[str, ...]:
    lowered = question.lower()
    if not re.search(r"\d", lowered):
        return ()
    return tuple(e.record_id for e in holdings.entries if _codes(e, lowered))


def _codes(entry: Entry, lowered: str) -> bool:
    return any(
        re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", lowered)
        for code in entry.codes
        if code in lowered
    )


def _date_of_record(question: str, noun: str) -> DateInterval | None:
    """Return the date that stands with the noun: "the cable of 1 August 1963"."""
    if not noun:
        return None
    for match in _DATE.finditer(question):
        before, after = question[: match.start()], question[match.end() :]
        by = re.search(_DATED_NOUN.format(noun=noun), before, re.IGNORECASE)
        if by or re.match(_DATE_BEFORE.format(noun=noun), after, re.IGNORECASE):
            return parse_date(match.group())
    return None
