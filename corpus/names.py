"""Names: the variants under which one place, state, person or office stands in the records.

A table anyone can edit, never applied to stored text. Four kinds are kept apart: `same`
(another spelling or form of the name), `metonym` (a capital for its government),
`broader` (not the same thing) and `event` (a later name for what the records describe).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import overload

from corpus.scripts import CJK


class NameKind(StrEnum):
    """How a variant stands to the name it is listed under."""

    SAME = "same"
    METONYM = "metonym"
    BROADER = "broader"
    EVENT = "event"
    #: Never in a table: a word as the archive spells it, British for American or unmisspelt.
    SPELLING = "spelling"


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
        source: what knew the forms: the name table, a gazetteer, a rule, the archive's words.
    """

    words: str
    forms: tuple[str, ...]
    kind: NameKind
    source: str = "names"


@dataclass(frozen=True)
class NameTable(Sequence[Variant]):
    """Variants, indexed so that a query costs the same whatever the table's length.

    Attributes:
        rows: the variants in the order they were read.
        off: pairs of folded forms that are never one name, whatever else says so.
        faults: what could not be read, each with its line and remedy, for people.
    """

    rows: tuple[Variant, ...] = ()
    off: frozenset[frozenset[str]] = frozenset()
    faults: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Variant: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Variant, ...]: ...
    def __getitem__(self, at: int | slice) -> Variant | tuple[Variant, ...]:
        return self.rows[at]

    def is_off(self, one: str, other: str) -> bool:
        """Tell whether the archive's keeper has parted two forms, or one from all others."""
        if not self.off:
            return False
        pair = frozenset({folded(one), folded(other)})
        return pair in self.off or any(frozenset({each, "*"}) in self.off for each in pair)

    @cached_property
    def by_key(self) -> Mapping[str, tuple[str, ...]]:
        """The forms of each folded key."""
        found: dict[str, dict[str, None]] = {}
        for row in self.rows:
            for form in (row.variant, row.name):
                found.setdefault(folded(form), {})[form] = None
        return {key: tuple(forms) for key, forms in found.items() if key}

    @cached_property
    def by_form(self) -> Mapping[str, tuple[int, ...]]:
        """The numbers of the rows that hold each form as name or as variant."""
        found: dict[str, list[int]] = {}
        for at, row in enumerate(self.rows):
            for form in {row.variant, row.name}:
                found.setdefault(form, []).append(at)
        return {form: tuple(rows) for form, rows in found.items()}

    @cached_property
    def same_as(self) -> Mapping[str, tuple[str, ...]]:
        """The `same` variants of each name."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            if row.kind is NameKind.SAME:
                found.setdefault(row.name, []).append(row.variant)
        return {name: tuple(variants) for name, variants in found.items()}

    @cached_property
    def most_words(self) -> int:
        """Words, or CJK characters, of the longest form."""
        return max((_count(form) for forms in self.by_key.values() for form in forms), default=0)


# A word keeps what follows an inner apostrophe (Wu-lu-mu-ch'i); CJK characters stand alone.
_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+(?:['’ʻʼ`‘](?!s\b)[^\W\d_{CJK}]+)*")
#: What may stand between two words of one name.
_JOINT = re.compile(r"[\s.\-‐‑–'’ʻʼ`‘·\u0300-\u036f]{0,3}")
_SHORT = 4


def folded(form: str) -> str:
    """Return the key of a name: its letters and digits, without case, accents and joints.

    >>> folded("Wu-lu-mu-ch'i"), folded("Ürümqi"), folded("U.S.S.R.")
    ('wulumuchi', 'urumqi', 'ussr')
    """
    plain = unicodedata.normalize("NFKD", form).casefold()
    return "".join(c for c in plain if c.isalnum())


def expand(query: str, table: Sequence[Variant]) -> tuple[Expansion, ...]:
    """Find the names of a query that the table knows under other forms.

    Case, accents, apostrophes and hyphens make no difference, but that short capitals (PRC)
    must be capitals. The longest name wins where two overlap; `broader` ones are never
    expanded.
    """
    names = table if isinstance(table, NameTable) else NameTable(tuple(table))
    found: list[Expansion] = []
    taken: list[tuple[int, int]] = []
    for start, end, forms in sorted(_mentions(query, names), key=lambda m: (m[0] - m[1], m[0])):
        if any(start < stop and begin < end for begin, stop in taken):
            continue
        taken.append((start, end))
        found += _expansions(query[start:end], forms, names)
    return tuple(found)


def _mentions(query: str, names: NameTable) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield every stretch of the query that is a form of the table, overlapping ones too."""
    words = list(_WORD.finditer(query))
    by_key, longest = names.by_key, 2 * names.most_words
    parts = [folded(word.group()) for word in words]
    for first, word in enumerate(words):
        key, end = "", word.start()
        for last in range(first, min(first + longest, len(words))):
            if last > first and not _JOINT.fullmatch(query, end, words[last].start()):
                break
            key, end = key + parts[last], words[last].end()
            text = query[word.start() : end]
            forms = tuple(form for form in by_key.get(key, ()) if _fits(form, text))
            if forms:
                pointed = "." in text and query[end : end + 1] == "."  # the last one of U.S.
                yield word.start(), end + pointed, forms


def _fits(form: str, text: str) -> bool:
    """Tell whether a stretch with a form's letters may stand for it."""
    letters = [c for c in form if c.isalpha()]
    if len(letters) <= _SHORT and all(c.isupper() for c in letters):
        return text.isupper() or "." in text
    return not any(c.isspace() for c in text) or _count(form) > 1


def _expansions(found: str, forms: Sequence[str], names: NameTable) -> list[Expansion]:
    by_kind: dict[NameKind, dict[str, None]] = {}
    for at in sorted({at for form in forms for at in names.by_form[form]}):
        row = names[at]
        if row.kind is NameKind.BROADER:
            continue
        listed = row.variant in forms
        others = by_kind.setdefault(row.kind if listed else NameKind.SAME, {})
        others |= dict.fromkeys(names.same_as.get(row.name, ()))
        if listed:
            others[row.name] = None
    own = next((form for form in forms if form.casefold() == found.casefold()), forms[0])
    expansions = []
    for kind, others in by_kind.items():
        kept = tuple(form for form in others if form != own and not names.is_off(found, form))
        if kept:
            expansions.append(Expansion(words=found, forms=kept, kind=kind))
    return expansions


def _count(form: str) -> int:
    return len(_WORD.findall(form))
