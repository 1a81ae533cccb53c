"""The parts of a Wilson Center page: head, document, abstract, catalogue, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.dates import parse_date
from corpus.descriptions import FieldName
from corpus.readers.blocks import Block, joined
from corpus.readers.wilson_catalogue import ASIDE, BOUNDARY, CORE, LABELS, RIGHTS, Entry, entries
from corpus.readers.wilson_document import (
    is_closer,
    is_editorial,
    is_footnote,
    is_numbered,
    is_paragraph,
)

#: The head of a page ends within this many blocks.
_HEAD = 30
#: Longer words are a paragraph, not a name or a place under a label.
_SHORT = 160
#: An abstract is no longer than this, in characters.
_LONGEST_ABSTRACT = 1500
#: A page whose only paragraph is shorter has an abstract and no document.
_LONE_ABSTRACT = 500

#: Labels before the catalogue's heading stand at most this many lines above it.
_ASIDE_LINES = 60
# "Summary" may be a heading of the document itself.
_BEFORE_BOUNDARY = ASIDE.keys() - {"summary", "abstract", "credits"}
#: Longer lines are no citation.
_LONGEST_CITATION = 2000

CREDIT = re.compile(r"This document was made possible with (?:the )?support from\b", re.IGNORECASE)
_CITATION = re.compile(
    r"[“\"'‘](?P<title>.+?),?[”\"'’],?\s.*"
    r"\b(?:History and Public Policy Program|Wilson Center) Digital Archive\b,?"
    r"\s*(?P<source>.*?)\s*(?P<url>https?://\S+)?$"
)
ADDRESS = re.compile(r"digitalarchive\.wilsoncenter\.org/document/(?P<number>\d{3,9})\b")
_CHROME = re.compile(
    r"(?:[\s•·*|×-]|skip to (?:main )?content|search in|digital archive international history"
    r" declassified|wilson center digital archive|add search filter|cancel search filter|share"
    r" document|share|download|print|get citation|citation|view document in|original scan"
    r"|english|chinese|russian|german|translation|html|pdf|home|menu|search|close|back to top"
    r"|related documents?)+",
    re.IGNORECASE,
)
_VIEW = re.compile(r"view document in|\benglish html\b|\bhtml$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?。][\"”’')\]]*$")

# What only this site's pages have in lines of their own.
_STRONG = frozenset({BOUNDARY, "record id", "original uploaded date", "get citation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page divided; every block of it is in one part.

    Attributes:
        date: the catalogue's date.
        title: the catalogue's title; in the citation, where the head has capitals only.
        title_line: the line of the head that holds the title.
        credit: the funders' line.
        citation: the ready-made citation of older pages.
        abstract: the cataloguer's summary, where it has no label.
        document: what remains: the document.
        catalogue: labels and values.
        entries: the same, read.
        notices: what a person should know about the division.
    """

    date: Block | None = None
    title: Block | None = None
    title_line: Block | None = None
    credit: tuple[Block, ...] = ()
    citation: Block | None = None
    abstract: tuple[Block, ...] = ()
    document: tuple[Block, ...] = ()
    catalogue: tuple[Block, ...] = ()
    entries: tuple[Entry, ...] = ()
    notices: tuple[str, ...] = ()


def is_page(lines: Sequence[Block]) -> bool:
    """Tell whether lines are those of a saved Wilson Center page."""
    keys = {line.key for line in lines if len(line.text) <= _SHORT}
    signs = set(keys & (LABELS.keys() | _STRONG | {"skip to content"}))
    strong = len(signs & _STRONG)
    for name, found in (("credit", CREDIT.match), ("rights", RIGHTS.match), ("cited", _cited)):
        if any(found(line.text) for line in lines):
            signs.add(name)
            strong += 1
    return strong > 0 and len(signs) >= 2


def citation_parts(citation: Block) -> dict[str, Block]:
    """Return title, source and record number of an older page's citation, where given."""
    found = _cited(citation.text)
    parts = {
        name: citation.part(*found.span(name))
        for name in ("title", "source")
        if found and found[name]
    }
    address = ADDRESS.search(citation.text)
    if address:
        parts["number"] = citation.part(*address.span("number"))
    return parts


def divide(lines: Sequence[Block]) -> Page:
    """Divide a page into its parts."""
    start = _catalogue_start(lines)
    top, catalogue = list(lines[:start]), tuple(lines[start:])
    listed = entries(catalogue)
    head_end = _head_end(top)
    head = [block for block in top[:head_end] if not _is_chrome(block)]
    document = [block for block in top[head_end:] if not _is_chrome(block)]
    credit = tuple(block for block in head if CREDIT.match(block.text))
    citation = next((block for block in head if _cited(block.text)), None)
    plain = [block for block in head if block not in credit and block is not citation]
    date, line, abstract = _head_parts(plain, citation)
    notices: tuple[str, ...] = ()
    labelled = any(entry.name is FieldName.ABSTRACT and entry.values for entry in listed)
    if not abstract and not labelled:
        count, notices = _trailing_abstract(document)
        cut = len(document) - count
        document, abstract = document[:cut], document[cut:]
    return Page(
        date=date,
        title=_title(line, citation),
        title_line=line,
        credit=credit,
        citation=citation,
        abstract=tuple(abstract),
        document=tuple(document),
        catalogue=catalogue,
        entries=listed,
        notices=notices,
    )


def _cited(words: str) -> re.Match[str] | None:
    return _CITATION.match(words) if len(words) <= _LONGEST_CITATION else None


def _is_chrome(block: Block) -> bool:
    return len(block.text) <= _SHORT and _CHROME.fullmatch(block.text) is not None


def _catalogue_start(lines: Sequence[Block]) -> int:
    marks = [number for number, line in enumerate(lines) if line.key == BOUNDARY]
    start = marks[-1] if marks else _start_by_labels(lines)
    # Empty labels, or labels with short values, may stand before the boundary.
    for number in range(start - 1, max(-1, start - _ASIDE_LINES), -1):
        if len(lines[number].text) > _SHORT:
            break
        if lines[number].key in _BEFORE_BOUNDARY:
            start = number
    return start


def _start_by_labels(lines: Sequence[Block]) -> int:
    """Find the catalogue of a page that has lost its heading."""
    seen: set[FieldName] = set()
    start = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if RIGHTS.match(line.text):
            start = number
        elif line.key in CORE:
            seen.add(CORE[line.key])
            start = number if len(seen) > 1 else start
        elif len(line.text) > _SHORT * 2:
            break
    return start


def _head_end(top: Sequence[Block]) -> int:
    """Return how many blocks belong to the head of the page."""
    window = range(min(len(top), _HEAD))
    views = [n for n in window if _is_chrome(top[n]) and _VIEW.search(top[n].text)]
    if views:
        return views[-1] + 1
    ends = [n for n in window if CREDIT.match(top[n].text) or _cited(top[n].text)]
    if ends:
        return ends[-1] + 1
    places = [n for n in window if not _is_chrome(top[n])][:6]
    marked = [n for n in places[1:] if is_editorial(top[n])]
    if marked:
        return marked[0]
    dated = [n for n in places[:4] if _is_catalogue_date(top[n])]
    if not dated:
        return places[0] + 1 if places else len(window)
    first, after = dated[0], places.index(dated[0])
    if after == 1 and not _SENTENCE_END.search(top[places[0]].text):
        return first + 1  # the title stands before the date
    return places[after + 1] + 1 if after + 1 < len(places) else first + 1


def _is_catalogue_date(block: Block) -> bool:
    """Tell a date as the catalogue writes it (US order, month, year) from a date line."""
    return parse_date(block.text) is not None and not re.match(
        r"\d{1,2}(?:st|nd|rd|th)?\s", block.text
    )


def _head_parts(
    plain: Sequence[Block], citation: Block | None
) -> tuple[Block | None, Block | None, list[Block]]:
    """Return date, line of the title, and abstract, out of what the head holds."""
    date = next((block for block in plain if parse_date(block.text)), None)
    rest = [block for block in plain if block is not date]
    cited = citation_parts(citation).get("title") if citation else None
    line = next((block for block in rest if cited and block.key == cited.key), None)
    if line is None and not cited:
        after = [block for block in rest if date and block.span.start > date.span.end]
        before = [block for block in rest if block not in after]
        line = next(iter(after), None) or (before[-1] if before else None)
    elif line is None:
        line = next((b for b in rest if not _SENTENCE_END.search(b.text)), None)
    return date, line, [block for block in rest if block is not line]


def _title(line: Block | None, citation: Block | None) -> Block | None:
    """Return the title; the citation's where the page prints it in capitals or not at all."""
    cited = citation_parts(citation).get("title") if citation else None
    if cited and (line is None or (line.text.isupper() and line.key == cited.key)):
        return cited
    return line


def _trailing_abstract(document: Sequence[Block]) -> tuple[int, tuple[str, ...]]:
    """Return how many blocks at the end are the cataloguer's, and what to say of it."""
    if not document or not _could_be_abstract(document[-1]):
        return 0, ()
    for count in (1, 2, 3):
        if count >= len(document) or not _could_be_abstract(document[-count]):
            break
        if is_closer(document[-count - 1]) or is_footnote(document[-count - 1]):
            return count, ()
    if not any(is_paragraph(block) for block in document[:-1]):
        if len(document[-1].text) > _LONE_ABSTRACT:
            return 0, ()
        return 1, ("The page holds no document, only the archive's summary of it.",)
    return 1, (
        "The last paragraph before the catalogue was taken for the archive's summary: "
        f'"{joined(document[-1].text)[:60]}".',
    )


def _could_be_abstract(block: Block) -> bool:
    return (
        len(block.text) <= _LONGEST_ABSTRACT
        and is_paragraph(block)
        and not is_numbered(block)
        and not is_closer(block)
        and not is_footnote(block)
    )
