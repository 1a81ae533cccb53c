"""Killed writers, flipped bits, full disks, locks and folders that cannot be written."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, UnknownRecord
from corpus.records import Record
from corpus.store import Outcome, RecordStore
from tests.corpus.store_samples import WHEN, numbered, record

ROOT = Path(__file__).parents[2]
NOBODY = 65534
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user"
)


def stored(sample: Record) -> Record:
    return replace(sample, source=replace(sample.source, imported_at=WHEN))


def writer(folder: Path, first: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.corpus.store_samples", str(folder), str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def child(code: str, *arguments: object) -> str:
    """Run code in a process of its own; returns what it printed."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.strip()


def assert_sound(folder: Path) -> None:
    db = sqlite3.connect(folder / RecordStore.FILE_NAME)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        db.close()


def test_no_acknowledged_record_is_lost_to_kill_9(tmp_path: Path) -> None:
    rng = random.Random(118214)
    put: set[int] = set()
    removed: set[int] = set()
    first = 0
    for _ in range(15):
        process = writer(tmp_path, first)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"  # the dead one's lock is free
        time.sleep(rng.uniform(0, 0.15))
        process.kill()
        said = [line.split() for line in process.stdout.read().splitlines(keepends=True)]
        process.stdout.close()
        assert process.wait() == -signal.SIGKILL
        put |= {int(n) for word, n in said if word == "put"}
        removed |= {int(n) for word, n in said if word == "removed"}
        with RecordStore.open(tmp_path) as store:
            found = {int(found.record_id[1:]): found for found in store}
            assert store.count().passages == sum(len(r.passages) for r in found.values())
        for n, sample in found.items():
            assert sample == stored(numbered(n))
        # One more may be stored, or removed, than was said before the kill.
        assert len(found.keys() - put) <= 1
        gone = put - found.keys()
        assert removed <= gone
        assert all(n % 5 == 0 for n in gone)
        assert len(gone - removed) <= 1
        put, removed = put | found.keys(), gone
        first = max(put, default=-1) + 1
    assert_sound(tmp_path)
    assert len(put) > 15


def test_a_kill_while_the_archive_is_made(tmp_path: Path) -> None:
    # What such a kill can leave: the unfinished file and its log, never archive.db.
    (tmp_path / "archive.db.new").write_bytes(b"half a page")
    (tmp_path / "archive.db.new-wal").write_bytes(b"half a log")
    with RecordStore.open(tmp_path, write=True) as store:
        assert store.put(record("a", "one"), imported_at=WHEN) is Outcome.ADDED
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive.db", "writer.lock"]


def test_a_log_without_its_database_is_not_replayed(tmp_path: Path) -> None:
    (tmp_path / "archive.db-wal").write_bytes(b"a log")
    with pytest.raises(ArchiveDamaged, match="missing, but its log"):
        RecordStore.open(tmp_path, write=True)


class Flipped:
    """An archive of known content whose file is damaged and asked everything again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / RecordStore.FILE_NAME
        self.keys = [f"{n:064x}" for n in range(12)]
        with RecordStore.open(folder, write=True) as store:
            for n in range(9):
                store.put(numbered(n), imported_at=WHEN)
            store.remove("r3")
            store.put(record("r4", "other words"), imported_at=WHEN)
            store.publish_generation("g1", "ab" * 32, "model", 3)
            store.publish_generation("g2", "cd" * 32, "model", 9)
            store.put_vectors("model", {k: k.encode() for k in self.keys}, 16)
        self.good = self.path.read_bytes()
        with RecordStore.open(folder) as store:
            self.records = {r.record_id: r for r in store}
            self.summaries = store.summaries()
            self.generations = store.generations()
            self.digest = store.digest()

    def outcomes(self, damaged: bytes) -> set[str]:
        """What happens on each way in: `same`, `named`, or what is wrong."""
        self.path.write_bytes(damaged)
        try:
            store = RecordStore.open(self.folder)
        except ArchiveError:
            return {"named"}
        with store:
            seen = {
                self._try(lambda i=i: store.get(i), lambda got, i=i: got == self.records[i])
                for i in self.records
            }
            seen.add(self._try(lambda: "r3" in store, lambda there: not there))
            seen.add(self._try(lambda: [*store], lambda got: got == [*self.records.values()]))
            seen.add(self._try(store.summaries, self._summaries_right))
            seen.add(self._try(store.generations, lambda got: {*got} <= {*self.generations}))
            seen.add(self._try(store.digest, lambda got: got == self.digest))
            seen.add(
                self._try(
                    lambda: store.vectors("model", self.keys),
                    lambda got: all(value == key.encode() for key, value in got.items()),
                )
            )
            return seen

    @staticmethod
    def _try(ask: Callable[[], Any], right: Callable[[Any], bool]) -> str:
        try:
            got = ask()
        except UnknownRecord:
            return "lost in silence"
        except ArchiveError:
            return "named"
        return "same" if right(got) else "changed in silence"

    def _summaries_right(self, got: tuple[Any, ...]) -> bool:
        sound = {s for s in got if s.sound}
        return len(got) >= len(self.summaries) and sound <= {*self.summaries}


def test_flipped_bits_are_named_or_harmless(tmp_path: Path) -> None:
    archive = Flipped(tmp_path)
    rng = random.Random(118214)
    named = 0
    for _ in range(100):
        damaged = bytearray(archive.good)
        at, bit = rng.randrange(len(damaged)), rng.randrange(8)
        damaged[at] ^= 1 << bit
        seen = archive.outcomes(bytes(damaged))
        assert seen <= {"same", "named"}, (at, bit, seen)
        named += "named" in seen
    assert named >= 20  # the rest of the file is free space, vectors and tombstoned words


def test_truncated_databases_are_named(tmp_path: Path) -> None:
    archive = Flipped(tmp_path)
    rng = random.Random(118214)
    for _ in range(20):
        cut = rng.randrange(len(archive.good))
        seen = archive.outcomes(archive.good[:cut])
        assert seen <= {"same", "named"}, (cut, seen)
        assert "named" in seen


def sql(folder: Path, statement: str) -> None:
    db = sqlite3.connect(folder / RecordStore.FILE_NAME, isolation_level=None)
    db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE content SET text = replace(text, 'words', 'swords')",
        "UPDATE content SET description = replace(description, 'October', 'November')",
        "UPDATE content SET source_name = 'other'",
        "UPDATE content SET source_sha256 = 'other'",
        "UPDATE content SET media_type = 'other'",
        "UPDATE content SET importer = 'other'",
        "UPDATE content SET warnings = '[]'",
        "UPDATE content SET dropped = replace(dropped, 'spacer', 'chrome')",
        "UPDATE content SET text = CAST(x'ff' AS TEXT)",
        "UPDATE passage SET page = '2'",
        "UPDATE passage SET page_breaks = '[[1,\"2\"]]'",
        "UPDATE passage SET section = 'III'",
        "UPDATE passage SET role = 'note'",
        "UPDATE passage SET span_end = span_end - 1",
        "UPDATE passage SET ordinal = 7",
        "DELETE FROM passage WHERE position = 1",
        "DELETE FROM content",
        "UPDATE record SET imported_at = 'never'",
        "UPDATE record SET title = 'other'",
        "UPDATE record SET date = NULL",
        "UPDATE record SET passages = 3",
        "UPDATE record SET record_id = 'other' WHERE record_id = 'a'",
        "UPDATE record SET removed_seq = 1",
        "UPDATE record SET content_sha256 = row_sha256",
    ],
)
def test_every_column_is_guarded(tmp_path: Path, change: str) -> None:
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("a", "words", "more words"), imported_at=WHEN)
    sql(tmp_path, "PRAGMA foreign_keys=OFF")
    sql(tmp_path, change)
    with RecordStore.open(tmp_path) as store:
        with pytest.raises(ArchiveDamaged, match="not what was stored"):
            list(store)
        with pytest.raises((ArchiveDamaged, UnknownRecord)):
            store.get("a")


def test_importing_again_heals_a_damaged_record(tmp_path: Path) -> None:
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("a", "words"), imported_at=WHEN)
    sql(tmp_path, "UPDATE content SET text = 'swords'")
    with RecordStore.open(tmp_path, write=True) as store:
        with pytest.raises(ArchiveDamaged, match="Record a is not what was stored"):
            store.get("a")
        assert store.put(record("a", "words"), imported_at=WHEN) is Outcome.REPLACED
        assert store.get("a") == stored(record("a", "words"))


def test_a_damaged_row_is_shown_in_lists_as_damaged(tmp_path: Path) -> None:
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("a", "words"), imported_at=WHEN)
        store.put(record("b", "words"), imported_at=WHEN)
    sql(tmp_path, "UPDATE record SET title = 'other', removed_seq = 2 WHERE record_id = 'a'")
    with RecordStore.open(tmp_path) as store:
        assert [(s.record_id, s.sound, s.title) for s in store.summaries()] == [
            ("a", False, None),
            ("b", True, "A cable"),
        ]
        with pytest.raises(ArchiveDamaged, match="Record a"):
            store.digest()


def test_a_row_lost_behind_its_index_is_missed(tmp_path: Path) -> None:
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("a", "words"), imported_at=WHEN)
        store.put(record("b", "words"), imported_at=WHEN)
    # The index is hidden while the row goes, as when a page forgets one of its cells.
    db = sqlite3.connect(tmp_path / RecordStore.FILE_NAME, isolation_level=None)
    db.execute("PRAGMA writable_schema=ON")
    index = db.execute("SELECT * FROM sqlite_master WHERE name = 'live_record'").fetchone()
    db.execute("DELETE FROM sqlite_master WHERE name = 'live_record'")
    db.close()
    sql(tmp_path, "DELETE FROM record WHERE record_id = 'b'")
    db = sqlite3.connect(tmp_path / RecordStore.FILE_NAME, isolation_level=None)
    db.execute("PRAGMA writable_schema=ON")
    db.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", index)
    db.close()
    with RecordStore.open(tmp_path) as store:
        assert store.get("a") == stored(record("a", "words"))
        for ask in (store.ids, store.count, lambda: list(store), lambda: store.get("b")):
            with pytest.raises(ArchiveDamaged):
                ask()


def test_damaged_vectors_count_as_missing_until_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with RecordStore.open(tmp_path, write=True) as store:
        store.put_vectors("m", {"a": b"\0" * 8, "b": b"\1" * 8, "c": b"\2" * 8}, 2)
    sql(tmp_path, "UPDATE vector SET value = x'0000000000000001' WHERE text_sha256 = 'a'")
    sql(tmp_path, "UPDATE vector SET text_sha256 = 'd' WHERE text_sha256 = 'b'")
    with RecordStore.open(tmp_path, write=True) as store:
        assert store.vectors("m", ["a", "b", "c", "d"]) == {"c": b"\2" * 8}
        assert "2 stored vectors fail their checksum" in caplog.text
        store.put_vectors("m", {"a": b"\0" * 8}, 2)
        assert store.vectors("m", ["a"]) == {"a": b"\0" * 8}


def test_a_damaged_generation_row_gives_way_to_the_one_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with RecordStore.open(tmp_path, write=True) as store:
        store.publish_generation("g1", "ab", "model", 1)
        store.publish_generation("g2", "cd", "model", 2)
    sql(tmp_path, "UPDATE generation SET manifest_sha256 = 'ce' WHERE name = 'g2'")
    with RecordStore.open(tmp_path) as store:
        assert [g.name for g in store.generations()] == ["g1"]
    assert "damaged" in caplog.text


def test_a_second_writer_hears_who_is_writing(tmp_path: Path) -> None:
    with (
        RecordStore.open(tmp_path, write=True),
        pytest.raises(ArchiveBusy, match=f"Process {os.getpid()} is writing"),
    ):
        RecordStore.open(tmp_path, write=True)
    process = writer(tmp_path, 0)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "open\n"
        began = time.monotonic()
        with pytest.raises(ArchiveBusy, match=f"Process {process.pid} is writing"):
            RecordStore.open(tmp_path, write=True)
        assert time.monotonic() - began < 1
    finally:
        process.kill()
        process.communicate()
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("a", "one"), imported_at=WHEN)


def test_the_lock_is_freed_by_closing_in_another_thread(tmp_path: Path) -> None:
    store = RecordStore.open(tmp_path, write=True)
    thread = threading.Thread(target=store.close)
    thread.start()
    thread.join()
    RecordStore.open(tmp_path, write=True).close()


def test_a_reader_sees_whole_commits_of_another_process(tmp_path: Path) -> None:
    RecordStore.open(tmp_path, write=True).close()
    process = writer(tmp_path, 0)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "open\n"
        seen = []
        with RecordStore.open(tmp_path) as store:
            stop = time.monotonic() + 1
            while time.monotonic() < stop:
                seen.append(store.corpus_seq)
                for record_id in store.ids()[-3:]:
                    if record_id in store:  # it may be removed just now
                        n = int(record_id[1:])
                        try:
                            assert store.get(record_id) == stored(numbered(n))
                        except UnknownRecord:
                            assert n % 5 == 0
        assert seen == sorted(seen)
        assert seen[-1] > seen[0]
    finally:
        process.kill()
        process.communicate()


# The rights are dropped after the imports: another user may not read this Python.
READ = f"""
import filelock, os, sys
from pathlib import Path
from corpus.errors import ArchiveError
from corpus.store import RecordStore
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
try:
    with RecordStore.open(Path(sys.argv[1])) as store:
        print(*(r.record_id for r in store))
except ArchiveError as error:
    print(type(error).__name__, error)
"""
WRITE = READ.replace("argv[1]))", "argv[1]), write=True)")


@pytest.fixture
def public():
    """An archive of one record that others may read; pytest's own folder is closed to them."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        archive = Path(place) / "archive"
        with RecordStore.open(archive, write=True) as store:
            store.put(record("a", "one"), imported_at=WHEN)
        archive.chmod(0o755)
        yield archive


@as_root
def test_read_only_folder(public: Path) -> None:
    assert child(READ, public) == "a"
    assert child(WRITE, public).startswith("ArchiveReadOnly The archive in")
    assert not list(public.glob("*-wal"))


@as_root
def test_read_only_folder_of_a_writer_at_work(public: Path) -> None:
    with RecordStore.open(public, write=True) as store:
        store.put(record("b", "two"), imported_at=WHEN)
        assert child(READ, public) == "a b"


@as_root
def test_read_only_folder_of_a_killed_writer(public: Path) -> None:
    process = writer(public, 0)
    assert process.stdout is not None
    while process.stdout.readline() != "put 2\n":
        pass
    process.kill()
    process.communicate()
    (public / "archive.db-shm").unlink()
    assert "log can only be read where the folder is writable" in child(READ, public)
    RecordStore.open(public, write=True).close()
    assert child(READ, public).startswith("a r1 r2")


@as_root
def test_a_reader_of_a_read_only_folder_sees_later_commits(public: Path) -> None:
    code = READ.replace(
        "        print(", "        print(len(store.ids()), flush=True); input()\n        print("
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(public)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        with RecordStore.open(public, write=True) as store:
            store.put(record("b", "two"), imported_at=WHEN)
        assert process.communicate("\n", timeout=30)[0] == "a b\n"


@as_root
def test_an_archive_that_may_not_be_read(public: Path) -> None:
    (public / "archive.db").chmod(0o600)
    assert "You may not read" in child(READ, public)


FULL = """
import resource, signal, sys
from pathlib import Path
from corpus.errors import ArchiveError
from corpus.store import RecordStore
from tests.corpus.store_samples import WHEN, numbered
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = int(sys.argv[2])
with RecordStore.open(Path(sys.argv[1]), write=True) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    done = 0
    try:
        for n in range(1000):
            store.put(numbered(n), imported_at=WHEN)
            done += 1
    except ArchiveError as error:
        print(type(error).__name__, error.message.split()[1], end=" ")
    assert all(store.get(f"r{n}").record_id == f"r{n}" for n in range(done))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store.put(numbered(done), imported_at=WHEN)
    print(done)
"""


@pytest.mark.parametrize("size", [150_000, 321_000, 777_777])
def test_a_full_disk_costs_nothing_acknowledged(tmp_path: Path, size: int) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    error, disk, done = child(FULL, tmp_path, size).split()
    assert (error, disk) == ("ArchiveError", "disk")
    with RecordStore.open(tmp_path) as store:
        assert list(store) == [stored(numbered(n)) for n in range(int(done) + 1)]
    assert_sound(tmp_path)


def test_a_restored_file_is_noticed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with RecordStore.open(tmp_path / name, write=True) as store:
            store.put(record(name, name), imported_at=WHEN)
    with RecordStore.open(tmp_path / "one") as store:
        assert store.ids() == ("one",)
        (tmp_path / "two" / "archive.db").replace(tmp_path / "one" / "archive.db")
        assert store.get("two").text == "two\n"
