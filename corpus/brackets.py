"""Editorial marks: what an editor or translator put into a document in square brackets.

Words that stand only in brackets are not the document's. The kinds are read from the
brackets and their neighbours; they are descriptions, not proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.spans import Span

#: Longest stretch, in characters, that is taken for one bracket.
LONGEST = 2000


class BracketKind(StrEnum):
    """What an editor's bracket does."""

    OMISSION = "omission"  # [...], [Omitted here is ...]
    INSERTION = "insertion"  # words supplied: [back to Xinjiang], Chen [Yi]
    GLOSS = "gloss"  # another name: Yining [Gulja]
    SUPPLIED_DATE = "supplied date"  # 19 September [1962]
    ILLEGIBLE = "illegible"
    REDACTION = "redaction"  # [less than 1 line not declassified]
    CORRECTION = "correction"  # Mar 9 [12], [sic]
    DOUBT = "doubt"  # [?]
    NOTE_MARK = "note mark"  # [1]
    PAGE = "page"  # [p. 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """One bracketed stretch.

    Attributes:
        span: where it stands, brackets included.
        kind: what it does.
        text: the slice, brackets included.
    """

    span: Span
    kind: BracketKind
    text: str

    def to_json(self) -> dict[str, int | str]:
        """Return where it stands and what it does, as plain data."""
        return {"start": self.span.start, "end": self.span.end, "kind": self.kind.value}


_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# The first rule that fits wins. Each is matched against the words inside, in full.
_INSIDE = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (BracketKind.OMISSION, r"(?:…|\.\s?\.\s?\.)[\s.…]*"),
        (
            BracketKind.REDACTION,
            r".*\b(?:not declassified|redacted|excised|sanitized|sanitised|withheld"
            r"|classified (?:information|material) (?:deleted|omitted))\b.*",
        ),
        (BracketKind.ILLEGIBLE, r".*\b(?:illegible|indecipherable|unreadable|unintelligible)\b.*"),
        (BracketKind.ILLEGIBLE, r"(?:.{0,20}\s)?(?:unclear|garbled?|torn|blank)"),
        (
            BracketKind.OMISSION,
            r"(?:here follows?|omitted here|.*\bomitted\b|.*\bremainder of\b).*",
        ),
        (BracketKind.CORRECTION, r"sic[!?]?|recte .*|corr(?:ected|\.)? .*"),
        (BracketKind.DOUBT, r"\?+"),
        (BracketKind.PAGE, r"(?:p\.|pp\.|page|pages|folio|fol\.|f\.)\s?\d+.{0,8}"),
        (
            BracketKind.SUPPLIED_DATE,
            rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?{_MONTHS},?\s|{_MONTHS}\s\d{{1,2}},?\s)?"
            r"(?:c\.\s?|circa\s)?1[0-9]\d\d\??",
        ),
        (
            BracketKind.SUPPLIED_DATE,
            rf"\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTHS}|{_MONTHS}(?:\s\d{{1,2}})?",
        ),
    )
)
_NUMBER = re.compile(r"\d{1,3}[a-z*]?")
_NUMBER_BEFORE = re.compile(r"\d\s$")
# "[email protected]" is what a web shield leaves of an address.
_NO_BRACKET = re.compile(r"\s*|email\s*protected|email protected", re.IGNORECASE)
# A word's end must be plain (white space alone), or a row of hyphens is tried in every division.
_NAME = re.compile(r"[A-ZÀ-Þ][^\s,.;:]*(?:\s[\w’'ʻ-]+){0,3}")
_NAME_BEFORE = re.compile(r"\b([A-ZÀ-Þ][\w’'ʻ-]*)\s$")
_NAME_AFTER = re.compile(r"\s[A-ZÀ-Þ]")
# After one of these a bracketed name completes a person's name: "Chen [Yi]".
_SURNAMES = frozenset(
    "Bo Cai Chen Deng Dong Feng Gao Geng Guo He Hu Huang Ji Kang Kim Lee Li Liao Lin Liu Luo Ma"
    " Mao Nguyen Nie Park Peng Qiao Song Sun Tan Wang Wu Xu Yang Ye Zeng Zhang Zhao Zhou Zhu"
    " Mr Mrs Dr Comrade Ambassador Minister President Premier Chairman General Marshal".split()
)


def brackets(text: str, offset: int = 0) -> tuple[Bracket, ...]:
    """Return every editorial bracket of `text`, in order.

    Nested brackets count as the outermost one. An opening bracket without its closing
    partner in the same paragraph is none.

    Args:
        text: the text to look through.
        offset: added to every span.
    """
    return tuple(
        Bracket(span=span.shifted(offset), kind=_kind(text, span), text=text[span.start : span.end])
        for span in _pairs(text)
        if not _NO_BRACKET.fullmatch(text, span.start + 1, span.end - 1)
    )


def outside_brackets(text: str, span: Span) -> bool:
    """Tell whether any character of `span` but white space stands outside brackets.

    A match of which this is not true is the editor's word, not the document's.

    Args:
        text: the text that `span` counts in.
        span: the stretch in question.
    """
    inside = _pairs(text)
    position = span.start
    for pair in inside:
        if pair.end <= position:
            continue
        if text[position : min(pair.start, span.end)].strip():
            return True
        position = max(position, pair.end)
        if position >= span.end:
            return False
    return bool(text[position : span.end].strip())


def _pairs(text: str) -> list[Span]:
    """Return the outermost pairs of square brackets."""
    found: list[Span] = []
    opened: list[int] = []
    for place, sign in _signs(text):
        if sign == "[":
            opened.append(place)
        elif sign != "]":
            opened.clear()  # a paragraph's end closes nothing
        elif opened:
            start = opened.pop()
            if place + 1 - start > LONGEST:
                continue
            while found and found[-1].start > start:
                found.pop()
            found.append(Span(start, place + 1))
    return found


def _signs(text: str) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"\[|\]|\n\s*\n", text):
        yield match.start(), match.group()


def _kind(text: str, span: Span) -> BracketKind:
    words = text[span.start + 1 : span.end - 1].strip()
    before = text[max(0, span.start - 40) : span.start]
    if _NUMBER.fullmatch(words):
        corrected = _NUMBER_BEFORE.search(before)
        return BracketKind.CORRECTION if corrected else BracketKind.NOTE_MARK
    for kind, pattern in _INSIDE:
        if pattern.fullmatch(words):
            return kind
    named = _NAME_BEFORE.search(before)
    if (
        named
        and named[1] not in _SURNAMES
        and _NAME.fullmatch(words)
        and not _NAME_AFTER.match(text, span.end)
    ):
        return BracketKind.GLOSS
    return BracketKind.INSERTION
