"""The date a sentence gives to what it tells: stated in it, or reckoned from its document's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.dates import DateInterval, glosses, parse_date
from corpus.descriptions import FieldName
from corpus.quotes import Quote
from corpus.records import Record
from corpus.spans import Span

#: The document's own date line, else the date the catalogue gives.
DATES = (FieldName.DATE, FieldName.CATALOGUE_DATE)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_STATED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|{_MONTH},?\s+\d{{4}}"
    r"|(?:in|of|since)\s+1\d{3})\b"
)


#: Months as people who ask write them: in any case, cut short.
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
#: A day with its year, as they write it.
DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTHS},?\s+\d{{4}}"
    rf"|{MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_ASKED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTHS}\.?,?\s+\d{{4}}"
    rf"|{MONTHS}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|{MONTHS}\.?,?\s+\d{{4}})\b",
    re.IGNORECASE,
)
#: A year that stands alone.
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """When a sentence says that something was.

    Attributes:
        date: the day, month or year.
        span: the words that say it, in the record's text.
        stated: whether they say it whole; else it is reckoned or an editor supplied it.
    """

    date: DateInterval
    span: Span
    stated: bool


def dating_of(words: Quote) -> Dating | None:
    """Return the earliest date that a quote gives, stated dates and reckoned ones alike."""
    found = datings(words)
    return min(found, key=lambda each: (each.date.start, each.date.end, each.span), default=None)


def datings(words: Quote) -> tuple[Dating, ...]:
    """Return every date that a quote states, and every one reckoned from its document's."""
    start, text = words.span.start, words.text
    found = [
        Dating(date=date, span=span.shifted(start), stated=True)
        for span, date in stated_dates(text)
    ]
    anchor = date_of(words.record)
    if anchor is not None:
        found += [
            Dating(date=date, span=gloss.span.shifted(start), stated=False)
            for gloss in glosses(text, anchor)
            if (date := parse_date(gloss.value))
        ]
    return tuple(found)


def stated_dates(text: str) -> tuple[tuple[Span, DateInterval], ...]:
    """Return the whole dates in any text, each with its place."""
    return tuple(
        (Span(*match.span()), date)
        for match in _STATED.finditer(text)
        if (date := parse_date(re.sub(r"^(?:in|of|since)\s+", "", match.group())))
    )


@lru_cache(maxsize=64)  # asked of every sentence that is read for a question
def asked_dates(question: str) -> tuple[DateInterval, ...]:
    """Return the dates of a question, whole ones and years that stand alone.

    >>> [date.edtf for date in asked_dates("what did krieg hear in jan. 1954, and in 1955?")]
    ['1954-01', '1955']
    """
    whole = [
        (Span(*match.span()), date)
        for match in _ASKED.finditer(question)
        if (date := parse_date(match.group()))
    ]
    alone = [
        date
        for match in YEAR.finditer(question)
        if not any(span.start <= match.start() < span.end for span, _ in whole)
        and (date := parse_date(match.group()))
    ]
    return (*(date for _, date in whole), *alone)


def date_of(record: Record) -> DateInterval | None:
    """Return the document's own date, else the one the catalogue gives."""
    for name in DATES:
        field = record.description.get(name)
        if field is not None:
            found = parse_date(field.raw) or parse_date(field.value or "")
            if found is not None:
                return found
    return None
