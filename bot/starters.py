"""Questions to begin with, made of names that stand in the records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.names_asked import CALENDAR
from corpus.brackets import brackets
from corpus.cited_dates import cited_date
from corpus.descriptions import FieldName, Presence
from corpus.records import Record
from embeddings.analysis import fold, terms

# A capitalised name that does not open a sentence.
_NAME = re.compile(r"(?<=[a-z,;] )(?P<the>the )?(?P<name>[A-Z][a-z]{3,}(?: [A-Z][a-z]{2,})*)\b")
#: A longer title would fill the question.
_LONGEST_TITLE = 100


def starters(records: Sequence[Record], n: int) -> tuple[str, ...]:
    """Return up to `n` questions, about content first, then about the catalogue."""
    questions: list[str] = []
    for record in records:
        called = _called(record, alone=len(records) == 1)
        names = _names(record)[: max(1, (n - 1) // max(1, len(records)))] if called else []
        questions += [f"What does {called} say about {name}?" for name in names]
    # Among several records "this document" means none of them yet.
    if len(records) == 1 and len(questions) < n:
        if records[0].description.presence(FieldName.ADDRESSEE) is Presence.RECORDED:
            questions.append("To whom was it addressed?")
        if records[0].description.presence(FieldName.TRANSLATOR) is Presence.RECORDED:
            questions.append("Who translated this document?")
        questions.append("What is this document?")
    return tuple(dict.fromkeys(questions))[:n]


def _called(record: Record, *, alone: bool) -> str:
    """Return how a reader would name a record, so that it is told from others; "" if nothing does.

    By genre and date, by its title, by its date; a record that is `alone` needs no name.
    """
    description = record.description
    genre = description.value(FieldName.GENRE)
    noun = f"the {genre.lower() if genre else 'document'}"
    date = _date(record)
    title = description.value(FieldName.TITLE) or description.value(FieldName.HEADING)
    if not (genre and date) and not alone and title and len(title) <= _LONGEST_TITLE:
        # Single marks: what stands in double ones must be found word for word in the text.
        return f"‘{title}’"
    if date:
        return f"{noun} of {date}"
    return noun if alone else ""


def _date(record: Record) -> str:
    """Return a record's date as a reader writes it; "" where it is not known."""
    description = record.description
    date = description.get(FieldName.DATE) or description.get(FieldName.CATALOGUE_DATE)
    return cited_date(date.value, date.raw).british if date and date.value else ""


def _names(record: Record) -> list[str]:
    """Return names of the body that the title lacks, rarest first, longest first among equals.

    Rare, because what a document says once it says in one place, and that place is the
    answer.
    """
    title = set(terms(record.description.value(FieldName.TITLE) or ""))
    counts: Counter[str] = Counter()
    for passage in record.body:
        marked = [mark.span for mark in brackets(passage.text)]
        for match in _NAME.finditer(passage.text):
            inside = any(span.start <= match.start("name") < span.end for span in marked)
            dated = fold(match["name"]) in CALENDAR
            if not inside and not dated and not set(terms(match["name"])) <= title:
                # Before one word the article may belong to what follows: "the Yining riots".
                article = match["the"] if " " in match["name"] else None
                counts[(article or "") + match["name"]] += 1
    return sorted(counts, key=lambda name: (counts[name], -len(name), name))
