"""What is read for a question: sentences of the best passages, and the gate's verdict on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import editing
from bot.desk import Desk
from bot.evidence import uncounted, unfit, unnamed
from bot.followups import Understood
from bot.gate import ASKED_ON, Verdict, judge, of_logit, of_signals
from bot.hits import Hit, Hits
from bot.holdings import has_name
from bot.leaning import FEWEST
from bot.legible import MOST, in_latin, is_unknown, share_of_words
from bot.parties import is_of_the_asked
from bot.premises import untrue
from bot.scope import EVERYWHERE, Scope
from bot.selection import Reading
from bot.signals import signals
from bot.wording import Wording
from corpus.brackets import brackets
from corpus.entries import entry_of
from corpus.names import Expansion, expand
from corpus.passages import Role
from corpus.quotes import Quote, quote
from corpus.sayings import Form, Saying
from embeddings.analysis import terms

#: Added to the evidence of sentences with brackets when an editor's words are asked for;
#: more than the logits of an unrelated sentence fall short.
INSERTIONS = 8.0
#: Evidence that an editors' note needs beyond a document's, as a second place to look. Source: of
#: 285 questions to twelve volumes with 0 and 1: answered rightly 8 and 8, otherwise 5 and 1, and of
#: those without an answer 5 and 2.
EDITORS = 1.0
#: Evidence added where the sentence is reported as the position of the party that the question is
#: after: "How did Moscow itself explain …".
VOICED = 1.7
#: Logits that a sentence quoted in the answer before loses when more is asked; not in an archive
#: of a few paragraphs, where the same sentences answer much.
TOLD = 4.0

_NO_WORD = Form("reason.no word", "the question holds no word to search for")
_UNKNOWN = Form("reason.unknown", "no word of the question is known here")
_SCRIPT = Form(
    "reason.script", "of a question in this script only names, and words of the records, are read"
)
_ELSEWHERE = Form("reason.elsewhere", "only the catalogue of other records mentions {name}")


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
        nearness: score by which the first passage was found, before any was read; 0 for none.
    """

    all: tuple[Reading, ...]
    fit: tuple[Reading, ...]
    quotes: dict[Reading, Quote]
    signals: dict[str, float]
    verdict: Verdict
    scope: Scope
    nearness: float


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
    by_words = not called and not in_latin(understood.question)  # all that is left to go by
    missing, catalogued = _unnamed(understood, desk, scope, called)
    # Where the nearest sentence tells otherwise, others do not make the premise true.
    untold = untrue(understood.question, quotes[readings[0]], desk.names) if readings else None
    against = {
        r: untold
        or _against(understood.question, quotes[r], desk, fits)
        or _elsewhere(catalogued, quotes[r])
        for r in readings
    }
    fit = tuple(r for r in readings if against[r] is None)
    reasons = [reason for reason in against.values() if reason]
    weighed = _signals(understood, desk, hits, fit, readings)
    verdict = judge(
        _evidence(understood, weighed, fit, desk, scope, by_words)
        + _voiced(understood, quotes, fit, desk),
        unnamed=missing,
        # What speaks against some sentences is no reason where others stand without it.
        against=() if fit else reasons,
        boldness=boldness,
    )
    if not terms(understood.query):
        verdict = replace(verdict, open=False, reasons=(_NO_WORD(),))
    elif is_unknown(understood.query, desk.generation.lexical, called):
        verdict = replace(verdict, open=False, reasons=(_UNKNOWN(),))
    elif by_words and not verdict.open:
        verdict = replace(verdict, reasons=(_SCRIPT(),))
    return Read(
        all=readings,
        fit=fit,
        quotes=quotes,
        signals=weighed,
        verdict=verdict,
        scope=scope,
        nearness=hits.nearness,
    )


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


def _voiced(
    understood: Understood, quotes: Mapping[Reading, Quote], fit: Sequence[Reading], desk: Desk
) -> float:
    """Return what it adds that a sentence near the question is of the party that is asked after."""
    near = fit and fit[0].logit > 0
    of_it = near and is_of_the_asked(understood.question, quotes[fit[0]], desk.names)
    return VOICED if of_it else 0.0


def _evidence(
    understood: Understood,
    weighed: dict[str, float],
    fit: Sequence[Reading],
    desk: Desk,
    scope: Scope,
    by_words: bool,
) -> float:
    fitted = weighed and desk.reader.reranker is not None
    if fit and by_words:
        return share_of_words(understood.question, fit[0].text) - MOST
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


def _quote(hit: Hit, reading: Reading) -> Quote:
    """Quote a sentence of a hit."""
    return quote(hit.record, reading.span.shifted(hit.passage.span.start))
