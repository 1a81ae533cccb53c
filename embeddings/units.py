"""Embedding units: windows of whole sentences that the encoder reads to the end.

A paragraph can be longer than the encoder's limit, and what lies beyond is ignored
without a word, so paragraphs are never embedded whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from corpus.sentences import sentences
from corpus.spans import Span

#: Longest window in words, and sentences shared by neighbours (quality.md A and E).
WINDOW_WORDS = 120
OVERLAP_SENTENCES = 1

CountTokens = Callable[[Sequence[str]], list[int]]


def windows(text: str, max_words: int = WINDOW_WORDS) -> tuple[Span, ...]:
    """Cut a passage into windows of whole sentences, neighbours sharing one sentence.

    Returns:
        Spans in `text`, in order; together they hold every sentence.
    """
    units = sentences(text)
    lengths = [len(span.of(text).split()) for span in units]
    found: list[Span] = []
    start = 0
    while start < len(units):
        end, total = start, 0
        while end < len(units) and (end == start or total + lengths[end] <= max_words):
            total += lengths[end]
            end += 1
        found.append(Span(units[start].start, units[end - 1].end))
        if end == len(units):
            break
        # A window of one sentence has none to share.
        start = end - OVERLAP_SENTENCES if end - start > OVERLAP_SENTENCES else end
    return tuple(found)


def fitting(text: str, count_tokens: CountTokens, limit: int) -> tuple[Span, ...]:
    """Cut a passage into windows that the encoder reads to the end.

    A window over the limit is halved: between sentences if it has several, else between
    words, else between characters.

    Args:
        text: the passage.
        count_tokens: the encoder's count, special tokens included.
        limit: the encoder's limit in those tokens.

    Returns:
        Spans in `text`, each of at most `limit` tokens.
    """
    pending = list(windows(text))
    while True:
        counts = count_tokens([span.of(text) for span in pending])
        if all(n <= limit or len(span) <= 1 for n, span in zip(counts, pending, strict=True)):
            return tuple(pending)
        pending = [
            part
            for n, span in zip(counts, pending, strict=True)
            for part in ((span,) if n <= limit or len(span) <= 1 else _halves(text, span))
        ]


def _halves(text: str, span: Span) -> tuple[Span, Span]:
    """Split near the middle, at the best boundary there is."""
    middle = span.start + len(span) // 2
    inner = [after.start for _, after in pairwise(sentences(span.of(text), span.start))]
    blanks = [i for i in range(span.start + 1, span.end) if text[i].isspace()]
    cut = min(inner or blanks or [middle], key=lambda i: abs(i - middle))
    return Span(span.start, cut), Span(cut, span.end)
