"""What can be asked of an opened archive; `Archive` opens it, and changes it too.

What answers is imported when something is asked, so that records are listed and shown at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.packaged_reranker import PackagedReranker
from bot.settings import ARCHIVE, Settings
from corpus.filters import Filters
from corpus.records import Record
from corpus.store import RecordStore, Summary
from embeddings.compiled import CompiledEncoder
from embeddings.encoder import index_fingerprint
from embeddings.serving import Serving
from embeddings.starts import are_compared

if TYPE_CHECKING:
    from bot.answers import Answer
    from bot.chatbot import Chatbot
    from bot.conversation_rows import Stored
    from bot.conversation_store import ConversationStore
    from bot.conversations import Conversation, Conversations
    from bot.followups import Understood
    from bot.history import Exchange
    from bot.reading import Read
    from bot.reranker import Reranker
    from bot.reranking import Reader
    from bot.retriever import Retriever
    from embeddings.encoder import Encoder
    from embeddings.generation import Generation


class ArchiveReader:
    """What can be asked of an archive; `Archive` is one, and changes it too."""

    def __init__(
        self, folder: Path, *, settings: Settings, encoder: Encoder, reranker: Reranker | None
    ) -> None:
        self.folder = folder
        self.settings = settings
        self._encoder = encoder
        self._reranker = reranker
        self._store = RecordStore.open(folder)
        self._serving = Serving(folder, self._store, index_fingerprint(encoder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the store; the archive cannot be used afterwards."""
        self._serving.close()
        self._store.close()

    @cached_property
    def retriever(self) -> Retriever:
        """Finds passages: `archive.retriever.search(query, k=5)`."""
        self._load_ahead()
        from bot.retriever import Retriever
        from corpus.name_tables import names_of

        return Retriever(
            self._store,
            self._encoder,
            self.generation,
            lambda: names_of(self.folder),
            self._reader,
        )

    def _load_ahead(self) -> None:
        """Begin to load the models, while what asks them is imported."""
        held = self._store.count()
        starts = are_compared(held.records, held.passages)
        of_starts = self._encoder.starts if starts else None
        for model in (self._encoder, of_starts, self._reranker):
            if isinstance(model, CompiledEncoder | PackagedReranker):
                model.prepare()

    @property
    def _reader(self) -> Reader:
        from bot.reranking import Reader
        from bot.selection import Limit

        return Reader(
            reranker=self._reranker,
            limit=Limit(sentences=self.settings.sentences, milliseconds=self.settings.reading_ms),
        )

    @cached_property
    def _chatbot(self) -> Chatbot:
        retriever = self.retriever  # whose models are loaded while the rest is imported
        from bot.chatbot import Chatbot

        return Chatbot(
            retriever=retriever,
            reader=self._reader,
            generation=self.generation,
            degraded=self._degraded,
            fetch=self._store.get,
            settings=self.settings,
        )

    def generation(self) -> Generation:
        """Return the generation to search now; a newer one takes over without a pause.

        Raises:
            IndexMissing: none was published.
            IndexMismatch: all were made by other models than this archive is set to.
            ArchiveDamaged: all were altered.
        """
        return self._serving.current()

    @property
    def degraded(self) -> str | None:
        """Why less is searched than the archive holds, for people; None when all of it is.

        An older index than the newest is searched, or records are in no index yet.

        Raises:
            ArchiveError: no index can be searched.
        """
        return self._degraded(self.generation())

    def _degraded(self, generation: Generation) -> str | None:
        from bot.backlog import backlog

        return generation.degraded or backlog(self._store, generation)

    def ask(self, question: str, *, filters: Filters | None = None) -> Answer:
        """Answer one question that stands alone.

        Args:
            question: at most 4,000 characters.
            filters: what part of the archive is searched; None for all of it.

        Raises:
            InvalidQuery: it is empty or longer than 4,000 characters.
        """
        return self._chatbot.ask(question, filters=filters)

    def understand(self, question: str, earlier: Sequence[Exchange]) -> Understood:
        """Say how a question is read after what was asked and answered before it."""
        return self._chatbot.understand(question, earlier)

    def answer(self, understood: Understood) -> Answer:
        """Answer a question that was understood elsewhere, from the text alone."""
        return self._chatbot.from_text(understood)

    def read(self, understood: Understood, filters: Filters | None = None) -> Read:
        """Return the sentences read for a question and what the gate makes of them."""
        return self._chatbot.read(understood, filters)

    def conversation(self, *, keep: bool | None = None) -> Conversation:
        """Begin a conversation, in which questions may lean on earlier ones.

        Args:
            keep: whether it is stored in the archive's folder; None as the settings say.
        """
        from bot.conversations import Conversation

        keep = self.settings.conversations == ARCHIVE if keep is None else keep
        return Conversation(self._chatbot, self._conversation_store if keep else None)

    @cached_property
    def conversations(self) -> Conversations:
        """The stored conversations: listed, searched, opened, renamed, deleted."""
        from bot.conversations import Conversations

        return Conversations(self._conversation_store, self._reopened)

    def _reopened(self, stored: Stored) -> Conversation:
        from bot.conversations import Conversation

        keep = self.settings.conversations == ARCHIVE
        store = self._conversation_store if keep else None
        return Conversation(self._chatbot, store, stored=stored)

    @cached_property
    def _conversation_store(self) -> ConversationStore:
        from bot.conversation_store import ConversationStore

        return ConversationStore(self.folder)

    def record(self, record_id: str) -> Record:
        """Return a record.

        Raises:
            UnknownRecord: there is none of that id.
            ArchiveDamaged: its stored bytes do not match their hashes.
        """
        return self._store.get(record_id)

    def summaries(self) -> tuple[Summary, ...]:
        """Return one light row a record, in the order they were added."""
        return tuple(self._store.summaries())

    def starters(self, n: int = 4) -> tuple[str, ...]:
        """Return questions to begin with, made of the catalogue's own words."""
        from bot.starters import starters

        # Those that can be named first: a question about one that cannot is about none.
        rows = sorted(self.summaries(), key=lambda row: not (row.title or row.date))
        return starters([self.record(row.record_id) for row in rows[:n]], n)

    def warm(self) -> None:
        """Load the models and the index now rather than at the first question."""
        self.retriever.search("warm", 1)
        if self._reranker is not None:
            self._reranker.scores([[("warm", "warm")]])
