"""Filters: what part of an archive is searched, said by its catalogue.

Several values of one filter mean any of them; several filters mean all of them. A date
filter keeps a record whose dates overlap it: one dated "1962" may be of August 1962. A
record that nobody dated is left out by it, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from corpus.dates import parse_date
from corpus.errors import InvalidQuery
from corpus.facets import Facet
from corpus.passages import Role
from corpus.sayings import QUOTED, Form, Saying, listed, term

_DATE_HELP = Form(
    "remedy.date",
    "Write a year, a month or a day, or two with a slash between: 1962, 1962-08, "
    "1962-08-01, 1962-08/1963-08, 1962-08/.. or ../1963.",
)
_NO_DATE = Form("filter.no date", "“{words}” is no date that can be searched by.")
_NO_DATES = Form("filter.no dates", "A date filter without dates filters nothing.")
_REVERSED = Form("filter.reversed", "The dates {first} to {last} end before they begin.")
_TURN_ROUND = Form("remedy.reversed", "Write the earlier one first: {last}/{first}.")
_DATE_WORDS = Form("filter.date words", "The filter “{key}” takes a date in words.")
_TWICE = Form("filter.twice", "A date filter is given twice.")
_ONE_WAY = Form("remedy.twice", "Give either the dates, or from and to.")
_NO_VALUE = Form("filter.value", "“{value}” cannot be searched by as a {facet}.")
_LETTERS = Form("remedy.value", "Give a {facet} of 1 to {most} letters.")
_TOO_MANY = Form("filter.many", "{values:,} values of {facet} are too many.")
_AT_MOST = Form("remedy.many", "Give {most:,} at most.")
_UNKNOWN = Form("filter.unknown", "There is no filter called “{key}”.")
_KNOWN = Form("remedy.filters", "The filters are {known}.")
_TEXTS = Form("filter.words", "The filter “{key}” takes words or a list of them.")
_SUCH_AS = Form("remedy.filter words", "Such as {example}.")
_NO_ROLE = Form("filter.no role", "There is no role “{name}”.")
_ROLES = Form("remedy.roles", "The roles are {roles}.")
_SINCE = Form("filter.since", "documents dated {first} or later")
_UNTIL = Form("filter.until", "documents dated {last} or earlier")
_DATED = Form("filter.dated", "documents dated {words}")
_FROM_TO = Form("filter.from to", "documents dated {first} to {last}")
_IS = Form("filter.is", "{facet} {values}")
_OPEN = ("", "..")
#: How people write a stretch: between two dates, and open at one side. A day before or after
#: the date is not in it, one since or until it is.
_FROM = re.compile(r"(?:from|between) ", re.IGNORECASE)
_TO = re.compile(r" (?:to|and|until|till) ", re.IGNORECASE)
_SIDE = re.compile(r"(before|after|since|from|until|till|to|up to) (.+)", re.IGNORECASE)
#: Longest date filter, in characters; two dates in words are shorter.
_LONGEST_DATES = 100
#: Longest value and most values of one filter: more is a mistake, not a wish.
_LONGEST, _MOST = 500, 10_000
_NAMES = (*(facet.value for facet in Facet), "role")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """A stretch of days, open at one side at most.

    Attributes:
        first: its beginning as precise as it was given, EDTF; None when it is open.
        last: its end, included; None when it is open.
    """

    first: str | None
    last: str | None

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            raise InvalidQuery(_NO_DATES(), _DATE_HELP())
        start, end = self.start, self.end
        if start is not None and end is not None and end < start:
            ends = {"first": str(self.first), "last": str(self.last)}
            raise InvalidQuery(_REVERSED(**ends), _TURN_ROUND(**ends))

    @property
    def start(self) -> date | None:
        """First day; None when the beginning is open."""
        return None if self.first is None else _days(self.first)[0]

    @property
    def end(self) -> date | None:
        """Last day, included; None when the end is open."""
        return None if self.last is None else _days(self.last)[1]

    @property
    def edtf(self) -> str:
        """The stretch in one string, as `date_range` reads it."""
        if self.first == self.last:
            return self.first or ""
        return f"{self.first or '..'}/{self.last or '..'}"

    @property
    def sentence(self) -> Saying:
        """The stretch in words."""
        if self.last is None:
            return _SINCE(first=str(self.first))
        if self.first is None:
            return _UNTIL(last=self.last)
        if self.first == self.last:
            return _DATED(words=self.first)
        return _FROM_TO(first=self.first, last=self.last)


def date_range(words: str) -> DateRange:
    """Read a date filter: `1962`, `1962-08/1963-08`, `../1963`, "August 1962", "before 1963".

    Raises:
        InvalidQuery: it is no date, has two open ends, or ends before it begins.
    """
    bare = " ".join(words.split())
    if len(bare) > _LONGEST_DATES:
        raise InvalidQuery(_NO_DATE(words=bare[:80]), _DATE_HELP())
    side = _SIDE.fullmatch(bare)
    if side and not _between(side[2]):
        return _one_sided(side[1].lower(), side[2])
    if between := _between(bare):
        return DateRange(first=_edge(between[0], 0), last=_edge(between[1], -1))
    if bare.count("/") == 1:
        first, last = (part.strip() for part in bare.split("/"))
        return DateRange(first=_edge(first, 0), last=_edge(last, -1))
    found = _read(bare)
    first, _, last = found.partition("/")
    return DateRange(first=first, last=last or first)


def _between(bare: str) -> tuple[str, str] | None:
    """Return the two ends of "from 1962 to 1963", or None where one is missing."""
    opening = _FROM.match(bare)
    ends = _TO.split(bare[opening.end() :] if opening else bare, maxsplit=1)
    return (ends[0], ends[1]) if len(ends) == 2 else None


def _one_sided(side: str, words: str) -> DateRange:
    if side in ("since", "from"):
        return DateRange(first=_edge(words, 0), last=None)
    if side in ("until", "till", "to", "up to"):
        return DateRange(first=None, last=_edge(words, -1))
    edge = _read(words).split("/")[0 if side == "before" else -1]
    start, end = _days(edge)
    # As precise as it was given: before 1963 is 1962 or earlier.
    if side == "before":
        return DateRange(first=None, last=(start - timedelta(days=1)).isoformat()[: len(edge)])
    return DateRange(first=(end + timedelta(days=1)).isoformat()[: len(edge)], last=None)


def _edge(words: str | None, side: int) -> str | None:
    """Read one end; of a stretch such as "August 1-3, 1963" its own first or last day."""
    return None if words is None or words in _OPEN else _read(words).split("/")[side]


def _read(words: str) -> str:
    found = parse_date(words)
    if found is None:
        raise InvalidQuery(_NO_DATE(words=words[:80]), _DATE_HELP())
    return found.edtf


def _days(edtf: str) -> tuple[date, date]:
    found = parse_date(edtf)
    if found is None:
        raise InvalidQuery(_NO_DATE(words=edtf[:80]), _DATE_HELP())
    return found.start, found.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is narrowed to; one without any keeps everything.

    Attributes:
        dates: when the document was made.
        values: for each facet, the values of which a record must have one.
        roles: which kinds of passage; none means what the search takes by default.

    Raises:
        InvalidQuery: a value is empty or too long, or there are too many.
    """

    dates: DateRange | None = None
    values: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()

    def __post_init__(self) -> None:
        for facet, wanted in self.values.items():
            for value in wanted:
                if not any(c.isalnum() for c in value) or len(value) > _LONGEST:
                    raise InvalidQuery(
                        _NO_VALUE(value=value[:80], facet=facet_name(facet)),
                        _LETTERS(facet=facet_name(facet), most=_LONGEST),
                    )
            if len(wanted) > _MOST:
                raise InvalidQuery(
                    _TOO_MANY(values=len(wanted), facet=facet_name(facet)), _AT_MOST(most=_MOST)
                )

    def __bool__(self) -> bool:
        """Whether it filters anything."""
        return bool(self.dates or self.roles or any(self.values.values()))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, as `from_json` reads it."""
        plain: dict[str, Any] = {"dates": self.dates.edtf} if self.dates else {}
        plain |= {facet.value: list(self.values[facet]) for facet in Facet if self._of(facet)}
        return plain | ({"role": [role.value for role in self.roles]} if self.roles else {})

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Filters:
        """Read filters from plain data.

        Keys are `dates` (or `from` and `to`), `collection`, `repository`, `language`,
        `person`, `place`, `reference`, `record` and `role`; all but the dates take one
        value or a list.

        Raises:
            InvalidQuery: a key or a value is none that a search can be narrowed by.
        """
        for key in plain:
            if key not in (*_NAMES, "dates", "from", "to"):
                known = listed(("dates", "from", "to", *_NAMES))
                raise InvalidQuery(_UNKNOWN(key=key[:80]), _KNOWN(known=known))
        return cls(
            dates=_dates(plain),
            values={facet: given for facet in Facet if (given := _texts(plain, facet.value))},
            roles=tuple(_role(name) for name in _texts(plain, "role")),
        )

    @property
    def sentence(self) -> Saying:
        """What is searched, in words: "documents dated 1962, place “Yining”"; a `Saying`."""
        parts = [self.dates.sentence] if self.dates else []
        for facet in Facet:
            if self._of(facet):
                parts.append(_IS(facet=facet_name(facet), values=_any_of(self._of(facet))))
        if self.roles:
            roles = _any_of(role.value for role in self.roles)
            parts.append(_IS(facet=term("filter", "role", "role"), values=roles))
        return listed(parts)

    def _of(self, facet: Facet) -> tuple[str, ...]:
        return self.values.get(facet, ())


def facet_name(facet: Facet) -> Saying:
    """Return what a filter is called."""
    return term("filter", facet.value, facet.value)


def _any_of(values: Iterable[str]) -> Saying:
    return listed((QUOTED(words=value) for value in values), "or")


def _dates(plain: Mapping[str, Any]) -> DateRange | None:
    given = {}
    for key in ("dates", "from", "to"):
        value = plain.get(key)
        if value is not None and not isinstance(value, str):
            raise InvalidQuery(_DATE_WORDS(key=key), _DATE_HELP())
        if value is not None:
            given[key] = value.strip()
    if "dates" in given:
        if len(given) > 1:
            raise InvalidQuery(_TWICE(), _ONE_WAY())
        return date_range(given["dates"])
    if not given:
        return None
    return DateRange(first=_edge(given.get("from"), 0), last=_edge(given.get("to"), -1))


def checked_filters(filters: Filters | None) -> Filters | None:
    """Return filters as they are, so that nothing else is taken for some.

    Raises:
        TypeError: they are none.
    """
    if isinstance(filters, Filters | None):
        return filters
    raise TypeError(
        f"filters are {filters!r}, not Filters or None; such can be made so: "
        "Filters.from_json({'dates': '1963'})."
    )


def _texts(plain: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = plain.get(key)
    if given is None:
        return ()
    values: Iterable[Any] = [given] if isinstance(given, str) else given
    if not isinstance(values, (list, tuple)) or not all(isinstance(v, str) for v in values):
        raise InvalidQuery(_TEXTS(key=key), _SUCH_AS(example=f'{{"{key}": ["…"]}}'))
    return tuple(dict.fromkeys(value.strip() for value in values))


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise InvalidQuery(
            _NO_ROLE(name=name[:80]), _ROLES(roles=listed(role.value for role in Role))
        ) from None
