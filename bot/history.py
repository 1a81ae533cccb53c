"""History: what was asked and answered before a question, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.asked import Turn

USER, AGENT = "user: ", "agent: "
# In an archive's words these would read as something to be found to the letter (`bot.exact`).
_TO_THE_LETTER = re.compile(r"[\"“”„«»]|(?<=\w)[-–./](?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and what was answered.

    Attributes:
        question: as asked.
        reply: the words quoted in answer; "" when the archive was silent. What came nearest
            then is no answer, and not among them.
    """

    question: str
    reply: str = ""

    @property
    def words(self) -> str:
        """Both, as they are searched: no quotation mark or code of the reply is a need."""
        return " ".join((self.question, *_TO_THE_LETTER.sub(" ", self.reply).split())).strip()

    def first_words(self, most: int) -> str:
        """Return the question and, as far as there is room, the beginning of the reply."""
        return " ".join(self.words.split()[: max(0, most)])


def exchanges_of(turns: Sequence[Turn]) -> tuple[Exchange, ...]:
    """Return the turns of a conversation as exchanges, oldest first."""
    return tuple(
        Exchange(
            question=turn.question,
            reply=" ".join(
                (
                    *(each.quote.text for each in turn.answer.quotes),
                    *(each.field.raw for each in turn.answer.fields if each.field),
                )
            ),
        )
        for turn in turns
    )


def read_history(lines: Sequence[str]) -> tuple[Exchange, ...]:
    """Read earlier turns as test collections give them, oldest first.

    Args:
        lines: each `user: …` or `agent: …`; an agent's words answer the question before.

    >>> read_history(["user: Who fled?", "agent: Herdsmen.", "user: Where to?"])[0].reply
    'Herdsmen.'
    """
    found: list[Exchange] = []
    for line in lines:
        if line.startswith(USER):
            found.append(Exchange(question=line.removeprefix(USER)))
        elif line.startswith(AGENT):
            said = line.removeprefix(AGENT)
            before = found.pop() if found else Exchange(question="")
            found.append(Exchange(question=before.question, reply=f"{before.reply} {said}".strip()))
    return tuple(found)
