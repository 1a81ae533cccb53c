"""Loading the archive's models in the background, while the page is already served."""

from __future__ import annotations

import copy
import logging
import threading
import time
from typing import TYPE_CHECKING

from corpus.errors import ArchiveError
from corpus.sayings import Form

if TYPE_CHECKING:
    from bot import Archive

log = logging.getLogger(__name__)

_UNLOADED = Form("models.unloaded", "The models could not be loaded.")
_SEE = Form("remedy.unloaded", "The window Dragoman was started from says more.")
#: Seconds after a failure in which it is told again and nothing is loaded anew.
PAUSE = 5.0


class _Loading:
    """One try to load the models.

    Attributes:
        over: set once it has ended.
        loaded: whether it succeeded.
        failure: why it did not.
        ended: when it failed, in seconds of the monotonic clock.
    """

    def __init__(self, archive: Archive) -> None:
        self.over = threading.Event()
        self.loaded = False
        self.failure = ArchiveError(_UNLOADED(), _SEE())
        self.ended = 0.0
        self._archive = archive
        self.thread = threading.Thread(target=self._load, name="warm")

    @property
    def stale(self) -> bool:
        """Whether it failed so long ago that another may succeed."""
        failed = self.over.is_set() and not self.loaded
        return failed and time.monotonic() - self.ended >= PAUSE

    def _load(self) -> None:
        try:
            self._archive.warm()
            self.loaded = True
        except ArchiveError as failure:
            log.error("%s", failure)
            self.failure = failure
        except Exception:
            log.exception("The models could not be loaded.")
        finally:
            self.ended = time.monotonic()
            self.over.set()


class Warmth:
    """Whether an archive's models are loaded.

    What keeps them from it may be mended while the archive is served, so a question that
    comes after a failure has them loaded anew.

    Args:
        archive: the archive to warm; nothing happens before `start`.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._loading: _Loading | None = None

    @property
    def ready(self) -> bool:
        """Whether a question would be answered without waiting for the models."""
        loading = self._loading
        return loading is not None and loading.loaded

    def start(self) -> None:
        """Begin to load, once; later calls do nothing."""
        self._begun(anew=False)

    def wait(self) -> None:
        """Return when the models are loaded, starting to load them if need be.

        Raises:
            ArchiveError: they could not be loaded; the error says why.
        """
        loading = self._begun(anew=True)
        loading.over.wait()
        if not loading.loaded:
            # Each question its own: a shared one would gather the traces of them all.
            raise copy.copy(loading.failure)

    def finish(self) -> None:
        """Return once nothing is being loaded; native code must not outlive its process."""
        with self._lock:
            loading = self._loading
        if loading is not None:
            loading.thread.join()

    def _begun(self, *, anew: bool) -> _Loading:
        with self._lock:
            loading = self._loading
            if loading is None or (anew and loading.stale):
                loading = _Loading(self._archive)
                loading.thread.start()
                self._loading = loading
            return loading
