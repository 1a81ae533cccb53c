"""Name tables as files: the shipped one, and what an archive's own `names.csv` adds to it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from corpus.names import NameKind, NameTable, Variant, folded

#: The archive's own table, in its folder: columns name, variant, kind.
FILE_NAME = "names.csv"
#: Kind of a line that parts two forms which the shipped table or a gazetteer joins.
OFF = "off"
_COLUMNS = ("name", "variant", "kind")
_KINDS = (*(kind.value for kind in NameKind if kind is not NameKind.SPELLING), OFF)


@cache
def shipped_names() -> NameTable:
    """Return the shipped table."""
    return read_names((files("corpus") / "data" / FILE_NAME).read_text(encoding="utf-8"))


def names_of(folder: Path | None) -> NameTable:
    """Return the shipped table with what the archive in `folder` adds and switches off.

    The file is read again when it has changed. A line that cannot be used is named in the
    table's `faults`, and so is a file that cannot be read; the rest works.
    """
    if folder is None:
        return shipped_names()
    path = folder / FILE_NAME
    try:
        state = path.stat()
    except OSError:
        return shipped_names()
    return _merged(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _merged(path: Path, _mtime_ns: int, _size: int) -> NameTable:
    shipped = shipped_names()
    try:
        own = read_names(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "unreadable"
        return NameTable(shipped.rows, faults=(f"{path.name} cannot be read: {reason}.",))
    except UnicodeDecodeError:
        return NameTable(
            shipped.rows,
            faults=(f"{path.name} is not UTF-8 text. Save it as 'CSV UTF-8' and it is read.",),
        )
    kept = tuple(row for row in shipped.rows if not own.is_off(row.name, row.variant))
    return NameTable(tuple(dict.fromkeys((*kept, *own.rows))), off=own.off, faults=own.faults)


def read_names(text: str) -> NameTable:
    """Read a table: a line of column names, then one variant a line.

    Lines that are empty or begin with `#` say nothing. A line of kind `off` parts the two
    forms; `*` for a variant parts the name from all others.
    """
    rows: list[Variant] = []
    off: set[frozenset[str]] = set()
    faults: list[str] = []
    for line, cells in _lines(text):
        fault = _fault(cells)
        if fault:
            faults.append(f"{FILE_NAME}, line {line}: {fault}")
            continue
        name, variant, kind = cells[:3]
        if kind == OFF:
            off.add(frozenset({folded(name), "*" if variant == "*" else folded(variant)}))
        else:
            rows.append(Variant(name=name, variant=variant, kind=NameKind(kind)))
    return NameTable(tuple(dict.fromkeys(rows)), off=frozenset(off), faults=tuple(faults))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the trimmed cells of each line that says something.

    Each line is read by itself, so that an open quotation mark spoils one line only.
    """
    first = True
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            cells = [cell.strip() for cell in next(csv.reader([line.rstrip("\r")]))]
        except csv.Error:  # a cell of more than 131,072 characters
            cells = []
        if not (first and tuple(cell.lower() for cell in cells) == _COLUMNS):
            yield number, cells
        first = False


def _fault(cells: list[str]) -> str | None:
    """Return what is wrong with a line and how to mend it, or None."""
    if len(cells) != len(_COLUMNS):
        return (
            f"{len(cells)} of three columns. Write name,variant,kind, and put a name with a "
            'comma in "quotation marks".'
        )
    name, variant, kind = cells
    if kind not in _KINDS:
        return f"no kind {kind!r}. Write one of {', '.join(_KINDS)}."
    if kind == OFF and variant == "*" and folded(name):
        return None
    if not folded(name) or not folded(variant):
        return "a name without a letter or digit. Write both forms, or remove the line."
    if name == variant:
        return f"{name!r} is given as its own variant. Remove the line."
    return None
