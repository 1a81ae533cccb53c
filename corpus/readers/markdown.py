"""Records made of Markdown: blocks of a text in which headings and notes are marked.

The text stays as it was written, marks of emphasis and links included, since a quote
must be found in the file. A heading's number signs, a list's dashes, rules, comments,
and link definitions are furniture; a footnote's definition is a note.

Source: CommonMark 0.31 for blocks; footnotes as in GitHub's dialect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.descriptions import Description, Field, FieldName
from corpus.passages import Because, Role
from corpus.readers.assembly import Stretch, assemble
from corpus.readers.blocks import joined
from corpus.readers.declared import declared
from corpus.readers.front_matter import front_matter, unclosed
from corpus.readers.limits import DEFAULT, Limits
from corpus.readers.naming import made_id
from corpus.records import Record, Source
from corpus.spans import Span

#: Name and version of this reader, kept with each record.
IMPORTER = "markdown/1"

_LINE = re.compile(r"[^\r\n]*(?:\r\n|[\r\n]|\Z)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<words>\S.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*[-*+][ \t]+(?=\S)")
_NUMBERED = re.compile(r"[ \t]*\d{1,9}[.)][ \t]+(?=\S)")
_QUOTED = re.compile(r" {0,3}>[ \t]?")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,60}\]:[ \t]+(?=\S)")
_DEFINITION = re.compile(r" {0,3}\[[^\]^][^\]]{0,200}\]:[ \t]+\S+")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def accepts(name: str) -> bool:
    """Tell a Markdown file by its name: its text is like any other."""
    return name.lower().endswith((".md", ".markdown"))


def read(text: str, source: Source, raw: bytes, limits: Limits = DEFAULT) -> Record:
    """Make a record of a Markdown text.

    Args:
        text: the text, decoded.
        source: where it came from.
        raw: its bytes, of which an id is made where none is declared.
        limits: the longest passage.

    Raises:
        UnreadableSource: its front matter is faulty, or it holds no words.
    """
    front = front_matter(text, source.name)
    said = declared(front.statements if front else ())
    warnings = (*source.warnings, *said.warnings, *unclosed(text))
    stretches = [Stretch(span=front.span, role=Because.CATALOGUE)] if front else []
    stretches += _blocks(text, front.span.end if front else 0)
    return assemble(
        said.record_id or made_id(source.name, raw),
        text,
        stretches,
        description=_titled(said.description, stretches, text),
        source=replace(source, importer=IMPORTER, warnings=warnings),
        limits=limits,
    )


def _titled(description: Description, stretches: list[Stretch], text: str) -> Description:
    """Add the first heading as the document's own."""
    if description.get(FieldName.HEADING):
        return description
    first = next((s for s in stretches if not isinstance(s.role, Because)), None)
    if first is None or first.role is not Role.HEADING:
        return description
    words = first.span.of(text)
    field = Field(name=FieldName.HEADING, value=joined(words), raw=words, span=first.span)
    return replace(description, fields=(*description.fields, field))


def _blocks(text: str, start: int) -> Iterator[Stretch]:
    """Yield comments and, between them, the blocks of each part."""
    section: str | None = None
    for comment in [*_COMMENT.finditer(text, start), None]:
        end = comment.start() if comment else len(text)
        for stretch in _part(text, Span(start, end)):
            if stretch.role is Role.HEADING:
                section = stretch.span.of(text)
            yield replace(stretch, section=None if stretch.role is Role.HEADING else section)
        if comment:
            yield Stretch(span=Span(*comment.span()), role=Because.CHROME)
            start = comment.end()


def _part(text: str, part: Span) -> Iterator[Stretch]:
    block: Stretch | None = None  # the paragraph, item or note that lines are added to
    fence = ""
    for span in _lines(text, part):
        line = span.of(text)
        mark = _FENCE.match(line)
        if fence or mark:
            if block and not fence:
                yield block
            block = None
            if not fence:
                fence = mark["fence"] if mark else ""
            elif mark and mark["fence"].startswith(fence):
                fence = ""
            else:
                yield Stretch(span=span, role=Role.BODY)
            continue
        if block and block.role is Role.BODY and _UNDERLINE.match(line):
            yield replace(block, role=Role.HEADING)
            block = None
            continue
        begun = _begun(line, span)
        if block and (begun or not line.strip()):
            yield block
            block = None
        if begun and begun.role in (Role.HEADING, Because.CHROME):
            yield begun
        elif begun:
            block = begun
        elif line.strip():
            block = replace(block, span=Span(block.span.start, span.end)) if block else None
            block = block or Stretch(span=_bare(span, line), role=Role.BODY)
    if block:
        yield block


def _begun(line: str, span: Span) -> Stretch | None:
    """Return the block that a line begins by its mark, or None."""
    heading = _HEADING.match(line)
    if heading:
        return Stretch(span=Span(*heading.span("words")).shifted(span.start), role=Role.HEADING)
    if _RULE.match(line) or _DEFINITION.match(line):
        return Stretch(span=span, role=Because.CHROME)
    for mark, role in ((_NOTE, Role.NOTE), (_ITEM, Role.BODY)):
        found = mark.match(line)
        if found:
            return Stretch(span=Span(span.start + found.end(), span.end), role=role)
    if _NUMBERED.match(line):
        return Stretch(span=_bare(span, line), role=Role.BODY)
    return None


def _bare(span: Span, line: str) -> Span:
    """Return a line's span without the sign of a block quote."""
    quoted = _QUOTED.match(line)
    return Span(span.start + quoted.end(), span.end) if quoted else span


def _lines(text: str, part: Span) -> Iterator[Span]:
    at = part.start
    while at < part.end:
        found = _LINE.match(text, at, part.end)
        assert found is not None  # it matches any line, the last included
        yield Span(at, at + len(found.group().rstrip("\r\n")))
        at = found.end()
