"""Citations for reference managers, of a document that is printed in an edition.

Each is a pure function `(reference, edition, accessed) -> str` giving one entry, as those
of `exchange_formats`. The entry is part of a book: the year is the volume's, and the
document's own date stands where each format has a place for it.

Source: as `exchange_formats`; CSL 1.0.2 for `original-date` and `chapter-number`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corpus.cited_dates import of_day
from corpus.exchange_formats import csl_date, csl_name, dotted, entry, escape_tex, tex_names
from corpus.references import and_list
from corpus.typography import curled, full_stop, tex_quotes

if TYPE_CHECKING:
    import datetime

    from corpus.editions import Edition
    from corpus.references import Reference


def bibtex(reference: Reference, edition: Edition, accessed: datetime.date | None) -> str:
    """Write an entry that plain BibTeX and its common styles understand."""
    note = [_number(edition), _written(reference), accessed and _accessed(accessed)]
    return entry(
        "incollection",
        reference.key,
        {
            "author": tex_names(reference.creators),
            "title": f"{{{tex_quotes(escape_tex(curled(reference.title)))}}}",
            "booktitle": f"{{{escape_tex(edition.title)}}}",
            "editor": " and ".join(escape_tex(name) for name in edition.editors),
            "publisher": escape_tex(edition.publisher),
            "address": escape_tex(edition.place),
            "year": escape_tex(edition.year),
            "note": escape_tex(dotted(*note)),
            "url": reference.url,
        },
    )


def biblatex(reference: Reference, edition: Edition, accessed: datetime.date | None) -> str:
    """Write an entry for biblatex and biber."""
    date = reference.date
    return entry(
        "incollection",
        reference.key,
        {
            "author": tex_names(reference.creators),
            "title": f"{{{escape_tex(curled(reference.title))}}}",
            "origdate": date.edtf if date else None,
            "booktitle": f"{{{escape_tex(edition.volume_title or edition.title)}}}",
            "maintitle": f"{{{escape_tex(edition.series)}}}",
            "volume": escape_tex(edition.volume_number),
            "editor": " and ".join(escape_tex(name) for name in edition.editors),
            "publisher": escape_tex(edition.publisher),
            "location": escape_tex(edition.place),
            "date": escape_tex(edition.year),
            "number": escape_tex(edition.item),
            "note": escape_tex(dotted(_number(edition), _written(reference))),
            "url": reference.url,
            "urldate": accessed.isoformat() if accessed and reference.url else None,
        },
    )


def ris(reference: Reference, edition: Edition, accessed: datetime.date | None) -> str:
    """Write a RIS record, one line a field; `DA` is the document's own date."""
    note = dotted(_number(edition), _written(reference))
    lines = [
        ("TY", "CHAP"),
        *(("AU", c.name if c.inverted else f"{c.name},") for c in reference.creators),
        ("TI", reference.title),
        ("T2", edition.title),
        *(("A2", _inverted(name)) for name in edition.editors),
        ("VL", edition.volume_number),
        ("PY", edition.year),
        ("DA", reference.date and reference.date.ris),
        ("PB", edition.publisher),
        ("CY", edition.place),
        ("M3", reference.genre),
        ("DB", reference.repository),
        ("N1", note and full_stop(note)),
        ("UR", reference.url),
        ("Y2", of_day(accessed).ris if accessed and reference.url else None),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines if value) + "ER  - \n"


def csl_json(reference: Reference, edition: Edition, accessed: datetime.date | None) -> str:
    """Write a CSL-JSON item: what citeproc, Zotero and Pandoc read."""
    note = dotted(_number(edition), _written(reference))
    item: dict[str, Any] = {
        "id": reference.csl_id,
        "type": "chapter",
        "title": reference.title,
        "author": [csl_name(creator) for creator in reference.creators],
        "recipient": [csl_name(creator) for creator in reference.addressees],
        "container-title": edition.title,
        "collection-title": edition.series,
        "editor": [_csl_person(name) for name in edition.editors],
        "collection-editor": [_csl_person(name) for name in edition.series_editors],
        "volume": edition.volume_number,
        "chapter-number": edition.item,
        "publisher": edition.publisher,
        "publisher-place": edition.place,
        "issued": {"date-parts": [[int(edition.year)]]} if edition.year.isdecimal() else None,
        "original-date": reference.date and csl_date(reference.date),
        "genre": reference.genre,
        "URL": reference.url,
        "accessed": csl_date(of_day(accessed)) if accessed and reference.url else None,
        "note": note and full_stop(note),
    }
    kept = {name: value for name, value in item.items() if value}
    return json.dumps(kept, ensure_ascii=False, indent=1)


def _number(edition: Edition) -> str:
    return f"Document {edition.item}" if edition.item else ""


def _written(reference: Reference) -> str:
    """`To Dean Rusk, February 19, 1961`: what a book's part has no fields for."""
    to = and_list([creator.short for creator in reference.addressees])
    date = reference.date.american if reference.date else ""
    return ", ".join(part for part in (to and f"To {to}", date) if part)


def _accessed(day: datetime.date) -> str:
    return f"Accessed {of_day(day).american}"


def _inverted(name: str) -> str:
    """Return `Keefer, Edward C.` for a name in natural order, one word as a whole name."""
    given, _, family = name.rpartition(" ")
    return f"{family}, {given}" if given else f"{family},"


def _csl_person(name: str) -> dict[str, str]:
    given, _, family = name.rpartition(" ")
    return {"family": family, "given": given} if given else {"literal": family}
