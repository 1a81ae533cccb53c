"""Holdings: the catalogue of all records at a glance, for questions that name or count them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.descriptions import FieldName
from corpus.entries import Entry
from corpus.genres import is_of_editors
from embeddings.analysis import fold, terms
from embeddings.generation import Generation


def is_called_all(entry: Entry, wanted: frozenset[str]) -> bool:
    """Tell whether what a record is called has each of some search terms."""
    # Words are costly to take apart, and of many records few have even how a term begins.
    letters = " ".join(map(_letters, entry.called))
    if any(_beginning(term) not in letters for term in wanted):
        return False
    return wanted <= {term for words in entry.called for term in terms(words)}


def _letters(words: str) -> str:
    """Return words in lower case, as far as search terms are letters of them."""
    return words.lower().replace(",", "").replace("'", "") if words.isascii() else _folded(words)


#: Of a volume's title with a dash in it, which each of its records has.
_folded = lru_cache(maxsize=4096)(fold)


def _beginning(term: str) -> str:
    """Return how every word begins that has a search term; a stem may end otherwise ("die")."""
    return term[:3] if len(term) > 3 else term[:1]


def has_name(entry: Entry, name: str) -> bool:
    """Tell whether a record's catalogue has a name, in any case and inflection, in one field."""
    wanted, begins = frozenset(terms(name)), name[:3].casefold()
    return any(
        wanted <= frozenset(terms(words))
        for words in (*entry.called, *entry.indexed)
        if begins in words.casefold()  # words are costly to take apart, and there are many
    )


@dataclass(frozen=True)
class Holdings:
    """The entries of one state of the archive, in the order of the records."""

    entries: tuple[Entry, ...]

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.entries)

    @cached_property
    def nouns(self) -> frozenset[str]:
        """Every noun that some record is called by."""
        return frozenset(noun for entry in self.entries for noun in entry.nouns)

    @cached_property
    def codes(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the records that have each code, in lower case."""
        having: dict[str, list[str]] = {}
        for entry in self.entries:
            for code in entry.codes:
                having.setdefault(code, []).append(entry.record_id)
        return {code: tuple(ids) for code, ids in having.items()}

    @cached_property
    def translated(self) -> tuple[Entry, ...]:
        """The translations: entries whose translator is recorded."""
        return self.having([FieldName.TRANSLATOR])

    @cached_property
    def editorial(self) -> tuple[Entry, ...]:
        """The editors' accounts of what they do not print."""
        return tuple(entry for entry in self.entries if any(map(is_of_editors, entry.called)))

    def having(self, names: Iterable[FieldName]) -> tuple[Entry, ...]:
        """Return the entries that record at least one of the fields."""
        wanted = frozenset(names)
        return tuple(entry for entry in self.entries if entry.recorded & wanted)


class Shelf:
    """Keeps the holdings of the state of the archive that was asked last."""

    def __init__(self) -> None:
        self._kept: Holdings | None = None

    def holdings(self, generation: Generation) -> Holdings:
        """Return the entries of a generation's records.

        Raises:
            ArchiveDamaged: they cannot be read.
        """
        kept, entries = self._kept, generation.entries
        if kept is None or kept.entries is not entries:
            kept = self._kept = Holdings(entries)
        return kept
