"""Half-open stretches of a record's text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code-point offsets `[start, end)` into `Record.text`.

    The convention is that of the W3C Web Annotation `TextPositionSelector`, counted
    in Python code points. It is the only one used inside Dragoman; the page converts
    to UTF-16 at its own edge.

    Raises:
        ValueError: `start` is negative or `end` lies before it.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, got [{self.start}, {self.end})")

    def __len__(self) -> int:
        """Return the number of code points."""
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the slice of `text` this span covers.

        Raises:
            ValueError: the span reaches past the end of the text.
        """
        if self.end > len(text):
            raise ValueError(f"span [{self.start}, {self.end}) reaches past {len(text)} characters")
        return text[self.start : self.end]

    def within(self, other: Span) -> bool:
        """Tell whether this span lies inside `other`."""
        return other.start <= self.start and self.end <= other.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def shifted(self, offset: int) -> Span:
        """Return the span moved by `offset` characters."""
        return Span(self.start + offset, self.end + offset)
