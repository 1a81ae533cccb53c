"""Taking files in: each is parsed in a limited process, and no file stops the others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.progress import Progress, Step, silent
from corpus.readers import reasons
from corpus.readers.folders import files_in
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.reading import read_columns
from corpus.readers.refusals import Refused
from corpus.reading_process import ReadingFailed, ReadingProcess
from corpus.records import Record

#: An archive whose members fail so often is not worth the time.
_MOST_FAILURES = 10

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
    reading = _Reading(limits, mapping)
    try:
        for number, file in enumerate(files, 1):
            if isinstance(file, Refused):
                yield file
            else:
                yield from reading.outcomes(*file)
            progress(Step(stage="reading", done=number, total=len(files), unit="files"))
    finally:
        reading.stop()


class _Reading:
    """A reading process, and another when that one is spent."""

    def __init__(self, limits: Limits, mapping: Path | None) -> None:
        self._limits, self._mapping = limits, mapping
        self._process: ReadingProcess | None = None

    def outcomes(self, path: Path, named: str) -> Iterator[Record | Refused]:
        """Yield what a file holds; after a failure in an archive, what its other members hold."""
        records = skip = failures = 0
        while True:
            process = self._ready()
            fresh, told = process.served == 0, False
            try:
                for outcome in process.outcomes(path, named, self._mapping, skip=skip):
                    told = True
                    records += isinstance(outcome, Record)
                    yield outcome
                return
            except ReadingFailed as error:
                self.stop()
                if error.crashed and not fresh and process.member is None and not told:
                    continue  # what it read before may be to blame
                failures += 1
                if process.member is None:
                    yield Refused(named, "", _reason(error.why, records))
                    return
                number, member = process.member
                yield Refused(named, member, _reason(error.why))
                skip = number + 1
                if failures == _MOST_FAILURES:
                    rest = reasons.MANY_FAILED(failures=failures)
                    yield Refused(named, member, rest)
                    return

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def _ready(self) -> ReadingProcess:
        if self._process is not None and self._process.served >= self._limits.files_per_worker:
            self.stop()
        if self._process is None:
            self._process = ReadingProcess(self._limits)
        return self._process


def _files(path: Path) -> Iterator[tuple[Path, str] | Refused]:
    """Yield the files that a path names, each with what to call it."""
    try:
        real = Path(os.path.realpath(path))
    except (OSError, ValueError) as error:
        yield Refused(str(path), "", f"The path cannot be followed: {error}.")
        return
    if not os.path.isdir(real):  # which may not be told of a path one may not follow
        yield real, str(path)
        return
    for entry in files_in(real):
        if isinstance(entry, Refused):
            yield Refused(str(path), entry.place, entry.reason)
        else:
            yield entry, str(path / entry.relative_to(real))


def _reason(why: str, records: int = 0) -> str:
    kept = reasons.KEPT(records=records) if records else ""
    return reasons.FAILED(why=why, kept=kept)
