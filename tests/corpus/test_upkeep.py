"""Backups: whole or not at all, verified when written and before they are put back."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import ArchiveBusy, ArchiveDamaged, ArchiveError
from corpus.store import RecordStore
from corpus.upkeep import back_up, check_backup, put_back
from tests.corpus.store_samples import WHEN, numbered, record

ROOT = Path(__file__).parents[2]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    with RecordStore.open(folder, write=True) as store:
        for n in range(5):
            store.put(numbered(n), imported_at=WHEN)
    return folder


def digest(folder: Path) -> str:
    with RecordStore.open(folder) as store:
        return store.digest()


def test_a_backup_put_back_is_the_archive_of_that_moment(archive: Path, tmp_path: Path) -> None:
    was = digest(archive)
    report = back_up(archive, tmp_path / "backup.db")
    assert (report.records, report.bytes) == (5, (tmp_path / "backup.db").stat().st_size)
    assert report.to_json()["records"] == 5
    with RecordStore.open(archive, write=True) as store:
        store.remove("r3")
        store.put(record("later", "words"), imported_at=WHEN)
    with RecordStore.open(archive) as reader:
        assert "r3" not in reader
        assert put_back(tmp_path / "backup.db", archive) == 5
        assert reader.digest() == was  # an open reader sees it at once
        assert "r3" in reader.ids()
    with RecordStore.open(archive, write=True) as store:
        assert [*store.faults(full=True)] == []
    # What was there before is kept.
    (tmp_path / "former").mkdir()
    (archive / "archive.db.replaced").rename(tmp_path / "former" / "archive.db")
    with RecordStore.open(tmp_path / "former") as store:
        assert "later" in store


def test_a_backup_goes_into_an_empty_place(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "backup.db")
    put_back(tmp_path / "backup.db", tmp_path / "new" / "archive")
    assert digest(tmp_path / "new" / "archive") == digest(archive)


def test_a_backup_replaces_nothing_and_needs_a_folder(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "backup.db"
    path.write_text("mine")
    with pytest.raises(ArchiveError, match="exists"):
        back_up(archive, path)
    assert path.read_text() == "mine"
    with pytest.raises(ArchiveError, match="no folder"):
        back_up(archive, tmp_path / "nowhere" / "backup.db")


def test_a_damaged_archive_makes_no_backup(archive: Path, tmp_path: Path) -> None:
    db = sqlite3.connect(archive / "archive.db", isolation_level=None)
    db.execute("UPDATE content SET text = replace(text, 'record', 'sword')")
    db.close()
    with pytest.raises(ArchiveDamaged, match="and 3 more faults"):
        back_up(archive, tmp_path / "backup.db")
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_every_damage_to_a_backup_is_noticed_before_it_is_put_back(
    archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "backup.db"
    back_up(archive, path)
    good, was = path.read_bytes(), digest(archive)
    rng = random.Random(118214)
    refused = 0
    for _ in range(60):
        damaged = bytearray(good)
        damaged[rng.randrange(len(good))] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        try:
            put_back(path, archive)
        except ArchiveError:
            refused += 1
        assert digest(archive) == was
    assert refused >= 10  # the rest is free space, in which nothing is kept
    path.write_bytes(good[: len(good) // 2])
    with pytest.raises(ArchiveError):
        check_backup(path)
    with pytest.raises(ArchiveError, match="There is no file"):
        put_back(tmp_path / "nothing.db", archive)
    (tmp_path / "text.db").write_text("no backup" * 1000)
    with pytest.raises(ArchiveError):
        put_back(tmp_path / "text.db", archive)
    assert digest(archive) == was


@pytest.mark.parametrize("content", [b"", b'{"question": "What?"}', b"no backup" * 1000])
def test_a_file_that_is_no_backup_is_refused_as_such(
    archive: Path, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "e.json"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"e\.json is no backup of an archive") as refused:
        put_back(path, archive)
    assert "dragoman backup" in refused.value.remedy
    assert refused.value.exit_code == 3  # the archive needs no repair


def test_the_database_of_another_program_is_no_backup(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE letter (text TEXT)")
    db.close()
    with pytest.raises(ArchiveError, match=r"other\.db is no backup of an archive") as refused:
        put_back(path, archive)
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_no_fault_of_the_archive(
    archive: Path, tmp_path: Path, share: float
) -> None:
    path, was = tmp_path / "cut.db", digest(archive)
    back_up(archive, path)
    good = path.read_bytes()
    path.write_bytes(good[: int(len(good) * share)])
    with pytest.raises(ArchiveError, match=r"cut\.db") as refused:
        put_back(path, archive)
    assert refused.value.exit_code == 3
    assert refused.value.remedy == "Nothing was changed; use another backup."
    assert digest(archive) == was


def test_a_writer_at_work_keeps_a_backup_from_being_put_back(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "backup.db")
    with RecordStore.open(archive, write=True), pytest.raises(ArchiveBusy):
        put_back(tmp_path / "backup.db", archive)


def test_backups_of_a_writer_at_work_are_sound(archive: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.corpus.store_samples", str(archive), "100"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "open\n"
        counts = [back_up(archive, tmp_path / f"{n}.db").records for n in range(20)]
    finally:
        process.kill()
        process.communicate()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0] >= 5


def test_a_damaged_database_can_be_replaced(archive: Path, tmp_path: Path) -> None:
    was = digest(archive)
    back_up(archive, tmp_path / "backup.db")
    (archive / "archive.db").write_bytes(b"ruined" * 1000)
    put_back(tmp_path / "backup.db", archive)
    assert digest(archive) == was
    assert (archive / "archive.db.replaced").read_bytes().startswith(b"ruined")


def test_no_former_database_is_lost_however_often_backups_are_put_back(
    archive: Path, tmp_path: Path
) -> None:
    back_up(archive, tmp_path / "backup.db")
    formers = []
    for name in ("first", "second", "third"):
        with RecordStore.open(archive, write=True) as store:
            store.put(record(name, "words"), imported_at=WHEN)
        formers.append(digest(archive))
        put_back(tmp_path / "backup.db", archive)
    for kept, former in zip(("", "-2", "-3"), formers, strict=True):
        (tmp_path / f"former{kept}").mkdir()
        (archive / f"archive.db.replaced{kept}").rename(tmp_path / f"former{kept}" / "archive.db")
        assert digest(tmp_path / f"former{kept}") == former


def test_a_former_database_that_is_kept_already_is_kept_once(archive: Path, tmp_path: Path) -> None:
    """As when the first restore was killed between keeping and replacing."""
    back_up(archive, tmp_path / "backup.db")
    (archive / "archive.db.replaced").hardlink_to(archive / "archive.db")
    put_back(tmp_path / "backup.db", archive)
    assert [path.name for path in archive.glob("*.replaced*")] == ["archive.db.replaced"]
