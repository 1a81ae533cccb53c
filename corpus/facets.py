"""Facets: the facts of a record's catalogue that a search can be narrowed by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.dates import parse_date
from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.languages import forms_of
from corpus.records import Record


class Facet(StrEnum):
    """A side of the catalogue, and what a filter on it is called."""

    COLLECTION = "collection"
    REPOSITORY = "repository"
    LANGUAGE = "language"
    PERSON = "person"
    PLACE = "place"
    REFERENCE = "reference"
    RECORD = "record"


#: The fields that each facet is read from; a record's id is its `RECORD`.
_FIELDS: Mapping[Facet, tuple[FieldName, ...]] = {
    Facet.COLLECTION: (FieldName.COLLECTION,),
    Facet.REPOSITORY: (FieldName.REPOSITORY,),
    Facet.LANGUAGE: (FieldName.LANGUAGE,),
    Facet.PERSON: (
        FieldName.PERSON,
        FieldName.CREATOR,
        FieldName.ADDRESSEE,
        FieldName.CONTRIBUTOR,
    ),
    Facet.PLACE: (FieldName.PLACE,),
    Facet.REFERENCE: (
        FieldName.REFERENCE_CODE,
        FieldName.DOCUMENT_NUMBER,
        FieldName.RECORD_NUMBER,
    ),
}
#: The document's own date line, else the date the catalogue gives.
_DATES = (FieldName.DATE, FieldName.CATALOGUE_DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """When a document was made.

    Attributes:
        start: first day.
        end: last day, included.
        field: which field says so.
    """

    start: date
    end: date
    field: FieldName


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a search can narrow a record by.

    Attributes:
        record_id: the record.
        dated: when the document was made; None when nobody says, or not so that it can
            be reckoned with.
        values: the values of each facet that has any, each once, in the catalogue's order.
    """

    record_id: str
    dated: Dated | None
    values: Mapping[Facet, tuple[str, ...]]


def facts_of(record: Record) -> Facts:
    """Read the facts of a record from its catalogue fields."""
    values: dict[Facet, tuple[str, ...]] = {Facet.RECORD: (record.record_id,)}
    for facet, names in _FIELDS.items():
        found = [
            field.value
            for name in names
            for field in record.description.all(name)
            if field.value and not _is_finder(field)
        ]
        if found:
            values[facet] = tuple(dict.fromkeys(found))
    return Facts(record_id=record.record_id, dated=_dated(record.description), values=values)


def _is_finder(field: Field) -> bool:
    """Tell who found or transcribed a document, as its source statement says, from its parties."""
    return field.name is FieldName.CONTRIBUTOR and field.origin is not Origin.SOURCE


def _dated(description: Description) -> Dated | None:
    for name in _DATES:
        for field in description.all(name):
            days = field.value and days_of(field.value)
            if days:
                return Dated(start=days[0], end=days[1], field=name)
    return None


def days_of(edtf: str) -> tuple[date, date] | None:
    """Return first and last day of a date or of two with a slash between; None if neither.

    >>> days_of("1962-08/1963")
    (datetime.date(1962, 8, 1), datetime.date(1963, 12, 31))
    """
    first, _, last = edtf.partition("/")
    start, end = parse_date(first), parse_date(last or first)
    if start is None or end is None or end.end < start.start:
        return None
    return start.start, end.end


def plain(value: str) -> str:
    """Return the words of a value without case, accents and punctuation.

    >>> plain("Guzmán, Jacobo Árbenz")
    'guzman jacobo arbenz'
    """
    folded = unicodedata.normalize("NFKD", value).casefold()
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare))


def matches(facet: Facet, wanted: str, value: str) -> bool:
    """Tell whether a value is the one wanted, or holds its words.

    Whole words in order count; of a person the order is free, since catalogues turn
    names round. A record id must be the whole id, and a language may be named by its code.

    Args:
        facet: what kind of value it is.
        wanted: what was asked for, after `plain`.
        value: the catalogue's value, after `plain`.
    """
    if not wanted:
        return False
    if facet is Facet.RECORD:
        return wanted == value
    if facet is Facet.PERSON:
        return set(wanted.split()) <= set(value.split())
    if facet is Facet.LANGUAGE:
        return any(_is_language(form, value) for form in forms_of(wanted))
    return f" {wanted} " in f" {value} "


def _is_language(form: str, value: str) -> bool:
    """A code stands first ("en", "en-GB"), a name anywhere ("Chinese, Russian")."""
    if len(form) <= 3:
        return value.split(" ")[0] == form
    return f" {form} " in f" {value} "
