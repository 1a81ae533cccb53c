"""Entries: what the catalogue tells a record apart by, for questions that name or count them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.dates import DateInterval, parse_date
from corpus.descriptions import Field, FieldName
from corpus.records import Record

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


def entry_of(record: Record) -> Entry:
    """Return what tells a record apart."""
    held: dict[FieldName, list[str]] = {}
    for field in record.description:
        if field.value is not None:
            held.setdefault(field.name, []).append(field.value)
    first = {name: values[0] for name, values in held.items()}
    own = _interval(record.description.get(_F.DATE))
    codes = [first.get(_F.REFERENCE_CODE), first.get(_F.RECORD_NUMBER), record.record_id]
    return Entry(
        record_id=record.record_id,
        nouns=_nouns(first),
        called=_values(held, _CALLED),
        indexed=_values(held, _INDEXED),
        codes=frozenset(code.lower() for code in codes if code and len(code) > 3),
        number=_number(first.get(_F.DOCUMENT_NUMBER)),
        creator=first.get(_F.CREATOR),
        date=own or _interval(record.description.get(_F.CATALOGUE_DATE)),
        own_date=own is not None,
        recorded=frozenset(held),
        collections=_values(held, (_F.COLLECTION, _F.REPOSITORY)),
        languages=_values(held, (_F.LANGUAGE,)),
    )


def _values(held: Mapping[FieldName, Iterable[str]], names: Iterable[FieldName]) -> tuple[str, ...]:
    return tuple(value for name in names for value in held.get(name, ()) if value)


def _interval(field: Field | None) -> DateInterval | None:
    if field is None:
        return None
    return (parse_date(field.value) if field.value else None) or parse_date(field.raw)


def _nouns(first: Mapping[FieldName, str]) -> frozenset[str]:
    """Return what a record is called: the heads of genre and of number."""
    genre = re.sub(r"\s+(?:of|for|to|with|on)\b.*", "", first.get(_F.GENRE) or "")
    numbered = _NUMBERED.search(first.get(_F.DOCUMENT_NUMBER) or "")
    heads = [genre.split()[-1]] if genre.split() else []
    heads += [numbered["noun"]] if numbered else []
    return frozenset(head.lower() for head in heads)


def _number(words: str | None) -> str | None:
    numbered = _NUMBERED.search(words or "")
    return numbered["number"] if numbered else words
