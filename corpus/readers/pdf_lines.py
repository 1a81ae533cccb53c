"""Paragraphs of a printed page: lines joined by where they stand on the paper.

A PDF knows signs and places, no paragraphs. A line begins one where it is indented, where
the gap above it is wide, where it stands in another column, or after a short line that
ends a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from corpus.spans import Span

_SENTENCE_END = re.compile(r"[.!?:;…。][\"”’')\]\d]*$")
#: An indent, in points; more is a centred line or another column.
_INDENT = (5.0, 90.0)
_WIDE_GAP = 1.35  # times the usual distance of two lines
_SHORT = 0.8  # of the usual width


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page.

    Attributes:
        span: where it stands in the page's text.
        left, right, bottom: its edges in points from the page's lower left corner.
    """

    span: Span
    left: float
    right: float
    bottom: float


def paragraphs(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    """Yield the paragraphs that lines form, in their order.

    Args:
        text: the page's text.
        lines: its lines that hold words.
    """
    if not lines:
        return
    margin = Counter(round(line.left) for line in lines).most_common(1)[0][0]
    edge = median(line.right for line in lines)
    drops = [a.bottom - b.bottom for a, b in zip(lines, lines[1:], strict=False)]
    usual = median([drop for drop in drops if drop > 1.0] or [0.0])
    start = lines[0]
    for before, line in zip(lines, lines[1:], strict=False):
        drop = before.bottom - line.bottom
        short = before.right < margin + (edge - margin) * _SHORT
        begins = (
            not -1.0 <= drop <= usual * _WIDE_GAP + 1.0
            or (_indented(line, margin) and not _indented(before, margin))
            or (short and _SENTENCE_END.search(before.span.of(text)) is not None)
        )
        if begins:
            yield Span(start.span.start, before.span.end)
            start = line
    yield Span(start.span.start, lines[-1].span.end)


def _indented(line: Line, margin: float) -> bool:
    return _INDENT[0] <= line.left - margin <= _INDENT[1]
