"""Drafts: what a route wants to answer, before the chatbot adds what was searched.

A route returns one; `bot.chatbot` alone turns it into an `Answer`, which verifies every
quote as it is built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers import FieldShown, Segment, ShownQuote, Status
from bot.followups import Understood
from corpus.sayings import Saying


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer without its question and what was searched.

    Attributes:
        status: quoted, catalogue or silent.
        segments: frames, quotes and fields in order.
        quotes: what is quoted, numbered from 1 by position.
        fields: catalogue fields, numbered from 1 by position.
        nearest: what came nearest, when silent.
        reasons: why it is silent.
        query: what was searched for; None when only the catalogue was read.
        within: ids of the records searched, when these were not all.
        evidence: log-odds by which the gate opened, below 0 when it stayed shut; None when
            it was not asked.
        understood: how the question was read, if otherwise than at first; else None.
        follows: whether it answers the question with what that takes over, although nothing
            was searched.
    """

    status: Status
    segments: tuple[Segment, ...] = ()
    quotes: tuple[ShownQuote, ...] = ()
    fields: tuple[FieldShown, ...] = ()
    nearest: tuple[ShownQuote, ...] = ()
    reasons: tuple[Saying, ...] = ()
    query: str | None = None
    within: tuple[str, ...] = ()
    evidence: float | None = None
    understood: Understood | None = None
    follows: bool = False


class Drafting:
    """Builds a draft step by step: each call adds what comes next.

    >>> from corpus.sayings import Form
    >>> drafting = Drafting()
    >>> drafting.frame(Form("frame.nothing", "Nothing is held here.")())
    >>> drafting.catalogued().segments[0].text
    'Nothing is held here.'
    """

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._quotes: list[ShownQuote] = []
        self._fields: list[FieldShown] = []

    def __len__(self) -> int:
        """Return how many quotes there are so far."""
        return len(self._quotes)

    def frame(self, text: Saying) -> None:
        """Add a sentence of our own; it asserts nothing but the catalogue."""
        self._segments.append(Segment(kind="frame", text=text))

    def citations(self, text: str) -> None:
        """Add citations; the same in every language."""
        self._segments.append(Segment(kind="frame", text=text))

    def quote(self, each: ShownQuote) -> None:
        """Add a quote."""
        self._quotes.append(each)
        self._segments.append(Segment(kind="quote", n=len(self._quotes)))

    def quotes(self, segments: Sequence[Segment], quotes: Sequence[ShownQuote]) -> None:
        """Add quotes with the frames made for them, which number them from 1."""
        before = len(self._quotes)
        self._quotes += quotes
        for each in segments:
            shifted = Segment(kind=each.kind, text=each.text, n=each.n and each.n + before)
            self._segments.append(shifted)

    def field(self, each: FieldShown, *, told: bool = True) -> None:
        """Add a catalogue field; `told` puts its value into the running text."""
        self._fields.append(each)
        if told:
            self._segments.append(Segment(kind="field", n=len(self._fields)))

    def catalogued(self, *, follows: bool = False) -> Draft:
        """Return the draft as an answer from the catalogue."""
        return replace(self._drafted(Status.CATALOGUE), follows=follows)

    def quoted(
        self, query: str, within: Sequence[str] = (), evidence: float | None = None
    ) -> Draft:
        """Return the draft as an answer from the text."""
        return self._drafted(Status.QUOTED, query, within, evidence)

    def _drafted(
        self,
        status: Status,
        query: str | None = None,
        within: Sequence[str] = (),
        evidence: float | None = None,
    ) -> Draft:
        return Draft(
            status=status,
            segments=tuple(self._segments),
            quotes=tuple(self._quotes),
            fields=tuple(self._fields),
            query=query,
            within=tuple(within),
            evidence=evidence,
        )


def silent(
    reasons: Sequence[Saying],
    nearest: Sequence[ShownQuote] = (),
    *,
    query: str | None = None,
    within: Sequence[str] = (),
    evidence: float | None = None,
) -> Draft:
    """Draft a silence; the chatbot adds what was searched."""
    return Draft(
        status=Status.SILENT,
        nearest=tuple(nearest),
        reasons=tuple(dict.fromkeys(reasons)),
        query=query,
        within=tuple(within),
        evidence=evidence,
    )
