"""Choosing the sentences to quote: one pass over the sentences of a few passages.

Source of the recipe and its figures: quality.md C. One cross-encoder pass over single
sentences orders passages, chooses quotes and feeds the gate; the sentence before is
shown as context but never scored together with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from bot.reranker import Reranker
from bot.wording import AS_ASKED, Wording
from corpus.sentences import sentences
from corpus.spans import Span
from embeddings.analysis import has_word, terms
from embeddings.lexical_query import Idf, lexical_query, share_held

#: Passages of which sentences are read, and sentences read of each at least. Source:
#: squad2_dev nDCG@10 for 1, 3, 5 and 8 passages: .906, .918, .926, .932; gold span in the
#: two best sentences .788, .836, -, .876.
PASSAGES, EACH = 8, 2
#: Passages that are read as far as the limit allows.
THOROUGHLY = 3
#: Weight of a passage's score beside a sentence's logit; 6 to 12 are alike.
PASSAGE_WEIGHT = 10.0
#: A sentence within this many logits of the best is shown too.
WITHIN = 8.0
#: The second best sentence is shown beside it, out of whichever passage, within this many:
#: gold span in a quote .872 to .904 on squad2_dev, word-F1 .666 to .663 on clapnq_dev.
RIVAL = 2.0

#: Words of question and sentence that the packaged cross-encoder reads to the end in a
#: millisecond on two cores without VNNI: 1.7 a millisecond of each. Skimming takes half of it.
WORDS_A_MS = 3.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How much is read for one question; equal limits read equal sentences on every machine.

    Attributes:
        sentences: most sentences.
        milliseconds: most time, reckoned from the words read (`WORDS_A_MS`) and not from a
            clock, so that what is read does not depend on what else the machine does.
    """

    sentences: int
    milliseconds: float = float("inf")

    def left(self, words: Sequence[int], forms: Sequence[int]) -> int:
        """Return how many sentences fit, in the order given; one always does.

        Args:
            words: of each sentence.
            forms: words of each form of the question; every sentence is read with each.
        """
        room = self.milliseconds * WORDS_A_MS
        for fitting, many in enumerate(words[: self.sentences]):
            room -= sum(form + many for form in forms)
            if room < 0:
                return max(1, fitting)
        return min(len(words), self.sentences)


class Found(NamedTuple):
    """A passage to read.

    Attributes:
        text: of it.
        score: by which it was found.
        header: what its record is, read with each sentence; see `bot.headers`.
    """

    text: str
    score: float
    header: str = ""


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
    passages: Sequence[Found],
    *,
    reranker: Reranker | None,
    idf: Idf,
    limit: Limit,
    also: Sequence[str] = (),
    wording: Wording = AS_ASKED,
) -> tuple[Reading, ...]:
    """Score the sentences of the passages, best first.

    Args:
        query: the question.
        passages: best first; the first eight are read, the first three of them as far as the
            limit allows.
        reranker: None to order by the terms held.
        idf: weight of a term.
        limit: how much is given to the reranker.
        also: further forms of the question (with earlier turns); the mean of their logits counts.
        wording: the names of the question; it is read to each passage as that has them.

    Returns:
        Sentences, best first, ties in document order.
    """
    wanted, idf = lexical_query(query, wording.forms).concepts, cache(idf)
    pool = [
        (place, span, span.of(each.text), each.score)
        for place, each in enumerate(passages[:PASSAGES])
        for span in sentences(each.text)
        if has_word(span.of(each.text))
    ]
    held = [share_held(wanted, frozenset(terms(text)), idf) for *_, text, _ in pool]
    ordered = _worth_reading([place for place, *_ in pool], held, [p[3] for p in pool])
    forms = [len(form.split()) for form in (query, *also)]
    lengths = [len(pool[i][2].split()) + len(passages[pool[i][0]].header.split()) for i in ordered]
    chosen = sorted(ordered[: limit.left(lengths, forms)])
    if reranker is None:
        logits = [20.0 * held[i] - 10.0 for i in chosen]
    else:
        read = [(passages[pool[i][0]], pool[i][2]) for i in chosen]
        logits = _logits((query, *also), read, reranker, wording)
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


def _logits(
    questions: Sequence[str],
    read: Sequence[tuple[Found, str]],
    reranker: Reranker,
    wording: Wording,
) -> list[float]:
    """Read forms of a question to each sentence in its passage's own words for the names."""
    worded = {
        found: [wording.of(form, f"{found.header} {found.text}") for form in questions]
        for found, _ in read
    }
    texts = [f"{found.header}: {text}" if found.header else text for found, text in read]
    pairs = [
        [(form, text) for form in worded[found]]
        for (found, _), text in zip(read, texts, strict=True)
    ]
    priors = [PASSAGE_WEIGHT * found.score for found, _ in read]
    return list(map(float, reranker.scores(pairs, priors)))


def _worth_reading(
    places: Sequence[int], held: Sequence[float], scores: Sequence[float]
) -> list[int]:
    """Order the sentences to read: the best of every passage, then more of the first ones.

    Args:
        places: passage of each sentence, 0 for the best.
        held: share of the query that each sentence holds.
        scores: of each sentence's passage.

    Returns:
        Their indices, most worth reading first.
    """
    best_first = sorted(range(len(places)), key=lambda i: (-(held[i] + 0.3 * scores[i]), i))
    chosen: list[int] = []
    taken: dict[int, int] = {}
    for i in best_first:
        if taken.setdefault(places[i], 0) < EACH:
            taken[places[i]] += 1
            chosen.append(i)
    return [*chosen, *(i for i in best_first if places[i] < THOROUGHLY and i not in chosen)]


def choose(readings: Sequence[Reading], most: int) -> tuple[Reading, ...]:
    """Choose what to quote: the best sentence, its near rivals in its passage, a close second.

    Args:
        readings: best first.
        most: most sentences wanted.

    Returns:
        Those of the best passage in the order of the text, then the second best sentence
        if it stands elsewhere.
    """
    if not readings:
        return ()
    best = readings[0]
    near = [r for r in readings if r.passage == best.passage and r.logit >= best.logit - WITHIN]
    second = readings[1] if len(readings) > 1 and most > 1 else best
    if second.passage == best.passage or second.logit < best.logit - RIVAL:
        return tuple(sorted(near[:most], key=lambda r: r.span))
    return (*sorted(near[: most - 1], key=lambda r: r.span), second)
