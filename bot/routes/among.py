"""Among: the records that a question counts, by what they are called and what is told of them.

Told of is what a field of the catalogue says: by whom, to whom, translated by whom, in which
volume, held where. A name that no such field has narrows nothing: the text may know of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
_DONE = r"(?:(?:that |which |who )?(?:were|was|are|is|have been|had been)\s+)?"
_MADE = r"(?:written|signed|drafted|authored|sent|composed|prepared|made|issued|dictated)"
# Up to the next thing that is told of the records, or what stands in them.
_NAME = (
    r"(?P<name>(?:(?!\s(?:to|in|from|by|and|or|of which|that|which|mention\w*|contain\w*|written"
    r"|translated|held|kept|before|after|since|until|between|about|on|during|is|are|was|were|do|does|did|has|have)\b)[^?,;])+)"
)
_SHORT = r"(?P<name>[^?,;]{2,80}?)"
_AUTHOR, _ADDRESSEE, _TRANSLATOR = (F.CREATOR,), (F.ADDRESSEE,), (F.TRANSLATOR,)
_VOLUME, _HOLDER = (F.COLLECTION, F.VOLUME_TITLE), (F.REPOSITORY, F.COLLECTION)
#: How a question tells of records, and the fields that say so; an entry has all of these.
_CLEAR = tuple(
    (re.compile(rf"\s*\b{pattern}", re.IGNORECASE), fields)
    for pattern, fields in (
        (rf"{_DONE}translated by {_NAME}", _TRANSLATOR),
        (rf"{_DONE}{_MADE} by {_NAME}", _AUTHOR),
        (rf"{_DONE}(?:addressed|sent|written) to {_NAME}", _ADDRESSEE),
        (rf"{_DONE}(?:held|kept) (?:at|in|by) {_NAME}", _HOLDER),
        (rf"{_DONE}(?:in|from|of) (?:the )?{_SHORT} (?:volume|collection)\b", _VOLUME),
        (rf"{_DONE}(?:in|from|of) (?P<name>volume [\w.–-]+)", _VOLUME),
        (
            rf"do(?:es)? (?:the )?{_SHORT} (?:volume|collection) "
            r"(?:have|contain|hold|include|comprise)\b",
            _VOLUME,
        ),
    )
)
_WRITE = r"(?:write|written|send|sent|sign|signed|draft|drafted|author)"
#: The same, where nothing else can be meant.
_BARE = tuple(
    (re.compile(rf"\s*\b{pattern}", re.IGNORECASE), fields)
    for pattern, fields in (
        (rf"(?:did|has|had) {_SHORT} {_WRITE}\b", _AUTHOR),
        (rf"by {_NAME}", _AUTHOR),
        (rf"to {_NAME}", _ADDRESSEE),
        (rf"(?:from|of|in|at) {_NAME}", _HOLDER),
        (rf"from {_NAME}", _AUTHOR),
    )
)
_TITLES = frozenset(
    "ambassador president premier minister prime foreign secretary chancellor general colonel "
    "senator governor chairman mr mrs ms dr sir king queen prince volume".split()
)
#: Letters by which a stem is looked for among words that may end otherwise.
_BEGINNING = 3

_CALLED_SO = Form("held.called", "called so")
_DESCRIBED_SO = Form("held.described", "so described")
_ARE_CALLED = Form(
    "frame.called",
    "{number} of the {count:,} {held} are called so by genre or number.",
    "{number} of the {count:,} {held} is called so by genre or number.",
)
_ARE_DESCRIBED = Form(
    "frame.described",
    "{number} of the {count:,} {held} have “{words}” in the catalogue, under {labels}.",
    "{number} of the {count:,} {held} has “{words}” in the catalogue, under {labels}.",
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


def told_of(rest: str, among: Among, desk: Desk, *, bare: bool = False) -> tuple[Among, str] | None:
    """Narrow records to those of which the catalogue says what a question does.

    Args:
        rest: the question after the noun that it counts.
        among: the records called so.
        desk: what is looked at.
        bare: whether "by", "from" and "to" alone say it too.

    Returns:
        The records, and what is left of the question; None where nothing is said of them, or
        nothing that the catalogue has.
    """
    found = False
    for pattern, fields in (*_CLEAR, *(_BARE if bare else ())):
        said = pattern.search(rest)
        if said is None:
            continue
        narrowed = _narrowed(among, said["name"], fields, desk)
        if narrowed is not None:
            among, found = narrowed, True
            rest = f"{rest[: said.start()]} {rest[said.end() :]}"
    return (among, rest) if found else None


def _narrowed(among: Among, name: str, fields: Sequence[F], desk: Desk) -> Among | None:
    words = re.sub(r"^(?:the|a|an)\s+", "", name.strip(' .”"“'), flags=re.IGNORECASE)
    wanted = list(_forms(words, desk))
    kept: list[Entry] = []
    matched: dict[F, None] = {}
    for entry in among.entries:
        record = desk.record(entry.record_id) if _may_have(entry, wanted) else None
        having = _fields_with(record, fields, wanted) if record is not None else ()
        if having:
            kept.append(entry)
            matched |= dict.fromkeys(having)
    if not kept:
        return None
    labels = listed(QUOTED(words=label_of(field)) for field in fields if field in matched)
    return among.only(kept, _ARE_DESCRIBED(**among.share(kept), words=words, labels=labels))


def _forms(words: str, desk: Desk) -> Iterator[frozenset[str]]:
    """Yield the terms by which a name may be recognised, each form's by itself."""
    bare = " ".join(word for word in words.split() if fold(word) not in _TITLES)
    same = [e for e in expand(bare, desk.names) if terms(e.words) == terms(bare)]
    alike = [form for e in same if e.kind is NameKind.SAME for form in e.forms]
    for form in (bare, *alike):
        wanted = frozenset(t for t in terms(form) if t not in STOP_WORDS)
        if wanted:
            yield wanted


def _may_have(entry: Entry, wanted: Sequence[frozenset[str]]) -> bool:
    """Tell whether a record may have a name, so that most need not be read."""
    told = " ".join((*entry.called, *entry.indexed, *entry.collections))
    letters = told.lower() if told.isascii() else fold(told)
    return any(all(term[:_BEGINNING] in letters for term in each) for each in wanted)


def _fields_with(
    record: Record, fields: Sequence[F], wanted: Sequence[frozenset[str]]
) -> tuple[F, ...]:
    """Return the fields of a record that have all words of some form."""
    return tuple(
        name
        for name in fields
        if any(
            any(_has(field.value, each) for each in wanted)
            for field in record.description.all(name)
            if field.value
        )
    )


def _has(value: str, wanted: frozenset[str]) -> bool:
    """Tell whether a value has each term; of a year its last two digits do."""
    held = term_set(value)
    years = {term[-2:] for term in held if term.isdigit() and len(term) == 4}
    return all(term in held or term in years for term in wanted)


def by_date(entry: Entry) -> tuple[str, str]:
    """Order by date; undated last."""
    return (entry.date.start.isoformat() if entry.date else "9999", entry.record_id)
