"""A word-processor document (DOCX) with real footnotes, and its quotes read back.

The package is written whole, without a template, so that equal sheets give equal bytes.
Each quote is a paragraph in the style `Quote` under a bookmark that names its note; its
anchors are a custom XML part, which Word and LibreOffice keep.

Source: ECMA-376 part 1 (WordprocessingML: 17.11 footnotes, 17.13.6 bookmarks, 22.5 custom
XML data) and part 2 (packaging).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from bot.exports import word_parts as parts
from bot.exports.anchors import Anchor, anchors_text, note_number, read_anchors
from bot.exports.printable import printable, right_to_left
from bot.exports.search_log import log_lines
from bot.exports.sheet import LEGEND, Aside, Exchange, Frame, Sheet, Stated, Words
from corpus.errors import ArchiveError

if TYPE_CHECKING:
    from lxml.etree import _Element

BOOKMARK = "dragoman_quote_"
#: A file's time stamp; the day 0 of zip archives.
_DAY_0 = (1980, 1, 1, 0, 0, 0)
#: Most bytes of one part that a check reads.
_MOST_BYTES = 1 << 26
_W = f"{{{parts.W}}}"
#: What is raised for a zip archive that is none, is damaged or packed in another way.
_NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError),
    *(KeyError, NotImplementedError, RuntimeError),
)
_DAMAGED = "The document cannot be read: {}."
_REMEDY = "Check the file as Dragoman wrote it, or export the answer again."


def word_document(sheet: Sheet) -> bytes:
    """Set a sheet as a DOCX file."""
    written = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.RELATIONS,
        "docProps/core.xml": parts.core(escape(printable(sheet.title)), sheet.made),
        "word/document.xml": parts.document("".join(_body(sheet))),
        "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
        "word/styles.xml": parts.STYLES,
        "word/settings.xml": parts.SETTINGS,
        "word/footnotes.xml": parts.footnotes("".join(_footnotes(sheet))),
        "customXml/item1.xml": parts.anchors_part(escape(anchors_text(sheet.anchors()))),
        "customXml/_rels/item1.xml.rels": parts.ITEM_RELATIONS,
        "customXml/itemProps1.xml": parts.ITEM_PROPERTIES,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as box:
        for name, text in written.items():
            info = zipfile.ZipInfo(name, _DAY_0)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            box.writestr(info, text.encode())
    return packed.getvalue()


def _body(sheet: Sheet) -> Iterator[str]:
    yield _paragraph(sheet.title, "Title")
    yield _paragraph(LEGEND, "Aside")
    for exchange in sheet.exchanges:
        yield from _exchange(exchange)
    if sheet.sources:
        yield _paragraph("Sources", "Heading1")
    for source in sheet.sources:
        yield _paragraph(source.entry, "Bibliography")
        said = [source.notice, *source.rights]
        yield from (_paragraph(words, "Aside") for words in said if words)
    yield _paragraph("Search log", "Heading1")
    for name, value in log_lines(sheet.log):
        yield _paragraph(f"{name}: {value}", "Aside") if value else _paragraph(name, "Heading2")


def _exchange(exchange: Exchange) -> Iterator[str]:
    yield _paragraph(f"{exchange.n}. {exchange.question}", "Heading1")
    for block in exchange.blocks:
        match block:
            case Words():
                yield _quote(block)
                yield from (_paragraph(line, "Beside") for line in block.beside)
            case Stated():
                yield _paragraph(block.text, "Normal", _reference(block.note))
            case Aside():
                yield _paragraph(block.text, "Aside")
            case Frame():
                yield _paragraph(block.text, "Normal")


def _quote(block: Words) -> str:
    text = block.shown.quote.text
    name = quoteattr(f"{BOOKMARK}{block.note}")
    opened = f'<w:bookmarkStart w:id="{block.note}" w:name={name}/>'
    closed = f'<w:bookmarkEnd w:id="{block.note}"/>'
    inside = f"{opened}{_run(f'“{text}”', rtl=right_to_left(text))}{closed}"
    return f"<w:p>{_properties('Quote', text)}{inside}{_reference(block.note)}</w:p>"


def _paragraph(text: str, style: str, after: str = "") -> str:
    return f"<w:p>{_properties(style, text)}{_run(text, rtl=right_to_left(text))}{after}</w:p>"


def _properties(style: str, text: str) -> str:
    turned = "<w:bidi/>" if right_to_left(text) else ""
    return f'<w:pPr><w:pStyle w:val="{style}"/>{turned}</w:pPr>'


def _run(text: str, *, rtl: bool = False) -> str:
    """Set a text as one run; a tab and a line break are elements of their own."""
    pieces = []
    for n, line in enumerate(printable(text).split("\n")):
        pieces.append("<w:br/>" if n else "")
        for m, stretch in enumerate(line.split("\t")):
            pieces.append("<w:tab/>" if m else "")
            if stretch:
                pieces.append(f'<w:t xml:space="preserve">{escape(stretch)}</w:t>')
    properties = "<w:rPr><w:rtl/></w:rPr>" if rtl else ""
    return f"<w:r>{properties}{''.join(pieces)}</w:r>"


def _reference(note: int) -> str:
    style = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
    return f'<w:r>{style}<w:footnoteReference w:id="{note}"/></w:r>'


def _footnotes(sheet: Sheet) -> Iterator[str]:
    style = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
    for n, text in enumerate(sheet.notes, 1):
        yield (
            f'<w:footnote w:id="{n}"><w:p>{_properties("FootnoteText", text)}'
            f"<w:r>{style}<w:footnoteRef/></w:r>{_run(' ')}"
            f"{_run(text, rtl=right_to_left(text))}</w:p></w:footnote>"
        )


def read_word_document(raw: bytes) -> tuple[tuple[Anchor, ...], list[tuple[int | None, str]]]:
    """Read the anchors and the quotes out of an exported file, changes tracked or not.

    Returns:
        The anchors; and note number and words of every paragraph set as a quote, the
        number None where it bears none.

    Raises:
        ArchiveError: the file is no DOCX, or its anchors cannot be read.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as box:
            document = _read_part(box, "word/document.xml")
            items = [name for name in box.namelist() if _is_item(name)]
            kept = [_read_part(box, name) for name in sorted(items)]
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(document, parser)
        anchors = [
            "".join(item.itertext())
            for item in (etree.fromstring(part, parser) for part in kept)
            if item.tag == f"{{{parts.ANCHORS}}}anchors"
        ]
    except _NO_ZIP as error:
        raise ArchiveError(_DAMAGED.format("it is no DOCX file"), _REMEDY) from error
    except etree.XMLSyntaxError as error:
        raise ArchiveError(_DAMAGED.format("its XML is not well-formed"), _REMEDY) from error
    found = read_anchors(anchors[0] if anchors else "")
    return found, list(_read_quotes(root))


def _is_item(name: str) -> bool:
    return name.startswith("customXml/item") and "Props" not in name and name.endswith(".xml")


def _read_part(box: zipfile.ZipFile, name: str) -> bytes:
    if box.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError  # by ECMA-376 part 2 there is no other in a DOCX file
    with box.open(name) as stream:
        raw = stream.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise ArchiveError(_DAMAGED.format(f"{name} is too large"), _REMEDY)
    return raw


def _read_quotes(root: _Element) -> Iterator[tuple[int | None, str]]:
    for paragraph in root.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        names = [mark.get(f"{_W}name", "") for mark in paragraph.iter(f"{_W}bookmarkStart")]
        numbers = [name.removeprefix(BOOKMARK) for name in names if name.startswith(BOOKMARK)]
        number = note_number(numbers[0]) if numbers else None
        if number is None and (style is None or style.get(f"{_W}val") != "Quote"):
            continue
        words = "".join(_read_text(paragraph)).strip()
        if len(words) > 1 and words[0] == "“" and words[-1] == "”":
            words = words[1:-1]
        yield number, words


def _read_text(paragraph: _Element) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif element.tag == f"{_W}tab":
            yield "\t"
