"""The document on a Wilson Center page: heading, front matter, body, closer, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.brackets import BracketKind, brackets
from corpus.dates import parse_date
from corpus.descriptions import FieldName
from corpus.passages import Because, Role
from corpus.readers.blocks import Block, joined

#: Longer lines are paragraphs, whatever they end with.
_LONG = 200
#: A closer is no longer than this many lines.
_CLOSER_LINES = 8

_NUMBERED = re.compile(r"(?P<label>\d{1,3}|[IVX]{1,5})(?:[.)]\s+|[．、]\s*)(?=\S)")
_TERMINAL = re.compile(r"[.!?。！？…][\"”’')\]\d\s]*$")
_SPEAKER = re.compile(r"[A-ZÀ-Þ][\w.’' -]{0,40}:\s+\S")
_MEMO_HEAD = re.compile(
    r"(?:subject|re|from|to|participants?|present|place|time|date|cc|copy|copies|ref|reference"
    r"|attention|enclosure)\b[^:]{0,40}:",
    re.IGNORECASE,
)
_SALUTATION = re.compile(r"(?:my )?dear\b.{0,80}[,:]?$", re.IGNORECASE)
_ADDRESSEE = re.compile(r"(?:\[To\]|To\b):?\s+\S.{1,300}$")
_DOCUMENT_NUMBER = re.compile(r"(?:[A-Z][\w’' -]{0,60}\s)?(?:No\.?|Nr\.?|Number|№)\s?\d[\w/.-]*$")
_CLASSIFIED = re.compile(
    r"(?:top |strictly |most )?(?:secret|confidential|restricted|unclassified"
    r"|(?:limited )?official use(?: only)?|eyes only)\b[\w ,/-]{0,40}\.?$",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\[(?:\d{1,3}|\*)\]\s+\S")
_VALEDICTION = re.compile(
    r"(?:yours|sincerely|respectfully|with (?:best|kind|communist|comradely|warm)|\[?\(?signed"
    r"|/s/|cc\b|copies)",
    re.IGNORECASE,
)
#: A line of a list of contents: its leader and the page.
_CONTENTS = re.compile(r".*(?:…|\.\s?\.\s?\.)[\s.]*\d{1,4}$")
#: Labels that a list of any length may follow.
_LISTED = re.compile(r"(?:subject|participants?|present)\b[^:.]{0,40}:", re.IGNORECASE)
_SENTENCE_INSIDE = re.compile(r"[^\W\d_]{3}[.!?][\"”’')\]]*\s+[\"“‘'(\[]*[^\W\d_]")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A block of the document and what it is.

    Attributes:
        block: where it stands.
        role: its role as a passage, or why it is none.
        section: the printed section it belongs to.
        field: the catalogue field it fills.
        value_block: the stretch of the block that is the field's words.
    """

    block: Block
    role: Role | Because
    section: str | None = None
    field: FieldName | None = None
    value_block: Block | None = None


def is_paragraph(block: Block) -> bool:
    """Tell running text from headings, addresses and the like."""
    text = block.text
    if len(text) > _LONG:
        return _LISTED.match(text) is None or _SENTENCE_INSIDE.search(text) is not None
    if _CONTENTS.match(text):
        return False
    ends = _TERMINAL.search(text) or (text.endswith(":") and len(text.split()) >= 8)
    if not ends or date_line(block) or _CLASSIFIED.match(text):
        return False
    if len(_HAN.findall(text)) >= 20:
        return True
    if _MEMO_HEAD.match(text) or _ADDRESSEE.match(text) or _SALUTATION.match(text):
        return False
    words = text.split()
    return _SPEAKER.match(text) is not None or (
        len(words) >= 5 and any(word[0].islower() for word in words)
    )


def is_numbered(block: Block) -> bool:
    """Tell whether a block opens with a printed section number."""
    return _NUMBERED.match(block.text) is not None


def is_closer(block: Block) -> bool:
    """Tell whether a block could be a signature, a date line or a valediction."""
    text = block.text
    if len(text) > _LONG or is_numbered(block):
        return False
    if date_line(block) or _VALEDICTION.match(text):
        return True
    words = [word for word in _WORD.findall(text) if len(word) > 3]
    return (
        len(text) <= 120
        and bool(words)
        and (not _TERMINAL.search(text) or _ADDRESSEE.match(text) is not None)
        and not text.endswith((":", ";", ","))
        and not _SPEAKER.match(text)
        and all(word[0].isupper() for word in words)
    )


def is_footnote(block: Block) -> bool:
    """Tell whether a block opens with the mark of a footnote."""
    return _FOOTNOTE.match(block.text) is not None


def is_editorial(block: Block) -> bool:
    """Tell whether a block is an editor's mark and nothing else."""
    return _mark(block) is Because.EDITORIAL


def date_line(block: Block) -> Block | None:
    """Return the date that makes up a line, or ends it after a place; else None."""
    text = block.text
    if len(text) > _LONG or not any(sign.isdigit() for sign in text):
        return None
    if parse_date(text):
        return block.part(0, len(text.rstrip(" ,;")))
    for place in re.finditer(r"(?:,\s+|\s{2,}|\t)(?=\S)", text):
        start = place.end()
        found = parse_date(text[start:])
        if found and len(found.edtf) >= len("1963-08") and start <= 180:
            return block.part(start, len(text.rstrip(" .")))
    return None


def parts(document: Sequence[Block], titles: Sequence[str]) -> tuple[Part, ...]:
    """Give every block of a document its role.

    The front matter lasts until the first running or numbered paragraph; the closer is
    what follows the last one. A document of short lines only has a front of those
    lines that are plainly such.

    Args:
        document: the blocks in order.
        titles: the record's titles, to know the document's own heading by.
    """
    names = {_letters(title) for title in titles if title}
    kept = [block for block in document if _mark(block) is None]
    begin = _body_start(kept, names)
    end = _body_end(kept, begin)
    heading = _heading(kept[:begin], names)
    found: dict[Block, Part] = {}
    for block in kept[:begin]:
        found[block] = _front(block, is_heading=block is heading)
    section: str | None = None
    for block in kept[begin:end]:
        label = _NUMBERED.match(block.text)
        section = label["label"] if label else section
        found[block] = Part(block=block, role=Role.BODY, section=section)
    signed = False
    for block in kept[end:]:
        part = _closing(block, signed=signed)
        signed = signed or part.field is FieldName.SIGNATURE
        found[block] = part
    return tuple(
        found.get(block) or Part(block=block, role=_mark(block) or Because.SPACER)
        for block in document
    )


def _mark(block: Block) -> Because | None:
    """Return why a block without words of the document is no passage; None if it is one."""
    text = block.text
    if re.fullmatch(r"\(\s*(?:p|pp|page)\.?\s*\d+\s*\)", text):
        return Because.EDITORIAL
    if text.startswith("[") and text.endswith("]"):
        inside = brackets(text)
        gone = (BracketKind.OMISSION, BracketKind.PAGE, BracketKind.ILLEGIBLE)
        if len(inside) == 1 and len(inside[0].span) == len(text) and inside[0].kind in gone:
            return Because.EDITORIAL
    return None if re.search(r"\w", text) else Because.SPACER


def _body_start(kept: Sequence[Block], names: set[str]) -> int:
    mixed = any(is_paragraph(block) and not _is_han(block) for block in kept)
    for number, block in enumerate(kept):
        if _letters(block.text) in names or (mixed and _is_han(block)):
            continue
        if is_paragraph(block) or is_numbered(block):
            return number
    plain = (n for n, block in enumerate(kept) if not _is_plainly_front(block, names))
    return next(plain, len(kept))


def _body_end(kept: Sequence[Block], begin: int) -> int:
    end = len(kept)
    while end > begin + 1 and len(kept) - end < _CLOSER_LINES:
        block = kept[end - 1]
        if not (is_closer(block) or is_footnote(block)):
            break
        end -= 1
    return end


def _is_plainly_front(block: Block, names: set[str]) -> bool:
    return (
        _letters(block.text) in names
        or _front(block, is_heading=False).field is not None
        or _SALUTATION.match(block.text) is not None
        or _MEMO_HEAD.match(block.text) is not None
    )


def _heading(front: Sequence[Block], names: set[str]) -> Block | None:
    """Return the document's own heading: one of its titles, or the first like a title."""
    for block in front:
        if _letters(block.text) in names:
            return block
    return next((block for block in front if _looks_like_title(block)), None)


def _looks_like_title(block: Block) -> bool:
    text = block.text
    words = _WORD.findall(text)
    return (
        len(words) >= 3
        and "  " not in joined(text.replace("\t", "  "))
        and re.search(r"\s{3,}", text) is None
        and not text.endswith((".", ":", ",", ";"))
        and not _MEMO_HEAD.match(text)
        and not _SALUTATION.match(text)
        and not _CONTENTS.match(text)
        and _front(block, is_heading=False).field is None
        and all(word[0].isupper() for word in words if len(word) > 3)
    )


def _front(block: Block, *, is_heading: bool) -> Part:
    text, field, words = block.text, None, block
    if is_heading:
        field = FieldName.HEADING
    elif _ADDRESSEE.match(text):
        field = FieldName.ADDRESSEE
    elif _DOCUMENT_NUMBER.match(text):
        field = FieldName.DOCUMENT_NUMBER
    elif _CLASSIFIED.match(text):
        field = FieldName.CLASSIFICATION
    else:
        date = date_line(block)
        if date:
            field, words = FieldName.DATE, date
    role = Role.HEADING if is_heading else Role.FRONT
    return Part(block=block, role=role, field=field, value_block=words if field else None)


def _closing(block: Block, *, signed: bool) -> Part:
    if is_footnote(block):
        return Part(block=block, role=Role.NOTE)
    date = date_line(block)
    if date:
        return Part(block=block, role=Role.CLOSER, field=FieldName.DATE, value_block=date)
    if _ADDRESSEE.match(block.text):
        return Part(block=block, role=Role.CLOSER, field=FieldName.ADDRESSEE, value_block=block)
    if signed or _VALEDICTION.match(block.text):
        return Part(block=block, role=Role.CLOSER)
    return Part(block=block, role=Role.CLOSER, field=FieldName.SIGNATURE, value_block=block)


def _is_han(block: Block) -> bool:
    han = len(_HAN.findall(block.text))
    return han * 2 > len(re.findall(r"\w", block.text))


def _letters(words: str) -> str:
    """Return the letters and digits alone, to compare titles by."""
    return "".join(re.findall(r"\w", words)).casefold()
