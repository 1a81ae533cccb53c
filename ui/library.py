"""The library: the records of an archive, browsed, filtered, sorted and counted. No file is read.

Made once for each state of the archive from the catalogue's light rows and the index's
facets; a page of it then costs some tens of milliseconds at 50,000 records.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.facets import Facet, days_of, plain
from corpus.filters import Filters
from corpus.store import Summary
from ui.documents import summary_json
from ui.timeline import timeline

if TYPE_CHECKING:
    from bot import Archive
    from embeddings.generation import Generation

SORTS = ("date", "title", "collection", "added")
#: The sides of the catalogue that the page filters by.
BROWSED = (Facet.COLLECTION, Facet.REPOSITORY, Facet.LANGUAGE, Facet.PERSON, Facet.PLACE)
#: Most collections drawn as bars, and most values named of each other side.
_BARS, _VALUES = 30, 12
_Rows = NDArray[np.intp]
_LAST = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What part of the library is asked for.

    Attributes:
        words: each must stand in a record's title, id or reference code; "" for any.
        filters: what its catalogue must say.
        sort: one of `SORTS`.
        descending: whether the last comes first; records without a date stay last.
        offset: how many rows to pass over.
        limit: most rows.
        bins: most bars of the timeline.
    """

    words: str = ""
    filters: Filters
    sort: str = "date"
    descending: bool = False
    offset: int = 0
    limit: int = 50
    bins: int = 40


class Library:
    """The records of one state of an archive.

    Args:
        rows: one light row a record, in the order they were added.
        generation: the index, which knows most of them; what was added or removed since it
            was made is listed, or not, as `rows` say.
    """

    def __init__(self, rows: Sequence[Summary], generation: Generation) -> None:
        self._rows = rows
        self._facets = generation.facets
        places = {record_id: at for at, record_id in enumerate(sorted(generation.hashes))}
        #: Place in the index of each row; -1 for a record that it does not hold yet.
        self._places = np.array([places.get(row.record_id, -1) for row in rows], np.intp)
        self._count = len(places)

    def page(self, wanted: Wanted) -> dict[str, Any]:
        """Return a page of rows, with counts over all that were found, as plain data."""
        said = self._saying(wanted.words)
        found, unmatched = self._having(wanted.filters)
        found &= said
        order = self._order(wanted.sort, wanted.descending)
        rows = order[found[order]]
        shown = rows[wanted.offset : wanted.offset + wanted.limit]
        first, last = self._days
        counts = self._counts(wanted.filters, said, found)
        collections = counts[Facet.COLLECTION]
        return {
            "total": len(self._rows),
            "found": len(rows),
            "offset": wanted.offset,
            "limit": wanted.limit,
            "rows": [self._row(at) for at in shown.tolist()],
            "timeline": timeline(first[rows], last[rows], wanted.filters.dates, wanted.bins),
            "undated": int((first[rows] == 0).sum()),
            "collections": _named(collections[:_BARS]),
            "other_collections": len(collections[_BARS:]),
            "values": {facet.value: _named(counts[facet][:_VALUES]) for facet in BROWSED},
            "distinct": {facet.value: len(counts[facet]) for facet in BROWSED},
            "unmatched": unmatched,
            "waiting": self.waiting,
        }

    def values(self, facet: Facet, words: str, limit: int) -> list[dict[str, Any]]:
        """Return the values of a facet that hold words beginning so, the most frequent first."""
        wanted = plain(words).split()
        counted = self._counted(facet, np.ones(len(self._rows), np.bool_))
        kept = (
            (value, count)
            for value, count in counted
            if all(f" {word}" in f" {plain(value)}" for word in wanted)
        )
        return _named([pair for pair, _ in zip(kept, range(limit), strict=False)])

    @cached_property
    def waiting(self) -> int:
        """How many records are stored and sound, and not in the index yet."""
        return sum(row.sound for row, at in zip(self._rows, self._places, strict=True) if at < 0)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What each record is called, by its id."""
        return {row.record_id: row.title or f"Record {row.record_id}" for row in self._rows}

    def _having(self, filters: Filters) -> tuple[NDArray[np.bool_], list[dict[str, Any]]]:
        """Return which rows filters leave, and the values of them that no record has."""
        if not filters:
            return np.ones(len(self._rows), np.bool_), []
        selected = self._facets.select(filters)
        found = (self._places >= 0) & np.append(selected.records, False)[self._places]
        return found, [
            {"filter": each.facet.value, "value": each.value, "near": list(each.near)}
            for each in selected.unmatched
        ]

    def _saying(self, words: str) -> NDArray[np.bool_]:
        """Return which rows have these words in title, id or reference code."""
        found = np.ones(len(self._rows), np.bool_)
        for word in plain(words).split():
            found &= np.fromiter((word in told for told in self._told), np.bool_, len(self._rows))
        return found

    def _counts(
        self, filters: Filters, said: NDArray[np.bool_], found: NDArray[np.bool_]
    ) -> dict[Facet, list[tuple[str, int]]]:
        """Count each side's values as if it alone were not filtered, so that another can be had."""
        counts = {}
        for facet in BROWSED:
            among = found
            if filters.values.get(facet):
                others = {side: held for side, held in filters.values.items() if side != facet}
                among = said & self._having(replace(filters, values=others))[0]
            counts[facet] = self._counted(facet, among)
        return counts

    def _counted(self, facet: Facet, found: NDArray[np.bool_]) -> list[tuple[str, int]]:
        """Count the records found by a facet's values, the most frequent first."""
        values, records, of = self._facets.pairs(facet)
        held = np.zeros(self._count + 1, np.bool_)
        held[self._places[found]] = True
        held[-1] = False
        counts = np.bincount(of[held[records]], minlength=len(values))
        some = np.flatnonzero(counts)
        pairs = [(values[at], int(counts[at])) for at in some.tolist()]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def _row(self, at: int) -> dict[str, Any]:
        place = int(self._places[at])
        told = {facet.value: self._of(facet).get(place, []) for facet in BROWSED[:3]}
        summary = self._rows[at]
        return summary_json(summary) | told | {"sound": summary.sound, "searchable": place >= 0}

    def _of(self, facet: Facet) -> dict[int, list[str]]:
        return self._by_place[facet]

    @cached_property
    def _by_place(self) -> dict[Facet, dict[int, list[str]]]:
        """The values of each shown facet by the place of their record in the index."""
        told: dict[Facet, dict[int, list[str]]] = {}
        for facet in BROWSED[:3]:
            values, records, of = self._facets.pairs(facet)
            held = told.setdefault(facet, {})
            for record, value in zip(records.tolist(), of.tolist(), strict=True):
                held.setdefault(record, []).append(values[value])
        return told

    @cached_property
    def _days(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """First and last day of each row, 0 where it has none."""
        starts, ends = self._facets.days
        both = [np.append(days, np.int32(0))[self._places] for days in (starts, ends)]
        for at in np.flatnonzero(self._places < 0).tolist():
            known = days_of(self._rows[at].date or "")
            both[0][at], both[1][at] = (day.toordinal() for day in known) if known else (0, 0)
        return both[0], both[1]

    @cached_property
    def _told(self) -> list[str]:
        """The words of each row that are looked through, after `plain`."""
        return [
            plain(" ".join((row.title or "", row.record_id, row.reference_code or "")))
            for row in self._rows
        ]

    @cached_property
    def _ranks(self) -> Mapping[str, NDArray[np.int64]]:
        """For each order, a number a row that sorts so; equal ones go on by date, then as added."""
        first = self._days[0].astype(np.int64)
        date = np.where(first == 0, _LAST, first)
        held = self._of(Facet.COLLECTION)
        of = [plain((held.get(int(at)) or ["\uffff"])[0]) or "\uffff" for at in self._places]
        return {
            "date": date,
            "title": _ranked([plain(row.title or "") or "\uffff" for row in self._rows]),
            "collection": _ranked(of),
            "added": np.arange(len(self._rows)),
        }

    def _order(self, sort: str, descending: bool) -> _Rows:
        ranks = self._ranks[sort]
        if descending:
            ranks = np.where(ranks == _LAST, ranks, -ranks)
        return np.lexsort((np.arange(len(ranks)), self._ranks["date"], ranks))


class Libraries:
    """Keeps the library of the state of an archive that was asked for last.

    Args:
        archive: an open archive.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._kept: tuple[str, tuple[Summary, ...], Library] | None = None

    def now(self) -> Library:
        """Return the library as the archive is now.

        Raises:
            ArchiveError: the archive or its index cannot be read.
        """
        rows = self._archive.summaries()
        generation = self._archive.generation()
        name = generation.manifest.generation
        with self._lock:
            # The rows of an unchanged archive are the same objects, so this is quick.
            if self._kept is None or self._kept[0] != name or self._kept[1] != rows:
                self._kept = (name, rows, Library(rows, generation))
            return self._kept[2]


def _ranked(words: Sequence[str]) -> NDArray[np.int64]:
    """Return for each text the place of its equals among all different texts, sorted."""
    order = {each: at for at, each in enumerate(sorted(set(words)))}
    return np.array([order[each] for each in words], np.int64)


def _named(pairs: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"value": value, "count": count} for value, count in pairs]
