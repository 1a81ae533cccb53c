"""The facets of a generation: what each of its records can be chosen by, column by column."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.descriptions import FieldName
from corpus.errors import ArchiveDamaged
from corpus.facets import Dated, Facet, Facts, matches, plain
from corpus.filters import DateRange, Filters
from embeddings import faults

Mask = NDArray[np.bool_]
#: Day of a record that has none, and of an open end.
_NEVER = 0
_FIRST, _LAST = 1, date.max.toordinal()
#: Values compared when a close one is looked for, and those named.
_COMPARED, _NAMED = 2000, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A value of a filter that no record has.

    Attributes:
        facet: the filter.
        value: what was asked for.
        near: values that some record has and that look like it.
    """

    facet: Facet
    value: str
    near: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The records that filters leave.

    Attributes:
        records: which ones, shape (records,), in the order of their ids.
        undated: how many have all that was asked for but a date, and were left out.
        partly: how many of those left are dated so widely that only a part of their
            dates is in the range asked for.
        by_catalogue: how many of those left have no date line of their own, so that the
            catalogue's date was taken.
        unmatched: values that no record has.
    """

    records: Mask
    undated: int
    partly: int
    by_catalogue: int
    unmatched: tuple[Unmatched, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One facet: its distinct values, and which of them each record has.

    Attributes:
        values: as the catalogue writes them.
        words: the same after `plain`.
        whole: which values are the same after `plain`, by that.
        records: the record of each pair of record and value, int32.
        of: the value of each pair, int32.
    """

    values: Sequence[str]
    words: Sequence[str]
    whole: Mapping[str, Sequence[int]]
    records: NDArray[np.int32]
    of: NDArray[np.int32]


class Facets:
    """What the records of a generation can be chosen by; read at the first use.

    Args:
        read: gives the plain data of `write`.
        records: number of records.
    """

    def __init__(self, read: Callable[[], Mapping[str, Any]], records: int) -> None:
        self._read = read
        self._count = records

    @classmethod
    def open(cls, path: Path, records: int) -> Facets:
        """Open a written table, whose checksum is the manifest's business."""

        def read() -> Mapping[str, Any]:
            try:
                content: Mapping[str, Any] = json.loads(path.read_bytes())
            except (OSError, ValueError) as error:
                said = faults.FACETS(file=path.name)
                raise ArchiveDamaged(said, faults.REBUILD()) from error
            return content

        return cls(read, records)

    def select(self, filters: Filters) -> Selection:
        """Return the records that filters leave, and what was left out for want of a date.

        Raises:
            ArchiveDamaged: the table cannot be read.
        """
        kept = np.ones(self._count, dtype=np.bool_)
        unmatched: list[Unmatched] = []
        for facet, wanted in filters.values.items():
            if wanted:
                kept &= self._having(facet, wanted, unmatched)
        undated = partly = by_catalogue = 0
        if filters.dates is not None:
            starts, ends, by_line = self._days
            undated = int((kept & (starts == _NEVER)).sum())
            first, last = _bounds(filters.dates)
            kept &= (starts != _NEVER) & (starts <= last) & (ends >= first)
            partly = int((kept & ((starts < first) | (ends > last))).sum())
            by_catalogue = int((kept & ~by_line).sum())
        return Selection(
            records=kept,
            undated=undated,
            partly=partly,
            by_catalogue=by_catalogue,
            unmatched=tuple(unmatched),
        )

    def coded(self, code: str) -> Mask:
        """Return the records that have this id, or this code in one of their references.

        Raises:
            ArchiveDamaged: the table cannot be read.
        """
        whole = self._having(Facet.RECORD, [code], [])
        return whole | self._having(Facet.REFERENCE, [code], [])

    def pairs(self, facet: Facet) -> tuple[Sequence[str], NDArray[np.int32], NDArray[np.int32]]:
        """Return the distinct values of a facet, and the record and value of each pair.

        Both are places: of records in the order of their ids, of values in the first part.

        Raises:
            ArchiveDamaged: the table cannot be read.
        """
        column = self._columns[facet]
        return column.values, column.records, column.of

    @property
    def days(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """First and last day of each record, as `date.toordinal`; 0 where it has none.

        Raises:
            ArchiveDamaged: the table cannot be read.
        """
        return self._days[:2]

    def _having(self, facet: Facet, wanted: Sequence[str], unmatched: list[Unmatched]) -> Mask:
        column = self._columns[facet]
        chosen = np.zeros(len(column.values), dtype=np.bool_)
        for value in wanted:
            words = plain(value)
            if facet is Facet.RECORD:  # whole ids, and there may be thousands
                hits = list(column.whole.get(words, ()))
            else:
                hits = [i for i, held in enumerate(column.words) if matches(facet, words, held)]
            if not hits:
                unmatched.append(Unmatched(facet=facet, value=value, near=_near(words, column)))
            chosen[hits] = True
        found = np.zeros(self._count, dtype=np.bool_)
        found[column.records[chosen[column.of]]] = True
        return found

    @cached_property
    def _content(self) -> Mapping[str, Any]:
        return self._read()

    @cached_property
    def _days(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Mask]:
        """First and last day of each record, and whether its own date line says so."""
        days = np.array(self._content["days"], dtype=np.int32).reshape(-1, 2)
        if len(days) != self._count:
            raise ArchiveDamaged(faults.OTHER_FACETS(), faults.REBUILD())
        by_line = np.array([name == FieldName.DATE for name in self._content["dated by"]], bool)
        return days[:, 0], days[:, 1], by_line

    @cached_property
    def _columns(self) -> Mapping[Facet, _Column]:
        return {facet: self._column(facet) for facet in Facet}

    def _column(self, facet: Facet) -> _Column:
        column = self._content[facet.value]
        pairs = np.array(column["pairs"], dtype=np.int32).reshape(-1, 2)
        if len(pairs) and pairs.max(axis=0)[0] >= self._count:
            raise ArchiveDamaged(faults.OTHER_FACETS(), faults.REBUILD())
        words = [plain(value) for value in column["values"]]
        whole: dict[str, list[int]] = {}
        for i, value in enumerate(words):
            whole.setdefault(value, []).append(i)
        return _Column(
            values=column["values"],
            words=words,
            whole=whole,
            records=pairs[:, 0].copy(),
            of=pairs[:, 1].copy(),
        )


def table_of(facts: Sequence[Facts]) -> dict[str, Any]:
    """Return the plain data that `Facets` reads: facts of each record, turned into columns."""
    table: dict[str, Any] = {
        "days": [
            [each.dated.start.toordinal(), each.dated.end.toordinal()]
            if each.dated
            else [_NEVER, _NEVER]
            for each in facts
        ],
        "dated by": [each.dated.field if each.dated else None for each in facts],
    }
    for facet in Facet:
        values: dict[str, int] = {}
        pairs = [
            [record, values.setdefault(value, len(values))]
            for record, each in enumerate(facts)
            for value in each.values.get(facet, ())
        ]
        table[facet.value] = {"values": list(values), "pairs": pairs}
    return table


def facts_in(path: Path) -> list[Facts]:
    """Read back the facts that were written, in the order of their records' ids.

    Raises:
        ArchiveDamaged: the table cannot be read.
    """
    try:
        table = json.loads(path.read_bytes())
        values: list[dict[Facet, list[str]]] = [{} for _ in table["days"]]
        for facet in (Facet.RECORD, *(each for each in Facet if each is not Facet.RECORD)):
            column = table[facet.value]
            for record, value in column["pairs"]:
                values[record].setdefault(facet, []).append(column["values"][value])
        return [
            Facts(
                record_id=held[Facet.RECORD][0],
                dated=None
                if name is None
                else Dated(
                    start=date.fromordinal(start),
                    end=date.fromordinal(end),
                    field=FieldName(name),
                ),
                values={facet: tuple(each) for facet, each in held.items()},
            )
            for held, (start, end), name in zip(
                values, table["days"], table["dated by"], strict=True
            )
        ]
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        said = faults.FACETS(file=path.name)
        raise ArchiveDamaged(said, faults.REBUILD()) from error


def write(path: Path, facts: Sequence[Facts]) -> None:
    """Write the facts of all records, in the order of their ids.

    Raises:
        OSError: the disk is full or failing.
    """
    path.write_text(json.dumps(table_of(facts)), encoding="utf-8")


def _bounds(dates: DateRange) -> tuple[int, int]:
    start, end = dates.start, dates.end
    return (
        _FIRST if start is None else start.toordinal(),
        _LAST if end is None else end.toordinal(),
    )


def _near(words: str, column: _Column) -> tuple[str, ...]:
    """Name values that look like one that no record has."""
    # Comparing is slow, so only values that begin a word alike are.
    begins = tuple(f" {word[:3]}" for word in words.split())
    alike = {
        held: value
        for held, value in zip(column.words, column.values, strict=True)
        if any(begin in f" {held}" for begin in begins)
    }
    some = list(alike)[:_COMPARED]
    found = difflib.get_close_matches(words, some, n=_NAMED, cutoff=0.6)
    return tuple(alike[held] for held in found)
