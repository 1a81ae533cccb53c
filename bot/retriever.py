"""The retriever: from a query to ranked passages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from bot.exact import Exact, exact_needs
from bot.hits import Hit, Hits, plain_expansion
from bot.leaning import FEWEST, Leaning, leaning
from bot.prepared import Prepared
from bot.queries import MAX_QUERY, checked_query
from bot.reach import Reach, reach_of
from bot.reranking import Reader
from bot.searching import Search
from bot.selection import PASSAGES, Reading
from bot.wording import Wording
from corpus.errors import InvalidQuery
from corpus.filters import Filters
from corpus.name_tables import shipped_names
from corpus.names import NameTable
from corpus.names import expand as in_table
from corpus.passages import Passage, Role
from corpus.records import Record
from corpus.store import RecordStore
from embeddings.encoder import Encoder
from embeddings.generation import DEPTH, Generation


class Retriever:
    """Finds passages; thread-safe, deterministic.

    Args:
        store: the records.
        encoder: the model that made the generation's vectors.
        generation: gives the current generation; called once a search.
        names: gives the name table as it is now.
        reader: reads sentences of what was found, to rerank it; None never to.
    """

    def __init__(
        self,
        store: RecordStore,
        encoder: Encoder,
        generation: Callable[[], Generation],
        names: Callable[[], NameTable] = shipped_names,
        reader: Reader | None = None,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._generation = generation
        self.names = names
        self._reader = reader
        self._kept: Prepared | None = None

    def holding(self, generation: Generation) -> Retriever:
        """Return this retriever bound to one generation, whatever is published meanwhile.

        It prepares each query once, and is for one question and one thread.
        """
        held = Retriever(self._store, self._encoder, lambda: generation, self.names, self._reader)
        held._kept = held._prepared()
        return held

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        phrase: bool = False,
        expand: bool = True,
        rerank: bool = True,
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
            rerank: let the cross-encoder read sentences of the best eight passages of a
                question; some 0.3 s on two cores, against 0.02 s without.
            filters: what part of the archive is searched; None for all of it. They are
                applied inside the search, and `reach` says what they leave.
            roles: which kinds of passage may come back, unless the filters name some.

        Raises:
            InvalidQuery: the query is empty or too long, or `k` is below 1.
        """
        (hits,) = self.search_many(
            [query], k, phrase=phrase, expand=expand, rerank=rerank, filters=filters, roles=roles
        )
        return hits

    def search_many(
        self,
        queries: Sequence[str],
        k: int = 10,
        *,
        phrase: bool = False,
        expand: bool = True,
        rerank: bool = True,
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
            TypeError: one query was given for the list, or `k` is no whole number.
        """
        if isinstance(queries, str):
            raise TypeError("queries is one query, not a list of them; give [query], or search.")
        queries = [checked_query(query) for query in queries]
        if not hasattr(k, "__index__"):
            raise TypeError(f"k is a whole number; this is {k!r:.80}.")
        if k < 1:
            raise InvalidQuery(f"k must be 1 or more, not {k}.", "Ask for at least one passage.")
        prepared = self._prepared()
        reach = self._reach(prepared.generation, filters, roles)
        if not reach.passages:
            return [Hits(hits=(), query=q, filters=reach.filters.to_json()) for q in queries]
        reader = self._reader if rerank else None
        prepared.encode(queries)
        searches = (
            self._search(prepared, query, reach, expand=expand and not phrase, phrase=phrase)
            for query in queries
        )
        return [search.hits(k, reader) for search in searches]

    def read(
        self,
        query: str,
        reader: Reader,
        *,
        question: str,
        also: Sequence[str] = (),
        filters: Filters | None = None,
    ) -> tuple[Hits, tuple[Reading, ...]]:
        """Search, and read sentences of the best passages.

        Args:
            query: what is searched.
            reader: reads.
            question: what it reads them for.
            also: further forms of the question.
            filters: what part of the archive is searched.

        Returns:
            The best passages, reranked if the query is a question, and the sentences read
            of them, best first; each names its passage by its place among those.

        Raises:
            InvalidQuery: the query is empty or too long.
        """
        prepared = self._prepared()
        reach = self._reach(prepared.generation, filters, (Role.BODY,))
        if not reach.passages:
            return Hits(hits=(), query=query, filters=reach.filters.to_json()), ()
        query = checked_query(query)
        # Quoted words and codes of earlier turns are no longer wanted word for word.
        own = question if query.endswith(question) else query
        search = replace(self._search(prepared, query, reach), own=own)
        return search.read(reader, question, also)

    def leaning(
        self, question: str, before: str, *, filters: Filters | None = None
    ) -> Leaning | None:
        """Return what tells whether a question is to be read with what was said before it.

        Args:
            question: the question.
            before: words of the turns before it.
            filters: what part of the archive is searched.

        Returns:
            The figures, or None where the archive or the texts are too small to tell.
        """
        prepared = self._prepared()
        reach = self._reach(prepared.generation, filters, (Role.BODY,))
        if reach.passages < FEWEST or not before.strip():
            return None
        texts = (question, before, f"{before} {question}"[-MAX_QUERY:])
        prepared.encode(texts)
        return leaning(*(self._search(prepared, text, reach, expand=False) for text in texts))

    def _search(
        self,
        prepared: Prepared,
        query: str,
        reach: Reach,
        *,
        expand: bool = True,
        phrase: bool = False,
    ) -> Search:
        named = prepared.named(query) if expand else ()
        return Search(
            store=self._store,
            generation=prepared.generation,
            query=query,
            vectors=prepared.vectors(query),
            named=named,
            reach=reach,
            wording=Wording((*in_table(query, prepared.table), *named) if expand else ()),
            phrase=phrase,
        )

    def _prepared(self) -> Prepared:
        if self._kept is not None:
            return self._kept
        return Prepared(self._store, self._encoder, self._generation(), self.names())

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
        self,
        query: str,
        k: int,
        *,
        expand: bool = True,
        rerank: bool = True,
        question: str | None = None,
        also: Sequence[str] = (),
        filters: Filters | None = None,
    ) -> tuple[tuple[str, float], ...]:
        """Rank whole records by their best passage; see `search`.

        Args:
            query: what is searched.
            k: most records wanted.
            expand: whether its names are searched under other forms too.
            rerank: whether what is read of the best passages breaks ties.
            question: what they are read for; None for the query.
            also: further forms of the question.
            filters: what part of the archive is searched.

        Returns:
            (record id, score) pairs, best first.

        Raises:
            InvalidQuery: the query is empty or too long.
        """
        prepared = self._prepared()
        generation = prepared.generation
        reach = self._reach(generation, filters, (Role.BODY,))
        search = self._search(prepared, checked_query(query), reach, expand=expand)
        best: dict[str, float] = {}
        if rerank and self._reader is not None and self._reader.reorders(query):
            for hit in search.read(self._reader, question or query, also)[0][:PASSAGES]:
                best.setdefault(hit.record_id, hit.score)
        depth = max(DEPTH, 2 * k)
        while True:
            for candidate in search.candidates(depth)[0]:
                best.setdefault(generation.passages[candidate.row].record_id, candidate.score)
            if len(best) >= min(k, reach.records) or depth >= reach.passages:
                return tuple(best.items())[:k]
            depth *= 4  # records of many passages each

    def expansions(self, query: str) -> list[dict[str, Any]]:
        """Return the words of a query that are searched under other forms too, and why."""
        return [plain_expansion(each) for each in self._prepared().named(query)]

    def _reach(
        self, generation: Generation, filters: Filters | None, roles: Collection[Role]
    ) -> Reach:
        """Return what is searched: never records that left since the generation was built."""
        gone = self._store.gone_since(generation.manifest.corpus_seq, generation.hashes)
        return reach_of(generation, filters, roles, gone)


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
