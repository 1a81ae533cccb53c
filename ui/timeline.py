"""The timeline: how many documents begin in each year, and which years have none."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.filters import DateRange

#: Years that a bar may stand for; the fewest are taken that leave few enough bars.
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000)
#: Day of 1 January 1970, as `date.toordinal`, where NumPy's calendar begins.
_EPOCH = 719_163
_Days = NDArray[np.int32]


def timeline(first: _Days, last: _Days, dates: DateRange | None, bins: int) -> dict[str, Any]:
    """Count documents by the year they begin in, or by month where all lie in one year.

    Args:
        first: first day of each document, as `date.toordinal`; 0 for one without a date.
        last: last day, shape as `first`.
        dates: the stretch that was asked for; a document that began before it is counted
            where it begins.
        bins: most bars wanted; whole years are put together to keep to it.

    Returns:
        `unit` ("year" or "month"), `step`, `bars` (each with `dates` as a filter takes it,
        `first`, `last`, `count` and `covered`, the documents whose dates overlap it) and
        `gaps` (stretches of years between the first and the last that no document's dates
        touch). No bars when nothing is dated.
    """
    first, last = first[first > 0], last[first > 0]
    if not len(first):
        return {"unit": "year", "step": 1, "bars": [], "gaps": []}
    starts, ends = _months(first), _months(last)
    low, high = int(starts.min()), int(ends.max())
    if dates is not None:  # a document of 1950-1990 does not stretch the view of 1962
        low = max(low, _edge(dates, 0, low))
        high = min(high, _edge(dates, 1, high))
        low, high = min(low, high), max(low, high)
        starts, ends = np.clip(starts, low, high), np.clip(ends, low, high)
    monthly = low // 12 == high // 12
    if monthly:
        step, low, high = 1, low - low % 12, high - high % 12 + 11
    else:
        years = high // 12 - low // 12 + 1
        wide = (each for each in _STEPS[1:] if years // each + 2 <= bins)
        step = 12 * (1 if years <= bins else next(wide, _STEPS[-1]))
    begin = low - low % step
    count = (high - begin) // step + 1
    at, to = (starts - begin) // step, (ends - begin) // step
    covered = np.cumsum(np.bincount(at, minlength=count + 1) - _after(to, count))
    counts = np.bincount(at, minlength=count)
    return {
        "unit": "month" if monthly else "year",
        "step": 1 if monthly else step // 12,
        "bars": [
            _bar(begin + i * step, step, monthly) | {"count": int(n), "covered": int(covered[i])}
            for i, n in enumerate(counts.tolist())
        ],
        "gaps": _gaps(starts // 12, ends // 12),
    }


def _months(days: _Days) -> NDArray[np.int64]:
    """Return the month of each day, counted from January of the year 0."""
    calendar = (days.astype(np.int64) - _EPOCH).astype("datetime64[D]").astype("datetime64[M]")
    return calendar.astype(np.int64) + 1970 * 12


def _edge(dates: DateRange, side: int, without: int) -> int:
    day = (dates.start, dates.end)[side]
    return without if day is None else day.year * 12 + day.month - 1


def _after(ends: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Count for each bar the documents that ended in the one before it."""
    return np.bincount(ends + 1, minlength=count + 1)


def _bar(month: int, step: int, monthly: bool) -> dict[str, Any]:
    year = month // 12
    if monthly:
        name = f"{year:04d}-{month % 12 + 1:02d}"
        return {"dates": name, "first": name, "last": name}
    begin, end = max(year, 1), year + step // 12 - 1
    first, last = f"{begin:04d}", f"{end:04d}"
    return {"dates": first if begin == end else f"{first}/{last}", "first": first, "last": last}


def _gaps(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> list[dict[str, int]]:
    """Return the stretches of years that no document's dates touch."""
    order = np.argsort(starts, kind="stable")
    gaps, reached = [], int(starts[order[0]])
    for at in order.tolist():
        if starts[at] > reached + 1:
            gaps.append({"first": reached + 1, "last": int(starts[at]) - 1})
        reached = max(reached, int(ends[at]))
    return gaps
