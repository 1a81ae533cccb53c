"""Taking files in: each is parsed in a limited process, and no file stops the others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.progress import Progress, Step, silent
from corpus.readers.folders import files_in
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.reading import read_columns
from corpus.readers.refusals import Refused
from corpus.reading_process import ReadingFailed, ReadingProcess
from corpus.records import Record

__all__ = ["Limits", "Refused", "ingest"]


def ingest(
    paths: Iterable[Path],
    *,
    limits: Limits = DEFAULT,
    mapping: Path | None = None,
    progress: Progress = silent,
) -> Iterator[Record | Refused]:
    """Yield the records of files, zip archives and folders, and what is refused.

    Files are parsed in a process of limited memory and time that can neither write nor
    reach the network; one that crashes it, or asks too much, is refused with the reason
    and the next goes on in a new process. What a file yielded before it failed stands.
    Closing the iterator ends the process.

    Args:
        paths: files and folders, in the order in which they are read.
        limits: what one file may use.
        mapping: the TOML file that says which column of a table is what; by default the
            one beside each table.
        progress: told of each file that is done.

    Raises:
        SettingsError: the mapping is not valid.
    """
    if mapping is not None:
        read_columns(mapping)
        mapping = Path(os.path.realpath(mapping))
    return _ingest(paths, limits, mapping, progress)


def _ingest(
    paths: Iterable[Path], limits: Limits, mapping: Path | None, progress: Progress
) -> Iterator[Record | Refused]:
    files = [found for path in paths for found in _files(path)]
    process: ReadingProcess | None = None
    try:
        for number, file in enumerate(files, 1):
            if isinstance(file, Refused):
                yield file
                continue
            path, named = file
            if process is None or process.served >= limits.files_per_worker:
                _stop(process)
                process = ReadingProcess(limits)
            records = 0
            try:
                for outcome in process.outcomes(path, named, mapping):
                    records += isinstance(outcome, Record)
                    yield outcome
            except ReadingFailed as error:
                _stop(process)
                process = None
                yield Refused(named, "", _reason(str(error), records))
            progress(Step(stage="reading", done=number, total=len(files), unit="files"))
    finally:
        _stop(process)


def _files(path: Path) -> Iterator[tuple[Path, str] | Refused]:
    """Yield the files that a path names, each with what to call it."""
    try:
        real = Path(os.path.realpath(path))
    except (OSError, ValueError) as error:
        yield Refused(str(path), "", f"The path cannot be followed: {error}.")
        return
    if not real.is_dir():
        yield real, str(path)
        return
    for entry in files_in(real):
        if isinstance(entry, Refused):
            yield Refused(str(path), entry.place, entry.reason)
        else:
            yield entry, str(path / entry.relative_to(real))


def _stop(process: ReadingProcess | None) -> None:
    if process is not None:
        process.stop()


def _reason(why: str, records: int) -> str:
    kept = f" Its first {records} records were read." if records else ""
    return (
        f"It could not be read: {why}.{kept} The other files are not concerned; save this one "
        "anew from its source, or as plain text."
    )
