"""Periods: "from 1962", "before August 1963", "between 1960 and 1962", and what begins in them."""

from __future__ import annotations

import re

from bot.dating import DAY, MONTHS
from corpus.dates import parse_date
from corpus.entries import Entry
from corpus.errors import InvalidQuery
from corpus.filters import DateRange, date_range
from corpus.sayings import DATE, Form, Saying

_DATE = (
    rf"(?:{DAY}|{MONTHS},?\s+\d{{4}}"
    r"|\d{4}-\d{2}(?:-\d{2})?|(?:the\s+year\s+)?(?:1[5-9]|20)\d\d)(?!\w)"
)
_PERIOD = re.compile(
    r"\b(?:(?:were |was |are |is )?(?:written|dated|sent|made|issued|drafted|produced)\s+)?"
    r"(?:from\s+(?=between|before|after|since|until|till))?"
    # Not "from 1960 and 1962", which is no stretch.
    rf"(?:(?:between\s+(?P<first>{_DATE})\s+(?:and|to)"
    rf"|from\s+(?P<from>{_DATE})\s+(?:to|until|till|through))\s+(?P<last>{_DATE})"
    rf"|(?P<how>from|of|in|on|dated|during|before|after|since|until|till|up to(?: and including)?"
    r"|prior to|earlier than|later than|(?:in|on) or before|(?:in|on) or after)\s+"
    rf"(?P<date>{_DATE})(?:\s*(?:[-–]|\bto|\buntil)\s*(?P<to>{_DATE}))?"
    r"(?P<open>\s+(?:on|onwards?|(?:and|or) (?:later|after|onwards?)"
    r"|(?:and|or) (?:earlier|before))\b(?!\s+\w))?)",
    re.IGNORECASE,
)
#: How people say on which side of a date, and how a date filter says it.
_SIDES = {
    "before": "before", "prior to": "before", "earlier than": "before",
    "after": "after", "later than": "after",
    "since": "since", "in or after": "since", "on or after": "since",
    "until": "until", "till": "until", "up to": "until", "up to and including": "until",
    "in or before": "until", "on or before": "until",
}  # fmt: skip
_DAY = 10  # letters of a day: 1963-08-01

_COUNTED_BY = (
    "Counted by the document’s own date, or where it has none by the catalogue’s; {undated} without"
    " a date are not counted."
)


def _begin(code: str, when: str) -> Form:
    share = f"{{number}} of the {{count:,}} {{held}} begin{{s}} {when}. {_COUNTED_BY}"
    return Form(code, share.replace("{s}", ""), share.replace("{s}", "s"))


_IN = _begin("frame.period", "in {period}")
_ON = _begin("frame.period.day", "on {period}")
_SINCE = _begin("frame.period.since", "in {period} or later")
_UNTIL = _begin("frame.period.until", "in {period} or earlier")
_FROM_TO = _begin("frame.period.between", "in the time from {first} to {last}")


def period_in(words: str) -> tuple[DateRange, str] | None:
    """Return the first period that words name, and the words without it; None without one."""
    found = _PERIOD.search(words)
    if found is None:
        return None
    try:
        period = date_range(_said(found))
    except InvalidQuery:  # no day of any calendar, or one that ends before it begins
        return None
    return period, f"{words[: found.start()]} {words[found.end() :]}"


def _said(found: re.Match[str]) -> str:
    """Return a period as a date filter is written."""
    if found["last"]:
        return f"from {_bare(found['first'] or found['from'])} to {_bare(found['last'])}"
    date, how = _bare(found["date"]), found["how"].lower()
    if found["to"]:
        return f"from {date} to {_bare(found['to'])}"
    if found["open"]:
        back = re.search("earlier|before", found["open"], re.IGNORECASE)
        return f"{'until' if back else 'since'} {date}"
    return f"{_SIDES[how]} {date}" if how in _SIDES else date


def _bare(date: str) -> str:
    return re.sub(r"^the\s+year\s+", "", date, flags=re.IGNORECASE)


def begins_in(entry: Entry, period: DateRange) -> bool | None:
    """Tell whether a record begins in a period; None where its date is too broad to tell."""
    own = parse_date(entry.date.edtf.partition("/")[0]) if entry.date else None
    if own is None:
        return False
    first, last = period.start, period.end
    if (first and own.end < first) or (last and own.start > last):
        return False
    within = (first is None or first <= own.start) and (last is None or own.end <= last)
    return True if within else None


def saying_of(period: DateRange) -> tuple[Form, dict[str, Saying]]:
    """Return the form in which it is said how many records begin in a period, and its dates."""
    first, last = period.first, period.last
    if first and last and first != last:
        return _FROM_TO, {"first": _date(first), "last": _date(last)}
    one = {"period": _date(first or last or "")}
    if first != last:
        return (_SINCE if first else _UNTIL), one
    return (_ON if len(first or "") == _DAY else _IN), one


def _date(edtf: str) -> Saying:
    return DATE(words=edtf, edtf=edtf)
