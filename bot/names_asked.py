"""Names that a question asks for: of who holds an office, of persons, of a town, a newspaper."""

from __future__ import annotations

import re

from bot.antecedents import antecedent
from corpus.names import NameTable, expand
from corpus.quotes import Quote
from corpus.sayings import Form, Saying
from embeddings.analysis import STOP_WORDS, fold, term_set

#: Capitalised words that name nobody and no place.
CALENDAR = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday i".split()
)
_OFFICES = (
    r"minister|ambassador|president|premier|consul|secretary|officer|official|leader|diplomat"
    r"|delegate|general|commander|spokesman|interpreter|envoy|governor|attach[eé]|chairman|chief"
    r"|director|commissar|captain|colonel"
)
# Not "What did Ambassador Cabot promise": he is named.
_ASKS_OFFICE = re.compile(
    r"\b(?:which|what|names? of the|who (?:was|is|were|are)(?: the)?)\s+"
    r"(?:(?!(?:did|do|does|has|had|is|are|was|were|would|will|can"
    rf"|could|should)\b)\w+\s+){{0,2}}(?:vice-|deputy-)?(?P<office>{_OFFICES})s?\b(?!\s+(?-i:[A-Z]))",
    re.IGNORECASE,
)
_ASKS_NAMES = re.compile(
    r"\bwhat\s+(?:was|is)\s+(?:the\s+)?\w+['’]s\s+name\b|\b(?:their|whose)\s+(?:\w+\s+)?names\b"
    r"|\bby name\b|\bname\s+(?:them|names)\b"
    r"|\bnames of (?:the|those|these) (?:people|persons|men|women|residents|refugees|agents)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Sir|Comrade|Señor)\.?\s+[A-Z]")
_CAPITALS = re.compile(r"(?<=[\w,;:“”‘’\"'] )[A-Z][\w’'-]+(?:\s+(?:[A-Z]\.\s*)?[A-Z][\w’'-]+)*")
_CAPITAL = re.compile(r"\b[A-Z]\w+")
#: What makes a name that of a body and not of a person.
_BODIES = (
    "committee ministry union party region association republic affairs government department"
    " council congress assembly embassy consulate commission court office state army"
)
# An adjective at most stands between: "Which Chinese newspaper", "In what northern province".
_WHICH = (
    r"\b(?:which|what)\s+(?:(?:[A-Z][\w’'-]+|[a-z]+(?:ern|al|ish|an|ese|ic|ive|or|er|est))\s+)?"
)
_ASKS_PLACE = re.compile(
    rf"{_WHICH}(?P<thing>city|cities|towns?|villages?|county|counties|provinces?|districts?|rivers?"
    r"|mountains?|ports?|islands?|country|countries)\b(?!['’-])",
    re.IGNORECASE,
)
_ASKS_BODY = re.compile(
    rf"{_WHICH}(?P<thing>newspapers?|journals?|magazines?|periodicals?|compan(?:y|ies)|firms?"
    r"|corporations?|ships?|vessels?|hotels?|universit(?:y|ies)|banks?)\b(?!['’-])",
    re.IGNORECASE,
)
# Not "What language did the note use of it?".
_ASKS_LANGUAGE = re.compile(
    r"\b(?:(?:which|in what)\s+languages?|what\s+languages?\s+(?:is|are|was|were))\b", re.IGNORECASE
)
_LANGUAGE = re.compile(
    r"\b(?i:languages?|dialects?|script|translat\w+|interpret\w+|sp[eo]ak\w*|spoke|written in)\b"
    r"|\b(?:in|into|from|and|,)\s+[A-Z][a-z]+(?:ese|ish|ian|ic|ch|an|ur|kh)\b"
)

_NO_PERSON = Form("reason.office", "no passage read names the {office} asked for")
_NO_NAMES = Form("reason.names", "no passage read names a person")
_NO_NAME_OF = Form("reason.name of", "no passage read names the {thing} asked for")
_NO_LANGUAGE = Form("reason.language", "no passage read tells of a language")


def no_name(question: str, quote: Quote, table: NameTable) -> Saying | None:
    """Return why a sentence does not name what a question asks the name of, or None."""
    return _no_person(question, quote, table) or _no_thing(question, quote, table)


def _no_person(question: str, quote: Quote, table: NameTable) -> Saying | None:
    asked = _ASKS_OFFICE.search(question)
    # Not by its stem, which a consul shares with the consulate.
    if asked and not re.search(rf"\b{asked['office']}s?\b", quote.text, re.IGNORECASE):
        return None if _TITLED.search(quote.text) else _NO_PERSON(office=asked["office"].lower())
    if _ASKS_NAMES.search(question) and not _names_someone(question, quote.text, table):
        return _NO_NAMES()
    return None


def _names_someone(question: str, sentence: str, table: NameTable) -> bool:
    """Tell whether a sentence has a name that the question has not, of no place and no body."""
    runs = (run for run in _CAPITALS.findall(sentence) if fold(run) not in CALENDAR)
    others = term_set(f"{_BODIES} {' '.join(_CAPITAL.findall(question))}")
    return bool(_TITLED.search(sentence)) or any(
        not others & term_set(run) and not expand(run, table) for run in runs
    )


def _names_body(question: str, sentence: str, table: NameTable) -> bool:
    """Tell whether a sentence has a name that is not of a state or a place alone: "Tibet Daily"."""
    asked = term_set(question)
    for run in _CAPITALS.findall(sentence):
        placed = term_set(" ".join(each.words for each in expand(run, table)))
        if (
            any(fold(word) not in CALENDAR for word in run.split())
            and term_set(run) - placed - asked
        ):
            return True
    return False


def _no_thing(question: str, quote: Quote, table: NameTable) -> Saying | None:
    """A town, a newspaper or a language is told by a sentence that has a name of one.

    Source: so do the gold sentences of all 12 such questions of squad2_dev.
    """
    before = antecedent(quote)
    told = f"{before.text} {quote.text}" if before else quote.text
    if _ASKS_LANGUAGE.search(question):
        return None if _LANGUAGE.search(told) else _NO_LANGUAGE()
    if asked := _ASKS_BODY.search(question):
        named = _names_body(question, told, table)
    elif asked := _ASKS_PLACE.search(question):
        others = {fold(word) for word in _CAPITAL.findall(told)} - STOP_WORDS - CALENDAR
        named = not term_set(" ".join(others)) <= term_set(question)
    return None if not asked or named else _NO_NAME_OF(thing=asked["thing"].lower())
