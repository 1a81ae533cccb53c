"""The tables of a generation: which record, passage and window each row is.

Rows follow the order of record ids, so an added record moves the rows behind it. What is
too large to be written anew for that, vectors and words, is known by keys: a record has one
for good, and its passages the numbers from there on. No key is used twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from corpus.passages import ID_LETTER, Role
from corpus.sayings import Saying
from embeddings import faults

#: Ids, content hashes and the parts in which vectors and words are kept; then one row a
#: record, a passage and a window.
IDS, RECORDS, PASSAGES, UNITS = "records.json", "records.npy", "passages.npy", "units.npy"
FILES = (IDS, RECORDS, PASSAGES, UNITS)

#: Per record: its key, how many passages and windows it has, how many characters of
#: `whole_start` its start is, and the piece of the lexical side that holds it.
RECORD = np.dtype(
    [("key", "<i8"), ("passages", "<i4"), ("units", "<i4"), ("start", "<i4"), ("piece", "<i4")]
)
#: Per passage: its role, as its place among the roles, and its ordinal.
PASSAGE = np.dtype([("role", "u1"), ("ordinal", "<i4")])
#: Per window: row of its passage, and where it begins and ends in the record's text.
UNIT = np.dtype([("row", "<i4"), ("start", "<i4"), ("end", "<i4")])

#: Number of each role, and back.
ROLES: Sequence[Role] = tuple(Role)
ROLE_NUMBER: Mapping[Role, int] = {role: at for at, role in enumerate(ROLES)}


@dataclass(frozen=True, slots=True)
class PassageRow:
    """What a generation knows of a passage without opening the store."""

    passage_id: str
    record_id: str
    role: Role


class PassageRows(Sequence[PassageRow]):
    """The passages by row, made when they are asked for: few of many ever are."""

    def __init__(
        self, ids: Sequence[str], record_at: NDArray[np.int64], passages: NDArray[np.void]
    ) -> None:
        self._ids = ids
        self._record_at = record_at
        self._passages = passages

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self._passages)

    @overload
    def __getitem__(self, row: int) -> PassageRow: ...

    @overload
    def __getitem__(self, row: slice) -> list[PassageRow]: ...

    def __getitem__(self, row: int | slice) -> PassageRow | list[PassageRow]:
        """Return a passage, or several."""
        if isinstance(row, slice):
            return [self[at] for at in range(*row.indices(len(self)))]
        role, ordinal = self._passages[row].item()
        record_id = self._ids[int(self._record_at[row])]
        kind = ROLES[role]
        return PassageRow(f"{record_id}#{ID_LETTER[kind]}{ordinal}", record_id, kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of the lexical side: some records, written together.

    Attributes:
        passages: tantivy's account of the segments that hold their passages.
        wholes: the same of the segments that hold them as whole records.
    """

    passages: Sequence[Mapping[str, Any]]
    wholes: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Which record, passage and window each row of a generation is.

    Attributes:
        ids: of the records, in order.
        contents: content hash of each record.
        records: of type `RECORD`, shape (records,).
        passages: of type `PASSAGE`, shape (passages,), record by record.
        units: of type `UNIT`, shape (units,), passage by passage.
        next_key: the first key that was never used.
        parts: names of the parts of the dense side; "" is the first one.
        pieces: of the lexical side.
    """

    ids: Sequence[str] = field(repr=False)
    contents: Sequence[str] = field(repr=False)
    records: NDArray[np.void] = field(repr=False)
    passages: NDArray[np.void] = field(repr=False)
    units: NDArray[np.void] = field(repr=False)
    next_key: int
    parts: Sequence[str]
    pieces: Sequence[Piece] = field(repr=False)

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """Content hash of each record, by its id."""
        return dict(zip(self.ids, self.contents, strict=True))

    @cached_property
    def first_row(self) -> NDArray[np.int64]:
        """The row of each record's first passage, and one beyond the last, int64."""
        return _firsts(self.records["passages"])

    @cached_property
    def first_unit(self) -> NDArray[np.int64]:
        """The row of each record's first window, and one beyond the last, int64."""
        return _firsts(self.records["units"])

    @cached_property
    def record_at(self) -> NDArray[np.int64]:
        """The record of each passage, int64, shape (passages,)."""
        return np.repeat(np.arange(len(self.ids)), self.records["passages"])

    @cached_property
    def passage_keys(self) -> NDArray[np.int64]:
        """The key of each passage, int64, shape (passages,)."""
        owner = self.record_at
        keys: NDArray[np.int64] = self.records["key"][owner]
        return keys + np.arange(len(owner)) - self.first_row[owner]

    @cached_property
    def record_of_key(self) -> NDArray[np.int64]:
        """The record that a key is of, -1 where it is none's or of one that left, int64."""
        return _inverse(self.records["key"], self.next_key)

    @cached_property
    def row_of_key(self) -> NDArray[np.int64]:
        """The passage that has a key, -1 where none has, int64."""
        return _inverse(self.passage_keys, self.next_key)

    @property
    def rows(self) -> PassageRows:
        """What each passage is."""
        return PassageRows(self.ids, self.record_at, self.passages)

    @cached_property
    def ids_sha256(self) -> str:
        """The hash of the passages' ids in order, as the columns that they are made of."""
        digest = hashlib.sha256("\0".join(self.ids).encode())
        for column in (self.records["passages"], self.passages["role"], self.passages["ordinal"]):
            digest.update(b"\0" + np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()

    @property
    def content_sha256(self) -> str:
        """The hash of the records' ids and contents, the same for equal content."""
        digest = hashlib.sha256()
        for record_id, content in zip(self.ids, self.contents, strict=True):
            digest.update(f"{record_id}\0{content}\0".encode())
        return digest.hexdigest()

    def write(self, folder: Path) -> None:
        """Write the tables.

        Raises:
            OSError: the disk is full or failing.
        """
        listed = {
            "ids": list(self.ids),
            "contents": list(self.contents),
            "next_key": self.next_key,
            "parts": list(self.parts),
            "pieces": [[list(each.passages), list(each.wholes)] for each in self.pieces],
        }
        (folder / IDS).write_text(json.dumps(listed), encoding="utf-8")
        for name, table in (
            (RECORDS, self.records),
            (PASSAGES, self.passages),
            (UNITS, self.units),
        ):
            with (folder / name).open("wb") as file:
                np.save(file, table, allow_pickle=False)

    def fault(self) -> Saying | None:
        """Return what does not fit together, or None."""
        count, rows = len(self.ids), self.units["row"]
        if not count == len(self.contents) == len(self.records) == len(set(self.ids)):
            return faults.RECORDS_COUNTED()
        if self.first_row[-1] != len(self.passages):
            return faults.PASSAGES_COUNTED()
        if self.first_unit[-1] != len(self.units):
            return faults.WINDOWS_COUNTED()
        if (self.passages["role"] >= len(ROLES)).any():
            return faults.NO_ROLES()
        if len(rows) and (
            rows.min() < 0 or rows.max() >= len(self.passages) or (np.diff(rows) < 0).any()
        ):
            return faults.OF_NOTHING()
        keys = self.passage_keys
        if len(keys) and not 0 <= keys.min() <= keys.max() < self.next_key:
            return faults.KEYS()
        return None


def no_tables() -> Tables:
    """Return the tables of nothing."""
    return Tables(
        ids=(),
        contents=(),
        records=np.empty(0, RECORD),
        passages=np.empty(0, PASSAGE),
        units=np.empty(0, UNIT),
        next_key=0,
        parts=(),
        pieces=(),
    )


def read_tables(folder: Path) -> Tables:
    """Read the tables of a generation whose checksums were verified.

    Raises:
        ArchiveDamaged: they do not fit together.
    """
    try:
        listed = json.loads((folder / IDS).read_bytes())
        columns = [np.load(folder / name, allow_pickle=False) for name in FILES[1:]]
        if [each.dtype for each in columns] != [RECORD, PASSAGE, UNIT]:
            raise ValueError("the columns are others")
        read = Tables(
            ids=listed["ids"],
            contents=listed["contents"],
            records=columns[0],
            passages=columns[1],
            units=columns[2],
            next_key=listed["next_key"],
            parts=listed["parts"],
            pieces=[Piece(passages=each[0], wholes=each[1]) for each in listed["pieces"]],
        )
    except (OSError, ValueError, KeyError, EOFError, IndexError, TypeError) as error:
        said = faults.TABLES(index=folder.name)
        raise ArchiveDamaged(said, faults.REBUILD()) from error
    if fault := read.fault():
        said = faults.APART(index=folder.name, fault=fault)
        raise ArchiveDamaged(said, faults.REBUILD())
    return read


def windows_by_record(tables: Tables) -> Iterator[tuple[int, list[list[tuple[int, int]]]]]:
    """Yield each record's place and the windows of each of its passages."""
    firsts = np.searchsorted(tables.units["row"], np.arange(len(tables.passages) + 1)).tolist()
    places = list(zip(tables.units["start"].tolist(), tables.units["end"].tolist(), strict=True))
    first_row = tables.first_row.tolist()
    for at in range(len(tables.ids)):
        rows = range(first_row[at], first_row[at + 1])
        yield at, [places[firsts[row] : firsts[row + 1]] for row in rows]


def _firsts(counts: NDArray[np.int32]) -> NDArray[np.int64]:
    firsts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=firsts[1:])
    return firsts


def _inverse(keys: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    places = np.full(size, -1, np.int64)
    places[keys] = np.arange(len(keys))
    return places
