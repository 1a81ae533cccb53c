"""The text: retrieve, read sentences, pass the gate, and quote or be silent."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import editing
from bot.answers import ShownQuote, framed, said
from bot.antecedents import announced, continuation, with_context
from bot.asked import Asked
from bot.desk import Desk, in_latin
from bot.drafts import Draft, Drafting, silent
from bot.evidence import uncounted, unfit, unnamed
from bot.followups import Understood, asking_on, names_nothing
from bot.gate import ASKED_ON, UNNAMED, Verdict, judge, of_logit, of_signals
from bot.hits import Hit, Hits
from bot.holdings import has_name
from bot.leaning import FEWEST
from bot.premises import untrue
from bot.questions import QuestionType, question_type, quota
from bot.scope import EVERYWHERE, Scope, notes_of_editors, scope_of
from bot.selection import Reading, choose
from bot.signals import signals
from bot.wording import Wording
from corpus.brackets import brackets
from corpus.entries import entry_of
from corpus.names import Expansion, expand
from corpus.passages import Role
from corpus.quotes import Quote, quote
from corpus.sayings import Form, Saying, many
from embeddings.analysis import terms

#: How many nearest passages a silent answer offers.
NEAREST = 2
#: Added to the evidence of sentences with brackets when an editor's words are asked for;
#: more than the logits of an unrelated sentence fall short.
INSERTIONS = 8.0
#: Evidence that an editors' note needs beyond a document's, as a second place to look. Source: of
#: 285 questions to twelve volumes with 0 and 1: answered rightly 8 and 8, otherwise 5 and 2, and of
#: those without an answer 5 and 2.
EDITORS = 1.0
#: A sentence of another record is shown too when it comes as near as this many logits to
#: the best, and is itself more likely an answer than not.
ALSO_WITHIN, ALSO_ABOVE = 1.5, 2.0
#: Logits that a sentence quoted in the answer before loses when more is asked; not in an archive
#: of a few paragraphs, where the same sentences answer much.
TOLD = 4.0
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
_NO_WORD = Form("reason.no word", "the question holds no word to search for")
_ELSEWHERE = Form("reason.elsewhere", "only the catalogue of other records mentions {name}")
_UNNAMED_LEFT = Form("reason.unnamed.left", "no record that the filters leave mentions {name}")
_UNNAMED_IN_IT = Form(
    "reason.unnamed.one", "the record that the question names does not mention {name}"
)
_UNNAMED_IN_THEM = Form(
    "reason.unnamed.these", "none of the records that the question names mentions {name}"
)


@dataclass(frozen=True, kw_only=True)
class Read:
    """The sentences read for a question, and the gate's verdict on them.

    Attributes:
        all: every sentence read, best first.
        fit: those that nothing speaks against.
        quotes: each sentence as a quote.
        signals: what the gate weighed; empty when it had nothing to weigh.
        verdict: the gate's.
        scope: where they were looked for.
    """

    all: tuple[Reading, ...]
    fit: tuple[Reading, ...]
    quotes: dict[Reading, Quote]
    signals: dict[str, float]
    verdict: Verdict
    scope: Scope


def answer(asked: Asked, desk: Desk) -> Draft:
    """Answer from the text of the records, or be silent."""
    understood, found = _found(asked, desk)
    if not found.verdict.open:
        return _silence(understood, found, desk)
    kind = question_type(asked.question)
    most = min(quota(kind), desk.settings.quotes)
    chosen = [found.quotes[r] for r in choose(found.fit, most)]
    chosen = _with_announced(_gone_on(chosen, most) if kind is QuestionType.CLAIM else chosen)
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
    told = _told(asked)
    found: list[tuple[Understood, Read]] = []
    for understood, scope in _places(asked, desk):
        found.append((understood, read(understood, desk, scope, told=told)))
        if found[-1][1].verdict.open:
            return found[-1]
    if (notes := notes_of_editors(desk)) and not found[-1][1].scope.sure:
        told_by_editors = read(asked.understood, desk, notes)
        if told_by_editors.verdict.open:
            return asked.understood, told_by_editors
    return max(found, key=lambda each: not each[0].asks_on)


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


def read(
    understood: Understood,
    desk: Desk,
    scope: Scope = EVERYWHERE,
    *,
    fits: Callable[[Quote], Saying | None] | None = None,
    told: Collection[Quote] = (),
) -> Read:
    """Find the best passages, read their sentences and let the gate judge them.

    Args:
        understood: the question.
        desk: what is searched.
        scope: where.
        fits: says what speaks against a sentence, beside what the question asks for.
        told: what was quoted just before; who asks on wants to hear something else.
    """
    roles = (Role.NOTE,) if scope.editors else ()
    hits, readings = desk.read(
        understood.query, understood.question, understood.also, scope.within, roles
    )
    boldness = desk.settings.boldness - (EDITORS if scope.editors else 0.0)
    if editing.asks_insertions(understood.question):
        # Whatever a sentence is about, its brackets answer which words are an editor's.
        readings = tuple(r for r in readings if brackets(r.text))
        boldness += INSERTIONS
    quotes = {r: _quote(hits[r.passage], r) for r in readings}
    if told and desk.passages() >= FEWEST:
        quotes = _less_told(quotes, told)
        readings = tuple(quotes)
    called = (*expand(understood.question, desk.names), *hits.expansions)
    missing, catalogued = _unnamed(understood, desk, scope, called)
    against = {
        r: _against(understood.question, quotes[r], desk, fits) or _elsewhere(catalogued, quotes[r])
        for r in readings
    }
    # Where the nearest sentence tells otherwise, others do not make the premise true.
    untold = untrue(understood.question, quotes[readings[0]], desk.names) if readings else None
    fit = tuple(r for r in readings if against[r] is None and not untold)
    reasons = [untold] if untold else [reason for reason in against.values() if reason]
    weighed = _signals(understood, desk, hits, fit, readings)
    verdict = judge(
        _evidence(understood, weighed, fit, desk, scope),
        unnamed=missing,
        # What speaks against some sentences is no reason where others stand without it.
        against=() if fit else reasons,
        boldness=boldness,
    )
    if not terms(understood.query):
        verdict = replace(verdict, open=False, reasons=(_NO_WORD(),))
    return Read(all=readings, fit=fit, quotes=quotes, signals=weighed, verdict=verdict, scope=scope)


def _told(asked: Asked) -> tuple[Quote, ...]:
    """Return what a follow-up asks on from: the quotes of the answer before.

    Not of one that asks of the very words: "When was that?", "Are you sure?"
    """
    question, before = asked.understood.question, asked.before
    of_it = names_nothing(question) or _SURE.search(question)
    if before is None or of_it or not asked.understood.follows:
        return ()
    return tuple(shown.quote for shown in before.quotes)


def _less_told(quotes: Mapping[Reading, Quote], told: Collection[Quote]) -> dict[Reading, Quote]:
    """Put sentences that were quoted just before behind those that come nearly as near."""
    spans = {(each.record.record_id, each.span) for each in told}
    found = {
        replace(r, logit=r.logit - TOLD, score=r.score - TOLD)
        if (words.record.record_id, words.span) in spans
        else r: words
        for r, words in quotes.items()
    }
    return dict(sorted(found.items(), key=lambda each: (-each[0].score, each[0].passage)))


def _signals(
    understood: Understood,
    desk: Desk,
    hits: Hits,
    fit: Sequence[Reading],
    readings: Sequence[Reading],
) -> dict[str, float]:
    """Return what the gate weighs of the best sentence that nothing speaks against."""
    if not fit:
        return {}
    question = understood.in_full
    names = Wording((*expand(question, desk.names), *hits.expansions)).forms
    return signals(question, hits, fit[0], readings, names=names, idf=desk.generation.lexical.idf)


def _evidence(
    understood: Understood,
    weighed: dict[str, float],
    fit: Sequence[Reading],
    desk: Desk,
    scope: Scope,
) -> float:
    fitted = weighed and desk.reader.reranker is not None
    if understood.asks_on:
        return of_logit(fit, ASKED_ON)
    if not fitted or not in_latin(understood.question):
        return of_logit(fit)  # there is not what the gate was fitted to
    passages = desk.passages(scope.within if scope.sure else ())
    return of_signals(weighed, fit, passages, followed=understood.follows)


def _against(
    question: str, words: Quote, desk: Desk, fits: Callable[[Quote], Saying | None] | None
) -> Saying | None:
    return (
        unfit(question, words, desk.names)
        or untrue(question, words, desk.names)
        or (fits(words) if fits else None)
    )


def _unnamed(
    understood: Understood, desk: Desk, scope: Scope, called: Sequence[Expansion]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names and counted things of a question that no record searched mentions.

    Returns:
        Those that are nowhere, and those that stand in the catalogue alone.
    """
    within = frozenset(scope.within) if scope.sure else None

    def known(name: str) -> bool:
        return desk.mentions(name, within)

    asked = understood.question
    missing = unnamed(asked, known, called)
    catalogued = tuple(name for name in missing if desk.catalogues(name, within))
    nowhere = tuple(name for name in missing if name not in catalogued)
    return nowhere or uncounted(asked, known), catalogued


def _elsewhere(catalogued: Sequence[str], words: Quote) -> Saying | None:
    """Return why a sentence is not of the record whose catalogue has a name that no text has."""
    if not catalogued:  # mostly; an entry is costly to make, and this is asked of every sentence
        return None
    entry = entry_of(words.record)
    name = next((name for name in catalogued if not has_name(entry, name)), None)
    return _ELSEWHERE(name=name) if name else None


def _where(reasons: Sequence[Saying], scope: Scope, desk: Desk) -> tuple[Saying, ...]:
    """Say of a search in some records that it was these which do not mention a name."""
    if scope.sure:
        form = _UNNAMED_IN_IT if len(scope.within) == 1 else _UNNAMED_IN_THEM
    else:
        form = _UNNAMED_LEFT if desk.filters else UNNAMED
    return tuple(form(**r.values) if r.code == UNNAMED.code else r for r in reasons)


def _gone_on(chosen: Sequence[Quote], most: int) -> list[Quote]:
    """Add to each sentence the next one if it goes on with the same party's position."""
    told = list(chosen)
    for words in chosen:
        after = continuation(words)
        if after is not None and after not in told and len(told) < most:
            told.insert(told.index(words) + 1, after)
    return told


def _with_announced(chosen: Sequence[Quote]) -> list[Quote]:
    """Add to each sentence that ends in a colon the one that it announces."""
    told = list(chosen)
    for words in chosen:
        following = announced(words)
        if following is not None and following not in told:
            told.insert(told.index(words) + 1, following)
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


def _quote(hit: Hit, reading: Reading) -> Quote:
    """Quote a sentence of a hit."""
    return quote(hit.record, reading.span.shifted(hit.passage.span.start))
