"""Choosing the sentences to quote: one pass over the sentences of a few passages.

Source of the recipe and its figures: quality.md C. One cross-encoder pass over single
sentences orders passages, chooses quotes and feeds the gate; the sentence before is
shown as context but never scored together with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.reranker import Reranker
from corpus.sentences import sentences
from corpus.spans import Span
from embeddings.analysis import content_terms, terms

#: Passages whose sentences are read.
PASSAGES = 3
#: Weight of a passage's score beside a sentence's logit (quality.md E, 8).
PASSAGE_WEIGHT = 8.0
#: A sentence within this many logits of the best is shown too.
WITHIN = 8.0

Idf = Callable[[str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A sentence as the selection sees it.

    Attributes:
        passage: index of its passage among those given.
        span: its place in that passage's text.
        text: the sentence.
        logit: the cross-encoder's score; without one, the share of terms held, scaled alike.
        held: share of the query's idf that the sentence holds, 0 to 1.
        score: what sentences are ordered by.
    """

    passage: int
    span: Span
    text: str
    logit: float
    held: float
    score: float


def read_sentences(
    query: str,
    passages: Sequence[tuple[str, float]],
    *,
    reranker: Reranker | None,
    idf: Idf,
    limit: int,
    also: Sequence[str] = (),
) -> tuple[Reading, ...]:
    """Score the sentences of the passages, best first.

    Args:
        query: the question.
        passages: text and score of each passage, best first; the first three are read.
        reranker: None to order by the terms held.
        idf: weight of a term.
        limit: most sentences given to the reranker.
        also: further forms of the question (with earlier turns); their logits are added.

    Returns:
        Sentences, best first, ties in document order.
    """
    wanted = content_terms(query)
    weights = {term: idf(term) for term in wanted}
    total = sum(weights.values()) or 1.0
    pool = [
        (place, span, span.of(text), score)
        for place, (text, score) in enumerate(passages[:PASSAGES])
        for span in sentences(text)
    ]
    held = [sum(weights[t] for t in set(terms(text)) & set(wanted)) / total for *_, text, _ in pool]
    chosen = sorted(range(len(pool)), key=lambda i: (-(held[i] + 0.3 * pool[i][3]), i))[:limit]
    chosen.sort()
    texts = [pool[i][2] for i in chosen]
    if reranker is None:
        logits = [20.0 * held[i] - 10.0 for i in chosen]
    else:
        rounds = [reranker.scores(form, texts) for form in (query, *also)]
        logits = [float(sum(scores[i] for scores in rounds)) for i in range(len(texts))]
    found = [
        Reading(
            passage=pool[i][0],
            span=pool[i][1],
            text=pool[i][2],
            logit=logit,
            held=held[i],
            score=logit + PASSAGE_WEIGHT * pool[i][3],
        )
        for i, logit in zip(chosen, logits, strict=True)
    ]
    return tuple(sorted(found, key=lambda r: (-r.score, r.passage, r.span)))


def choose(readings: Sequence[Reading], most: int) -> tuple[Reading, ...]:
    """Choose what to quote: the best sentence and its passage's near rivals, in text order.

    Args:
        readings: best first.
        most: most sentences wanted.
    """
    if not readings:
        return ()
    best = readings[0]
    near = [r for r in readings if r.passage == best.passage and r.logit >= best.logit - WITHIN]
    return tuple(sorted(near[:most], key=lambda r: r.span))
