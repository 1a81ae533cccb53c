"""The doctor sees what is wrong, says what to do, and changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from ui import doctor
from ui.cli import cli
from ui.doctor import State


def examined(*arguments):
    return CliRunner().invoke(cli, ["doctor", "--json", *arguments], prog_name="dragoman")


def states(result):
    return {check["name"]: check["state"] for check in json.loads(result.stdout)["checks"]}


@pytest.fixture
def copy(archive_folder, tmp_path):
    """Make a copy of the shipped archive that a test may damage."""
    return Path(shutil.copytree(archive_folder, tmp_path / "copy"))


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ((3, 11, 13), State.WARNING),
        ((3, 11, 14), State.OK),
        ((3, 12, 11), State.WARNING),
        ((3, 12, 12), State.OK),
        ((3, 14, 0), State.OK),
    ],
)
def test_pythons_whose_zip_reader_can_be_fooled(version, state):
    assert doctor.python_check(version).state is state


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ((3, 40, 1), State.WARNING),
        ((3, 44, 5), State.WARNING),
        ((3, 44, 6), State.OK),
        ((3, 50, 6), State.WARNING),
        ((3, 50, 7), State.OK),
        ((3, 51, 2), State.WARNING),
        ((3, 51, 3), State.OK),
        ((3, 52, 0), State.OK),
    ],
)
def test_sqlites_with_the_wal_reset_fault(version, state):
    assert doctor.sqlite_check(version).state is state


def test_a_missing_part_is_named_with_the_remedy():
    check = doctor.part_check("no-such-part-of-dragoman")
    assert check.state is State.FAILED
    assert "pip install" in check.remedy


def test_the_environment_cannot_put_the_libraries_on_line():
    asked = doctor.offline_check({"HF_HUB_OFFLINE": "0"})
    assert asked.state is State.OK
    assert "HF_HUB_OFFLINE=0" in asked.detail
    assert "HF_HUB_OFFLINE" not in doctor.offline_check({"HF_HUB_OFFLINE": "1"}).detail


def test_the_worst_state_decides_the_exit_code():
    def of(*found):
        return tuple(doctor.Check(name="x", state=state, detail="") for state in found)

    assert doctor.exit_code(of(State.OK, State.WARNING)) == 0
    assert doctor.exit_code(of(State.FAILED, State.WARNING)) == 3
    assert doctor.exit_code(of(State.FAILED, State.REPAIR)) == 4
    assert doctor.report(of(State.OK, State.WARNING))["state"] == "warning"


def test_a_sound_archive(archive_folder):
    result = examined("--archive", str(archive_folder))
    assert result.exit_code == 0, result.stdout
    found = states(result)
    assert found["records"] == found["index"] == found["encoder weights"] == "ok"
    text = CliRunner().invoke(cli, ["doctor", "--archive", str(archive_folder)]).stdout
    assert "1 records" not in text
    assert "1 record, " in text


def test_an_archive_not_made_yet_is_no_fault_and_is_not_made(tmp_path):
    folder = tmp_path / "not" / "yet"
    result = examined("--archive", str(folder))
    assert result.exit_code == 0
    assert "does not exist yet" in result.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("below", ["", "below"])
def test_a_file_in_the_archive_s_place_is_told(tmp_path, below):
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(
        cli, ["doctor"], env={"DRAGOMAN_ARCHIVE": str(tmp_path / "file" / below)}
    )
    assert result.exit_code == 3
    assert "failed   folder" in result.stdout


def test_an_altered_index_needs_repair(copy):
    index = next(copy.glob("gen/*/index.faiss"))
    index.chmod(0o644)
    raw = bytearray(index.read_bytes())
    raw[-1] ^= 1
    index.write_bytes(raw)
    result = examined("--archive", str(copy))
    assert result.exit_code == 4
    assert "index.faiss" in result.stdout
    assert "dragoman rebuild" in result.stdout


def test_a_database_that_is_none_needs_repair(copy):
    for database in copy.glob("*.db*"):
        database.write_bytes(b"not a database at all, whatever its name says" * 100)
    assert examined("--archive", str(copy)).exit_code == 4


def test_wrong_settings_are_told(copy):
    (copy / "settings.toml").write_text("qoutes = 3\n", encoding="utf-8")
    result = examined("--archive", str(copy))
    assert result.exit_code == 3
    assert "Did you mean quotes?" in result.stdout


def test_looking_changes_nothing(copy):
    def content():
        return {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}

    before = content()
    examined("--archive", str(copy))
    assert content() == before


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_a_warning(copy):
    copy.chmod(0o555)
    try:
        result = examined("--archive", str(copy))
    finally:
        copy.chmod(0o755)
    assert result.exit_code == 0
    assert states(result)["folder"] == "warning"


def test_this_machine_s_versions_are_the_ones_shown(archive_folder):
    checks = json.loads(examined("--archive", str(archive_folder)).stdout)["checks"]
    shown = {check["name"]: check["detail"] for check in checks}
    assert shown["SQLite"].startswith(sqlite3.sqlite_version)
