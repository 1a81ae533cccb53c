"""`dragoman evaluate`, run whole on a collection of three documents and on questions."""

import json

import pytest
from click.testing import CliRunner

from ui.cli import cli

pytestmark = pytest.mark.model

DOCUMENTS = [
    {"_id": "d1", "title": "Riots", "text": "It was spring. The riots took place in Yining."},
    {"_id": "d2", "title": "Cheese", "text": "Cheese is made of milk. It keeps for months."},
    {"_id": "d3", "title": "Trade", "text": "The two governments agreed on trade in wool."},
]
QUERIES = [
    {"_id": "q1", "text": "Where did the riots take place?", "answerable": True},
    {"_id": "q2", "text": "What is cheese made of?", "answerable": True},
    {"_id": "q3", "text": "What did Tito say to Nehru?", "answerable": False},
]
QUESTIONS = [
    {"id": "Q1", "question": "Who translated this?", "expected": "metadata", "kind": "catalogue",
     "gold": ["7Brands"]},
    {"id": "Q2", "question": "What did Tito say?", "expected": "quote", "kind": "oblique",
     "gold": ["x"]},
]  # fmt: skip


def lines(items):
    return "\n".join(json.dumps(item) for item in items) + "\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with two equal test collections and a question file."""
    place = tmp_path_factory.mktemp("sets")
    for name in ("first", "second"):
        folder = place / name
        (folder / "qrels").mkdir(parents=True)
        (folder / "corpus.jsonl").write_text(lines(DOCUMENTS))
        (folder / "queries.jsonl").write_text(lines(QUERIES))
        (folder / "qrels" / "test.tsv").write_text("q1\td1\t1\nq2\td2\t1\n")
    (place / "questions.jsonl").write_text(lines(QUESTIONS))
    return place


@pytest.fixture
def evaluate(archive_folder):
    def run(*arguments):
        everything = ["evaluate", "--archive", str(archive_folder), *map(str, arguments)]
        return CliRunner().invoke(cli, everything, prog_name="dragoman")

    return run


def succeed(result):
    assert result.exit_code == 0, (result.stderr, result.exception)
    return result.stdout


def test_a_collection_has_means_with_intervals(evaluate, place):
    said = json.loads(succeed(evaluate(place / "first", "--json")))
    assert (said["set"], said["queries"]) == ("first", 3)
    assert said["measures"]["nDCG@10"] == {
        "mean": 1.0, "standard_error": 0.0, "low": 1.0, "high": 1.0, "queries": 2,
    }  # fmt: skip
    assert said["measures"]["false answers"]["queries"] == 1


def test_several_sets_each_with_files_of_their_own(evaluate, place, tmp_path):
    run, answers = tmp_path / "out.run", tmp_path / "answers.jsonl"
    sets = (place / "first", place / "second", place / "questions.jsonl")
    result = evaluate(*sets, "--run", run, "--answers", answers, "--limit", 1)
    said = succeed(result)
    assert "first: 1 query\n  nDCG@10                  1.000  [1.000, 1.000]  of 1\n" in said
    assert "second: 1 query" in said
    assert "  by kind:\n  catalogue                            1 of 1    100%  [21%, 100%]" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "answers-first.jsonl", "answers-questions.jsonl", "answers-second.jsonl",
        "out-first.run", "out-second.run",
    ]  # fmt: skip
    assert (tmp_path / "out-first.run").read_text().startswith("q1 Q0 d1 1 ")


def test_several_sets_as_json(evaluate, place):
    said = json.loads(
        succeed(evaluate(place / "first", place / "second", "--no-answers", "--json"))
    )
    assert [each["set"] for each in said["sets"]] == ["first", "second"]
    assert said["sets"][0]["measures"] == said["sets"][1]["measures"]
    assert "false answers" not in said["sets"][0]["measures"]


def test_the_curve_pools_what_all_sets_can_and_cannot_answer(evaluate, place, tmp_path):
    curve = tmp_path / "silence.tsv"
    said = json.loads(
        succeed(evaluate(place / "first", place / "second", "--curve", curve, "--json"))
    )
    assert said["silence"]["answerable"] == said["silence"]["unanswerable"] * 2
    header, first, *_, last = curve.read_text().splitlines()
    assert header == "threshold\tfalse_silence\tfalse_answers"
    assert first.split("\t")[1:] == ["0.0000", "1.0000"]  # everything is answered
    assert last == "inf\t1.0000\t0.0000"
    assert "AUROC" in succeed(evaluate(place / "first"))


def test_a_curve_needs_answers(evaluate, place, tmp_path):
    result = evaluate(place / "first", "--no-answers", "--curve", tmp_path / "x")
    assert result.exit_code == 2
    assert "leave out --no-answers" in result.stderr


def test_questions_pass_by_what_was_expected_and_by_kind(evaluate, place):
    said = json.loads(succeed(evaluate(place / "questions.jsonl", "--json")))
    assert said["rates"]["all"] == {"passed": 1, "asked": 2, "low": 0.0945, "high": 0.9055}
    assert said["rates"]["metadata"]["passed"] == 1
    assert {kind: row["passed"] for kind, row in said["kinds"].items()} == {
        "catalogue": 1, "oblique": 0,
    }  # fmt: skip
    assert [each["id"] for each in said["failed"]] == ["Q2"]


def test_a_run_is_compared_query_by_query(evaluate, place, tmp_path):
    other = tmp_path / "other.run"
    other.write_text("q1 Q0 d3 1 2.0 x\nq1 Q0 d1 2 1.0 x\nq2 Q0 d2 1 1.0 x\n")
    arguments = (place / "first", "--no-answers", "--compare", other)
    said = json.loads(succeed(evaluate(*arguments, "--json")))["compared"]
    assert said["run"] == "other.run"
    assert said["differences"]["RR"]["mean"] == 0.25
    assert (said["differences"]["RR"]["low"], said["differences"]["RR"]["high"]) == (0.0, 0.5)
    assert said["differences"]["R@10"]["mean"] == 0
    text = succeed(evaluate(*arguments))
    assert "less other.run, of the queries in both:" in text
    assert "  RR                       +0.250  [+0.000, +0.500]  of 2" in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Missing argument"),
        (("questions.jsonl", "--run", "x.run"), "--run needs a BEIR folder"),
        (("questions.jsonl", "--compare", "questions.jsonl"), "--compare needs a BEIR folder"),
        (("first", "second", "--compare", "questions.jsonl"), "the one set that the run is of"),
        (("first", "first"), "2 sets are called first"),
        (("first", "--answers", "no/such/folder.jsonl"), "There is no folder no/such"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_measuring(
    evaluate, place, monkeypatch, arguments, says
):
    monkeypatch.chdir(place)
    result = evaluate(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_run_that_is_none_is_a_named_failure(evaluate, place):
    result = evaluate(place / "first", "--compare", place / "questions.jsonl")
    assert result.exit_code == 3
    assert "Line 1 of questions.jsonl" in result.stderr
