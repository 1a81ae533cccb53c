"""What a sentence must hold to answer a question: voice, year, day, person, counted noun.

Each test gives the reason it fails for, in words for the reader, or None. They speak of
what stands in the record and its catalogue; nothing is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from bot.antecedents import antecedent
from bot.dating import YEAR, asked_dates, date_of, datings
from bot.exact import quoted
from bot.names_asked import CALENDAR, no_name
from bot.parties import forms_of, other_voice
from corpus.dates import DateInterval, parse_date
from corpus.names import Expansion, NameKind, NameTable
from corpus.quotes import Quote
from corpus.sayings import DATE, Form, Saying, listed
from embeddings.analysis import STOP_WORDS, content_terms, fold, term_set, terms, words

_NAME = re.compile(r"(?<=[\w,;:“”‘’\"'] )[A-Z][\w'’-]*[\w](?:[.]\w)*")
#: What is asked of a statement: "“They left.” True?"
_TAGS = frozenset("true false right correct yes no".split())
#: Letters from which a misspelt name can only be that name.
_LONG = 7
_ASKS_DAY = re.compile(
    r"\b(?:which|what|exact|exactly|precise)\b[^?]{0,30}(?<!-)\b(?:day|date)\b", re.IGNORECASE
)
_DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+\d{1,2}\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
    re.IGNORECASE,
)
_ASKS_TIME = re.compile(
    r"\bwhen\s+(?:exactly\s+|precisely\s+)?(?:did|was|were|is|are|does|do|has|had|will|would)\b"
    r"|\b(?:which|what)\s+(?:exact\s+)?(?:day|date|month|year)\b",
    re.IGNORECASE,
)
#: What tells of a time at all, be it only "before the war" or "in his reign".
_TIME = re.compile(
    r"\d{2,4}|days?\b|\b(?-i:May)\b|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?"
    r"|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
    r"|\b(?:ago|after|before|during|until|till|since|when|while|last|next|years?|months?|weeks?"
    r"|centur(?:y|ies)|decades?|morning|evening|night|noon|today|tomorrow|yesterday|recent(?:ly)?"
    r"|times?|era|age|period|spring|summer|autumn|fall|winter|early|earlier|late|later|once|then"
    r"|soon|now|already|eve|begin|beginning|end|start|following|current)\b",
    re.IGNORECASE,
)
_DONE_IN = re.compile(r"\b(?P<act>[a-z]{3,})\s+in\s+(?:1[5-9]|20)\d\d\b")
_ASKS_QUANTITY = re.compile(r"\bhow much\b", re.IGNORECASE)
_QUANTITY = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|hundreds?|thousands?|millions?|billions?|dozens?|several|half|third|quarter|most|all"
    r"|none|no|more|less|fewer|little|few|many|much|enough|every|entire|whole|nothing|some|double"
    r"|twice|majority|minority|part|per ?cent\w*|free|tons?|huge|large|small|vast)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*(?:\d{1,4}\.(?!\d)|\(\d{1,3}\))\s*")
_OF = r"\s+(?:head\s+of\s+|of\s+the\s+|of\s+)?(?P<rest>[^?]*)"
_COUNTED = re.compile(rf"\bhow many{_OF}", re.IGNORECASE)
_MEASURED = re.compile(rf"\bhow (?:many|much){_OF}", re.IGNORECASE)
_JOINS = frozenset("and or of the different other more".split())
#: What is measured without being named: "How much money?" is answered by "2,000 dollars".
_UNSAID = frozenset("money time".split())
_CHOICE = re.compile(
    r"(?<![\w'’-])(?P<first>[\w'’-]+)\s+or\s+(?:(?:a|an|the|by|in|to)\s+)?(?P<second>[\w'’-]+)\s*\?\s*$"
)
_NUMBER = re.compile(
    r"^(?:\d|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|score|hundred"
    r"|thousand|million|several|both|hundr|thousand)s?$)"
)
_PERSONS = "people persons person citizens residents inhabitants refugees individuals men nationals"
# What no heading has: the end of a sentence, a list or a table in it, a figure.
_SENTENCE = re.compile(r"[.!?…:;,)\]”\"’']$|[\t\n,]|(?<!^)\d")
_LETTERS = re.compile(r"[^\W\d_][\w’'-]*")
#: Letters of a word that is not "of" or "the", most such words of a heading, and share of them
#: that are capitalised in it.
_TELLING, _HEADING, _CAPITALISED = 4, 14, 0.6
#: Words after a number among which the thing counted must stand.
_REACH = 5

_IS_HEADING = Form("reason.heading", "what was found is a heading or a name alone")
_UNQUOTED = Form("reason.unquoted", "what was found is of a record without “{words}”")
_DATED = Form("reason.dated", "what was found is dated {said}, not {wanted}")
_NO_DAY = Form("reason.day", "no passage read gives a day")
_NO_TIME = Form("reason.time", "no passage read tells of a time")
_NO_QUANTITY = Form("reason.quantity", "no passage read gives a quantity")
_NO_NUMBER = Form("reason.number", "no passage read gives a number")
_NO_NUMBER_OF = Form("reason.number.of", "no passage read gives a number of {thing}")
_NO_CHOICE = Form("reason.choice", "no passage read says {one} or {other}")


def unnamed(
    question: str, known: Callable[[str], bool], called: Sequence[Expansion]
) -> tuple[str, ...]:
    """Return the names of a question that no record mentions under any form.

    Args:
        question: as asked.
        known: whether some record holds the words of a name.
        called: its names with their other forms, and misspelt ones with those meant.
    """
    covered = {
        part
        for each in called
        if (each.kind is not NameKind.SPELLING or len(each.words) >= _LONG)
        if any(map(known, each.forms))
        for part in re.findall(r"[\w'’.-]+", each.words)
    }
    missing: list[str] = []
    end = -1
    for match in _NAME.finditer(question):
        bare = re.sub(r"['’]s?$", "", match.group())
        if fold(bare) in STOP_WORDS | _TAGS or bare in covered or _of_calendar(bare):
            continue
        if known(bare) or ("-" in bare and all(map(known, bare.split("-")))):
            continue
        if missing and match.start() == end + 1:
            missing[-1] += f" {bare}"
        else:
            missing.append(bare)
        end = match.end()
    return tuple(dict.fromkeys(missing))


def _of_calendar(word: str) -> bool:
    """Tell whether a word is a month or a day of the week, be it "Febuary"."""
    folded = fold(word)
    near = get_close_matches(folded, CALENDAR, n=1, cutoff=0.85) if len(folded) >= _LONG else ()
    return folded in CALENDAR or bool(near)


def uncounted(question: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the things a question wants counted or measured, when no record mentions one.

    Args:
        question: as asked.
        known: whether some record holds a word.
    """
    things = _things(_MEASURED.search(question))
    if any(known(thing) or term_set(_PERSONS) & set(terms(thing)) for thing in things):
        return ()
    return tuple(thing for thing, first in things.items() if first)


def _things(asked: re.Match[str] | None) -> dict[str, bool]:
    """Return the words for what is to be counted, and which of them begin a thing."""
    things: dict[str, bool] = {}
    joined = True
    for word in re.findall(r"[\w'’-]+", asked["rest"]) if asked else ():
        if fold(word) in _JOINS:
            joined = True
            continue
        if fold(word) in STOP_WORDS:
            break
        things.setdefault(word, joined and fold(word) not in _UNSAID)
        joined = False
    return things


def unfit(question: str, quote: Quote, table: NameTable) -> Saying | None:
    """Return why a sentence cannot answer, or None when nothing speaks against it."""
    return (
        _heading(quote)
        or _other_words(question, quote)
        or other_voice(question, quote, table)
        or _other_date(question, quote)
        or _no_day(question, quote)
        or _no_time(question, quote)
        or _no_quantity(question, quote)
        or no_name(question, quote, table)
        or _not_counted(question, quote, table)
        or _no_choice(question, quote)
    )


def _heading(quote: Quote) -> Saying | None:
    """A heading, or a name in a list, says nothing by itself."""
    passage, text = quote.passage, quote.text.strip()
    if passage is None or quote.span != passage.span or _SENTENCE.search(text):
        return None
    long = [word for word in _LETTERS.findall(_LABEL.sub("", text)) if len(word) >= _TELLING]
    capitals = sum(word[0].isupper() for word in long)
    headed = 0 < len(long) <= _HEADING and capitals >= _CAPITALISED * len(long)
    return _IS_HEADING() if headed else None


def _other_words(question: str, quote: Quote) -> Saying | None:
    """What the question puts between quotation marks stands in the record or its catalogue."""
    record = quote.record
    for phrase in quoted(question):
        wanted = set(content_terms(phrase))
        if wanted <= term_set(record.text):
            continue
        if not wanted <= term_set(" ".join(field.value or "" for field in record.description)):
            return _UNQUOTED(words=phrase)
    return None


def _other_date(question: str, quote: Quote) -> Saying | None:
    """A sentence dated to other days or years than the question's is about something else.

    One that leans on the sentence before has its date.
    """
    dated = asked_dates(question)
    if not dated:
        return None
    own = date_of(quote.record)
    before = antecedent(quote)
    told = datings(quote) or (datings(before) if before else ())
    # "What did Kohl tell him in October 1997": the date may be that of the record; but not of
    # who "fled in 1963" where it tells in that year of those who "fled last year".
    done = _DONE_IN.search(question)
    then = done and set(terms(done["act"])) <= term_set(quote.text)
    known = own if not (then and told and not any(t.stated for t in told)) else None
    asked = [d for d in dated if not known or not _overlap(d, known)]
    if not asked:
        return None
    days = {date for each in told if (date := each.date)}
    years = {parse_date(year) for year in YEAR.findall(quote.text)} - {None}
    dates = [d for d in (*days, *(years if not days else ())) if d is not None]
    if not dates or any(_overlap(a, d) for a in asked for d in dates):
        return None
    said, wanted = (
        listed(DATE(words=edtf, edtf=edtf) for edtf in sorted({d.edtf for d in each}))
        for each in (dates, asked)
    )
    return _DATED(said=said, wanted=wanted)


def _overlap(one: DateInterval, other: DateInterval) -> bool:
    return one.start <= other.end and other.start <= one.end


def _no_day(question: str, quote: Quote) -> Saying | None:
    if not _ASKS_DAY.search(question):
        return None
    if _DAY.search(quote.text) or any(len(each.date.edtf) == 10 for each in datings(quote)):
        return None
    return _NO_DAY()


def _no_time(question: str, quote: Quote) -> Saying | None:
    """When something was is told by a sentence that speaks of a time, or that leans on one.

    Source: so do the gold sentences of 47 of the 48 such questions of squad2_dev and
    clapnq_dev that can be answered.
    """
    if not _ASKS_TIME.search(question) or _TIME.search(quote.text):
        return None
    before = antecedent(quote)
    return None if before and _TIME.search(before.text) else _NO_TIME()


def _no_quantity(question: str, quote: Quote) -> Saying | None:
    """How much of something there is, a sentence tells that speaks of a quantity.

    Source: so do the gold sentences of the 8 such questions of squad2_dev and abg_coqa.
    """
    asked = _ASKS_QUANTITY.search(question)
    return None if not asked or _QUANTITY.search(_unlabelled(quote.text)) else _NO_QUANTITY()


def _unlabelled(sentence: str) -> str:
    """Return a sentence without the number by which it is listed: "2. ", "(3) "."""
    return _LABEL.sub("", sentence)


def _not_counted(question: str, quote: Quote, table: NameTable) -> Saying | None:
    """A number must stand with the noun that is counted, and in a record that has the noun.

    Source: the record that answers has a noun of all 16 such questions of squad2_dev and
    clapnq_dev that can be answered, and of 9 of the 12 in abg_coqa, inscit and mtrag.
    """
    asked = _COUNTED.search(question)
    if not asked:
        return None
    found = [term for _, term in words(_unlabelled(quote.text))]
    near = {
        term
        for at, word in enumerate(found)
        if _NUMBER.match(word)
        for term in found[at : at + 1 + _REACH]
    }
    if not near:
        return _NO_NUMBER()
    things = {term: thing for thing in _things(asked) for term in terms(thing)}
    if not things:
        return None
    head, thing = next((head, thing.lower()) for head, thing in things.items())
    *_, (last, name) = things.items()
    if name[0].isupper() and name[1:].islower():  # "individual Han": it is the name that is counted
        if not _names(name, quote, table):
            return _NO_NUMBER_OF(thing=name)
        head, thing = last, name
    persons = term_set(_PERSONS)
    alike = persons if head in persons else frozenset({head})
    apart = bool(alike & set(found)) and not alike & near
    if apart or not things.keys() & (persons | term_set(quote.record.text)):
        return _NO_NUMBER_OF(thing=thing)
    return None


def _names(name: str, quote: Quote, table: NameTable) -> bool:
    """Tell whether a sentence, or the one that it leans on, has a name under any form."""
    before = antecedent(quote)
    held = term_set(quote.text) | (term_set(before.text) if before else frozenset())
    return bool(({*terms(name)} | forms_of(name, table)) & held)


def _no_choice(question: str, quote: Quote) -> Saying | None:
    """Of the two things a question ends with one must stand in the record: "peace or war?"."""
    asked = _CHOICE.search(question)
    if not asked:
        return None
    pair = (asked["first"], asked["second"])
    held = term_set(quote.record.text)
    if any(fold(each) in STOP_WORDS or set(terms(each)) <= held for each in pair):
        return None
    return _NO_CHOICE(one=asked["first"], other=asked["second"])
