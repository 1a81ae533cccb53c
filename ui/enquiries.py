"""Enquiries: the four things that programs may ask of an archive; all of them only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corpus.citations import check_style
from corpus.errors import InvalidQuery, UnknownRecord
from corpus.filters import Filters
from corpus.sayings import Form
from corpus.spans import Span
from ui.documents import NO_CHARACTERS, citation_for, document_json, place_json, summary_json
from ui.hit_table import hit_table
from ui.limits import Limits
from ui.questions import checked
from ui.warmth import Warmth

if TYPE_CHECKING:
    from bot import Archive
    from bot.hits import Hits
    from bot.retriever import Retriever

_K = Form("search.k", "k is {k}.")
_PASSAGES = Form("remedy.k", "Ask for 1 to {most} passages.")
_CHECK_LINK = Form("remedy.link", "Check the link.")
#: Most passages of one search.
MOST = 100


class Enquiries:
    """What a program gets of an archive, as plain data; REST and MCP give the same.

    Args:
        archive: an open archive.
        warmth: whether its models are loaded; a question waits for them.
        limits: how much is worked on at once.
    """

    def __init__(self, archive: Archive, warmth: Warmth, limits: Limits) -> None:
        self._archive = archive
        self._warmth = warmth
        self._limits = limits

    def ask(self, question: str, filters: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to a question that stands alone.

        Raises:
            ArchiveError: it cannot be answered; the error says why.
        """
        asked, narrowed = checked(question), Filters.from_json(filters)
        self._warmth.wait()
        with self._limits.turn():
            return self._archive.ask(asked, filters=narrowed).to_json()

    def search(
        self,
        query: str,
        k: int,
        phrase: bool,
        filters: Mapping[str, Any],
        style: str | None = None,
    ) -> dict[str, Any]:
        """Return the `k` passages that match a query best, and what was searched.

        Args:
            query: what is searched for.
            k: most passages.
            phrase: whether the query is one phrase.
            filters: what part of the archive is searched, as plain data.
            style: the citation style; None for the archive's own.

        Raises:
            ArchiveError: it cannot be searched; the error says why.
        """
        if style is not None:
            check_style(style)
        narrowed = Filters.from_json(filters)
        with self._finding(query, k, phrase, narrowed) as (hits, retriever):
            found = hits.to_json() | {"searched": retriever.reach(narrowed).to_json()}
            if style is not None:
                for told, hit in zip(found["hits"], hits, strict=True):
                    told["citation"] = hit.citation.format(style)
            return found

    def table(
        self, query: str, k: int, phrase: bool, filters: Mapping[str, Any], style: str
    ) -> str:
        """Return the passages that `search` finds as a table for spreadsheets.

        Raises:
            ArchiveError: it cannot be searched; the error says why.
        """
        check_style(style)
        with self._finding(query, k, phrase, Filters.from_json(filters)) as (hits, _):
            return hit_table(hits, style)

    @contextmanager
    def _finding(
        self, query: str, k: int, phrase: bool, filters: Filters
    ) -> Iterator[tuple[Hits, Retriever]]:
        """Search when it is this one's turn, in one state of the archive."""
        sought = checked(query)
        if not 1 <= k <= MOST:
            raise InvalidQuery(_K(k=k), _PASSAGES(most=MOST))
        self._warmth.wait()
        with self._limits.turn():
            retriever = self._archive.retriever.holding(self._archive.generation())
            yield retriever.search(sought, k=k, phrase=phrase, filters=filters), retriever

    def records(self) -> dict[str, Any]:
        """Return one line a record."""
        return {"records": [summary_json(row) for row in self._archive.summaries()]}

    def show(self, record_id: str, paragraph: int | None = None) -> dict[str, Any]:
        """Return a record as the reader shows it, whole or one body paragraph of it.

        Raises:
            UnknownRecord: there is no such record or paragraph.
        """
        record = self._archive.record(record_id)
        document = document_json(record)
        if paragraph is None:
            return document
        wanted = record.paragraph(paragraph).passage_id
        kept = [each for each in document["paragraphs"] if each["passage_id"] == wanted]
        return document | {"paragraphs": kept}

    def place(self, record_id: str, start: int, end: int) -> dict[str, Any]:
        """Return the words at a place of a record; offsets are code points.

        Raises:
            UnknownRecord: there is no such record or place.
        """
        if not 0 <= start < end:
            none = NO_CHARACTERS(record=record_id, start=start, end=end)
            raise UnknownRecord(none, _CHECK_LINK())
        return place_json(self._archive.record(record_id), Span(start, end))

    def cite(self, record_id: str, paragraph: int | None, style: str) -> str:
        """Return the citation of a record, or of one of its body paragraphs.

        Raises:
            UnknownRecord: there is no such record or paragraph.
            UnknownStyle: Dragoman does not write that style.
        """
        check_style(style)
        return citation_for(self._archive.record(record_id), paragraph, style)
