"""Checking an exported file against the archive: which of its quotes still stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.exports.anchors import Anchor, text_sha256
from bot.exports.markdown import read_markdown
from bot.exports.printable import comparable, printable
from bot.exports.web_page import read_web_page
from bot.exports.whole import read_whole
from bot.exports.word import read_word_document
from corpus.errors import ArchiveError, UnknownFormat, UnknownRecord
from corpus.spans import Span

if TYPE_CHECKING:
    from corpus.records import Record

#: What can be checked: the formats that carry anchors.
CHECKED_FORMATS = ("json", "md", "html", "docx")

_Read = tuple[tuple[Anchor, ...], list[tuple[int | None, str]]]


class Standing(StrEnum):
    """How a quote of an exported file stands."""

    STANDS = "stands"
    ALTERED = "altered in the file"
    TAKEN_OUT = "taken out of the file"
    ADDED = "added to the file"
    MOVED = "elsewhere in the record"
    CHANGED = "no longer in the record"
    REMOVED = "record removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one quote.

    Attributes:
        note: its number in the file; None for a quote without one.
        standing: how it stands.
        record_id: the record it names; "" where it names none.
        label: the place it names.
        words: the words in the file; "" where there are none.
        stored: the words that the archive holds at that place; None where it has no such.
        now: where in the record's text the words stand now; None unless moved.
        remark: one sentence for people; "" for a quote that simply stands.
    """

    note: int | None
    standing: Standing
    record_id: str = ""
    label: str = ""
    words: str = ""
    stored: str | None = None
    now: tuple[int, int] | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found, quote by quote in the order of the file."""

    findings: tuple[Finding, ...]

    @property
    def fallen(self) -> tuple[Finding, ...]:
        """The quotes that do not stand."""
        return tuple(each for each in self.findings if each.standing is not Standing.STANDS)

    def to_json(self) -> dict[str, Any]:
        """Return the findings as plain data."""
        return {
            "stands": not self.fallen,
            "quotes": len(self.findings),
            "fallen": len(self.fallen),
            "findings": [asdict(each) for each in self.findings],
        }


def check(raw: bytes, name: str, record_of: Callable[[str], Record]) -> Checked:
    """Compare the quotes of an exported file with the archive.

    Words are compared letter for letter, white space folded where the format folds it.

    Args:
        raw: the file's bytes.
        name: its name, whose ending says what it is.
        record_of: returns a stored record, as `Archive.record` does.

    Raises:
        UnknownFormat: files of that ending carry no anchors.
        ArchiveError: the file cannot be read, or was not written by an export.
        ArchiveDamaged: a record's stored bytes do not match their hashes.
    """
    anchors, quotes = _read(raw, name)
    words = {number: text for number, text in quotes if number is not None}
    known = {anchor.note for anchor in anchors}
    times = Counter(number for number, _ in quotes)
    findings = [_judged(anchor, words.get(anchor.note), record_of) for anchor in anchors]
    for number, text in quotes:
        if number is None or number not in known or times[number] > 1:
            findings.append(_added(number, text))
    return Checked(findings=tuple(findings))


def _read(raw: bytes, name: str) -> _Read:
    ending = name.casefold().rpartition(".")[2]
    match ending:
        case "docx":
            return read_word_document(raw)
        case "html" | "htm":
            return read_web_page(raw)
    if ending not in ("json", "md", "markdown") or name.casefold().endswith(".csl.json"):
        raise UnknownFormat(
            f"'{name}' is of a kind that carries nothing to check it by.",
            "Checked are exports in .json, .md, .html and .docx.",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArchiveError(f"'{name}' is not UTF-8 text.", "Save it as UTF-8.") from error
    return read_whole(text) if ending == "json" else read_markdown(text)


def _added(number: int | None, text: str) -> Finding:
    return Finding(
        note=number,
        standing=Standing.ADDED,
        words=text,
        remark="Set like a quote, but the export made none like it; nothing says where it is from.",
    )


def _judged(anchor: Anchor, words: str | None, record_of: Callable[[str], Record]) -> Finding:
    """Say how one quote stands; `words` is None when the file no longer shows it."""

    def found(
        standing: Standing, remark: str = "", *, now: Span | None = None, stored: str | None = None
    ) -> Finding:
        return Finding(
            note=anchor.note,
            standing=standing,
            record_id=anchor.record_id,
            label=anchor.label,
            words=words or "",
            stored=stored,
            now=(now.start, now.end) if now else None,
            remark=remark,
        )

    try:
        record = record_of(anchor.record_id)
    except UnknownRecord:
        return found(Standing.REMOVED, f"The archive no longer holds record {anchor.record_id}.")
    stored = _slice(record.text, anchor)
    untouched = stored is not None and text_sha256(stored) == anchor.sha256
    if words is None:
        return found(
            Standing.TAKEN_OUT,
            "The file no longer shows it under its number."
            + ("" if untouched else " The record’s words have changed as well."),
            stored=stored,
        )
    if stored is not None and comparable(words) == comparable(stored):
        changed = text_sha256(record.text) != anchor.record_sha256 and anchor.record_sha256
        remark = "Other words of the record have changed; these have not." if changed else ""
        return found(Standing.STANDS, remark, stored=stored)
    if untouched:
        return found(
            Standing.ALTERED, "The file’s words are not those of the record.", stored=stored
        )
    now = _find(words, record.text)
    if now is not None:
        return found(
            Standing.MOVED,
            f"The words stand at characters {now.start} to {now.end} of the record now.",
            now=now,
            stored=stored,
        )
    if text_sha256(record.text) == anchor.record_sha256:
        return found(
            Standing.ALTERED,
            "The record has not changed; the file’s words or its anchor have.",
            stored=stored,
        )
    return found(
        Standing.CHANGED,
        "The record’s text has changed, and the words stand nowhere in it.",
        stored=stored,
    )


def _slice(text: str, anchor: Anchor) -> str | None:
    inside = 0 <= anchor.start < anchor.end <= len(text)
    return text[anchor.start : anchor.end] if inside else None


def _find(words: str, text: str) -> Span | None:
    """Return where the words stand, white space folded."""
    pieces = [re.escape(piece) for piece in printable(words).split()]
    found = re.search(r"\s+".join(pieces), text) if pieces else None
    return Span(*found.span()) if found else None
