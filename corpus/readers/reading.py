"""Reading one file: check it, decode it, find its reader, make a record."""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
from pathlib import Path, PurePosixPath

from corpus.errors import UnreadableSource
from corpus.readers import wilson
from corpus.readers.decoding import decode
from corpus.records import Record, Source

#: Largest file, in bytes.
LARGEST_FILE = 100 * 2**20
#: Longest text, in characters.
LONGEST_TEXT = 20_000_000

_ACCEPTED = (
    "Today pages of the Wilson Center Digital Archive are read, saved as text with their "
    "'Document Information'."
)
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<head|<body|<TEI|<ead)\b", re.IGNORECASE)
_JSON = re.compile(r'\s*[\[{]\s*["{\[]')


def read_file(path: Path) -> Record:
    """Read a file as a record.

    Args:
        path: a regular file of at most 100 MiB.

    Raises:
        UnreadableSource: there is no such file, it cannot be opened, or no reader
            accepts what it holds. The message says what to do.
    """
    name = _label(path.name)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableSource(f"'{name}' is a folder.", "Name the files in it.")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableSource(f"'{name}' is not a regular file.", "Name a saved page.")
        _refuse_large(status.st_size, name)
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableSource(f"There is no file '{name}'.", "Check the path.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableSource(
            f"'{name}' cannot be opened: {reason}.", "Check the path and its permissions."
        ) from error
    return read_bytes(raw, name)


def read_bytes(raw: bytes, name: str) -> Record:
    """Read bytes as a record.

    Args:
        raw: the file as delivered; its SHA-256 is kept with the record.
        name: its name, a label only: never opened, and stripped of folders and of
            characters that do not show.

    Raises:
        UnreadableSource: as `read_file`.
    """
    name = _label(name)
    _refuse_large(len(raw), name)
    decoded = decode(raw, name)
    if len(decoded.text) > LONGEST_TEXT:
        raise UnreadableSource(
            f"'{name}' has {len(decoded.text):,} characters; the limit is {LONGEST_TEXT:,}.",
            "Cut it into its records.",
        )
    if not wilson.accepts(decoded.text):
        raise UnreadableSource(f"'{name}' is {_what(decoded.text)}.", _ACCEPTED)
    source = Source(
        name=name,
        sha256=hashlib.sha256(raw).hexdigest(),
        media_type=f"text/plain; charset={decoded.charset}",
        importer=wilson.IMPORTER,
        warnings=decoded.warnings,
    )
    return wilson.read(decoded.text, source)


def _refuse_large(size: int, name: str) -> None:
    if size > LARGEST_FILE:
        raise UnreadableSource(
            f"'{name}' has {size:,} bytes; the limit is {LARGEST_FILE:,}.",
            "Cut it into its records.",
        )


def _what(text: str) -> str:
    if _MARKUP.match(text):
        return "a page in HTML or XML, which is not read yet"
    if _JSON.match(text):
        return "a JSON file, which is not read yet"
    return "no page of an archive that Dragoman knows, and plain text is not read yet"


def _label(name: str) -> str:
    """Return a file name that can be shown: no folders, no control or hidden characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(c for c in last if not unicodedata.category(c).startswith("C"))
    return shown[:200] or "unnamed"
