"""Blocks of a TEI document: its characters in order, without the layout of the XML.

XML breaks and indents lines to suit its editors, so the text of a document is made by
rule, the rule of `tei/1`:

* Character data stand in document order, letter for letter. Entities and references to
  characters are those the XML defines; comments and processing instructions say nothing.
* A run of spaces, tabs and line ends of the XML becomes one space, and none at the ends
  of a block. No-break and other typographic spaces are characters and stay.
* White space that only indents the XML (beside a note, or with a line end just inside the
  tags of an inline element) is nothing where it meets an opening mark or a closing one.
* A block (paragraph, list item, row, heading …) is parted from the next by an empty line,
  a cell from the next by a tab, and `lb` is a line end. The items of a list that has a
  type (subject, participants, to …) are lines of one block.
* A note is taken out of the sentence it hangs on. The notes follow the document, in
  their order.

Nothing else is added, and no character is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from corpus.passages import Role
from corpus.readers.tei_flow import LINE, SPACE, TAB, Block, Flow, Pages

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
#: Sections of the notes that have no number.
SOURCE_NOTE, SUMMARY_NOTE = "source note", "summary note"

_BLOCKS = frozenset(
    "div head p ab lg l sp speaker opener dateline byline salute closer signed affiliation"
    " trailer postscript argument epigraph attachment list item table row figure figDesc"
    " caption stage listBibl".split()
)
_INLINE = frozenset(
    "hi persName placeName orgName name rs roleName forename surname gloss term date time ref"
    " seg title foreign abbr expan supplied unclear sic corr add del emph mentioned soCalled"
    " num measure idno quote q said cit bibl label address addrLine anchor ptr milestone fw"
    " note pb lb cb cell".split()
)
_FRONT = frozenset({"opener", "dateline", "byline", "salute"})
_CLOSERS = frozenset({"closer", "signed", "affiliation", "trailer"})
_MARKED = frozenset({"persName", "gloss", "placeName", "date", "time", "signed", "classCode"})
#: Types of lists that are lists of anything.
_PLAIN_LISTS = frozenset({"", "simple", "bulleted", "ordered", "gloss", "unordered"})

_UNNUMBERED = (None, SOURCE_NOTE, SUMMARY_NOTE)
#: A closing mark, and perhaps where the quotation is from.
_QUOTED_TO_THE_END = re.compile(r"[”\"](?:\s?\([^“”\"]*\)\.?)?$")
_BRACKETED = re.compile(r"\[[^\[\]]*\]\.?")


class Serialiser:
    """Turns one `div` of a document into blocks.

    Attributes:
        unknown: elements that the rule does not know, counted; their text is kept.
        slipped: paragraphs found to belong to the note before them.
    """

    def __init__(self, pages: Pages, *, editorial: bool) -> None:
        self.unknown: Counter[str] = Counter()
        self.slipped = 0
        self._pages = pages
        self._main = Flow(pages)
        self._flow = self._main
        self._notes: list[Flow] = []
        self._hung: list[int] = []  # of each note, the number of the block it hangs on
        self._template = Block(tag="div", role=Role.BODY)
        self._joined = False  # a label waits for its item
        self._editorial = editorial
        self._document_id = ""

    def blocks(self, div: etree._Element) -> list[Block]:
        """Return the blocks of a document, its notes last.

        Raises:
            UndefinedEntity: an entity stands in it that the XML does not define.
        """
        self._document_id = div.get(XML_ID) or ""
        self._children(div)
        for flow in (self._main, *self._notes):
            flow.close()
        for block in self._main.blocks:
            if block.role is Role.BODY and (
                self._editorial or (block.tag == "p" and _BRACKETED.fullmatch(block.text))
            ):
                block.role = Role.NOTE
        for flow, number in zip(self._notes, self._hung, strict=True):
            self._take_back(flow, self._main.blocks[number + 1 :])
        return [block for flow in (self._main, *self._notes) for block in flow.blocks]

    def _take_back(self, note: Flow, following: list[Block]) -> None:
        """Give a note the quotation that it announces and that stands behind its paragraph.

        "A memorandum of that day reads as follows:" is the end of a note in volumes whose
        markup closes it too early. The quotation lasts to its closing mark.
        """
        last = note.blocks[-1] if note.blocks else None
        if last is None or not last.text.endswith(":") or last.section in _UNNUMBERED:
            return
        for block in following:
            if block.tag != "p" or block.role is not Role.BODY or block.text[0] not in '“"':
                return
            block.role, block.section = Role.NOTE, last.section
            self.slipped += 1
            if _QUOTED_TO_THE_END.search(block.text):
                return

    def _children(self, element: etree._Element) -> None:
        inline = local(element) not in _BLOCKS
        for text, follower, first in _texts(element):
            last = follower is None
            note = follower is not None and local(follower) == "note"
            self._text(
                text,
                indent_before=first and inline and "\n" in text,
                indent_after=note or (last and inline and "\n" in text),
            )
            if follower is not None:
                self._element(follower, element)

    def _text(self, text: str, *, indent_before: bool, indent_after: bool) -> None:
        self._flow.add(text, self._template, indent_before=indent_before, indent_after=indent_after)

    def _element(self, element: etree._Element, parent: etree._Element) -> None:
        tag = local(element)
        if tag in ("pb", "lb", "cb"):
            self._milestone(element, tag)
            self._children(element)  # it should have none
        elif tag == "note":
            self._note(element)
        elif tag == "cell":
            self._flow.space(TAB)
            self._children(element)
        elif tag == "label" and local(parent) == "list":
            self._label(element)
        elif is_block(element, tag, parent):
            self._block(element, tag, parent)
        elif tag in _MARKED:
            self._flow.begin_mark(tag, attributes(element))
            self._children(element)
            self._flow.end_mark()
        else:
            if tag not in _INLINE and tag not in _BLOCKS:
                self.unknown[tag] += 1
            self._children(element)

    def _milestone(self, element: etree._Element, tag: str) -> None:
        if tag == "lb":
            self._flow.space(LINE)
        number = element.get("n")
        if tag != "pb" or not number:
            return
        name = element.get(XML_ID) or ""
        facsimile = bool(self._document_id) and re.match(
            rf"{re.escape(self._document_id)}\b|{re.escape(self._document_id)}_", name
        )
        page = self._pages.turn(number, facsimile=bool(facsimile))
        for flow in (self._main, self._flow):
            flow.turn(page)

    def _note(self, element: etree._Element) -> None:
        outer = self._flow, self._template, self._joined
        self._flow = Flow(self._pages)
        self._notes.append(self._flow)
        self._hung.append(len(self._main.blocks))
        self._template = Block(tag="note", role=Role.NOTE, section=_section(element))
        self._joined = False
        self._children(element)
        self._flow.close()
        self._flow, self._template, self._joined = outer

    def _label(self, element: etree._Element) -> None:
        self._flow.close()
        outer, self._template = self._template, self._of("item", self._template)
        self._children(element)
        self._template = outer
        self._joined = self._flow.block is not None

    def _block(self, element: etree._Element, tag: str, parent: etree._Element) -> None:
        outer = self._template
        line = outer.tag == "header" and tag in ("head", "item")
        if tag == "item" and self._joined:
            self._flow.space(SPACE)
        elif line:
            self._flow.space(LINE)
        else:
            self._flow.close()
        self._joined = False
        self._template = outer if line else self._inside(element, tag, parent)
        marked = tag in _MARKED or (line and tag == "head")
        if marked:
            self._flow.begin_mark(tag, attributes(element))
        self._children(element)
        if marked:
            self._flow.end_mark()
        if not line:
            self._flow.close()
        self._template = outer

    def _inside(self, element: etree._Element, tag: str, parent: etree._Element) -> Block:
        """Return what a block inside this element is."""
        outer = self._template
        inside = self._of(tag, outer)
        inside.attached = outer.attached or tag in ("attachment", "div")
        if outer.role is Role.NOTE:
            return inside
        if tag in _CLOSERS or outer.role is Role.CLOSER:
            inside.role = Role.CLOSER
        elif tag == "head" and local(parent) in ("div", "attachment"):
            inside.role = Role.HEADING
            if parent.get(XML_ID) == self._document_id and local(parent) == "div":
                inside.tag = "title"
        elif tag in _FRONT or outer.role is Role.FRONT:
            inside.role = Role.FRONT
        elif tag == "list" and (element.get("type") or "").strip() not in _PLAIN_LISTS:
            inside.tag, inside.role = "header", Role.FRONT
            inside.kind = (element.get("type") or "").strip()
        return inside

    @staticmethod
    def _of(tag: str, outer: Block) -> Block:
        return Block(
            tag=tag,
            role=outer.role,
            section=outer.section,
            kind=outer.kind,
            attached=outer.attached,
        )


class UndefinedEntity(ValueError):
    """An entity that the XML does not define, by name."""


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(etree.QName(element).localname)


def attributes(element: etree._Element) -> dict[str, str]:
    """Return an element's attributes by local name.

    A name whose prefix is never declared (`ml:id`) stays whole; lxml takes it for no name at all.
    """
    return {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}


def is_block(element: etree._Element, tag: str, parent: etree._Element) -> bool:
    """Tell whether an element stands apart from the words around it."""
    if tag in _BLOCKS:
        return True
    if tag in ("quote", "cit"):
        return element.get("rend") == "blockquote" or any(
            isinstance(child.tag, str) and local(child) in _BLOCKS for child in element
        )
    return tag == "seg" and local(parent) in ("opener", "closer")


def _texts(element: etree._Element) -> Iterator[tuple[str, etree._Element | None, bool]]:
    """Yield each stretch of character data, the element after it, and whether it is the first."""
    text, first = element.text or "", True
    for child in element:
        if _entity(child):
            raise UndefinedEntity(child.name)
        if isinstance(child.tag, str):
            yield text, child, first
            text, first = "", False
        text += child.tail or ""
    yield text, None, first


def _entity(child: etree._Element) -> bool:
    return child.tag is etree.Entity


def _section(note: etree._Element) -> str | None:
    kind = (note.get("type") or "").strip()
    opening = "".join(note.itertext()).lstrip()[:7]
    if kind == "source" or (note.get("n") in (None, "0") and opening == "Source:"):
        return SOURCE_NOTE
    if kind == "summary":
        return SUMMARY_NOTE
    return (note.get("n") or "").strip() or None
