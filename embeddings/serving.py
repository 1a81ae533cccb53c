"""Serving: readers hold one generation, and a newer one takes its place without a pause."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.sayings import together
from corpus.store import RecordStore
from embeddings import faults
from embeddings.generation import Generation, newest_generation

_LOG = logging.getLogger(__name__)
#: Seconds that the question which meets a new generation first may wait for it; a small
#: one is opened by then, a large one is opened behind the questions that follow.
_PATIENCE = 0.2


class Serving:
    """The generation that an opened archive searches; safe to use from many threads.

    Args:
        archive_folder: the archive's folder.
        store: its records.
        model_fingerprint: of the encoder that asks; only generations of it are served.
    """

    def __init__(self, archive_folder: Path, store: RecordStore, model_fingerprint: str) -> None:
        self._folder = archive_folder
        self._store = store
        self._fingerprint = model_fingerprint
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._current: Generation | None = None
        self._seen: tuple[str, ...] = ()
        self._thread: threading.Thread | None = None
        self._closed = False

    def current(self) -> Generation:
        """Return the generation to search now; use it alone for the whole of a question.

        Raises:
            ArchiveError: none can be opened, and none was.
        """
        published = self._published()
        with self._lock:
            current = self._current
            if current is not None and (published == self._seen or not published):
                return current
            thread = None if current is None else self._started()
        if current is None or thread is None:
            return self.refresh() if current is None else current
        thread.join(_PATIENCE)
        with self._lock:
            return self._current or current

    def refresh(self) -> Generation:
        """Open the newest generation now, unless it is the one in use.

        Raises:
            ArchiveError: none can be opened, and none was.
        """
        with self._opening:  # FAISS reads one index at a time
            published = self._published()
            with self._lock:
                if self._current is not None and published == self._seen:
                    return self._current
            try:
                opened = newest_generation(self._folder, self._store, self._fingerprint)
            except ArchiveError as error:
                opened = self._kept(error)
            with self._lock:
                self._current, self._seen = opened, published
            return opened

    def close(self) -> None:
        """Return once nothing is being opened; native code must not outlive its process."""
        with self._lock:
            self._closed = True
            thread = self._thread
        if thread is not None:
            thread.join()

    def _published(self) -> tuple[str, ...]:
        return tuple(row.name for row in self._store.generations())

    def _started(self) -> threading.Thread | None:
        """Begin to open behind the scenes, once; None while that goes on already."""
        if self._closed or (self._thread is not None and self._thread.is_alive()):
            return None
        self._thread = threading.Thread(target=self._open, name="new index")
        self._thread.start()
        return self._thread

    def _open(self) -> None:
        try:
            self.refresh()
        except ArchiveError as error:
            _LOG.error("%s", error)

    def _kept(self, error: ArchiveError) -> Generation:
        """Go on with the generation in memory when none on the disk can be opened."""
        with self._lock:
            current = self._current
        if current is None:
            raise error
        _LOG.error("%s", error)
        why = together(together(error.message, faults.AN_OLDER_ONE()), error.remedy)
        return replace(current, degraded=why)
