"""What must hold of every answer, whatever was asked; judged from the store alone.

The judge reads records from a store of its own, so that nothing the answer carries is
taken on trust, and resolves printed citations by the catalogue of the whole archive.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import Answer, Status
from bot.answers import CATALOGUE, EDITOR, ShownQuote, named
from bot.asked import Turn
from bot.exports import check, export
from bot.reopening import content_of, reopened
from corpus.citations import FURTHER_STYLES, STYLES, cite
from corpus.descriptions import FieldName as F
from corpus.passages import Because, Passage, Role
from corpus.records import Record
from corpus.store import RecordStore
from embeddings.analysis import STOP_WORDS

#: Words one after another that make a question's words an echo.
RUN = 4
#: What frames say of their own accord; a run of these and of stop words is no echo.
_OWN = frozenset(
    "addressee address archive archives bears before brackets called catalogue cited citation "
    "classification code collection creator date dated dates document documents editor field "
    "footnote genre gives heading held here holds kind language line mention mentions number "
    "omission places position public publication reads record records reference repository "
    "reported series source states subjects summary telegram text title translator under "
    "volume volumes withheld words year years".split()
)  # fmt: skip
_URL = re.compile(r"https?://[^\s,;}\"]+")
_DOC = re.compile(r"\bdoc\. ([^,\s]+?)(?=[,.\s]|$)")
_PINPOINT = re.compile(
    r"(?P<label>\bpp?\.|\bparas?\.|\bnn?\.) (?P<value>[^,\s]+?)(?=[,.\])]?(?:\s|$)|[,\])])"
)
#: Styles that print who and where only; they are resolved with a list of works cited.
_WILSON = "https://digitalarchive.wilsoncenter.org/document"
_IN_TEXT = ("mla-intext", "apa-intext")
_WITHOUT_PLACE = ("chicago-bibliography", "mla", "apa", "bibtex", "biblatex", "ris", "csl-json")


@dataclass
class Tally:
    """What was judged so far."""

    quotes: int = 0
    citations: int = 0
    frames: int = 0
    exports: int = 0
    reopened: int = 0


@dataclass
class Judge:
    """Judges answers against a store.

    Attributes:
        store: the records; opened for the judge alone.
        tally: counts what was judged.
    """

    store: RecordStore
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self._urls: dict[str, set[str]] = defaultdict(set)
        self._shelves: dict[str, set[str]] = defaultdict(set)
        self._documents: dict[str, set[str]] = defaultdict(set)
        self._titles: dict[str, set[str]] = defaultdict(set)
        everywhere: set[str] = set()
        for summary in self.store.summaries():
            record = self.store.get(summary.record_id)
            found, whole = record.description, record.record_id
            url = found.value(F.URL)
            if url:
                self._urls[url].add(whole)
            if found.profile == "wilson":  # the former address, of the legacy style
                self._urls[f"{_WILSON}/{whole}"].add(whole)
            self._shelves[cite(record).label].add(whole)
            self._documents[found.value(F.DOCUMENT_NUMBER) or ""].add(cite(record).label)
            self._titles[_plain(found.value(F.SHORT_TITLE) or found.value(F.TITLE) or "")].add(
                whole
            )
            for name in (F.COLLECTION, F.LANGUAGE):
                everywhere |= {f.value for f in found.all(name) if f.value}
        self._everywhere = " | ".join(sorted(everywhere))

    def judge(self, answer: Answer, *, thoroughly: bool = False) -> Iterator[str]:
        """Yield what does not hold of an answer.

        Args:
            answer: any answer.
            thoroughly: also cite in every style, and store and reopen it.
        """
        yield from _of_status(answer)
        plain = json.loads(json.dumps(answer.to_json(), ensure_ascii=False))
        if plain != answer.to_json():
            yield "its JSON does not survive being written and read"
        numbered = zip((*answer.quotes, *answer.nearest), (*plain["quotes"], *plain["nearest"]),
                       strict=True)  # fmt: skip
        for each, written in numbered:
            yield from self._quote(answer, each, written)
            styles = (*STYLES, *FURTHER_STYLES) if thoroughly else ("wilson", "chicago-note")
            for style in styles:
                yield from self._citation(each, style)
        yield from self._frames(answer)
        if thoroughly:
            yield from self._reopened(answer, plain)

    def export(self, turns: list[Turn]) -> Iterator[str]:
        """Write a conversation in the formats that carry anchors, and check it."""
        wanted = sum(
            1 for turn in turns for segment in turn.answer.segments if segment.kind == "quote"
        ) + sum(len(turn.answer.nearest) for turn in turns)
        for kind in ("md", "json", "html", "docx"):
            found = check(export(turns, kind), f"talk.{kind}", self.store.get)
            self.tally.exports += 1
            for fallen in found.fallen:
                yield f"exported as {kind}, note {fallen.note} is {fallen.standing}"
            if len(found.findings) != wanted:
                yield f"exported as {kind}, {len(found.findings)} of {wanted} quotes are checked"

    # One quote

    def _quote(self, answer: Answer, each: ShownQuote, written: dict[str, Any]) -> Iterator[str]:
        self.tally.quotes += 1
        record = self.store.get(written["record_id"])
        start, end = written["start"], written["end"]
        words = record.text[start:end]
        if not 0 <= start < end <= len(record.text) or words != written["text"]:
            yield f"quote {written['n']} is not characters {start} to {end} of {record.record_id}"
            return
        if words != each.quote.text:
            yield f"quote {written['n']} is written otherwise than it is held"
        if hashlib.sha256(words.encode()).hexdigest() != written["sha256"]:
            yield f"quote {written['n']} has another hash than its words"
        yield from _placed(answer, record, written)
        if written["whole"]:
            low, high = written["whole"]
            if not low <= start < end <= high:
                yield f"quote {written['n']} reaches outside its sentence"
        for mark in (*written["brackets"], *([written["cue"]] if written["cue"] else [])):
            inside = mark["start"] is None or 0 <= mark["start"] < mark["end"] <= end - start
            if not inside:
                yield f"a mark of quote {written['n']} lies outside it"
        cue = written["cue"]
        if cue and cue["start"] is not None and words[cue["start"] : cue["end"]] != cue["words"]:
            yield f"the cue of quote {written['n']} is not what stands there"
        if written["voice"].startswith("reported: ") and not cue:
            yield f"quote {written['n']} is reported without a cue"

    # Its citations

    def _citation(self, each: ShownQuote, style: str) -> Iterator[str]:
        self.tally.citations += 1
        record = self.store.get(each.quote.record.record_id)
        written = each.citation.format(style)
        found = self._resolved(written, style)
        if found is not None and found != {record.record_id}:
            yield f"{style} of {record.record_id} resolves to {sorted(found)[:3]}: {written}"
        if style in _WITHOUT_PLACE:
            return
        passage = self._passage(record, each)
        if passage is None or passage.role in (Role.FRONT, Role.CLOSER, Role.HEADING):
            return
        title = record.description.value(F.TITLE) or ""
        places = [m for m in _PINPOINT.finditer(written.replace(title, ""))]
        if not places:
            if style not in _IN_TEXT:
                yield f"{style} of {record.record_id} names no place: {written}"
        elif not any(_stands(m["label"], m["value"], each, passage) for m in places):
            yield f"{style} of {record.record_id} names another place: {written}"

    def _resolved(self, written: str, style: str) -> set[str] | None:
        """Return the records a citation may mean; None where its style names none."""
        if style in _IN_TEXT:
            return None
        if style == "marker":
            return {written.strip("[]").split(", ")[0]}
        urls = _url_of(written, style)
        if urls:
            return set().union(*(self._urls.get(u.replace("http:", "https:"), set()) for u in urls))
        ids: set[str] = set()
        for number in {*_DOC.findall(written), ""}:
            for shelf in self._documents.get(number, ()):
                if re.search(rf"(?<!\w){re.escape(shelf)}(?!\w)", written):
                    ids |= self._shelves[shelf]
        if ids:
            return ids
        plain = _plain(written)
        return {i for t, known in self._titles.items() if t and t in plain for i in known}

    def _passage(self, record: Record, each: ShownQuote) -> Passage | None:
        span = each.quote.span
        return next((p for p in record.passages if span.within(p.span)), None)

    # Its frames

    def _frames(self, answer: Answer) -> Iterator[str]:
        asked = _words(answer.question)
        runs = {tuple(asked[i : i + RUN]) for i in range(len(asked) - RUN + 1)}
        for segment in answer.segments:
            if segment.kind != "frame":
                continue
            self.tally.frames += 1
            # What was looked for stands in quotation marks, and is said to have been.
            said = _words(re.sub(r"“[^”]*”", " | ", _without_parties(segment.text, answer)))
            for i in range(len(said) - RUN + 1):
                run = tuple(said[i : i + RUN])
                if run in runs and _of_theirs(run) not in self._catalogue(answer):
                    yield f"a frame echoes “{' '.join(run)}”: {segment.text[:200]}"
                    break

    def _catalogue(self, answer: Answer) -> str:
        """Return the catalogue words of the records of an answer, as frames print them."""
        held = [each.quote.record.record_id for each in (*answer.quotes, *answer.nearest)]
        held += [each.record.record_id for each in answer.fields]
        held += list(answer.searched.get("within", ()))
        lines = [self._everywhere]
        for record_id in dict.fromkeys(held):
            record = self.store.get(record_id)
            lines.append(named(record))
            lines += [words for f in record.description for words in (f.value or "", f.raw)]
            lines += [cite(record).format(style) for style in STYLES]
        lines += [each.citation.format(style) for each in answer.quotes for style in STYLES]
        return "\n".join(" ".join(_words(line)) for line in lines)

    # The whole

    def _reopened(self, answer: Answer, plain: dict[str, Any]) -> Iterator[str]:
        self.tally.reopened += 1
        again, remarks = reopened(plain, content_of(answer), self.store.get)
        if remarks:
            yield f"stored and reopened, {len(remarks)} of its parts are remarked on"
        if again.to_json() != answer.to_json():
            yield "stored and reopened, it is another answer"


def _of_status(answer: Answer) -> Iterator[str]:
    """Yield what a status forbids."""
    shown = [s.n for s in answer.segments if s.kind == "quote"]
    fields = [s.n for s in answer.segments if s.kind == "field"]
    if shown != list(range(1, len(answer.quotes) + 1)):
        yield f"its quotes are shown as {shown}, and it has {len(answer.quotes)}"
    if not set(fields) <= set(range(1, len(answer.fields) + 1)) or len(set(fields)) < len(fields):
        yield f"its fields are shown as {fields}, and it has {len(answer.fields)}"
    if not any(s.kind == "frame" and s.text.strip() for s in answer.segments):
        yield "it has no frame"
    match answer.status:
        case Status.SILENT:
            if answer.quotes or answer.fields or not answer.reasons:
                yield "it is silent, and quotes or gives no reason"
        case Status.QUOTED:
            if not answer.quotes or answer.nearest:
                yield "it is quoted, and has no quote or shows what came nearest"
        case Status.CATALOGUE:
            if answer.nearest:
                yield "it is from the catalogue, and shows what came nearest"


def _placed(answer: Answer, record: Record, written: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the place of a quote: in its passage, or in a field."""
    start, end = written["start"], written["end"]
    around = [p for p in record.passages if p.span.start <= start and end <= p.span.end]
    if written["passage_id"] is not None:
        if [p.passage_id for p in around] != [written["passage_id"]]:
            yield f"quote {written['n']} does not stand in {written['passage_id']}"
        paragraph = written["paragraph"]
        if paragraph is not None and record.paragraph(paragraph) not in around:
            yield f"quote {written['n']} does not stand in paragraph {paragraph}"
        return
    spans = [f.span for f in record.description if f.span]
    spans += [gap.span for gap in record.dropped if gap.because is Because.EDITORIAL]
    if around or not any(s.start <= start and end <= s.end for s in spans):
        yield f"quote {written['n']} stands in no passage, field or mark"
    if answer.status is Status.QUOTED or (
        answer.status is Status.SILENT and written["voice"] not in (CATALOGUE, EDITOR)
    ):
        yield f"quote {written['n']} of the catalogue is given as the document’s"


def _stands(label: str, value: str, each: ShownQuote, passage: Passage) -> bool:
    """Tell whether a printed place is where the quote stands."""
    if label.startswith("n"):
        return passage.role is Role.NOTE and value in (passage.section, str(passage.ordinal))
    if label.startswith("para"):
        return passage.role is Role.BODY and value == str(passage.ordinal)
    ends = _pages(passage, each.quote.span.start, each.quote.span.end)
    low = ends[0].split("–")[0] if ends else None
    high = ends[-1].split("–")[-1] if ends else None
    return low is not None and value in (f"{low}–{high}", low if low == high else None)


def _pages(passage: Passage, start: int, end: int) -> list[str]:
    """Return the pages that these characters of a record stand on, in order."""
    edges = [(passage.span.start, passage.page), *passage.page_breaks, (passage.span.end, None)]
    pages = [
        page if page is not None else (passage.page_breaks[0][1] if passage.page_breaks else None)
        for (low, page), (high, _) in zip(edges, edges[1:], strict=False)
        if low < end and start < high
    ]
    return list(dict.fromkeys(p for p in pages if p is not None))


def _url_of(written: str, style: str) -> list[str]:
    """Return the addresses in a citation, each exchange format read by a program that reads it."""
    match style:
        case "csl-json":
            return [item["URL"] for item in json.loads(written) if item.get("URL")]
        case "ris":
            import rispy

            return [u for item in rispy.loads(written) for u in item.get("urls", ())]
        case "bibtex" | "biblatex":
            from pybtex.database import parse_string

            entries = parse_string(written, "bibtex").entries.values()
            fields = [value for e in entries for value in e.fields.values()]
            return [u for value in fields for u in _URL.findall(value)]
    return [u.rstrip(".)") for u in _URL.findall(written)]


def _without_parties(text: str, answer: Answer) -> str:
    """Take out the parties whose position is reported: their names are the records' words."""
    for each in answer.quotes:
        party = each.voice.removeprefix("reported: ").removeprefix("the ")
        if each.voice.startswith("reported: ") and party in each.quote.record.text:
            text = text.replace(party, "|")
    return text


def _of_theirs(run: Sequence[str]) -> str:
    """Return a run of words without those at its ends that any frame may have; "" for none."""
    theirs = [i for i, word in enumerate(run) if word not in STOP_WORDS and word not in _OWN]
    return " ".join(run[theirs[0] : theirs[-1] + 1]) if theirs else ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _plain(text: str) -> str:
    return " ".join(_words(text))
