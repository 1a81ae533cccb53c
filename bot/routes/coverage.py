"""Coverage: what the archive holds, counted over the index and the catalogue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.answers import FieldShown
from bot.asked import Asked
from bot.catalogue import title_of
from bot.desk import Desk
from bot.drafts import Draft, Drafting
from bot.routes.among import Among, by_date, called, of_holder, of_last_volume, told_of
from bot.routes.mentions import about, mentioning, speaks_of_mentions
from bot.routes.periods import begins_in, period_in, saying_of
from corpus.dates import DateInterval
from corpus.entries import Entry
from corpus.filters import DateRange
from corpus.sayings import DATE, Form, Saying, many
from embeddings.analysis import STOP_WORDS, fold, words

#: Records named at most; the rest are counted.
NAMED = 6
_THINGS = (
    r"(?:documents?|records?|texts?|sources?|items?|files?|cables?|telegrams?|letters?"
    r"|memoranda|memorandums?|minutes|airgrams?|d[ei]spatch(?:es)?)"
)
_COUNTED = re.compile(
    r"(?:^\W*(?:and |in )?|\b)(?:how many|what number of|which|list(?: all)?(?: the)?|show(?: me)?"
    r"(?: all)?(?: the)?)\s+(?:of the |other )?"
    rf"(?:(?P<holder>(?-i:[A-Z])[\w’'.-]*(?:\s+(?-i:[A-Z])[\w’'.-]*){{0,4}})\s+)?(?P<things>{_THINGS})\b",
    re.IGNORECASE,
)
_SUPERLATIVE = r"(?:earliest|oldest|latest|newest|most recent|first|last)"
_ARCHIVE = r"(?:archives?|collections?|holdings?|corpus|database|records|documents)"
_SPAN = re.compile(
    r"\b(?:what|which) (?:dates?|years?|period|time ?span|time range)\b.*"
    rf"\b(?:{_ARCHIVE}|held here|you)\b|\bdate range\b",
    re.IGNORECASE,
)
# "What did he say in the last letter?" asks for no dates.
_EXTREME = re.compile(
    r"\W*(?:(?:and|so|now|please)\W+)*(?:(?:what|which|how old|when)(?: is| are| was| were|['’]s)"
    rf" |which {_THINGS} (?:is|are) |(?:list|show|give|name|tell)(?: me| us)? )?"
    rf"(?:the |your )?(?P<things>{_SUPERLATIVE}(?: (?:and|or) (?:the )?{_SUPERLATIVE})* {_THINGS})"
    r"(?:\W+(?:held|here|in|of|from|you|we|have|hold|the|this|your|that|is|are|there|all|dated?"
    rf"|database|corpus|{_ARCHIVE}))*\W*",
    re.IGNORECASE,
)
_COLLECTIONS = re.compile(
    r"\b(?:what|which) (?:collections?|archives|repositor\w+|volumes)\b.*\b(?:held|archive|here"
    r"|cover\w*|have|hold|holdings?|there|included?|represented)\b",
    re.IGNORECASE,
)
_LANGUAGES = re.compile(
    r"\b(?:what|which) languages\b.*\b(?:held|archive|here|cover\w*|have|there|documents|records)\b"
    r"|\bhow many\b.*\btranslations\b|\bhow many\b.*\btranslated\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\bwhat (?:does|do|is|are) (?:this|the|your|you|in) .{0,80}\b(?:archive|collection|holdings?"
    r"|corpus)\b.{0,80}\b(?:cover|hold|contain|have|about)\b"
    r"|\bwhat do you (?:hold|cover|contain|have)\b"
    r"|\bwhat (?:is|’s|'s) in (?:the|this|your) (?:archive|collection|holdings)\b"
    r"|\bwhat can (?:i|we) ask\b",
    re.IGNORECASE,
)
# After a document "it" is that.
_IT_HOLDS = re.compile(r"\W*what does it (?:hold|cover|contain|have)\W*", re.IGNORECASE)
_ON = re.compile(r"\s(?:about|on|of|regarding|concerning)\s+(?P<what>[^?]+)\W*$", re.IGNORECASE)
#: Words around a count that narrow nothing.
_FREE = frozenset(
    "archive archives collection collections holding holdings held hold here exist contain "
    "available total all altogether database corpus together included".split()
)
#: What may stand before a count and be told after it: "In 1962, how many …".
_FIRST = re.compile(
    r"\W*(?P<clause>(?:in|from|of|during|before|after|since)\s[^,?]+),\s*", re.IGNORECASE
)
#: Words before a count that ask for nothing else, and those that do.
_POLITE = frozenset("could can may tell know like want see say hi hello ok okay thanks".split())
_ASKED = re.compile(r"\b(?:who|whom|whose|what|which|why|when|where|how|say|said)\b", re.IGNORECASE)
#: Words of questions after the whole archive, besides those.
_ABOUT_ALL = _FREE | frozenset(
    "cover covers covered covering span spans spanned range ranges date dates year years period "
    "time timespan come go records documents volume volumes repository repositories include "
    "includes represented language languages translation translations translated english ask "
    "holds contains written made many".split()
)
# What is denied or compared, and who is only pointed at, is no matter of counting.
_TURNED = re.compile(
    r"\b(?:not|no|never|nor|neither|none|without|except|besides|rather|than|cannot|before|after"
    r"|since|until|till|between|he|she|they|him|her|them|his|hers|theirs?)\b|n['’]t\b",
    re.IGNORECASE,
)
_HOW = "Counted by the document’s own date, or where it has none by the catalogue’s"
_BROAD = Form(
    "frame.period.broad",
    "{n} more are dated too broadly to tell.",
    "{n} more is dated too broadly to tell.",
)
_ALL = Form("frame.held", "The archive held here holds {number}.")
_ALL_LEFT = Form("frame.held.left", "The archive held here holds {number} {held}.")
_ALL_DATED = Form(
    "frame.held.dated", "The archive held here holds {number}, dated from {first} to {last}."
)
_ALL_LEFT_DATED = Form(
    "frame.held.left.dated",
    "The archive held here holds {number} {held}, dated from {first} to {last}.",
)
_NO_DATES = Form("frame.dates.none", "None of the {number} {held} has a date that is understood.")
_DATES = Form(
    "frame.dates",
    f"The {{number}} {{held}} are dated from {{first}} to {{last}}. {_HOW}; {{undated}} have none.",
    f"The {{number}} {{held}} is dated from {{first}} to {{last}}. {_HOW}; {{undated}} have none.",
)
_COLLECTED = Form(
    "frame.collections", "The {number} {held}, counted by the catalogue’s collection:"
)
_COUNT_OF = Form("frame.count", "{name}: {number}.")
_TRANSLATED = Form(
    "frame.languages",
    "Of the {number} {held} {n} name a translator; no language is recorded for {none}.",
    "Of the {number} {held} {n} names a translator; no language is recorded for {none}.",
)
_UNLISTED = Form("frame.unlisted", "{n} more are not named here.", "{n} more is not named here.")


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Count and list what the archive holds; None for other questions."""
    question = asked.question
    if not desk.count:
        return None
    extreme = _EXTREME.fullmatch(question)
    if extreme:
        return _dates(desk, extreme["things"])
    if not (_others(question, _ABOUT_ALL) or _TURNED.search(question)):
        whole = _of_all(question, desk, focused=asked.focus is not None)
        if whole is not None:
            return whole
    on = _ON.search(question)
    if (
        on
        and _HOLDS.search(question[: on.start()])
        and not _others(question[: on.start()], _ABOUT_ALL)
    ):
        holding = about(on["what"], called("records", desk), desk)
        return _number(holding, desk) if holding else None
    counted = _COUNTED.search(question)
    return _counted(counted, question, desk) if counted else None


def _of_all(question: str, desk: Desk, *, focused: bool) -> Draft | None:
    """Tell what the archive as a whole covers; only where nothing else is asked."""
    if _SPAN.search(question):
        return _dates(desk)
    if _COLLECTIONS.search(question):
        return _collections(desk)
    if _LANGUAGES.search(question):
        return _languages(desk)
    if _HOLDS.search(question) or (_IT_HOLDS.fullmatch(question) and not focused):
        return _overview(desk)
    return None


def _counted(asked: re.Match[str], question: str, desk: Desk) -> Draft | None:
    """Count the records that a noun calls: those told of so, with words, of a period, or all."""
    rest = _in_order(question[: asked.start()], question[asked.end() :])
    among: Among | None = called(asked["things"], desk)
    if among and asked["holder"]:
        among = of_holder(asked["holder"], among, desk)
    if among is None or rest is None:
        return None
    among, rest = of_last_volume(rest, among, desk)
    plain = _left(among, rest, desk)
    return plain or _told(among, rest, desk)


def _in_order(before: str, rest: str) -> str | None:
    """Return what is said of records, what stands before them too: "In 1962, how many were …".

    None where a question is asked of which this is a part.
    """
    if first := _FIRST.fullmatch(before):
        return f"{rest.rstrip(' ?.')} {first['clause']}"
    asked = _others(before, _POLITE) or _TURNED.search(before) or _ASKED.search(before)
    return None if asked else rest


def _told(among: Among, rest: str, desk: Desk) -> Draft | None:
    """Count those of which a question tells one thing after another, and nothing else."""
    while True:
        if not re.search(r"\w", rest):
            return _number(among, desk)
        if speaks_of_mentions(rest):
            return _mentioned(rest, among, desk)
        narrowed, left = told_of(rest, among, desk)
        if narrowed is among:
            named = period_in(left)
            if named is None or not named[1].startswith(" "):  # something else is said first
                return None if re.search(r"\w", left) else _number(among, desk)
            narrowed, left = _of_period(named[0], among), named[1].strip()
        among, rest = narrowed, left


def _mentioned(rest: str, among: Among, desk: Desk) -> Draft | None:
    holding = mentioning(rest, among, desk)
    return _number(holding, desk) if holding else None


def _left(among: Among, rest: str, desk: Desk) -> Draft | None:
    """Count those that the rest of a question leaves; None where it says something else."""
    if speaks_of_mentions(rest):  # "mention Kashgar in 1962" may be of a record of any year
        return _mentioned(rest, among, desk)
    named = period_in(rest)
    rest = named[1] if named else rest
    if named and speaks_of_mentions(rest):
        return _mentioned(rest, _of_period(named[0], among), desk)
    if _others(rest) or _TURNED.search(rest):
        return None
    return _number(_of_period(named[0], among) if named else among, desk)


def _of_period(period: DateRange, among: Among) -> Among:
    """Return those that begin in a period, by date."""
    if not among.entries:
        return among
    dated = sorted((e for e in among.entries if e.date is not None), key=by_date)
    told = [(e, begins_in(e, period)) for e in dated]
    within, broad = [e for e, begins in told if begins], [e for e, begins in told if begins is None]
    form, dates = saying_of(period)
    undated = len(among.entries) - len(dated)
    said = form(**among.share(within), **dates, undated=undated)
    return among.only(within, said, *([_BROAD(n=len(broad))] if broad else []))


def _number(among: Among, desk: Desk) -> Draft:
    """Count all records, or those called or told of so."""
    drafting = Drafting()
    if among.begin(drafting) and not among.told:
        drafting.frame(_whole(desk))
    _list(drafting, [e.record_id for e in sorted(among.entries, key=by_date)], desk)
    return drafting.catalogued()


def _others(rest: str, free: frozenset[str] = _FREE) -> list[str]:
    found = (fold(span.of(rest)) for span, _ in words(rest))
    return [word for word in found if word not in STOP_WORDS and word not in free]


def _dates(desk: Desk, things: str = "records") -> Draft:
    """Tell the first and the last date of all records, or of those called by a noun."""
    among = called(things.split()[-1], desk)
    dated = sorted((e for e in among.entries if e.date is not None), key=by_date)
    number = many(len(among.entries), "record")
    drafting = Drafting()
    if not among.begin(drafting):
        return drafting.catalogued()
    if not dated:
        drafting.frame(_NO_DATES(number=number, held=among.held))
        return drafting.catalogued()
    first, last = dated[0], max(dated, key=lambda e: (e.date.end if e.date else 0, e.record_id))
    drafting.frame(
        _DATES(
            n=len(among.entries),
            number=number,
            held=among.held,
            first=_date(first.date),
            last=_date(last.date),
            undated=len(among.entries) - len(dated),
        )
    )
    _list(drafting, list(dict.fromkeys([first.record_id, last.record_id])), desk)
    return drafting.catalogued()


def _collections(desk: Desk) -> Draft:
    counts = Counter(e.collections[0] for e in desk.holdings().entries if e.collections)
    drafting = Drafting()
    drafting.frame(_COLLECTED(number=many(desk.count, "record"), held=desk.held))
    for name, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        drafting.frame(_COUNT_OF(name=name, number=many(number, "record")))
    return drafting.catalogued()


def _languages(desk: Desk) -> Draft:
    holdings = desk.holdings()
    counts = Counter(name for e in holdings.entries for name in e.languages)
    none = sum(not e.languages for e in holdings.entries)
    drafting = Drafting()
    translated = len(holdings.translated)
    held = many(desk.count, "record")
    drafting.frame(_TRANSLATED(n=translated, number=held, held=desk.held, none=none))
    for name, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        drafting.frame(_COUNT_OF(name=name, number=many(number, "record")))
    return drafting.catalogued()


def _overview(desk: Desk) -> Draft:
    dated = sorted((e for e in desk.holdings().entries if e.date is not None), key=by_date)
    drafting = Drafting()
    drafting.frame(_whole(desk, dated))
    _list(drafting, [e.record_id for e in desk.holdings().entries], desk)
    return drafting.catalogued()


def _whole(desk: Desk, dated: Sequence[Entry] = ()) -> Saying:
    """Say how much is held, and of which dates."""
    number, held = many(desk.count, "record"), desk.held
    if not dated:
        return _ALL_LEFT(number=number, held=held) if desk.filters else _ALL(number=number)
    first, last = _date(dated[0].date), _date(dated[-1].date)
    if desk.filters:
        return _ALL_LEFT_DATED(number=number, held=held, first=first, last=last)
    return _ALL_DATED(number=number, first=first, last=last)


def _list(drafting: Drafting, ids: Sequence[str], desk: Desk) -> None:
    """Name the first few records by title and count the rest."""
    for record_id in ids[:NAMED]:
        record = desk.record(record_id)
        title: FieldShown | None = title_of(record) if record is not None else None
        if title is not None:
            drafting.field(title)
    if len(ids) > NAMED:
        drafting.frame(_UNLISTED(n=len(ids) - NAMED))


def _date(date: DateInterval | None) -> Saying:
    edtf = date.edtf if date else ""
    return DATE(words=edtf, edtf=edtf)
