"""Score fusion: one figure from a dense and a lexical one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from corpus.spans import Span

#: Passages at which the lexical side has half its weight: in an archive of a few
#: paragraphs no term's rarity can be told, and its idf is noise.
HALF_TRUSTED = 50

_QUESTION = re.compile(
    r"\?\s*$|^\s*(?:and |but |so )?(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were"
    r"|do|does|did|has|have|had|can|could|may|might|shall|should|will|would)\b",
    re.IGNORECASE,
)


class Candidate(NamedTuple):
    """A passage that a ranker brought, with both exact scores.

    Attributes:
        row: the passage's row in its generation.
        score: fused, higher is better, comparable between queries.
        cosine: best cosine of the query with a window of the passage, in [-1, 1].
        bm25: BM25 of the passage, 0 or more.
        coverage: `bm25` over the sum of the query terms' idf.
        of_record: the same for the passage's whole record.
        cosine_start: cosine of the query with how the record begins, in [-1, 1].
        dense_rank: 1-based rank among the dense ranker's hits; None if it did not bring it.
        lexical_rank: the same for the lexical ranker.
        window: the best window's span in the record's text.
    """

    row: int
    score: float
    cosine: float
    bm25: float
    coverage: float
    of_record: float
    cosine_start: float
    dense_rank: int | None
    lexical_rank: int | None
    window: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """How both rankers' figures are mixed.

    Attributes:
        own: share of the passage's own words beside those of its whole record, 0 to 1.
        window: weight of the cosine of the passage's best window beside both.
        start: weight of the cosine of how its record begins.
    """

    own: float
    window: float
    start: float


#: Of questions. Source: docs/retrieval.md, also for the next. The windows' and the beginnings'
#: weights were tried from .5 to 2 and from 1 to 3: no other pair is better by more than noise.
OF_QUESTIONS = Mix(own=0.25, window=1.0, start=1.0)
#: Of headings and statements, which say what a record is about as a whole. Source: nDCG@10 for a
#: beginning's weight of .25 and of 1.25: index 1977-80v01 .632, .654, 1952-54Guat .392, .399,
#: frus_summary .851, .859, the statements of clapnq_dev .909, .975.
OF_STATEMENTS = Mix(own=0.5, window=0.25, start=1.25)


#: Added to the score of a passage whose record is of a date that the query names. Source: of 58
#: questions with a month or a day put to twelve volumes of Foreign Relations the right record is
#: first, without the reranker, for .724, .759, .810, .828 with 0, .15, .3, .5, and among the best
#: eight passages for .793, .828, .879, .879; of 28 with a year alone for .607, .607, .643, .643.
OF_THE_DATE = 0.5


def is_question(query: str) -> bool:
    """Tell a question from a heading or statement by its mark or its first word."""
    return bool(_QUESTION.search(query))


def mix_of(query: str) -> Mix:
    """Return how the figures are mixed for this form of query."""
    return OF_QUESTIONS if is_question(query) else OF_STATEMENTS


def trust(passages: int) -> float:
    """Return what statistics of so many passages are worth, 0 to 1: n / (n + 50)."""
    return passages / (passages + HALF_TRUSTED)


def fuse(
    cosines: Mapping[int, tuple[float, Span]],
    bm25: Mapping[int, float],
    *,
    idf_sum: float,
    records: Mapping[int, float],
    starts: Mapping[int, float],
    passages: int,
    mix: Mix,
    dense_ranks: Mapping[int, int],
    lexical_ranks: Mapping[int, int],
    dated: Collection[int] = (),
) -> list[Candidate]:
    """Combine both exact scores of every candidate; never ranks, never truncated lists.

    score = trust * words + window * cosine + start * cosine of the record's beginning, where
    words is BM25 over what the query weighs, of the passage and of its whole record as the mix
    shares them, and trust n / (n + 50) for n passages; and more for a record of
    a date that the query names. Fusing ranks loses .05 to .11 nDCG and
    min-max inside each ranker's own list .01 to .03 (quality.md A).

    Args:
        cosines: best cosine and its window for every candidate row.
        bm25: BM25 of the rows that hold a query term.
        idf_sum: what the query weighs, a sum of idf; 0 for a query without known terms.
        records: BM25 over the sum of idf of each row's whole record.
        starts: cosine of the query with how each row's record begins; as the passage's own
            where it is not given.
        passages: number of passages searched.
        mix: how the figures are mixed.
        dense_ranks: 1-based ranks of the rows the dense ranker brought.
        lexical_ranks: 1-based ranks of the rows the lexical ranker brought.
        dated: rows whose records are of a date that the query names.

    Returns:
        Candidates, best first, ties by row.
    """
    candidates = []
    trusted = trust(passages)
    for row, (cosine, window) in cosines.items():
        coverage = bm25.get(row, 0.0) / idf_sum if idf_sum > 0 else 0.0
        of_record = records.get(row, 0.0)
        start = starts.get(row, cosine)
        words = mix.own * coverage + (1 - mix.own) * of_record
        candidates.append(
            Candidate(
                row=row,
                score=trusted * words
                + mix.window * cosine
                + mix.start * start
                + (OF_THE_DATE if row in dated else 0.0),
                cosine=cosine,
                bm25=bm25.get(row, 0.0),
                coverage=coverage,
                of_record=of_record,
                cosine_start=start,
                dense_rank=dense_ranks.get(row),
                lexical_rank=lexical_ranks.get(row),
                window=window,
            )
        )
    return sorted(candidates, key=lambda c: (-c.score, c.row))
