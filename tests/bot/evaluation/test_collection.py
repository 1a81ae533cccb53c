"""A tiny test collection in BEIR form, made here."""

import json
import re

import pytest

from bot.evaluation.collection import measured, rankings, read_collection, run, values
from bot.evaluation.runs import trec_lines
from bot.history import Exchange
from corpus.errors import UnreadableSource
from corpus.spans import Span

RIOTS = "The riots took place in Yining in May."
DOCUMENTS = [
    {"_id": "d1", "title": "Riots", "text": f"It was spring. {RIOTS} Nobody was blamed."},
    {"_id": "d2", "title": "", "text": "Cheese is made of milk. It keeps for months."},
    {"_id": "d3", "title": "Trade", "text": "The two governments agreed on trade in wool."},
]
START = DOCUMENTS[0]["text"].index(RIOTS)
QUERIES = [
    {"_id": "q1", "text": "Where did the riots take place?", "answerable": True},
    {"_id": "q2", "text": "And of what is it made?", "answerable": True,
     "history": ["user: Tell me about cheese.", "agent: Cheese is food."]},
    {"_id": "q3", "text": "What did Yugoslavia say about Tito?", "answerable": False},
]  # fmt: skip


def lines(items):
    return "\n".join(json.dumps(item) for item in items) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("beir")
    (folder / "corpus.jsonl").write_text(lines(DOCUMENTS))
    (folder / "queries.jsonl").write_text(lines(QUERIES))
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\nq2\td3\t0\n"
    )
    span = {"query-id": "q1", "corpus-id": "d1", "start": START, "end": START + len(RIOTS)}
    (folder / "spans.jsonl").write_text(lines([span]))
    return folder


@pytest.fixture(scope="module")
def collection(folder):
    return read_collection(folder)


@pytest.fixture(scope="module")
def results(collection):
    return tuple(run(collection))


def test_a_collection_is_read(collection):
    assert [record.record_id for record in collection.records] == ["d1", "d2", "d3"]
    assert [record.text for record in collection.records] == [d["text"] for d in DOCUMENTS]
    assert [topic.answerable for topic in collection.topics] == [True, True, False]
    assert collection.topics[1].earlier == (
        Exchange(question="Tell me about cheese.", reply="Cheese is food."),
    )
    assert dict(collection.qrels) == {"q1": {"d1": 1}, "q2": {"d2": 2, "d3": 0}}
    assert dict(collection.spans) == {"q1": [("d1", Span(START, START + len(RIOTS)))]}


@pytest.mark.model
def test_each_query_is_ranked_and_answered(results):
    assert [r.topic.query_id for r in results] == ["q1", "q2", "q3"]
    assert [r.ranking[0][0] for r in results[:2]] == ["d1", "d2"]
    assert results[1].answer.carried == ("Tell me about cheese.",)
    assert RIOTS in [quote.quote.text for quote in results[0].answer.quotes]


@pytest.mark.model
def test_measures_are_those_of_the_answers(collection, results):
    table = measured(collection, results)
    for name in ("nDCG@10", "R@10", "RR", "Success@1", "Success@5", "gold span in a quote"):
        assert (table[name].mean, table[name].low, table[name].high) == (1.0, 1.0, 1.0)
        assert table[name].standard_error == 0
    assert table["nDCG@10"].queries == 2
    assert (table["recall of silence"].mean, table["recall of silence"].queries) == (1.0, 1)
    assert table["false answers"].mean == 0
    assert 0 < table["word-F1 of quotes"].mean <= 1


@pytest.mark.model
def test_values_are_by_query(collection, results):
    table = values(collection, results)
    assert table["RR"] == {"q1": 1.0, "q2": 1.0}
    assert table["gold span in a quote"] == {"q1": 1.0}
    assert table["false answers"] == {"q3": 0.0}
    assert table["false silence"] == {"q1": 0.0, "q2": 0.0}


@pytest.mark.model
def test_the_run_has_trec_s_six_columns(results):
    rows = [line.split(" ") for line in trec_lines(rankings(results))]
    assert {len(row) for row in rows} == {6}
    assert [row[0] for row in rows if row[3] == "1"] == ["q1", "q2", "q3"]
    assert {row[1] for row in rows} == {"Q0"}
    assert {row[5] for row in rows} == {"dragoman"}
    assert all(re.fullmatch(r"-?\d+\.\d{6}", row[4]) for row in rows)
    for query in ("q1", "q2", "q3"):
        scores = [float(row[4]) for row in rows if row[0] == query]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.model
def test_the_ranking_alone_and_the_first_queries_alone(collection):
    (only,) = run(collection, limit=1, with_answers=False)
    assert only.answer is None
    assert only.ranking[0][0] == "d1"


def broken(folder, tmp_path, name, text):
    for path in folder.rglob("*"):
        if path.is_file():
            copied = tmp_path / path.relative_to(folder)
            copied.parent.mkdir(exist_ok=True)
            copied.write_bytes(path.read_bytes())
    target = tmp_path / name
    if text is None:
        target.unlink()
    else:
        target.write_text(target.read_text() + text)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("corpus.jsonl", None, "corpus.jsonl cannot be read"),
        ("queries.jsonl", None, "queries.jsonl cannot be read"),
        ("qrels/test.tsv", None, "test.tsv cannot be read"),
        ("corpus.jsonl", "{", "Line 4 of corpus.jsonl is not JSON"),
        ("corpus.jsonl", '{"_id": "d4"}', "Line 4 of corpus.jsonl"),
        ("corpus.jsonl", "[]", "Line 4 of corpus.jsonl"),
        ("queries.jsonl", '{"text": "x"}', "Line 4 of queries.jsonl"),
        ("queries.jsonl", '{"_id": "q4", "text": 3}', "Line 4 of queries.jsonl"),
        ("spans.jsonl", '{"query-id": "q1"}', "Line 2 of spans.jsonl"),
        ("spans.jsonl", '{"query-id": "q1", "corpus-id": "d1", "start": 9, "end": 3}',
         "Line 2 of spans.jsonl"),
        ("qrels/test.tsv", "q1 d1 1\n", "Line 5 of test.tsv"),
        ("qrels/test.tsv", "q1\td1\tmuch\n", "Line 5 of test.tsv"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_file_and_line(folder, tmp_path, name, text, says):
    with pytest.raises(UnreadableSource) as refused:
        read_collection(broken(folder, tmp_path, name, text))
    assert says in refused.value.message
    assert refused.value.remedy


def test_spans_are_optional(folder, tmp_path):
    assert not read_collection(broken(folder, tmp_path, "spans.jsonl", None)).spans
