"""Citation styles that are prose: notes, bibliographies, in-text references.

Each is a pure function `(reference, pinpoint, accessed) -> str`. Pinpoints stand after
the date and keep their label ("para. 3"), since bare numbers would read as folios; lists
of works cited have none. No style changes a title's capitals, shortens an archive
reference, or prints a placeholder for what is not recorded. The one exception is APA's
own "n.d.".

Source: Chicago Manual of Style, 17th and 18th editions, chapter 14; MLA Handbook, 9th
edition; Publication Manual of the APA, 7th edition, with the APA Style site's pattern
for archival sources; the Wilson Center Digital Archive's printed citations.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.authorities import natural_order, spoken_with_initials, with_initials
from corpus.cited_dates import of_day
from corpus.references import and_list
from corpus.typography import curled, full_stop, quoted

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from corpus.references import Creator, Reference

#: Notes name all authors of up to three.
_MOST_IN_NOTES = 3


def wilson(reference: Reference, pinpoint: str, accessed: datetime.date | None) -> str:
    """Write the Wilson Center Digital Archive's own form, straight inner quotes kept."""
    return _wilson(reference, pinpoint, accessed, marks=("“", "”"))


def wilson_legacy(reference: Reference, pinpoint: str, accessed: datetime.date | None) -> str:
    """Write the form the archive printed before 2022, found in older literature."""
    former = replace(reference, repository=reference.legacy_repository, url=reference.legacy_url)
    return _wilson(former, pinpoint, accessed, marks=('"', '"'))


def chicago_note(reference: Reference, pinpoint: str, accessed: datetime.date | None) -> str:
    """Write a full Chicago note."""
    rest = _comma(
        reference.translators and f"trans. {and_list(reference.translators)}",
        reference.date and reference.date.american,
        pinpoint,
        _shelf(reference),
        reference.repository,
        accessed and f"accessed {of_day(accessed).american}",
        reference.url,
    )
    names = [_spoken(author) for author in reference.authors]
    if len(names) > _MOST_IN_NOTES:
        names = [f"{names[0]} et al."]
    by = f"{and_list(names)}, " if names else ""
    if not rest:
        return by + _title(reference, ".")
    # A URL is followed by a full stop even where it ends in a mark of its own.
    return f"{by}{_title(reference, ',')} {_stop(rest, reference.url)}"


def chicago_short(reference: Reference, pinpoint: str, accessed: datetime.date | None) -> str:
    """Write a shortened Chicago note: the author, the document's own title and the pinpoint.

    A title is never cut: hundreds of records begin with the same words.
    """
    del accessed
    mark = "," if pinpoint else "."
    title = quoted(reference.short_title, mark) if reference.quoted else _title(reference, mark)
    by = _short_names(reference, most=_MOST_IN_NOTES)
    title = f"{by}, {title}" if by else title
    return f"{title} {pinpoint}." if pinpoint else title


def chicago_bibliography(
    reference: Reference, pinpoint: str, accessed: datetime.date | None
) -> str:
    """Write a Chicago bibliography entry for the single item."""
    del pinpoint
    return _sentences(
        _first_inverted(reference.authors),
        _title(reference, "."),
        reference.translators and f"Translated by {and_list(reference.translators)}",
        reference.date and _capital(reference.date.american),
        _shelf(reference),
        reference.repository,
        accessed and f"Accessed {of_day(accessed).american}",
        reference.url and f"{reference.url}.",
    )


def mla(reference: Reference, pinpoint: str, accessed: datetime.date | None) -> str:
    """Write an MLA works-cited entry."""
    del pinpoint
    date = reference.date
    rest = _comma(
        reference.translators and f"Translated by {and_list(reference.translators)}",
        date and (date.mla if reference.translators else _capital(date.mla)),
        reference.repository,
        _shelf(reference),
        reference.url,
    )
    authors = reference.authors
    by = f"{authors[0].name}, et al." if len(authors) > 2 else _first_inverted(authors)
    return _sentences(
        by,
        _title(reference, "."),
        rest and _stop(rest, reference.url),
        accessed and f"Accessed {of_day(accessed).mla}",
    )


def mla_intext(reference: Reference, pinpoint: str, accessed: datetime.date | None) -> str:
    """Write an MLA in-text reference: what its entry begins with, authors or the title.

    Pages stand bare and other places keep their label; paragraphs are `par.` and not `para.`
    """
    del accessed
    label, _, number = pinpoint.partition(" ")
    if label in ("p.", "pp."):
        pinpoint = number
    elif label in ("para.", "paras."):
        pinpoint = f"{label.replace('para', 'par')} {number}"
    mark = "," if pinpoint and not pinpoint[0].isdigit() else ""
    if reference.authors:
        by = f"{_short_names(reference, most=2)}{mark}"
        return f"({' '.join(part for part in (by, pinpoint) if part)})"
    title = quoted(reference.short_title, mark) if reference.quoted else f"{reference.title}{mark}"
    return f"({' '.join(part for part in (title, pinpoint) if part)})"


def apa(reference: Reference, pinpoint: str, accessed: datetime.date | None) -> str:
    """Write an APA reference; without a creator the title takes the first place."""
    del pinpoint
    names = and_list([spoken_with_initials(name) for name in reference.translators], "&")
    date = f"({reference.date.apa if reference.date else 'n.d.'})."
    # A description that stands in for a title is bracketed.
    title = curled(reference.title) if reference.quoted else f"[{reference.title}]"
    if names:
        title = f"{title} ({names}, Trans.)."
    elif reference.quoted:
        title = curled(reference.title, ".")
    else:
        title = f"{title}."
    *others, last = [apa_name(creator) for creator in reference.creators] or [""]
    creators = f"{', '.join(others)}, & {last}" if others else last
    shelf = _shelf(reference)
    holder = reference.repository or shelf
    if reference.repository and shelf:
        holder = f"{reference.repository} ({shelf})."
    url = reference.url
    if url and accessed:
        url = f"Retrieved {of_day(accessed).american}, from {url}"
    head = [full_stop(creators), date, title] if creators else [title, date]
    tail = [holder and full_stop(holder), url]
    return " ".join(part for part in (*head, *tail) if part)


def apa_intext(reference: Reference, pinpoint: str, accessed: datetime.date | None) -> str:
    """Write an APA in-text reference."""
    del accessed
    names = [creator.short for creator in reference.creators]
    year = reference.date.year if reference.date else "n.d."
    if not names:
        name = quoted(reference.short_title, ",") if reference.quoted else f"[{reference.title}],"
    elif len(names) > 2:
        name = f"{names[0]} et al.,"
    else:
        name = f"{and_list(names, '&')},"
    return f"({name} {_comma(year, pinpoint)})"


def _wilson(
    reference: Reference,
    pinpoint: str,
    accessed: datetime.date | None,
    *,
    marks: tuple[str, str],
) -> str:
    date, source = reference.catalogue_date, reference.source
    place = _comma(
        date and date.american,
        pinpoint,
        reference.repository,
        None if reference.credits_only else source,
    )
    title = f"{reference.title.rstrip(',')}," if place else full_stop(reference.title)
    if reference.quoted:
        title = f"{marks[0]}{title}{marks[1]}"
    sentences = [
        title,
        place and full_stop(place),
        source if reference.credits_only else None,
        reference.url,
        accessed and f"(accessed {of_day(accessed).american})",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def apa_name(creator: Creator) -> str:
    """Return a name as APA lists have it: family name and initials of a person."""
    return with_initials(creator.name) if creator.inverted else creator.name


def _spoken(creator: Creator) -> str:
    return natural_order(creator.name) if creator.inverted else creator.name


def _first_inverted(authors: Sequence[Creator]) -> str:
    """Return the names that open an entry: only the first stands family name first."""
    if not authors:
        return ""
    first, *others = authors
    joint = "," if first.inverted and len(others) == 1 else ""
    return and_list([first.name + joint, *(_spoken(each) for each in others)])


def _short_names(reference: Reference, *, most: int) -> str:
    names = [author.short for author in reference.authors]
    return f"{names[0]} et al." if len(names) > most else and_list(names)


def _title(reference: Reference, mark: str) -> str:
    if reference.quoted:
        return quoted(reference.title, mark)
    return full_stop(reference.title) if mark == "." else f"{reference.title}{mark}"


def _shelf(reference: Reference) -> str:
    return _comma(reference.location, reference.collection)


def _capital(words: str) -> str:
    """Begin a sentence: a date that is words begins one after a title's full stop."""
    return words[:1].upper() + words[1:]


def _comma(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part)


def _sentences(*parts: object) -> str:
    return " ".join(full_stop(str(part)) for part in parts if part)


def _stop(text: str, url: str | None) -> str:
    return f"{text}." if url else full_stop(text)
