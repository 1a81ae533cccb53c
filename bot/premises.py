"""What a question takes for granted, held against a sentence: a number, an act, who did it.

"Why did Moscow admit it?" is not answered by a sentence in which Moscow denies it, nor by one
in which Peking admits it. Only a question that takes the thing for granted is judged so; one
that asks whether it is so is answered by such a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.antecedents import antecedent
from bot.dating import MONTHS, date_of
from corpus.dates import DateInterval
from corpus.descriptions import FieldName
from corpus.names import NameKind, NameTable, expand
from corpus.quotes import Quote
from corpus.sayings import Form, Saying
from corpus.spans import Span
from embeddings.analysis import STOP_WORDS, fold, term_set, terms, words, words_of

_WHETHER = re.compile(
    r"^\W*(?:(?:and|but|so|then|ok|okay|well)[\s,]+)*(?:did|does|do|is|are|was|were|has|have|had|can"
    r"|could|will|would|should|might|may|whether|if)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:why|when|where|who|whom|whose|what|which|how)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no|nor|neither|fail(?:ed|s|ure)?)\b|n['’]t\b", re.IGNORECASE)

_FIGURE = re.compile(r"(?<![\w.,/–-])(?P<digits>\d{1,3}(?:[, ]\d{3}){1,6}|\d{3,18})(?=[\s-]+\w)")
_ROUGHLY = re.compile(
    r"\b(?:about|around|some|over|under|above|below|nearly|almost|roughly|approximately|than|least"
    r"|most|up to|circa|between|and|no|paragraph|document|page|folio|number|record)\s+$",
    re.IGNORECASE,
)
_YEARS = range(1000, 2101)
_SCALE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SCALED = re.compile(
    rf"(?P<many>\b\d{{1,9}}(?:\.\d{{1,9}})?)\s+(?P<scale>{'|'.join(_SCALE)})\b", re.IGNORECASE
)
_WRITTEN = re.compile(rf"\b[a-z]+[\s-]+(?:{'|'.join(_SCALE)})\b", re.IGNORECASE)
# No longer than a number is: a table or a cipher telegram has thousands of digits in a row.
_DIGITS = re.compile(r"\d{1,3}(?:[, ]\d{3}){1,6}|\d{1,18}")

_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
#: "9", "8 and 9", "9, 10, and 11", "9 to 12"; no more than a month has, or a table of numbers
#: would be gone through once for each of them.
_NTHS = rf"{_NTH}(?:(?:\s*[,–-]\s*|,?\s+(?:and|or|to|through)\s+){_NTH}(?![\d:])){{0,30}}"
_DAY = re.compile(
    rf"\b(?:(?P<days>{_NTHS})\s+(?:of\s+)?(?P<month>{MONTHS})"
    rf"|(?P<before>{MONTHS})\.?\s+(?:the\s+)?(?P<after>{_NTHS}))\b(?!,?\d)",
    re.IGNORECASE,
)
_STRETCH = re.compile(r"(\d{1,2})\D{0,4}(?:to|through|[–-])\s*(\d{1,2})", re.IGNORECASE)
#: "Why did 20 march on it?", "paragraph 5 may be read"
_WORDS_TOO = frozenset("march may".split())
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
#: Days by which a document may be off from what it tells: "yesterday", "last week".
_ABOUT = 7

#: What is said of a charge: a passage that has the one alone has nothing of the other.
_OF_CHARGES = (
    "admit acknowledge confess concede",
    "deny denied denies denial",
)
#: Acts that deny one another.
_OPPOSED = (
    _OF_CHARGES,
    ("accept agree agreed consent approve", "refuse refused refusal reject decline declined"),
    ("pardon pardoned forgive amnesty reward", "punish punished punishment sentence"),
    ("succeed succeeded", "fail failed failure"),
    ("allow allowed permit permitted", "forbid forbade forbidden prohibit ban banned"),
    ("support supported endorse endorsed favor favour", "oppose opposed opposes"),
)

_ORGAN = (
    r"side|government|ministry|ministers?|authorities|leaders?|leadership|embassy|ambassador"
    r"|consulate|consul|delegation|delegates?|representatives?|officials?|press|party|border"
    r"|foreign|military"
)
_PARTS = rf"(?:{_ORGAN}|troops|forces|army|police|guards?|diplomats?|citizens|residents|people)"
_CAPITAL = r"[A-Z][\w’'.-]*[\w’']"
# At most eight words, as in `bot/voices.py`: a text in capitals is no name.
_PARTY = (
    rf"(?:[Tt]he\s+)?{_CAPITAL}(?:\s+(?:of\s+(?:the\s+)?)?{_CAPITAL}){{0,7}}"
    rf"(?:\s+{_PARTS}\b){{0,7}}"
)
_UNLESS = re.compile(r"\b(?:unless|until|except|but for|only)\b", re.IGNORECASE)
#: What a party wants or thinks is not what it does.
_MINDS = "want wish need think believe feel know hope expect intend mean"
_ADVERB = r"(?:also|always|ever|even|then|again|once|now|still|first|not|just|\w+ly)"
_DID = re.compile(
    rf"\b(?:did|does|do|would|will|should)\s+(?P<actor>{_PARTY})\s+(?:{_ADVERB}\s+)*"
    r"(?P<verb>[a-z]+)\b"
)
_ACTS = re.compile(rf"\b(?:did|does|do|had|has|have)\s+(?:{_ADVERB}\s+)*(?P<verb>[a-z]{{3,}})\b")
_OURS = r"(?:[Ww]e|I|(?:[Oo]ur|[Mm]y)(?:\s+[a-z]+){1,3}?)"
_AUXILIARY = (
    r"(?:has|have|had|is|are|was|were|be|been|being|will|would|shall|should|can|could|may|might"
    r"|must|did|do|does|never|not only|no longer|therefore|thus|however)"
)
_SUBJECT = rf"(?P<subject>{_OURS}|[Ii]t|[Tt]hey|{_PARTY})"
_BEFORE_VERB = re.compile(rf"(?:^|[\s,;:(“])(?:{_SUBJECT})(?:\s+(?:{_AUXILIARY}|{_ADVERB}))*\s+$")
_OPENING = re.compile(
    rf"^\W*(?:\d{{1,2}}\.\s+)?{_SUBJECT}\s+(?:(?:{_AUXILIARY}|{_ADVERB})\s+)*[a-z]+"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?$")
_BY_DOING = re.compile(r"\b(?:by|and)\s+$")
_OF_NATION = re.compile(r"\b(?P<nation>[A-Z][a-z]+)\s+(?P<thing>[a-z]{4,})\b")

_NO_FIGURE = Form("reason.figure", "no record read gives the number {figure}")
_NO_SUCH_DAY = Form("reason.given", "no record read mentions {day}")
_OPPOSITE = Form("reason.opposite", "what was found says “{found}” where the question says {asked}")
_DENIED = Form("reason.denied", "what was found denies what the question takes for granted")
_OTHER_ACTOR = Form("reason.actor", "what was found says this of another than {asked}")
_OTHER_NATION = Form("reason.nation", "what was found speaks of “{found}”, not of “{asked}”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """What a question takes for granted.

    Attributes:
        figures: numbers that it gives, as they are written there.
        days: days of a month that it gives, as (month, day), each with its words.
        opposites: its words that have an opposite, each with the terms alike and those opposed;
            none where the question has a negation.
        acts: terms of its verbs and of others that say the same; none where it has a negation.
        actor: the party that its main verb is said of; "" for none.
        verb: terms of that verb and of others that say the same.
        things: nations' things: "Soviet citizens", as (nation, thing).
    """

    figures: tuple[str, ...]
    days: tuple[tuple[tuple[int, int], str], ...]
    opposites: tuple[tuple[str, frozenset[str], frozenset[str]], ...]
    acts: frozenset[str]
    actor: str
    verb: frozenset[str]
    things: tuple[tuple[str, str], ...]


@lru_cache(maxsize=64)
def premise_of(question: str) -> Premise | None:
    """Return what a question takes for granted; None for one that asks whether it is so."""
    if _WHETHER.search(question) or not _ASKS.search(question):
        return None
    did = _DID.search(question)
    denied = bool(_NOT.search(question))
    verbs = [match["verb"] for pattern in (_DID, _ACTS) for match in pattern.finditer(question)]
    return Premise(
        figures=tuple(_figures(question)),
        days=tuple(_days(question)),
        opposites=() if denied else tuple(_opposites(question)),
        acts=frozenset(
            alike
            for verb in verbs
            if fold(verb) not in STOP_WORDS and not denied
            for term in terms(verb)
            for alike in _alike(term)
        ),
        actor=did["actor"] if did else "",
        verb=_alike(next(iter(terms(did["verb"])), "")) if did else frozenset(),
        things=tuple((m["nation"], m["thing"]) for m in _OF_NATION.finditer(question)),
    )


def _figures(question: str) -> Iterator[str]:
    for match in _FIGURE.finditer(question):
        digits = match["digits"]
        if not _ROUGHLY.search(question[: match.start()]) and (
            not digits.isdigit() or int(digits) not in _YEARS
        ):
            yield digits


def untrue(question: str, quote: Quote, table: NameTable) -> Saying | None:
    """Return what a question takes for granted and a sentence tells otherwise, or None.

    Args:
        question: as asked.
        quote: the sentence.
        table: the names of states.
    """
    premise = premise_of(question)
    if premise is None:
        return None
    return (
        _no_figure(premise, quote)
        or _no_such_day(premise, quote)
        or _opposed(premise, quote)
        or _other_actor(premise, quote, table)
        or _other_nation(premise, quote, table)
    )


def _no_figure(premise: Premise, quote: Quote) -> Saying | None:
    """A number that the question gives stands in the record, in figures."""
    for figure in premise.figures:
        held = _numbers(quote.record.text)
        if _value(figure) not in held and not _WRITTEN.search(quote.text):
            return _NO_FIGURE(figure=figure)
    return None


@lru_cache(maxsize=64)
def _numbers(text: str) -> frozenset[int]:
    scaled = (round(float(m["many"]) * _SCALE[m["scale"].lower()]) for m in _SCALED.finditer(text))
    return frozenset({*map(_value, _DIGITS.findall(text)), *scaled})


def _value(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def _days(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield each day of a month that a text gives, and the words that give it."""
    for match in _DAY.finditer(text):
        named = match["month"] or match["before"]
        if named in _WORDS_TOO:
            continue
        month = _MONTH_NAMES.index(named[:3].lower()) + 1
        given = match["days"] or match["after"]
        days = {int(day) for day in re.findall(r"\d+", given)}
        for first, last in _STRETCH.findall(given):
            days.update(range(int(first), int(last)))
        yield from (((month, day), match.group()) for day in sorted(days))


@lru_cache(maxsize=64)
def _days_of(text: str) -> frozenset[tuple[int, int]]:
    return frozenset(day for day, _ in _days(text))


def _no_such_day(premise: Premise, quote: Quote) -> Saying | None:
    """A day that the question gives stands in the record, or the record is of about that day."""
    for (month, day), given in premise.days:
        own = date_of(quote.record)
        if (month, day) in _days_of(quote.record.text) or (own and _is_about(own, month, day)):
            continue
        if not any((month, day) in _days_of(f.raw) for f in quote.record.description):
            return _NO_SUCH_DAY(day=given)
    return None


def _is_about(own: DateInterval, month: int, day: int) -> bool:
    """Tell whether an interval holds a day of the month, whatever its year, or nearly does."""
    for year in {own.start.year, own.end.year}:
        try:
            that = date(year, month, day)
        except ValueError:
            continue
        if own.start - timedelta(_ABOUT) <= that <= own.end + timedelta(_ABOUT):
            return True
    return False


def _opposed(premise: Premise, quote: Quote) -> Saying | None:
    """A sentence that has only the opposite of an act, or only denies it, tells otherwise."""
    held = term_set(quote.text)
    for asked, own, other in premise.opposites:
        if held & other and not held & own:
            found = next(words_of(quote.text, other))
            return _OPPOSITE(found=found.of(quote.text), asked=f"“{asked}”")
        # "After admitting it" is true in no sentence of a passage in which it is denied alone.
        around = quote.passage.text if quote.passage else quote.text
        told = term_set(around)
        if own in map(term_set, _OF_CHARGES) and told & other and not told & own:
            found = next(words_of(around, other))
            return _OPPOSITE(found=found.of(around), asked=f"“{asked}”")
    for act in held.intersection(premise.acts):
        places = list(words_of(quote.text, {act}))
        if not _UNLESS.search(quote.text) and all(_negated(quote.text, p) for p in places):
            return _DENIED()
    return None


def _alike(act: str) -> frozenset[str]:
    """Return the terms of the acts that say the same as one: "accept" and "agree"."""
    groups = (term_set(each) for pair in _OPPOSED for each in pair)
    return next((group for group in groups if act in group), frozenset({act}))


def _opposites(question: str) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Yield each word of a question that has an opposite, the terms alike and those opposed."""
    for span, term in words(question):
        for one, other in (map(term_set, pair) for pair in _OPPOSED):
            for own, against in ((one, other), (other, one)):
                if term in own:
                    yield span.of(question), own, against


def _negated(sentence: str, place: Span) -> bool:
    before = sentence[: place.start].split()[-4:]
    near = " ".join(before).lower()
    return bool(re.search(r"\b(?:not(?! only)|cannot|never|no longer)\b|n['’]t\b", near))


def _other_actor(premise: Premise, quote: Quote, table: NameTable) -> Saying | None:
    """A sentence that tells an act of one state does not tell it of another."""
    if not premise.actor or premise.verb & term_set(_MINDS):
        return None
    asked = _state(premise.actor, table)
    if not asked:
        return None
    told = [
        state
        for span, term in words(quote.text)
        if term in premise.verb
        if (state := _actor(quote, span, table))
    ]
    if not told or any(state & asked for state in told):
        return None
    return _OTHER_ACTOR(asked=premise.actor)


def _actor(quote: Quote, verb: Span, table: NameTable) -> frozenset[str]:
    """Return the forms of the state that a verb is said of; none where it cannot be told."""
    left = quote.text[: verb.start]
    if _PASSIVE.search(left):
        return frozenset()
    if subject := _BEFORE_VERB.search(left):
        return _of_subject(subject["subject"], quote, table)
    if _BY_DOING.search(left) and (opening := _OPENING.search(quote.text)):
        return _of_subject(opening["subject"], quote, table)
    return frozenset()


def _of_subject(subject: str, quote: Quote, table: NameTable) -> frozenset[str]:
    if subject.lower() in ("it", "they"):
        before = antecedent(quote)
        opening = _OPENING.search(before.text) if before else None
        named = opening["subject"] if opening else ""
        return _state(named, table) if named.lower() not in ("it", "they") else frozenset()
    if re.match(rf"{_OURS}$", subject):
        return _state(quote.record.description.value(FieldName.CREATOR) or "", table)
    return _state(subject, table)


def _other_nation(premise: Premise, quote: Quote, table: NameTable) -> Saying | None:
    """A sentence that gives a thing to one nation does not tell of another nation's."""
    for nation, thing in premise.things:
        asked = _state(nation, table)
        if not asked or re.fullmatch(_ORGAN, thing):
            continue
        told = list(_owned(thing, quote.text))
        owners = [state for each in told if (state := _state(each.split()[0], table))]
        if not owners or any(state & asked for state in owners):
            continue
        everywhere = (_state(each.split()[0], table) for each in _owned(thing, quote.record.text))
        if not any(state & asked for state in everywhere):
            return _OTHER_NATION(found=told[0], asked=f"{nation} {thing}")
    return None


def _owned(thing: str, text: str) -> Iterator[str]:
    """Yield "Chinese citizens", wherever a capitalised word stands before the thing."""
    stem = re.escape(thing.removesuffix("s"))
    for match in re.finditer(rf"\b[A-Z][a-z]+\s+{stem}\w{{0,2}}\b", text):
        yield match.group()


def _state(named: str, table: NameTable) -> frozenset[str]:
    """Return the names of the state that words name, its capital's and people's among them."""
    return frozenset(
        form.casefold()
        for each in expand(named, table)
        if each.kind is not NameKind.EVENT
        for form in (each.words, *each.forms)
    )
