"""Citations on request: of what was quoted last, or of the record that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers import ShownQuote
from bot.asked import Asked
from bot.catalogue import title_of
from bot.desk import Desk
from bot.drafts import Draft, Drafting
from bot.meant import meant, which
from corpus.citations import Citation, bibliography, cite
from corpus.sayings import Form, term

_SOURCE = r"(?:citation|reference|footnote|endnote|bibliograph\w*|works cited|bib ?la?tex|ris|csl)"
_ASKS = re.compile(
    r"^\W*(?:(?:please|now|and|then|can you|could you|would you)\W+)*"
    r"(?:cite|footnote|reference)\b"
    r"|\b(?:how|in what form) (?:do|should|can|would|must|shall|might|to|is|are|am)\b.*"
    r"\b(?:cite[ds]?|referenced?|footnoted?|acknowledged?)\b"
    rf"|\b(?:give|show|make|write|need|want|get|produce|export|format|as|create)\b.*\b{_SOURCE}\b"
    rf"|\bwhat (?:is|would be|’s|'s) (?:the|its|a) (?:\w+ ){{0,3}}{_SOURCE}\b"
    rf"|^\W*(?:the )?(?:\w+ ){{0,3}}{_SOURCE}(?: entry| form)?"
    r"(?: (?:for|of|to) (?:this|that|it|these|those|them|the)\b.*)?\W*$"
    r"|\bpreferred citation\b",
    re.IGNORECASE,
)
# The archive's own references are fields: "reference code", "archival reference".
_FIELD = re.compile(r"\b(?:archival|archive|file) reference\b|\breference (?:code|number)\b", re.I)
_PLURAL = re.compile(
    r"\b(?:these|those|them|they|all|both|each|everything|quotes|passages|sources|citations"
    r"|footnotes|bibliography|works cited)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?:that|this|it|these|those|them|they|all|both|each|quotes?|passages?)\b", re.I
)
_WHOLE = re.compile(
    r"\b(?:document|record|cable|telegram|circular|letter|memo(?:randum)?|report|source|file)\b",
    re.I,
)
#: Words for a style, the styles they mean, and what each is called.
_STYLES = (
    (r"\bbib ?latex\b", ("biblatex",)),
    (r"\bbibtex\b", ("bibtex",)),
    (r"\bris\b|\bzotero\b|\bendnote\b|\bmendeley\b", ("ris",)),
    (r"\bcsl(?:[ -]?json)?\b", ("csl-json",)),
    (r"\bmla\b", ("mla",)),
    (r"\bapa\b", ("apa",)),
    (r"\bshort(?:ened)?\b", ("chicago-short",)),
    (r"\bbibliograph\w*|\bworks cited\b", ("chicago-bibliography",)),
    (r"\bchicago\b|\bfootnotes?\b|\bturabian\b", ("chicago-note",)),
    (r"\bwilson\b|\bpreferred\b|\barchive['’]s\b", ("wilson",)),
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
_DEFAULT = ("wilson", "chicago-note", "chicago-bibliography")


def asks_citation(question: str) -> bool:
    """Tell whether a question asks how something is cited."""
    return bool(_ASKS.search(question)) and not _FIELD.search(question)


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
    quoted = tuple(q for q in asked.before.quotes if q.role == "answer") if asked.before else ()
    if quoted and _LAST.search(asked.question) and not _WHOLE.search(asked.question):
        return _of_quotes(asked.question, quoted)
    found = meant(asked, desk)
    if found.record is None:
        return which(desk, found.candidates)
    drafting = Drafting()
    _cite(drafting, asked.question, [cite(found.record)])
    title = title_of(found.record)
    if title is not None:
        drafting.field(title, told=False)
    return drafting.catalogued()


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
