"""The Python door: an archive that is searched, asked and added to."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from types import TracebackType

from bot.answers import Answer
from bot.chatbot import Chatbot, Turn
from bot.followups import Understood
from bot.reranker import PackagedReranker, Reranker
from bot.retriever import Retriever
from bot.settings import Settings, load_settings, resolve_folder
from bot.starters import starters
from corpus.errors import ArchiveError, IndexMismatch
from corpus.progress import Progress, silent
from corpus.readers import read_bytes, read_file
from corpus.records import Record
from corpus.store import RecordStore, Summary
from embeddings.build import Built, build_generation
from embeddings.compiled import open_encoder
from embeddings.encoder import Encoder
from embeddings.generation import Generation, newest_generation

SEED = "118214.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the files given to `Archive.add`.

    Attributes:
        accepted: record ids that are new.
        unchanged: record ids whose bytes were already held.
        replaced: record ids whose text was held in another form.
        refused: (file name, reason) of what no reader accepts.
        built: the generation made from it; None when nothing changed.
    """

    accepted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    built: Built | None = None


class Archive:
    """An opened archive; safe to use from many threads.

    Use `open_archive`, which also makes a new one.
    """

    def __init__(
        self, folder: Path, *, settings: Settings, encoder: Encoder, reranker: Reranker | None
    ) -> None:
        self.folder = folder
        self.settings = settings
        self._encoder = encoder
        self._reranker = reranker
        self._store = RecordStore.open(folder)
        self._swap = threading.Lock()
        self._current: Generation | None = None

    def __enter__(self) -> Archive:
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
        self._store.close()

    @cached_property
    def retriever(self) -> Retriever:
        """Finds passages: `archive.retriever.search(query, k=5)`."""
        return Retriever(self._store, self._encoder, self.generation)

    @cached_property
    def _chatbot(self) -> Chatbot:
        return Chatbot(
            retriever=self.retriever,
            reranker=self._reranker,
            generation=self.generation,
            only_record=self._only_record,
            settings=self.settings,
        )

    def generation(self) -> Generation:
        """Return the newest published generation, opening it when it is new.

        Raises:
            IndexMissing: none was published.
            IndexMismatch: it was made by another model than this archive is set to.
            ArchiveDamaged: it was altered.
        """
        published = self._store.generations()
        with self._swap:
            current = self._current
            if current and published and published[0].name == current.manifest.generation:
                return current
            opened = newest_generation(self.folder, self._store)
            if opened.manifest.model_fingerprint != self._encoder.fingerprint:
                raise IndexMismatch(
                    f"The index was made with the model {opened.manifest.model}, and this "
                    f"archive is set to {self._encoder.name}; their vectors cannot be compared.",
                    "Run 'dragoman rebuild' to make the index anew, or set the former model.",
                )
            self._current = opened
            return opened

    def ask(self, question: str) -> Answer:
        """Answer one question that stands alone.

        Raises:
            InvalidQuery: it is empty or longer than 4,000 characters.
        """
        return self._chatbot.ask(question)

    def answer(self, understood: Understood) -> Answer:
        """Answer a question that was understood elsewhere, from the text alone."""
        return self._chatbot.from_text(understood)

    def conversation(self) -> Conversation:
        """Begin a conversation, in which questions may lean on earlier ones."""
        return Conversation(self._chatbot)

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
        summaries = self.summaries()
        return starters([self.record(s.record_id) for s in summaries[:n]], n)

    def warm(self) -> None:
        """Load the models and the index now rather than at the first question."""
        self.retriever.search("warm", 1)
        if self._reranker is not None:
            self._reranker.scores("warm", ["warm"])

    def add(self, paths: Iterable[str | Path], *, progress: Progress = silent) -> Added:
        """Read files into the archive and publish an index that holds them.

        A file that no reader accepts is named in the result; the others go on.

        Raises:
            ArchiveBusy: another process is writing.
            ArchiveReadOnly: the folder cannot be written.
        """
        outcomes: dict[str, list[str]] = {"added": [], "unchanged": [], "replaced": []}
        refused: list[tuple[str, str]] = []
        built = None
        with RecordStore.open(self.folder, write=True) as store:
            for path in paths:
                try:
                    record = read_file(Path(path))
                except ArchiveError as error:
                    refused.append((str(path), str(error)))
                    continue
                outcomes[store.put(record, imported_at=_now()).value].append(record.record_id)
            if outcomes["added"] or outcomes["replaced"]:
                built = build_generation(self.folder, store, self._encoder, progress=progress)
        return Added(
            accepted=tuple(outcomes["added"]),
            unchanged=tuple(outcomes["unchanged"]),
            replaced=tuple(outcomes["replaced"]),
            refused=tuple(refused),
            built=built,
        )

    def rebuild(self, *, progress: Progress = silent) -> Built:
        """Make the index anew from the stored records, encoding only what is not stored.

        Raises:
            ArchiveBusy: another process is writing.
            ArchiveReadOnly: the folder cannot be written.
        """
        with RecordStore.open(self.folder, write=True) as store:
            return build_generation(self.folder, store, self._encoder, progress=progress)

    def _only_record(self) -> Record | None:
        summaries = self.summaries()
        return self.record(summaries[0].record_id) if len(summaries) == 1 else None


class Conversation:
    """A conversation: turns that are never changed, only added to or taken back."""

    def __init__(self, chatbot: Chatbot) -> None:
        self._chatbot = chatbot
        self._turns: tuple[Turn, ...] = ()
        self._lock = threading.Lock()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns so far, oldest first."""
        return self._turns

    def ask(self, question: str) -> Answer:
        """Ask the next question.

        Raises:
            InvalidQuery: it is empty or longer than 4,000 characters.
        """
        with self._lock:
            return self._answered(self._turns, question, raw=False)

    def undo_reading(self) -> Answer:
        """Ask the last question again in its own words alone.

        Raises:
            IndexError: nothing was asked yet.
        """
        with self._lock:
            return self._answered(self._turns[:-1], self._turns[-1].question, raw=True)

    def forget_last(self) -> None:
        """Take the last turn back; nothing happens when there is none."""
        with self._lock:
            self._turns = self._turns[:-1]

    def _answered(self, turns: Sequence[Turn], question: str, *, raw: bool) -> Answer:
        answer = self._chatbot.ask(question, turns, raw=raw)
        self._turns = (*turns, Turn(question=question, answer=answer))
        return answer


def open_archive(
    folder: str | Path | None = None,
    *,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Archive:
    """Open an archive; make one with the shipped record where there is none.

    Args:
        folder: the archive's folder; by default $DRAGOMAN_ARCHIVE, else the user's own.
        settings: by default those of `settings.toml` in the folder.
        progress: told about each step while a new archive is made.

    Raises:
        ArchiveReadOnly: a new archive cannot be made there.
        ModelUnavailable: the packaged weights are missing or altered.
        SettingsError: `settings.toml` is not valid.
    """
    place = resolve_folder(folder)
    settings = settings or load_settings(place)
    if not is_archive(place):
        raw = (files("corpus") / "data" / "seed" / SEED).read_bytes()
        return create_archive(place, [read_bytes(raw, SEED)], settings=settings, progress=progress)
    return _opened(place, settings)


def create_archive(
    folder: Path,
    records: Iterable[Record],
    *,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Archive:
    """Make an archive of these records, or finish one whose making was cut off.

    Raises:
        ArchiveReadOnly: the folder cannot be written.
        ModelUnavailable: the packaged weights are missing or altered.
    """
    settings = settings or Settings()
    encoder = _encoder(settings)
    with RecordStore.open(folder, write=True) as store:
        if not store.count().records:
            for record in records:
                store.put(record, imported_at=_now())
        build_generation(folder, store, encoder, progress=progress)
    return _opened(folder, settings)


def is_archive(folder: Path) -> bool:
    """Tell whether a folder holds an archive with a published index."""
    if not (folder / RecordStore.FILE_NAME).is_file():
        return False
    with RecordStore.open(folder) as store:
        return bool(store.generations())


def _opened(folder: Path, settings: Settings) -> Archive:
    return Archive(
        folder,
        settings=settings,
        encoder=_encoder(settings),
        reranker=PackagedReranker() if settings.rerank else None,
    )


@cache
def _encoder(settings: Settings) -> Encoder:
    """One encoder a process for the same settings: its weights are large."""
    return open_encoder(Path(settings.model).expanduser() if settings.model else None)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
