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
from corpus.passages import Role
from corpus.readers.assembly import Stretch, assemble
from corpus.readers.declared import declared
from corpus.readers.decoding import decode, storable
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.mappings import Cells, Columns, own_columns
from corpus.readers.naming import made_id, shown
from corpus.readers.paragraphs import paragraphs
from corpus.readers.refusals import Refused
from corpus.records import Record, Source

#: Names and versions of these readers, kept with each record.
JSONL, CSV = "jsonl/1", "csv/1"
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
        return first.startswith(b"{") and isinstance(json.loads(first), dict)
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
            yield Refused(name, f"line {number}", str(error))


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
                raise UnreadableSource(
                    f"The row has {len(cells)} values and the first line names {len(header)} "
                    "columns.",
                    "Put values that hold the separator in quotation marks.",
                )
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
            yield Refused(name, f"line {line}", f"The row cannot be read: {error}.")
        except UnreadableSource as error:
            yield Refused(name, f"line {line}", str(error))


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
        raise UnreadableSource(
            f"The first line of '{name}' does not name columns.", "Name them there."
        ) from error
    wanted = (columns or own_columns(header)).named()
    missing = [column for column in wanted if column not in header]
    if missing:
        raise UnreadableSource(
            f"'{name}' has no column '{missing[0]}'; its first line names "
            f"{', '.join(repr(cell) for cell in header[:20])}.",
            "Rename the column, or write a mapping that says which column is what.",
        )
    if len(set(header)) < len(header):
        raise UnreadableSource(
            f"The first line of '{name}' names a column twice.", "Give each its own name."
        )
    return header


def _json_row(line: bytes, number: int, limits: Limits) -> _Row:
    if len(line) > limits.line_bytes:
        raise UnreadableSource(
            f"The line has {len(line):,} bytes; the limit is {limits.line_bytes:,}.",
            "Cut it into its records.",
        )
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"The line is not UTF-8 at byte {error.start}.", "Save the file as UTF-8."
        ) from error
    except RecursionError as error:
        raise UnreadableSource("The line is nested too deeply.", "Write a flat object.") from error
    except ValueError as error:
        raise UnreadableSource(
            f"The line is no JSON: {error}.", "Write one object a line."
        ) from error
    if not isinstance(value, dict):
        raise UnreadableSource("The line is no JSON object.", 'Write {"text": "…"} on it.')
    return _Row(line=number, raw=line, cells={key: _words(held) for key, held in value.items()})


def _no_number(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON number")


def _words(value: object) -> tuple[str, ...] | None:
    listed = value if isinstance(value, list) else [value]
    if not all(
        each is None or (isinstance(each, str | int | float) and not isinstance(each, bool))
        for each in listed
    ):
        return None
    return tuple("" if each is None else str(each) for each in listed)


def _record(
    row: _Row, name: str, columns: Columns | None, importer: str, seen: set[str], limits: Limits
) -> Record:
    columns = columns or own_columns(list(row.cells))
    words = row.cells.get(columns.text, ())
    if words is None or len(words) != 1:
        raise UnreadableSource(
            f"There is no one text under '{columns.text}'; the row has "
            f"{', '.join(repr(shown(key)[:40]) for key in list(row.cells)[:12]) or 'nothing'}.",
            "Every record needs a text; a mapping says which column holds it.",
        )
    said = declared(columns.statements(row.cells))
    text, replaced = storable(words[0], name)
    limits.check_text(text, name)
    record_id = said.record_id or made_id(name, row.raw)
    if record_id in seen:
        raise UnreadableSource(
            f"The record id '{record_id}' stands in the file twice.", "Give each record its own."
        )
    media = "application/jsonl" if importer == JSONL else "text/csv"
    record = assemble(
        record_id,
        text,
        [Stretch(span=span, role=Role.BODY) for span in paragraphs(text)],
        description=said.description,
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
