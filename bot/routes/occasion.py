"""The occasion: "When was that?", asked of the words that were quoted last.

What was quoted says when it was, or it does not; another sentence of the record with a date
in it seldom speaks of the same. Where the words give none, the document's own date is told,
and that it is no more than this.
"""

from __future__ import annotations

import re

from bot.answers import ShownQuote, framed, said
from bot.antecedents import with_context
from bot.asked import Asked
from bot.dating import datings
from bot.desk import Desk
from bot.drafts import Draft, Drafting
from bot.followups import names_nothing
from bot.questions import QuestionType, question_type
from bot.routes import catalogue
from corpus.descriptions import FieldName
from corpus.quotes import Quote, quote
from corpus.records import Record
from corpus.sayings import Form

#: Words that say no more than that something was.
_WAS = re.compile(
    r"\b(?:happen(?:ed|ing)?|occur(?:red|ring)?|(?:take|took|taken) place|exactly|precisely|year"
    r"|month|day)\b",
    re.IGNORECASE,
)
#: The document's own date line, else the date the catalogue gives.
_DATES = (FieldName.DATE, FieldName.CATALOGUE_DATE)

_UNDATED = Form(
    "frame.undated words", "The words quoted before give no date. Of the document they stand in:"
)


def asks_when(question: str) -> bool:
    """Tell whether a question asks when something was and names nothing.

    >>> asks_when("And when did that happen?"), asks_when("When was it signed?")
    (True, False)
    """
    return question_type(question) is QuestionType.WHEN and names_nothing(_WAS.sub("", question))


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Quote the words of the turn before when they give a date, else their document's date.

    None for other questions, for one that takes nothing over, and where there is no date.
    """
    if not asked.understood.carried or not asks_when(asked.question):
        return None
    before = _before(asked, desk)
    if before is None:
        return None
    drafting = Drafting()
    if datings(before):
        spoken = with_context([said(before)])
        drafting.quotes(framed(spoken), spoken)
        return drafting.quoted(asked.understood.query, (before.record.record_id,))
    recorded = (n for n in _DATES if before.record.description.value(n) is not None)
    name = next(recorded, None)
    if name is None:
        return None
    drafting.frame(_UNDATED())
    catalogue.fields(drafting, before.record, [name], of_which=desk.count > 1)
    return drafting.catalogued(follows=True)


def _before(asked: Asked, desk: Desk) -> Quote | None:
    """Return the first words that answered the turn before, as they stand now."""
    quotes = asked.before.quotes if asked.before else ()
    first: ShownQuote | None = next((each for each in quotes if each.role == "answer"), None)
    if first is None:
        return None
    record: Record | None = desk.record(first.quote.record.record_id)
    if record is None or record.text != first.quote.record.text:
        return None
    return quote(record, first.quote.span)
