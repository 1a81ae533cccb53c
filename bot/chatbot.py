"""From a question to an answer: understand, route, retrieve, select, gate, compose."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot import catalogue
from bot.answers import (
    CATALOGUE,
    DOCUMENT,
    EDITOR,
    Answer,
    FieldShown,
    Segment,
    ShownQuote,
    Status,
    framed,
    named,
    shown,
)
from bot.evidence import unfit, unnamed
from bot.followups import Understood, understand
from bot.gate import Verdict, judge
from bot.hits import Hit
from bot.questions import question_type, quota
from bot.reranker import Reranker
from bot.retriever import Retriever, checked_query
from bot.selection import PASSAGES, Reading, choose, read_sentences
from bot.settings import Settings
from bot.voices import voice_of
from corpus.brackets import BracketKind, brackets
from corpus.name_tables import shipped_names
from corpus.passages import Because
from corpus.quotes import Quote, quote
from corpus.records import Record
from embeddings.analysis import terms
from embeddings.generation import Generation

#: How many nearest passages a silent answer offers.
NEAREST = 2
_LATIN = re.compile("[A-Za-z]")
#: Added to the evidence of sentences with brackets when an editor's words are asked for;
#: more than the logits of an unrelated sentence fall short.
INSERTIONS = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question and the answer it got."""

    question: str
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class Chatbot:
    """Answers questions from one archive, in its own words.

    Attributes:
        retriever: finds passages.
        reranker: orders sentences; None to order by the terms they hold.
        generation: gives the current generation.
        only_record: gives the archive's record while it holds just one, else None.
        settings: the user's settings.
    """

    retriever: Retriever = field(repr=False)
    reranker: Reranker | None = field(repr=False)
    generation: Callable[[], Generation] = field(repr=False)
    only_record: Callable[[], Record | None] = field(repr=False)
    settings: Settings

    def ask(self, question: str, turns: Sequence[Turn] = (), *, raw: bool = False) -> Answer:
        """Answer a question.

        Args:
            question: at most 4,000 characters.
            turns: the turns before it, oldest first.
            raw: take over nothing from them.

        Raises:
            InvalidQuery: the question is empty or too long.
        """
        return self._holding()._answer(checked_query(question).strip(), turns, raw=raw)

    def from_text(self, understood: Understood) -> Answer:
        """Answer a question that was understood elsewhere, from the text alone."""
        return self._holding()._from_text(understood)

    def _holding(self) -> Chatbot:
        """Return this chatbot bound to the current generation, for the whole of a question."""
        generation = self.generation()
        return replace(
            self, retriever=self.retriever.holding(generation), generation=lambda: generation
        )

    def _answer(self, question: str, turns: Sequence[Turn], *, raw: bool) -> Answer:
        focus = self._focus(turns)
        described = self._from_catalogue(question, focus) if focus else None
        if described is not None:
            return described
        records = self.generation().manifest.records
        if focus is None and records > 1 and catalogue.asks_this(question):
            return self._which(question, records)
        earlier = () if raw else tuple(turn.question for turn in turns)
        return self._from_text(understand(question, earlier))

    def _focus(self, turns: Sequence[Turn]) -> Record | None:
        """Return the record a question about "this document" means."""
        for turn in reversed(turns):
            if turn.answer.quotes:
                return turn.answer.quotes[0].quote.record
            if turn.answer.fields:
                return turn.answer.fields[0].record
        return self.only_record()

    def _which(self, question: str, records: int) -> Answer:
        """Be silent on "this document" while it is not known which one is meant."""
        reason = (
            f"it is not said which of the {records} records held here is meant; ask about "
            "something in it first"
        )
        understood = Understood(question=question, read_as=question, query=question)
        return self._silent(understood, Verdict(open=False, evidence=0.0, reasons=(reason,)), ())

    def _from_catalogue(self, question: str, record: Record) -> Answer | None:
        """Answer from the record's fields, or return None for a question about content."""
        names = catalogue.asked_fields(question)
        if names:
            return self._fields(question, record, names)
        if catalogue.asks_omissions(question):
            return self._omissions(question, record)
        return None

    def _omissions(self, question: str, record: Record) -> Answer:
        """Quote the editor's marks of omission, between the paragraphs and in them."""
        marks = [gap.span for gap in record.dropped if gap.because is Because.EDITORIAL]
        marks += [
            mark.span
            for passage in record.body
            for mark in brackets(passage.text, passage.span.start)
            if mark.kind is BracketKind.OMISSION
        ]
        quotes = tuple(shown(quote(record, span), EDITOR) for span in sorted(marks))
        text = f"The text of {named(record)} carries no editor’s mark of an omission."
        if quotes:
            signs = "this mark" if len(quotes) == 1 else "these marks"
            text = f"The text of {named(record)} carries {signs} of matter left out:"
        segments = [Segment(kind="frame", text=text)]
        segments += [Segment(kind="quote", n=n) for n in range(1, len(quotes) + 1)]
        return self._catalogued(question, segments, quotes, ())

    def _fields(self, question: str, record: Record, names: Sequence[Any]) -> Answer:
        segments: list[Segment] = []
        quotes: list[ShownQuote] = []
        fields: list[FieldShown] = []
        for name in names:
            found = record.description.all(name)
            segments.append(Segment(kind="frame", text=catalogue.statement(record, name)))
            if not found:
                fields.append(FieldShown(record=record, name=name, field=None))
            for each in found:
                fields.append(FieldShown(record=record, name=name, field=each))
                if each.span is not None and len(each.span):
                    voice = DOCUMENT if name in catalogue.IN_DOCUMENT else CATALOGUE
                    quotes.append(shown(quote(record, each.span), voice))
                    segments.append(Segment(kind="quote", n=len(quotes)))
                elif each.value is not None:
                    segments.append(Segment(kind="field", n=len(fields)))
        return self._catalogued(question, segments, quotes, fields)

    def _catalogued(
        self,
        question: str,
        segments: Sequence[Segment],
        quotes: Sequence[ShownQuote],
        fields: Sequence[FieldShown],
    ) -> Answer:
        return Answer(
            question=question,
            read_as=question,
            status=Status.CATALOGUE,
            segments=tuple(segments),
            quotes=tuple(quotes),
            fields=tuple(fields),
            searched=self._searched(),
            run_id=self._run_id(question, question),
        )

    def _from_text(self, understood: Understood) -> Answer:
        """Retrieve, read, pass the gate, and quote or be silent."""
        hits = self.retriever.search(understood.query, PASSAGES) if terms(understood.query) else ()
        lexical = self.generation().lexical
        read = read_sentences(
            self._readable(understood.question),
            [(hit.passage.text, hit.score) for hit in hits],
            reranker=self.reranker,
            idf=lexical.idf,
            limit=self.settings.sentences,
            also=understood.also,
        )
        boldness = self.settings.boldness
        if catalogue.asks_insertions(understood.question):
            # Whatever a sentence is about, its brackets answer which words are an editor's.
            read = tuple(r for r in read if brackets(r.text))
            boldness += INSERTIONS
        quotes = {r: _quote(hits[r.passage], r) for r in read}
        against = {r: unfit(understood.question, quotes[r], shipped_names()) for r in read}
        fit = tuple(r for r in read if against[r] is None)
        verdict = judge(
            fit,
            unnamed=unnamed(
                understood.question, lambda name: bool(lexical.phrase(name, 1)), shipped_names()
            ),
            against=[reason for reason in against.values() if reason],
            boldness=boldness,
        )
        if not verdict.open:
            if not terms(understood.query):
                verdict = replace(verdict, reasons=("the question holds no word to search for",))
            nearest = tuple(shown(quotes[r], voice_of(quotes[r])) for r in read[:NEAREST])
            return self._silent(understood, verdict, nearest)
        most = min(quota(question_type(understood.question)), self.settings.quotes)
        chosen = [quotes[r] for r in choose(fit, most)]
        spoken = tuple(shown(words, voice_of(words)) for words in chosen)
        return Answer(
            question=understood.question,
            read_as=understood.read_as,
            carried=understood.carried,
            status=Status.QUOTED,
            segments=framed(spoken),
            quotes=spoken,
            searched=self._searched(understood.query),
            run_id=self._run_id(understood.question, understood.read_as),
        )

    def _readable(self, question: str) -> str:
        """Return what the reranker can read of a question: it knows the Latin script alone.

        Of a question in another script that is the names found in it, under their other forms.
        """
        if _LATIN.search(question):
            return question
        names = [each["forms"][0] for each in self.retriever.expansions(question)]
        return " ".join(names) or question

    def _silent(
        self, understood: Understood, verdict: Verdict, nearest: tuple[ShownQuote, ...]
    ) -> Answer:
        searched = self._searched(understood.query)
        records = searched["records"]
        text = (
            "The archive held here is silent on this. No passage answering the question was "
            f"found in the {records} {'record' if records == 1 else 'records'} searched."
        )
        return Answer(
            question=understood.question,
            read_as=understood.read_as,
            carried=understood.carried,
            status=Status.SILENT,
            segments=(Segment(kind="frame", text=text),),
            nearest=nearest,
            reasons=verdict.reasons,
            searched=searched,
            run_id=self._run_id(understood.question, understood.read_as),
        )

    def _searched(self, query: str | None = None) -> dict[str, Any]:
        """Say what was searched; `query` is None when only the catalogue was read."""
        generation = self.generation()
        return {
            "records": generation.manifest.records,
            "passages": len(generation.body_rows),
            "expansions": self.retriever.expansions(query) if query else [],
            "filters": {},
            "generation": generation.manifest.generation,
            "model": generation.manifest.model,
            **({"degraded": generation.degraded} if generation.degraded else {}),
        }

    def _run_id(self, question: str, read_as: str) -> str:
        """Bind question, settings, archive state and model; equal runs have equal ids."""
        manifest = self.generation().manifest
        bound = {
            "question": question,
            "read_as": read_as,
            "settings": asdict(self.settings),
            "content": manifest.content_sha256,
            "model": manifest.model_fingerprint,
        }
        return hashlib.sha256(json.dumps(bound, sort_keys=True).encode()).hexdigest()[:16]


def _quote(hit: Hit, reading: Reading) -> Quote:
    """Quote a sentence of a hit."""
    return quote(hit.record, reading.span.shifted(hit.passage.span.start))
