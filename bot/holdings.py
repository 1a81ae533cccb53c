"""Holdings: the catalogue of all records at a glance, for questions that name or count them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from corpus.dates import DateInterval, parse_date
from corpus.descriptions import Description, FieldName, Presence
from corpus.records import Record
from embeddings.analysis import terms
from embeddings.generation import Generation

_F = FieldName
#: Fields by whose words a record is called: "the letter to Khrushchev".
_CALLED = (_F.TITLE, _F.HEADING, _F.CREATOR, _F.ADDRESSEE, _F.GENRE, _F.DOCUMENT_NUMBER,
           _F.COLLECTION, _F.VOLUME_TITLE)  # fmt: skip
#: Fields by whose words it is indexed.
_INDEXED = (_F.PERSON, _F.PLACE, _F.SUBJECT, _F.CONTRIBUTOR, _F.TRANSLATOR, _F.DONOR)
_NUMBERED = re.compile(r"(?P<noun>[A-Za-z]+)\s+(?:No\.|Nr\.|Number|#)\s*(?P<number>\d[\w-]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record as the catalogue tells it apart from others.

    Attributes:
        record_id: the record.
        nouns: what it is called, in lower case: the last word of its genre, and the
            noun before its own number ("Foreign Affairs Circular No. 74").
        called: the words of its title, author, addressee, genre and number.
        indexed: its people, places, subjects, finders, translators and donors.
        codes: record number and reference code, in lower case.
        number: the number the document bears.
        creator: who made it, if recorded.
        date: the document's own date, else the catalogue's; None when not understood.
        own_date: whether `date` is the document's own.
        recorded: names of the fields that have a value.
        collections: collection, repository and volume, as recorded.
        languages: as recorded.
    """

    record_id: str
    nouns: frozenset[str]
    called: tuple[str, ...]
    indexed: tuple[str, ...]
    codes: frozenset[str]
    number: str | None
    creator: str | None
    date: DateInterval | None
    own_date: bool
    recorded: frozenset[FieldName]
    collections: tuple[str, ...]
    languages: tuple[str, ...]

    @property
    def words(self) -> frozenset[str]:
        """The search terms of what it is called."""
        return frozenset(term for words in self.called for term in terms(words))

    def names(self, name: str) -> bool:
        """Tell whether its catalogue has a name, in any case and inflection, in one field."""
        wanted, begins = frozenset(terms(name)), name[:3].casefold()
        return any(
            wanted <= frozenset(terms(words))
            for words in (*self.called, *self.indexed)
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
    def translated(self) -> tuple[Entry, ...]:
        """The translations: entries whose translator is recorded."""
        return self.having([_F.TRANSLATOR])

    def having(self, names: Iterable[FieldName]) -> tuple[Entry, ...]:
        """Return the entries that record at least one of the fields."""
        wanted = frozenset(names)
        return tuple(entry for entry in self.entries if entry.recorded & wanted)


def entry_of(record: Record) -> Entry:
    """Return what tells a record apart."""
    found = record.description
    own, given = found.get(_F.DATE), found.get(_F.CATALOGUE_DATE)
    date = _interval(own) or _interval(given)
    codes = [found.value(_F.REFERENCE_CODE), found.value(_F.RECORD_NUMBER), record.record_id]
    return Entry(
        record_id=record.record_id,
        nouns=_nouns(found),
        called=_values(found, _CALLED),
        indexed=_values(found, _INDEXED),
        codes=frozenset(code.lower() for code in codes if code and len(code) > 3),
        number=_number(found.value(_F.DOCUMENT_NUMBER)),
        creator=found.value(_F.CREATOR),
        date=date,
        own_date=_interval(own) is not None,
        recorded=frozenset(n for n in FieldName if found.presence(n) is Presence.RECORDED),
        collections=_values(found, (_F.COLLECTION, _F.REPOSITORY)),
        languages=_values(found, (_F.LANGUAGE,)),
    )


def _values(found: Description, names: Iterable[FieldName]) -> tuple[str, ...]:
    return tuple(each.value for name in names for each in found.all(name) if each.value)


def _interval(field: object) -> DateInterval | None:
    value, raw = getattr(field, "value", None), getattr(field, "raw", None)
    return (parse_date(value) if value else None) or (parse_date(raw) if raw else None)


def _nouns(found: Description) -> frozenset[str]:
    """Return what a record is called: the heads of genre and of number."""
    genre = re.sub(r"\s+(?:of|for|to|with|on)\b.*", "", found.value(_F.GENRE) or "")
    numbered = _NUMBERED.search(found.value(_F.DOCUMENT_NUMBER) or "")
    heads = [genre.split()[-1]] if genre.split() else []
    heads += [numbered["noun"]] if numbered else []
    return frozenset(head.lower() for head in heads)


def _number(words: str | None) -> str | None:
    numbered = _NUMBERED.search(words or "")
    return numbered["number"] if numbered else words


class Shelf:
    """Keeps the holdings of the state of the archive that was asked last.

    Reading 3,255 records takes 1.5 s, so this is done once a state and only when a
    question names, counts or compares records.
    """

    def __init__(self) -> None:
        self._kept: tuple[str, Holdings] | None = None
        self._lock = threading.Lock()

    def holdings(self, generation: Generation, fetch: Callable[[str], Record | None]) -> Holdings:
        """Return the entries of a generation's records.

        Args:
            generation: the state of the archive.
            fetch: gives a record, or None when it left the archive or is damaged.
        """
        state = generation.manifest.content_sha256
        with self._lock:
            if self._kept is None or self._kept[0] != state:
                found = (fetch(record_id) for record_id in generation.hashes)
                entries = tuple(entry_of(record) for record in found if record is not None)
                self._kept = (state, Holdings(entries))
            return self._kept[1]
