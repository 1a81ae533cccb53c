"""`ask --export`, `--log` and `check`, run whole on the shipped archive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import citeproc
import pytest
from click.testing import CliRunner

from bot.exports import FORMATS
from ui.cli import cli

QUESTION = "How did Moscow itself explain why people left Sinkiang?"
TRANSLATOR = "Who translated this?"


@pytest.fixture
def dragoman(archive_folder):
    def run(*arguments):
        everything = ["--archive", str(archive_folder), *map(str, arguments)]
        return CliRunner().invoke(cli, everything, prog_name="dragoman")

    return run


@pytest.mark.model
def test_a_silence_is_written_where_it_can_be_and_the_list_is_refused(dragoman, tmp_path):
    files = [tmp_path / "a.bib", tmp_path / "a.md"]
    done = dragoman("ask", "What did Yugoslavia say?", "--export", files[0], "--export", files[1])
    assert done.exit_code == 3
    assert done.stderr.startswith(f"Wrote {files[1]}.\n")
    assert "No record is cited" in done.stderr
    assert not files[0].exists()
    assert "is silent on this" in files[1].read_text(encoding="utf-8")


@pytest.mark.model
def test_an_answer_is_written_in_every_format_and_checked(dragoman, tmp_path):
    files = [tmp_path / f"a.{kind}" for kind in FORMATS]
    options = [part for path in files for part in ("--export", path)]
    done = dragoman("ask", TRANSLATOR, *options, "--log", tmp_path / "log.md")
    assert done.exit_code == 0, done.stderr
    assert "7Brands" in done.stdout
    assert done.stderr.endswith(f"Wrote {tmp_path / 'log.md'}.\n")
    assert all(path.stat().st_size for path in files)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [path.name for path in files] + ["log.md"]
    )
    assert f"- As asked: {TRANSLATOR}\n" in (tmp_path / "log.md").read_text(encoding="utf-8")
    for kind in ("md", "html", "docx", "json"):
        checked = dragoman("check", tmp_path / f"a.{kind}")
        assert checked.exit_code == 0, checked.stdout
        assert "stand" in checked.stdout


@pytest.mark.model
def test_an_altered_word_is_named_and_is_exit_status_3(dragoman, tmp_path):
    path = tmp_path / "a.md"
    assert dragoman("ask", TRANSLATOR, "--export", path).exit_code == 0
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("> “Translated by 7Brands", "> “Translated by 8Brands"), "utf-8")
    told = dragoman("check", path)
    assert told.exit_code == 3
    assert "a.md: 1 of 1 quote does not stand." in told.stdout
    assert "[1] altered in the file: PRC FMA 118-01100-14, 147-149, record 118214" in told.stdout
    assert "In the file: “Translated by 8Brands.”" in told.stdout
    assert "In the archive: “Translated by 7Brands.”" in told.stdout
    found = json.loads(dragoman("check", path, "--json").stdout)
    assert (found["stands"], found["quotes"], found["fallen"]) == (False, 1, 1)
    assert found["findings"][0]["standing"] == "altered in the file"


@pytest.mark.model
def test_nothing_is_written_over_without_force(dragoman, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("mine", "utf-8")
    refused = dragoman("ask", TRANSLATOR, "--export", path)
    assert refused.exit_code == 3
    assert "exists already. Choose another name, or add --force." in refused.stderr
    assert refused.stdout == ""
    assert path.read_text(encoding="utf-8") == "mine"
    assert dragoman("ask", TRANSLATOR, "--export", path, "--force").exit_code == 0
    assert "7Brands" in path.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--export", "a.pdf"], 2, "'a.pdf' names no format"),
        (["--log", "a.docx"], 2, "'a.docx' names no format"),
        (["--export", "a.md", "--style", "chicago"], 2, "Did you mean 'chicago-"),
        (["--export", "a.ris", "--style", "bibtex"], 2, "is not written in the style 'bibtex'"),
        (["--style", "apa"], 2, "add --export FILE"),
        (["--export", "nowhere/a.md"], 3, "There is no folder nowhere"),
        (["--export", "a.md", "--log", "a.md"], 3, "a.md is named twice"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is_asked(
    dragoman, tmp_path, monkeypatch, options, status, words
):
    monkeypatch.chdir(tmp_path)
    refused = dragoman("ask", TRANSLATOR, *options)
    assert refused.exit_code == status
    assert words in refused.stderr
    assert refused.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.model
def test_a_style_of_ones_own(dragoman, tmp_path):
    path = tmp_path / "a.txt"
    assert dragoman("ask", TRANSLATOR, "--export", path, "--style", "apa").exit_code == 0
    assert "1. (Chinese Foreign Ministry, 1963)" in path.read_text(encoding="utf-8")


def test_a_file_that_is_no_export(dragoman, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# Notes", "utf-8")
    refused = dragoman("check", path)
    assert refused.exit_code == 3
    assert "The anchors in this file cannot be read" in refused.stderr
    assert dragoman("check", tmp_path / "missing.md").exit_code == 2


@pytest.mark.model
def test_two_processes_give_the_same_answer_byte_for_byte(archive_folder, tmp_path):
    printed = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "ui", "--archive", archive_folder, "ask", QUESTION, "--json"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            timeout=200,
            check=True,
        )
        printed.append(done.stdout)
    assert printed[0] == printed[1]
    answer = json.loads(printed[0])
    assert answer["quotes"] or answer["nearest"]


def test_a_citation_in_the_style_of_a_file(dragoman):
    style = Path(citeproc.__file__).parent / "data" / "styles" / "harvard-cite-them-right.csl"
    done = dragoman("cite", "118214", "--paragraph", "3", "--csl", style)
    assert done.exit_code == 0, done.stderr
    note, entry = done.stdout.splitlines()
    assert note == "(Chinese Foreign Ministry, 1963, para. 3)"
    assert entry.startswith("Chinese Foreign Ministry (1963) “Cable")
    told = json.loads(dragoman("cite", "118214", "--csl", style, "--json").stdout)
    assert told["entry"] == entry
    assert dragoman("cite", "118214", "--csl", "none.csl").exit_code == 3
