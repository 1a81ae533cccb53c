"""Volumes of documents in TEI, as the Foreign Relations of the United States have them.

`read` makes one record of each `div` of the type "document", as the volume is read from
its beginning: however long it is, one document at a time is held. How the text is made is
told in `tei_blocks`; it can be made again from the delivered bytes, whose hash is kept.

An editorial note is the editors' account of what they do not print. It is a record of the
genre "Editorial Note", and its paragraphs are notes: no sentence of theirs is ever taken
for the words of a document of its time. So is a paragraph that is one editors' bracket
("[Here follows discussion of unrelated matters.]").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from lxml import etree

from corpus.authorities import Authority
from corpus.descriptions import Description
from corpus.errors import UnreadableSource
from corpus.passages import Because, Dropped, Passage, Role
from corpus.readers import reasons
from corpus.readers.dating import unread_date
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.pieces import pieces
from corpus.readers.tei_blocks import (
    XML_ID,
    Serialiser,
    UndefinedEntity,
    attributes,
    local,
)
from corpus.readers.tei_fields import Placed, fields, is_editorial, profile_fields
from corpus.readers.tei_flow import Block, Pages
from corpus.readers.tei_volume import Volume, identifier, read_authorities, read_header, words_of
from corpus.records import Record, Source
from corpus.spans import Span

#: Name and version of this reader, kept with each record.
IMPORTER = "tei/1"
MEDIA_TYPE = "application/tei+xml"
#: Between two blocks.
SEPARATOR = "\n\n"

_TEI = "{http://www.tei-c.org/ns/1.0}"
_CHUNK = 2**16  # bytes
#: Switches of lxml's parsers: no network, no other file, no expansion without end.
_SAFELY = {
    "resolve_entities": "internal",
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "recover": False,
    "collect_ids": False,
}
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:TEI|teiCorpus)(?:\s[^>]*)?>")
#: Children that give a section words of its own.
_WORDS = ("p", "list", "table", "note", "quote", "lg")


def accepts(raw: bytes) -> bool:
    """Tell whether a file is TEI by its beginning (4 KiB are enough)."""
    # Without the zero bytes UTF-16 looks like ASCII, as far as tags go.
    found = _ROOT.search(raw[:65536].replace(b"\x00", b""))
    return found is not None and b"http://www.tei-c.org/ns/1.0" in found.group()


def read(stream: IO[bytes], source: Source, *, limits: Limits = DEFAULT) -> Iterator[Record]:
    """Yield the documents of a volume, in its order.

    No network and no other file is touched, and no entity but those that the file defines
    in itself is known.

    Args:
        stream: the file as delivered.
        source: where it came from, with the hash of its bytes; the reader adds its name,
            the media type and its warnings.
        limits: the longest text and the longest passage.

    Raises:
        UnreadableSource: the XML is not well-formed, nests or expands beyond all use, names
            an entity that it does not define, or holds no document. A stream that can be
            read twice is checked to its end before the first document is yielded.
    """
    if stream.seekable():
        _check(stream, source.name)
        stream.seek(0)
    reader = _Reader(source, limits)
    yield from reader.records(stream)


def authorities(stream: IO[bytes], name: str) -> Iterator[Authority]:
    """Yield the persons and terms that a volume's own lists explain.

    Args:
        stream: the file as delivered.
        name: what messages call it.

    Raises:
        UnreadableSource: as `read`.
    """
    volume_id = ""
    for element in _parse(stream, name, ("teiHeader", "div")):
        if local(element) == "teiHeader":
            volume_id = read_header(element, name).volume_id
        elif not _inside_div(element):
            yield from read_authorities(element, volume_id)
            element.clear()


class _Reader:
    """One pass through a volume."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._volume = Volume(volume_id=identifier(source.name.rsplit(".", 1)[0]) or "volume")
        self._pages = Pages()
        self._begun: list[str | None] = []  # page on which each open document begins
        self._taken: set[str] = set()
        self._outside: dict[str, None] = {}  # headings, in order
        self._count = 0

    def records(self, stream: IO[bytes]) -> Iterator[Record]:
        kept: Record | None = None
        for event, element in _events(stream, self._source.name, ("teiHeader", "div", "pb")):
            if event == "start":
                self._start(element)
                continue
            try:
                record = self._end(element)
            except UndefinedEntity as error:
                raise _undefined(self._source.name, str(error)) from error
            if record is not None:
                if kept is not None:
                    yield kept
                kept = record
        if kept is None:
            raise UnreadableSource(
                reasons.NO_DOCUMENT(name=self._source.name),
                reasons.MARK_DOCUMENTS(mark='<div type="document">'),
            )
        # What stands outside all documents is known at the end, and said with the last.
        yield self._with_the_rest(kept)

    def _start(self, element: etree._Element) -> None:
        if _is_document(element):
            self._begun.append(self._pages.printed)

    def _end(self, element: etree._Element) -> Record | None:
        tag = local(element)
        if tag == "teiHeader":
            self._volume = read_header(element, self._source.name)
        elif tag == "pb":
            if not self._begun and element.get("n"):
                self._pages.printed = element.get("n")
        elif _is_document(element):
            return self._document(element)
        elif not self._begun:
            self._section(element)
        return None

    def _section(self, element: etree._Element) -> None:
        """Take what a section explains, and let it go."""
        for entry in read_authorities(element, self._volume.volume_id):
            if entry.key:
                self._volume.authorities.setdefault(entry.key, entry)
        if any(True for _ in element.iterchildren(*(f"{{*}}{tag}" for tag in _WORDS))):
            sections = [e for e in element.iterancestors() if e.get("type") == "section"]
            name = words_of_head(sections[-1] if sections else element)
            self._outside.setdefault(name)
        _let_go(element)

    def _document(self, element: etree._Element) -> Record:
        self._count += 1
        pages = Pages(current=self._begun[-1], printed=self._begun.pop())
        head = element.find("{*}head")
        heading = words_of(head) if head is not None else ""
        editorial = is_editorial(element.get("subtype"), heading)
        serialiser = Serialiser(pages, editorial=editorial)
        blocks = serialiser.blocks(element)
        self._pages.printed = pages.printed
        given = attributes(element)
        name, warnings = self._name(element)
        warnings += [
            f"<{tag}> is not known to the reader; the text of {count} is kept as it stands."
            for tag, count in sorted(serialiser.unknown.items())
        ]
        if serialiser.slipped:
            warnings.append(
                f"A note announces a quotation that the XML puts outside it: {serialiser.slipped} "
                "paragraph(s) are taken for the note's."
            )
        record = self._record(name, given, blocks, warnings)
        _let_go(element)
        return record

    def _name(self, element: etree._Element) -> tuple[str, list[str]]:
        """Return the document's id in the volume, unique in it, and what is odd about it."""
        stated = identifier(element.get(XML_ID) or "")
        number = identifier(element.get("n") or "")
        made = stated or (f"d{number}" if number else f"document-{self._count}")
        warnings = [] if stated else [f"The document has no id; it is called {made} here."]
        name, copies = made, 1
        while name in self._taken:
            copies += 1
            name = f"{made}-{copies}"
        if name != made:
            warnings.append(f"The id {made} stands in the volume more than once.")
        self._taken.add(name)
        return name, warnings

    def _record(
        self, name: str, given: dict[str, str], blocks: list[Block], warnings: list[str]
    ) -> Record:
        record_id = f"{self._volume.volume_id}/{name}"
        text = SEPARATOR.join(block.text for block in blocks)
        self._limits.check_text(text, f"{self._source.name}, {name}")
        placed, start = [], 0
        for block in blocks:
            placed.append(Placed(block, start))
            start += len(block.text) + len(SEPARATOR)
        passages = tuple(_passages(record_id, text, placed, self._limits.passage))
        described = fields(self._volume, given, placed, (given.get("n") or "").strip())
        if not blocks:
            warnings = [*warnings, "The document holds no text."]
        warnings = [*warnings, *unread_date(described)]
        return Record(
            record_id=record_id,
            text=text,
            description=Description(
                profile=self._volume.profile,
                fields=(*described, *profile_fields(record_id, self._volume.profile)),
            ),
            source=replace(
                self._source,
                media_type=MEDIA_TYPE,
                importer=IMPORTER,
                warnings=(*self._source.warnings, *warnings),
            ),
            passages=passages,
            dropped=tuple(_gaps(passages, text)),
        )

    def _with_the_rest(self, record: Record) -> Record:
        if not self._outside:
            return record
        named = ", ".join(self._outside)
        notice = f"The volume's own sections are not imported as documents: {named}."
        source = replace(record.source, warnings=(*record.source.warnings, notice))
        return replace(record, source=source)


def _passages(record_id: str, text: str, placed: list[Placed], longest: int) -> Iterator[Passage]:
    counted = dict.fromkeys(Role, 0)
    for spot in placed:
        block = spot.block
        breaks = [(spot.start + offset, page) for offset, page in block.breaks]
        for span in pieces(text, spot.span(), longest):
            counted[block.role] += 1
            before = [page for offset, page in breaks if offset <= span.start]
            yield Passage(
                record_id=record_id,
                span=span,
                text=span.of(text),
                ordinal=counted[block.role],
                role=block.role,
                section=block.section,
                page=before[-1] if before else block.page,
                page_breaks=tuple((at, page) for at, page in breaks if span.start < at < span.end),
            )


def _gaps(passages: tuple[Passage, ...], text: str) -> Iterator[Dropped]:
    end = 0
    for start, after in [*((p.span.start, p.span.end) for p in passages), (len(text), len(text))]:
        if start > end:
            yield Dropped(span=Span(end, start), because=Because.SPACER)
        end = after


def _is_document(element: etree._Element) -> bool:
    return bool(element.tag == f"{_TEI}div" and element.get("type") == "document")


def _inside_div(element: etree._Element) -> bool:
    return any(True for _ in element.iterancestors(f"{_TEI}div"))


def words_of_head(element: etree._Element) -> str:
    """Return what to call a section: its heading, else its id or its type."""
    head = element.find("{*}head")
    words = words_of(head) if head is not None else ""
    return words or element.get(XML_ID) or element.get("type") or "a section without a heading"


def _let_go(element: etree._Element) -> None:
    """Free an element's children and the siblings before it, but for a section's heading."""
    parent = element.getparent()
    element.clear(keep_tail=True)
    if parent is not None:
        for sibling in list(element.itersiblings(preceding=True)):
            if sibling.tag != f"{_TEI}head":
                parent.remove(sibling)


def _parse(stream: IO[bytes], name: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    for event, element in _events(stream, name, tags):
        if event == "end":
            yield element


def _events(
    stream: IO[bytes], name: str, tags: tuple[str, ...]
) -> Iterator[tuple[str, etree._Element]]:
    """Parse step by step, safely.

    Volumes of the series repeat ids of notes, which libxml2 refuses where ids are
    collected; `iterparse` of lxml 6.1 collects them whatever it is told, and so the
    parser is fed here.

    Source: lxml before 6.1 resolved external entities by default in some parsers
    (CVE-2026-41066), so every switch is set.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"), tag=[f"{_TEI}{tag}" for tag in tags], **_SAFELY
    )
    try:
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
            yield from parser.read_events()
        parser.close()
        yield from parser.read_events()
    except etree.XMLSyntaxError as error:
        raise _unreadable(name, error) from error


class _Nothing:
    """What becomes of a file that is only checked."""

    def close(self) -> None:
        """End the check."""


def _check(stream: IO[bytes], name: str) -> None:
    """Parse to the end and keep nothing."""
    parser = etree.XMLParser(target=_Nothing(), **_SAFELY)
    try:
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: etree.XMLSyntaxError) -> UnreadableSource:
    undefined = re.search(r"Entity '([^']+)' not defined", str(error))
    if undefined:
        return _undefined(name, undefined[1])
    return UnreadableSource(reasons.MALFORMED(name=name, why=error.msg), reasons.XML_AGAIN())


def _undefined(name: str, entity: str) -> UnreadableSource:
    return UnreadableSource(reasons.UNDEFINED(name=name, entity=entity), reasons.WRITE_OUT())
