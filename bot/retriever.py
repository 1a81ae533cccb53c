"""The retriever: from a query to ranked passages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from bot.hits import Hit, Hits, plain_expansion
from bot.naming import known_as
from corpus.errors import ArchiveDamaged, InvalidQuery, UnknownRecord
from corpus.name_tables import shipped_names
from corpus.names import Expansion, NameTable
from corpus.passages import Passage, Role
from corpus.records import Record
from corpus.spans import Span
from corpus.store import RecordStore
from embeddings.analysis import content_terms, terms, words
from embeddings.encoder import Encoder, Vectors, encode_alike
from embeddings.fusion import Candidate
from embeddings.generation import DEPTH, Generation

_LOG = logging.getLogger(__name__)
#: Longest query in characters; a page of typescript has about 3,000.
MAX_QUERY = 4000


def checked_query(query: str) -> str:
    """Return the query if it can be searched.

    Raises:
        InvalidQuery: it is empty, too long, or holds what no text holds.
    """
    if not query.strip():
        raise InvalidQuery("The question is empty.", "Type a question.")
    if len(query) > MAX_QUERY:
        raise InvalidQuery(
            f"The question has {len(query):,} characters; at most {MAX_QUERY:,} are read.",
            "Ask a shorter one.",
        )
    if any(ord(c) < 32 and c not in "\t\n\r" or 0xD800 <= ord(c) <= 0xDFFF for c in query):
        raise InvalidQuery("The question holds control characters.", "Type it again as plain text.")
    return query


class Retriever:
    """Finds passages; thread-safe, deterministic.

    Args:
        store: the records.
        encoder: the model that made the generation's vectors.
        generation: gives the current generation; called once a search.
        names: gives the name table as it is now.
    """

    def __init__(
        self,
        store: RecordStore,
        encoder: Encoder,
        generation: Callable[[], Generation],
        names: Callable[[], NameTable] = shipped_names,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._generation = generation
        self.names = names

    def holding(self, generation: Generation) -> Retriever:
        """Return this retriever bound to one generation, whatever is published meanwhile."""
        return Retriever(self._store, self._encoder, lambda: generation, self.names)

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        phrase: bool = False,
        expand: bool = True,
        roles: Collection[Role] = (Role.BODY,),
    ) -> Hits:
        """Return the best passages, each once, best first.

        Args:
            query: words, a question or a heading; at most 4,000 characters.
            k: most hits wanted, 1 or more.
            phrase: keep only passages that hold the query's words one after another,
                in any case and inflection; nothing is expanded then.
            expand: search names under their other forms too, and misspelt words as the
                archive spells them; what was done is in `expansions` of the result.
            roles: which kinds of passage may come back.

        Raises:
            InvalidQuery: the query is empty or too long, or `k` is below 1.
        """
        (hits,) = self.search_many([query], k, phrase=phrase, expand=expand, roles=roles)
        return hits

    def search_many(
        self,
        queries: Sequence[str],
        k: int = 10,
        *,
        phrase: bool = False,
        expand: bool = True,
        roles: Collection[Role] = (Role.BODY,),
    ) -> list[Hits]:
        """Search several queries in one generation, encoded together; see `search`.

        With the packaged encoder the hits are those of searching one by one to the last
        bit; another encoder may round differently when it reads several texts at once.

        Returns:
            One `Hits` a query, in order.

        Raises:
            InvalidQuery: a query is empty or too long, or `k` is below 1.
        """
        for query in queries:
            checked_query(query)
        if k < 1:
            raise InvalidQuery(f"k must be 1 or more, not {k}.", "Ask for at least one passage.")
        generation = self._generation()
        if not len(generation.lexical):
            return [Hits(hits=(), query=query) for query in queries]
        expanding = expand and not phrase
        return [
            self._found(
                generation,
                query,
                vector,
                k,
                phrase,
                roles,
                self._named(query, generation) if expanding else (),
            )
            for query, vector in zip(queries, encode_alike(self._encoder, queries), strict=True)
        ]

    def _found(
        self,
        generation: Generation,
        query: str,
        vector: Vectors,
        k: int,
        phrase: bool,
        roles: Collection[Role],
        named: tuple[Expansion, ...],
    ) -> Hits:
        depth = max(DEPTH, k)
        if phrase:
            among = set(generation.lexical.phrase(query, len(generation.lexical)))
            # Every passage with the phrase holds all its terms, so depth is no limit here.
            depth = max(depth, len(generation.lexical))
        forms = [form for each in named for form in each.forms]
        gone, more = self._gone(generation)
        found = generation.candidates(query, vector, forms=forms, roles=roles, depth=depth + more)
        if phrase:
            found = [candidate for candidate in found if candidate.row in among]
        found = [c for c in found if generation.passages[c.row].record_id not in gone]
        hits = tuple(self._hits(generation, found, query, k, named))
        return Hits(hits=hits, query=query, expansions=named)

    def context(self, found: Hit | Passage, before: int = 1, after: int = 1) -> tuple[Passage, ...]:
        """Return the passage found with its neighbours in document order.

        Raises:
            InvalidQuery: `before` or `after` is below 0.
            UnknownRecord: the passage's record has left the archive.
        """
        if isinstance(found, Hit):
            return context(found.record, found.passage, before, after)
        return context(self._store.get(found.record_id), found, before, after)

    def rank_records(
        self, query: str, k: int, *, expand: bool = True
    ) -> tuple[tuple[str, float], ...]:
        """Rank whole records by their best passage, without reading them; see `search`.

        Returns:
            (record id, score) pairs, best first.

        Raises:
            InvalidQuery: the query is empty or too long.
        """
        generation = self._generation()
        vector = self._encoder.encode_queries([checked_query(query)])[0]
        best: dict[str, float] = {}
        named = self._named(query, generation) if expand else ()
        forms = [form for each in named for form in each.forms]
        gone, more = self._gone(generation)
        depth = max(DEPTH, 2 * k) + more
        for candidate in generation.candidates(query, vector, forms=forms, depth=depth):
            record_id = generation.passages[candidate.row].record_id
            if record_id not in gone:
                best.setdefault(record_id, candidate.score)
        return tuple(best.items())[:k]

    def expansions(self, query: str) -> list[dict[str, Any]]:
        """Return the words of a query that are searched under other forms too, and why."""
        return [plain_expansion(each) for each in self._named(query, self._generation())]

    def _named(self, query: str, generation: Generation) -> tuple[Expansion, ...]:
        def surface(term: str) -> str:
            return self._word_of(term, generation)

        return known_as(query, generation.lexical, self.names(), surface)

    def _word_of(self, term: str, generation: Generation) -> str:
        """Return a word of the archive for a search term, as it first stands in the best record."""
        rows = generation.lexical.search([term], 1)
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

    def _gone(self, generation: Generation) -> tuple[frozenset[str], int]:
        """Return the records that left since the generation was built, and their passages."""
        gone = self._store.gone_since(generation.manifest.corpus_seq, generation.hashes)
        rows = (row for row in generation.passages if row.record_id in gone) if gone else ()
        return gone, sum(1 for _ in rows)

    def _hits(
        self,
        generation: Generation,
        found: Sequence[Candidate],
        query: str,
        k: int,
        named: tuple[Expansion, ...],
    ) -> Iterator[Hit]:
        """Yield the best hits; a record that is removed just now or damaged is passed over."""
        rank = 0
        for candidate in found:
            row = generation.passages[candidate.row]
            expected = generation.hashes[row.record_id]
            try:
                record = self._store.get(row.record_id, content_sha256=expected)
            except UnknownRecord:
                continue
            except ArchiveDamaged as error:
                _LOG.error("%s", error)
                continue
            rank += 1
            yield self._hit(record, row.passage_id, candidate, rank, query, named)
            if rank == k:
                return

    def _hit(
        self,
        record: Record,
        passage_id: str,
        candidate: Candidate,
        rank: int,
        query: str,
        named: tuple[Expansion, ...],
    ) -> Hit:
        passage = record.passage(passage_id)
        return Hit(
            rank=rank,
            score=candidate.score,
            passage=passage,
            record=record,
            cosine=candidate.cosine,
            bm25=candidate.bm25,
            coverage=candidate.coverage,
            dense_rank=candidate.dense_rank,
            lexical_rank=candidate.lexical_rank,
            matched=_matched(query, named, passage),
            window=candidate.window,
            expansions=named,
        )


def context(
    record: Record, passage: Passage, before: int = 1, after: int = 1
) -> tuple[Passage, ...]:
    """Return the passage with its neighbours in document order.

    Raises:
        InvalidQuery: `before` or `after` is below 0.
    """
    if min(before, after) < 0:
        raise InvalidQuery("Context cannot be fewer than no passages.", "Ask for 0 or more.")
    at = record.passages.index(passage)
    return record.passages[max(0, at - before) : at + after + 1]


def _matched(query: str, named: Sequence[Expansion], passage: Passage) -> tuple[Span, ...]:
    """Return the passage's words that match the query or another form of its names."""
    wanted = set(content_terms(query)) or set(terms(query))
    wanted |= {term for each in named for form in each.forms for term in content_terms(form)}
    return tuple(
        span.shifted(passage.span.start) for span, term in words(passage.text) if term in wanted
    )
