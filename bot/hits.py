"""Hits: passages that a search brought, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from corpus.citations import Citation, cite
from corpus.passages import Passage
from corpus.records import Record
from corpus.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage with its score, rank and the reasons for them.

    Attributes:
        rank: 1 for the best.
        score: fused, higher is better.
        passage: the passage found.
        record: the record it belongs to.
        cosine: best cosine of the query with a window of the passage.
        bm25: lexical score; 0 when no term of the query occurs.
        coverage: `bm25` over the sum of the query terms' idf.
        dense_rank: rank among the dense ranker's hits; None if it did not bring it.
        lexical_rank: the same for the lexical ranker.
        matched: the words of the passage that match the query, as spans of the record.
        window: the best window, a span of the record.
    """

    rank: int
    score: float
    passage: Passage
    record: Record = field(repr=False)
    cosine: float
    bm25: float
    coverage: float
    dense_rank: int | None
    lexical_rank: int | None
    matched: tuple[Span, ...] = field(repr=False)
    window: Span = field(repr=False)

    @property
    def record_id(self) -> str:
        """The record's id."""
        return self.record.record_id

    @property
    def citation(self) -> Citation:
        """The passage's citation, `hit.citation.format("chicago-note")`."""
        return cite(self.record, passage=self.passage)

    @property
    def matched_terms(self) -> tuple[str, ...]:
        """The matching words as they stand in the passage, each once."""
        return tuple(dict.fromkeys(span.of(self.record.text) for span in self.matched))

    def to_json(self) -> dict[str, Any]:
        """Return the hit as plain data."""
        return {
            "rank": self.rank,
            "score": round(self.score, 6),
            "record_id": self.record_id,
            "passage_id": self.passage.passage_id,
            "role": self.passage.role,
            "paragraph": self.passage.ordinal,
            "start": self.passage.span.start,
            "end": self.passage.span.end,
            "text": self.passage.text,
            "label": self.citation.label,
            "citation": self.citation.format("wilson"),
            "why": {
                "cosine": round(self.cosine, 6),
                "bm25": round(self.bm25, 6),
                "dense_rank": self.dense_rank,
                "lexical_rank": self.lexical_rank,
                "matched_terms": list(self.matched_terms),
                "matched": [[span.start, span.end] for span in self.matched],
                "window": [self.window.start, self.window.end],
            },
        }
