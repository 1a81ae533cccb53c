"""Prepared queries: each encoded, and its names found, once while a question is answered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.naming import known_as
from corpus.errors import ArchiveDamaged, UnknownRecord
from corpus.names import Expansion, NameTable
from corpus.store import RecordStore
from embeddings.analysis import words
from embeddings.encoder import Encoder, QueryVectors, encode_queries
from embeddings.generation import Generation
from embeddings.lexical_query import of_terms
from embeddings.starts import are_compared


class Prepared:
    """The queries of one question or search; not to be shared between threads.

    Args:
        store: the records.
        encoder: the model that made the generation's vectors.
        generation: what is searched.
        table: the name table.
    """

    def __init__(
        self, store: RecordStore, encoder: Encoder, generation: Generation, table: NameTable
    ) -> None:
        self.generation = generation
        self.table = table
        self._store = store
        self._encoder = encoder
        self._vectors: dict[str, QueryVectors] = {}
        self._names: dict[str, tuple[Expansion, ...]] = {}

    def encode(self, queries: Sequence[str]) -> None:
        """Encode those queries together that were not encoded before."""
        fresh = [query for query in dict.fromkeys(queries) if query not in self._vectors]
        if fresh:
            held = self.generation.manifest
            starts = are_compared(held.records, held.passages)
            made = encode_queries(self._encoder, fresh, starts=starts)
            self._vectors |= zip(fresh, made, strict=True)

    def vectors(self, query: str) -> QueryVectors:
        """Return the encodings of a query, L2-normalised."""
        self.encode([query])
        return self._vectors[query]

    def named(self, query: str) -> tuple[Expansion, ...]:
        """Return the names and misspelt words of a query with the other forms held of them."""
        if query not in self._names:
            lexical = self.generation.lexical
            self._names[query] = known_as(query, lexical, self.table, self._surface)
        return self._names[query]

    def _surface(self, term: str) -> str:
        """Return a word of the archive for a search term, as it first stands in the best record."""
        generation = self.generation
        rows = generation.lexical.search(of_terms([term]), 1)
        if not rows:
            return term
        row = generation.passages[rows[0][0]]
        try:
            record = self._store.get(row.record_id, content_sha256=generation.hashes[row.record_id])
        except (UnknownRecord, ArchiveDamaged):
            return term
        spans = (span for span, found in words(record.text) if found == term)
        first = next(spans, None)
        return first.of(record.text) if first else term
