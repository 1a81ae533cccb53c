"""Backups of the records, and putting one back."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus import disk, faults, store_schema
from corpus.errors import ArchiveDamaged, ArchiveError
from corpus.locking import WriterLock
from corpus.store import RecordStore
from corpus.store_connections import named_errors

#: What a database leaves beside itself.
_BESIDE = ("-wal", "-shm")
#: Ending of the database that a restore replaced.
REPLACED = ".replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """A backup that was written and read again.

    Attributes:
        path: the file.
        records: live records in it.
        bytes: its size.
    """

    path: str
    records: int
    bytes: int

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return asdict(self)


def back_up(folder: Path, path: Path) -> BackedUp:
    """Write the records, their vectors and all notes to one file, and verify it in full.

    Writers and readers go on meanwhile; the backup is the state of one moment.

    Args:
        folder: the archive's folder.
        path: the file to write; its folder must exist, the file must not.

    Raises:
        ArchiveError: the file exists or cannot be written, its folder does not exist, or the
            disk is full.
        ArchiveDamaged: the archive is damaged, so a copy of it would be as well.
    """
    if path.exists():
        raise ArchiveError(f"{path} exists.", "Name a new file; a backup never replaces one.")
    if not path.parent.is_dir():
        raise ArchiveError(f"{path.parent} is no folder.", "Make it, or name another place.")
    aside = path.with_name(f".{path.name}.partial")
    with RecordStore.open(folder) as store, disk.file_errors(path, "write", "no backup was made"):
        aside.unlink(missing_ok=True)
        try:
            aside.touch()  # SQLite would tell of the archive what is wrong with this folder
            with named_errors(aside):
                store.copy_to(aside)
            records = check_backup(aside)
            disk.rename(aside, path)
            disk.sync(path.parent)
        finally:
            aside.unlink(missing_ok=True)
        return BackedUp(path=str(path), records=records, bytes=path.stat().st_size)


def check_backup(path: Path) -> int:
    """Verify a backup in full; returns how many live records it holds.

    Raises:
        ArchiveDamaged: something in it is not as it was stored.
        ArchiveError: it is no backup of an archive, or of a newer Dragoman.
    """
    if not path.is_file():
        raise ArchiveError(f"There is no file {path}.", faults.NAME_BACKUP())
    with named_errors(path):
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            if not _of_an_archive(db):
                raise ArchiveError(faults.NO_BACKUP(path=str(path)), faults.NAME_BACKUP())
            store_schema.check(db, path)
            return _sound_records(db, path)
        finally:
            db.close()


def _of_an_archive(db: sqlite3.Connection) -> bool:
    """Tell whether a file is an archive's database, in whatever state, or anything else."""
    try:
        mark = db.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_NOTADB:
            raise
        return False
    return bool(mark == store_schema.APPLICATION_ID)


def _sound_records(db: sqlite3.Connection, path: Path) -> int:
    from corpus.store_upkeep import faults as faults_in

    found = list(faults_in(db, full=True))
    if found:
        raise ArchiveDamaged(
            f"{path} is damaged: {found[0]}"
            + (f" (and {len(found) - 1} more faults)" if len(found) > 1 else ""),
            "Run 'dragoman verify --full' on the archive, or use an older backup.",
        )
    live = "SELECT count(*) FROM record WHERE removed_seq IS NULL"
    return int(db.execute(live).fetchone()[0])


def put_back(path: Path, folder: Path) -> int:
    """Replace an archive's database by a backup that was verified; returns its records.

    The former database is kept as `archive.db.replaced`, or with a number after that where one
    is kept already. The published indexes belong to it, so the caller builds one anew; vectors
    come with the backup.

    Args:
        path: a file made by `back_up`.
        folder: the archive's folder; it is made when missing.

    Raises:
        ArchiveBusy: another process is writing to the archive.
        ArchiveReadOnly: the folder cannot be written.
        ArchiveError: it is no backup, a damaged one, or the disk is full; nothing was changed.
    """
    records = _checked(path)
    database = folder / RecordStore.FILE_NAME
    with disk.named_errors(folder, "nothing was replaced"):
        folder.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(folder)
        lock.acquire()
        try:
            aside = database.with_name(database.name + ".restoring")
            shutil.copyfile(path, aside)
            _checked(aside)
            disk.sync(aside)
            _keep_former(database)
            disk.rename(aside, database)
            disk.sync(folder)
        finally:
            lock.release()
    return records


def _checked(path: Path) -> int:
    """Verify a backup that is to be put back: what is wrong with it is no fault of the archive.

    Raises:
        ArchiveError: it is no backup, or a damaged one.
    """
    try:
        return check_backup(path)
    except ArchiveDamaged as error:
        raise ArchiveError(error.message, faults.ANOTHER_BACKUP()) from error


def _keep_former(database: Path) -> None:
    """Keep the former database under a second name; its log must meet no other one."""
    if not database.exists():
        return
    _fold_log(database)
    kept = _unused(database)
    if not kept.exists():
        os.link(database, kept)
    for ending in _BESIDE:
        beside = database.with_name(database.name + ending)
        if beside.exists():
            disk.rename(beside, kept.with_name(kept.name + ending))
    disk.sync(database.parent)


def _unused(database: Path) -> Path:
    """Return a name for the former database that no other has; the one it has, if it was kept."""
    first = database.with_name(database.name + REPLACED)
    others = (first.with_name(f"{first.name}-{number}") for number in itertools.count(2))
    names = itertools.chain([first], others)
    return next(kept for kept in names if not kept.exists() or kept.samefile(database))


def _fold_log(database: Path) -> None:
    """Bring the last commits from the log into the database, if it can still be read."""
    db = sqlite3.connect(database, isolation_level=None)
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        pass  # it is damaged, which may be why a backup is put back
    finally:
        db.close()
