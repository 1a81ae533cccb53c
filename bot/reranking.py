"""Reranking: the cross-encoder as a tie-breaker among the passages found.

It reads a few sentences of the best passages, and the best logit of each passage is added
to its fused score. Used alone it is no better than fusion; added, it is (quality.md A).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.headers import header
from bot.hits import Hit
from bot.reranker import Reranker
from bot.selection import PASSAGES, Found, Limit, Reading, read_sentences
from bot.wording import AS_ASKED, Wording
from embeddings.fusion import is_question
from embeddings.lexical_query import Idf

#: Score that a logit above the floor adds. Source: squad2_dev nDCG@10 / Success@1 for 0, .04,
#: .06, .08, .1 and .12: .911/.836, .932/.872, .934/.876, .937/.884, .937/.884, .939/.888;
#: clapnq_dev .981/.958 up to .08, then .979/.951.
WEIGHT = 0.08
#: Logit of an unrelated sentence.
FLOOR = -11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads sentences of the passages found.

    Attributes:
        reranker: scores them; None to go by the terms they hold.
        limit: how much is read for one query.
    """

    reranker: Reranker | None
    limit: Limit

    def read(
        self,
        question: str,
        hits: Sequence[Hit],
        idf: Idf,
        also: Sequence[str] = (),
        wording: Wording = AS_ASKED,
        *,
        named: bool = False,
    ) -> tuple[Reading, ...]:
        """Score sentences of the first hits, best first; see `read_sentences`.

        What their records are is read with them where there are several to be told apart,
        and the search was not of records that were `named`.
        """
        first = hits[:PASSAGES]
        several = not named and len({hit.record_id for hit in first}) > 1
        return read_sentences(
            question,
            [Found(h.passage.text, h.score, header(h.record) if several else "") for h in first],
            reranker=self.reranker,
            idf=idf,
            limit=self.limit,
            also=also,
            wording=wording,
        )

    def reorders(self, query: str) -> bool:
        """Tell whether hits of the query are put in a new order once they are read.

        Headings and statements are not: on frus_summary it bought nothing (.876 to .876).
        """
        return self.reranker is not None and is_question(query)


def reranked(
    hits: Sequence[Hit], readings: Sequence[Reading], tiers: Sequence[int]
) -> tuple[tuple[Hit, ...], tuple[Reading, ...]]:
    """Put hits in the order of their scores with what was read of them.

    Args:
        hits: best first.
        readings: of the first hits.
        tiers: how many exact needs each hit meets; more of them always come first.

    Returns:
        The hits with new scores and ranks, and the readings with their new places.
    """
    logits: dict[int, float] = {}
    for reading in readings:
        logits[reading.passage] = max(logits.get(reading.passage, FLOOR), reading.logit)
    scores = [
        hit.score + WEIGHT * (logits.get(place, FLOOR) - FLOOR) for place, hit in enumerate(hits)
    ]
    order = sorted(range(len(hits)), key=lambda place: (-tiers[place], -scores[place], place))
    new = {place: at for at, place in enumerate(order)}
    moved = tuple(
        replace(hits[place], rank=rank, score=scores[place], rerank_score=logits.get(place))
        for rank, place in enumerate(order, 1)
    )
    return moved, tuple(replace(r, passage=new[r.passage]) for r in readings)
