"""TREC runs: others measure what we measure; two are compared query by query."""

import random

import ir_measures
import pytest

from bot.evaluation.measures import interval
from bot.evaluation.runs import differences, read_run, retrieval_values, run_values, trec_lines
from corpus.errors import UnreadableSource

MEASURES = [
    ir_measures.parse_measure(name) for name in ("nDCG@10", "R@10", "RR", "Success@1", "Success@5")
]


def rankings(seed):
    """Rankings with many equal scores, in an order that ids do not tell."""
    random_ = random.Random(seed)
    found = {}
    for query in range(20):
        docs = random_.sample([f"d{n}" for n in range(60)], 30)
        scores = sorted((random_.choice([0.1, 0.5, 0.5000001, 0.9]) for _ in docs), reverse=True)
        found[f"q{query}"] = list(zip(docs, scores, strict=True))
    return found


def qrels(seed):
    random_ = random.Random(seed)
    return {
        f"q{query}": {f"d{n}": random_.choice([0, 0, 1, 2]) for n in random_.sample(range(60), 20)}
        for query in range(22)
    }


def written(tmp_path, found):
    path = tmp_path / "ours.run"
    path.write_text("\n".join(trec_lines(found)) + "\n")
    return path


def test_a_run_as_written_measures_as_it_was_ranked(tmp_path):
    found, judged = rankings(1), qrels(2)
    path = written(tmp_path, found)
    theirs = {}
    run = list(ir_measures.read_trec_run(str(path)))
    for each in ir_measures.iter_calc(MEASURES, judged, run):
        theirs.setdefault(each.query_id, {})[str(each.measure)] = each.value
    for query, ranking in found.items():
        ours = retrieval_values([doc for doc, _ in ranking], judged[query])
        assert ours == pytest.approx(theirs[query])


def test_a_run_is_read_and_measured_as_ir_measures_does(tmp_path):
    judged = qrels(2)
    path = tmp_path / "ties.run"
    path.write_text(
        "\n".join(
            f"{query} Q0 {doc} 1 {score:.1f} other"
            for query, ranking in rankings(3).items()
            for doc, score in ranking
        )
    )
    found = run_values(read_run(path), judged)
    means = ir_measures.calc_aggregate(MEASURES, judged, ir_measures.read_trec_run(str(path)))
    for measure, mean in means.items():
        column = found[str(measure)]
        assert len(column) == 22  # two queries are not in the run, and count
        assert sum(column.values()) / len(column) == pytest.approx(mean)


def test_scores_strictly_descend(tmp_path):
    lines = list(trec_lines({"q": [("a", 0.5), ("b", 0.5), ("c", 0.4999999), ("d", -1.0)]}))
    assert lines == [
        "q Q0 a 1 0.500000 dragoman",
        "q Q0 b 2 0.499999 dragoman",
        "q Q0 c 3 0.499998 dragoman",
        "q Q0 d 4 -1.000000 dragoman",
    ]


def test_differences_are_of_the_queries_that_both_have():
    ours = {"RR": {"q1": 1.0, "q2": 0.5, "q3": 1.0}, "word-F1": {"q1": 1.0}}
    theirs = {"RR": {"q1": 0.5, "q2": 0.5, "q4": 0.0}}
    (said,) = differences(ours, theirs).values()
    assert (said.mean, said.queries) == (0.25, 2)
    assert (said.low, said.high) == interval([0.5, 0.0])


@pytest.mark.parametrize("line", ["q1 Q0 d1 1 0.5", "q1 Q0 d1 1 high x", "q1 Q0 d1 1 nan x"])
def test_the_line_that_is_wrong_is_named(tmp_path, line):
    path = tmp_path / "a.run"
    path.write_text(f"q1 Q0 d1 1 0.5 x\n\n{line}\n")
    with pytest.raises(UnreadableSource, match="Line 3 of a.run") as refused:
        read_run(path)
    assert refused.value.remedy


def test_a_run_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnreadableSource, match="cannot be read"):
        read_run(tmp_path / "none.run")
