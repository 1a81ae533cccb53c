"""The text of a Word document: its paragraphs as they stand when all changes are accepted.

Inserted words belong to the text; deleted and moved-away words do not, and are counted.
Text boxes follow the paragraph they are anchored in. Pictures, fields' instructions,
comments and anything outside the file are not read.

Source: ECMA-376 part 1 (WordprocessingML), 17.3 for runs, 17.13.5 for revisions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import UnreadableSource
from corpus.readers import reasons

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEAD = 8192  # bytes in which the root element declares its namespaces
_PARAGRAPH, _BOX = f"{_W}p", f"{_W}txbxContent"
#: Struck out by a tracked change; the number of them is told.
_DELETED = frozenset((f"{_W}del", f"{_W}moveFrom"))
_SILENT = frozenset(
    (
        f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", f"{_W}delText", f"{_W}delInstrText",
        f"{_COMPATIBILITY}Fallback",
    )
)  # fmt: skip
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
    f"{_W}sym": "\ufffd",  # a glyph of a symbol font has no character
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of a Word document.

    Attributes:
        text: its words, line breaks as line feeds.
        style: the id of its style, "" for none: `Heading1`.
    """

    text: str
    style: str


def parse(raw: bytes, part: str) -> _Element:
    """Parse a part of the document; nothing outside it is ever looked up.

    Raises:
        UnreadableSource: it is malformed, or defines entities.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        # Only the root declares the namespace; the same words further on are text.
        head, rest = raw[:_HEAD], raw[_HEAD:]
        root = etree.fromstring(head.replace(_STRICT, _TRANSITIONAL) + rest, parser)
    except etree.XMLSyntaxError as error:
        said = reasons.PART(part=part, why=error.msg)
        raise UnreadableSource(said, reasons.WORD_ANEW()) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableSource(reasons.ENTITIES(part=part), reasons.WORD_ANEW())
    return root


def paragraphs(root: _Element, told: Counter[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs below an element, those of tables and text boxes included.

    Args:
        root: a body, a note, or a text box.
        told: counts what a person should know: `deleted`, `box`, `symbol`.
    """
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag in _DELETED or node.tag in _SILENT:
            told["deleted"] += node.tag in _DELETED
        elif node.tag == _PARAGRAPH:
            boxes: list[_Element] = []
            yield Paragraph(text="".join(_words(node, boxes, told)), style=_style(node))
            told["box"] += len(boxes)
            stack.extend(reversed(boxes))
        else:
            stack.extend(reversed(node))


def _words(paragraph: _Element, boxes: list[_Element], told: Counter[str]) -> Iterator[str]:
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag == f"{_W}t":
            yield node.text or ""
        elif node.tag in _SIGNS:
            told["symbol"] += node.tag == f"{_W}sym"
            yield _SIGNS[node.tag]
        elif node.tag == _BOX:
            boxes.append(node)
        elif node.tag in _DELETED:
            told["deleted"] += 1
        elif node.tag not in _SILENT:
            stack.extend(reversed(node))


def _style(paragraph: _Element) -> str:
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if found is None else found.get(f"{_W}val", "")
