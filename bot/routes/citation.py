"""Citations on request: of what was quoted last, or of the record that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answers import ShownQuote, named
from bot.asked import Asked
from bot.catalogue import title_of
from bot.desk import Desk
from bot.drafts import Draft, Drafting, silent
from bot.meant import meant, which
from bot.routes.places import counted, places_in, without_places
from corpus.citations import Citation, Locator, bibliography, cite
from corpus.records import Record
from corpus.sayings import Form, term

_KINDS = r"(?:document|record|cable|telegram|circular|letter|memo(?:randum)?|report|source|file)"
# "A reference to Stalin" is something that is said.
_REFERENCE = (
    r"reference(?!\s+to\b(?!\s+(?:this|that|it|these|those|them"
    rf"|(?:the|said)\s+(?:\w+\s+)?{_KINDS})\b))"
)
_SOURCE = (
    rf"(?:citations?|{_REFERENCE}|footnotes?|endnotes?|bibliograph\w*|works cited|bib ?(?:la)?tex"
    r"|ris|csl)"
)
_ASKS = re.compile(
    r"^\W*(?:(?:please|now|and|then|can you|could you|would you)\W+)*"
    rf"(?:cite|footnote|{_REFERENCE})\b"
    r"|\b(?:how|in what form) (?:do|should|can|would|must|shall|might|to|is|are|am)\b.*"
    r"\b(?:cite[ds]?|referenced?|footnoted?|acknowledged?)\b"
    rf"|\b(?:give|show|make|write|need|want|get|produce|export|format|as|create)\b.*\b{_SOURCE}\b"
    rf"|\bwhat (?:is|would be|’s|'s) (?:the|its|a) (?:\w+ ){{0,3}}{_SOURCE}\b(?!.*\babout\b)"
    rf"|^\W*(?:the )?(?:\w+ ){{0,3}}{_SOURCE}(?: entry| form)?"
    r"(?: (?:for|of|to) (?:this|that|it|these|those|them|the)\b.*)?\W*$"
    r"|\bpreferred citation\b",
    re.IGNORECASE,
)
# The archive's own references are fields: "reference code", "archival reference".
_FIELD = re.compile(r"\b(?:archival|archive|file) reference\b|\breference (?:code|number)\b", re.I)
# Nor is it asked for where one was made or not: "Did the note make any reference to it?"
_MADE = re.compile(
    r"^(?>.*?\b(?:did|does|why|who|whom|has|had|was|were)\b)"
    r"(?>.*?\b(?:mak(?:e|es|ing)|made)\b).*?\breferences?\b"
    r"|\b(?:any|no|some|further|explicit|direct) references?\b(?!\s+(?:for|style|format)\b)",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:these|those|them|they|all|both|each|everything|quotes|passages|sources|citations"
    r"|footnotes|bibliography|works cited)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?:that|this|it|these|those|them|they|all|both|each|quotes?|passages?)\b", re.I
)
_WHOLE = re.compile(rf"\b{_KINDS}\b", re.I)
#: Words for a style, the styles they mean, and what each is called.
_STYLES = (
    (r"\bbib ?latex\b", ("biblatex",)),
    (r"\bbib ?tex\b", ("bibtex",)),
    (r"\bris\b|\bzotero\b|\bendnote\b|\bmendeley\b", ("ris",)),
    (r"\bcsl(?:[ -]?json)?\b", ("csl-json",)),
    (r"\bmla\b", ("mla",)),
    (r"\bapa\b", ("apa",)),
    (
        # Not "the short telegram".
        r"\bshort (?:\w+ )?(?:form|note|footnote|citation|reference|style)\b|\bshortened\b",
        ("chicago-short",),
    ),
    (r"\bbibliograph\w*|\bworks cited\b", ("chicago-bibliography",)),
    (r"\bchicago(?: manual of)?\b|\bfootnotes?\b|\bturabian\b", ("chicago-note",)),
    # "The letter to Wilson" is in no style.
    (
        r"(?<!\bto )(?<!\bfrom )(?<!\bby )(?<!\bof )(?<!\bwith )(?<!\bpresident )\bwilson\b"
        r"(?!['’]s)|\bpreferred\b|\barchive['’]s\b",
        ("wilson",),
    ),
)
# What is asked for and in which form is nothing by which a record is called.
_ASKED = re.compile(
    "|".join(pattern for pattern, _ in _STYLES)
    + rf"|\b{_SOURCE}|\b(?:cit(?:e[ds]?|ing|ations?)|referenc(?:e[ds]?|ing)|footnoted?|endnotes?"
    r"|entry|style|format(?:ted)?|export(?:ed)?|file of|notes?(?= (?:for|of|to)\b))\b"
    r"|\bfor (?:my|our) \w+(?: (?:chapter|list|notes?|paper|project|thesis))?",
    re.IGNORECASE,
)
NAMES = {
    "wilson": "As the archive prefers it",
    "chicago-note": "Chicago, note",
    "chicago-short": "Chicago, shortened note",
    "chicago-bibliography": "Chicago, bibliography",
    "mla": "MLA",
    "apa": "APA",
    "bibtex": "BibTeX",
    "biblatex": "biblatex",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
}
_IN_STYLE = Form("frame.style", "{style}:")
_CITED_FOR = Form("frame.cited", "Cited, in this order, for:", "Cited for:")
_MISSING = Form(
    "reason.paragraph.missing",
    "{record} has no paragraph {number}: it has {n:,} paragraphs",
    "{record} has no paragraph {number}: it has {n} paragraph",
)
_UNREAD = Form(
    "reason.paragraph.unread", "it is not understood which paragraph is meant; give its number"
)
_DEFAULT = ("wilson", "chicago-note", "chicago-bibliography")


def asks_citation(question: str) -> bool:
    """Tell whether a question asks how something is cited."""
    if _FIELD.search(question) or _MADE.search(question):
        return False
    return bool(_ASKS.search(question))


def styles_of(question: str) -> tuple[str, ...]:
    """Return the styles a question names; the three most used ones when it names none."""
    named = [style for pattern, of in _STYLES if re.search(pattern, question, re.I) for style in of]
    if "chicago-bibliography" in named and "chicago-note" in named:
        # "a Chicago bibliography entry" is one form, "a Chicago footnote" the other.
        named.remove("chicago-note" if not re.search(r"\bfootnote", question, re.I) else
                     "chicago-bibliography")  # fmt: skip
    return tuple(named) or _DEFAULT


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Cite what was quoted last, or the record that is meant; None for other questions."""
    if not asks_citation(asked.question):
        return None
    places = places_in(asked.question)
    if places is None:
        return silent((_UNREAD(),))
    quoted = tuple(q for q in asked.before.quotes if q.role == "answer") if asked.before else ()
    if quoted and not places and _LAST.search(asked.question) and not _WHOLE.search(asked.question):
        return _of_quotes(asked.question, quoted)
    found = meant(replace(asked, question=_without_form(asked.question)), desk)
    if found.record is None:
        return which(desk, found.candidates)
    return _of_record(asked.question, found.record, places)


def _of_record(question: str, record: Record, places: Sequence[tuple[int, int]]) -> Draft:
    """Cite a record, or the paragraphs of it that are asked for; silent where it has none such."""
    last = len(record.body)
    places = [counted(place, last) for place in places]
    missing = next((number for place in places for number in place if not 0 < number <= last), None)
    if missing is not None:
        reason = _MISSING(record=named(record), number=missing, n=last)
        return silent((reason,), within=(record.record_id,))
    citations = [_at(record, *place) for place in places] or [cite(record)]
    drafting = Drafting()
    _cite(drafting, question, citations)
    title = title_of(record)
    if title is not None:
        drafting.field(title, told=False)
    return drafting.catalogued()


def _at(record: Record, first: int, last: int) -> Citation:
    """Cite a paragraph, or a run of them, as the collection counts its places."""
    begins = cite(record, passage=record.paragraph(first))
    ends = cite(record, passage=record.paragraph(last)).locator
    if first == last or begins.locator is None or ends is None:
        return begins
    low, high = begins.locator.value.split("–")[0], ends.value.split("–")[-1]
    if begins.locator.label != ends.label or low == high:
        return begins
    return replace(begins, locator=Locator(ends.label, f"{low}–{high}"))


def _without_form(question: str) -> str:
    """Return a question without the place, the style and the words that ask for a citation."""
    return _ASKED.sub(" ", without_places(question))


def _of_quotes(question: str, quoted: Sequence[ShownQuote]) -> Draft:
    """Cite the last answer's first quote, or all of them when several are asked for."""
    cited = quoted if _PLURAL.search(question) else quoted[:1]
    drafting = Drafting()
    _cite(drafting, question, [each.citation for each in cited])
    drafting.frame(_CITED_FOR(n=len(cited)))
    for each in cited:
        drafting.quote(each)
    return drafting.catalogued()


def _cite(drafting: Drafting, question: str, citations: Sequence[Citation]) -> None:
    for style in styles_of(question):
        drafting.frame(_IN_STYLE(style=term("style", style, NAMES[style])))
        drafting.citations(bibliography(citations, style))
