"""What counts as a question before anything else looks at it."""

from __future__ import annotations

from corpus.errors import InvalidQuery
from corpus.sayings import Form

_NO_TEXT = Form("question.text", "The question is not a text.")
_AS_STRING = Form("remedy.string", "Send it as a string.")
_LONG = Form("question.long", "The question has {size:,} characters; the limit is {limit:,}.")
_FEWER = Form("remedy.fewer", "Ask in fewer words, or ask several questions.")
_STRANGE = Form("question.strange", "The question holds characters that are no text.")
_PLAIN = Form("remedy.strange", "Type it again, or paste it plain.")
_EMPTY = Form("question.empty", "The question is empty.")
_TYPE = Form("remedy.type", "Type a question first.")
#: Longest question, in characters; reliability: refused before the tokenizer sees it.
LONGEST = 4_000


class QuestionTooLong(InvalidQuery):
    """A question longer than `LONGEST`."""


def checked(question: object) -> str:
    """Return the question, trimmed at both ends.

    Raises:
        QuestionTooLong: it is longer than `LONGEST`.
        InvalidQuery: it is no text, is empty, or holds characters that no text has
            (halves of a surrogate pair, NUL).
    """
    if not isinstance(question, str):
        raise InvalidQuery(_NO_TEXT(), _AS_STRING())
    if len(question) > LONGEST:
        raise QuestionTooLong(_LONG(size=len(question), limit=LONGEST), _FEWER())
    if "\0" in question or any("\ud800" <= character <= "\udfff" for character in question):
        raise InvalidQuery(_STRANGE(), _PLAIN())
    if not question.strip():
        raise InvalidQuery(_EMPTY(), _TYPE())
    return question.strip()
