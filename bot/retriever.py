"""The retriever: from a query to ranked passages."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from bot.exact import Exact, exact_needs, met
from bot.hits import Hit, Hits, plain_expansion
from bot.naming import known_as
from bot.reach import Reach, reach_of
from corpus.errors import ArchiveDamaged, InvalidQuery, UnknownRecord
from corpus.filters import Filters
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
from embeddings.lexical_query import of_terms

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
        filters: Filters | None = None,
        roles: Collection[Role] = (Role.BODY,),
    ) -> Hits:
        """Return the best passages, each once, best first.

        As many come back as are wanted, if the filters leave so many; the last of them may
        hold none of the query's words. Passages with what stands between double quotation
        marks in the query, or of the record whose reference code it names, come first.

        Args:
            query: words, a question or a heading; at most 4,000 characters.
            k: most hits wanted, 1 or more; any number, but each hit is read and checked.
            phrase: keep only passages that hold the query's words one after another,
                in any case and inflection; nothing is expanded then.
            expand: search names under their other forms too, and misspelt words as the
                archive spells them; what was done is in `expansions` of the result.
            filters: what part of the archive is searched; None for all of it. They are
                applied inside the search, and `reach` says what they leave.
            roles: which kinds of passage may come back, unless the filters name some.

        Raises:
            InvalidQuery: the query is empty or too long, or `k` is below 1.
        """
        (hits,) = self.search_many(
            [query], k, phrase=phrase, expand=expand, filters=filters, roles=roles
        )
        return hits

    def search_many(
        self,
        queries: Sequence[str],
        k: int = 10,
        *,
        phrase: bool = False,
        expand: bool = True,
        filters: Filters | None = None,
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
        reach = self._reach(generation, filters, roles)
        if not reach.passages:
            return [Hits(hits=(), query=q, filters=reach.filters.to_json()) for q in queries]
        expanding = expand and not phrase
        return [
            self._found(
                generation,
                query,
                vector,
                k,
                phrase,
                reach,
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
        reach: Reach,
        named: tuple[Expansion, ...],
    ) -> Hits:
        only = None
        if phrase:
            only = generation.lexical.phrase(query, len(generation.lexical), reach.within)
        needed = Counter[int]() if phrase else met(exact_needs(query, generation, reach))
        found = generation.candidates(
            query,
            vector,
            names=_other_forms(named),
            roles=reach.roles,
            depth=max(DEPTH, k),
            records=reach.chosen,
            must=tuple(needed),
            only=only,
        )
        if needed:
            found.sort(key=lambda candidate: -needed[candidate.row])
        exact = needed.keys() if only is None else set(only)
        hits = tuple(self._hits(generation, found, exact, query, k, named))
        return Hits(hits=hits, query=query, filters=reach.filters.to_json(), expansions=named)

    def reach(
        self, filters: Filters | None = None, *, roles: Collection[Role] = (Role.BODY,)
    ) -> Reach:
        """Return what a search with these filters looks at, and what they leave out.

        Raises:
            ArchiveDamaged: the index cannot be read.
        """
        return self._reach(self._generation(), filters, roles)

    def exact_needs(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        roles: Collection[Role] = (Role.BODY,),
    ) -> tuple[Exact, ...]:
        """Return what a query wants word for word, and how many passages have it.

        Raises:
            InvalidQuery: the query is empty or too long.
        """
        generation = self._generation()
        return exact_needs(
            checked_query(query), generation, self._reach(generation, filters, roles)
        )

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
        self, query: str, k: int, *, expand: bool = True, filters: Filters | None = None
    ) -> tuple[tuple[str, float], ...]:
        """Rank whole records by their best passage, without reading them; see `search`.

        Returns:
            (record id, score) pairs, best first.

        Raises:
            InvalidQuery: the query is empty or too long.
        """
        generation = self._generation()
        vector = self._encoder.encode_queries([checked_query(query)])[0]
        named = self._named(query, generation) if expand else ()
        reach = self._reach(generation, filters, (Role.BODY,))
        needed = met(exact_needs(query, generation, reach))
        depth = max(DEPTH, 2 * k)
        while True:
            found = generation.candidates(
                query,
                vector,
                names=_other_forms(named),
                roles=reach.roles,
                depth=depth,
                records=reach.chosen,
                must=tuple(needed),
            )
            best: dict[str, float] = {}
            for candidate in sorted(found, key=lambda candidate: -needed[candidate.row]):
                record_id = generation.passages[candidate.row].record_id
                best.setdefault(record_id, candidate.score)
            if len(best) >= min(k, reach.records) or depth >= reach.passages:
                return tuple(best.items())[:k]
            depth *= 4  # records of many passages each

    def expansions(self, query: str) -> list[dict[str, Any]]:
        """Return the words of a query that are searched under other forms too, and why."""
        return [plain_expansion(each) for each in self._named(query, self._generation())]

    def _named(self, query: str, generation: Generation) -> tuple[Expansion, ...]:
        def surface(term: str) -> str:
            return self._word_of(term, generation)

        return known_as(query, generation.lexical, self.names(), surface)

    def _word_of(self, term: str, generation: Generation) -> str:
        """Return a word of the archive for a search term, as it first stands in the best record."""
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

    def _reach(
        self, generation: Generation, filters: Filters | None, roles: Collection[Role]
    ) -> Reach:
        """Return what is searched: never records that left since the generation was built."""
        gone = self._store.gone_since(generation.manifest.corpus_seq, generation.hashes)
        return reach_of(generation, filters, roles, gone)

    def _hits(
        self,
        generation: Generation,
        found: Sequence[Candidate],
        exact: Collection[int],
        query: str,
        k: int,
        named: tuple[Expansion, ...],
    ) -> Iterator[Hit]:
        """Yield the best hits; a record that is removed just now or damaged is passed over."""
        rank = 0
        read: dict[str, Record | None] = {}
        for candidate in found:
            row = generation.passages[candidate.row]
            if row.record_id not in read:
                read[row.record_id] = self._read(generation, row.record_id)
            record = read[row.record_id]
            if record is None:
                continue
            rank += 1
            yield self._hit(
                record, row.passage_id, candidate, rank, query, named, candidate.row in exact
            )
            if rank == k:
                return

    def _read(self, generation: Generation, record_id: str) -> Record | None:
        """Return a record as it was when the generation was built; None where that cannot be."""
        try:
            return self._store.get(record_id, content_sha256=generation.hashes[record_id])
        except UnknownRecord:
            return None
        except ArchiveDamaged as error:
            _LOG.error("%s", error)
            return None

    def _hit(
        self,
        record: Record,
        passage_id: str,
        candidate: Candidate,
        rank: int,
        query: str,
        named: tuple[Expansion, ...],
        exact: bool,
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
            exact=exact,
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


def _other_forms(named: Sequence[Expansion]) -> dict[str, tuple[str, ...]]:
    """Return the other forms of each word of a query; one word may have some of several kinds."""
    forms: dict[str, tuple[str, ...]] = {}
    for each in named:
        forms[each.words] = (*forms.get(each.words, ()), *each.forms)
    return forms


def _matched(query: str, named: Sequence[Expansion], passage: Passage) -> tuple[Span, ...]:
    """Return the passage's words that match the query or another form of its names."""
    wanted = set(content_terms(query)) or set(terms(query))
    wanted |= {term for each in named for form in each.forms for term in content_terms(form)}
    return tuple(
        span.shifted(passage.span.start) for span, term in words(passage.text) if term in wanted
    )
