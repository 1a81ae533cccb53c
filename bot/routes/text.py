"""The text: retrieve, read sentences, pass the gate, and quote or be silent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.answers import ShownQuote, framed, said
from bot.antecedents import announced, continuation, with_context
from bot.asked import Asked
from bot.desk import Desk
from bot.drafts import Draft, Drafting, silent
from bot.followups import Understood, asking_on, names_nothing
from bot.gate import UNNAMED, Verdict
from bot.leaning import FEWEST, dangling
from bot.questions import QuestionType, question_type, quota
from bot.reading import Read, read
from bot.scope import EVERYWHERE, Scope, notes_of_editors, scope_of
from bot.selection import choose
from corpus.passages import Role
from corpus.quotes import Quote
from corpus.sayings import Form, Saying, many
from embeddings.analysis import terms

#: How many nearest passages a silent answer offers.
NEAREST = 2
#: Score by which an editors' note may be found behind the best document to be read. Source: of the
#: 8 answered rightly 8 are, and 26 of all 178 that documents do not answer.
AS_NEAR = 0.45
#: A sentence of another record is shown too when it comes as near as this many logits to
#: the best, and is itself more likely an answer than not.
ALSO_WITHIN, ALSO_ABOVE = 1.5, 2.0
_SURE = re.compile(
    r"\b(?:are you|is (?:that|it)) (?:sure|certain|true|right|correct)\b", re.IGNORECASE
)
#: Other records quoted beside the best one; those that come as near too are counted.
ALSO = 2

_EDITORS = Form(
    "frame.editors", "No sentence read of a document answers this; an editors’ note tells of it."
)
_FURTHER = Form(
    "frame.further", "A sentence of {records} comes as near to the question; none is quoted here."
)
_LOOSE = Form("reason.loose", "it is not said who is meant by “{word}”")
_UNNAMED_LEFT = Form("reason.unnamed.left", "no record that the filters leave mentions {name}")
_UNNAMED_IN_IT = Form(
    "reason.unnamed.one", "the record that the question names does not mention {name}"
)
_UNNAMED_IN_THEM = Form(
    "reason.unnamed.these", "none of the records that the question names mentions {name}"
)


def answer(asked: Asked, desk: Desk) -> Draft:
    """Answer from the text of the records, or be silent."""
    understood, found = _found(asked, desk)
    if not found.verdict.open:
        return _silence(understood, found, desk)
    kind = question_type(asked.question)
    most = min(quota(kind), desk.settings.quotes)
    chosen = [found.quotes[r] for r in choose(found.fit, most)]
    if kind is QuestionType.CLAIM:
        chosen = _with_next(chosen, continuation, most)
    chosen = _with_next(chosen, announced, 2 * len(chosen))
    others = _of_others(found, chosen)
    drafting = Drafting()
    if found.scope.editors:
        drafting.frame(_EDITORS())
    spoken = with_context([said(each) for each in [*chosen, *others[:ALSO]]])
    drafting.quotes(framed(spoken), spoken)
    if further := len(others[ALSO:]):
        drafting.frame(_FURTHER(records=many(further, "further record")))
    within = () if found.scope.editors else found.scope.within
    drafted = drafting.quoted(understood.query, within, evidence=found.verdict.evidence)
    return replace(drafted, understood=understood)


def _found(asked: Asked, desk: Desk) -> tuple[Understood, Read]:
    """Read where the answer may stand, the likeliest place first, until the gate opens.

    Returns:
        How the question was read, and what; where the gate stays shut, the widest reading.
    """
    told, loose = _told(asked), _loose(asked, desk)
    found: list[tuple[Understood, Read]] = []
    for understood, scope in _places(asked, desk):
        got = read(understood, desk, scope, told=told)
        if loose and not understood.asks_on:
            shut = Verdict(open=False, evidence=min(got.verdict.evidence, 0.0), reasons=loose)
            got = replace(got, verdict=shut)
        found.append((understood, got))
        if got.verdict.open:
            return found[-1]
    # The first is in fewer records; to ask on is the narrowest of all.
    widest = [each for each in found if not each[0].asks_on][-1]
    unnamed = any(reason.code == UNNAMED.code for reason in widest[1].verdict.reasons)
    nowhere = loose or unnamed or widest[1].scope.sure
    notes = None if nowhere else notes_of_editors(desk)
    if notes and _come_near(asked.understood.query, notes, desk, widest[1].nearness):
        told_by_editors = read(asked.understood, desk, notes)
        if told_by_editors.verdict.open:
            return asked.understood, told_by_editors
    return widest


def _loose(asked: Asked, desk: Desk) -> tuple[Saying, ...]:
    """Say of a question read alone that somebody is meant in it who is not named.

    Of many records one always tells of somebody: "Who overthrew him?"
    """
    if asked.understood.follows or desk.passages() < FEWEST:
        return ()
    word = dangling(asked.understood.in_full)
    return (_LOOSE(word=word),) if word else ()


def _come_near(query: str, notes: Scope, desk: Desk, documents: float) -> bool:
    """Tell whether the editors' notes are found about as near as the documents."""
    if not terms(query):
        return False
    return desk.nearness(query, notes.within, (Role.NOTE,)) >= documents - AS_NEAR


def _places(asked: Asked, desk: Desk) -> Iterator[tuple[Understood, Scope]]:
    """Yield the ways to read a question and where, the likeliest first.

    One that follows asks first, in its own words, of the record the answer before quoted: of
    300 turns of abg_coqa a right sentence is one of the two best there for .61, and of all
    documents with the history for .47. One that may stand alone asks there last.
    """
    asked_on = _asked_on(asked, desk)
    scope = scope_of(asked, desk)
    if asked_on and asked.understood.follows and not scope.sure:
        yield asked_on
    yield asked.understood, scope
    if scope.within and not scope.sure:
        yield asked.understood, EVERYWHERE
    if asked_on and not asked.understood.follows and not scope.sure:
        yield asked_on


def _asked_on(asked: Asked, desk: Desk) -> tuple[Understood, Scope] | None:
    """Return a question as one of the record that was quoted last, if it can be that."""
    question, before, record = asked.question, asked.before, asked.focus
    if before is None or record is None or desk.passages() < FEWEST:
        return None
    if names_nothing(question) or not (asked.understood.carried or asked.may_lean):
        return None
    return asking_on(question, before.question), Scope(within=(record.record_id,))


def _told(asked: Asked) -> tuple[Quote, ...]:
    """Return what a follow-up asks on from: the quotes of the answer before.

    Not of one that asks of the very words: "When was that?", "Are you sure?"
    """
    question, before = asked.understood.question, asked.before
    of_it = names_nothing(question) or _SURE.search(question)
    if before is None or of_it or not asked.understood.follows:
        return ()
    return tuple(shown.quote for shown in before.quotes)


def _where(reasons: Sequence[Saying], scope: Scope, desk: Desk) -> tuple[Saying, ...]:
    """Say of a search in some records that it was these which do not mention a name."""
    if scope.sure:
        form = _UNNAMED_IN_IT if len(scope.within) == 1 else _UNNAMED_IN_THEM
    else:
        form = _UNNAMED_LEFT if desk.filters else UNNAMED
    return tuple(form(**r.values) if r.code == UNNAMED.code else r for r in reasons)


def _with_next(
    chosen: Sequence[Quote], next_of: Callable[[Quote], Quote | None], most: int
) -> list[Quote]:
    """Add to each sentence the next one where it belongs to it, while there are not too many."""
    told = list(chosen)
    for words in chosen:
        after = next_of(words)
        if after is not None and after not in told and len(told) < most:
            told.insert(told.index(words) + 1, after)
    return told


def _of_others(found: Read, chosen: Sequence[Quote]) -> list[Quote]:
    """Return what other records say that is as near an answer: the best sentence of each."""
    best = found.fit[0]
    held = {each.record.record_id for each in chosen}
    others: list[Quote] = []
    for reading in found.fit:
        words = found.quotes[reading]
        near = reading.logit >= max(best.logit - ALSO_WITHIN, ALSO_ABOVE)
        if near and words.record.record_id not in held:
            held.add(words.record.record_id)
            others.append(words)
    return others


def _silence(understood: Understood, found: Read, desk: Desk) -> Draft:
    nearest: list[ShownQuote] = [said(found.quotes[r]) for r in found.all[:NEAREST]]
    return silent(
        _where(found.verdict.reasons, found.scope, desk),
        nearest,
        query=understood.query,
        within=found.scope.within,
        evidence=found.verdict.evidence,
    )
