"""Loading the archive's models in the background, while the page is already served."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from corpus.errors import ArchiveError

if TYPE_CHECKING:
    from bot import Archive

log = logging.getLogger(__name__)


class Warmth:
    """Whether an archive's models are loaded.

    Args:
        archive: the archive to warm; nothing happens before `start`.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._over = threading.Event()
        self._failure: ArchiveError | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def ready(self) -> bool:
        """Whether a question would be answered without waiting for the models."""
        return self._over.is_set() and self._failure is None

    def start(self) -> None:
        """Begin to load, once; later calls do nothing."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._load, name="warm")
                self._thread.start()

    def wait(self) -> None:
        """Return when the models are loaded, starting to load them if need be.

        Raises:
            ArchiveError: they could not be loaded; the error says why.
        """
        self.start()
        self._over.wait()
        if self._failure is not None:
            raise self._failure

    def finish(self) -> None:
        """Return once nothing is being loaded; native code must not outlive its process."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _load(self) -> None:
        try:
            self._archive.warm()
        except ArchiveError as failure:
            log.error("%s", failure)
            self._failure = failure
        finally:
            self._over.set()
