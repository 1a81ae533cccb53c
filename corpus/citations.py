"""Citations: where a record, or a place in it, is to be found, in the style asked for.

    cite(record, passage=passage).format("chicago-note")

Formatting is pure: the day of access is an argument, and nothing is read but the
record's description and its collection's profile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from corpus import edition_exchange, edition_styles, exchange_formats, prose_styles
from corpus.editions import read_edition
from corpus.errors import UnknownStyle
from corpus.passages import Role
from corpus.profiles import Profile, load_profile
from corpus.references import Reference, archive_reference, one_line, read_reference
from corpus.sayings import Form, listed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable

    from corpus.descriptions import Description
    from corpus.editions import Edition
    from corpus.passages import Passage
    from corpus.records import Record
    from corpus.spans import Span

    _Edited = Callable[[Reference, Edition, str, datetime.date | None], str]
    _EditedExchange = Callable[[Reference, Edition, datetime.date | None], str]
    _Prose = Callable[[Reference, str, datetime.date | None], str]
    _Exchange = Callable[[Reference, datetime.date | None], str]

#: Singular and plural label before a locator's value.
_LABELS = {
    "paragraph": ("para.", "paras."),
    "page": ("p.", "pp."),
    "folio": ("fol.", "fols."),
    "section": ("sec.", "secs."),
    "line": ("line", "lines"),
    "column": ("col.", "cols."),
    "note": ("n.", "nn."),
}

_PROSE: dict[str, _Prose] = {
    "wilson": prose_styles.wilson,
    "chicago-note": prose_styles.chicago_note,
    "chicago-short": prose_styles.chicago_short,
    "chicago-bibliography": prose_styles.chicago_bibliography,
    "mla": prose_styles.mla,
    "apa": prose_styles.apa,
    "wilson-legacy": prose_styles.wilson_legacy,
    "mla-intext": prose_styles.mla_intext,
    "apa-intext": prose_styles.apa_intext,
}
#: Styles for documents printed in an edition; the forms of one archive give way to Chicago.
_EDITED: dict[str, _Edited] = {
    "wilson": edition_styles.chicago_note,
    "chicago-note": edition_styles.chicago_note,
    "chicago-short": edition_styles.chicago_short,
    "chicago-bibliography": edition_styles.chicago_bibliography,
    "mla": edition_styles.mla,
    "apa": edition_styles.apa,
    "wilson-legacy": edition_styles.chicago_note,
}
_EXCHANGE: dict[str, _Exchange] = {
    "bibtex": exchange_formats.bibtex,
    "biblatex": exchange_formats.biblatex,
    "ris": exchange_formats.ris,
    "csl-json": exchange_formats.csl_json,
}
_EDITED_EXCHANGE: dict[str, _EditedExchange] = {
    "bibtex": edition_exchange.bibtex,
    "biblatex": edition_exchange.biblatex,
    "ris": edition_exchange.ris,
    "csl-json": edition_exchange.csl_json,
}
_NO_STYLE = Form("style.unknown", "There is no citation style '{style}'.")
_KNOWN_STYLES = Form("remedy.styles", "The styles are {styles}; and {further}.")
_LIKE_STYLE = Form(
    "remedy.like style", "Did you mean '{close}'? The styles are {styles}; and {further}."
)
_MARKER = "marker"
#: More than one place. A hyphen parts two numbers, or belongs to one: page A-3 is one page.
_SEVERAL = re.compile(
    r"[–,&]|(?<![\w-])(?:\d+[a-z]?\s?-\s?\d+[a-z]?|[ivxlc]+\s?-\s?[ivxlc]+)(?![\w-])"
)
_NOTE_NUMBER = re.compile(r"\d{1,4}[a-z]?|\*+|[†‡§]|[a-z]")

#: The styles offered to people, in the order of a menu.
STYLES = (
    "wilson",
    "chicago-note",
    "chicago-short",
    "chicago-bibliography",
    "mla",
    "apa",
    "bibtex",
    "biblatex",
    "ris",
    "csl-json",
)

#: Styles accepted besides: an earlier form, and three for running text.
FURTHER_STYLES = ("wilson-legacy", "mla-intext", "apa-intext", _MARKER)

#: Those of `STYLES` that make a file for a reference manager.
EXCHANGE_STYLES = tuple(_EXCHANGE)


@dataclass(frozen=True, slots=True)
class Locator:
    """A place inside a record.

    Attributes:
        label: what is counted, by its CSL name: paragraph, page, folio, section, line,
            column or note.
        value: which one, or which (`12r`, `3-5`).

    Raises:
        ValueError: the label is none of these, or the value is blank.

    Source: citation-style-language/schema, locator labels of CSL 1.0.2.
    """

    label: str
    value: str

    def __post_init__(self) -> None:
        if self.label not in _LABELS:
            raise ValueError(f"no locator is called {self.label!r}; one of {', '.join(_LABELS)}")
        if not self.value.strip():
            raise ValueError("a locator needs a value")

    def __str__(self) -> str:
        """Return the locator as citations print it: `para. 3`."""
        several = _SEVERAL.search(self.value) is not None
        return f"{_LABELS[self.label][several]} {' '.join(self.value.split())}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A record, or a place in it, as a source.

    Attributes:
        record_id: the record cited.
        description: its catalogue fields.
        profile: how its collection is cited.
        locator: the place in it; None for the whole record.
    """

    record_id: str
    description: Description
    profile: Profile
    locator: Locator | None = None

    @property
    def label(self) -> str:
        """Short name for a screen: edition or archive reference, else record id; the place."""
        edition = read_edition(self.description, self.profile)
        if edition is not None:
            shelf = (edition.short_series, edition.volume, edition.document)
            name = ", ".join(part for part in shelf if part)
        else:
            name = archive_reference(self.description) or one_line(self.record_id)
        return f"{name}, {self.locator}" if self.locator else name

    def format(self, style: str, *, accessed: datetime.date | None = None) -> str:
        """Write the citation.

        Prose styles give one line without a newline; exchange formats give a whole file
        of one entry. Lists of works cited and exchange formats have no place for a
        pinpoint and leave it out.

        Args:
            style: one of `STYLES` or `FURTHER_STYLES`.
            accessed: the day the record was seen; printed where the style has room.

        Raises:
            UnknownStyle: there is no such style.
        """
        return bibliography([self], style, accessed=accessed)


def cite(
    record: Record,
    *,
    passage: Passage | None = None,
    span: Span | None = None,
    locator: Locator | None = None,
    profile: Profile | None = None,
) -> Citation:
    """Cite a record, or a place in it.

    Args:
        record: what is cited.
        passage: one of its passages. It is cited by the page where the source marks
            pages and the profile cites by them, a body passage otherwise by its
            paragraph, an editors' note by its printed number, and any other by the
            record alone.
        span: the words cited, inside the passage, where a page is to be theirs and not
            that of the whole passage.
        locator: the place, if it is known better than by the passage.
        profile: how the collection is cited; by default the shipped profile that the
            record's description names.

    Raises:
        ValueError: the passage is of another record.
    """
    if passage is not None and passage.record_id != record.record_id:
        raise ValueError(f"{passage.passage_id} is not a passage of {record.record_id}")
    profile = profile or load_profile(record.description.profile)
    if locator is None and passage is not None:
        locator = _place(passage, span or passage.span, profile)
    return Citation(
        record_id=record.record_id,
        description=record.description,
        profile=profile,
        locator=locator,
    )


def bibliography(
    citations: Iterable[Citation], style: str, *, accessed: datetime.date | None = None
) -> str:
    """Write several citations in one style, each source once, in the order given.

    In an exchange format the result is a file whose keys are all different; in a prose
    style it is one line a citation.

    Raises:
        UnknownStyle: there is no such style.
    """
    check_style(style)
    if style in _EXCHANGE:
        sources = dict.fromkeys((c.record_id, c.description, c.profile) for c in citations)
        references = _with_distinct_keys([read_reference(*source) for source in sources])
        entries = [
            _EXCHANGE[style](reference, accessed)
            if reference.edition is None
            else _EDITED_EXCHANGE[style](reference, reference.edition, accessed)
            for reference in references
        ]
        return exchange_formats.join_entries(entries, style)
    return "\n".join(dict.fromkeys(_prose(citation, style, accessed) for citation in citations))


def check_style(style: str) -> None:
    """Refuse a style that Dragoman does not write.

    Raises:
        UnknownStyle: the message names those it does, and a near match.
    """
    accepted = (*STYLES, *FURTHER_STYLES)
    if style in accepted:
        return
    close = get_close_matches(style.casefold(), accepted, n=1)
    known = {"styles": listed(STYLES), "further": listed(FURTHER_STYLES)}
    remedy = _LIKE_STYLE(close=close[0], **known) if close else _KNOWN_STYLES(**known)
    raise UnknownStyle(_NO_STYLE(style=style), remedy)


def _prose(citation: Citation, style: str, accessed: datetime.date | None) -> str:
    pinpoint = str(citation.locator) if citation.locator else ""
    if style == _MARKER:
        return f"[{', '.join(part for part in (one_line(citation.record_id), pinpoint) if part)}]"
    reference = read_reference(citation.record_id, citation.description, citation.profile)
    if reference.edition is not None and style in _EDITED:
        return _EDITED[style](reference, reference.edition, pinpoint, accessed)
    return _PROSE[style](reference, pinpoint, accessed)


def _place(passage: Passage, span: Span, profile: Profile) -> Locator | None:
    printed = passage.section if passage.role is Role.NOTE else None
    if printed is not None and _NOTE_NUMBER.fullmatch(printed):
        return Locator("note", printed)
    pages = passage.pages(span) if profile.pinpoint == "page" else None
    if pages is not None:
        return Locator("page", _page_range(*pages))
    labels = {Role.BODY: "paragraph", Role.NOTE: "note"}
    label = labels.get(passage.role)
    return Locator(label, str(passage.ordinal)) if label else None


def _page_range(first: str, last: str) -> str:
    """Return `12` or `12–13`; either may itself be a range, as facsimiles have them."""
    ends = re.compile(r"(\d+)–(\d+)")
    low, high = ends.fullmatch(first), ends.fullmatch(last)
    first, last = (low[1] if low else first), (high[2] if high else last)
    return first if first == last else f"{first}–{last}"


def _with_distinct_keys(references: list[Reference]) -> list[Reference]:
    """Number keys that would meet in one file; BibTeX does not tell capitals apart."""
    taken: set[str] = set()
    distinct = []
    for reference in references:
        suffix, count = "", 1
        while (reference.key + suffix).casefold() in taken:
            count += 1
            suffix = f"-{count}"
        taken.add((reference.key + suffix).casefold())
        key, csl_id = reference.key + suffix, reference.csl_id + suffix
        distinct.append(replace(reference, key=key, csl_id=csl_id))
    return distinct
