"""Among: the records that a question counts, by what they are called and what is told of them.

Told of is what a field of the catalogue says: by whom, to whom, translated by whom, in which
volume, held where. A name that no such field has narrows nothing: the text may know of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.catalogue import label_of
from bot.desk import Desk
from bot.drafts import Drafting
from bot.pointing import ANY
from corpus.descriptions import FieldName as F
from corpus.entries import Entry
from corpus.names import NameKind, expand
from corpus.records import Record
from corpus.sayings import QUOTED, Form, Saying, Value, listed, many
from embeddings.analysis import STOP_WORDS, fold, term_set, terms

_SINGULAR = {"memoranda": "memorandum", "minutes": "minutes", "dispatches": "dispatch",
             "despatches": "despatch"}  # fmt: skip
_DONE = r"(?:(?:that |which )?(?:were|was|are|is|have been|had been)\s+)?"
_MADE = r"(?:written|signed|drafted|authored|sent|composed|prepared|made|issued|dictated)"
_WRITE = r"(?:write|send|sign|draft|author)"
#: Of which volume, at the end of a question: "mention Kashgar in the Asia volume".
_LAST = re.compile(
    r"\s(?:in|from|of) (?:the )?(?P<name>(?:(?!\s(?:in|from|of)\s)[^?,;]){2,80}?)"
    r" (?:volume|collection)\W*$",
    re.IGNORECASE,
)
#: Where a name may end, and something else be told.
_BREAK = re.compile(
    r"\s+(?=(?:to|in|from|by|of|that|which|mention|contain|written|translated|signed|sent|held|kept"
    r"|before|after|since|until|till|between|during|dated|on|are|is|were|was|do|does|did)\b)",
    re.IGNORECASE,
)
#: What says nothing more of them.
_IDLE = re.compile(
    r"(?:(?:are|were|is|was) there|(?:are|were|is|was)|there|do (?:you|we) (?:have|hold)"
    r"|that|which|in (?:the|this|your) archive|here)\b\s*",
    re.IGNORECASE,
)
_WITHIN_NAMES = frozenset("of the for in a an and to".split())
#: Names of which it is told how the catalogue writes them.
_WRITTEN_AT_MOST = 4
_TITLES = frozenset(
    "ambassador president premier minister prime foreign secretary chancellor general colonel "
    "senator governor chairman mr mrs ms dr sir king queen prince".split()
)
#: Letters of a name, places where it may end, and idle words before it that are looked at.
_LONGEST, _BREAKS, _IDLE_AT_MOST = 120, 8, 4
#: Letters by which a stem is looked for among words that may end otherwise.
_BEGINNING = 3

_CALLED_SO = Form("held.called", "called so")
_DESCRIBED_SO = Form("held.described", "so described")
_ARE_CALLED = Form(
    "frame.called",
    "{number} of the {count:,} {held} are called so by genre or number.",
    "{number} of the {count:,} {held} is called so by genre or number.",
)
_WRITTEN = Form("frame.described.as", "It is written there: {values}.")
_ARE_DESCRIBED = Form(
    "frame.described",
    "{number} of the {count:,} {held} have “{words}” in the catalogue, under {labels}.",
    "{number} of the {count:,} {held} has “{words}” in the catalogue, under {labels}.",
)


_Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _ToldBy:
    """Fields that tell something of a record, and how a name is recognised in them.

    Attributes:
        fields: any of them tells it.
        test: gives what tells whether a value has a name; None where it is none.
        shown: whether it is told how they write the name.
    """

    fields: tuple[F, ...]
    test: Callable[[str, Desk], _Test | None]
    shown: bool = False


def _forms(words: str, desk: Desk) -> list[frozenset[str]]:
    """Return the terms of a name without its titles, and of each other form of it."""
    bare = " ".join(word for word in words.split() if fold(word) not in _TITLES) or words
    same = [e for e in expand(bare, desk.names) if terms(e.words) == terms(bare)]
    alike = [form for e in same if e.kind is NameKind.SAME for form in e.forms]
    forms = [frozenset(terms(form)) - STOP_WORDS for form in (bare, *alike)]
    return [form for form in forms if form]


def _as_person(words: str, desk: Desk) -> _Test | None:
    """Return what tells whether a value has all words of a name, or of another form of it."""
    forms = _forms(words, desk)

    def test(value: str) -> bool:
        held = term_set(re.sub(r"\[[^\]]*\]", " ", value))  # "[name not declassified]" names nobody
        return any(form <= held for form in forms)

    return test if forms else None


def _as_volume(words: str, desk: Desk) -> _Test | None:
    """Return what tells whether a value is of a volume: by its words, years and number."""
    if re.match(r"volume\b", words, re.IGNORECASE):
        numbered = re.compile(rf"\b{re.escape(words)}(?!\w)", re.IGNORECASE)
        return lambda value: bool(numbered.search(value))
    wanted = term_set(words) - STOP_WORDS
    figures = [term for term in wanted if term.isdigit()]

    def test(value: str) -> bool:
        held = term_set(value)
        years = {t[-2:] for t in held if t.isdigit() and len(t) == 4} if len(figures) > 1 else set()
        return all(term in held or term in years for term in wanted)

    return test if wanted else None


def _holding(words: str, desk: Desk) -> _Test | None:
    """Return what tells whether a value, or what follows a comma in it, begins with a name."""
    # A state's name begins those of its offices; a year is a period.
    if not re.match(r"[^\W\d]", words) or expand(words, desk.names):
        return None
    begins = re.compile(rf"(?:^|,\s*){re.escape(words)}(?!\w)", re.IGNORECASE)
    return lambda value: bool(begins.search(value))


_AUTHOR = _ToldBy((F.CREATOR,), _as_person, shown=True)
_ADDRESSEE = _ToldBy((F.ADDRESSEE,), _as_person, shown=True)
_TRANSLATOR = _ToldBy((F.TRANSLATOR,), _as_person, shown=True)
_VOLUME = _ToldBy((F.COLLECTION, F.VOLUME_TITLE), _as_volume)
_HOLDER = _ToldBy((F.REPOSITORY, F.COLLECTION), _holding)
#: How a question goes on to tell of records, and the fields that say so; an entry has them all.
#: Where there are several the first that has the name counts.
_CLAUSES = tuple(
    (re.compile(pattern, re.IGNORECASE), fields)
    for pattern, fields in (
        (
            rf"{_DONE}(?:in|from|of) (?:the )?(?P<name>[^?,;]{{2,80}}?) (?:volume|collection)\b",
            (_VOLUME,),
        ),
        (rf"{_DONE}(?:in|from|of) (?P<name>volume [\w.–-]+)", (_VOLUME,)),
        (
            r"do(?:es)? (?:the )?(?P<name>[^?,;]{2,80}?) (?:volume|collection) "
            r"(?:have|contain|hold|include|comprise)\b",
            (_VOLUME,),
        ),
        (rf"{_DONE}translated by (?P<open>.+)", (_TRANSLATOR,)),
        (rf"{_DONE}(?:{_MADE} )?by (?P<open>.+)", (_AUTHOR,)),
        (rf"{_DONE}(?:addressed |sent |written )?to (?P<open>.+)", (_ADDRESSEE,)),
        (rf"(?:did|does) (?P<name>[^?,;]{{2,80}}?) {_WRITE}\b", (_AUTHOR,)),
        (rf"{_DONE}(?:held|kept) (?:at|in|by) (?P<open>.+)", (_HOLDER,)),
        (rf"{_DONE}(?:sent )?from (?P<open>.+)", (_AUTHOR, _HOLDER)),
        (rf"{_DONE}of (?P<open>.+)", (_HOLDER,)),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """Records that are counted, or counted among.

    Attributes:
        entries: theirs.
        held: how they are spoken of: "of the 3 held here".
        told: how it is said which these are; nothing when they are all.
    """

    entries: Sequence[Entry]
    held: Saying
    told: tuple[Saying, ...] = ()

    def begin(self, drafting: Drafting) -> bool:
        """Say which records these are; tell whether there are any."""
        for saying in self.told:
            drafting.frame(saying)
        return bool(self.entries)

    def only(self, some: Sequence[Entry], *told: Saying) -> Among:
        """Return some of them, and how it is said which."""
        return Among(entries=some, held=_DESCRIBED_SO(), told=(*self.told, *told))

    def share(self, some: Sequence[object]) -> dict[str, Value]:
        """Say of how many of these something is true."""
        number = many(len(some), "record")
        return {"n": len(some), "number": number, "count": len(self.entries), "held": self.held}


def called(things: str, desk: Desk) -> Among:
    """Return the records of the noun a question counts: "telegrams", or any record."""
    word = things.lower()
    noun = _SINGULAR.get(word, word.removesuffix("s"))
    entries = desk.holdings().entries
    every = Among(entries=entries, held=desk.held)
    named = [e for e in entries if noun in ANY or noun in e.nouns]
    if len(named) == len(entries):
        return every
    return Among(entries=named, held=_CALLED_SO(), told=(_ARE_CALLED(**every.share(named)),))


def of_holder(name: str, among: Among, desk: Desk) -> Among | None:
    """Return those of a repository or collection: "Wilson Center records"; None if none is."""
    return _narrowed(among, name, _HOLDER, desk)


def of_last_volume(rest: str, among: Among, desk: Desk) -> tuple[Among, str]:
    """Return those of the volume that a question ends with, and the question before it."""
    said = _LAST.search(rest)
    narrowed = _narrowed(among, said["name"], _VOLUME, desk) if said else None
    return (narrowed, rest[: said.start()]) if said and narrowed else (among, rest)


def told_of(rest: str, among: Among, desk: Desk) -> tuple[Among, str]:
    """Narrow records to those of which the catalogue says what a question begins with.

    Returns:
        The records, and what is left of the question; both as they were where nothing is said of
        them, or nothing that the catalogue has.
    """
    rest = rest.strip()
    for _ in range(_IDLE_AT_MOST):
        for pattern, fields in _CLAUSES:
            said = pattern.match(rest)
            for name, left in _names(said, rest) if said else ():
                for each in fields:
                    narrowed = _narrowed(among, name, each, desk)
                    if narrowed is not None:
                        return narrowed, left.strip()
        idle = _IDLE.match(rest)
        if idle is None:
            break
        rest = rest[idle.end() :]
    return among, rest


def _names(said: re.Match[str], rest: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the name in a clause, the longest first, and what is left behind it."""
    if "name" in said.groupdict():
        yield said["name"], rest[said.end() :]
        return
    bare = said["open"].rstrip(" ?.!")
    ends = [match.start() for match in _BREAK.finditer(bare[:_LONGEST])][:_BREAKS]
    for end in (*([len(bare)] if len(bare) <= _LONGEST else []), *reversed(ends)):
        yield bare[:end], bare[end:]


def _narrowed(among: Among, name: str, told_by: _ToldBy, desk: Desk) -> Among | None:
    words = re.sub(r"^(?:the|a|an)\s+", "", name.strip(' .”"“'), flags=re.IGNORECASE)
    if any(fold(w) in STOP_WORDS - _WITHIN_NAMES for w in re.findall(r"[\w'’]+", words)):
        return None  # "he and Kennedy", "others than Kennedy", "Rusk not"
    test = told_by.test(words, desk)
    if test is None:
        return None
    beginnings = [[t[:_BEGINNING] for t in form] for form in _forms(words, desk)]
    kept: list[Entry] = []
    matched: dict[F, dict[str, None]] = {}
    for entry in among.entries:
        record = desk.record(entry.record_id) if _may_have(entry, beginnings) else None
        having = _values_with(record, told_by.fields, test) if record is not None else {}
        if having:
            kept.append(entry)
            for field, values in having.items():
                matched.setdefault(field, {}).update(dict.fromkeys(values))
    if not kept:
        return None
    labels = listed([QUOTED(words=label_of(field)) for field in told_by.fields if field in matched])
    told = [_ARE_DESCRIBED(**among.share(kept), words=words, labels=labels)]
    written = list(dict.fromkeys(value for values in matched.values() for value in values))
    if told_by.shown and any(term_set(value) != term_set(words) for value in written):
        told.append(_WRITTEN(values=listed([QUOTED(words=v) for v in written[:_WRITTEN_AT_MOST]])))
    return among.only(kept, *told)


def _may_have(entry: Entry, beginnings: Sequence[Sequence[str]]) -> bool:
    """Tell whether a record may have a name, so that most need not be read."""
    told = " ".join((*entry.called, *entry.indexed, *entry.collections))
    letters = told.lower() if told.isascii() else fold(told)
    return any(all(each in letters for each in form) for form in beginnings)


def _values_with(record: Record, fields: Sequence[F], test: _Test) -> dict[F, list[str]]:
    """Return the values of a record's fields that have a name."""
    found = {
        name: [f.value for f in record.description.all(name) if f.value and test(f.value)]
        for name in fields
    }
    return {name: values for name, values in found.items() if values}


def by_date(entry: Entry) -> tuple[str, str]:
    """Order by date; undated last."""
    return (entry.date.start.isoformat() if entry.date else "9999", entry.record_id)
