"""The catalogue part of a Wilson Center page: labels, and the values under them.

Pages are saved in many ways. A label may stand with or without a colon, with nothing
under it, or be lost while its value is kept; then the value's own form tells what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.descriptions import FieldName
from corpus.readers.blocks import Block
from corpus.readers.source_string import is_source_string

#: Heading of the catalogue part.
BOUNDARY = "document information"
#: Labels of the catalogue proper, as `Block.key` gives them.
CORE = {
    "source": FieldName.SOURCE,
    "rights": FieldName.RIGHTS,
    "copyright": FieldName.RIGHTS,
    "original uploaded date": FieldName.UPLOADED,
    "original upload date": FieldName.UPLOADED,
    "language": FieldName.LANGUAGE,
    "languages": FieldName.LANGUAGE,
    "original language": FieldName.LANGUAGE,
    "record id": FieldName.RECORD_NUMBER,
    "donors": FieldName.DONOR,
    "donor": FieldName.DONOR,
    "original classification": FieldName.CLASSIFICATION,
    "classification": FieldName.CLASSIFICATION,
}
#: Labels that a page may also have before that heading.
ASIDE = {
    "author(s)": FieldName.CREATOR,
    "authors": FieldName.CREATOR,
    "associated places": FieldName.PLACE,
    "associated people & organizations": FieldName.PERSON,
    "associated people and organizations": FieldName.PERSON,
    "associated people & organisations": FieldName.PERSON,
    "subjects discussed": FieldName.SUBJECT,
    "document contributors": FieldName.CONTRIBUTOR,
    "contributors": FieldName.CONTRIBUTOR,
    "original archive": FieldName.COLLECTION,
    "original archives": FieldName.COLLECTION,
    "original archive title": FieldName.COLLECTION,
    "summary": FieldName.ABSTRACT,
    "abstract": FieldName.ABSTRACT,
    "credits": FieldName.CREDIT,
}
LABELS = CORE | ASIDE

RIGHTS = re.compile(
    r"The History and Public Policy Program welcomes reuse|To enquire about this document"
    r"|.*\bHAPP@wilsoncenter\.org|.*rights holders have been contacted",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_NUMBER = re.compile(r"\d{3,9}")
_LANGUAGES = re.compile(
    r"(?:(?:Albanian|Arabic|Bulgarian|Chinese|Croatian|Czech|Danish|Dutch|English|Finnish|French"
    r"|Georgian|German|Greek|Hebrew|Hindi|Hungarian|Indonesian|Italian|Japanese|Korean|Macedonian"
    r"|Mongolian|Norwegian|Persian|Polish|Portuguese|Romanian|Russian|Serbian|Serbo-Croatian"
    r"|Slovak|Slovenian|Spanish|Swedish|Turkish|Ukrainian|Urdu|Uyghur|Vietnamese)"
    r"(?:,\s*|;\s*|\s+and\s+|$))+"
)
_DONOR_END = (
    r"(?:Foundation|Corporation(?: of New York)?|Fund|Trust|Endowment|Institute|University"
    r"|Ministry|Council)(?:\s*\([^)]*\))?"
)
_DONOR = re.compile(rf"[^.]{{2,250}}\b{_DONOR_END}")
# The site puts a no-break space before the last "and"; elsewhere the words must show
# where one donor ends.
_DONOR_JOIN = re.compile(
    rf"(?P<site>\u00a0and\s+)|(?:{_DONOR_END})(?P<plain>,\s+and\s+|,\s+|\s+and\s+)"
)
_ONCE = frozenset({FieldName.UPLOADED, FieldName.RECORD_NUMBER, FieldName.LANGUAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A label with its values, or values whose label is lost.

    Attributes:
        name: the field.
        label: the block of the label; None when lost.
        values: the blocks under it; none for an empty field.
    """

    name: FieldName
    label: Block | None
    values: tuple[Block, ...]


class _Gathered(NamedTuple):
    """An entry while its values are being found."""

    name: FieldName
    label: Block | None
    values: list[Block]


def entries(blocks: Sequence[Block]) -> tuple[Entry, ...]:
    """Read the catalogue part of a page.

    Args:
        blocks: its lines. Those that are neither label nor value are in no entry.

    Returns:
        The entries in the order of the page.
    """
    found: list[_Gathered] = []
    for block in _split_inline(blocks):
        name = LABELS.get(block.key)
        if name is not None:
            found.append(_Gathered(name, block, []))
        elif block.key != BOUNDARY:
            owner = _owner(block, found)
            if owner is None:
                continue
            if found and found[-1].name is owner:
                found[-1].values.append(block)
            else:
                found.append(_Gathered(owner, None, [block]))
    return tuple(Entry(name=e.name, label=e.label, values=tuple(e.values)) for e in found)


def donors(block: Block) -> tuple[Block, ...]:
    """Cut a list of donors ("A Foundation and B Foundation") into its members."""
    parts: list[Block] = []
    start = 0
    for join in _DONOR_JOIN.finditer(block.text):
        group = "site" if join["site"] else "plain"
        parts.append(block.part(start, join.start(group)))
        start = join.end(group)
    parts.append(block.part(start, len(block.text)))
    return tuple(part for part in parts if part.text)


def record_number(block: Block) -> str | None:
    """Return the record number that a value gives, or None."""
    return block.text if _NUMBER.fullmatch(block.text) and block.text.isascii() else None


def _split_inline(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, "Record ID: 118214" as two."""
    for block in blocks:
        head, colon, tail = block.text.partition(":")
        if colon and tail.strip() and Block(block.span, head).key in LABELS:
            yield block.part(0, len(head) + 1)
            yield block.part(len(head) + 1, len(block.text))
        else:
            yield block


def _owner(block: Block, found: Sequence[_Gathered]) -> FieldName | None:
    """Return the field a value belongs to; None when it is furniture of the page."""
    told = _by_form(block)
    if told is not None:
        return told
    current = found[-1] if found else None
    if current is not None and not (current.name in _ONCE and current.values):
        return current.name if _may_hold(current, block) else None
    if _LANGUAGES.fullmatch(block.text):
        return FieldName.LANGUAGE
    has_source = any(entry.name is FieldName.SOURCE and entry.values for entry in found)
    if not has_source and (is_source_string(block.text) or _mostly_reference(block.text)):
        return FieldName.SOURCE
    if current is not None and _DONOR.fullmatch(block.text):
        return FieldName.DONOR
    return None


def _may_hold(current: _Gathered, block: Block) -> bool:
    """Tell whether a line can be one more value of the entry it follows."""
    if current.name is FieldName.DONOR and current.values:
        return _DONOR.match(block.text) is not None
    return current.label is not None or current.name not in _ONCE


def _by_form(block: Block) -> FieldName | None:
    """Return the field whose values alone have this form, whatever label stands above."""
    if _ISO_DAY.fullmatch(block.text):
        return FieldName.UPLOADED
    if record_number(block):
        return FieldName.RECORD_NUMBER
    if RIGHTS.match(block.text):
        return FieldName.RIGHTS
    return None


def _mostly_reference(words: str) -> bool:
    """Tell whether words without a label could be an archive reference."""
    return len(words) <= 300 and "," in words and any(sign.isdigit() for sign in words)
