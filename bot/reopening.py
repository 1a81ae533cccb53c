"""Reopening: a stored answer becomes an answer again, each of its quotes verified anew.

Words that stand where they stood are quoted; the same words elsewhere in the record are
quoted from there; words that stand nowhere are never shown as a quote again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.answers import CATALOGUE, EDITOR, Answer, FieldShown, Segment, ShownQuote, Status, shown
from bot.remarks import Fate, Remark
from bot.voices import cue_in
from corpus.descriptions import FieldName
from corpus.errors import ArchiveDamaged, UnknownRecord
from corpus.quotes import quote
from corpus.records import Record
from corpus.sayings import Form, Saying
from corpus.spans import Span

Json = Mapping[str, Any]
Fetch = Callable[[str], Record]

#: Keys of an answer whose items cite a record.
_CITING = ("quotes", "nearest", "fields")
_WHY = {
    Fate.CHANGED: Form("gone.changed", "the record’s words have changed"),
    Fate.REMOVED: Form("gone.removed", "the record was removed"),
    Fate.DAMAGED: Form("gone.damaged", "the record’s stored bytes are damaged"),
}
_RECORD = Form("record.id", "record {id}")
_NOT_QUOTED = Form("gone.quote", "What was quoted here ({label}) no longer stands: {why}.")
_NOT_SAID = Form("gone.field", "What the catalogue said here ({label}) no longer stands: {why}.")
_MOVED = Form("remark.moved", "The words now stand at characters {start} to {end} of the record.")
_RENEWED = Form(
    "remark.renewed", "The record was renewed since; these words of it stand as they stood."
)


def record_sha256(record: Record) -> str:
    """Return a SHA-256 over a record's words and description, hexadecimal."""
    fields = [[f.name, f.value, f.raw, f.origin, f.presence] for f in record.description]
    stated = json.dumps([record.text, fields], ensure_ascii=True, default=str)
    return hashlib.sha256(stated.encode()).hexdigest()


def content_of(answer: Answer) -> dict[str, str]:
    """Return `record_sha256` of each record that an answer cites, by its id."""
    cited = [each.quote.record for each in (*answer.quotes, *answer.nearest)]
    cited += [each.record for each in answer.fields]
    return {record.record_id: record_sha256(record) for record in cited}


def reopened(
    plain: Json, content: Mapping[str, str], fetch: Fetch
) -> tuple[Answer, tuple[Remark, ...]]:
    """Make an answer of its stored plain data, verifying every quote against the archive.

    Args:
        plain: as `Answer.to_json` gave it.
        content: as `content_of` gave it when the answer was composed.
        fetch: returns a stored record.

    Returns:
        The answer, and a remark for each quote and field that is not as it was.

    Raises:
        ValueError, KeyError, TypeError: it is no answer's plain data.
    """
    reader = _Reader(content=content, fetch=fetch)
    quotes = [reader.quote("quote", each) for each in plain["quotes"]]
    fields = [reader.field(n, each) for n, each in enumerate(plain["fields"], 1)]
    nearest = [reader.quote("nearest", each) for each in plain["nearest"]]
    # Answers of earlier versions are told in English alone.
    said = {each["text"]: Saying.from_json(each) for each in plain.get("said", ())}
    read_as: str = plain["read_as"]
    otherwise: str | None = plain.get("also_read_as")
    answer = Answer(
        question=plain["question"],
        read_as=said.get(read_as, read_as),
        carried=tuple(plain["carried"]),
        also_read_as=said.get(otherwise, otherwise) if otherwise else None,
        status=Status(plain["status"]),
        segments=tuple(_segments(plain["segments"], quotes, fields, said)),
        quotes=tuple(each for each in quotes if isinstance(each, ShownQuote)),
        fields=tuple(each for each in fields if isinstance(each, FieldShown)),
        nearest=tuple(each for each in nearest if isinstance(each, ShownQuote)),
        reasons=tuple(said.get(reason, reason) for reason in plain["reasons"]),
        evidence=plain.get("evidence"),
        searched=_searched(plain["searched"], said),
        run_id=plain["run_id"],
    )
    return answer, tuple(reader.remarks)


def _searched(plain: Json, said: Mapping[str, Saying]) -> Json:
    """Return what was searched; why an older index was, if one was, as a saying."""
    degraded = plain.get("degraded")
    return plain if degraded is None else {**plain, "degraded": said.get(degraded, degraded)}


def without_words(plain: Json, stands: Callable[[str, str], bool]) -> dict[str, Any] | None:
    """Return an answer's plain data without the words that the archive holds no more.

    Args:
        plain: as `Answer.to_json` gave it.
        stands: tells whether a record holds some words.

    Returns:
        The data, or None when all of its words stand.
    """
    emptied = dict(plain)
    for key in _CITING:
        emptied[key] = [_emptied(each, stands) for each in plain[key]]
    return emptied if emptied != plain else None


def _emptied(each: Json, stands: Callable[[str, str], bool]) -> dict[str, Any]:
    words = "text" if "text" in each else "raw"
    if stands(each["record_id"], each[words]):
        return dict(each)
    blank: dict[str, Any] = {words: ""}
    if words == "raw":
        blank["value"] = None
    else:
        blank |= {"cue": None, "brackets": [], "glosses": [], "citation": {}, "label": ""}
    return {**each, **blank}


@dataclass(frozen=True, slots=True)
class _Gone:
    """Stands in for what can be shown no more."""

    text: Saying


class _Reader:
    """Reads the quotes and fields of one answer, and keeps the remarks."""

    def __init__(self, *, content: Mapping[str, str], fetch: Fetch) -> None:
        self._content = content
        self._fetch = fetch
        self.remarks: list[Remark] = []

    def quote(self, part: str, stored: Json) -> ShownQuote | _Gone:
        """Return a quote if its words still stand in their record."""
        record = self._record(stored)
        if isinstance(record, Fate):
            return self._gone(part, stored["n"], record, stored)
        span = _place(stored["text"], Span(stored["start"], stored["end"]), record.text)
        found = _requoted(stored, span, record) if span is not None else None
        if span is None or found is None:
            return self._gone(part, stored["n"], Fate.CHANGED, stored)
        same = record_sha256(record) == self._content.get(record.record_id)
        if not same and found.voice not in (CATALOGUE, EDITOR):
            cue = cue_in(found.quote)
            if found.voice != (f"reported: {cue.party}" if cue else "document"):
                # What stands around the words has changed, and with it whose words they are.
                return self._gone(part, stored["n"], Fate.CHANGED, stored)
        if span.start != stored["start"]:
            said = _MOVED(start=str(span.start), end=str(span.end))
            self._remark(part, stored["n"], Fate.MOVED, stored, said)
        elif not same:
            self._remark(part, stored["n"], Fate.RENEWED, stored, _RENEWED())
        return found

    def field(self, n: int, stored: Json) -> FieldShown | _Gone:
        """Return a catalogue field if the catalogue still says the same."""
        record = self._record(stored)
        if isinstance(record, Fate):
            return self._gone("field", n, record, stored)
        name = FieldName(stored["name"])
        # Of several authors any may be the one that was shown.
        for held in record.description.all(name) or (None,):
            now = FieldShown(record=record, name=name, field=held)
            if json.dumps(now.to_json(), default=str) == json.dumps(dict(stored), default=str):
                return now
        return self._gone("field", n, Fate.CHANGED, stored)

    def _record(self, stored: Json) -> Record | Fate:
        try:
            return self._fetch(stored["record_id"])
        except UnknownRecord:
            return Fate.REMOVED
        except ArchiveDamaged:
            return Fate.DAMAGED

    def _gone(self, part: str, n: int, fate: Fate, stored: Json) -> _Gone:
        form = _NOT_SAID if part == "field" else _NOT_QUOTED
        label = stored.get("label") or _RECORD(id=stored["record_id"])
        text = form(label=label, why=_WHY[fate]())
        self._remark(part, n, fate, stored, text)
        return _Gone(text)

    def _remark(self, part: str, n: int, fate: Fate, stored: Json, text: Saying) -> None:
        self.remarks.append(
            Remark(
                part=part,
                n=n,
                fate=fate,
                record_id=stored["record_id"],
                label=stored.get("label", ""),
                text=text,
            )
        )


def _place(words: str, span: Span, text: str) -> Span | None:
    """Return where the words stand: at their old place, else the nearest to it."""
    if not words:
        return None
    if text[span.start : span.end] == words:
        return span
    places = []
    at = text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    if not places:
        return None
    start = min(places, key=lambda place: abs(place - span.start))
    return Span(start, start + len(words))


def _requoted(stored: Json, span: Span, record: Record) -> ShownQuote | None:
    each = shown(quote(record, span), stored["voice"])
    whole = None
    if stored.get("whole"):
        moved = span.start - stored["start"]
        whole = Span(stored["whole"][0] + moved, stored["whole"][1] + moved)
        if not (span.within(whole) and whole.end <= len(record.text)):
            whole = None
    cue = cue_in(each.quote) if stored.get("cue") else None
    if cue is not None and each.voice != f"reported: {cue.party}":
        return None
    return replace(each, role=stored["role"], cue=cue, whole=whole)


def _segments(
    stored: Sequence[Json],
    quotes: Sequence[ShownQuote | _Gone],
    fields: Sequence[FieldShown | _Gone],
    said: Mapping[str, Saying],
) -> list[Segment]:
    """Renumber what still stands; what does not is told in words of our own."""
    segments = []
    for each in stored:
        if each["kind"] == "frame":
            segments.append(Segment(kind="frame", text=said.get(each["text"], each["text"])))
            continue
        items: Sequence[object] = quotes if each["kind"] == "quote" else fields
        item = items[each["n"] - 1]
        if isinstance(item, _Gone):
            segments.append(Segment(kind="frame", text=item.text))
        else:
            gone = sum(isinstance(other, _Gone) for other in items[: each["n"]])
            segments.append(Segment(kind=each["kind"], n=each["n"] - gone))
    return segments
