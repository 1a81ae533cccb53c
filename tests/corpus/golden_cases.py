"""Records and places whose citations are kept in `tests/golden/citations_awkward.json`.

Run as a module, this prints what the styles give today, to be read before it is kept:

    python -m tests.corpus.golden_cases > tests/golden/citations_awkward.json
"""

import datetime
import json
import sys

from corpus.citations import FURTHER_STYLES, STYLES, Locator, cite
from corpus.readers import read_bytes
from tests.corpus.cited_records import citation, seed_citation
from tests.corpus.readers.samples import pdf

SEEN = datetime.date(2026, 11, 23)
LETTER = """\
---
title: Letter from the Consul, 'On the "Harbour" Dues'
genre: Letter
creator: Consulate at Port Ann
date: 1951-05
repository: Port Ann Town Archive
reference code: PAT 4/12
folios: 3r-4v
---
The dues were paid in gold.

Nobody was asked.
"""
BARE = "The dues were paid in gold.\n\nNobody was asked.\n"
LONG = (
    "Report of the Special Commission Appointed to Inquire into the Causes of the Interruption of "
    "Navigation upon the Lower River, the Claims of Riparian Owners, and the State of the Dues, "
    "with Minutes of Evidence, Appendices and a Map; presented to the Assembly by Command"
)


def read(raw, name, number):
    """The citation of a body paragraph of a record that a reader made."""
    record = read_bytes(raw, name)
    return cite(record, passage=record.paragraph(number))


def plain(locator=None, **fields):
    return citation("letter-9", profile="plain", locator=locator, **fields)


def cases():
    """Return each case by its name."""
    paragraph = Locator("paragraph", "3")
    return {
        "plain text with front matter, para. 2": read(LETTER.encode(), "letter.txt", 2),
        "plain text with nothing, para. 2": read(BARE.encode(), "letter.txt", 2),
        "PDF with a title, p. 2": read(
            pdf([["First words here."], ["Words of the second page."]], title="Harbour Bulletin"),
            "bulletin.pdf",
            2,
        ),
        "PDF without properties, p. 1": read(pdf([["First words here."]]), "scan_12.pdf", 1),
        "no date, para. 3": seed_citation(date=..., catalogue_date=..., locator=paragraph),
        "month only, para. 3": seed_citation(
            date="1963-08", catalogue_date="1963-08", locator=paragraph
        ),
        "no title": seed_citation(title=..., short_title=..., heading=...),
        "quotes inside a title": seed_citation(
            title="Telegram, 'Comments on China's \"Great Leap\" and the Workers' Party'",
            short_title="Comments on China's \"Great Leap\" and the Workers' Party",
        ),
        "title ending in a question mark": seed_citation(
            title="Note, 'Who Pays?'", short_title="Who Pays?"
        ),
        "signs of TeX": plain(
            title=r"Profits & Losses {50%}: #1_a $5 \cmd ~ ^",
            creator="Smith & {Sons}",
            date="1936",
            reference_code="A_1 #2 & 50%",
        ),
        "right-to-left names": plain(
            title="برقية من وزارة الخارجية",
            creator="وزارة الخارجية",
            translator="נתן כהן",
            date="1956-10-29",
            repository="דבר ארכיון",
            reference_code="חצ-2450/3",
        ),
        "very long title, para. 3": plain(
            paragraph, title=LONG, date="1911-02-03", reference_code="C. 5821"
        ),
        "pages": plain(Locator("page", "12–13"), title="Minutes", date="1948-06-02/1948-06-04"),
        "note": plain(Locator("note", "2"), title="Minutes", date="circa 1948"),
        "folio": plain(
            Locator("folio", "12r"), title="Minutes", date="1948", url="https://a.example/m_1"
        ),
    }


def written():
    """Return each case in each style."""
    return {
        name: {
            style: cited.format(style, accessed=SEEN if style in ("ris", "biblatex") else None)
            for style in (*STYLES, *FURTHER_STYLES)
        }
        for name, cited in cases().items()
    }


if __name__ == "__main__":
    json.dump(written(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
