"""Dates as citations print them: a day, a month, a year, or a stretch between two.

The value comes from a description as EDTF level 0. One that is not (`circa 1962`) is
kept as words and printed as it stands: a citation guesses nothing.

Source: Extended Date/Time Format, Library of Congress, 2019, level 0.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Sequence

    _Form = Callable[["CalendarDate"], str]
    _RangeForm = Callable[["CalendarDate", "CalendarDate"], str]

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MLA_MONTHS = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()
_LEVEL_0 = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?)?(?:T.*)?"
)
_PARTS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A day; or a month, `day` being None; or a year, both being None."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def parts(self) -> tuple[int, ...]:
        """Year, month and day as far as known, the form of CSL `date-parts`."""
        return tuple(part for part in (self.year, self.month, self.day) if part is not None)

    @property
    def edtf(self) -> str:
        """The date as `1963`, `1963-08` or `1963-08-01`."""
        return "-".join(
            f"{part:0{width}}" for part, width in zip(self.parts, (4, 2, 2), strict=False)
        )


@dataclass(frozen=True, slots=True)
class CitedDate:
    """A date or a stretch of time, or words that give neither.

    Attributes:
        words: the words of the source, for a date that is not understood.
        start: first date; None when not understood.
        end: last date of a stretch, else None.
    """

    words: str
    start: CalendarDate | None = None
    end: CalendarDate | None = None

    @property
    def year(self) -> str:
        """`1963`, `1963–1964`, or the words."""
        if self.start is None:
            return self.words
        if self.end is None or self.end.year == self.start.year:
            return str(self.start.year)
        return f"{self.start.year}–{self.end.year}"

    @property
    def american(self) -> str:
        """`August 1, 1963`, `August 1–3, 1963`, `August 1963`, `1963`, or the words."""
        return self._shown(lambda date: _month_first(date, with_year=True), _short_month_first)

    @property
    def british(self) -> str:
        """`1 August 1963`, `1–3 August 1963`, `August 1963`, `1963`, or the words."""
        return self._shown(
            lambda date: _day_first(date, _MONTHS),
            lambda start, end: f"{start.day}–{_day_first(end, _MONTHS)}",
        )

    @property
    def mla(self) -> str:
        """`1 Aug. 1963`, `1–3 Aug. 1963`, `Aug. 1963`, `1963`, or the words."""
        return self._shown(_day_first, _short_day_first)

    @property
    def apa(self) -> str:
        """`1963, August 1`, `1963, August`, `1963`, or the words."""
        if self.start is None or self.start.month is None:
            return self.year
        if self.end is None:
            return f"{self.start.year}, {_month_first(self.start, with_year=False)}"
        if self.start.year != self.end.year or self.end.month is None:
            return f"{_year_first(self.start)}–{_year_first(self.end)}"
        last = _month_first(self.end, with_year=False)
        if self.start.month == self.end.month and self.start.day and self.end.day:
            last = str(self.end.day)
        return f"{self.start.year}, {_month_first(self.start, with_year=False)}–{last}"

    @property
    def edtf(self) -> str | None:
        """`1963-08-01`, `1963-08-01/1963-08-03`, or None when not understood."""
        if self.start is None:
            return None
        return self.start.edtf if self.end is None else f"{self.start.edtf}/{self.end.edtf}"

    @property
    def ris(self) -> str:
        """`YYYY/MM/DD/` of the first date, unknown parts empty; words after three slashes."""
        if self.start is None:
            return f"///{self.words}"
        return "/".join([*self.start.edtf.split("-"), "", "", ""][:3]) + "/"

    def _shown(self, whole: _Form, within_month: _RangeForm) -> str:
        if self.start is None:
            return self.words
        if self.end is None:
            return whole(self.start)
        if self.start.parts[:2] == self.end.parts[:2] and self.start.day and self.end.day:
            return within_month(self.start, self.end)
        return f"{whole(self.start)}–{whole(self.end)}"


def cited_date(value: str, words: str = "") -> CitedDate:
    """Read a date value.

    Args:
        value: EDTF level 0: a date, or two with a slash between them. A time of day is
            passed over.
        words: the source's words, printed when the value is no such date.

    >>> cited_date("1963-08").american
    'August 1963'
    >>> cited_date("circa 1962").american
    'circa 1962'
    """
    parts = value.split("/")
    dates = [date for part in parts if (date := _calendar_date(part.strip()))]
    if len(dates) != len(parts) or len(dates) > 2:
        return CitedDate(words or value)
    if len(dates) == 1 or dates[0] == dates[1]:
        return CitedDate(words or value, dates[0])
    return CitedDate(words or value, dates[0], dates[1])


def of_day(day: datetime.date) -> CitedDate:
    """Return a day of the calendar, such as the day a page was seen."""
    return CitedDate(day.isoformat(), CalendarDate(day.year, day.month, day.day))


def _calendar_date(value: str) -> CalendarDate | None:
    """Read a date of level 0; None for what is none, such as a thirtieth of February."""
    found = _LEVEL_0.fullmatch(value)
    if not found:
        return None
    year, month, day = (int(found[name]) if found[name] else None for name in _PARTS)
    assert year is not None  # every form has one
    if month and day and day > calendar.monthrange(year, month)[1]:
        return None
    return CalendarDate(year, month, day)


def _month_first(date: CalendarDate, *, with_year: bool) -> str:
    if date.month is None:
        return str(date.year)
    month = _MONTHS[date.month - 1]
    if date.day is None:
        return f"{month} {date.year}" if with_year else month
    return f"{month} {date.day}, {date.year}" if with_year else f"{month} {date.day}"


def _short_month_first(start: CalendarDate, end: CalendarDate) -> str:
    month = _MONTHS[(start.month or 1) - 1]
    return f"{month} {start.day}–{end.day}, {start.year}"


def _day_first(date: CalendarDate, months: Sequence[str] = _MLA_MONTHS) -> str:
    if date.month is None:
        return str(date.year)
    month = f"{months[date.month - 1]} {date.year}"
    return month if date.day is None else f"{date.day} {month}"


def _short_day_first(start: CalendarDate, end: CalendarDate) -> str:
    return f"{start.day}–{_day_first(end)}"


def _year_first(date: CalendarDate) -> str:
    if date.month is None:
        return str(date.year)
    return f"{date.year}, {_month_first(date, with_year=False)}"
