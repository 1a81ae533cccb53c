"""The occasion: "When was that?", asked of the words that were quoted last.

What was quoted says when it was, or it does not; another sentence of the record with a date
in it seldom speaks of the same. Where the words give none, the document's own date is told,
and that it is no more than this.
"""

from __future__ import annotations

import re

from bot.answers import ANSWER, CATALOGUE, EDITOR, ShownQuote, framed, said
from bot.antecedents import with_context
from bot.asked import Asked
from bot.catalogue import label_of
from bot.dating import DATES, datings
from bot.desk import Desk
from bot.drafts import Draft, Drafting
from bot.routes import catalogue
from corpus.descriptions import FieldName as F
from corpus.quotes import Quote, quote
from corpus.records import Record
from corpus.sayings import Form

#: Asks when something was, and nothing else.
_WHEN = re.compile(
    r"\W*(?:(?:and|but|so|then)\W+)?(?:exactly\s+|precisely\s+)?"
    r"(?:when|(?:(?:in|on|at)\s+)?(?:what|which)\s+(?:year|month|day|date|time))"
    r"(?:\s+(?:exactly|precisely))?"
    r"(?:\s+(?:was|were|is|did|does|has|had)\s+(?:all\s+)?(?:that|this|it|these|those|they)"
    r"(?:\s+(?:all\s+)?(?:happen(?:ed)?|occur(?:red)?|(?:take|taken)\s+place|be|been))?"
    r"|\s+(?:was|were)\s+(?:that|those|they)\s+(?:sent|written|drafted|issued|signed|said)"
    r"|\s+did\s+(?:he|she|they|it|we)\s+(?:send|write|draft|issue|sign|say|do)\s+"
    r"(?:that|this|it|so|them|those)(?:\s+one)?)?\W*",
    re.IGNORECASE,
)
#: Words of time that need not make a date: "On August 30", "between 1934 and 1936", "last week".
_OF_TIME = re.compile(
    r"\b(?:1[5-9]\d\d|20\d\d|(?:jan|febr)uary|march|april|may(?=\s+\d)|june|july|august"
    r"|(?:septem|octo|novem|decem)ber|(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today"
    r"|tonight|tomorrow|ago|(?:last|this|next|same|following|previous)\s+(?:day|night|morning"
    r"|afternoon|evening|week|month|year|spring|summer|autumn|fall|winter))\b",
    re.IGNORECASE,
)

#: Fields that tell how the document was made and sent, which its date is the date of.
_MADE = frozenset({F.CREATOR, F.SIGNATURE, F.ADDRESSEE, F.PLACE, F.DOCUMENT_NUMBER, F.TITLE,
                   F.HEADING, F.GENRE, F.DATE, F.CATALOGUE_DATE})  # fmt: skip

_NO_DATE = Form("frame.undated field", "The catalogue gives no date for its field “{field}”.")
_UNDATED = Form(
    "frame.undated words",
    "No date was found in the first words quoted before. Of the document they stand in:",
)


def asks_when(question: str) -> bool:
    """Tell whether a question asks when something was and names nothing.

    >>> asks_when("And when did that happen?"), asks_when("When was it signed?")
    (True, False)
    >>> asks_when("When was that sent?"), asks_when("When did he send the letter?")
    (True, False)
    """
    return bool(_WHEN.fullmatch(question))


def answer(asked: Asked, desk: Desk) -> Draft | None:
    """Quote the words of the turn before when they give a date, else their document's date.

    None for other questions, for one that takes nothing over, and where there is no date.
    """
    if not asked.understood.carried or not asks_when(asked.question):
        return None
    if asked.told:
        return _of_a_field(asked, desk)
    before = _before(asked, desk)
    if before is None:
        return None
    drafting = Drafting()
    if datings(before) or _OF_TIME.search(before.text):
        spoken = with_context([said(before)])
        drafting.quotes(framed(spoken), spoken)
        return drafting.quoted(asked.understood.query, (before.record.record_id,))
    recorded = (n for n in DATES if before.record.description.value(n) is not None)
    name = next(recorded, None)
    if name is None:
        return None
    drafting.frame(_UNDATED())
    catalogue.fields(drafting, before.record, [name], of_which=desk.count > 1)
    return drafting.catalogued(follows=True)


def _of_a_field(asked: Asked, desk: Desk) -> Draft | None:
    """Tell the document's date after what the catalogue says of it; none after what others did.

    "Who wrote it? And when?" is answered by it, "Who translated it? And when?" is not.
    """
    shown = asked.before.fields[0] if asked.before else None
    record = desk.record(shown.record.record_id) if shown else None
    if shown is None or record is None or not desk.leaves(record.record_id):
        return None
    drafting = Drafting()
    if not set(asked.told or ()) & _MADE:
        drafting.frame(_NO_DATE(field=label_of(shown.name)))
        return drafting.catalogued(follows=True)
    named = [n for n in DATES if record.description.value(n) is not None] or list(DATES[:1])
    catalogue.fields(drafting, record, named[:1], of_which=desk.count > 1)
    return drafting.catalogued(follows=True)


def _before(asked: Asked, desk: Desk) -> Quote | None:
    """Return the first words of a document that answered the turn before, as they stand now."""
    quotes = asked.before.quotes if asked.before else ()
    first: ShownQuote | None = next((each for each in quotes if each.role == ANSWER), None)
    # What the catalogue or an editor says has no time of its own.
    if first is None or first.voice in (CATALOGUE, EDITOR):
        return None
    if not desk.leaves(first.quote.record.record_id):
        return None
    record: Record | None = desk.record(first.quote.record.record_id)
    if record is None or record.text != first.quote.record.text:
        return None
    return quote(record, first.quote.span)
