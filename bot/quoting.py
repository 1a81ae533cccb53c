"""The quote selector alone, on anyone's own passages."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.gate import judge, of_logit
from bot.packaged_reranker import packaged_reranker
from bot.queries import checked_query
from bot.questions import question_type, quota
from bot.selection import Found, Limit, choose, read_sentences
from corpus.sentences import sentences
from corpus.spans import Span
from embeddings.analysis import terms


def quotes_for(question: str, passages: Sequence[str]) -> tuple[tuple[Span, ...], ...]:
    """Select what answers a question in anyone's own passages; no archive is needed.

    Args:
        question: the question.
        passages: a list of texts, in any order; all are read.

    Returns:
        For each passage the spans that answer, in order, `passage[s.start:s.end]`;
        empty where none does.

    Raises:
        InvalidQuery: the question is empty or too long.
        ModelUnavailable: the packaged weights are missing.
        TypeError: one text was given for the list.
    """
    if isinstance(passages, str):
        raise TypeError("passages is one text, not a list of them; give [text].")
    question = checked_query(question)
    reranker = packaged_reranker()
    bags = [set(terms(text)) for text in passages]

    def idf(term: str) -> float:
        holding = sum(term in bag for bag in bags)
        return math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))

    selected: list[tuple[Span, ...]] = []
    for text in passages:
        every = Limit(sentences=len(sentences(text)))
        readings = read_sentences(
            question, [Found(text, 0.0)], reranker=reranker, idf=idf, limit=every
        )
        if judge(of_logit(readings)).open:
            chosen = choose(readings, quota(question_type(question)))
            selected.append(tuple(r.span for r in chosen))
        else:
            selected.append(())
    return tuple(selected)
