"""Names: the variants under which one place, state or office stands in the records.

A table anyone can edit, never applied to stored text. Four kinds are kept apart: `same`
(another spelling or form of the name), `metonym` (a capital for its government),
`broader` (not the same thing) and `event` (a later name for what the records describe).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class NameKind(StrEnum):
    """How a variant stands to the name it is listed under."""

    SAME = "same"
    METONYM = "metonym"
    BROADER = "broader"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One line of the table."""

    name: str
    variant: str
    kind: NameKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A name found in a query and the other forms it is searched under.

    Attributes:
        words: as they stand in the query.
        forms: other forms of the same thing.
        kind: how the words stand to those forms; only `same` goes without saying.
    """

    words: str
    forms: tuple[str, ...]
    kind: NameKind


@cache
def shipped_names() -> tuple[Variant, ...]:
    """Return the shipped table."""
    text = (files("corpus") / "data" / "names.csv").read_text(encoding="utf-8")
    return tuple(
        Variant(name=row["name"], variant=row["variant"], kind=NameKind(row["kind"]))
        for row in csv.DictReader(text.splitlines())
    )


def expand(query: str, table: Sequence[Variant]) -> tuple[Expansion, ...]:
    """Find the names of a query that the table knows under other forms.

    The longest variant wins where two overlap; `broader` ones are never expanded.
    """
    found: list[Expansion] = []
    taken: list[tuple[int, int]] = []
    for words in sorted({form for row in table for form in (row.variant, row.name)}, key=_longest):
        for match in re.finditer(_pattern(words), query):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            found += _expansions(match.group(), words, table)
    return tuple(found)


def _expansions(found: str, words: str, table: Sequence[Variant]) -> list[Expansion]:
    by_kind: dict[NameKind, list[str]] = {}
    for row in table:
        if row.kind is NameKind.BROADER:
            continue
        if row.variant == words:
            by_kind.setdefault(row.kind, []).append(row.name)
        if row.name == words or row.variant == words:
            siblings = [r.variant for r in table if r.name == row.name and r.kind is NameKind.SAME]
            by_kind.setdefault(row.kind if row.variant == words else NameKind.SAME, []).extend(
                sibling for sibling in siblings if sibling != words
            )
    return [
        Expansion(words=found, forms=tuple(dict.fromkeys(forms)), kind=kind)
        for kind, forms in by_kind.items()
        if forms
    ]


def _longest(words: str) -> tuple[int, str]:
    return -len(words), words


@cache
def _pattern(words: str) -> str:
    """Match whole words, in any case unless short capitals; CJK has no word boundaries."""
    exact = re.escape(words)
    edged = rf"(?<!\w){exact}(?!\w)" if words.isascii() else exact
    return edged if words.isupper() and len(words) <= 4 else f"(?i:{edged})"
