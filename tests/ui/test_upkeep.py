"""The commands that change and look after an archive: reports, JSON and exit codes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.store import RecordStore

pytestmark = pytest.mark.model


def dragoman(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"NO_COLOR": "1"},
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        timeout=200,
    )


@pytest.fixture
def folder(archive_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(archive_folder, tmp_path / "archive")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text("The harvest of 1959 failed in three counties.\n\nGrain was sent by rail.\n")
    return path


def test_a_life_of_an_archive(folder: Path, letter: Path, tmp_path: Path) -> None:
    at = ("--archive", folder)
    added = dragoman(*at, "add", letter, tmp_path / "none.txt", "--json")
    assert added.returncode == 3, added.stderr
    report = json.loads(added.stdout)
    (record_id,) = report["accepted"]
    assert report["refused"][0]["source"].endswith("none.txt")
    assert report["built"]["embedded"] >= 1
    again = dragoman(*at, "add", letter)
    assert again.returncode == 0
    assert again.stdout.split("\n")[:2] == [
        "Unchanged: 1 record.",
        "Nothing was embedded; the index is as it was.",
    ]
    kept = dragoman(*at, "backup", tmp_path / "backup.db", "--json")
    assert json.loads(kept.stdout)["records"] == 2
    removed = dragoman(*at, "remove", record_id, "none")
    assert removed.returncode == 3
    assert f"Removed (1):\n  {record_id}\nNot in the archive (1):\n  none\n" in removed.stdout
    assert dragoman(*at, "remove", "none").returncode == 3
    restored = dragoman(*at, "restore", tmp_path / "backup.db")
    assert restored.stdout.startswith("Restored: 2 records.\nIndex ")
    assert json.loads(dragoman(*at, "remove", record_id, "--purge", "--json").stdout)["erased"]
    rebuilt = json.loads(dragoman(*at, "rebuild", "--json").stdout)
    assert rebuilt["embedded"] == 0
    assert json.loads(dragoman(*at, "gc", "--vectors", "--json").stdout)["vectors"] == 0
    sound = dragoman(*at, "verify", "--full")
    assert (sound.returncode, sound.stdout) == (
        0,
        "The archive is sound: 1 record, 8 passages; every byte was read.\n",
    )


def test_a_guess_at_an_encoding_is_told(folder: Path, tmp_path: Path) -> None:
    words = "Le gouverneur général répondit à l'évêque que les élèves étaient déjà partis."
    (tmp_path / "fr.txt").write_bytes(words.encode("latin-1"))
    added = dragoman("--archive", folder, "add", tmp_path / "fr.txt")
    assert "Mind (1):" in added.stdout
    assert "it was read as windows-1252. Compare its 11 characters" in added.stdout
    rows = "".join(f'{{"text": "Row {n}.", "id": "{n}"}}\n' for n in range(5))
    (tmp_path / "rows.jsonl").write_text(rows)
    told = dragoman("--archive", folder, "add", tmp_path / "rows.jsonl").stdout
    assert "and 2 more: 'id' is no field that Dragoman knows; it was not read." in told
    (tmp_path / "fr.txt").write_bytes(words.replace("gouverneur", "consul").encode("latin-1"))
    again = json.loads(dragoman("--archive", folder, "add", tmp_path / "fr.txt", "--json").stdout)
    assert "read as windows-1252" in again["cautions"][0]["warning"]


def test_damage_is_told_by_exit_code_4_and_repaired(folder: Path) -> None:
    at = ("--archive", folder)
    for index in (folder / "gen").glob("*/index.faiss"):
        index.unlink()
    found = dragoman(*at, "verify", "--full", "--json")
    assert found.returncode == 4
    assert "index.faiss of index" in json.loads(found.stdout)["faults"][0]
    repaired = dragoman(*at, "repair")
    assert repaired.returncode == 0, repaired.stderr
    assert "The search index was made anew, since: index.faiss of index" in repaired.stdout
    assert dragoman(*at, "verify", "--full").returncode == 0
    assert dragoman(*at, "repair").stdout == "Nothing needed repair.\n"


def test_there_is_nothing_to_verify_in_an_empty_place(tmp_path: Path) -> None:
    found = dragoman("--archive", tmp_path, "verify")
    assert found.returncode == 3
    assert "There is no archive in" in found.stderr


def test_ctrl_c_keeps_what_was_read_and_goes_on(folder: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    for n in range(400):
        (letters / f"{n:03}.txt").write_text(f"Letter {n}.\n\nIt tells of harvest {n}.\n")
    command = [sys.executable, "-m", "ui", "--archive", str(folder), "add", str(letters), "--json"]
    process = subprocess.Popen(
        command,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A test run in the background may have been told to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not _records(folder) > 5:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told == "Stopped before the index was made; the same command goes on.\n"
    kept = json.loads(said)["accepted"]
    assert 5 <= len(kept) < 400
    again = json.loads(dragoman("--archive", folder, "add", letters, "--json").stdout)
    # One more may have been safe before it could be told.
    assert set(kept) <= set(again["unchanged"])
    assert len(again["unchanged"]) <= len(kept) + 1
    assert len(again["accepted"]) == 400 - len(again["unchanged"])
    assert again["built"]["units"] > 400
    assert dragoman("--archive", folder, "verify", "--full").returncode == 0


def _records(folder: Path) -> int:
    with RecordStore.open(folder) as store:
        return store.count().records
