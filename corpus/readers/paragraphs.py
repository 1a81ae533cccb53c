"""Paragraphs of plain text: lines, or runs of lines that were wrapped by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.spans import Span

_LINE = re.compile(r"[^\r\n\f\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\r\n\f\x85\u2028\u2029]")
#: No typist or mail program wraps lines later than this.
_WIDEST_WRAP = 100
#: A text of shorter lines is a list or a poem.
_NARROWEST_WRAP = 45


def paragraphs(text: str, start: int = 0) -> Iterator[Span]:
    """Yield the paragraphs of `text[start:]`, without white space at their ends.

    Where blank lines part blocks of lines of about one width, the lines were wrapped
    and each block is a paragraph; elsewhere each line is one.

    Args:
        text: any text.
        start: where to begin; spans count from the beginning of `text`.
    """
    lines = [
        Span(found.start() + _indent(found.group()), found.start() + len(found.group().rstrip()))
        for found in _LINE.finditer(text, start)
        if found.group().strip()
    ]
    if not _is_wrapped(text, lines):
        yield from lines
        return
    open_span: Span | None = None
    for line in lines:
        if open_span and _same_block(text, open_span.end, line.start):
            open_span = Span(open_span.start, line.end)
            continue
        if open_span:
            yield open_span
        open_span = line
    if open_span:
        yield open_span


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _same_block(text: str, end: int, start: int) -> bool:
    return len(_BREAK.findall(text, end, start)) < 2


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    inner = sorted(
        len(line)
        for line, after in zip(lines, lines[1:], strict=False)
        if _same_block(text, line.end, after.start)
    )
    if not inner or len(inner) == len(lines) - 1 and len(inner) < 3:
        return False
    blocks = len(lines) - len(inner)
    widest, usual = inner[-1 - len(inner) // 20], inner[len(inner) // 2]
    return blocks > 1 and _NARROWEST_WRAP <= usual and widest <= _WIDEST_WRAP
