"""Editions: how a document printed in a volume of documents is cited.

A printed document is found by its edition and not by its archive: volume, number of the
document, page. The facts of the edition are read here; `edition_styles` writes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.descriptions import FieldName

if TYPE_CHECKING:
    from corpus.descriptions import Description
    from corpus.profiles import Profile

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_VOLUME = re.compile(r"Vol(?:ume|\.)\s+(?P<number>[\w–-]+)(?:,\s+Part\s+(?P<part>\w+))?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The volume a document is printed in. None, "" and () are left out of citations.

    Attributes:
        title: of the whole volume, with series, years and number.
        series: the series with the years it covers.
        short_series: what citations call the series after the first time.
        series_editors: editors of the series.
        volume: its number as citations print it: `vol. 22`, `vol. 1, pt. 2`.
        volume_number: that number alone: `22`, `1, pt. 2`.
        volume_title: the volume's own title.
        editors: editors of the volume.
        place: where it was published.
        publisher: by whom.
        year: when; never the year of the document.
        item: number of the document in the volume.
    """

    title: str
    series: str
    short_series: str
    series_editors: tuple[str, ...] = ()
    volume: str = ""
    volume_number: str = ""
    volume_title: str = ""
    editors: tuple[str, ...] = ()
    place: str = ""
    publisher: str = ""
    year: str = ""
    item: str = ""

    @property
    def document(self) -> str:
        """`doc. 4`, or "" where documents have no numbers."""
        return f"doc. {self.item}" if self.item else ""

    @property
    def imprint(self) -> str:
        """`Washington, DC: Government Printing Office, 1996`, as far as known."""
        house = ": ".join(part for part in (self.place, self.publisher) if part)
        return ", ".join(part for part in (house, self.year) if part)


def read_edition(description: Description, profile: Profile) -> Edition | None:
    """Read the edition out of a description, or None for a document that is in none.

    Args:
        description: its catalogue fields.
        profile: says which words citations print in place of the source's.
    """
    series = _value(description, FieldName.SERIES)
    title = _value(description, FieldName.COLLECTION)
    if not series:
        return None
    printed = dict(profile.printed)

    def form(name: FieldName) -> str:
        words = _value(description, name)
        return printed.get(words, words)

    number = volume_number(_value(description, FieldName.VOLUME))
    return Edition(
        title=title or series,
        series=series,
        short_series=_short_series(series, printed),
        series_editors=_values(description, FieldName.SERIES_EDITOR),
        volume=f"vol. {number}" if number else _value(description, FieldName.VOLUME),
        volume_number=number,
        volume_title=_value(description, FieldName.VOLUME_TITLE),
        editors=_values(description, FieldName.EDITOR),
        place=form(FieldName.PUBLICATION_PLACE),
        publisher=form(FieldName.PUBLISHER),
        year=form(FieldName.PUBLISHED),
        item=_value(description, FieldName.DOCUMENT_NUMBER),
    )


def volume_number(words: str) -> str:
    """Return the number of a volume as citations print it, "" where there is none.

    >>> volume_number("Volume XXII"), volume_number("Volume I, Part 1")
    ('22', '1, pt. 1')
    >>> volume_number("Volume E–14, Part 1"), volume_number("Retrospective Volume")
    ('E–14, pt. 1', '')
    """
    found = _VOLUME.fullmatch(words.strip())
    if not found:
        return ""
    number = _arabic(found["number"])
    return f"{number}, pt. {_arabic(found['part'])}" if found["part"] else number


def _arabic(number: str) -> str:
    if not number or any(letter not in _ROMAN for letter in number):
        return number
    values = [_ROMAN[letter] for letter in number]
    following = [*values[1:], 0]
    return str(sum(-v if v < after else v for v, after in zip(values, following, strict=True)))


def _short_series(series: str, printed: dict[str, str]) -> str:
    """Replace a series' name by its short form, its years kept."""
    for name, short in printed.items():
        if series.startswith(name):
            return short + series[len(name) :]
    return series


def _value(description: Description, name: FieldName) -> str:
    return next(iter(_values(description, name)), "")


def _values(description: Description, name: FieldName) -> tuple[str, ...]:
    values = (" ".join(field.value.split()) for field in description.all(name) if field.value)
    return tuple(value for value in values if value)
