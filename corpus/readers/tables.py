"""Records made of the rows of a table: JSON Lines and CSV, one record a row.

The record's text is the words of the text column, letter for letter; its hash is that of
the row's bytes. A faulty row is refused with its line and the others are read.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from corpus.errors import UnreadableSource
from corpus.readers import reasons
from corpus.readers.assembly import assemble
from corpus.readers.declared import declared
from corpus.readers.decoding import decode, storable
from corpus.readers.layout import laid_out
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.mappings import Cells, Columns, own_columns
from corpus.readers.naming import made_id, shown
from corpus.readers.refusals import Refused
from corpus.records import Record, Source
from corpus.sayings import listed

#: Names and versions of these readers, kept with each record.
JSONL, CSV = "jsonl/1", "csv/1"
#: A longer number is no field's value but a damaged line.
_DIGITS = 4_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_DIALECTS = {".tsv": "\t", ".tab": "\t"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row.

    Attributes:
        line: the first line it stands on, counted from 1.
        raw: its bytes.
        cells: the words under each column; several for a JSON list, None for no words.
        warnings: what to say of its decoding.
    """

    line: int
    raw: bytes
    cells: Cells
    warnings: tuple[str, ...] = ()


def is_json_lines(raw: bytes, name: str) -> bool:
    """Tell JSON Lines by its name, or by a first line that is a JSON object."""
    suffix = PurePath(name).suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return True
    if suffix in (".txt", ".md", ".markdown", ".html", ".htm", ".csv", ".tsv"):
        return False
    first = raw[:65536].removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    try:
        return first.startswith(b"{") and isinstance(json.loads(first, parse_int=str), dict)
    except (ValueError, RecursionError):
        return False


def is_csv(name: str) -> bool:
    """Tell a table of separated values by its name: its text is like any other."""
    return PurePath(name).suffix.lower() in (".csv", ".tsv", ".tab")


def read_json_lines(
    raw: bytes, name: str, columns: Columns | None, limits: Limits = DEFAULT
) -> Iterator[Record | Refused]:
    """Yield the records of a JSON Lines file, and the lines that are none.

    Args:
        raw: the file, in UTF-8, one object a line.
        name: its label.
        columns: which key is what; None where the keys are fields.
        limits: longest line, text and passage.
    """
    seen: set[str] = set()
    for number, line in enumerate(io.BytesIO(raw.removeprefix(b"\xef\xbb\xbf")), 1):
        bare = line.strip()
        if not bare:
            continue
        try:
            row = _json_row(bare, number, limits)
            yield _record(row, name, columns, JSONL, seen, limits)
        except UnreadableSource as error:
            yield Refused(name, reasons.LINE(line=number), error.sentences)


def read_csv(
    raw: bytes, name: str, columns: Columns | None, limits: Limits = DEFAULT
) -> Iterator[Record | Refused]:
    """Yield the records of a table of separated values, and the rows that are none.

    The first line names the columns. Values are parted by commas, in a `.tsv` file by
    tabs; where the first line has semicolons and no comma, by semicolons.

    Args:
        raw: the file.
        name: its label.
        columns: which column is what; None where the columns bear the names of fields.
        limits: longest text and passage.

    Raises:
        UnreadableSource: it cannot be decoded, or its first line names no text column.
    """
    decoded = decode(raw, name)
    lines = _Lines(decoded.text)
    csv.field_size_limit(limits.characters)  # one setting a process; the default is 131,072
    rows = csv.reader(lines, delimiter=_delimiter(decoded.text, name), strict=True)
    header = _header(rows, name, columns)
    columns = columns or own_columns(header)
    seen: set[str] = set()
    while True:
        lines.taken.clear()
        line = lines.number + 1
        try:
            cells = next(rows)
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                said = reasons.ROW_LENGTH(values=len(cells), columns=len(header))
                raise UnreadableSource(said, reasons.QUOTE_VALUES())
            row = _Row(
                line=line,
                raw="".join(lines.taken).encode(),
                cells={name: (cell,) for name, cell in zip(header, cells, strict=True)},
                warnings=decoded.warnings,
            )
            yield _record(row, name, columns, CSV, seen, limits)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refused(name, reasons.LINE(line=line), reasons.BAD_ROW(why=str(error)))
        except UnreadableSource as error:
            yield Refused(name, reasons.LINE(line=line), error.sentences)


class _Lines:
    """The lines of a text, counted, with those taken since the last row."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._at == len(self._text):
            raise StopIteration
        found = _LINE.match(self._text, self._at)
        assert found is not None  # it matches any line, the last included
        self._at = found.end()
        self.number += 1
        self.taken.append(found.group())
        return found.group()


def _delimiter(text: str, name: str) -> str:
    named = _DIALECTS.get(PurePath(name).suffix.lower())
    first = text.lstrip().partition("\n")[0]
    return named or (";" if ";" in first and "," not in first else ",")


def _header(rows: Iterator[list[str]], name: str, columns: Columns | None) -> list[str]:
    try:
        header = [cell.strip() for cell in next(rows)]
    except (StopIteration, csv.Error) as error:
        said = reasons.NO_HEADER(name=name)
        raise UnreadableSource(said, reasons.NAME_COLUMNS()) from error
    wanted = (columns or own_columns(header)).named()
    missing = [column for column in wanted if column not in header]
    if missing:
        has = listed(repr(cell) for cell in header[:20])
        said = reasons.NO_COLUMN(name=name, column=missing[0], has=has)
        raise UnreadableSource(said, reasons.MAP_COLUMNS())
    if len(set(header)) < len(header):
        raise UnreadableSource(reasons.COLUMN_TWICE(name=name), reasons.OWN_NAME())
    return header


def _json_row(line: bytes, number: int, limits: Limits) -> _Row:
    if len(line) > limits.line_bytes:
        said = reasons.LINE_SIZE(size=len(line), limit=limits.line_bytes)
        raise UnreadableSource(said, reasons.CUT())
    try:
        value = json.loads(
            line.decode("utf-8"),
            parse_constant=_no_number,
            parse_int=_as_written,
            parse_float=_as_written,
        )
    except UnicodeDecodeError as error:
        said = reasons.LINE_UTF8(at=error.start)
        raise UnreadableSource(said, reasons.FILE_UTF8()) from error
    except RecursionError as error:
        raise UnreadableSource(reasons.LINE_DEEP(), reasons.FLAT()) from error
    except ValueError as error:
        raise UnreadableSource(reasons.LINE_JSON(why=str(error)), reasons.ONE_OBJECT()) from error
    if not isinstance(value, dict):
        example = reasons.WRITE_OBJECT(example='{"text": "…"}')
        raise UnreadableSource(reasons.LINE_OBJECT(), example)
    return _Row(line=number, raw=line, cells={key: _words(held) for key, held in value.items()})


def _no_number(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON number")


def _as_written(number: str) -> str:
    """Keep a number's signs: "118.10" is a shelf mark, which a float would shorten."""
    if len(number) > _DIGITS:
        raise UnreadableSource(reasons.LINE_NUMBER(), reasons.AS_WORDS())
    return number


def _words(value: object) -> tuple[str, ...] | None:
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str | None) for each in listed):
        return None
    return tuple("" if each is None else str(each) for each in listed)


def _record(
    row: _Row, name: str, columns: Columns | None, importer: str, seen: set[str], limits: Limits
) -> Record:
    columns = columns or own_columns(list(row.cells))
    words = row.cells.get(columns.text, ())
    if words is None or len(words) != 1:
        keys = [repr(shown(key)[:40]) for key in list(row.cells)[:12]]
        has = listed(keys) if keys else reasons.NOTHING()
        raise UnreadableSource(
            reasons.NO_ONE_TEXT(column=columns.text, has=has), reasons.MAP_TEXT()
        )
    if not words[0].strip():
        raise UnreadableSource(reasons.LINE_TEXT(column=columns.text), reasons.MAP_TEXT())
    said = declared(columns.statements(row.cells))
    text, replaced = storable(words[0], name)
    limits.check_text(text, name)
    record_id = said.record_id or made_id(name, row.raw)
    if record_id in seen:
        raise UnreadableSource(reasons.ID_TWICE(record=record_id), reasons.OWN_ID())
    media = "application/jsonl" if importer == JSONL else "text/csv"
    stretches, description = laid_out(text, said.description)
    record = assemble(
        record_id,
        text,
        stretches,
        description=description,
        source=Source(
            name=name,
            sha256=hashlib.sha256(row.raw).hexdigest(),
            media_type=media,
            importer=importer,
            warnings=(*row.warnings, *said.warnings, *replaced),
        ),
        limits=limits,
    )
    seen.add(record_id)
    return record
