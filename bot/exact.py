"""Exact needs: the words of a query that must be found as they stand.

What stands between double quotation marks is searched as a phrase, and a reference code or
record id as itself. Passages that have them come before all others, whatever their scores.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from bot.reach import Reach
from corpus.dates import parse_date
from corpus.facets import plain
from embeddings.analysis import STOP_WORDS, fold, terms
from embeddings.generation import Generation

_QUOTED = re.compile(r"\"([^\"]+)\"|“([^“”\"]+)[”\"]|„([^„“”]+)[“”]|«([^«»]+)»")
#: Numbers and letters joined by signs ("118-01100-14", "793.00/4-1453"), or a long number.
_CODE = re.compile(r"(?<![\w./:-])(?:\w+(?:[-–./]\w+)+|\d{5,})(?![\w])")
#: Fewest digits of a code: fewer are in many a word ("U-2", "27-nation").
_DIGITS = 4
#: Most needs of one query.
_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """Something that a query wants word for word, and where it is.

    Attributes:
        words: as the query has them.
        kind: a quoted phrase, or a reference code.
        rows: passages that have it, among those searched.
    """

    words: str
    kind: Literal["phrase", "code"]
    rows: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"words": self.words, "kind": self.kind, "passages": len(self.rows)}


def quoted(query: str) -> tuple[str, ...]:
    """Return what stands between double quotation marks in a query, each once.

    A lone word such as "the" is no need: almost every passage has it.

    >>> quoted('Who "instigated" the “mass exodus”?')
    ('instigated', 'mass exodus')
    """
    found = (next(filter(None, match.groups())) for match in _QUOTED.finditer(query))
    kept = (
        words.strip() for words in found if terms(words) and fold(words.strip()) not in STOP_WORDS
    )
    return tuple(dict.fromkeys(kept))[:_MOST]


def codes(query: str) -> tuple[str, ...]:
    """Return what has the form of a reference code in a query, each once.

    >>> codes("What does 118-01100-14 say of 1962-08-01?")
    ('118-01100-14',)
    """
    found = (match.group() for match in _CODE.finditer(query))
    kept = (c for c in found if sum(x.isdigit() for x in c) >= _DIGITS and parse_date(c) is None)
    return tuple(dict.fromkeys(kept))[:_MOST]


def exact_needs(query: str, generation: Generation, reach: Reach) -> tuple[Exact, ...]:
    """Return what a query wants word for word; a code that no record has is left out.

    Raises:
        ArchiveDamaged: the facets cannot be read.
    """
    found = []
    for words in quoted(query):
        rows = generation.lexical.phrase(words, len(generation.lexical), reach.within)
        found.append(Exact(words=words, kind="phrase", rows=tuple(sorted(rows))))
    for code in codes(query):
        records = generation.facets.coded(plain(code))
        if records.any():
            rows = np.flatnonzero(generation.allowed(records & reach.chosen, reach.roles)).tolist()
            found.append(Exact(words=code, kind="code", rows=tuple(rows)))
    return tuple(found)


def met(needs: Sequence[Exact]) -> Counter[int]:
    """Return how many of the needs each passage meets, by its row."""
    return Counter(row for need in needs for row in need.rows)
