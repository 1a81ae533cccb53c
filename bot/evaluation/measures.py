"""Retrieval and silence measures, in the field's own definitions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from embeddings.analysis import terms


def ndcg_at(ranking: Sequence[str], relevance: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain at `k`, gains linear in relevance.

    Source: Järvelin and Kekäläinen, ACM TOIS 20(4), 2002, in trec_eval's form.
    """
    gains = [relevance.get(doc, 0) for doc in ranking[:k]]
    ideal = sorted((r for r in relevance.values() if r > 0), reverse=True)[:k]
    best = _dcg(ideal)
    return _dcg(gains) / best if best else 0.0


def recall_at(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of the relevant documents among the first `k`."""
    return len(set(ranking[:k]) & set(relevant)) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """One over the rank of the first relevant document; 0 when none is ranked."""
    return next((1 / rank for rank, doc in enumerate(ranking, 1) if doc in relevant), 0.0)


def success_at(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """1 when a relevant document is among the first `k`, else 0."""
    return float(any(doc in relevant for doc in ranking[:k]))


def word_f1(found: str, gold: str) -> float:
    """Harmonic mean of precision and recall over search terms, counted with repetition.

    Source: the token F1 of SQuAD (Rajpurkar et al. 2016), on stemmed terms.
    """
    have, want = Counter(terms(found)), Counter(terms(gold))
    common = sum((have & want).values())
    if not common:
        return 0.0
    precision, recall = common / sum(have.values()), common / sum(want.values())
    return 2 * precision * recall / (precision + recall)


def standard_error(values: Sequence[float]) -> float:
    """Standard error of the mean; 0 for fewer than two values."""
    if len(values) < 2:
        return 0.0
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / (len(values) - 1)
    return math.sqrt(variance / len(values))


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
