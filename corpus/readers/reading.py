"""Reading files: open them with care, find their reader, yield their records.

Parsers of strangers' files belong in a process of their own (`corpus.ingest`). What is
here runs in the caller's, for files that are trusted and for that process itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import ArchiveError, SettingsError, UnreadableSource
from corpus.readers.folders import files_in, read_regular
from corpus.readers.formats import Begin, Delivered, mapping_name, outcomes, quietly
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.mappings import Columns, read_mapping
from corpus.readers.naming import label
from corpus.readers.refusals import Refused
from corpus.records import Record

#: Largest file, in bytes.
LARGEST_FILE = DEFAULT.file_bytes


def read_outcomes(
    path: Path, *, limits: Limits = DEFAULT, mapping: Path | None = None
) -> Iterator[Record | Refused]:
    """Yield the records of a file or folder, and what is refused; never stops at a refusal.

    Args:
        path: a file, a zip archive, or a folder of such.
        limits: how much of each file is read.
        mapping: the TOML file that says which column of a table is what; by default the
            one beside the table, if any.
    """
    if path.is_dir():
        for entry in files_in(Path(os.path.realpath(path))):
            if isinstance(entry, Refused):
                yield entry
            else:
                yield from file_outcomes(entry, str(entry), limits=limits, mapping=mapping)
    else:
        # Whoever names a link means its target; only links met on the way are refused.
        real = Path(os.path.realpath(path))
        yield from file_outcomes(real, str(path), limits=limits, mapping=mapping)


def read_records(
    path: Path, *, limits: Limits = DEFAULT, mapping: Path | None = None
) -> Iterator[Record]:
    """Yield the records of a file or folder.

    Args:
        path: as in `read_outcomes`.
        limits: as there.
        mapping: as there.

    Raises:
        UnreadableSource: it or a part of it is refused; the message says where.
    """
    for outcome in read_outcomes(path, limits=limits, mapping=mapping):
        if isinstance(outcome, Refused):
            raise UnreadableSource(
                f"{outcome.place}: {outcome.reason}" if outcome.place else outcome.reason
            )
        yield outcome


def read_file(path: Path) -> Record:
    """Read a file that holds one record.

    Raises:
        UnreadableSource: no reader accepts it, or it holds several records.
    """
    real = Path(os.path.realpath(path))
    return _only(
        Delivered(raw=read_regular(real, DEFAULT), name=label(path.name), find_columns=_none)
    )


def read_bytes(raw: bytes, name: str) -> Record:
    """Read bytes that hold one record.

    Args:
        raw: the file as delivered; its SHA-256 is kept with the record.
        name: its name, a label only: never opened, and stripped of folders and of
            characters that do not show.

    Raises:
        UnreadableSource: as `read_file`.
    """
    DEFAULT.check_file(len(raw), label(name))
    return _only(Delivered(raw=raw, name=label(name), find_columns=_none))


def _none(name: str) -> Columns | None:
    return None


def _only(file: Delivered) -> Record:
    found = list(outcomes(file, DEFAULT))
    for outcome in found:
        if isinstance(outcome, Refused):
            raise UnreadableSource(f"'{file.name}', {outcome.place}: {outcome.reason}")
    if len(found) != 1 or not isinstance(found[0], Record):
        raise UnreadableSource(
            f"'{file.name}' holds {len(found)} records.", "Add it with 'dragoman add'."
        )
    return found[0]


def file_outcomes(
    path: Path,
    named: str,
    *,
    limits: Limits,
    mapping: Path | None,
    skip: int = 0,
    begin: Begin = quietly,
) -> Iterator[Record | Refused]:
    """Yield the records of one file, and what is refused, itself included.

    Args:
        path: the file; no part of it may be a link.
        named: what refusals call it.
        limits: as in `read_outcomes`.
        mapping: as there.
        skip: how many members of a zip archive to leave out.
        begin: told of each other member before it is read.
    """

    def find_columns(name: str) -> Columns | None:
        beside = path.with_name(mapping_name(path.name))
        if mapping is None and not beside.is_file():
            return None
        return read_columns(mapping or beside)

    try:
        raw = read_regular(path, limits)
        file = Delivered(
            raw=raw, name=label(path.name), find_columns=find_columns, skip=skip, begin=begin
        )
        for outcome in outcomes(file, limits):
            if isinstance(outcome, Refused):
                outcome = Refused(named, outcome.place, outcome.reason)
            yield outcome
    except ArchiveError as error:
        yield Refused(named, "", error.sentences)


def read_columns(path: Path) -> Columns:
    """Read a mapping file.

    Raises:
        SettingsError: it cannot be opened, or is no mapping.
    """
    try:
        raw = read_regular(Path(os.path.realpath(path)), Limits(file_bytes=2**20))
    except UnreadableSource as error:
        raise SettingsError(error.message, error.remedy) from error
    return read_mapping(raw, path.name)
