"""The desk: what the routes work with for the whole of one question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from bot.hits import Hits
from bot.holdings import Holdings, Shelf, has_name
from bot.legible import in_latin
from bot.reach import Reach
from bot.reranking import Reader
from bot.retriever import Retriever
from bot.selection import Reading
from bot.settings import Settings
from corpus.brackets import outside_brackets
from corpus.errors import ArchiveDamaged, UnknownRecord
from corpus.facets import Facet
from corpus.filters import Filters
from corpus.names import NameTable
from corpus.passages import Role
from corpus.records import Record
from corpus.sayings import Form, Saying
from corpus.spans import Span
from embeddings.analysis import terms, words
from embeddings.generation import Generation

#: Passages with a word that are looked through for its brackets; more settle it.
LOOKED = 20
_HELD = Form("held.here", "held here")
_LEFT = Form("held.left", "that the filters leave")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything a route may look at; all of it belongs to one generation.

    Attributes:
        retriever: finds passages; bound to the generation.
        reader: reads sentences of the passages found.
        generation: the generation searched.
        shelf: keeps the catalogue of all records at a glance.
        fetch: gives a record by its id.
        filters: what the asker narrowed the search to; None for all records.
        settings: the user's settings.
    """

    retriever: Retriever = field(repr=False)
    reader: Reader = field(repr=False)
    generation: Generation = field(repr=False)
    shelf: Shelf = field(repr=False)
    fetch: Callable[[str], Record] = field(repr=False)
    filters: Filters | None
    settings: Settings

    @cached_property
    def reach(self) -> Reach:
        """What the filters leave of the archive; all of it without any."""
        return self.retriever.reach(self.filters)

    @property
    def count(self) -> int:
        """Number of records that may be answered from."""
        return self.reach.records

    @property
    def held(self) -> Saying:
        """How those records are spoken of: "of the 3 records held here"."""
        return _LEFT() if self.filters else _HELD()

    @property
    def names(self) -> NameTable:
        """The archive's table of names, as it is now."""
        return self.retriever.names()

    def holdings(self) -> Holdings:
        """Return the catalogue of those records at a glance."""
        held = self.shelf.holdings(self.generation)
        if not self.filters:
            return held
        left = self._left
        return Holdings(tuple(entry for entry in held.entries if entry.record_id in left))

    @cached_property
    def _left(self) -> frozenset[str]:
        ids = sorted(self.generation.hashes)
        return frozenset(ids[at] for at in np.flatnonzero(self.reach.chosen))

    def leaves(self, record_id: str) -> bool:
        """Tell whether the filters leave a record."""
        return not self.filters or record_id in self._left

    def only(self) -> Record | None:
        """Return the record to answer from while there is just one."""
        return self.record(next(iter(self._left))) if self.count == 1 else None

    def record(self, record_id: str) -> Record | None:
        """Return a record, or None when it left the archive or is damaged."""
        try:
            return self.fetch(record_id)
        except (UnknownRecord, ArchiveDamaged):
            return None

    def read(
        self,
        query: str,
        question: str,
        also: Sequence[str] = (),
        within: Sequence[str] = (),
        roles: tuple[Role, ...] = (),
    ) -> tuple[Hits, tuple[Reading, ...]]:
        """Return the best passages and the sentences read of them, best first.

        Args:
            query: what is searched.
            question: what the sentences are read for.
            also: further forms of the question.
            within: ids of the records searched; none for all.
            roles: which kinds of passage; none for the body, or what the asker narrowed it to.
        """
        if not terms(query):
            return Hits(hits=(), query=query), ()
        left = self._of(within)
        if within and not left:
            return Hits(hits=(), query=query), ()
        filters = self._filters(left, roles)
        return self.retriever.read(
            query, self.reader, question=self.readable(question), also=also, filters=filters
        )

    def nearness(
        self, query: str, within: Sequence[str] = (), roles: tuple[Role, ...] = ()
    ) -> float:
        """Return the score by which the best passage is found, without reading any; 0 for none."""
        left = self._of(within)
        if within and not left:
            return 0.0
        filters = self._filters(left, roles)
        found = self.retriever.search(query, k=1, rerank=False, filters=filters).hits
        return found[0].score if found else 0.0

    def _filters(self, within: Sequence[str], roles: tuple[Role, ...]) -> Filters | None:
        """Return the asker's filters, narrowed to some records and for some roles."""
        filters = self._narrowed(within) if within else self.filters
        return replace(filters or Filters(), roles=roles) if roles else filters

    def passages(self, within: Sequence[str] = ()) -> int:
        """Return how many passages may be read: all, or those of some records."""
        if not within:
            return self.reach.passages
        left = self._of(within)
        return self.retriever.reach(self._narrowed(left)).passages if left else 0

    def _of(self, within: Sequence[str]) -> tuple[str, ...]:
        """Return those of some records that the asker's filters leave."""
        return tuple(filter(self.leaves, within))

    def _narrowed(self, within: Sequence[str]) -> Filters:
        """Return the asker's filters narrowed to some of the records that they leave."""
        given = self.filters or Filters()
        return replace(given, values={**given.values, Facet.RECORD: tuple(within)})

    def mentions(self, name: str, within: Collection[str] | None = None) -> bool:
        """Tell whether a record has words of its own, and not only an editor's in brackets.

        Args:
            name: looked for one after another, in any case and inflection.
            within: ids of the records looked through; None for all that the filters leave.
        """
        passages = self.generation.passages
        narrowed = within is not None or bool(self.filters)
        rows = self.holding(name, None if narrowed else LOOKED + 1)
        if within is not None:
            rows = [row for row in rows if passages[row].record_id in within]
        if not rows or len(rows) > LOOKED:
            return bool(rows)
        return any(self._own(name, passages[row].passage_id) for row in rows)

    def catalogues(self, name: str, within: Collection[str] | None = None) -> bool:
        """Tell whether the catalogue of a record has a name: its title, author, people, places.

        Args:
            name: in any case and inflection.
            within: ids of the records looked through; None for all that the filters leave.
        """
        return any(
            has_name(entry, name)
            for entry in self.holdings().entries
            if within is None or entry.record_id in within
        )

    def holding(self, phrase: str, most: int | None = None) -> list[int]:
        """Return the rows of passages that hold words one after another, as the filters leave.

        Of the records they leave it is every passage, whatever its role, as without filters.

        Args:
            phrase: in any case and inflection.
            most: how many are looked for at most, before the filters; None for all.
        """
        lexical = self.generation.lexical
        rows = lexical.phrase(phrase, len(lexical) if most is None else most)
        if not self.filters:
            return list(rows)
        left = self.reach.chosen[self.generation.records_of(rows)]
        return [row for row, kept in zip(rows, left, strict=True) if kept]

    def _own(self, wanted: str, passage_id: str) -> bool:
        """Tell whether words stand in a passage outside its editorial brackets."""
        record = self.record(passage_id.rpartition("#")[0])
        if record is None:
            return False
        text, sought = record.passage(passage_id).text, terms(wanted)
        found = list(words(text))
        return any(
            [term for _, term in found[at : at + len(sought)]] == sought
            and outside_brackets(text, Span(found[at][0].start, found[at + len(sought) - 1][0].end))
            for at in range(len(found) - len(sought) + 1)
        )

    def readable(self, question: str) -> str:
        """Return what the reranker can read of a question: it knows the Latin script alone.

        Of a question in another script that is the names found in it, under other forms.
        """
        if in_latin(question):
            return question
        names = [each["forms"][0] for each in self.retriever.expansions(question)]
        return " ".join(names) or question
