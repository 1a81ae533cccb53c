"""One search of one generation: candidates, hits, and what was read of them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.dating import asked_dates
from bot.exact import exact_needs, met
from bot.hits import Hit, Hits
from bot.matches import only_in, sought_terms, words_matching
from bot.reach import Reach
from bot.reranking import Reader, reranked
from bot.selection import PASSAGES, Reading
from bot.wording import AS_ASKED, Wording
from corpus.dates import DateInterval
from corpus.errors import ArchiveDamaged, UnknownRecord
from corpus.facets import Facet
from corpus.names import Expansion
from corpus.passages import Passage
from corpus.records import Record
from corpus.spans import Span
from corpus.store import RecordStore
from embeddings.encoder import QueryVectors
from embeddings.facets import Mask
from embeddings.fusion import Candidate
from embeddings.generation import DEPTH, Generation

#: Days after one that the query names of which a record that tells of it may be.
DAYS_AFTER = 3
#: Most passages looked up that have such a day in their text.
TELLING = 200
#: Days within which a document names a day without its year: "the 18th of July this year".
UNSAID = 500
#: What may stand after the number of a day.
_TH = ("th", "st", "nd", "rd")

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A query bound to what is searched.

    Attributes:
        store: the records.
        generation: the index.
        query: what is searched.
        vectors: its encodings, L2-normalised.
        named: its names and misspelt words with their other forms.
        reach: what part of the archive is searched.
        wording: its names under all their forms, for reading.
        own: the part of the query of which quoted words and codes are wanted word for word; None
            for all of it.
        phrase: whether only passages that hold the query's words in a row may come back.
    """

    store: RecordStore = field(repr=False)
    generation: Generation = field(repr=False)
    query: str
    vectors: QueryVectors = field(repr=False)
    named: tuple[Expansion, ...]
    reach: Reach
    wording: Wording = field(default=AS_ASKED, repr=False)
    own: str | None = None
    phrase: bool = False

    def hits(self, k: int, reader: Reader | None = None) -> Hits:
        """Return the best hits, reranked when a reader is given and the query is a question."""
        if reader is None or self.phrase or not reader.reorders(self.query):
            first = self._first(k)[0]
            return self._result(first, first)
        found = self.read(reader, self.query, (), k)[0]
        return replace(found, hits=found.hits[:k])

    def read(
        self, reader: Reader, question: str, also: Sequence[str], k: int = PASSAGES
    ) -> tuple[Hits, tuple[Reading, ...]]:
        """Return at least the best eight hits and the sentences read of them, best first.

        Args:
            reader: reads.
            question: what it reads them for.
            also: further forms of the question.
            k: most hits wanted, when that is more than eight.
        """
        hits, tiers = self._first(max(k, PASSAGES))
        named = Facet.RECORD in self.reach.filters.values
        idf = self.generation.lexical.idf
        readings = reader.read(question, hits, idf, also, self.wording, named=named)
        if not reader.reorders(self.query):
            return self._result(hits, hits), readings
        ordered, moved = reranked(hits, readings, tiers)
        return self._result(ordered, hits), moved

    def _result(self, hits: tuple[Hit, ...], found: Sequence[Hit]) -> Hits:
        """Return hits with the query, its filters and its other forms, and how near they were."""
        return Hits(
            hits=hits,
            query=self.query,
            filters=self.reach.filters.to_json(),
            expansions=self.named,
            nearness=found[0].score if found else 0.0,
        )

    def candidates(self, depth: int) -> tuple[list[Candidate], Counter[int]]:
        """Return candidates, best first, and how many exact needs each row meets."""
        needed: Counter[int] = Counter()
        only = dated = None
        if self.phrase:
            lexical = self.generation.lexical
            only = lexical.phrase(self.query, len(lexical), self.reach.within)
        else:
            own = self.query if self.own is None else self.own
            needed = met(exact_needs(own, self.generation, self.reach))
            dated = self._dated()
        found = self.generation.candidates(
            self.query,
            self.vectors,
            names=Wording(self.named).forms,
            roles=self.reach.roles,
            depth=depth,
            records=self.reach.chosen,
            must=tuple(needed),
            only=only,
            dated=dated,
        )
        if needed:
            found.sort(key=lambda candidate: -needed[candidate.row])
        return found, needed

    def _dated(self) -> Mask | None:
        """Return the records searched that are of a date the query names, if any is.

        What is told of a day is dated on it or a few days later.
        """
        asked = asked_dates(self.query)
        if not asked:
            return None
        starts, ends = self.generation.facets.days
        found = np.zeros(len(starts), np.bool_)
        for date in asked:
            last = date.end.toordinal() + (DAYS_AFTER if date.start == date.end else 0)
            found |= (starts <= last) & (ends >= date.start.toordinal())
            found |= self._telling(date)
        found &= self.reach.chosen
        return found if found.any() else None

    def _telling(self, day: DateInterval) -> Mask:
        """Return the records whose text has a day that the query names, whatever their own date.

        An editorial note has none, and a memorandum tells of the day before.
        """
        generation = self.generation
        found = np.zeros(generation.manifest.records, np.bool_)
        if day.start != day.end:
            return found
        n, month, year = day.start.day, f"{day.start:%B}", day.start.year
        self._mark(found, f"{month} {n} {year}", f"{n} {month} {year}")
        nearly = np.zeros_like(found)
        self._mark(nearly, f"{month} {n}", f"{n} {month}", *(f"{n}{th} of {month}" for th in _TH))
        starts, ends = generation.facets.days
        first = day.start.toordinal()
        return found | (nearly & (ends >= first) & (starts <= first + UNSAID))

    def _mark(self, found: Mask, *phrases: str) -> None:
        """Mark the records with one of the phrases in their text."""
        for words in phrases:
            rows = self.generation.lexical.phrase(words, TELLING, self.reach.within)
            found[self.generation.records_of(rows)] = True

    def _first(self, k: int) -> tuple[tuple[Hit, ...], tuple[int, ...]]:
        """Return the best hits, and how many exact needs each of them meets."""
        found, needed = self.candidates(max(DEPTH, k))
        pairs = tuple(self._hits(found, needed, k))
        return tuple(hit for hit, _ in pairs), tuple(needed[row] for _, row in pairs)

    def _hits(
        self, found: Sequence[Candidate], needed: Counter[int], k: int
    ) -> Iterator[tuple[Hit, int]]:
        """Yield the best hits and their rows; a record just removed or damaged is passed over."""
        rank = 0
        sought = sought_terms(self.query, self.named)
        read: dict[str, Record | None] = {}
        for candidate in found:
            row = self.generation.passages[candidate.row]
            if row.record_id not in read:
                read[row.record_id] = self._record(row.record_id)
            record = read[row.record_id]
            if record is None:
                continue
            rank += 1
            exact = self.phrase or needed[candidate.row] > 0
            passage = record.passage(row.passage_id)
            matched = words_matching(sought, passage)
            yield self._hit(record, passage, candidate, rank, exact, matched), candidate.row
            if rank == k:
                return

    def _record(self, record_id: str) -> Record | None:
        """Return a record as it was when the generation was built; None where that cannot be."""
        try:
            return self.store.get(record_id, content_sha256=self.generation.hashes[record_id])
        except UnknownRecord:
            return None
        except ArchiveDamaged as error:
            _LOG.error("%s", error)
            return None

    def _hit(
        self,
        record: Record,
        passage: Passage,
        candidate: Candidate,
        rank: int,
        exact: bool,
        matched: tuple[Span, ...],
    ) -> Hit:
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
            matched=matched,
            window=candidate.window,
            of_record=candidate.of_record,
            cosine_start=candidate.cosine_start,
            exact=exact,
            only_in=only_in(record, passage, matched),
            expansions=self.named,
        )
