"""Sittings: the conversation of each open page, kept here and never in the browser."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    from bot import Answer, Archive, Conversation

#: Pages whose conversation is kept; the one that was quiet longest goes first.
MOST = 200


@dataclass(slots=True)
class Sitting:
    """One page's conversation.

    Attributes:
        conversation: its turns.
        lock: held while a question of this page is being answered.
        stops: how often the reader pressed Stop; an answer that was stopped while it
            was being composed is forgotten, so that no later question leans on it.
    """

    conversation: Conversation
    lock: threading.Lock = field(default_factory=threading.Lock)
    stops: int = 0

    def ask(self, question: str) -> Answer | None:
        """Answer a question; None when the reader stopped it meanwhile.

        Raises:
            ArchiveError: the question cannot be answered; the error says why.
        """
        stops = self.stops
        with self.lock:
            if self.stops != stops:
                return None
            answer = self.conversation.ask(question)
            if self.stops != stops:
                self.conversation.forget_last()
                return None
            return answer

    def undo_reading(self) -> Answer:
        """Ask the last question again as it was typed.

        Raises:
            InvalidQuery: there is no question to ask again.
        """
        with self.lock:
            if not self.conversation.turns:
                raise InvalidQuery("There is no question to read again.", "Ask one first.")
            return self.conversation.undo_reading()


class Sittings:
    """The conversations of the pages that are open.

    Args:
        archive: where conversations are begun.
        most: how many are kept.
    """

    def __init__(self, archive: Archive, most: int = MOST) -> None:
        self._archive = archive
        self._most = most
        self._lock = threading.Lock()
        self._sittings: OrderedDict[str, Sitting] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._sittings)

    def of(self, page: str) -> Sitting:
        """Return the sitting of a page, begun if the page is new or was forgotten."""
        with self._lock:
            sitting = self._sittings.get(page)
            if sitting is None:
                sitting = self._sittings[page] = Sitting(self._archive.conversation(keep=False))
            self._sittings.move_to_end(page)
            while len(self._sittings) > self._most:
                self._sittings.popitem(last=False)
            return sitting

    def stop(self, page: str) -> None:
        """Let the answer a page is waiting for be forgotten."""
        with self._lock:
            sitting = self._sittings.get(page)
            if sitting is not None:
                sitting.stops += 1

    def renew(self, page: str) -> None:
        """Forget a page's conversation."""
        with self._lock:
            sitting = self._sittings.pop(page, None)
            if sitting is not None:
                sitting.stops += 1
