"""Decoding: from delivered bytes to text, visibly.

A quote must be verbatim, so nothing is replaced in silence and nothing is guessed
where two readings are about as likely. The order: byte order mark, strict UTF-8,
UTF-16 told by its zero bytes, then the encodings of older files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.counts import agreed
from corpus.errors import UnreadableSource
from corpus.readers import reasons
from corpus.readers.older_encodings import read_older

#: Beginnings of files that are no text, and what they are.
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip or office"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf'\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\xd0\xcf\x11\xe0", "older office"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x7fELF", "program"),
    (b"{\\rtf", "rtf"),
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: More control characters than this share of a file make it binary.
_BINARY_SHARE = 0.01
# C0 controls that are not white space, DEL, and lone surrogates. Carriage return and
# form feed are white space of older files and stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_CONTROL_BYTES = bytes(range(9)) + b"\x0b" + bytes(range(14, 32)) + b"\x7f"
_C1 = re.compile(r"[\x80-\x84\x86-\x9f]")
_MARK_STORM = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{33}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A file's text.

    Attributes:
        text: the characters, letter for letter; a byte order mark is not one of them.
        charset: the encoding, as IANA names it where it has a name there.
        warnings: what a person should know about the reading.
    """

    text: str
    charset: str
    warnings: tuple[str, ...] = ()


def decode(raw: bytes, name: str) -> Decoded:
    """Decode a file.

    Control characters other than tab and line ends, and lone surrogates, become
    U+FFFD, each counted in a warning.

    Args:
        raw: the bytes as delivered.
        name: what messages call the file.

    Raises:
        UnreadableSource: there is no text, the file is binary, its encoding is
            damaged, or no reading of it is clearly the right one.

    Source: charset-normalizer for encodings without a mark, after the languages that
    `older_encodings` knows: charset-normalizer 3 took curly quotes for letters of cp852,
    French for Baltic and Russian in KOI8-R for Japanese.
    """
    if not raw.strip():
        raise UnreadableSource(reasons.EMPTY(name=name), reasons.WHOLE())
    kind = next((kind for magic, kind in _MAGIC if raw.startswith(magic)), None)
    if kind:
        said = reasons.NOT_TEXT(name=name, kind=reasons.KINDS[kind]())
        raise UnreadableSource(said, reasons.AS_TEXT())
    text, charset, warnings = _characters(raw, name)
    if not text.strip("\ufeff \t\r\n\f\u00a0\u200b\u2060"):
        raise UnreadableSource(reasons.EMPTY(name=name), reasons.WHOLE())
    text, more = storable(text, name)
    return Decoded(text=text, charset=charset, warnings=(*warnings, *more))


def _characters(raw: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    for mark, charset in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw[len(mark) :], charset, name), charset, ()
    wide = _wide(raw)
    if wide:
        return _strictly(raw, wide, name), wide, (_guessed(wide),)
    _refuse_binary(len(raw) - len(raw.translate(None, _CONTROL_BYTES)), len(raw), name)
    try:
        return raw.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        return _older(raw, name, error)


def _refuse_binary(controls: int, size: int, name: str) -> None:
    # One stray control character in a short text is a flaw, not a format.
    if controls > 1 + size * _BINARY_SHARE:
        raise UnreadableSource(reasons.BINARY(name=name), reasons.AS_TEXT())


def _strictly(raw: bytes, charset: str, name: str) -> str:
    try:
        return raw.decode(charset)
    except UnicodeDecodeError as error:
        said = reasons.CHARSET(name=name, charset=charset, at=error.start)
        raise UnreadableSource(said, reasons.AS_TEXT()) from error


def _wide(raw: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zero bytes: all on one side, and many."""
    if len(raw) % 2 or raw.count(0) * 4 < len(raw):
        return None
    even, odd = raw[::2].count(0), raw[1::2].count(0)
    if not even:
        return "utf-16-le"
    return None if odd else "utf-16-be"


def _older(raw: bytes, name: str, error: UnicodeDecodeError) -> tuple[str, str, tuple[str, ...]]:
    if _damaged_utf8(raw):
        said = reasons.DAMAGED(name=name, at=error.start)
        raise UnreadableSource(said, reasons.FROM_SOURCE()) from error
    text, charset = read_older(raw, name)
    return text, charset, (_guessed(charset, text),)


def _damaged_utf8(raw: bytes) -> bool:
    """Tell whether most bytes outside ASCII do form UTF-8 characters."""
    lenient = raw.decode("utf-8", errors="replace")
    flaws = lenient.count("\ufffd")
    sound = len(re.findall(r"[^\x00-\x7f]", lenient)) - flaws
    return sound > flaws


def _guessed(charset: str, text: str = "") -> str:
    doubtful = len(re.findall(r"[^\x00-\x7f]", text))
    what = f" Compare its {doubtful} characters outside ASCII with the source." if doubtful else ""
    return f"The file does not name its encoding; it was read as {charset}.{what}"


def storable(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Return text whose every character can be kept, and warnings of what was replaced.

    Control characters other than tab and line ends, and lone surrogates, become U+FFFD.

    Raises:
        UnreadableSource: there are so many that it is no text.
    """
    warnings: list[str] = []
    text, count = _CONTROLS.subn("\ufffd", text)
    if count:
        _refuse_binary(count, len(text), name)
        one = "1 control character cannot be kept and is"
        several = "{} control characters cannot be kept and are"
        warnings.append(f"{agreed(count, one, several)} shown as U+FFFD.")
    odd = len(_C1.findall(text))
    if odd:
        one, several = "1 character looks", "{} characters look"
        remains = "like the remains of a wrong conversion (C1)"
        warnings.append(f"{agreed(odd, one, several)} {remains}.")
    if _MARK_STORM.search(text):
        warnings.append("A letter carries more than 32 combining marks.")
    return text, tuple(warnings)
