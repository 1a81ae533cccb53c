r"""Citations for reference managers: BibTeX, biblatex, RIS and CSL-JSON.

Each is a pure function `(reference, accessed) -> str` giving one entry; entries of one
format put together make a file (`join`). Institutions are marked as such in each
format's way, so that no program takes "Chinese Foreign Ministry" for a family name.

Source: biblatex 3 manual, 2.2 (fields) and 2.3 (names); RIS as Zotero and rispy read it;
citation-style-language/schema, `csl-data.json`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from corpus.cited_dates import CitedDate, of_day
from corpus.references import and_list
from corpus.typography import curled, full_stop, tex_quotes

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from corpus.references import Creator, Reference

_TEX = {
    "\\": r"\textbackslash{}",
    # A bare brace, even escaped, upsets BibTeX's counting.
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {letter: f"\\{letter}" for letter in "%&#_$"}

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def bibtex(reference: Reference, accessed: datetime.date | None) -> str:
    """Write an entry that plain BibTeX and its common styles understand.

    `@misc`, since `@unpublished` knows no address; what BibTeX has no field for goes into
    `note`.
    """
    date = reference.date
    start = date.start if date else None
    translators = and_list(reference.translators)
    note = [
        reference.document_number,
        translators and f"Translated by {translators}",
        reference.record_number and f"Record ID {reference.record_number}",
        accessed and f"Accessed {of_day(accessed).american}",
    ]
    return entry(
        "misc",
        reference.key,
        {
            "author": tex_names(reference.creators),
            "title": f"{{{tex_quotes(escape_tex(curled(reference.title)))}}}",
            "year": str(start.year) if start else _undated(date),
            "howpublished": escape_tex(dotted(*_shelf(reference), reference.repository)),
            "note": escape_tex(dotted(*note)),
            "url": reference.url,
        },
        # A macro, and so the one value without braces.
        month=_MONTHS[start.month - 1] if start and start.month else None,
    )


def biblatex(reference: Reference, accessed: datetime.date | None) -> str:
    """Write an entry for biblatex and biber."""
    date = reference.date
    edtf = date.edtf if date else None
    return entry(
        "unpublished",
        reference.key,
        {
            "author": tex_names(reference.creators),
            "title": f"{{{escape_tex(curled(reference.title))}}}",
            "date": edtf,
            "year": _undated(date) if not edtf else None,
            "translator": " and ".join(f"{{{escape_tex(n)}}}" for n in reference.translators),
            "type": reference.genre and escape_tex(_lower(reference.genre)),
            "howpublished": escape_tex(dotted(*_shelf(reference))),
            "library": reference.repository and escape_tex(reference.repository),
            "note": escape_tex(dotted(*_numbers(reference))),
            "url": reference.url,
            "urldate": accessed.isoformat() if accessed and reference.url else None,
        },
    )


def ris(reference: Reference, accessed: datetime.date | None) -> str:
    """Write a RIS record, one line a field.

    A name ends in a comma where it is to be kept whole: what stands before the first
    comma is the family name to every program that reads RIS.
    """
    date = reference.date
    numbers = dotted(*_numbers(reference))
    lines = [
        ("TY", "MANSCPT"),
        *(("AU", c.name if c.inverted else f"{c.name},") for c in reference.creators),
        ("TI", reference.title),
        *(("A4", f"{name},") for name in reference.translators),
        ("PY", str(date.start.year) if date and date.start else None),
        ("DA", date and date.ris),
        ("M3", reference.genre),
        ("DB", reference.repository),
        ("AN", ", ".join(_shelf(reference))),
        ("N1", numbers and full_stop(numbers)),
        ("UR", reference.url),
        ("Y2", of_day(accessed).ris if accessed and reference.url else None),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines if value) + "ER  - \n"


def csl_json(reference: Reference, accessed: datetime.date | None) -> str:
    """Write a CSL-JSON item: what citeproc, Zotero and Pandoc read.

    There is no `number`: with a genre, styles would print "Cable no. 118214", a number
    the cable never had.
    """
    numbers = dotted(*_numbers(reference))
    item: dict[str, Any] = {
        "id": reference.csl_id,
        "type": "manuscript",
        "title": reference.title,
        "author": [csl_name(creator) for creator in reference.creators],
        "translator": [{"literal": name} for name in reference.translators],
        "issued": reference.date and csl_date(reference.date),
        "genre": reference.genre,
        "archive": reference.repository,
        "archive_collection": reference.collection,
        "archive_location": reference.location,
        "URL": reference.url,
        "accessed": csl_date(of_day(accessed)) if accessed and reference.url else None,
        "note": numbers and full_stop(numbers),
    }
    kept = {name: value for name, value in item.items() if value}
    return json.dumps(kept, ensure_ascii=False, indent=1)


def join_entries(entries: Sequence[str], style: str) -> str:
    """Return the text of a file that holds these entries of one format."""
    if style == "csl-json":
        return "[\n" + ",\n".join(entries) + "\n]\n"
    return "\n".join(entries)


def escape_tex(text: str) -> str:
    r"""Return the text with TeX's special characters written out.

    >>> escape_tex("50% of A_1")
    '50\\% of A\\_1'
    """
    # `--` would be set as a dash.
    return "".join(_TEX.get(letter, letter) for letter in re.sub("-(?=-)", "-\0", text)).replace(
        "\0", "{}"
    )


def entry(kind: str, key: str, fields: dict[str, str | None], month: str | None = None) -> str:
    """Return a BibTeX entry; fields without a value are left out."""
    lines = []
    for name, value in fields.items():
        if value:
            lines.append(f"  {name:<12} = {{{value}}}")
        if name == "year" and month:
            lines.append(f"  {'month':<12} = {month}")
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def tex_names(creators: Sequence[Creator]) -> str:
    """Return names as BibTeX reads them: `Family, Jr., Given`, and others whole in braces."""
    return " and ".join(
        escape_tex(_tex_order(c.name)) if c.inverted else f"{{{escape_tex(c.name)}}}"
        for c in creators
    )


def _tex_order(name: str) -> str:
    family, *others = name.split(", ")
    return ", ".join([family, *others[1:], *others[:1]])


def _undated(date: CitedDate | None) -> str | None:
    return escape_tex(date.words) if date else None


def csl_name(creator: Creator) -> dict[str, str]:
    """Return a name as CSL-JSON has it."""
    if not creator.inverted:
        return {"literal": creator.name}
    return dict(zip(("family", "given", "suffix"), creator.name.split(", ", 2), strict=False))


def csl_date(date: CitedDate) -> dict[str, Any]:
    """Return a date as CSL-JSON has it, words where it is not understood."""
    if date.start is None:
        return {"literal": date.words}
    dates = [date.start, *([date.end] if date.end else [])]
    return {"date-parts": [list(each.parts) for each in dates]}


def _numbers(reference: Reference) -> list[str | None]:
    number = reference.record_number
    return [reference.document_number, number and f"Record ID {number}"]


def _shelf(reference: Reference) -> list[str]:
    return [part for part in (reference.location, reference.collection) if part]


def dotted(*parts: object) -> str:
    """Put parts together as sentences, the last without its full stop."""
    kept = [str(part) for part in parts if part]
    return " ".join([*(full_stop(part) for part in kept[:-1]), *kept[-1:]])


def _lower(genre: str) -> str:
    """Write `Cable` as biblatex types are written, and leave `KGB report` alone."""
    return " ".join(word.lower() if word.istitle() else word for word in genre.split(" "))
