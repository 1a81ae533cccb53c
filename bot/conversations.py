"""Conversations: turns that are never changed, only added to or taken back, and that last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
from typing import Any

from bot import keeping
from bot.answers import Answer
from bot.asked import Turn
from bot.chatbot import Chatbot
from bot.conversation_rows import Listed, Stored, new_id, shortened
from bot.conversation_state import State, state_of, stored
from bot.conversation_store import ConversationStore
from bot.focus import Focus
from bot.remarks import Remark
from bot.reopening import Fetch
from bot.replays import Replayed, differences
from corpus.clock import now
from corpus.errors import ArchiveError, InvalidQuery, UnknownConversation
from corpus.filters import Filters, checked_filters
from corpus.sayings import sayings


class Conversation:
    """A conversation; safe to use from many threads, one question at a time.

    Made by `Archive.conversation` or `Conversations.open`.

    Args:
        chatbot: answers.
        store: where it is kept; None for nowhere.
        stored: what it goes on from.
        fetch: returns a record, for the quotes of what is stored.
    """

    def __init__(
        self,
        chatbot: Chatbot,
        store: ConversationStore | None = None,
        *,
        stored: Stored | None = None,
        fetch: Fetch | None = None,
    ) -> None:
        self._chatbot = chatbot
        self._store = store
        self._lock = threading.Lock()
        self._unsaved: str = ""
        self._state = State()
        self._listed = Listed(id=new_id(), title="", created="", updated="", turns=0)
        #: Keys of the turns that are on the disk, as far as this conversation knows.
        self._known: tuple[str, ...] = ()
        self._damaged = 0
        if stored is not None:
            self._listed = stored.listed
            self._state = state_of(stored, fetch or chatbot.fetch)
            self._damaged = len(stored.damaged)
            # Where a turn is damaged this goes on as a new conversation, and nothing of the
            # damaged one is overwritten: no conversation is known to have these turns.
            self._known = self._state.keys + ("",) * len(stored.damaged)

    # What it is

    @property
    def id(self) -> str:
        """Names the conversation in its archive."""
        return self._listed.id

    @property
    def title(self) -> str:
        """Its title: the first question, shortened, unless it was given another."""
        return self._listed.title

    @property
    def created(self) -> str:
        """When its first question was asked: UTC, ISO 8601; "" before that."""
        return self._listed.created

    @property
    def updated(self) -> str:
        """When it was changed last: UTC, ISO 8601; "" before the first question."""
        return self._listed.updated

    @property
    def kept(self) -> bool:
        """Whether every turn so far is on the disk."""
        return self._store is not None and not self._unsaved

    @property
    def notices(self) -> tuple[str, ...]:
        """What the reader must know about how it is kept; empty when all is well."""
        said = [self._unsaved, self._store.notice if self._store else ""]
        if self._damaged:
            said.append(keeping.LEFT_OUT(turns=self._damaged))
        return tuple(each for each in said if each)

    @property
    def state(self) -> State:
        """The conversation as it is now, in one value that never changes."""
        return self._state

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns so far, oldest first."""
        return self._state.turns

    @property
    def focus(self) -> Focus:
        """What the conversation is about."""
        return self._state.focus

    @property
    def filters(self) -> Filters | None:
        """What the next question is narrowed to; None for nothing."""
        return self._state.filters

    def to_json(self) -> dict[str, Any]:
        """Return the conversation as plain data."""
        return self._listed.to_json() | {
            "turns": [turn.to_json() for turn in self._state.turns],
            "focus": self.focus.to_json(),
            "filters": self.filters.to_json() if self.filters else {},
            "notices": list(self.notices),
            "said": sayings(self.notices),
        }

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What became of quotes since they were given, turn by turn."""
        return tuple(remark for turn in self._state.turns for remark in turn.remarks)

    # What one does with it

    def ask(self, question: str, *, filters: Filters | None = None, raw: bool = False) -> Answer:
        """Ask the next question.

        Args:
            question: at most 4,000 characters.
            filters: what this question and those after it are narrowed to; None for what
                the conversation is narrowed to already, `Filters()` for nothing any more.
            raw: take over nothing from earlier turns.

        Raises:
            InvalidQuery: it is empty or longer than 4,000 characters; nothing is changed.
        """
        with self._lock:
            state = self._state
            narrowed = state.filters if filters is None else filters or None
            return self._answered(state, state.turns, question, narrowed, raw=raw)

    def undo_reading(self) -> Answer:
        """Ask the last question again in its own words alone; `read_otherwise` goes back.

        Raises:
            InvalidQuery: nothing was asked yet.
        """
        with self._lock:
            state = self._state
            if not state.turns:
                raise InvalidQuery(keeping.NO_READING(), keeping.OTHER_WORDS())
            last = state.turns[-1]
            before = state.turns[:-1]
            return self._answered(state, before, last.question, last.filters, raw=True)

    def read_otherwise(self) -> Answer:
        """Ask the last question again in the reading its answer offers beside its own.

        Raises:
            InvalidQuery: there is no such reading.
        """
        with self._lock:
            state = self._state
            last = state.turns[-1] if state.turns else None
            if last is None or last.answer.also_read_as is None:
                raise InvalidQuery(keeping.NO_READING(), keeping.OTHER_WORDS())
            raw = last.answer.also_read_as == last.question
            return self._answered(
                *(state, state.turns[:-1], last.question, last.filters), raw=raw, leaning=not raw
            )

    def forget_last(self) -> None:
        """Take the last turn back; nothing happens when there is none."""
        with self._lock:
            state = self._state
            if state.turns:
                turns, keys = state.turns[:-1], state.keys[:-1]
                self._become(State(turns=turns, filters=state.filters, keys=keys))

    def set_filters(self, filters: Filters | None) -> None:
        """Narrow the questions from now on; None or `Filters()` clears.

        Raises:
            TypeError: they are no filters; nothing is changed.
        """
        chosen = checked_filters(filters) or None
        with self._lock:
            state = self._state
            self._become(State(turns=state.turns, filters=chosen, keys=state.keys))

    def clear_filters(self) -> None:
        """Search the whole archive from now on."""
        self.set_filters(None)

    def rename(self, title: str) -> None:
        """Give it another title.

        Raises:
            InvalidQuery: the title is empty.
            ArchiveError: it cannot be stored.
        """
        if not shortened(title):
            raise InvalidQuery(keeping.NO_TITLE(), keeping.GIVE_TITLE())
        with self._lock:
            if self._store is not None and self._known:
                self._store.rename(self.id, title)
            self._listed = replace(self._listed, title=shortened(title))

    def replay(self) -> tuple[Replayed, ...]:
        """Ask the questions again, in order, and compare what is answered; nothing is kept."""
        again = Conversation(self._chatbot)
        replayed = []
        for turn in self._state.turns:
            answer = again._answered(
                again.state,
                again.turns,
                turn.question,
                turn.filters,
                raw=turn.raw,
                leaning=turn.leaning,
            )
            replayed.append(
                Replayed(
                    question=turn.question,
                    before=turn.answer,
                    now=answer,
                    differs=differences(turn.answer, answer),
                )
            )
        return tuple(replayed)

    # Inside

    def _answered(
        self,
        state: State,
        before: tuple[Turn, ...],
        question: str,
        filters: Filters | None,
        *,
        raw: bool,
        leaning: bool = False,
    ) -> Answer:
        answer = self._chatbot.ask(question, before, raw=raw, leaning=leaning, filters=filters)
        turn = Turn(
            question=question,
            answer=answer,
            filters=filters,
            raw=raw,
            leaning=leaning,
            asked_at=now(),
        )
        self._become(
            State(
                turns=(*before, turn),
                # A question asked again narrows nothing beyond itself.
                filters=filters if len(before) == len(state.turns) else state.filters,
                keys=(*state.keys[: len(before)], new_id()),
            )
        )
        return answer

    def _become(self, state: State) -> None:
        self._state = state
        moment = now()
        title = self.title or shortened(state.turns[0].question if state.turns else "")
        self._listed = replace(
            self._listed,
            title=title,
            created=self.created or moment,
            updated=moment,
            turns=len(state.turns),
        )
        if self._store is not None and (state.turns or self._known):
            self._save(self._store, state)

    def _save(self, store: ConversationStore, state: State) -> None:
        """Store what is new; where that fails, asking goes on and the next turn tries again."""
        both = zip(state.keys, self._known, strict=False)
        kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
        try:
            place = store.save(
                self.id,
                title=self.title,
                filters=state.filters.to_json() if state.filters else {},
                known=self._known,
                keys=state.keys,
                kept=kept,
                turn=lambda n: stored(state.turns[n], state.keys[n]),
            )
        except UnknownConversation:
            # Deleted elsewhere: what was said in it stays deleted, and a new one begins here.
            self._known = ()
            self._listed = replace(self._listed, id=new_id(), title="", created="")
            self._become(replace(state, turns=state.turns[kept:], keys=state.keys[kept:]))
            return
        except ArchiveError as error:
            self._unsaved = keeping.UNSAVED(why=error.sentences)
            return
        self._unsaved, self._damaged, self._known = "", 0, state.keys
        self._listed = replace(self._listed, id=place)


class Conversations:
    """The stored conversations of an archive: `archive.conversations`.

    Args:
        store: where they are.
        begin: makes a conversation, given what is stored of it.
    """

    def __init__(self, store: ConversationStore, begin: Callable[[Stored], Conversation]) -> None:
        self._store = store
        self._begin = begin

    def list(self) -> tuple[Listed, ...]:
        """Return what is stored, the conversation changed last first."""
        return self._store.list()

    def search(self, text: str) -> tuple[Listed, ...]:
        """Return those that hold every word in their title, questions or quotes."""
        return self._store.search(text)

    def open(self, name: str) -> Conversation:
        """Go on with a conversation; every quote in it is verified against the archive anew.

        Args:
            name: its id, the beginning of it, or `last`.

        Raises:
            ArchiveError: there is no such conversation.
        """
        return self._begin(self._store.load(self._store.resolve(name)))

    def rename(self, name: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            ArchiveError: there is no such conversation, or the title is empty.
        """
        self._store.rename(self._store.resolve(name), title)

    def delete(self, name: str) -> None:
        """Delete a conversation for good.

        Raises:
            ArchiveError: there is no such conversation.
        """
        self._store.delete(self._store.resolve(name))
