"""Focus: what a conversation is about, as its turns leave it.

It is computed from the turns alone, so it can neither be lost nor disagree with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.pointing import named_date
from bot.questions import QuestionType, question_type
from embeddings.analysis import content_terms

if TYPE_CHECKING:
    from bot.answers import ShownQuote
    from bot.asked import Turn
    from corpus.filters import Filters
    from corpus.passages import Passage
    from corpus.quotes import Quote
    from corpus.records import Record

_BACK = re.compile(
    r"^\s*(?:(?:and|but|so|now|ok|okay|please|let(?:['’]s| us)|can we|could we)[\s,]+)*"
    r"(?:(?:go|going|get|come|return|turn)\s+)?back to\s+(?P<topic>[^:,;]+)",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]*(?:\s+(?:of\s+|the\s+)?[^\W\d_a-z][\w’'-]*)*")
#: A capital at the beginning of a question says nothing.
_OPENERS = frozenset(
    "who whom whose what when where which why how is are was were do does did has have had can "
    "could will would should and but so the a an in on at of to for from by with according "
    "back list name give tell show compare it they he she this that these those".split()
)
_CALENDAR = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What a conversation is about.

    Attributes:
        turn: number of the turn that left it, counted from 1; 0 for none.
        record: the record last quoted or described.
        passage: where the quote stands.
        quote: the first quote that answered.
        voice: whose words these are; "" without a quote.
        names: what the question of that turn named, in its own spelling.
        date: the day or month that it named (EDTF); "" for none.
        asks: the type of that question.
        filters: what the conversation is narrowed to now.
    """

    turn: int = 0
    record: Record | None = field(default=None, repr=False)
    passage: Passage | None = field(default=None, repr=False)
    quote: Quote | None = None
    voice: str = ""
    names: tuple[str, ...] = ()
    date: str = ""
    asks: QuestionType | None = None
    filters: Filters | None = None

    def __bool__(self) -> bool:
        """Whether the conversation is about anything yet."""
        return self.turn > 0

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "turn": self.turn,
            "record_id": self.record.record_id if self.record else None,
            "passage_id": self.passage.passage_id if self.passage else None,
            "quote": [self.quote.span.start, self.quote.span.end] if self.quote else None,
            "voice": self.voice,
            "names": list(self.names),
            "date": self.date,
            "asks": self.asks,
            "filters": self.filters.to_json() if self.filters else {},
        }


def focus_of(turns: Sequence[Turn], filters: Filters | None = None) -> Focus:
    """Return the focus that the turns leave.

    The last answer with words left it: a silent turn moves nothing, unless it asked to go
    back to something that an earlier turn spoke of.

    Args:
        turns: oldest first.
        filters: what the conversation is narrowed to now.
    """
    for n in range(len(turns), 0, -1):
        if _speaks(turns[n - 1]):
            return _left_by(turns, n, filters)
        topic = back_to(turns[n - 1].question)
        if topic and (earlier := _spoken_of(topic, turns[: n - 1])):
            return _left_by(turns, earlier, filters)
    return Focus(filters=filters)


def back_to(question: str) -> str:
    """Return what a question asks to go back to; "" when it does not.

    >>> back_to("Let's go back to the consulate: what part did it play?")
    'the consulate'
    """
    match = _BACK.match(question)
    return match["topic"].strip().rstrip(".?!…") if match else ""


def named_in(question: str) -> tuple[str, ...]:
    """Return the names in a question, by their capitals.

    >>> named_in("What did the Soviet Union say of Yining?")
    ('Soviet Union', 'Yining')
    """
    found = []
    for match in _NAME.finditer(question):
        words = match.group().split()
        while words and words[0].lower() in _OPENERS:
            del words[0]
        if words and words[0].lower() not in _CALENDAR:
            found.append(" ".join(words))
    return tuple(dict.fromkeys(found))


def _speaks(turn: Turn) -> bool:
    return bool(turn.answer.quotes or turn.answer.fields)


def _spoken_of(topic: str, turns: Sequence[Turn]) -> int:
    """Return the number of the latest turn with words that speak of a topic; 0 for none."""
    wanted = set(content_terms(topic))
    for n in range(len(turns), 0, -1):
        turn = turns[n - 1]
        if wanted and _speaks(turn):
            said = " ".join((turn.question, *(each.quote.text for each in turn.answer.quotes)))
            if wanted <= set(content_terms(said)):
                return n
    return 0


def _left_by(turns: Sequence[Turn], n: int, filters: Filters | None) -> Focus:
    turn = turns[n - 1]
    answer = turn.answer
    if answer.quotes:
        record = answer.quotes[0].quote.record
        first: ShownQuote | None = _answering(answer.quotes)
    else:
        record = answer.fields[0].record
        first = _last_of(record, turns[: n - 1])
    date = named_date(turn.question)
    return Focus(
        turn=n,
        record=record,
        passage=first.quote.passage if first else None,
        quote=first.quote if first else None,
        voice=first.voice if first else "",
        names=named_in(turn.question),
        date=date.edtf if date else "",
        asks=question_type(" ".join((*answer.carried, turn.question))),
        filters=filters,
    )


def _answering(quotes: Sequence[ShownQuote]) -> ShownQuote:
    return next((each for each in quotes if each.role == "answer"), quotes[0])


def _last_of(record: Record, turns: Sequence[Turn]) -> ShownQuote | None:
    """Return what was quoted last, if it was of this record: its catalogue was asked about."""
    quotes = next((turn.answer.quotes for turn in reversed(turns) if turn.answer.quotes), ())
    first = _answering(quotes) if quotes else None
    same = first is not None and first.quote.record.record_id == record.record_id
    return first if same else None
