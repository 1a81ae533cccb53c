"""Formats: which reader takes a file, told by what is in it.

A name's ending is a hint, and decides only between formats whose files are text like any
other: Markdown, JSON Lines, CSV. One of files that are never text is no record's.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from corpus.errors import ArchiveError, UnreadableSource
from corpus.readers import docx, markdown, pdf, plain, reasons, tables, web_page, wilson
from corpus.readers.decoding import decode
from corpus.readers.folders import is_litter
from corpus.readers.limits import Limits
from corpus.readers.mappings import SUFFIX, Columns, read_mapping
from corpus.readers.naming import label
from corpus.readers.refusals import Refused
from corpus.readers.zips import Member, Zip
from corpus.records import Record, Source

_HEAD = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = {
    "xl/workbook.xml": "excel",
    "ppt/presentation.xml": "presentation",
    "mimetype": "opendocument",
}
_NO_TEXT = {
    "program": ("exe", "dll", "so", "dylib", "bin", "msi", "pyc", "wasm"),
    "image": ("png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "heic", "ico"),
    "recording": ("mp3", "wav", "ogg", "flac", "m4a", "mp4", "avi", "mov", "mkv", "webm"),
}
_XML = re.compile(r"\s*<\?xml\b|\s*<!DOCTYPE\b|\s*<\w+[^>]*\sxmlns", re.IGNORECASE)
#: An element: a tag with attributes, one that ends itself, or one with another tag after it. A
#: transcript may begin with a word in angle brackets.
_ELEMENT = re.compile(
    r"""\s*<(?P<name>[A-Za-z_][\w:.-]*)
    (?: (?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))+\s*/?> | \s*/>
      | \s*>(?: \s*<[\w!?/] | .*</(?P=name)\s*> ) )""",
    re.DOTALL | re.VERBOSE,
)
_JSON = re.compile(r'\s*[\[{]\s*["{\[\]}]')

#: Finds the mapping of a table by the table's name; None where there is none.
FindColumns = Callable[[str], Columns | None]
#: Told of each member of a zip archive before it is read: its number from 0, its label.
Begin = Callable[[int, str], object]


def quietly(number: int, label: str) -> None:
    """Tell nobody that a member is begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A file's bytes as they were delivered.

    Attributes:
        raw: the bytes.
        name: the file's name, a label.
        find_columns: finds its mapping, should it be a table.
        nested: whether it came out of a zip archive.
        skip: how many members of it, should it be a zip archive, were read before.
        begin: told of each other member.
    """

    raw: bytes
    name: str
    find_columns: FindColumns
    nested: bool = False
    skip: int = 0
    begin: Begin = quietly

    @property
    def source(self) -> Source:
        """Where a record made of it comes from, as far as it is known before reading."""
        sha256 = hashlib.sha256(self.raw).hexdigest()
        return Source(name=self.name, sha256=sha256, media_type="", importer="")


def outcomes(file: Delivered, limits: Limits) -> Iterator[Record | Refused]:
    """Yield the records of a file, and the parts of it that are refused.

    Raises:
        ArchiveError: the whole file is refused.
    """
    raw, name = file.raw, file.name
    if raw.startswith(_ZIP):
        yield from _zipped(file, limits)
    elif b"%PDF-" in raw[:1024]:
        yield pdf.read(raw, file.source, limits)
    elif _is_tei(raw):
        from corpus.readers import tei  # brings lxml, which other formats do without

        yield from tei.read(io.BytesIO(raw), file.source, limits=limits)
    elif tables.is_json_lines(raw, name):
        decode(raw[:_HEAD].rpartition(b"\n")[0] or raw, name)  # refuses what is no text
        yield from tables.read_json_lines(raw, name, file.find_columns(name), limits)
    elif tables.is_csv(name):
        yield from tables.read_csv(raw, name, file.find_columns(name), limits)
    elif web_page.accepts(raw, name):
        yield web_page.read(raw, file.source, limits)
    else:
        yield _text(file, limits)


def _is_tei(raw: bytes) -> bool:
    head = raw[: 2**16]
    if b"tei-c.org" not in head:
        return False
    from corpus.readers import tei

    return tei.accepts(head)


def _refuse_ending(name: str) -> None:
    """Refuse a file whose ending says that it is no text: a few odd bytes may look like one."""
    ending = PurePath(name).suffix.removeprefix(".").casefold()
    for kind, endings in _NO_TEXT.items():
        if ending in endings:
            said = reasons.NAMED_AS(name=name, kind=reasons.KINDS[kind]())
            raise UnreadableSource(said, reasons.RENAME())


def _text(file: Delivered, limits: Limits) -> Record:
    _refuse_ending(file.name)
    decoded = decode(file.raw, file.name)
    limits.check_text(decoded.text, file.name)
    source = file.source
    source = Source(
        name=source.name,
        sha256=source.sha256,
        media_type=f"text/plain; charset={decoded.charset}",
        importer="",
        warnings=decoded.warnings,
    )
    if wilson.accepts(decoded.text):
        return wilson.read(decoded.text, source, limits)
    if _is_xml(decoded.text, file.name):
        raise UnreadableSource(reasons.XML_KIND(name=file.name), reasons.ACCEPTED())
    if _JSON.match(decoded.text) and not markdown.accepts(file.name):
        raise UnreadableSource(reasons.JSON_KIND(name=file.name), reasons.AS_JSON_LINES())
    if markdown.accepts(file.name):
        return markdown.read(decoded.text, source, file.raw, limits)
    return plain.read(decoded.text, source, file.raw, limits)


def _is_xml(text: str, name: str) -> bool:
    """Tell XML, broken too; Markdown may hold elements."""
    if name.casefold().endswith(".xml") or _XML.match(text):
        return True
    return not markdown.accepts(name) and _ELEMENT.match(text[:_HEAD]) is not None


def _zipped(file: Delivered, limits: Limits) -> Iterator[Record | Refused]:
    box = Zip(file.raw, file.name, limits)
    if docx.MAIN_PART in box:
        yield docx.read(file.raw, file.source, limits)
        return
    for part, kind in _OFFICE.items():
        if part in box:
            said = reasons.NOT_READ(name=file.name, kind=reasons.KINDS[kind]())
            raise UnreadableSource(said, reasons.ACCEPTED())
    if file.nested:
        raise UnreadableSource(reasons.NESTED(name=file.name), reasons.UNPACK())
    members = [m for m in box.members if not is_litter(m.name) and not m.name.endswith(SUFFIX)]
    if not members:
        raise UnreadableSource(reasons.NO_FILES(name=file.name), reasons.ACCEPTED())
    for number, member in enumerate(members[file.skip :], file.skip):
        file.begin(number, member.label)
        yield from _member(box, member, file, limits)


def _member(
    box: Zip, member: Member, file: Delivered, limits: Limits
) -> Iterator[Record | Refused]:
    def find_columns(name: str) -> Columns | None:
        beside = mapping_name(member.name)
        if beside in box:
            return read_mapping(box.member(beside), beside)
        return file.find_columns(name)

    try:
        inner = Delivered(
            raw=box.read(member), name=label(member.name), find_columns=find_columns, nested=True
        )
        for outcome in outcomes(inner, limits):
            if isinstance(outcome, Refused):
                place = member.label
                if outcome.place:
                    place = reasons.INSIDE(place=place, inner=outcome.place)
                outcome = Refused(file.name, place, outcome.reason)
            yield outcome
    except ArchiveError as error:
        yield Refused(file.name, member.label, error.sentences)


def mapping_name(name: str) -> str:
    """Return the name of the mapping that would stand beside a table."""
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}{last.rpartition('.')[0] or last}{SUFFIX}"
