"""Blocks: the lines of a saved page that hold words, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.spans import Span

_LINE = re.compile(r"[^\r\n\f\x85\u2028\u2029]+")
#: Invisible signs that a page may leave at the ends of a line.
_INVISIBLE = "\ufeff\u200b\u2060"
_SPACE = re.compile(rf"[\s{_INVISIBLE}]+")


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page, without the white space around it.

    Attributes:
        span: where it stands in the page.
        text: that slice.
    """

    span: Span
    text: str

    @property
    def key(self) -> str:
        """The words for comparison with a label: lower case, single spaces, no colon."""
        return joined(self.text).casefold().strip(" :•·*-")

    def part(self, start: int, end: int) -> Block:
        """Return the stretch `[start, end)` of this block, counted from its beginning."""
        return Block(
            Span(self.span.start + start, self.span.start + end), self.text[start:end]
        ).trimmed()

    def trimmed(self) -> Block:
        """Return the block without white space at its ends."""
        bare = _bare(self.text)
        start = self.span.start + self.text.index(bare)
        return Block(Span(start, start + len(bare)), bare)


def blocks(text: str) -> Iterator[Block]:
    """Yield the lines of `text` that hold more than white space, in order."""
    for line in _LINE.finditer(text):
        if _bare(line.group()):
            yield Block(Span(line.start(), line.end()), line.group()).trimmed()


def joined(words: str) -> str:
    """Return the words with every run of white space made one space."""
    return _SPACE.sub(" ", words).strip()


def _bare(words: str) -> str:
    while True:
        shorter = words.strip().strip(_INVISIBLE)
        if shorter == words:
            return words
        words = shorter
