"""Sittings: the conversation of each open page.

A page knows its conversation by its id and how many turns it shows; the words stay here, and
on the disk if the settings keep them. Each page goes on from what it shows: where two pages
go on with one stored conversation, it becomes two, and neither loses a turn.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus.errors import ArchiveError, InvalidQuery
from corpus.sayings import Form, sayings

if TYPE_CHECKING:
    from bot import Answer, Archive, Conversation
    from corpus.filters import Filters

_NOTHING_ASKED = Form("talk.nothing", "There is no question to read again.")
_ASK_FIRST = Form("remedy.nothing", "Ask one first.")
#: Pages whose conversation is kept; the one that was quiet longest goes first.
MOST = 200
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(slots=True)
class Sitting:
    """One page's conversation.

    Attributes:
        conversation: its turns.
        lock: held while a question of this page is being answered.
        stops: how often the page turned to another conversation meanwhile; what was being
            answered is forgotten.
        stopped: the page's numbers of questions for which Stop was pressed; their answers
            are forgotten, so that no later question leans on them, also such as were
            composed before Stop came here, or begun after it.
        answered: the page's number of the question that was answered last.
    """

    conversation: Conversation
    lock: threading.Lock = field(default_factory=threading.Lock)
    stops: int = 0
    stopped: set[int] = field(default_factory=set)
    answered: int | None = None

    def shows(self, wanted: str | None) -> bool:
        """Tell whether this is the conversation a page names; see `Sittings.of`."""
        if wanted == "":
            return not self.conversation.turns
        return wanted in (None, self.conversation.id)

    def ask(
        self,
        question: str,
        filters: Filters | None = None,
        *,
        raw: bool = False,
        ticket: int | None = None,
    ) -> Answer | None:
        """Answer a question; None when the reader stopped it meanwhile.

        Args:
            question: at most 4,000 characters.
            filters: what it and those after it are narrowed to; None for what the
                conversation is narrowed to already.
            raw: take over nothing from earlier turns.
            ticket: the page's own number of the question.

        Raises:
            ArchiveError: the question cannot be answered; the error says why.
        """
        stops = self.stops
        with self.lock:
            self._forget_stopped()
            if self.stops != stops or ticket in self.stopped:
                return None
            answer = self.conversation.ask(question, filters=filters, raw=raw)
            self.answered = ticket
            if self.stops != stops:
                self.conversation.forget_last()
                return None
            return None if self._forget_stopped() else answer

    def stop(self, ticket: int) -> None:
        """Forget the answer to a question, whether it is still composed or done already."""
        self.stopped.add(ticket)
        # Whoever holds the lock looks before and after answering.
        if self.lock.acquire(blocking=False):
            try:
                self._forget_stopped()
            finally:
                self.lock.release()

    def _forget_stopped(self) -> bool:
        if self.answered is None or self.answered not in self.stopped:
            return False
        self.answered = None
        self.conversation.forget_last()
        return True

    def undo_reading(self) -> Answer:
        """Ask the last question again as it was typed.

        Raises:
            InvalidQuery: there is no question to ask again.
        """
        with self.lock:
            if not self.conversation.turns:
                raise InvalidQuery(_NOTHING_ASKED(), _ASK_FIRST())
            return self.conversation.undo_reading()

    def read_otherwise(self) -> Answer:
        """Ask the last question again in the other reading its answer offers.

        Raises:
            InvalidQuery: it offers none.
        """
        with self.lock:
            return self.conversation.read_otherwise()

    def to_json(self) -> dict[str, Any]:
        """Return what the page must know of its conversation."""
        talk = self.conversation
        return {
            "id": talk.id,
            "title": talk.title,
            "turns": len(talk.turns),
            "kept": talk.kept,
            "filters": talk.filters.to_json() if talk.filters else {},
            "notices": list(talk.notices),
            "said": sayings(talk.notices),
        }


class Sittings:
    """The conversations of the pages that are open.

    Args:
        archive: where conversations are begun.
        most: how many are kept in memory.
    """

    def __init__(self, archive: Archive, most: int = MOST) -> None:
        self._archive = archive
        self._most = most
        self._lock = threading.Lock()
        self._sittings: OrderedDict[str, Sitting] = OrderedDict()
        #: Questions that were stopped before they came here, by page.
        self._early: OrderedDict[str, set[int]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are in memory."""
        return len(self._sittings)

    def of(self, page: str, wanted: str | None = None, *, recall: bool = True) -> Sitting:
        """Return the sitting of a page.

        Args:
            page: the page's session.
            wanted: id of the conversation the page shows, "" when it shows none, None when
                it does not say. One that is stored is opened; where there is none of that
                id a new one begins.
            recall: whether this reader's conversations may be stored and reopened.
        """
        with self._lock:
            sitting = self._sittings.get(page)
            if sitting is not None and sitting.shows(wanted):
                self._sittings.move_to_end(page)
                return sitting
        # Reading a long conversation takes a moment, in which the others are not held up.
        begun = Sitting(self._opened(wanted or "", recall))
        with self._lock:
            now = self._sittings.get(page)
            if now is not None and now is not sitting and now.shows(wanted):
                return now  # two questions of one page at once
            if now is not None:
                now.stops += 1
            begun.stopped = self._early.pop(page, set())
            self._sittings[page] = begun
            self._sittings.move_to_end(page)
            while len(self._sittings) > self._most:
                self._sittings.popitem(last=False)
            return begun

    def stop(self, page: str, ticket: int) -> None:
        """Let the answer to a question of a page be forgotten, wherever it has come to."""
        with self._lock:
            sitting = self._sittings.get(page)
            if sitting is None:
                self._early.setdefault(page, set()).add(ticket)
                while len(self._early) > self._most:
                    self._early.popitem(last=False)
        if sitting is not None:
            sitting.stop(ticket)

    def renew(self, page: str) -> None:
        """Let a page begin anew; a conversation that is stored stays so."""
        with self._lock:
            sitting = self._sittings.pop(page, None)
            if sitting is not None:
                sitting.stops += 1

    @contextmanager
    def without(self, conversation_id: str) -> Iterator[None]:
        """Let the pages that show a conversation begin anew while it is deleted.

        What they are being answered is waited for and forgotten, so that none of them
        stores the conversation again.
        """
        with self._lock:
            shown = {
                page: sitting
                for page, sitting in self._sittings.items()
                if sitting.conversation.id == conversation_id
            }
            for page, sitting in shown.items():
                del self._sittings[page]
                sitting.stops += 1
        with ExitStack() as held:
            for sitting in shown.values():
                held.enter_context(sitting.lock)
            yield

    def _opened(self, wanted: str, recall: bool) -> Conversation:
        if wanted and recall and _ID.fullmatch(wanted):
            try:
                return self._archive.conversations.open(wanted)
            except ArchiveError:
                pass  # deleted meanwhile, or never stored: a new one begins calmly
        return self._archive.conversation(keep=None if recall else False)
