"""Sheets: an exported conversation before it is set in any format.

A sheet says what every written format shows: frames, quotes with what belongs beside
them, notes numbered through the whole conversation, sources, the search log.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.answers import Status
from bot.conversation_rows import shortened
from bot.exports.anchors import Anchor, anchor
from bot.exports.search_log import Provenance, search_log
from corpus.citations import EXCHANGE_STYLES, Citation, bibliography, check_style, cite
from corpus.counts import counted
from corpus.descriptions import Origin, Presence
from corpus.notices import rights_statements, translation_notice
from corpus.quotes import verify
from corpus.references import one_line

if TYPE_CHECKING:
    from bot.answers import Answer, FieldShown, ShownQuote
    from bot.chatbot import Turn
    from corpus.records import Record

LEGEND = (
    "Between the quotation marks of each indented quote stand the archive’s own words, letter "
    "for letter; the rest is Dragoman’s."
)
NOT_ANSWERS = "Nearest passages. These are not answers:"
DEFAULT_STYLE = "chicago-note"


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence of Dragoman's that introduces quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A sentence of Dragoman's about the answer: how it was read, why it is silent."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A quote.

    Attributes:
        note: number of its note.
        shown: the quote, verified again when the sheet was composed.
        beside: voice, translation, reckoned dates, brackets: never part of the quote.
        answers: False for a nearest passage.
    """

    note: int
    shown: ShownQuote = field(repr=False)
    beside: tuple[str, ...]
    answers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A catalogue field that stands nowhere in the text: what it says, and its note."""

    note: int
    text: str


Block = Frame | Aside | Words | Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One turn as a sheet shows it."""

    n: int
    question: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A record in the list of sources.

    Attributes:
        record: the record.
        entry: its entry in the list's style.
        notice: that it is a translation, or "".
        rights: what the record says of rights.
    """

    record: Record = field(repr=False)
    entry: str
    notice: str
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A conversation ready to be set.

    Attributes:
        title: what the file is called inside.
        style: citation style asked for.
        exchanges: the turns.
        notes: text of each note, in order; note 1 is the first.
        sources: each record once, in the order of the list.
        listing: the list of sources as a reference manager's file, where such a style
            was asked for; "" otherwise.
        log: the search log as plain data.
        made: when the answers were made, ISO 8601; "" when unsaid.
    """

    title: str
    style: str
    exchanges: tuple[Exchange, ...]
    notes: tuple[str, ...]
    sources: tuple[Cited, ...]
    listing: str
    log: dict[str, Any]
    made: str

    def anchors(self) -> tuple[Anchor, ...]:
        """Return what a check needs of each quote."""
        return tuple(
            anchor(block.note, block.shown.quote, block.shown.citation.label)
            for exchange in self.exchanges
            for block in exchange.blocks
            if isinstance(block, Words)
        )


@dataclass(frozen=True, slots=True)
class _Styles:
    """Styles of a first note, of a later note to the same record, and of the list."""

    first: str
    again: str
    listed: str


_NOTES = {
    "chicago-short": _Styles("chicago-short", "chicago-short", "chicago-bibliography"),
    "wilson": _Styles("wilson", "wilson", "wilson"),
    "wilson-legacy": _Styles("wilson-legacy", "wilson-legacy", "wilson-legacy"),
    "mla": _Styles("mla-intext", "mla-intext", "mla"),
    "mla-intext": _Styles("mla-intext", "mla-intext", "mla"),
    "apa": _Styles("apa-intext", "apa-intext", "apa"),
    "apa-intext": _Styles("apa-intext", "apa-intext", "apa"),
    "marker": _Styles("marker", "marker", "chicago-bibliography"),
}
_CHICAGO = _Styles("chicago-note", "chicago-short", "chicago-bibliography")


class _Notes:
    """Numbers notes through a conversation; a record's second note takes the short form."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles
        self.texts: list[str] = []
        self.records: dict[str, Record] = {}

    def add(self, citation: Citation, record: Record) -> int:
        known = citation.record_id in self.records
        self.records.setdefault(citation.record_id, record)
        style = self._styles.again if known else self._styles.first
        self.texts.append(citation.format(style))
        return len(self.texts)


def compose(
    turns: Sequence[Turn],
    *,
    style: str = DEFAULT_STYLE,
    made: datetime.datetime | None = None,
    provenance: Provenance | None = None,
    title: str = "",
) -> Sheet:
    """Compose the sheet of a conversation.

    Args:
        turns: questions and answers, oldest first.
        style: citation style of notes and sources, one of the styles of `corpus.citations`.
        made: when the answers were made; stated, never asked of the clock.
        provenance: the state of the archive that answered.
        title: of the conversation; "" for none.

    Raises:
        UnknownStyle: there is no such style.
        NotVerbatim: a quote is not what its record holds.
    """
    check_style(style)
    styles = _NOTES.get(style, _CHICAGO)
    notes = _Notes(styles)
    exchanges = tuple(
        Exchange(n=n, question=turn.question, blocks=tuple(_blocks(turn.answer, notes)))
        for n, turn in enumerate(turns, 1)
    )
    records = list(notes.records.values())
    cited = [_cited(record, styles.listed) for record in records]
    return Sheet(
        title=_heading(turns, title),
        style=style,
        exchanges=exchanges,
        notes=tuple(notes.texts),
        sources=tuple(sorted(cited, key=lambda each: each.entry.lstrip("“‘\"'").casefold())),
        listing=bibliography(map(cite, records), style) if style in EXCHANGE_STYLES else "",
        log=search_log(turns, made=made, provenance=provenance),
        made=moment(made),
    )


def _heading(turns: Sequence[Turn], title: str) -> str:
    """Return the title that a conversation was given; its first question stands below anyway."""
    given = shortened(one_line(title))  # a sign of direction in it would turn what follows
    if given and not (turns and given == shortened(one_line(turns[0].question))):
        return given
    return "A conversation with the archive" if len(turns) > 1 else "An answer of the archive"


def moment(made: datetime.datetime | None) -> str:
    """Return a time as logs state it, to the second; "" when unsaid."""
    return made.isoformat(timespec="seconds") if made else ""


def _cited(record: Record, style: str) -> Cited:
    return Cited(
        record=record,
        entry=cite(record).format(style),
        notice=translation_notice(record.description),
        rights=rights_statements(record.description),
    )


def _blocks(answer: Answer, notes: _Notes) -> Iterator[Block]:
    if answer.read_as != answer.question:
        yield Aside(f"Read as: {answer.read_as}")
    shown_fields = set()
    for segment in answer.segments:
        if segment.kind == "quote":
            yield _words(answer.quotes[segment.n - 1], notes)
        elif segment.kind == "field":
            shown_fields.add(segment.n)
            yield _stated(answer.fields[segment.n - 1], notes)
        elif segment.text:
            yield Frame(segment.text)
    for n, each in enumerate(answer.fields, 1):
        # A field that is empty or absent has no words to quote, yet somebody asked for it.
        if n not in shown_fields and (each.field is None or each.field.value is None):
            yield _stated(each, notes)
    if answer.status is Status.SILENT:
        yield from (Aside(reason) for reason in answer.reasons)
        yield Aside(searched_words(answer))
    if answer.nearest:
        yield Frame(NOT_ANSWERS)
        yield from (_words(each, notes, answers=False) for each in answer.nearest)
    if degraded := answer.searched.get("degraded"):
        yield Aside(str(degraded))


def _words(shown: ShownQuote, notes: _Notes, *, answers: bool = True) -> Words:
    quote = shown.quote
    verify(quote.text, quote.span, quote.record)
    note = notes.add(shown.citation, quote.record)
    return Words(note=note, shown=shown, beside=tuple(_beside(shown, note)), answers=answers)


def _beside(shown: ShownQuote, note: int) -> Iterator[str]:
    """Say whose words these are, and what helps to read them."""
    told = shown.to_json(note)
    said = [told["label"], voice_words(shown.voice)]
    if shown.voice == "document" or shown.voice.startswith("reported"):
        said.append("in translation" if translation_notice(_description(shown)) else "")
    if told.get("role") == "context":
        said.append("given because the words above lean on it")
    if told.get("whole"):
        said.append("part of a sentence")
    yield "; ".join(part for part in said if part)
    if cue := told.get("cue"):
        yield f"Whose position it is, the record says with “{cue['words']}”"
    for gloss in told["glosses"]:
        yield f"“{gloss['words']}”: {gloss['value']} ({gloss['basis']})"
    text = shown.quote.text
    marks = [f"{text[m['start'] : m['end']]} ({m['kind']})" for m in told["brackets"]]
    if marks:
        yield f"In square brackets, an editor’s or translator’s: {', '.join(marks)}"


def voice_words(voice: str) -> str:
    """Return a voice as people read it; "" for the document's own."""
    said = {"document": "", "catalogue": "the catalogue’s words", "editor": "the editors’ words"}
    return said.get(voice, voice)


def _description(shown: ShownQuote) -> Any:
    return shown.quote.record.description


def _stated(shown: FieldShown, notes: _Notes) -> Stated:
    note = notes.add(cite(shown.record), shown.record)
    return Stated(note=note, text=f"{str(shown.name).capitalize()}: {_field_words(shown)}")


def _field_words(shown: FieldShown) -> str:
    found = shown.field
    if found is None:
        return "the record has no such field"
    if found.presence is Presence.EMPTY:
        return "the field is there; nothing stands under it"
    if found.origin is Origin.PROFILE:
        return f"{found.value} (from the collection’s profile, not from the record)"
    if found.value is None:
        return f"“{found.raw}” (not known to the source)"
    derived = ", read by Dragoman from the record" if found.origin is Origin.DERIVED else ""
    same = found.value == found.raw
    return f"“{found.raw}”{derived}" if same else f"“{found.raw}”: {found.value}{derived}"


def searched_words(answer: Answer) -> str:
    """Say what was searched: how much, with which expansions and filters."""
    searched = answer.searched
    said = (
        f"Searched: {counted(searched['records'], 'record')}, "
        f"{counted(searched['passages'], 'passage')}"
    )
    if searched.get("expansions"):
        names = [
            f"{each['words']} as {', '.join(each['forms'])}" for each in searched["expansions"]
        ]
        said += f"; also {'; '.join(names)}"
    if searched.get("filters"):
        kept = ", ".join(f"{name} {value}" for name, value in searched["filters"].items())
        said += f"; only where {kept}"
    return f"{said}."


def cited_in(turns: Sequence[Turn]) -> tuple[Citation, ...]:
    """Return the citation of each record that the answers cite, once; nearest passages are none."""
    records: dict[str, Record] = {}
    for turn in turns:
        for shown in turn.answer.quotes:
            verify(shown.quote.text, shown.quote.span, shown.quote.record)
            records.setdefault(shown.quote.record.record_id, shown.quote.record)
        for each in turn.answer.fields:
            records.setdefault(each.record.record_id, each.record)
    return tuple(replace(cite(record), locator=None) for record in records.values())
