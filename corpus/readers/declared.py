"""Declared fields: what front matter, a table or a page's head states of a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.dates import parse_date
from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.profiles import PLAIN, load_profile
from corpus.readers.blocks import joined
from corpus.readers.dating import unread_date
from corpus.readers.naming import declared_id, shown
from corpus.readers.wilson_fields import (
    profile_fields,
    read_out_of_source,
    read_out_of_title,
)
from corpus.spans import Span

_DATES = frozenset({FieldName.DATE, FieldName.CATALOGUE_DATE, FieldName.UPLOADED})
#: What a catalogue writes where it does not know.
_UNKNOWN = frozenset({"unknown", "n/a", "undated", "n.d.", "?"})
_OTHER_NAMES = {
    "author": FieldName.CREATOR,
    "recipient": FieldName.ADDRESSEE,
    "summary": FieldName.ABSTRACT,
    "lang": FieldName.LANGUAGE,
}
_NAMES = {str(name): name for name in FieldName} | _OTHER_NAMES
#: Keys that are no field: the record's id, its collection profile, its words.
RECORD_ID, PROFILE, TEXT = "record id", "profile", "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    r"""One key and its words, as the source states them.

    Attributes:
        key: as written.
        words: as written, without quotation marks that only delimit them.
        meant: the words without the signs that only protect others (`\"`), where they have
            such; None where they are meant as written.
        span: where the words stand in the record's text, when they do.
    """

    key: str
    words: str
    meant: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The statements of a source, read.

    Attributes:
        record_id: the id it declares, checked; None when it declares none.
        description: its fields, and what the profile adds.
        warnings: the keys that are no field and the dates that are not understood, if any.
    """

    record_id: str | None
    description: Description
    warnings: tuple[str, ...] = ()


def plain_key(key: str) -> str:
    """Return a key for comparison: `Record_ID` and `record-id` are `record id`."""
    return joined(key.replace("_", " ").replace("-", " ")).casefold()


def field_name(key: str) -> FieldName | None:
    """Return the field that a key names, or None."""
    return _NAMES.get(plain_key(key))


def declared(statements: Iterable[Statement]) -> Declared:
    """Read statements into a description.

    Keys are the names of `FieldName`, with spaces, hyphens or underscores, and
    `record_id` and `profile`. An unknown key is no field: its words stay in the source
    and a warning names it.

    Raises:
        UnreadableSource: the declared id cannot be used.
    """
    record_id: str | None = None
    profile, fields, unknown = PLAIN, [], []
    for statement in statements:
        key, name = plain_key(statement.key), field_name(statement.key)
        if key == RECORD_ID:
            words = statement.words.strip()
            record_id = declared_id(words) if words else None
        elif key == PROFILE:
            profile = statement.words.strip() or PLAIN
        elif name is None:
            unknown.append(shown(statement.key)[:60])
        else:
            fields.append(_field(name, statement))
    fields += tuple(_read_out(fields, profile))
    named = {field.name for field in fields}
    supplied = [f for f in profile_fields(fields, profile) if f.name not in named]
    warnings = [f"'{key}' is no field that Dragoman knows; it was not read." for key in unknown]
    return Declared(
        record_id=record_id,
        description=Description(profile=profile, fields=(*fields, *supplied)),
        warnings=(*warnings, *unread_date(fields)),
    )


def _read_out(fields: Sequence[Field], profile: str) -> Iterator[Field]:
    """Yield what a collection whose source strings follow a pattern says in them and its titles.

    What is stated under a name of its own is not looked for.
    """
    if not load_profile(profile).cites_source_statement:
        return
    stated = {field.name for field in fields if field.value}
    readers = {FieldName.SOURCE: read_out_of_source, FieldName.TITLE: read_out_of_title}
    for field in fields:
        if reader := readers.get(field.name):
            for name, span, value in reader(field.raw):
                if name not in stated:
                    raw = span.of(field.raw)
                    yield Field(name=name, value=value, raw=raw, origin=Origin.DERIVED)


def _field(name: FieldName, statement: Statement) -> Field:
    words = statement.words if statement.meant is None else statement.meant
    value: str | None = shown(joined(words)) or None
    if name in _DATES and value:
        date = parse_date(value)
        value = date.edtf if date else None
    elif value and value.casefold() in _UNKNOWN:
        value = None
    return Field(name=name, value=value, raw=statement.words, span=statement.span)
