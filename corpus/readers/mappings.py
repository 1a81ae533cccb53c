"""Mappings: which column or key of a table is which field of a record.

A mapping is a small TOML file, given or found beside its table as
`<table's name without ending>.mapping.toml`:

    profile = "my-archive"      # collection profile; may be left out
    record_id = "Signatur"      # column of the record's id; may be left out
    text = "Volltext"           # column of the words that may be quoted

    [fields]                    # field = column
    title = "Titel"
    date = "Datum"

    [constants]                 # field = words that hold for every record
    repository = "Stadtarchiv"

Without a mapping a table's own columns must bear the names of fields, with `text` among
them, or be those of a table that is known: `corpus/data/mappings` holds the mappings of such,
each with the columns that tell it, `known_by`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from corpus.descriptions import FieldName
from corpus.errors import SettingsError, UnreadableSource
from corpus.readers import reasons
from corpus.readers.declared import PROFILE, RECORD_ID, TEXT, Statement, field_name, plain_key
from corpus.sayings import listed

#: A row's words under each column; None where what stands there is no words.
Cells = Mapping[str, tuple[str, ...] | None]
#: Ending of a mapping's file name.
SUFFIX = ".mapping.toml"
_LARGEST = 64 * 2**10
_TABLES = ("fields", "constants")
_STRINGS = ("profile", "record_id", "text")
_KNOWN_BY = "known_by"
_EXAMPLE = reasons.MAPPING_EXAMPLE(text='text = "…"', title='title = "…"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns are what.

    Attributes:
        text: the column of the words that may be quoted.
        record_id: the column of the id; None where there is none.
        profile: the collection profile; None where a column may name it.
        fields: (field's name, column) pairs.
        constants: (field's name, words) pairs that hold for every record.
        declared: whether a mapping named the columns; then the others are left alone.
    """

    text: str = TEXT
    record_id: str | None = None
    profile: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    declared: bool = True

    def named(self) -> Iterator[str]:
        """Yield every column that must be there."""
        yield self.text
        if self.record_id:
            yield self.record_id
        yield from (column for _, column in self.fields)

    def statements(self, row: Cells) -> Iterator[Statement]:
        """Yield what a row states, the text left out; empty cells are empty fields.

        Raises:
            UnreadableSource: under a field's column stands what is no words.
        """
        if self.profile:
            yield Statement(key=PROFILE, words=self.profile)
        if self.record_id:
            yield from _stated(RECORD_ID, row.get(self.record_id, ()), self.record_id)
        for name, column in self.fields:
            yield from _stated(name, row.get(column, ()), column)
        for name, words in self.constants:
            yield Statement(key=name, words=words)
        for column, cell in row.items() if not self.declared else ():
            if column == self.text:
                continue
            unknown = field_name(column) is None and plain_key(column) not in (RECORD_ID, PROFILE)
            yield from _stated(column, ("",) if unknown else cell, column)


def _stated(key: str, cell: tuple[str, ...] | None, column: str) -> Iterator[Statement]:
    if cell is None:
        raise UnreadableSource(reasons.NO_WORDS(column=column), reasons.AS_STRINGS())
    yield from (Statement(key=key, words=words) for words in cell)


def own_columns(names: Collection[str]) -> Columns:
    """Return which column of a table without a mapping is what.

    Its own names are fields; or, where none of them is the text, it may be a known table,
    of which those columns are read that it has.
    """
    text = next((name for name in names if plain_key(name) == TEXT), None)
    for known_by, columns in _known() if text is None else ():
        if columns.text in names and known_by <= set(names):
            held = tuple(pair for pair in columns.fields if pair[1] in names)
            return replace(columns, fields=held)
    return Columns(text=text or TEXT, declared=False)


@cache
def _known() -> tuple[tuple[frozenset[str], Columns], ...]:
    """Return the shipped mappings, each with the columns that tell its table."""
    found = []
    shipped = files("corpus") / "data" / "mappings"
    for file in sorted(shipped.iterdir(), key=lambda each: each.name):
        raw = file.read_bytes()
        known_by = tomllib.loads(raw.decode("utf-8"))[_KNOWN_BY]
        found.append((frozenset(known_by), read_mapping(raw, file.name)))
    return tuple(found)


def read_mapping(raw: bytes, where: str) -> Columns:
    """Read a mapping.

    Args:
        raw: the TOML file.
        where: what messages call it.

    Raises:
        SettingsError: it is no TOML, a key is unknown, or `text` is missing.
    """
    if len(raw) > _LARGEST:
        raise SettingsError(reasons.MAPPING_SIZE(name=where, limit=_LARGEST), _EXAMPLE)
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        said = reasons.MAPPING_TOML(name=where, why=str(error))
        raise SettingsError(said, _EXAMPLE) from error
    for key in table:
        _refuse_unknown(key, (*_STRINGS, _KNOWN_BY, *_TABLES), where)
    strings = {key: _words(table.get(key, ""), key, where) for key in _STRINGS}
    if not strings["text"]:
        raise SettingsError(reasons.MAPPING_TEXT(name=where), _EXAMPLE)
    return Columns(
        text=strings["text"],
        record_id=strings["record_id"] or None,
        profile=strings["profile"] or None,
        fields=tuple(_pairs(table.get("fields", {}), "fields", where)),
        constants=tuple(_pairs(table.get("constants", {}), "constants", where)),
    )


def _pairs(table: object, name: str, where: str) -> Iterator[tuple[str, str]]:
    if not isinstance(table, dict):
        raise SettingsError(reasons.MAPPING_TABLE(name=where, key=name), _EXAMPLE)
    for key, words in table.items():
        if field_name(key) is None:
            _refuse_unknown(key, tuple(str(f).replace(" ", "_") for f in FieldName), where)
        listed = words if isinstance(words, list) else [words]
        for each in listed:
            yield key, _words(each, key, where)


def _words(value: object, key: str, where: str) -> str:
    if not isinstance(value, str):
        raise SettingsError(reasons.MAPPING_STRING(name=where, key=key), _EXAMPLE)
    return value


def _refuse_unknown(key: str, known: tuple[str, ...], where: str) -> None:
    if key not in known:
        close = get_close_matches(key, known, n=1)
        hint = (
            reasons.DID_YOU_MEAN(close=close[0]) if close else reasons.MAY_HOLD(known=listed(known))
        )
        raise SettingsError(reasons.MAPPING_KEY(name=where, key=key), hint)
