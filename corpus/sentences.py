"""Sentences: where each one stands in a text, exactly.

The boundaries are those of nupunkt (MIT, a Punkt model trained on legal and official
English, no download). On forty-one traps of diplomatic prose (`No. 74`, `i.e.`,
`[1962],`, `Xinjiang. [The Soviet Union] also`, `vol. XII, pp. 12`) it was wrong on six
and sentencex 1.0 on seven; nupunkt alone counted the seed record's paragraphs right.
Four repairs stand on top, each for a fault seen in Foreign Relations volumes.

A printed label ("1. ") stays in the span of the sentence that it opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.spans import Span

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\r\n[^\S\n]*\r\n")
# Repair 1: Chinese and Japanese full stops, with any closing quotation mark.
_EAST_ASIAN_STOP = re.compile(r"[。！？]+[”’」』）)\]]*")
# Repair 2: "the U.A.R. | has asked", "the C.-in-C. | in the Pacific".
_ACRONYM_END = re.compile(r"(?:\b[A-Z]\.){2,}$|\b[A-Z]\.-in-[A-Z]\.$")
_LOWER_START = re.compile(r"[a-z]")
# Repair 3: "Lt. | Gen. Smith", "Vice Adm. | Stump".
_RANK_END = re.compile(r"\b(?:Lt|Brig|Maj|Vice Adm|Rear Adm)\.$")
_NAME_START = re.compile(r"[A-Z]")
_WORD = re.compile(r"\w")


def sentences(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Return the sentences of `text`, in order.

    Spans are trimmed of surrounding white space, do not overlap, and together cover
    every character that is not white space. A blank line always ends a sentence.

    Args:
        text: a paragraph, or several.
        offset: added to every span, so that a passage's sentences can be given as
            places in its record.

    Returns:
        Half-open spans in code points of `text`, moved by `offset`.

    Source: nupunkt, https://github.com/alea-institute/nupunkt.
    """
    found: list[Span] = []
    for start, end in _blocks(text):
        found.extend(_block_sentences(text, start, end))
    return tuple(span.shifted(offset) for span in found) if offset else tuple(found)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _block_sentences(text: str, start: int, end: int) -> list[Span]:
    from nupunkt import sent_spans

    merged: list[Span] = []
    for low, high in sent_spans(text[start:end]):
        for span in _east_asian(text, start + low, start + high):
            if merged and _belongs_together(text, merged[-1], span):
                merged[-1] = Span(merged[-1].start, span.end)
            else:
                merged.append(span)
    return merged


def _east_asian(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a stretch after each East Asian full stop; yield what is not white space."""
    cut = start
    for stop in _EAST_ASIAN_STOP.finditer(text, start, end):
        yield from _trimmed(text, cut, stop.end())
        cut = stop.end()
    yield from _trimmed(text, cut, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        yield Span(start, start + len(stripped))


def _belongs_together(text: str, before: Span, after: Span) -> bool:
    """Tell whether two neighbouring stretches are one sentence after all."""
    tail = text[max(before.start, before.end - 24) : before.end]
    if _LOWER_START.match(text, after.start):
        return bool(_ACRONYM_END.search(tail))
    if _RANK_END.search(tail):
        return bool(_NAME_START.match(text, after.start))
    # Repair 4: points or marks without a letter are no sentence of their own.
    return _WORD.search(text, after.start, after.end) is None
