"""Hits: passages that a search brought, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from corpus.brackets import brackets
from corpus.citations import Citation, cite
from corpus.names import Expansion
from corpus.passages import Passage
from corpus.records import Record
from corpus.spans import Span

if TYPE_CHECKING:
    import pandas


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
        of_record: the same as `coverage` for the whole record.
        cosine_start: cosine of the query with how the record begins.
        rerank_score: the cross-encoder's logit, or less where it left all of the passage's
            sentences early; None where it did not read any.
        exact: whether a phrase or reference code of the query stands in it word for word.
        only_in: where alone the match lies when not in the document's own words, "brackets";
            None when it lies there too.
        expansions: names of the query that were searched under other forms.
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
    of_record: float = 0.0
    cosine_start: float = 0.0
    rerank_score: float | None = None
    exact: bool = False
    only_in: str | None = None
    expansions: tuple[Expansion, ...] = ()

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
            "brackets": [mark.to_json() for mark in brackets(self.passage.text)],
            "label": self.citation.label,
            "citation": self.citation.format("wilson"),
            "why": {
                "cosine": round(self.cosine, 6),
                "bm25": round(self.bm25, 6),
                "coverage": round(self.coverage, 6),
                "of_record": round(self.of_record, 6),
                "cosine_start": round(self.cosine_start, 6),
                "dense_rank": self.dense_rank,
                "lexical_rank": self.lexical_rank,
                "rerank_score": _rounded(self.rerank_score),
                "matched_terms": list(self.matched_terms),
                "matched": [[span.start, span.end] for span in self.matched],
                "window": [self.window.start, self.window.end],
                "exact": self.exact,
                "only_in": self.only_in,
                "expansions": [plain_expansion(each) for each in self.expansions],
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Hits(Sequence[Hit]):
    """The ranked hits of one search; a sequence that is never changed.

    Equal to another sequence of equal hits, a tuple or `Hits`, whatever query brought it.

    Attributes:
        hits: best first.
        query: as it was asked.
        filters: the filters applied, as plain data; empty when there were none.
        expansions: names of the query that were searched under other forms.
        nearness: score by which the first passage was found, before any was read; 0 for none.
    """

    hits: tuple[Hit, ...]
    query: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    expansions: tuple[Expansion, ...] = ()
    nearness: float = 0.0

    @overload
    def __getitem__(self, at: int) -> Hit: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Hit, ...]: ...

    def __getitem__(self, at: int | slice) -> Hit | tuple[Hit, ...]:
        return self.hits[at]

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Hits):
            return self.hits == other.hits
        return self.hits == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.hits)

    def __repr__(self) -> str:
        from bot.notebook import hits_text

        return hits_text(self)

    def _repr_html_(self) -> str:
        from bot.notebook import hits_html

        return hits_html(self)

    def to_json(self) -> dict[str, Any]:
        """Return the search and its hits as plain data."""
        return {
            "query": self.query,
            "filters": dict(self.filters),
            "expansions": [plain_expansion(each) for each in self.expansions],
            "hits": [hit.to_json() for hit in self.hits],
        }

    def to_frame(self) -> pandas.DataFrame:
        """Return one row a hit as a pandas DataFrame, indexed by rank.

        The columns are those of `Hit.to_json`, with what stands under "why" beside them;
        `frame.attrs` holds the query and the filters. Spans are half-open code points.
        """
        import pandas

        rows = []
        for hit in self.hits:
            row = hit.to_json()
            rows.append(row | row.pop("why"))
        frame = pandas.DataFrame(rows, columns=None if rows else ["rank", *_COLUMNS])
        whole = {name: "Int64" for name in ("dense_rank", "lexical_rank")}
        frame = frame.astype(whole | {"rerank_score": "Float64"}).set_index("rank")
        frame.attrs = {"query": self.query, "filters": dict(self.filters)}
        return frame[list(_COLUMNS)]


def plain_expansion(expansion: Expansion) -> dict[str, Any]:
    """Return an expansion as plain data."""
    return {"words": expansion.words, "forms": list(expansion.forms), "kind": expansion.kind}


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 6)


_COLUMNS = (
    "score",
    "record_id",
    "passage_id",
    "role",
    "paragraph",
    "start",
    "end",
    "text",
    "label",
    "citation",
    "cosine",
    "bm25",
    "dense_rank",
    "lexical_rank",
    "rerank_score",
    "matched_terms",
    "matched",
    "window",
    "exact",
    "only_in",
    "expansions",
)
