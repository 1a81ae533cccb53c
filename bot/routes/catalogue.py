"""The catalogue: questions about a record, answered from its fields and never by retrieval."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers import CATALOGUE, DOCUMENT, FieldShown, named, shown
from bot.asked import Asked
from bot.catalogue import IN_DOCUMENT, label_of, statement
from bot.desk import Desk
from bot.drafts import Draft, Drafting
from bot.meant import meant_by, spoken_of, which
from bot.pointing import Called, roughly
from bot.topics import asked_fields, others, points
from corpus.descriptions import FieldName
from corpus.entries import Entry
from corpus.quotes import quote
from corpus.records import Record
from corpus.sayings import QUOTED, Form, listed

#: Records of which a field is shown although none of them was named, being the only ones.
FEW = 2
_DIGIT = re.compile(r"\d")

_NONE = Form("frame.having.none", "None of the {count:,} catalogue records {held} gives {labels}.")
_SOME = Form(
    "frame.having.some",
    "Of the {count:,} catalogue records {held} two give {labels}.",
    "Of the {count:,} catalogue records {held} one gives {labels}.",
)
_THAT = Form("frame.having.that", "That is the record of {record}.")


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Answer from the fields of the record that is meant; None for a question about content."""
    names, phrase = _asked_for(asked, desk)
    if not names or not desk.count:
        return None
    found = meant_by(phrase, asked, desk)
    if found.record is not None:
        drafting = Drafting()
        fields(drafting, found.record, names, of_which=desk.count > 1)
        return drafting.catalogued()
    if found.candidates:
        return which(desk, found.candidates)
    if not points(asked.question) and others(asked.question):
        return None
    return _of_the_archive(names, desk)


def _asked_for(asked: Asked, desk: Desk) -> tuple[tuple[FieldName, ...], Called | None]:
    """Return the fields that are asked for, and what calls a record, read as "the record"."""
    names, question = asked_fields(asked.question, asked.told), asked.question
    # Only a question that could be one is looked for in the catalogue of all records.
    could = names or _DIGIT.search(question) or asked_fields(roughly(question), asked.told)
    phrase = spoken_of(asked, desk) if could and desk.count else None
    plain = asked_fields(phrase.question, asked.told) if phrase else ()
    return plain or names, phrase


def _of_the_archive(names: Sequence[FieldName], desk: Desk) -> Draft:
    """Answer about all records when few or none have the field at all, else ask which."""
    having = desk.holdings().having(names)
    labels = listed((QUOTED(words=label_of(name)) for name in names), "or")
    if len(having) > FEW or len(having) == desk.count:
        return which(desk, ())
    drafting = Drafting()
    if not having:
        drafting.frame(_NONE(count=desk.count, held=desk.held, labels=labels))
        return drafting.catalogued()
    drafting.frame(_SOME(n=len(having), count=desk.count, held=desk.held, labels=labels))
    for record in _records(having, desk):
        drafting.frame(_THAT(record=named(record)))
        recorded = [n for n in names if record.description.value(n) is not None]
        fields(drafting, record, recorded, of_which=True)
    return drafting.catalogued()


def _records(entries: Sequence[Entry], desk: Desk) -> list[Record]:
    found = (desk.record(entry.record_id) for entry in entries)
    return [record for record in found if record is not None]


def fields(
    drafting: Drafting, record: Record, names: Sequence[FieldName], *, of_which: bool
) -> None:
    """Quote each field where its words stand in the record, else give its value."""
    for name in names:
        found = record.description.all(name)
        drafting.frame(statement(record, name, of_which=of_which))
        if not found:
            drafting.field(FieldShown(record=record, name=name, field=None), told=False)
        for each in found:
            stands = each.span is not None and len(each.span) > 0
            value = FieldShown(record=record, name=name, field=each)
            drafting.field(value, told=not stands and each.value is not None)
            if each.span is not None and stands:
                voice = DOCUMENT if name in IN_DOCUMENT else CATALOGUE
                drafting.quote(shown(quote(record, each.span), voice))
