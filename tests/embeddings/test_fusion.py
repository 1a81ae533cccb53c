"""Score fusion, by hand."""

import pytest

from corpus.spans import Span
from embeddings.fusion import (
    OF_QUESTIONS,
    OF_STATEMENTS,
    OF_THE_DATE,
    Mix,
    fuse,
    is_question,
    mix_of,
)

HERE = Span(0, 10)
EVEN = Mix(own=0.5, window=0.5, start=0.5)
OF_WORDS = Mix(own=0.5, window=0.25, start=0.25)


def fused(
    cosines, bm25, *, idf_sum=4.0, mix=EVEN, passages=50, records=None, starts=None, dated=()
):
    """Fuse in an archive of fifty passages, where the lexical side has half its weight."""
    return fuse(
        {row: (cosine, HERE) for row, cosine in cosines.items()},
        bm25,
        idf_sum=idf_sum,
        records=records or {},
        starts=starts or {},
        passages=passages,
        mix=mix,
        dense_ranks={row: rank for rank, row in enumerate(cosines, 1)},
        lexical_ranks={row: rank for rank, row in enumerate(bm25, 1)},
        dated=dated,
    )


def test_the_score_is_bm25_over_idf_plus_the_weighted_cosine():
    first, second = fused({0: 0.4, 1: 0.25}, {1: 3.0})
    assert (first.row, first.score, first.coverage) == (1, 0.5 * (3.0 / 4.0 + 0) / 2 + 0.25, 0.75)
    assert (second.row, second.score, second.coverage, second.bm25) == (0, 0.4, 0.0, 0.0)


def test_a_record_of_the_date_asked_for_comes_forward():
    first, second = fused({0: 0.4, 1: 0.4 - OF_THE_DATE / 2}, {}, dated={1})
    assert (first.row, first.score) == (1, pytest.approx(0.4 + OF_THE_DATE / 2))
    assert second.score == pytest.approx(0.4)


def test_a_statement_leans_on_its_words():
    first, second = fused({0: 0.5, 1: 0.4}, {1: 2.0}, mix=OF_WORDS)
    assert (first.row, first.score) == (1, pytest.approx(0.5 * 2.0 / 4.0 / 2 + 0.2))
    assert (second.row, second.score) == (0, pytest.approx(0.25))


def test_how_the_record_begins_counts_as_much_as_the_passage_s_own_meaning():
    first, second = fused({0: 0.2, 1: 0.2}, {}, starts={0: 0.1, 1: 0.6}, mix=OF_WORDS)
    assert (first.row, first.score) == (1, pytest.approx(0.5 * (0.2 + 0.6) / 2))
    assert (second.row, second.score) == (0, pytest.approx(0.5 * (0.2 + 0.1) / 2))
    assert (first.cosine, first.cosine_start) == (0.2, 0.6)


def test_words_of_the_whole_record_count_as_much_as_the_passage_s_own():
    first, second = fused({0: 0.1, 1: 0.1}, {0: 2.0, 1: 2.0}, records={1: 0.8})
    assert (first.row, first.of_record, first.coverage) == (1, 0.8, 0.5)
    assert first.score == pytest.approx(0.5 * (0.5 + 0.8) / 2 + 0.1)
    assert second.score == pytest.approx(0.5 * (0.5 + 0.0) / 2 + 0.1)


def test_the_more_passages_the_more_the_words_count():
    """In an archive of a few paragraphs no term's rarity can be told."""
    scores = [fused({0: 0.0}, {0: 4.0}, passages=n)[0].score for n in (0, 50, 150, 9950)]
    assert scores == pytest.approx([0.0, 0.25, 0.375, 0.4975])


def test_ranks_say_which_ranker_brought_a_passage():
    second, first = fused({3: 0.1, 5: 0.2}, {5: 1.0})[::-1]
    assert (first.row, first.dense_rank, first.lexical_rank) == (5, 2, 1)
    assert (second.row, second.dense_rank, second.lexical_rank) == (3, 1, None)


def test_ties_go_by_row():
    assert [c.row for c in fused({2: 0.5, 0: 0.5, 1: 0.5}, {})] == [0, 1, 2]


def test_a_query_without_known_words_is_ranked_by_cosine_alone():
    assert [c.score for c in fused({0: 0.1, 1: 0.2}, {}, idf_sum=0.0)] == [0.2, 0.1]


def test_no_candidates():
    assert fused({}, {}) == []


@pytest.mark.parametrize(
    ("query", "question"),
    [
        ("Who is blamed?", True),
        ("who is blamed", True),
        ("And how did they answer", True),
        ("Moscow explained it how?", True),
        ("Repatriation of citizens", False),
        ("Island of Formosa", False),
        ("Whoever", False),
    ],
)
def test_questions_are_told_from_statements(query, question):
    assert is_question(query) is question
    assert mix_of(query) == (OF_QUESTIONS if question else OF_STATEMENTS)


def test_a_question_leans_on_meaning_and_on_whole_records():
    one = fused({0: 0.5, 1: 0.4}, {1: 4.0}, mix=OF_QUESTIONS, records={0: 1.0})
    assert [c.row for c in one] == [0, 1]
    assert one[0].score == pytest.approx(0.5 * 0.75 * 1.0 + 2.0 * 0.5)
    assert one[1].score == pytest.approx(0.5 * 0.25 * 1.0 + 2.0 * 0.4)
