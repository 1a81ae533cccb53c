"""Archives of other ages and databases of other programs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from corpus import store_schema
from corpus.errors import ArchiveDamaged, ArchiveError
from corpus.store import RecordStore
from tests.corpus.store_samples import WHEN, record


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("a", "one"), imported_at=WHEN)
    return tmp_path / RecordStore.FILE_NAME


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def refused(folder: Path, kind: type[ArchiveError], match: str) -> None:
    before = (folder / RecordStore.FILE_NAME).read_bytes()
    for write in (False, True):
        with pytest.raises(kind, match=match):
            RecordStore.open(folder, write=write)
    assert (folder / RecordStore.FILE_NAME).read_bytes() == before


def test_every_table_is_strict(archive: Path) -> None:
    db = connect(archive)
    tables = db.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
    loose = {name for name, strict in tables if not strict}
    db.close()
    assert loose == {"sqlite_schema", "sqlite_sequence"}


def test_the_file_says_what_it_is(archive: Path) -> None:
    # The application id stands at bytes 68 to 71 of an SQLite file.
    assert archive.read_bytes()[68:72] == b"Drgm"


def test_a_newer_archive_is_refused_by_name(archive: Path) -> None:
    db = connect(archive)
    db.execute("PRAGMA user_version=7")
    db.close()
    refused(archive.parent, ArchiveError, "newer Dragoman: it has schema 7, .* up to 1")


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    db = connect(tmp_path / RecordStore.FILE_NAME)
    db.execute("CREATE TABLE record (id INTEGER)")
    db.close()
    refused(tmp_path, ArchiveError, "a database of another program")


@pytest.mark.parametrize("content", [b"not a database at all, only text\n" * 200, b""])
def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / RecordStore.FILE_NAME).write_bytes(content)
    refused(tmp_path, ArchiveError, "damaged|another program")


def test_a_lost_schema_number_is_damage(archive: Path) -> None:
    db = connect(archive)
    db.execute("PRAGMA user_version=0")
    db.close()
    refused(archive.parent, ArchiveDamaged, "lost its schema number")


def test_altered_tables_are_damage(archive: Path) -> None:
    db = connect(archive)
    db.execute("ALTER TABLE passage RENAME COLUMN page TO leaf")
    db.close()
    refused(archive.parent, ArchiveDamaged, "not those of its schema")


def test_a_migration_steps_forward_and_keeps_a_copy(archive: Path) -> None:
    steps = (
        *store_schema.MIGRATIONS,
        ("CREATE TABLE conversation (id INTEGER PRIMARY KEY) STRICT",),
        ("ALTER TABLE conversation ADD COLUMN title TEXT",),
    )
    db = connect(archive)
    store_schema.upgrade(db, archive, steps)
    assert db.execute("PRAGMA user_version").fetchone() == (3,)
    assert db.execute("SELECT id, title FROM conversation").fetchall() == []
    assert db.execute("SELECT record_id FROM record").fetchall() == [("a",)]
    db.close()
    copy = archive.parent / "kept"
    copy.mkdir()
    archive.with_name("archive.db.schema-1").rename(copy / RecordStore.FILE_NAME)
    with RecordStore.open(copy) as store:
        assert store.get("a").text == "one\n"
    refused(archive.parent, ArchiveError, "newer Dragoman: it has schema 3")


def test_a_migration_that_fails_changes_nothing(archive: Path) -> None:
    steps = (*store_schema.MIGRATIONS, ("DROP TABLE vector", "SELECT nonsense"))
    db = connect(archive)
    with pytest.raises(sqlite3.OperationalError, match="nonsense"):
        store_schema.upgrade(db, archive, steps)
    db.close()
    with RecordStore.open(archive.parent, write=True) as store:
        assert store.vectors("m", ["a"]) == {}
        assert store.get("a").text == "one\n"
