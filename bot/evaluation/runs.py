"""TREC runs: written so that others measure the same, read, and compared query by query."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.evaluation import measures
from bot.evaluation.measures import Summary
from corpus.errors import UnreadableSource

#: Value of each measure by query id, by the measure's name.
Values = Mapping[str, Mapping[str, float]]
_Measure = Callable[[Sequence[str], Mapping[str, int], set[str]], float]

_MEASURES: Mapping[str, _Measure] = {
    "nDCG@10": lambda ranking, relevance, _: measures.ndcg_at(ranking, relevance, 10),
    "R@10": lambda ranking, _, relevant: measures.recall_at(ranking, relevant, 10),
    "RR": lambda ranking, _, relevant: measures.reciprocal_rank(ranking, relevant),
    "Success@1": lambda ranking, _, relevant: measures.success_at(ranking, relevant, 1),
    "Success@5": lambda ranking, _, relevant: measures.success_at(ranking, relevant, 5),
}


def retrieval_values(ranking: Sequence[str], relevance: Mapping[str, int]) -> dict[str, float]:
    """Return every retrieval measure of one query; none when nothing is relevant to it."""
    relevant = {doc for doc, level in relevance.items() if level > 0}
    if not relevant:
        return {}
    return {name: measure(ranking, relevance, relevant) for name, measure in _MEASURES.items()}


def trec_lines(rankings: Mapping[str, Sequence[tuple[str, float]]]) -> Iterator[str]:
    """Yield a run in TREC's six columns, scores strictly descending.

    trec_eval reads the scores and not the ranks, and puts equal ones in an order of its
    own; a millionth less than the one before keeps ours.

    Args:
        rankings: documents and scores by query id, best first.
    """
    for query, ranking in rankings.items():
        before: int | None = None
        for rank, (doc, score) in enumerate(ranking, 1):
            millionths = round(score * 1e6)
            before = millionths if before is None else min(millionths, before - 1)
            yield f"{query} Q0 {doc} {rank} {before / 1e6:.6f} dragoman"


def read_run(path: Path) -> dict[str, dict[str, float]]:
    """Read a TREC run: scores by document, by query id.

    Raises:
        UnreadableSource: it cannot be read, or a line is not six columns with a score.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"{path} cannot be read: {error}.", "Name a TREC run.") from error
    run: dict[str, dict[str, float]] = defaultdict(dict)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            query, _, doc, _, score, _ = line.split()
            run[query][doc] = float(score)
            if not math.isfinite(run[query][doc]):
                raise ValueError("the score is not finite")
        except ValueError as error:
            raise UnreadableSource(
                f"Line {number} of {path.name} is not query, Q0, document, rank, score, name.",
                "Correct it, or write a run with --run.",
            ) from error
    return run


def run_values(
    run: Mapping[str, Mapping[str, float]], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Return each retrieval measure of a run by query; one that it lacks counts as unranked."""
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for query, relevance in qrels.items():
        ranking = measures.ranked(run.get(query, {}))
        for name, value in retrieval_values(ranking, relevance).items():
            values[name][query] = value
    return values


def differences(ours: Values, theirs: Values) -> dict[str, Summary]:
    """Summarise, measure by measure, ours less theirs over the queries that both have.

    The interval is of the paired differences: one that leaves 0 outside is a difference
    that other queries of the same kind would be expected to show too.
    """
    summaries = {}
    for name in ours:
        both = [query for query in ours[name] if query in theirs.get(name, {})]
        if both:
            summaries[name] = measures.summary([ours[name][q] - theirs[name][q] for q in both])
    return summaries
