"""Which sentences are read, in what order, and which are quoted."""

import numpy as np
import pytest

from bot.selection import (
    EACH,
    PASSAGE_WEIGHT,
    PASSAGES,
    RIVAL,
    THOROUGHLY,
    WITHIN,
    WORDS_A_MS,
    Found,
    Limit,
    Reading,
    choose,
    read_sentences,
)
from corpus.spans import Span

PASSAGE = "The riots took place in Yining. The note was sent in July. Nothing else happened."


def read(query="Where were the riots?", passages=None, limit=9, **more):
    passages = [Found(PASSAGE, 0.5)] if passages is None else passages
    limit = limit if isinstance(limit, Limit) else Limit(sentences=limit)
    return read_sentences(query, passages, reranker=None, idf=lambda term: 1.0, limit=limit, **more)


class Constant:
    """Scores every text alike."""

    def __init__(self):
        self.read = []

    def scores(self, read, priors=None):
        self.read.append((read, priors))
        return np.zeros(len(read), np.float32)


def reading(logit, start, passage=0):
    span = Span(start, start + 1)
    return Reading(passage=passage, span=span, text="x", logit=logit, held=0.0, score=logit)


def test_without_a_reranker_the_terms_held_decide():
    best, *others = read("riots in Yining")
    assert best.text == "The riots took place in Yining."
    assert (best.held, best.logit) == (1.0, 10.0)
    assert best.score == 10.0 + 10.0 * 0.5  # the logit and the weighted score of its passage
    assert {r.logit for r in others} == {-10.0}


def test_spans_are_places_in_the_passage():
    for each in read():
        assert each.span.of(PASSAGE) == each.text


def test_ties_keep_the_order_of_the_document():
    passages = (Found(PASSAGE, 0.5), Found(PASSAGE, 0.5))
    found = read_sentences(
        "x", passages, reranker=Constant(), idf=lambda term: 1.0, limit=Limit(sentences=9)
    )
    assert [(r.passage, r.span) for r in found] == sorted((r.passage, r.span) for r in found)


def test_eight_passages_are_read_and_the_first_of_them_thoroughly():
    found = read(passages=[Found(PASSAGE, 0.5)] * 10, limit=99)
    counts = [sum(r.passage == place for r in found) for place in range(10)]
    assert counts == [3] * THOROUGHLY + [EACH] * (PASSAGES - THOROUGHLY) + [0, 0]


def test_a_budget_of_time_is_reckoned_in_words():
    """The question has 4 words and a sentence 3 to 6; no clock is looked at."""
    few = Limit(sentences=9, milliseconds=2 * (4 + 6) / WORDS_A_MS)
    assert len(read(limit=few)) == 2
    assert len(read(limit=Limit(sentences=9, milliseconds=0))) == 1
    assert len(read(limit=few, also=["Where were the riots, after a long question?"])) == 1
    assert [r.text for r in read(limit=few)] == [r.text for r in read(limit=few)]


def test_the_limit_leaves_something_of_every_passage():
    found = read(passages=[Found(PASSAGE, 0.5)] * 8, limit=17)
    assert len(found) == 17
    assert {r.passage for r in found} == set(range(8))


def test_the_limit_keeps_what_holds_the_terms():
    assert [r.text for r in read("riots in Yining", limit=1)] == ["The riots took place in Yining."]


def test_further_forms_of_the_question_are_read_too():
    reranker = Constant()
    read_sentences(
        "Why?",
        [Found(PASSAGE, 0.5)],
        reranker=reranker,
        idf=lambda term: 1.0,
        limit=Limit(sentences=9),
        also=("What? Why?",),
    )
    ((read, _),) = reranker.read
    assert [[query for query, _ in forms] for forms in read] == [["Why?", "What? Why?"]] * 3


def test_the_reranker_is_told_what_else_counts():
    reranker = Constant()
    passages = [Found("It was so.", 0.5), Found("It was not so.", 0.25)]
    read_sentences(
        "Why?", passages, reranker=reranker, idf=lambda term: 1.0, limit=Limit(sentences=9)
    )
    ((_, priors),) = reranker.read
    assert priors == [PASSAGE_WEIGHT * 0.5, PASSAGE_WEIGHT * 0.25]


@pytest.mark.parametrize("passages", [[], [Found("", 0.5)], [Found("  ", 0.1)]])
def test_nothing_to_read(passages):
    assert read(passages=passages) == ()
    assert choose((), 4) == ()


def test_near_rivals_of_the_same_passage_are_quoted_in_text_order():
    readings = [reading(5, 30), reading(4, 0), reading(3, 9, passage=1), reading(5 - WITHIN - 1, 3)]
    assert [r.span.start for r in choose(readings, 4)] == [0, 30]


def test_no_more_than_wanted_and_the_best_among_them():
    readings = [reading(5, 30), reading(4, 0), reading(3, 10)]
    assert [r.span.start for r in choose(readings, 1)] == [30]
    assert [r.span.start for r in choose(readings, 2)] == [0, 30]


def test_a_close_second_of_another_passage_is_quoted_last():
    near = [reading(5, 30), reading(5 - RIVAL, 9, passage=1), reading(2, 0), reading(1, 50)]
    assert [(r.passage, r.span.start) for r in choose(near, 3)] == [(0, 0), (0, 30), (1, 9)]
    far = [reading(5, 30), reading(4.9 - RIVAL, 9, passage=1), reading(2, 0)]
    assert [(r.passage, r.span.start) for r in choose(far, 3)] == [(0, 0), (0, 30)]
    assert [r.span.start for r in choose(near, 1)] == [30]
