"""Pieces: a paragraph too long to be shown and cited, cut at its sentences."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.sentences import sentences
from corpus.spans import Span


def pieces(text: str, span: Span, longest: int) -> Iterator[Span]:
    """Yield `span`, or several spans of at most `longest` characters in its place.

    A cut falls before a sentence; where one sentence is too long, at a space; where
    there is no space, at the limit. White space at a cut is in no piece. Sentences are
    looked for within one piece at a time, so a line of many megabytes takes time in
    proportion to its length.

    Args:
        text: the record's text.
        span: a paragraph without white space at its ends.
        longest: most characters of a piece, at least 1.
    """
    start = span.start
    while span.end - start > longest:
        window = text[start : start + longest]
        found = sentences(window)
        cut = found[-1].start if found else 0
        if cut < max(1, longest // 4):
            # At the window's end, white space just behind it is as good a place.
            space = longest if text[start + longest].isspace() else _last_space(window)
            cut = space if space > 0 else longest
        end = start + len(text[start : start + cut].rstrip())
        if end > start:
            yield Span(start, end)
        start += cut
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        yield Span(start, span.end)


def _last_space(window: str) -> int:
    return next((at for at in range(len(window) - 1, 0, -1) if window[at].isspace()), 0)
