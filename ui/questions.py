"""What counts as a question before anything else looks at it."""

from __future__ import annotations

from corpus.errors import InvalidQuery

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
        raise InvalidQuery("The question is not a text.", "Send it as a string.")
    if len(question) > LONGEST:
        raise QuestionTooLong(
            f"The question has {len(question):,} characters; the limit is {LONGEST:,}.",
            "Ask in fewer words, or ask several questions.",
        )
    if "\0" in question or any("\ud800" <= character <= "\udfff" for character in question):
        raise InvalidQuery(
            "The question holds characters that are no text.", "Type it again, or paste it plain."
        )
    if not question.strip():
        raise InvalidQuery("The question is empty.", "Type a question first.")
    return question.strip()
