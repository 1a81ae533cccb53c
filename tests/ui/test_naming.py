"""`dragoman names`: what a name is searched under, and the archive's own table."""

import json

import pytest
from click.testing import CliRunner

from bot.archive import create_archive
from corpus.readers import read_bytes
from tests.hashing import HashingEncoder
from ui.cli import cli


@pytest.fixture
def dragoman(archive_folder):
    def run(*arguments, folder=archive_folder):
        return CliRunner().invoke(cli, ["--archive", str(folder), "names", *arguments])

    return run


def test_a_name_is_shown_with_its_forms(dragoman):
    shown = dragoman("riots in Kuldja")
    assert shown.exit_code == 0
    assert "Kuldja: searched as" in shown.output
    assert "Yining" in shown.output
    assert "Kuldja: not searched as" in shown.output


def test_as_json(dragoman):
    told = json.loads(dragoman("Kuldja", "--json").output)
    (only,) = told["searched"]
    assert only["words"] == "Kuldja"
    assert set(only["forms"]) == {"Yining", "Gulja"}
    assert only["kind"] == "same"
    assert "Кульджа" in told["not_searched"][0]["forms"]


def test_a_name_without_other_forms(dragoman):
    assert dragoman("the livestock").output.strip() == "No other form of the livestock is known."


def test_where_the_table_would_be(dragoman, archive_folder):
    path = str(archive_folder / "names.csv")
    assert dragoman("--path").output.strip() == path
    assert path in dragoman().output
    told = json.loads(dragoman("--json").output)
    assert (told["path"], told["exists"], told["own"], told["faults"]) == (path, False, 0, [])


def test_a_table_is_checked(dragoman, tmp_path):
    (tmp_path / "names.csv").write_text("Yining,Old Town,same\nA1,B1,sam\n", encoding="utf-8")
    told = dragoman(folder=tmp_path)
    assert told.exit_code == 0
    assert "adds 1 and switches off 0" in told.output
    checked = dragoman("--check", folder=tmp_path)
    assert checked.exit_code == 2
    assert "names.csv, line 2: no kind 'sam'. Write one of same" in checked.output


def test_an_edited_table_acts_at_once(tmp_path, seed_text):
    record = read_bytes(seed_text.encode(), "118214.txt")
    with create_archive(tmp_path / "own", [record], encoder=HashingEncoder()) as archive:
        assert archive.retriever.expansions("Old Town") == []
        table = tmp_path / "own" / "names.csv"
        table.write_text("Yining,Old Town,same\n", encoding="utf-8")
        (only,) = archive.retriever.expansions("Old Town")
        assert set(only["forms"]) == {"Yining", "Gulja"}
        table.write_text("Kulja,Yining,off\n", encoding="utf-8")
        assert archive.retriever.expansions("Old Town") == []
        forms = {f for e in archive.retriever.expansions("Kulja") for f in e["forms"]}
        assert "Yining" not in forms
