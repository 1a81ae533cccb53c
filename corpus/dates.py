"""Dates: the archive's words for a day, a month or a year, and what they amount to.

Values are EDTF level 0 (`1963-08-01`, `1962-08`, `1936`, `1962/1963`). Nothing is guessed: a date
that its source doubts ("circa 1962", "[1962?]") and a numeric one that can be read two
ways ("3/4/1962") are None, and their words stay with the field.

Source: Extended Date/Time Format, Library of Congress, 2019, level 0.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.sayings import DATE, Form
from corpus.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class DateInterval:
    """A day, a month, a year or a stretch between two, as the days it covers.

    Attributes:
        start: first day.
        end: last day, included.
        edtf: the value, as precise as the words.
        words: the words it was read from.
    """

    start: date
    end: date
    edtf: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """What a relative date amounts to; shown beside a quote, never in it.

    Attributes:
        span: where the words stand.
        words: the document's words.
        value: EDTF level 0.
        basis: how the value is known, in words for the reader.
    """

    span: Span
    words: str
    value: str
    basis: str


#: Basis of a date whose missing part an editor put in brackets.
_SUPPLIED = Form("gloss.supplied", "supplied by the editor in brackets")
SUPPLIED = _SUPPLIED()
_RECKONED = Form("gloss.reckoned", "reckoned from the document date {date}")

_NAMES = (
    "january february march april may june july august september october november december".split()
)
_MONTH_NUMBER = {name: number for number, name in enumerate(_NAMES, 1)}
_MONTH_NUMBER |= {name[:3]: number for name, number in _MONTH_NUMBER.items()} | {"sept": 9}
_MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?"
    r"|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"\[?(?P<year>1\d{3}|20\d{2})\]?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        _YEAR,
        r"(?P<year>1\d{3}|20\d{2})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?",
        # Only of late centuries: fonds are numbered so as well (1235-2-10).
        r"(?P<year>1[5-9]\d{2}|20\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    )
)
_LONGEST = 80  # characters; no date in words is longer, and a paragraph is none
_DASH = r"\s?[-–—/]\s?"
#: Two dates with what they share written once: "1–3 August 1963", "March–April 1953".
_RANGES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<first>\d{{1,2}}){_DASH}(?P<last>\d{{1,2}})(?P<after>\s[a-z.]+,?\s\d{{4}})",
        rf"(?P<before>[a-z.]+\s)(?P<first>\d{{1,2}}){_DASH}(?P<last>\d{{1,2}})(?P<after>,?\s\d{{4}})",
        rf"(?P<first>[a-z]{{3,}}\.?){_DASH}(?P<last>[a-z]{{3,}}\.?)(?P<after>,?\s\d{{4}})",
        r"(?P<first>\d{4})\s?[-–—/]\s?(?P<last>\d{4})",
        r"between\s(?P<first>.*\d{4})\sand\s(?P<last>.*\d{4})",
        r"(?P<first>.*\w{3,}.*\d{4})\s?(?:[-–—]|to|/)\s?(?P<last>.*\w{3,}.*\d{4})",
    )
)
#: Words of a catalogue for a date that it does not know.
_UNDATED = re.compile(
    r"\W*(?:undated|unknown|not known|no date|n\.? ?d|n/a|date unknown)?\W*", re.IGNORECASE
)
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(1\d{3}|20\d{2})")


def parse_date(words: str) -> DateInterval | None:
    """Read an absolute date that makes up the whole of `words`.

    Day first ("1st April, 1949"), US order ("August 1, 1963"), month and year, year,
    ISO 8601 (and "1963-8-1"), a year in an editor's brackets ("19 September [1962]"),
    numeric forms of which only one reading is a date ("13.08.1963"), and stretches
    between two of one kind ("August 1-3, 1963", "1962–1963", "between 1962 and 1963").

    Returns:
        The interval; None where `words` are no date, an impossible one, a doubtful one
        or one that can be read two ways.
    """
    if len(words) > _LONGEST:
        return None
    bare = " ".join(words.split()).strip(" .,;()")
    if bare.startswith("[") and bare.endswith("]") and bare.count("[") == 1:
        bare = bare[1:-1]
    for form in _FORMS:
        found = form.fullmatch(bare)
        if found:
            parts = found.groupdict()
            month = parts.get("month")
            day = parts.get("day")
            return _interval(
                int(parts["year"]),
                _month_number(month) if month else None,
                int(day) if day else None,
                words,
            )
    return _numeric(bare, words) or _range(bare, words)


def undated(words: str) -> bool:
    """Tell whether a catalogue's words say that it knows no date."""
    return _UNDATED.fullmatch(words) is not None


def glosses(text: str, anchor: DateInterval, offset: int = 0) -> tuple[Gloss, ...]:
    """Resolve the relative dates of `text`, and dates completed in brackets.

    The longest expression wins: "30 August of last year" is one gloss. What needs a
    day ("yesterday"), a month ("last month") or a year ("last year") is left alone when
    `anchor` does not lie within one; vague words ("recently", "the last year") always are.

    Args:
        text: the words of the document.
        anchor: the document's own date, never that of its web record.
        offset: added to every span.
    """
    found = [
        Gloss(
            span=Span(match.start() + offset, match.end() + offset),
            words=match.group(),
            value=value,
            basis=SUPPLIED
            if rule is _supplied
            else _RECKONED(date=DATE(words=anchor.edtf, edtf=anchor.edtf)),
        )
        for pattern, rule in _RULES
        for match in pattern.finditer(text)
        if (value := rule(match, anchor)) is not None
    ]
    kept: list[Gloss] = []
    for gloss in sorted(found, key=lambda gloss: (-len(gloss.span), gloss.span)):
        if not any(gloss.span.overlaps(other.span) for other in kept):
            kept.append(gloss)
    return tuple(sorted(kept, key=lambda gloss: gloss.span))


def _month_number(words: str) -> int:
    name = words.lower().rstrip(".")
    return int(name) if name.isdigit() else _MONTH_NUMBER[name]


def _interval(year: int, month: int | None, day: int | None, words: str) -> DateInterval | None:
    if month is None:
        return DateInterval(
            start=date(year, 1, 1), end=date(year, 12, 31), edtf=f"{year:04}", words=words
        )
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return DateInterval(
            start=date(year, month, 1),
            end=date(year, month, last),
            edtf=f"{year:04}-{month:02}",
            words=words,
        )
    if not 1 <= day <= last:
        return None
    only = date(year, month, day)
    return DateInterval(start=only, end=only, edtf=only.isoformat(), words=words)


def _numeric(bare: str, words: str) -> DateInterval | None:
    found = _NUMERIC.fullmatch(bare)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    readings = {
        reading.edtf: reading
        for reading in (
            _interval(year, second, first, words),
            _interval(year, first, second, words),
        )
        if reading
    }
    return next(iter(readings.values())) if len(readings) == 1 else None


def _range(bare: str, words: str) -> DateInterval | None:
    for form in _RANGES:
        found = form.fullmatch(bare)
        if not found:
            continue
        parts = found.groupdict(default="")
        before, after = parts.get("before", ""), parts.get("after", "")
        first = parse_date(before + parts["first"] + after)
        last = parse_date(before + parts["last"] + after)
        if first and last and first.start < last.start and "/" not in first.edtf + last.edtf:
            edtf = f"{first.edtf}/{last.edtf}"
            return DateInterval(start=first.start, end=last.end, edtf=edtf, words=words)
    return None


_SHIFT = {"last": -1, "this": 0, "next": 1}
_DAY_SHIFT = {"the day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1}


def _supplied(match: re.Match[str], anchor: DateInterval) -> str | None:
    """`19 September [1962]`: the year is the editor's."""
    return _value(match, int(match["year"]))


def _of_year(match: re.Match[str], anchor: DateInterval) -> str | None:
    """`30 August of last year`, `May last year`, `last year`."""
    year = _year(anchor)
    return None if year is None else _value(match, year + _SHIFT[match["which"].lower()])


def _year_before_last(match: re.Match[str], anchor: DateInterval) -> str | None:
    year = _year(anchor)
    return None if year is None else f"{year - 2:04}"


def _year(anchor: DateInterval) -> int | None:
    """The year that a date lies in; None for a stretch of several."""
    return anchor.start.year if anchor.start.year == anchor.end.year else None


def _of_month(match: re.Match[str], anchor: DateInterval) -> str | None:
    """`the 5th of last month`, `this month`."""
    if _year(anchor) is None or anchor.start.month != anchor.end.month:
        return None
    months = anchor.start.year * 12 + anchor.start.month - 1 + _SHIFT[match["which"].lower()]
    day = match.groupdict().get("day")
    found = _interval(months // 12, months % 12 + 1, int(day) if day else None, match.group())
    return found.edtf if found else None


def _of_day(match: re.Match[str], anchor: DateInterval) -> str | None:
    if anchor.start != anchor.end:
        return None
    words = " ".join(match.group().lower().split())  # they may stand on two lines
    return (anchor.start + timedelta(days=_DAY_SHIFT[words])).isoformat()


def _value(match: re.Match[str], year: int) -> str | None:
    parts = match.groupdict()
    month = parts.get("month")
    if month and not month[0].isupper():
        return None  # "they may last year" names no month
    day = parts.get("day")
    found = _interval(
        year, _month_number(month) if month else None, int(day) if day else None, match.group()
    )
    return found.edtf if found else None


_Rule = Callable[[re.Match[str], DateInterval], str | None]
_MONTH_DAY = rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
_WHICH_YEAR = r",?\s+(?:(?:of|in)\s+)?(?P<which>last|this|next)\s+year"
_YEAR_SUPPLIED = r",?\s+\[(?P<year>1\d{3}|20\d{2})\]"
#: Expressions and how each is reckoned. `glosses` lets the longest win.
_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = tuple(
    (re.compile(rf"(?<![\w-]){pattern}(?!\w)", re.IGNORECASE), rule)
    for pattern, rule in (
        (rf"{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR_SUPPLIED}", _supplied),
        (rf"{_MONTH_DAY}{_YEAR_SUPPLIED}", _supplied),
        (rf"{_MONTH}{_YEAR_SUPPLIED}", _supplied),
        (rf"{_DAY}\s+(?:of\s+)?{_MONTH}{_WHICH_YEAR}", _of_year),
        (rf"{_MONTH_DAY}{_WHICH_YEAR}", _of_year),
        (rf"{_MONTH}{_WHICH_YEAR}", _of_year),
        # "the last year" is the twelve months past, or the end of something.
        (r"(?<!the )(?P<which>last|this|next)\s+year", _of_year),
        (r"the\s+year\s+before\s+last", _year_before_last),
        (rf"{_DAY}\s+of\s+(?P<which>last|this|next)\s+month", _of_month),
        (r"(?<!the )(?P<which>last|this|next)\s+month", _of_month),
        (r"the\s+day\s+before\s+yesterday|yesterday|today|tomorrow", _of_day),
    )
)
