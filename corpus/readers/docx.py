"""Records made of Word documents (DOCX): paragraphs, headings and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.counts import agreed
from corpus.descriptions import FieldName
from corpus.passages import Role
from corpus.readers.assembly import Stretch, assemble
from corpus.readers.declared import Statement, declared
from corpus.readers.decoding import storable
from corpus.readers.docx_text import Paragraph, paragraphs, parse
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.naming import made_id
from corpus.readers.zips import Zip
from corpus.records import Record, Source
from corpus.spans import Span

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Name and version of this reader, kept with each record.
IMPORTER = "docx/1"
#: The part that makes a zip archive a Word document.
MAIN_PART = "word/document.xml"

_MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_HEADING = re.compile(r"(?:heading|title|subtitle|berschrift|titre|titel)\s*\d*", re.IGNORECASE)
_CORE = {
    "{http://purl.org/dc/elements/1.1/}title": FieldName.TITLE,
    "{http://purl.org/dc/elements/1.1/}creator": FieldName.CREATOR,
}
_TOLD = {
    "deleted": (
        "1 tracked deletion is not part of the text.",
        "{} tracked deletions are not part of the text.",
    ),
    "box": (
        "1 text box was read after the paragraph that it is anchored in.",
        "{} text boxes were read after the paragraph that each is anchored in.",
    ),
    "symbol": (
        "1 sign of a symbol font has no character and is shown as U+FFFD.",
        "{} signs of a symbol font have no character and are shown as U+FFFD.",
    ),
    "comments": ("The document's comments were not read.",) * 2,
    "macros": ("The document carries macros; they were not looked at.",) * 2,
}


def read(raw: bytes, source: Source, limits: Limits = DEFAULT) -> Record:
    """Make a record of a Word document.

    Its text is its paragraphs, each on lines of its own, then its notes.

    Args:
        raw: the file as delivered.
        source: name and hash; the reader adds the rest.
        limits: what the zip archive may expand to, the longest text and passage.

    Raises:
        UnreadableSource: the archive or a part of it is malformed, or without words.
    """
    box = Zip(raw, source.name, limits)
    told: Counter[str] = Counter()
    parts: list[tuple[Paragraph, Role]] = [
        (found, Role.HEADING if _HEADING.fullmatch(found.style.lstrip("Uuü")) else Role.BODY)
        for found in paragraphs(parse(box.member(MAIN_PART), MAIN_PART), told)
    ]
    for part, tag in _NOTES:
        if part in box:
            parts += (
                (found, Role.NOTE) for found in _notes(parse(box.member(part), part), tag, told)
            )
    told["comments"] = int("word/comments.xml" in box)
    told["macros"] = int("word/vbaProject.bin" in box)
    text, replaced = storable("\n".join(found.text for found, _ in parts), source.name)
    limits.check_text(text, source.name)
    said = declared(_core(box))
    warnings = [agreed(number, *_TOLD[key]) for key, number in told.items() if number]
    return assemble(
        said.record_id or made_id(source.name, raw),
        text,
        list(_stretches(parts)),
        description=said.description,
        source=replace(
            source,
            media_type=_MEDIA,
            importer=IMPORTER,
            warnings=(*source.warnings, *warnings, *replaced),
        ),
        limits=limits,
    )


def _notes(root: _Element, tag: str, told: Counter[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of the notes; those with a type are lines drawn above them."""
    for note in root.iter(f"{_W}{tag}"):
        if note.get(f"{_W}type") in (None, "normal"):
            yield from paragraphs(note, told)


def _stretches(parts: list[tuple[Paragraph, Role]]) -> Iterator[Stretch]:
    start, section = 0, None
    for found, role in parts:
        span = Span(start, start + len(found.text))
        start = span.end + 1
        if role is Role.HEADING and found.text.strip():
            section = " ".join(found.text.split())
        yield Stretch(span=span, role=role, section=section if role is Role.BODY else None)


def _core(box: Zip) -> Iterator[Statement]:
    """Yield what the document's properties state."""
    if "docProps/core.xml" in box:
        for node in parse(box.member("docProps/core.xml"), "docProps/core.xml"):
            name = _CORE.get(str(node.tag))
            if name and (node.text or "").strip():
                yield Statement(key=str(name), words=(node.text or "").strip())
