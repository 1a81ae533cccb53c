"""Citation styles for a document that is printed in an edition.

Each is a pure function `(reference, edition, pinpoint, accessed) -> str`, as those of
`prose_styles`. A letter is cited by who wrote to whom, any other document by its heading,
and all by the number of the document; a page follows where one is known. A heading that
already gives place and date is not given them again.

Source: Chicago Manual of Style, 17th edition, 14.111 (letters in published collections)
and the publisher's answer on Foreign Relations of the United States; MLA Handbook, 9th
edition; Publication Manual of the APA, 7th edition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.authorities import natural_order
from corpus.cited_dates import of_day
from corpus.prose_styles import apa_name
from corpus.references import and_list
from corpus.typography import curled, full_stop, quoted

if TYPE_CHECKING:
    import datetime

    from corpus.editions import Edition
    from corpus.references import Creator, Reference

_DAY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s\d{1,2},\s\d{4}\b"
)


def chicago_note(
    reference: Reference, edition: Edition, pinpoint: str, accessed: datetime.date | None
) -> str:
    """Write a full Chicago note."""
    volume = _comma(
        f"in {edition.series}",
        _edited(edition.series_editors),
        edition.volume,
        edition.volume_title,
        _edited(edition.editors),
    )
    if edition.imprint:
        volume = f"{volume} ({edition.imprint})"
    note = _comma(
        *_document(reference),
        volume,
        edition.document,
        pinpoint,
        accessed and f"accessed {of_day(accessed).american}",
        reference.url,
    )
    return f"{note}." if reference.url else full_stop(note)


def chicago_short(
    reference: Reference, edition: Edition, pinpoint: str, accessed: datetime.date | None
) -> str:
    """Write a shortened Chicago note: who to whom, when, and where it is printed."""
    del accessed
    letter = _letter(reference, short=True)
    first = letter or curled(reference.short_title)
    date = "" if not letter and _has_date(reference) else _date(reference)
    return full_stop(
        _comma(first, date, edition.short_series, edition.volume, edition.document, pinpoint)
    )


def chicago_bibliography(
    reference: Reference, edition: Edition, pinpoint: str, accessed: datetime.date | None
) -> str:
    """Write a Chicago bibliography entry for the single document."""
    del pinpoint
    volume = _comma(
        f"In {edition.series}",
        _edited(edition.series_editors, "edited by"),
        edition.volume,
        edition.volume_title,
        _edited(edition.editors, "edited by"),
        edition.document,
    )
    first, *rest = _document(reference, inverted=True)
    return _sentences(
        first,
        _capital(_comma(*rest)),
        volume,
        edition.imprint,
        accessed and f"Accessed {of_day(accessed).american}",
        reference.url and f"{reference.url}.",
    )


def mla(
    reference: Reference, edition: Edition, pinpoint: str, accessed: datetime.date | None
) -> str:
    """Write an MLA works-cited entry."""
    del pinpoint
    volume = _comma(
        edition.series,
        _edited(edition.editors, "edited by"),
        edition.volume,
        edition.volume_title,
        edition.publisher,
        edition.year,
        edition.document,
        reference.url,
    )
    return _sentences(
        quoted(reference.title, "."),
        None if _has_date(reference) or not reference.date else reference.date.mla,
        f"{volume}." if reference.url else volume,
        accessed and f"Accessed {of_day(accessed).mla}",
    )


def apa(
    reference: Reference, edition: Edition, pinpoint: str, accessed: datetime.date | None
) -> str:
    """Write an APA reference; without a creator the title takes the first place."""
    del pinpoint
    date = f"({reference.date.apa if reference.date else 'n.d.'})."
    title = curled(reference.title)
    if edition.item:
        title = f"{title} [Document {edition.item}]"
    editors = and_list([_initials(name) for name in edition.editors], "&")
    role = "Eds." if len(edition.editors) > 1 else "Ed."
    volume = edition.volume.replace("vol.", "Vol.", 1)
    volume = ". ".join(part for part in (volume, edition.volume_title) if part)
    book = ": ".join(part for part in (edition.series, volume) if part)
    book = f"In {editors} ({role}), {book}" if editors else f"In {book}"
    names = [apa_name(creator) for creator in reference.creators]
    title = full_stop(title)
    head = [full_stop(and_list(names, "&")), date, title] if names else [title, date]
    url = reference.url
    if url and accessed:
        url = f"Retrieved {of_day(accessed).american}, from {url}"
    tail = [full_stop(book), edition.publisher and full_stop(edition.publisher), url]
    return " ".join(part for part in (*head, *tail) if part)


def _document(reference: Reference, *, inverted: bool = False) -> list[str]:
    """Return what the document is, where it was written and when."""
    letter = _letter(reference, inverted=inverted)
    if letter:
        genre = reference.genre
        return [letter, *filter(None, (genre and _lower(genre), reference.place, _date(reference)))]
    title = curled(reference.title)
    if _has_date(reference):
        return [title]
    place = reference.place if reference.place and reference.place not in reference.title else ""
    return [title, *filter(None, (place, _date(reference)))]


def _letter(reference: Reference, *, short: bool = False, inverted: bool = False) -> str:
    """Return `Henry Kissinger to Richard Nixon`, or "" where not both are known."""
    if not (reference.creators and reference.addressees):
        return ""
    form = _short_name if short else _spoken
    to = and_list([form(creator) for creator in reference.addressees])
    writers = [form(creator) for creator in reference.creators]
    if inverted:
        first = reference.creators[0]
        if first.inverted:
            # The comma that closes an inverted name keeps it from what follows.
            return f"{and_list([first.name, *writers[1:]])}, to {to}"
    return f"{and_list(writers)} to {to}"


def _spoken(creator: Creator) -> str:
    return natural_order(creator.name) if creator.inverted else creator.name


def _short_name(creator: Creator) -> str:
    return creator.short


def _date(reference: Reference) -> str:
    return reference.date.american if reference.date else ""


def _has_date(reference: Reference) -> bool:
    """Tell whether the heading already says when, be it of another day than the date line."""
    return _DAY.search(reference.title) is not None or bool(
        reference.date and _date(reference) in reference.title
    )


def _edited(names: tuple[str, ...], by: str = "ed.") -> str:
    return f"{by} {and_list(names)}" if names else ""


def _initials(name: str) -> str:
    """Return `E. C. Keefer` for `Edward C. Keefer`.

    A particle in small letters belongs to the family name and stays.
    """
    *given, family = name.split() or [""]
    while given and given[-1][0].islower():
        family = f"{given.pop()} {family}"
    return " ".join([*(f"{word[0]}." for word in given), family])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(genre: str) -> str:
    """Write `Memorandum` inside a sentence, and leave `NSC paper` alone."""
    return re.sub(r"\b[A-Z](?=[a-z])", lambda found: found[0].lower(), genre)


def _comma(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part)


def _sentences(*parts: object) -> str:
    return " ".join(full_stop(str(part)) for part in parts if part)
