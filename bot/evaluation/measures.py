"""Retrieval measures in the field's own definitions, and how sure their means are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.analysis import terms

#: Resamples of the bootstrap; more move an interval's ends by less than they are printed.
RESAMPLES = 2000
#: 97.5 % point of the normal distribution.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A mean over queries and how sure it is.

    Attributes:
        mean: of the values.
        standard_error: of the mean; 0 for fewer than two values.
        low: lower end of the 95 % confidence interval.
        high: its upper end.
        queries: how many values there are.
    """

    mean: float
    standard_error: float
    low: float
    high: float
    queries: int

    def to_json(self) -> dict[str, float | int]:
        """Return the summary as plain data."""
        return {
            "mean": round(self.mean, 4),
            "standard_error": round(self.standard_error, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "queries": self.queries,
        }


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Rank documents by score, equal ones by id in descending order.

    Source: trec_eval, which so reads every run; it compares scores as 32-bit floats.
    """
    return sorted(scores, key=lambda doc: (np.float32(scores[doc]), doc), reverse=True)


def ndcg_at(ranking: Sequence[str], relevance: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain at `k`, gains linear in relevance above 0.

    Source: Järvelin and Kekäläinen, ACM TOIS 20(4), 2002, in trec_eval's form.
    """
    gains = [max(relevance.get(doc, 0), 0) for doc in ranking[:k]]
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


def summary(values: Sequence[float], *, seed: int = 0) -> Summary:
    """Summarise one value a query.

    Raises:
        ValueError: there is none.
    """
    low, high = interval(values, seed=seed)
    return Summary(
        mean=sum(values) / len(values),
        standard_error=standard_error(values),
        low=low,
        high=high,
        queries=len(values),
    )


def interval(values: Sequence[float], *, seed: int = 0) -> tuple[float, float]:
    """95 % confidence interval of the mean, bootstrapped over queries.

    Percentiles of the means of `RESAMPLES` samples drawn with replacement; equal values
    and equal seeds give equal intervals.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.

    Raises:
        ValueError: there is no value.
    """
    if not values:
        raise ValueError("no values have no mean")
    column = np.asarray(values, np.float64)
    random = np.random.default_rng(seed)
    means = [
        column[random.integers(len(column), size=len(column))].mean() for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def share_interval(passed: int, asked: int) -> tuple[float, float]:
    """95 % confidence interval of a share; honest also for 3 of 3, where a bootstrap is not.

    Source: Wilson, Journal of the American Statistical Association 22, 1927.

    Raises:
        ValueError: `asked` is below 1, or `passed` not between 0 and `asked`.
    """
    if not 0 <= passed <= asked or not asked:
        raise ValueError(f"{passed} of {asked} is no share")
    share, square = passed / asked, _Z * _Z / asked
    middle = share + square / 2
    reach = _Z * math.sqrt((share * (1 - share) + square / 4) / asked)
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
