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
from bot.holdings import Holdings
from bot.pointing import ANY, named_date
from corpus.dates import DateInterval, parse_date
from corpus.entries import Entry
from corpus.sayings import DATE, QUOTED, Form, Saying, Value, listed, many
from embeddings.analysis import STOP_WORDS, fold, terms, words

#: Records named at most; the rest are counted. Passages looked through for brackets.
NAMED, LOOKED = 6, 200
_THINGS = (
    r"(?:documents?|records?|texts?|sources?|items?|files?|cables?|telegrams?|letters?"
    r"|memoranda|memorandums?|minutes|airgrams?|d[ei]spatch(?:es)?)"
)
_MENTION = r"(?:mention\w*|nam(?:e|es|ing)|contain\w*|refer(?:s|ring)? to|speak(?:s|ing)? of|use)"
_COUNTED = re.compile(
    r"(?:^\W*(?:and |in )?|\b)(?:how many|what number of|which|list(?: the| all)?|show(?: me)?"
    rf"(?: the| all)?)\s+(?:of the |other )?(?P<things>{_THINGS})\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:what|which) (?:dates?|years?|period|time ?span|time range)\b.*\b(?:cover\w*|span\w*"
    r"|held|archive|collection|holdings?|records|documents)\b|\bdate range\b"
    rf"|\b(?:earliest|oldest|latest|newest|most recent|first|last) {_THINGS}"
    r"(?: (?:held|here|in|of|you)\b.*)?\W*$",
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
    r"\bwhat (?:does|do|is|are) (?:this|the|your|you|in) .*\b(?:archive|collection|holdings?"
    r"|corpus)\b.*\b(?:cover|hold|contain|have|about)\b|\bwhat (?:do you|does it) (?:hold|cover"
    r"|contain|have)\b|\bwhat (?:is|’s|'s) in (?:the|this|your) (?:archive|collection|holdings)\b"
    r"|\bwhat can (?:i|we) ask\b",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"\b(?:from|of|in|dated|during|written in|before|after|since|until) "
    r"(?:the year )?(?P<year>1[5-9]\d\d|20\d\d)\b(?:\s*(?:[-–]|to|and|until)\s*(?P<last>\d{4}))?",
    re.IGNORECASE,
)
_SINGULAR = {"memoranda": "memorandum", "minutes": "minutes", "dispatches": "dispatch",
             "despatches": "despatch"}  # fmt: skip
#: Words around a count that narrow nothing.
_FREE = frozenset(
    "archive archives collection collections holding holdings held hold here exist contain "
    "available total all altogether database corpus together included".split()
)
_HOW = "Counted by the document’s own date, or where it has none by the catalogue’s"
_MENTIONING = Form(
    "frame.mentioning",
    "{number} of the {count:,} {held} hold these words: {forms}. Counted over every passage, in "
    "any case and inflection; titles and other catalogue fields are not counted.",
    "{number} of the {count:,} {held} holds these words: {forms}. Counted over every passage, in "
    "any case and inflection; titles and other catalogue fields are not counted.",
)
_BRACKETED = Form(
    "frame.mentioning.brackets", "In {number} they stand only inside an editor’s brackets."
)
_BEGIN = Form(
    "frame.period",
    f"{{number}} of the {{count:,}} {{held}} begin in {{period}}. {_HOW}; {{undated}} without a "
    "date are not counted.",
    f"{{number}} of the {{count:,}} {{held}} begins in {{period}}. {_HOW}; {{undated}} without a "
    "date are not counted.",
)
_ARE_CALLED = Form(
    "frame.called",
    "{number} of the {count:,} {held} are called so by genre or number.",
    "{number} of the {count:,} {held} is called so by genre or number.",
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
_UNLISTED = Form("frame.unlisted", "{n} more are not named here.")


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Count and list what the archive holds; None for other questions."""
    question = asked.question
    if not desk.count:
        return None
    if _SPAN.search(question):
        return _dates(desk)
    if _COLLECTIONS.search(question):
        return _collections(desk)
    if _LANGUAGES.search(question):
        return _languages(desk)
    if _HOLDS.search(question):
        return _overview(desk)
    counted = _COUNTED.search(question)
    if not counted:
        return None
    rest = question[counted.end() :]
    mention = re.match(
        rf"\s*(?:do |does |that |which )?(?:\w+ )?{_MENTION}\s+(?P<what>[^?]+)", rest
    )
    if mention:
        return _mentioning(mention["what"].strip(' .”"“'), desk)
    return _of_period(question, rest, desk) or _number(question, rest, desk)


def _mentioning(what: str, desk: Desk) -> Draft | None:
    """Count the records in whose passages the words stand one after another."""
    wanted = re.sub(r"^(?:the|a|an)\s+", "", what, flags=re.IGNORECASE)
    if not terms(wanted):
        return None
    expansions = desk.retriever.expansions(wanted)
    whole = [e for e in expansions if terms(e["words"]) == terms(wanted)]
    forms = list(dict.fromkeys([wanted, *(form for e in whole for form in e["forms"])]))
    passages = desk.generation.passages
    rows = sorted({row for form in forms for row in desk.holding(form)})
    found = {passages[row].record_id for row in rows}
    ids = [e.record_id for e in sorted(desk.holdings().entries, key=_by_date)]
    ids = [record_id for record_id in ids if record_id in found]
    drafting = Drafting()
    quoted = listed(QUOTED(words=form) for form in forms)
    drafting.frame(_MENTIONING(**_share(ids, desk), forms=quoted))
    bracketed = _only_bracketed(forms, [passages[r].passage_id for r in rows[:LOOKED]], desk)
    if bracketed and len(rows) <= LOOKED:
        drafting.frame(_BRACKETED(number=many(bracketed, "record")))
    _list(drafting, ids, desk)
    return drafting.catalogued()


def _only_bracketed(forms: Sequence[str], passage_ids: Sequence[str], desk: Desk) -> int:
    """Count the records whose only matches are an editor's words."""
    ids = {passage_id.rpartition("#")[0] for passage_id in passage_ids}
    return sum(not any(desk.mentions(f, {record_id}) for f in forms) for record_id in ids)


def _of_period(question: str, rest: str, desk: Desk) -> Draft | None:
    period = _period(rest)
    if period is None or _others(_YEAR.sub(" ", rest)):
        return None
    entries = [e for e in _called(question, desk.holdings()) if e.date is not None]
    within = [e for e in entries if e.date and period.start <= e.date.start <= period.end]
    undated = sum(e.date is None for e in _called(question, desk.holdings()))
    drafting = Drafting()
    begun = _BEGIN(**_share(within, desk), period=_date(period), undated=undated)
    drafting.frame(begun)
    _list(drafting, [e.record_id for e in sorted(within, key=_by_date)], desk)
    return drafting.catalogued()


def _period(rest: str) -> DateInterval | None:
    named = named_date(rest)
    found = _YEAR.search(rest)
    if named is not None or found is None:
        return named
    words_ = found["year"] + (f"–{found['last']}" if found["last"] else "")
    return parse_date(words_)


def _number(question: str, rest: str, desk: Desk) -> Draft | None:
    """Count all records, or those called by a noun; only where nothing else is asked."""
    if _others(rest):
        return None
    found = _called(question, desk.holdings())
    drafting = Drafting()
    if len(found) == desk.count:
        drafting.frame(_whole(desk))
    else:
        drafting.frame(_ARE_CALLED(**_share(found, desk)))
    _list(drafting, [e.record_id for e in found], desk)
    return drafting.catalogued()


def _called(question: str, holdings: Holdings) -> Sequence[Entry]:
    """Return the entries of the noun a question counts: "telegrams", or any record."""
    counted = _COUNTED.search(question)
    word = counted["things"].lower() if counted else "records"
    noun = _SINGULAR.get(word, word.removesuffix("s"))
    return [e for e in holdings.entries if noun in ANY or noun in e.nouns]


def _others(rest: str) -> list[str]:
    found = (fold(span.of(rest)) for span, _ in words(rest))
    return [word for word in found if word not in STOP_WORDS and word not in _FREE]


def _dates(desk: Desk) -> Draft:
    entries = desk.holdings().entries
    dated = sorted((e for e in entries if e.date is not None), key=_by_date)
    drafting = Drafting()
    if not dated:
        drafting.frame(_NO_DATES(number=many(desk.count, "record"), held=desk.held))
        return drafting.catalogued()
    first, last = dated[0], max(dated, key=lambda e: (e.date.end if e.date else 0, e.record_id))
    drafting.frame(
        _DATES(
            n=desk.count,
            number=many(desk.count, "record"),
            held=desk.held,
            first=_date(first.date),
            last=_date(last.date),
            undated=len(entries) - len(dated),
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
    dated = sorted((e for e in desk.holdings().entries if e.date is not None), key=_by_date)
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


def _share(some: Sequence[object], desk: Desk) -> dict[str, Value]:
    """Say how many of how many records something is true of."""
    number = many(len(some), "record")
    return {"n": len(some), "number": number, "count": desk.count, "held": desk.held}


def _list(drafting: Drafting, ids: Sequence[str], desk: Desk) -> None:
    """Name the first few records by title and count the rest."""
    for record_id in ids[:NAMED]:
        record = desk.record(record_id)
        title: FieldShown | None = title_of(record) if record is not None else None
        if title is not None:
            drafting.field(title)
    if len(ids) > NAMED:
        drafting.frame(_UNLISTED(n=len(ids) - NAMED))


def _by_date(entry: Entry) -> tuple[str, str]:
    """Order by date; undated last."""
    return (entry.date.start.isoformat() if entry.date else "9999", entry.record_id)


def _date(date: DateInterval | None) -> Saying:
    edtf = date.edtf if date else ""
    return DATE(words=edtf, edtf=edtf)
