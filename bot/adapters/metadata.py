"""What an adapter says of a hit beside its text."""

from __future__ import annotations

import hashlib
from typing import TypedDict

from bot.hits import Hit


class HitMetadata(TypedDict):
    """What of a hit must survive in another framework so that its words can be checked.

    `start` and `end` are half-open code-point offsets into the record's text; `sha256` is
    of the passage's text in UTF-8, hexadecimal; `score` is the fused one, higher is better.
    """

    record_id: str
    passage_id: str
    start: int
    end: int
    citation: str
    label: str
    sha256: str
    score: float


def metadata(hit: Hit) -> HitMetadata:
    """Return where a hit's text stands, its citation, hash and score."""
    citation = hit.citation
    return HitMetadata(
        record_id=hit.record_id,
        passage_id=hit.passage.passage_id,
        start=hit.passage.span.start,
        end=hit.passage.span.end,
        citation=citation.format("chicago-note"),
        label=citation.label,
        sha256=hashlib.sha256(hit.passage.text.encode()).hexdigest(),
        score=hit.score,
    )
