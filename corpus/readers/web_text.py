"""The text of an HTML page, as a reader sees it, by a fixed rule.

1. Left out, with all they hold: scripts, styles, templates, frames, drawings, navigation,
   buttons and lists to choose from, struck-out words (`del`, `s`), and what is hidden.
2. Every block element, `br` and `hr` begins a new line; table cells are parted by a tab.
3. White space of the page's source becomes one space, none at the ends of a line; inside
   `pre` it stays. A no-break space is a character like any other.
4. Nothing else is changed. Nothing is fetched and no script is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.errors import UnreadableSource
from corpus.readers import reasons
from corpus.spans import Span

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

#: Never part of the text.
_SILENT = frozenset(
    "script style noscript template iframe frame frameset noframes object embed applet svg canvas "
    "audio video head title link meta base param source track area map rp".split()
)
#: Left out and counted: they may hold words.
_LEFT_OUT = frozenset(
    "nav button select option optgroup datalist textarea input dialog menu del s strike".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p "
    "pre section summary table tbody tfoot thead tr ul".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
#: Deeper nesting is no page, and takes time with the square of its depth.
_DEEPEST = 5_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
#: Elements that never nest by being opened again: void, or closed by their neighbour.
_SHALLOW = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th "
    "thead tbody tfoot option optgroup colgroup html head body rt rp script style".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebText:
    """The text of a page.

    Attributes:
        text: lines parted by line feeds.
        headings: the lines that are headings.
        left_out: how many elements with words were left out: navigation, controls,
            struck-out and hidden text.
    """

    text: str
    headings: tuple[Span, ...]
    left_out: int


def check_depth(markup: str, name: str) -> None:
    """Refuse markup whose elements are nested without end.

    Raises:
        UnreadableSource: more than 5,000 elements are open at once.
    """
    depth = 0
    for found in _TAG.finditer(markup):
        if found[2].lower() not in _SHALLOW:
            depth = max(0, depth - 1) if found[1] else depth + 1
            if depth > _DEEPEST:
                said = reasons.DEEP(name=name, limit=_DEEPEST)
                raise UnreadableSource(said, reasons.AS_PLAIN())


def web_text(root: LexborNode) -> WebText:
    """Return the text below an element."""
    made = _Text()
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            made.leave(node.tag or "")
            continue
        if node is not root and node.next is not None:
            stack.append((node.next, False))
        if node.is_text_node:
            made.add(node.text_content or "")
        elif node.is_element_node and not made.skips(node):
            made.enter(node.tag or "")
            stack.append((node, True))
            if node.child is not None:
                stack.append((node.child, False))
    return made.done()


@dataclass(slots=True)
class _Text:
    """Text in the making."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    separator: str = ""  # what stands between the last words and the next
    preformatted: int = 0
    heading: int | None = None  # where the open heading begins
    headings: list[Span] = field(default_factory=list)
    left_out: int = 0

    def skips(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag in _SILENT:
            return True
        if tag not in _LEFT_OUT and not _is_hidden(node):
            return False
        if (node.text() or "").strip():
            self.left_out += 1
        if tag == "nav":
            self.break_line()
        return True

    def enter(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.break_line()
        elif tag in ("td", "th") and "\n" not in self.separator:
            self.separator = "\t"
        self.preformatted += tag == "pre"
        if tag in _HEADINGS and self.heading is None:
            self.heading = self.length + len(self.separator)

    def leave(self, tag: str) -> None:
        if tag in _HEADINGS and self.heading is not None:
            if self.length > self.heading:
                self.headings.append(Span(self.heading, self.length))
            self.heading = None
        self.preformatted -= tag == "pre"
        if tag in _BLOCKS:
            self.break_line()

    def break_line(self) -> None:
        self.separator = "\n" if self.length else ""

    def add(self, words: str) -> None:
        if self.preformatted:
            self._put(words.replace("\r\n", "\n").replace("\r", "\n"))
            return
        inner = _SPACES.sub(" ", words)
        if inner.startswith(" ") and self.length and not self.separator:
            self.separator = " "
        bare = inner.strip(" ")
        if bare:
            self._put(bare)
            self.separator = " " if inner.endswith(" ") else ""

    def _put(self, words: str) -> None:
        if words:
            self.parts += (self.separator, words)
            self.length += len(self.separator) + len(words)
            self.separator = ""

    def done(self) -> WebText:
        return WebText(
            text="".join(self.parts), headings=tuple(self.headings), left_out=self.left_out
        )


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return (
        "hidden" in attributes
        or attributes.get("role") == "navigation"
        or _HIDDEN.search(attributes.get("style") or "") is not None
    )
