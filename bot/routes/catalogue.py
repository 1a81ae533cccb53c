"""The catalogue: questions about a record, answered from its fields and never by retrieval."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers import CATALOGUE, DOCUMENT, FieldShown, named, shown
from bot.asked import Asked
from bot.catalogue import IN_DOCUMENT, LABELS, statement
from bot.desk import Desk
from bot.drafts import Draft, Drafting
from bot.holdings import Entry
from bot.meant import meant, which
from bot.topics import asked_fields, others, points
from corpus.descriptions import FieldName
from corpus.quotes import quote
from corpus.records import Record

#: Records of which a field is shown although none of them was named, being the only ones.
FEW = 2


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Answer from the fields of the record that is meant; None for a question about content."""
    names = asked_fields(asked.question)
    if not names or not desk.count:
        return None
    found = meant(asked, desk)
    if found.record is not None:
        drafting = Drafting()
        _fields(drafting, found.record, names, of_which=desk.count > 1)
        return drafting.catalogued()
    if found.candidates:
        return which(desk, found.candidates)
    if not points(asked.question) and others(asked.question):
        return None
    return _of_the_archive(names, desk)


def _of_the_archive(names: Sequence[FieldName], desk: Desk) -> Draft:
    """Answer about all records when few or none have the field at all, else ask which."""
    having = desk.holdings().having(names)
    labels = " or ".join(f"“{LABELS[name]}”" for name in names)
    if len(having) > FEW or len(having) == desk.count:
        return which(desk, ())
    drafting = Drafting()
    if not having:
        drafting.frame(f"None of the {desk.count:,} catalogue records {desk.held} gives {labels}.")
        return drafting.catalogued()
    verb = "one gives" if len(having) == 1 else "two give"
    drafting.frame(f"Of the {desk.count} catalogue records {desk.held} {verb} {labels}.")
    for record in _records(having, desk):
        drafting.frame(f"That is the record of {named(record)}.")
        recorded = [n for n in names if record.description.value(n) is not None]
        _fields(drafting, record, recorded, of_which=True)
    return drafting.catalogued()


def _records(entries: Sequence[Entry], desk: Desk) -> list[Record]:
    found = (desk.record(entry.record_id) for entry in entries)
    return [record for record in found if record is not None]


def _fields(
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
