"""Anchors: what an exported file carries of each quote, so that it can be checked later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import ArchiveError
from corpus.quotes import Quote

FORMAT = "dragoman-anchors"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where the words under one note number stand in the archive.

    Attributes:
        note: the number of the note in the file.
        record_id: the record quoted.
        start: first code point in the record's text.
        end: code point after the last.
        sha256: of the words in UTF-8.
        record_sha256: of the record's whole text; "" where it was not kept.
        label: the place, for people.
    """

    note: int
    record_id: str
    start: int
    end: int
    sha256: str
    record_sha256: str
    label: str


def anchor(note: int, quote: Quote, label: str) -> Anchor:
    """Return the anchor of a quote."""
    return Anchor(
        note=note,
        record_id=quote.record.record_id,
        start=quote.span.start,
        end=quote.span.end,
        sha256=quote.sha256,
        record_sha256=text_sha256(quote.record.text),
        label=label,
    )


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def anchors_text(anchors: Iterable[Anchor]) -> str:
    """Write anchors as JSON, one a line, in ASCII, so that no program alters a letter."""
    lines = [json.dumps(asdict(each), sort_keys=True) for each in anchors]
    head = json.dumps({"format": FORMAT, "version": VERSION})[:-1]
    return f'{head}, "anchors": [\n' + ",\n".join(lines) + "\n]}"


def read_anchors(text: str) -> tuple[Anchor, ...]:
    """Read anchors from an exported file.

    Raises:
        ArchiveError: they were altered so that they cannot be read.
    """
    try:
        content = json.loads(text)
        if content["format"] != FORMAT or content["version"] != VERSION:
            raise _unreadable(f"they are of the form {content['format']} {content['version']}")
        return tuple(read_anchor(each) for each in content["anchors"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable("they are not as Dragoman wrote them") from error


def read_anchor(content: Mapping[str, Any]) -> Anchor:
    """Read one anchor.

    Raises:
        ValueError: a value is of the wrong type.
        KeyError: one is missing.
    """
    found = {name: content[name] for name in Anchor.__dataclass_fields__}
    for name, value in found.items():
        wanted = int if name in ("note", "start", "end") else str
        if type(value) is not wanted:
            raise ValueError(f"{name} is {value!r}")
    return Anchor(**found)


def note_number(written: str) -> int | None:
    """Return the number of a note as a file writes it; None where it is none."""
    return int(written) if written.isdecimal() and len(written) < 10 else None


def _unreadable(why: str) -> ArchiveError:
    return ArchiveError(
        f"The anchors in this file cannot be read: {why}.",
        "Without them no quote can be checked; export the answer again.",
    )
