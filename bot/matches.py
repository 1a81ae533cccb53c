"""Matches: whether what matched a query is the document's own words or others' around them."""

from __future__ import annotations

from collections.abc import Sequence, Set

from corpus.brackets import outside_brackets
from corpus.names import Expansion
from corpus.passages import Passage, Role
from corpus.records import Record
from corpus.spans import Span
from embeddings.analysis import content_terms, terms, words_of

EDITORIAL = "editorial brackets"
HEADING = "heading"
NOTE = "note"
FRONT = "front matter"
CLOSER = "closing matter"
_AROUND = {Role.HEADING: HEADING, Role.NOTE: NOTE, Role.FRONT: FRONT, Role.CLOSER: CLOSER}


def only_in(record: Record, passage: Passage, matched: Sequence[Span]) -> str | None:
    """Say where a match lies when no part of it is in the words of the document's body.

    Args:
        record: the record.
        passage: the passage found.
        matched: the words that match, as spans of the record's text, inside the passage.

    Returns:
        "heading", "note", "front matter" or "closing matter" for a passage that is one;
        "editorial brackets" when every matched word of a body paragraph stands in an
        editor's square brackets; None when the document itself says it, or nothing matched.
    """
    around = _AROUND.get(passage.role)
    if around is not None:
        return around if matched else None
    start = passage.span.start
    text = passage.span.of(record.text)
    inside = [span for span in matched if not outside_brackets(text, span.shifted(-start))]
    return EDITORIAL if matched and len(inside) == len(matched) else None


def sought_terms(query: str, named: Sequence[Expansion]) -> frozenset[str]:
    """Return the terms of a query and of the other forms of its names."""
    sought = set(content_terms(query)) or set(terms(query))
    return frozenset(sought.union(*(content_terms(form) for each in named for form in each.forms)))


def words_matching(sought: Set[str], passage: Passage) -> tuple[Span, ...]:
    """Return the passage's words that match one of the terms sought, as spans of the record."""
    start = passage.span.start
    return tuple(span.shifted(start) for span in words_of(passage.text, sought))
