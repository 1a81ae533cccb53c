"""The comparison at tiny size, with Dragoman and the plain floor; no time is asserted."""

from __future__ import annotations

import json

import pytest

from embeddings.weights import find_encoder
from tests.benchmarks import side_by_side
from tests.benchmarks.__main__ import main
from tests.benchmarks.side_by_side import Task, measure, overlap, size
from tests.benchmarks.systems import PEERS, SYSTEMS, System, peers_folder
from tests.benchmarks.talking import Failed, Talk

TINY = Task(documents=(), added={}, queries=("what",), model="", limit=60)


@pytest.mark.model
@pytest.mark.timeout(600)  # five processes, three of which import torch
def test_both_build_answer_and_grow(tmp_path, capsys):
    results = tmp_path / "results.jsonl"
    code = main(
        "--quick --only peers --systems dragoman,plain --passages 12 --queries 3 --json "
        f"--results {results}".split()
    )
    (line,) = [json.loads(text) for text in results.read_text().splitlines()]
    assert code == 0
    assert line == json.loads(capsys.readouterr().out)
    assert line["quick"]
    assert line["skipped"] == {}
    assert line["passages"] == 12
    (one,) = line["rounds"]
    assert set(one["plain"]) <= set(one["dragoman"])
    assert set(one["dragoman"]) - set(one["plain"]) == {"answer_p50", "answer_p95"}
    assert one["plain"]["overlap"] == 1.0
    assert all(figure > 0 for row in one.values() for figure in row.values())
    assert line["medians"] == one
    wanted = one["dragoman"]["build"] / one["plain"]["build"]
    assert line["ratios"]["dragoman"]["build"]["floor"] == pytest.approx([wanted], rel=1e-3)
    assert line["ratios"]["dragoman"]["build"]["best"] == ["plain"]


def test_a_system_that_cannot_be_run_is_named_and_skipped():
    systems = [System(name="nothing", script="nothing")]
    done = measure(TINY, systems, {"nothing": systems[0].python(PEERS)}, 2, lambda words: None)
    assert done.finished == [{}, {}]
    assert "FileNotFoundError" in done.skipped["nothing"]


def test_stopped_in_the_middle_the_finished_rounds_stay(monkeypatch):
    said = []

    def one(task, system, python):
        if len(said) == 4:  # the second system of the second round
            raise KeyboardInterrupt
        return {"build": 1.0}, []

    monkeypatch.setattr(side_by_side, "one", one)
    systems = [System(name=name, script=name) for name in ("a", "b")]
    done = measure(TINY, systems, {"a": "", "b": ""}, 3, said.append)
    assert done.interrupted
    assert done.finished == [{"a": {"build": 1.0}, "b": {"build": 1.0}}]
    assert [words.rpartition(": ")[2] for words in said[:4]] == ["a ...", "b ...", "b ...", "a ..."]


def test_an_archive_of_another_form_is_not_made_anew(tmp_path):
    with pytest.raises(SystemExit, match="no archive with an index of today's form"):
        main(["--quick", "--only", "steps", "--archive", str(tmp_path / "none")])
    assert not (tmp_path / "none").exists()


def test_an_errand_that_takes_too_long_is_stopped(tmp_path):
    floor = next(system for system in SYSTEMS if system.name == "plain")
    with (
        pytest.raises(Failed, match="first took longer than 0 s"),
        Talk(floor, floor.python(PEERS), str(find_encoder()), tmp_path, 0.05) as talk,
    ):
        talk.ask("first", query="what", k=1)


def test_a_process_that_ends_says_its_last_words(tmp_path):
    with (
        pytest.raises(Failed, match="it ended while it should first: .*"),
        Talk(SYSTEMS[0], "false", "", tmp_path, 30) as talk,
    ):
        talk.ask("first", query="what", k=1)


def test_a_peer_without_environment_says_how_to_make_it(tmp_path):
    txtai = next(system for system in SYSTEMS if system.name == "txtai")
    assert txtai.missing(tmp_path) == "its environment is not installed (make bench-peers)"
    (tmp_path / "txtai").mkdir()
    (tmp_path / "txtai" / "installed").write_text("of another day")
    assert txtai.missing(tmp_path) == "its environment is of other versions (make bench-peers)"


def test_every_system_has_its_script_and_exact_versions():
    for system in SYSTEMS:
        assert (PEERS / f"{system.script}.py").is_file()
        if system.requirements is not None:
            assert system.versions()["torch"] == "2.13.0"
            assert "" not in system.versions().values()


def test_the_environments_are_where_they_are_said_to_be(tmp_path, monkeypatch):
    monkeypatch.setenv("DRAGOMAN_PEERS", str(tmp_path / "set"))
    assert peers_folder() == tmp_path / "set"
    assert peers_folder(str(tmp_path / "given")) == tmp_path / "given"
    monkeypatch.delenv("DRAGOMAN_PEERS")
    assert peers_folder().parts[-2:] == (".venv", "peers")


def test_overlap_is_the_share_of_the_floors_texts():
    assert overlap([["a b", "c"], ["d", "e"]], [["a  b", "x"], ["e", "d"]]) == 0.75


def test_size_counts_every_file(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one").write_bytes(b"x" * 10_000)
    (tmp_path / "two").write_bytes(b"y" * 10_000)
    assert size(tmp_path) >= 20_000
