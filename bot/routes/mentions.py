"""Mentions: the records in whose passages words stand or do not, counted over the index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk import Desk
from bot.routes.among import Among, by_date
from bot.routes.periods import period_in
from corpus.sayings import QUOTED, Form, Saying, listed, many
from embeddings.analysis import terms

#: Passages looked through for brackets, and most names that are told of together.
LOOKED, MOST = 200, 6
_MENTION = r"(?:mention\w*|nam(?:e|es|ing)|contain\w*|refer(?:s|ring)? to|speak(?:s|ing)? of|use)"
_ADVERBS = r"(?:at all|by name|explicitly|expressly|specifically|directly|actually|anywhere)"
# Not "hardly mention".
_MENTIONS = re.compile(
    r"\s*(?:(?:do|does|did|that|which|also)\s+){0,4}"
    rf"(?P<never>(?:(?:do|does|did)n['’]t|not|never)\s+)?(?:{_ADVERBS}\s+)?"
    rf"{_MENTION}\s+(?P<what>[^?]+)",
    re.IGNORECASE,
)
_BUT_NOT = re.compile(r",?\s+(?:but (?:not|never)|without)\s+(?:mentioning\s+)?", re.IGNORECASE)
_NEITHER = re.compile(r"neither\s+(?P<one>.+?)\s+nor\s+(?P<other>.+)", re.IGNORECASE | re.DOTALL)
_BOTH = re.compile(r"^\s*(?:both|either|all of|one of|any of)\s+", re.IGNORECASE)
_JOIN = re.compile(
    r"(?:\s*,)?\s+(?P<join>and|or|nor)\s+|\s*,\s+(?=[^,]*(?:,|\s(?:and|or)\s))", re.IGNORECASE
)
_JOINED = re.compile(r"\b(?:and|or|nor|but|without|except)\b|,(?!\d)|;|\s[/&]\s", re.IGNORECASE)
# No words to look for: a clause, or what only points.
_CLAUSE = re.compile(
    r"(?:what|how|why|who|whom|whose|when|where|whether|that|this|it|them|him|her|me|us|you|these"
    r"|those|something|anything|in|by|on|at|as|here|there|above|below)\b",
    re.IGNORECASE,
)
_HOW = (
    "Counted over every passage, in any case and inflection; titles and other catalogue fields are"
    " not counted."
)
_MENTIONING = Form(
    "frame.mentioning",
    f"{{number}} of the {{count:,}} {{held}} hold these words: {{forms}}. {_HOW}",
    f"{{number}} of the {{count:,}} {{held}} holds these words: {{forms}}. {_HOW}",
)
_ANY = Form(
    "frame.mentioning.any",
    f"{{number}} of the {{count:,}} {{held}} hold one of these words or more: {{forms}}. {_HOW}",
    f"{{number}} of the {{count:,}} {{held}} holds one of these words or more: {{forms}}. {_HOW}",
)
_LACKING = Form(
    "frame.lacking",
    f"{{number}} of the {{count:,}} {{held}} hold none of these words: {{forms}}. {_HOW}",
    f"{{number}} of the {{count:,}} {{held}} holds none of these words: {{forms}}. {_HOW}",
)
_BRACKETED = Form(
    "frame.mentioning.brackets", "In {number} they stand only inside an editor’s brackets."
)


@dataclass(frozen=True, slots=True)
class _Step:
    """Names of which a record holds at least one, or none if it shall lack them."""

    names: tuple[str, ...]
    lacking: bool = False


def speaks_of_mentions(rest: str) -> bool:
    """Tell whether a question goes on after its noun with what is mentioned."""
    return bool(_MENTIONS.match(rest))


def mentioning(rest: str, among: Among, desk: Desk) -> Among | None:
    """Return the records that hold what a question has after its noun: "mention Kashgar".

    None where it does not say so, or not of words that can be looked for.
    """
    said = _MENTIONS.match(rest)
    steps = _steps(said["what"], never=bool(said["never"])) if said else None
    return _counted(steps, among, desk) if steps else None


def about(what: str, among: Among, desk: Desk) -> Among | None:
    """Return the records that hold some words; None where none does."""
    wanted = _words_meant(what)
    found = _counted([_Step((wanted,))], among, desk) if wanted else None
    return found if found and found.entries else None


def _counted(steps: Sequence[_Step], among: Among, desk: Desk) -> Among:
    for step in steps:
        if among.entries:
            among = _applied(step, among, desk, alone=len(steps) == 1)
    return among


def _applied(step: _Step, among: Among, desk: Desk, *, alone: bool) -> Among:
    forms = list(dict.fromkeys(form for name in step.names for form in _forms(name, desk)))
    ids = {entry.record_id for entry in among.entries}
    passages = desk.generation.passages
    rows = sorted({row for form in forms for row in desk.holding(form)})
    rows = [row for row in rows if passages[row].record_id in ids]
    holding = {passages[row].record_id for row in rows}
    entries = [e for e in among.entries if (e.record_id in holding) is not step.lacking]
    quoted = listed(QUOTED(words=form) for form in forms)
    form = _LACKING if step.lacking else _ANY if len(step.names) > 1 else _MENTIONING
    told = [form(**among.share(entries), forms=quoted)]
    if alone and not step.lacking and len(rows) <= LOOKED:
        told += _only_bracketed(forms, [passages[row].passage_id for row in rows], desk)
    return among.only(sorted(entries, key=by_date), *told)


def _forms(name: str, desk: Desk) -> list[str]:
    """Return a name and its other forms that the archive has."""
    whole = [e for e in desk.retriever.expansions(name) if terms(e["words"]) == terms(name)]
    return [name, *(form for each in whole for form in each["forms"])]


def _steps(what: str, *, never: bool) -> list[_Step] | None:
    """Take apart "A and B", "A or B", "neither A nor B", "A but not B"; None for other things."""
    if whole := _words_meant(what):
        return [_Step((whole,), lacking=never)]
    if neither := _NEITHER.fullmatch(what):
        names = _all_meant([neither["one"], neither["other"]])
        return [_Step(names, lacking=True)] if names and not never else None
    first, *without = _BUT_NOT.split(what)
    joined, lacked = _joined(first), _all_meant(without)
    if joined is None or lacked is None:
        return None
    names, join = joined
    if never and (without or join == "and"):  # not both, or none of them
        return None
    steps = [_Step((n,)) for n in names] if join == "and" else [_Step(names, lacking=never)]
    return [*steps, *(_Step((n,), lacking=True) for n in lacked)]


def _joined(what: str) -> tuple[tuple[str, ...], str] | None:
    """Return the names that are joined in one way, and in which."""
    bare = _BOTH.sub("", what)
    joins = {match["join"].lower() for match in _JOIN.finditer(bare) if match["join"]}
    names = _all_meant(_parts(bare))
    if names is None or len(names) > MOST or len(joins) > 1:
        return None
    return names, next(iter(joins), "or")


def _parts(what: str) -> list[str]:
    parts, end = [], 0
    for match in _JOIN.finditer(what):
        parts.append(what[end : match.start()])
        end = match.end()
    return [*parts, what[end:]]


def _all_meant(parts: Sequence[str]) -> tuple[str, ...] | None:
    names = [name for part in parts if (name := _words_meant(part))]
    return tuple(names) if len(names) == len(parts) else None


def _words_meant(what: str) -> str | None:
    """Return the words looked for; None where they are several names, or none at all."""
    quoted = re.fullmatch(r"(?P<noun>[\w\s]*)[\"“](?P<words>[^\"”]+)[\"”][\s.?]*", what)
    if quoted and not _JOINED.search(quoted["noun"]):
        return quoted["words"] if terms(quoted["words"]) else None
    bare = re.sub(rf"\s+{_ADVERBS}\W*$", "", what, flags=re.IGNORECASE)
    bare = re.sub(r"^\s*(?:the |a )?(?:words?|names?|phrase|term) ", "", bare, flags=re.IGNORECASE)
    wanted = re.sub(r"^(?:the|a|an)\s+", "", bare.strip(' .”"“'), flags=re.IGNORECASE)
    several = _JOINED.search(wanted) or _CLAUSE.match(wanted)
    dated = period_in(wanted) and not re.search(r"\bof\b", wanted)
    return wanted if terms(wanted) and not several and not dated else None


def _only_bracketed(forms: Sequence[str], passage_ids: Sequence[str], desk: Desk) -> list[Saying]:
    """Say in how many records the only matches are an editor's words."""
    ids = {passage_id.rpartition("#")[0] for passage_id in passage_ids}
    number = sum(not any(desk.mentions(f, {record_id}) for f in forms) for record_id in ids)
    return [_BRACKETED(number=many(number, "record"))] if number else []
