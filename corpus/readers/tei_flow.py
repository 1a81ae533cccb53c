"""Flows: character data put together into blocks, with pages and marks kept by offset."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.passages import Role

_WHITE = " \t\r\n"
_RUN = re.compile(r"[ \t\r\n]+")
_OPENING, _CLOSING = frozenset("([{“‘"), frozenset(",.;:!?)]}”’")
#: White space that may be put between two characters; where two kinds meet, the higher stays.
NONE, SOFT, SPACE, LINE, TAB = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An element that says something about the words inside it.

    Attributes:
        tag: its local name.
        attributes: by local name.
        start: where the words begin in the block.
        end: where they end.
    """

    tag: str
    attributes: dict[str, str]
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Block:
    """A stretch of text that becomes one passage.

    Attributes:
        tag: element that opened it; `title` for the document's own heading, `header` for
            a list that has a type.
        role: what it is to the document.
        section: printed number of a note, or which unnumbered note it is.
        kind: type of the list it stands in.
        attached: whether it belongs to a document inside the document.
        page: page it begins on.
        text: the characters.
        breaks: offset and name of each page that begins inside.
        marks: elements inside it, outer ones after inner ones.
    """

    tag: str
    role: Role
    section: str | None = None
    kind: str = ""
    attached: bool = False
    page: str | None = None
    text: str = ""
    breaks: list[tuple[int, str]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


@dataclass(slots=True)
class Pages:
    """The page that is being read.

    A printed volume numbers its pages through. A facsimile counts the pages of one
    document (its ids begin with the document's), and may list them all before the words:
    then any of them may hold a given word, and the page is "1–10".
    """

    current: str | None = None
    printed: str | None = None
    waiting: list[str] = field(default_factory=list)

    def turn(self, number: str, *, facsimile: bool) -> str:
        """Begin a page and return what it is called."""
        if not facsimile:
            self.printed = self.current = number
            return number
        self.waiting.append(number)
        several = len(self.waiting) > 1
        self.current = f"{self.waiting[0]}–{number}" if several else number
        return self.current

    def read(self) -> str | None:
        """Return the page of a character just read."""
        self.waiting.clear()
        return self.current


@dataclass(slots=True, eq=False)
class _Open:
    """An element whose words are being read."""

    tag: str
    attributes: dict[str, str]
    start: int = 0
    block: Block | None = None


class Flow:
    """A sequence of blocks in the making: the document, or one note."""

    def __init__(self, pages: Pages) -> None:
        self.blocks: list[Block] = []
        self.block: Block | None = None
        self._parts: list[str] = []
        self._length = 0
        self._pending = NONE
        self._tabs = 0
        self._turned: str | None = None
        self._pages = pages
        self._open: list[_Open] = []
        self._unstarted: list[_Open] = []

    def add(self, text: str, template: Block, *, indent_before: bool, indent_after: bool) -> None:
        """Add character data.

        Args:
            text: as the XML has it.
            template: the block to begin where none is open.
            indent_before: whether white space at the beginning may be indentation.
            indent_after: whether white space at the end may be.
        """
        words = text.strip(_WHITE)
        if not words:
            if text:
                self.space(SOFT if indent_before or indent_after else SPACE)
            return
        if text[0] in _WHITE:
            self.space(SOFT if indent_before else SPACE)
        self._write(_RUN.sub(" ", words), template)
        if text[-1] in _WHITE:
            self.space(SOFT if indent_after else SPACE)

    def space(self, kind: int) -> None:
        """Note white space; it is written when a character follows it in the block."""
        self._pending = max(self._pending, kind)
        self._tabs += kind == TAB

    def turn(self, page: str) -> None:
        """Note that a page begins here."""
        if self.block is not None:
            self._turned = page

    def begin_mark(self, tag: str, attributes: dict[str, str]) -> None:
        """Note where an element's words begin."""
        mark = _Open(tag, attributes)
        self._open.append(mark)
        self._unstarted.append(mark)

    def end_mark(self) -> None:
        """Note where they end; an element without words, or with blocks, marks nothing."""
        mark = self._open.pop()
        if mark.block is None:
            self._unstarted.remove(mark)
        elif mark.block is self.block:
            self.block.marks.append(
                Mark(
                    tag=mark.tag,
                    attributes=mark.attributes,
                    start=mark.start,
                    end=self._length,
                )
            )

    def close(self) -> None:
        """End the block."""
        if self.block is not None:
            self.block.text = "".join(self._parts)
            self.blocks.append(self.block)
        self.block, self._parts, self._length = None, [], 0
        self._pending, self._tabs, self._turned = NONE, 0, None

    def _write(self, words: str, template: Block) -> None:
        if self.block is None:
            page = self._pages.read()
            self.block = Block(
                tag=template.tag,
                role=template.role,
                section=template.section,
                kind=template.kind,
                attached=template.attached,
                page=page,
            )
        else:
            self._put(self._white(words[0]))
            self._pages.read()
            if self._turned is not None:
                self.block.breaks.append((self._length, self._turned))
        self._pending, self._tabs, self._turned = NONE, 0, None
        for mark in self._unstarted:
            mark.start, mark.block = self._length, self.block
        self._unstarted.clear()
        self._put(words)

    def _white(self, following: str) -> str:
        if self._pending == TAB:
            return "\t" * self._tabs
        if self._pending == SOFT:
            glued = self._parts[-1][-1] in _OPENING or following in _CLOSING
            return "" if glued else " "
        return {SPACE: " ", LINE: "\n"}.get(self._pending, "")

    def _put(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)
