"""Answers: frames that assert only the catalogue, and quotes that cannot lie."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.voices import Cue, cue_in
from corpus.brackets import Bracket, BracketKind, brackets
from corpus.citations import Citation, cite
from corpus.cited_dates import cited_date
from corpus.dates import Gloss, glosses, parse_date
from corpus.descriptions import Field, FieldName
from corpus.genres import in_sentence, is_of_editors
from corpus.passages import Role
from corpus.quotes import Quote, verify
from corpus.records import Record
from corpus.references import one_line
from corpus.sayings import DATE, Form, Saying, sayings, term
from corpus.spans import Span


class Status(StrEnum):
    """How an answer stands."""

    QUOTED = "quoted"
    CATALOGUE = "catalogue"
    SILENT = "silent"


DOCUMENT, CATALOGUE, EDITOR = "document", "catalogue", "editor"
ANSWER, CONTEXT = "answer", "context"
#: Longest title that a frame has room for; one with marks of quotation is not put between more.
_LONGEST = 80
_MARKED = re.compile(r"[“”\"]")
_DIGITS = re.compile(r"\d{4}-\d{1,2}(?:-\d{1,2})?")
_ENGLISH = re.compile(r"\b(?:the|of)\b", re.IGNORECASE)
#: What an editor's brackets do, for the legend of an answer that holds some.
BRACKETS = {
    BracketKind.OMISSION: "matter left out by the editor",
    BracketKind.INSERTION: "words supplied by the editor or translator",
    BracketKind.GLOSS: "another name, given by the editor or translator",
    BracketKind.SUPPLIED_DATE: "a date or part of one, supplied by the editor",
    BracketKind.ILLEGIBLE: "a place that could not be read",
    BracketKind.REDACTION: "text withheld from the public",
    BracketKind.CORRECTION: "an editor’s correction",
    BracketKind.DOUBT: "an editor’s doubt",
    BracketKind.NOTE_MARK: "the mark of a note",
    BracketKind.PAGE: "a page of the original",
}

_STATES = Form("frame.states", "{record:A} states:")
_REPORTED = Form("frame.reported", "Reported in {record} as the position of {party}:")
_NOTED = Form("frame.noted", "The editors’ note to {record} states:")
_CATALOGUED = Form("frame.catalogue", "The catalogue record of {record} gives:")
_BEFORE = Form("frame.before", "Before these words stands:")
_BEFORE_REPORTED = Form(
    "frame.before.reported",
    "Before these words, reported as the position of {party}, stands:",
)
_TITLED = Form("record.titled", "{genre} “{title}”")
_NAMED = Form("record.named", "the {genre}")
_DATED = Form("record.dated", "the {genre} of {date}")
_TRANSLATION = Form("translation.any", "Translation by {translator}; original not held")
_ENGLISH_TRANSLATION = Form(
    "translation.english", "English translation by {translator}; original not held"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuote:
    """A quote as an answer shows it.

    Attributes:
        quote: the words; verified when built and again when the answer is composed.
        voice: `document`, `reported: <party>`, `catalogue` or `editor`.
        citation: where the words stand.
        role: `answer`; or `context` for a sentence that the one shown before it leans on.
        cue: for a reported voice, the words that show whose it is.
        whole: the whole sentence, where only a part of it is quoted.
    """

    quote: Quote
    voice: str
    citation: Citation
    role: str = ANSWER
    cue: Cue | None = None
    whole: Span | None = None

    def marks(self) -> tuple[Bracket, ...]:
        """Return the editorial brackets in the quote, as offsets into it.

        Their kinds are read with the words around them, which may lie outside the quote.
        """
        passage, span = self.quote.passage, self.quote.span
        if passage is None:
            return brackets(self.quote.text)
        return tuple(
            replace(mark, span=mark.span.shifted(-span.start))
            for mark in brackets(passage.text, passage.span.start)
            if mark.span.within(span)
        )

    def glosses(self) -> tuple[Gloss, ...]:
        """Reckon the relative dates in the quote from the document's own date.

        Words that the quote repeats are reckoned once, where they first stand.
        """
        words = self.quote.record.description.get(FieldName.DATE)
        anchor = parse_date(words.raw) if words else None
        if anchor is None or self.voice in (CATALOGUE, EDITOR):
            return ()
        once: dict[tuple[str, str, str], Gloss] = {}
        for each in glosses(self.quote.text, anchor):
            once.setdefault((each.words, each.value, each.basis), each)
        return tuple(once.values())

    def to_json(self, n: int) -> dict[str, Any]:
        """Return the quote as plain data; offsets are code points."""
        passage = self.quote.passage
        return {
            "n": n,
            "record_id": self.quote.record.record_id,
            "passage_id": passage.passage_id if passage else None,
            "paragraph": passage.ordinal if passage and passage.role == "body" else None,
            "start": self.quote.span.start,
            "end": self.quote.span.end,
            "text": self.quote.text,
            "sha256": self.quote.sha256,
            "voice": self.voice,
            "role": self.role,
            "cue": _placed(self.cue, self.quote) if self.cue else None,
            "whole": [self.whole.start, self.whole.end] if self.whole else None,
            "translation": translation_notice(self.quote.record),
            "label": self.citation.label,
            "brackets": [mark.to_json() for mark in self.marks()],
            "glosses": [
                {"words": g.words, "value": g.value, "basis": g.basis} for g in self.glosses()
            ],
            "citation": {
                style: self.citation.format(style) for style in ("wilson", "chicago-note")
            },
        }


def _placed(cue: Cue, quote: Quote) -> dict[str, Any]:
    """Return a cue as plain data; offsets count in the quote, or are None before it."""
    start = cue.span.start - quote.span.start
    inside = cue.span.within(quote.span)
    return {
        "words": cue.span.of(quote.record.text),
        "start": start if inside else None,
        "end": start + len(cue.span) if inside else None,
    }


def translation_notice(record: Record) -> Saying | None:
    """Say that a record is a translation, and whose; None where its catalogue does not."""
    translator = record.description.value(FieldName.TRANSLATOR)
    if translator is None:
        return None
    english = _ENGLISH.search(record.text)
    return (_ENGLISH_TRANSLATION if english else _TRANSLATION)(translator=translator)


def shown(quote: Quote, voice: str) -> ShownQuote:
    """Cite a quote by the passage it stands in, and by its own page where pages are marked."""
    citation = cite(quote.record, passage=quote.passage, span=quote.span)
    return ShownQuote(quote=quote, voice=voice, citation=citation)


def said(quote: Quote, *, role: str = ANSWER) -> ShownQuote:
    """Cite a quote from a passage, in the voice that its words and neighbours show.

    A note is its editors', whosever position it reports.
    """
    if quote.passage is not None and quote.passage.role is Role.NOTE:
        return replace(shown(quote, EDITOR), role=role)
    cue = cue_in(quote)
    voice = f"reported: {cue.party}" if cue else DOCUMENT
    return replace(shown(quote, voice), cue=cue, role=role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One step of an answer: a frame's text, or the number of a quote or a field.

    A frame is a `Saying`; or a citation that was asked for, which no language writes otherwise.
    """

    kind: str
    text: str = ""
    n: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the segment as plain data."""
        if self.kind == "frame":
            return {"kind": self.kind, "text": str(self.text)}
        return {"kind": self.kind, "n": self.n}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    """A catalogue field as an answer shows it; `field` is None when the record has none."""

    record: Record = field(repr=False)
    name: FieldName
    field: Field | None

    def to_json(self) -> dict[str, Any]:
        """Return the field as plain data."""
        return {
            "name": self.name,
            "value": self.field.value if self.field else None,
            "raw": self.field.raw if self.field else "",
            "origin": self.field.origin if self.field else None,
            "presence": self.field.presence if self.field else "absent",
            "record_id": self.record.record_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the archive answers; nothing is changed after it is composed.

    Attributes:
        question: as it was asked.
        read_as: as it was understood; equal to `question` when nothing was carried over.
        carried: earlier questions whose words were used.
        also_read_as: another reading that was not answered: one about as likely, or the one
            that was undone; None mostly.
        status: quoted, catalogue or silent.
        segments: frames, quotes and fields in order.
        quotes: the quotes, numbered from 1 by position.
        fields: the catalogue fields, numbered from 1 by position.
        nearest: what came nearest when silent; not answers.
        reasons: why the archive is silent.
        evidence: log-odds by which the gate opened, below 0 when it stayed shut; None when
            the answer did not pass it.
        searched: what was searched, and with what.
        run_id: names question, settings, generation and model together.
    """

    question: str
    read_as: str
    carried: tuple[str, ...] = ()
    also_read_as: str | None = None
    status: Status
    segments: tuple[Segment, ...]
    quotes: tuple[ShownQuote, ...] = ()
    fields: tuple[FieldShown, ...] = ()
    nearest: tuple[ShownQuote, ...] = ()
    reasons: tuple[str, ...] = ()
    evidence: float | None = None
    searched: Mapping[str, Any] = field(repr=False)
    run_id: str

    def __post_init__(self) -> None:
        for each in (*self.quotes, *self.nearest):
            verify(each.quote.text, each.quote.span, each.quote.record)
        if (self.status is Status.SILENT) and self.quotes:
            raise ValueError("a silent answer quotes nothing")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citation of each quote, in order."""
        return tuple(each.citation for each in self.quotes)

    @property
    def legend(self) -> dict[str, str]:
        """What the editorial brackets in the quotes do, by kind; empty without any."""
        kinds = {mark.kind for each in (*self.quotes, *self.nearest) for mark in each.marks()}
        return {kind.value: BRACKETS[kind] for kind in BracketKind if kind in kinds}

    @property
    def said(self) -> list[dict[str, Any]]:
        """Its own sentences once more, as code and values: what another language says them by."""
        quotes = (*self.quotes, *self.nearest)
        notices = [translation_notice(each.quote.record) or "" for each in quotes]
        bases = [gloss.basis for each in quotes for gloss in each.glosses()]
        frames, index = (s.text for s in self.segments), self.searched.get("degraded", "")
        read = (self.read_as, self.also_read_as or "")
        return sayings([*read, *frames, *self.reasons, *notices, *bases, index])

    def __repr__(self) -> str:
        from bot.notebook import answer_text

        return answer_text(self)

    def _repr_html_(self) -> str:
        from bot.notebook import answer_html

        return answer_html(self)

    def to_json(self) -> dict[str, Any]:
        """Return the answer as plain data, the same object for every face and export."""
        return {
            "question": self.question,
            "read_as": self.read_as,
            "carried": list(self.carried),
            "also_read_as": self.also_read_as,
            "status": self.status.value,
            "segments": [segment.to_json() for segment in self.segments],
            "quotes": [each.to_json(n) for n, each in enumerate(self.quotes, 1)],
            "fields": [each.to_json() for each in self.fields],
            "nearest": [each.to_json(n) for n, each in enumerate(self.nearest, 1)],
            "reasons": [str(reason) for reason in self.reasons],
            "evidence": None if self.evidence is None else round(self.evidence, 4),
            "searched": dict(self.searched),
            "legend": self.legend,
            "said": self.said,
            "run_id": self.run_id,
        }


def framed(quotes: Sequence[ShownQuote]) -> tuple[Segment, ...]:
    """Put a frame before each run of quotes with the same record and voice."""
    segments: list[Segment] = []
    before: tuple[str, str, str] | None = None
    for n, each in enumerate(quotes, 1):
        key = (each.quote.record.record_id, each.voice, each.role)
        if key != before:
            segments.append(Segment(kind="frame", text=frame(each)))
        segments.append(Segment(kind="quote", n=n))
        before = key
    return tuple(segments)


def frame(each: ShownQuote) -> Saying:
    """Return the sentence that introduces a quote: genre, date and voice, nothing else."""
    record = each.quote.record
    name = named(record)
    if each.voice.startswith("reported: "):
        words = each.voice.removeprefix("reported: ")
        party = term("party", words.lower(), words)
        if each.role == CONTEXT:
            return _BEFORE_REPORTED(party=party)
        return _REPORTED(record=name, party=party)
    if each.voice == CATALOGUE:
        return _CATALOGUED(record=name)
    genre = record.description.value(FieldName.GENRE) or ""
    if each.voice == EDITOR and each.role == ANSWER and not is_of_editors(genre):
        return _NOTED(record=name)
    if each.role == CONTEXT:
        return _BEFORE()
    return _STATES(record=name)


def named(record: Record) -> Saying:
    """Return how a frame calls a record: "the cable of 1 August 1963".

    One of no known genre is called by its title, or several would be told apart by nothing.
    """
    description = record.description
    words = description.value(FieldName.GENRE)
    title = one_line(description.value(FieldName.TITLE) or "")
    genre = term("genre", (words or "document").lower(), in_sentence(words or "document"))
    if words is None and title and len(title) <= _LONGEST and not _MARKED.search(title):
        genre = _TITLED(genre=genre, title=title)
    date = description.get(FieldName.DATE) or description.get(FieldName.CATALOGUE_DATE)
    if date is None or not date.value:
        return _NAMED(genre=genre)
    said = cited_date(date.value).british if _DIGITS.fullmatch(date.raw) else date.raw
    return _DATED(genre=genre, date=DATE(words=said, edtf=date.value))
