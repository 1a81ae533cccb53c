"""From a question to an answer: understand it, find its route, compose what that drafts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from bot.answers import Answer, Segment, Status, named
from bot.asked import Asked, Turn, said_last
from bot.desk import Desk
from bot.drafts import Draft
from bot.focus import focus_of
from bot.followups import Understood, alone, as_typed, names_anew, understand
from bot.history import Exchange, exchanges_of
from bot.holdings import Shelf
from bot.leaning import fitted
from bot.queries import MAX_QUERY, checked_query
from bot.reading import Read, read
from bot.reranking import Reader
from bot.retriever import Retriever
from bot.routes import (
    catalogue,
    citation,
    comparison,
    courtesy,
    coverage,
    editorial,
    occasion,
    text,
    timeline,
)
from bot.settings import Settings
from corpus.filters import Filters
from corpus.records import Record
from corpus.sayings import Form, Saying, many
from embeddings.generation import Generation

__all__ = ["Chatbot", "Turn"]

_SILENT = Form("silence", "The archive held here is silent on this.")
_UNFOUND = "{silent} No passage answering the question was found in"
_NAMED = Form("silence.named", f"{_UNFOUND} {{record}}, the record that the question names.")
_SEARCHED = Form("silence.searched", f"{_UNFOUND} the {{records}} searched ({{passages}}).")
_SCOPED = Form("silence.scoped", f"{_UNFOUND} the {{records}} searched.")
_UNSEARCHED = Form("silence.unsearched", "{silent} No passage was searched for this.")
_LEFT = Form(
    "silence.left",
    f"{_UNFOUND} what the filters leave, {{number}} of {{records}} ({{passages}}).",
)
_LEFT_SCOPED = Form(
    "silence.left.scoped", f"{_UNFOUND} what the filters leave, {{number}} of {{records}}."
)

#: Each answers its own sort of question or leaves it to the next; what none takes is
#: looked for in the text.
ROUTES: tuple[Callable[[Asked, Desk], Draft | None], ...] = (
    courtesy.answer,
    citation.answer,
    editorial.answer,
    coverage.answer,
    occasion.answer,
    catalogue.answer,
    timeline.answer,
    comparison.answer,
)


@dataclass(frozen=True, kw_only=True)
class Chatbot:
    """Answers questions from one archive, in its own words.

    Attributes:
        retriever: finds passages.
        reader: reads sentences of the passages found.
        generation: gives the current generation.
        degraded: says why less than the archive holds is searched in a generation, if so.
        fetch: gives a record by its id.
        settings: the user's settings.
    """

    retriever: Retriever = field(repr=False)
    reader: Reader = field(repr=False)
    generation: Callable[[], Generation] = field(repr=False)
    degraded: Callable[[Generation], str | None] = field(repr=False)
    fetch: Callable[[str], Record] = field(repr=False)
    settings: Settings

    def ask(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        raw: bool = False,
        leaning: bool = False,
        filters: Filters | None = None,
    ) -> Answer:
        """Answer a question.

        Args:
            question: at most 4,000 characters.
            turns: the turns before it, oldest first.
            raw: take over nothing from them, but say how it would be read with them.
            leaning: read it with them where it could be read either way.
            filters: what part of the archive is searched; None for all of it.

        Raises:
            InvalidQuery: the question is empty or too long.
        """
        question = checked_query(question)
        desk = self._desk(filters)
        earlier = exchanges_of(turns)
        understood = self.understand(question, earlier, desk.retriever, filters, leaning=leaning)
        if raw:
            understood = as_typed(understood)
        asked = Asked(
            question=question,
            understood=understood,
            focus=focus_of(turns).record,
            before=said_last(turns),
            may_lean=not raw and not names_anew(question, earlier),
        )
        for route in ROUTES:
            draft = route(asked, desk)
            if draft is not None:
                taken = draft.follows or draft.query is not None
                return self._composed(understood if taken else alone(question), draft, desk)
        return self._composed(understood, text.answer(asked, desk), desk)

    def understand(
        self,
        question: str,
        earlier: Sequence[Exchange],
        retriever: Retriever | None = None,
        filters: Filters | None = None,
        *,
        leaning: bool = False,
    ) -> Understood:
        """Say how a question is read after earlier turns.

        Args:
            question: at most 4,000 characters.
            earlier: what was asked and answered before, oldest first.
            retriever: tells how much the question leans on them; by default this one's.
            filters: what part of the archive is searched.
            leaning: take the reading with the history without weighing the two.
        """
        searching = retriever or self.retriever

        def weigh(last: str, history: str) -> float | None:
            figures = searching.leaning(last, history, filters=filters)
            if figures is None:
                return None
            return 1.0 if leaning else fitted().chance(figures)

        understood = understand(question, earlier, weigh)
        # As long as that, it can stand alone.
        return understood if len(understood.query) <= MAX_QUERY else alone(question)

    def from_text(self, understood: Understood, *, filters: Filters | None = None) -> Answer:
        """Answer a question that was understood elsewhere, from the text alone."""
        desk = self._desk(filters)
        asked = Asked(question=understood.question, understood=understood)
        return self._composed(understood, text.answer(asked, desk), desk)

    def read(self, understood: Understood, filters: Filters | None = None) -> Read:
        """Return what is read for a question and weighed, without answering it."""
        return read(understood, self._desk(filters))

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf()

    def _desk(self, filters: Filters | None) -> Desk:
        """Bind everything to the current generation, for the whole of a question."""
        generation = self.generation()
        return Desk(
            retriever=self.retriever.holding(generation),
            reader=self.reader,
            generation=generation,
            shelf=self._shelf,
            fetch=self.fetch,
            filters=filters,
            settings=self.settings,
        )

    def _composed(self, understood: Understood, draft: Draft, desk: Desk) -> Answer:
        """Make the answer; every quote is verified here, and nothing is changed after."""
        understood = draft.understood or understood
        searched = _searched(draft, desk, self.degraded(desk.generation))
        if draft.status is Status.SILENT and not draft.segments:
            silence = Segment(kind="frame", text=_silence(draft, searched, desk))
            draft = replace(draft, segments=(silence,))
        return Answer(
            question=understood.question,
            read_as=understood.read_as,
            carried=understood.carried,
            also_read_as=understood.or_else,
            status=draft.status,
            segments=draft.segments,
            quotes=draft.quotes,
            fields=draft.fields,
            nearest=draft.nearest,
            reasons=draft.reasons,
            evidence=draft.evidence,
            searched=searched,
            run_id=_run_id(understood, desk),
        )


def _searched(draft: Draft, desk: Desk, degraded: str | None) -> dict[str, Any]:
    """Say what was searched, and why not all; without a query only the catalogue was read."""
    manifest = desk.generation.manifest
    unsearched = draft.status is Status.SILENT and draft.query is None
    return {
        "records": desk.reach.records,
        "passages": 0 if unsearched else desk.reach.passages,
        "expansions": desk.retriever.expansions(draft.query) if draft.query else [],
        "filters": desk.filters.to_json() if desk.filters else {},
        "within": list(draft.within),
        "generation": manifest.generation,
        "model": manifest.model,
        **({"degraded": degraded} if degraded else {}),
    }


def _silence(draft: Draft, searched: dict[str, Any], desk: Desk) -> Saying:
    """Say that nothing was found, and where it was looked for."""
    if draft.query is None:
        return _UNSEARCHED(silent=_SILENT())
    record = desk.record(draft.within[0]) if len(draft.within) == 1 else None
    if record is not None:
        return _NAMED(silent=_SILENT(), record=named(record))
    number = len(draft.within) or searched["records"]
    passages = many(searched["passages"], "passage")
    if desk.filters:
        held = many(desk.generation.manifest.records, "record")
        if draft.within:
            return _LEFT_SCOPED(silent=_SILENT(), number=number, records=held)
        return _LEFT(silent=_SILENT(), number=number, records=held, passages=passages)
    if draft.within:
        return _SCOPED(silent=_SILENT(), records=many(number, "record"))
    return _SEARCHED(silent=_SILENT(), records=many(number, "record"), passages=passages)


def _run_id(understood: Understood, desk: Desk) -> str:
    """Bind question, settings, archive state and model; equal runs have equal ids."""
    manifest = desk.generation.manifest
    settings = asdict(desk.settings)
    del settings["conversations"]  # where turns are kept changes no answer
    bound = {
        "question": understood.question,
        "read_as": understood.read_as,
        "settings": settings,
        "filters": desk.filters.to_json() if desk.filters else {},
        "content": manifest.content_sha256,
        "model": manifest.model_fingerprint,
    }
    return hashlib.sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()[:16]
