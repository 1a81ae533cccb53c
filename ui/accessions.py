"""Accessions: deliveries of files and removals, one at a time, each in a process beside.

Nothing here touches the archive: `ui.adding` does, in a process that can be ended at any
moment without harm. What it said it stored stays.
"""

from __future__ import annotations

import logging
import queue
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.errors import ArchiveError
from corpus.readers.mappings import SUFFIX
from corpus.sayings import Form
from ui.accession_process import AccessionProcess
from ui.upload_folder import UploadFolder
from ui.uploads import Declined, Upload, UploadLimits, too_much

log = logging.getLogger(__name__)

#: Deliveries that are kept to be asked about, and seconds that one waits for its files.
_KEPT, _PATIENCE = 50, 3600.0
#: How much those who read the archive come before what is read in (see os.nice).
NICE = 10
#: Seconds that the server takes at most to open a new index.
_OPENING = 120.0


_UNKNOWN = Form("delivery.unknown", "There is no such delivery.")
_LOOK = Form(
    "remedy.delivery",
    "It was finished long ago, or the server was started anew; look in the library.",
)
_CLOSED = Form("delivery.closed", "This delivery is closed.")
_BEGIN_FILES = Form("remedy.closed files", "Begin another with these files.")
_BEGIN_FILE = Form("remedy.closed file", "Begin another with this file.")
_FILES = Form("delivery.files", "A delivery has at most {files} files.")
_REST = Form("remedy.delivery files", "Send the rest when these are read, or one zip archive.")
_OPEN = Form("delivery.open", "Too many deliveries are open.")
_FINISH = Form("remedy.delivery open", "Finish or cancel one of them.")
_UNCHANGED = Form("delivery.failed", "The archive could not be changed.")
_STAYS = Form(
    "remedy.delivery failed",
    "What was stored stays. The window Dragoman was started from says more.",
)
#: What becomes of a record that is delivered, as `bot.Added` names it.
KINDS = ("accepted", "unchanged", "replaced", "duplicates", "refused")
#: That, and what to know of its reading.
_TOLD = (*KINDS, "cautions")


class State(StrEnum):
    """How far a job has come."""

    RECEIVING = "receiving"
    WAITING = "waiting"
    READING = "reading"
    INDEXING = "indexing"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


#: States after which nothing more happens by itself.
OVER = (State.DONE, State.CANCELLED, State.FAILED)


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """A delivery of files, or a removal.

    Attributes:
        job_id: its name; nobody can guess it.
        folder: where its files wait.
        removes: ids of records to take out; none in a delivery.
        uploads: its files, in the order in which they came.
        state: how far it has come.
        step: what is being done just now.
        cancelled: whether somebody asked it to stop.
        error: why it failed, and what to do, as `ArchiveError.to_json` has it; empty when
            it did not.
        stored: whether some records are stored that the index does not hold yet.
        touched: when it was last heard of, in seconds of the monotonic clock.
    """

    job_id: str
    folder: Path
    removes: tuple[str, ...] = ()
    uploads: list[Upload] = field(default_factory=list)
    state: State = State.RECEIVING
    step: Mapping[str, Any] | None = None
    cancelled: bool = False
    error: Mapping[str, Any] = field(default_factory=dict)
    busy: bool = False
    stored: bool = False
    touched: float = 0.0

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return sum(upload.size for upload in self.uploads)


class Accessions:
    """The jobs of a served archive; at most one is done at a time.

    Args:
        archive_folder: the archive's folder.
        serving: gives the name of the index that questions are answered from now.
        limits: what may be sent.
        nice: how much readers come first.
    """

    def __init__(
        self,
        archive_folder: Path,
        serving: Callable[[], str],
        limits: UploadLimits | None = None,
        nice: int = NICE,
    ) -> None:
        self._nice = nice
        self.limits = limits or UploadLimits()
        self._archive_folder = archive_folder.resolve()
        self._serving = serving
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._queue: queue.Queue[Job | None] = queue.Queue()
        self._root: UploadFolder | None = None
        self._thread: threading.Thread | None = None
        self._process: tuple[Job, AccessionProcess] | None = None
        self._over = False

    def open(self) -> Job:
        """Return a new delivery without files.

        Raises:
            Declined: too many wait already.
        """
        return self._enter(Job(job_id=secrets.token_urlsafe(12), folder=self._folder()))

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            Declined: there is none of that name.
        """
        with self._lock:
            job = self._jobs.get(job_id)
        if job is None:
            raise Declined(_UNKNOWN(), _LOOK(), status=404)
        return job

    @property
    def working(self) -> bool:
        """Whether a job is being done or waits for its turn, whoever began it."""
        with self._lock:
            return any(each.state not in (*OVER, State.RECEIVING) for each in self._jobs.values())

    def room(self, job: Job) -> int:
        """Return how many bytes may still be sent with a delivery.

        Raises:
            Declined: it is not open any more, or has as many files as it may have.
        """
        with self._lock:
            if job.state is not State.RECEIVING:
                raise Declined(_CLOSED(), _BEGIN_FILES(), status=409)
            if len(job.uploads) >= self.limits.files:
                raise Declined(_FILES(files=self.limits.files), _REST(), status=413)
            waiting = sum(each.size for each in self._jobs.values() if each.state not in OVER)
            job.touched = time.monotonic()
        room = min(self.limits.job_bytes - job.size, self.limits.waiting_bytes - waiting)
        if room <= 0:
            raise too_much(room)
        return room

    def take(self, job: Job, upload: Upload) -> None:
        """Put a received file into its delivery.

        Raises:
            Declined: the delivery was closed meanwhile.
        """
        with self._lock:
            job.touched = time.monotonic()
            if job.state is State.RECEIVING:
                if upload.path.name.endswith(SUFFIX):  # says how to read the table beside it
                    upload.report = {kind: [] for kind in _TOLD}
                job.uploads.append(upload)
                return
        upload.path.unlink(missing_ok=True)
        raise Declined(_CLOSED(), _BEGIN_FILE(), status=409)

    def begin(self, job: Job) -> None:
        """Have a delivery read in, when those before it are done; also one that was busy."""
        with self._lock:
            again = job.state is State.FAILED and job.busy
            if job.state is not State.RECEIVING and not again:
                return
            job.state, job.error, job.busy = State.WAITING, {}, False
        self._do_soon(job)

    def remove(self, record_id: str) -> Job:
        """Have a record taken out of the archive."""
        job = Job(job_id=secrets.token_urlsafe(12), folder=self._folder(), removes=(record_id,))
        self.begin(self._enter(job))
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job: records that are stored stay, and nothing else happens."""
        with self._lock:
            if job.state in OVER:
                return
            job.cancelled = True
            if job.state in (State.RECEIVING, State.WAITING):
                job.state = State.CANCELLED
            running = self._process
        if job.state is State.CANCELLED:
            self._clear(job)
        elif running is not None and running[0] is job:
            running[1].stop()

    def finish(self) -> None:
        """End what is being done, safely, and forget all files that wait."""
        with self._lock:
            self._over = True
            thread, root = self._thread, self._root
            for job in self._jobs.values():
                job.cancelled = True
            running = self._process
        if running is not None:
            running[1].stop()
        self._queue.put(None)
        if thread is not None:
            thread.join()
        if root is not None:
            root.close()

    def _folder(self) -> Path:
        with self._lock:
            if self._root is None:
                self._root = UploadFolder()
            return Path(tempfile.mkdtemp(dir=self._root.path))

    def _enter(self, job: Job) -> Job:
        """Keep a job to be asked about, and forget what nobody asks about any more."""
        now = time.monotonic()
        with self._lock:
            job.touched = now
            stale = [
                each
                for each in self._jobs.values()
                if each.state is State.RECEIVING and now - each.touched > _PATIENCE
            ]
            for each in stale:
                each.state = State.CANCELLED
            over = [each for each in self._jobs.values() if each.state in OVER]
            gone = over[: max(0, len(self._jobs) - _KEPT + 1)]
            for each in gone:
                del self._jobs[each.job_id]
            full = len(self._jobs) >= _KEPT
            if not full:
                self._jobs[job.job_id] = job
        for each in (*stale, *gone):
            self._clear(each)
        if full:
            self._clear(job)
            raise Declined(_OPEN(), _FINISH(), status=429)
        return job

    def _do_soon(self, job: Job) -> None:
        with self._lock:
            if self._thread is None:
                thread = threading.Thread(target=self._work, name="accessions", daemon=True)
                thread.start()
                self._thread = thread
        self._queue.put(job)

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            if job.state is not State.WAITING or job.cancelled:
                continue
            try:
                self._do(job)
            except Exception:  # whatever it was, those that wait behind it have their turn
                log.exception("A delivery failed.")
                job.error = job.error or ArchiveError(_UNCHANGED(), _STAYS()).to_json()
                self._over_with(job)

    def _do(self, job: Job) -> None:
        """Do one job from beginning to end; its state is the last thing that changes."""
        task: dict[str, Any] = {"folder": str(self._archive_folder)}
        if job.removes:
            task["remove"] = list(job.removes)
        else:
            task["add"] = [str(upload.path) for upload in job.uploads if upload.report is None]
        job.state = State.READING if task.get("add") else State.INDEXING
        built = self._run(job, task)
        stopped_reading = job.cancelled and job.state is State.READING
        if stopped_reading and job.stored and not job.error and not self._over:
            # What was read before somebody stopped it shall be found, too.
            job.cancelled, job.state = False, State.INDEXING
            built = self._run(job, {"folder": task["folder"], "add": []})
            job.cancelled = True  # all the same, not every file was read
        if built is not None:
            self._await(built)
        self._over_with(job)

    def _over_with(self, job: Job) -> None:
        if not (job.error and job.busy):
            self._clear(job)
        job.step = None
        if job.error:
            job.state = State.FAILED
        else:
            job.state = State.CANCELLED if job.cancelled else State.DONE

    def _run(self, job: Job, task: Mapping[str, Any]) -> str | None:
        """Run one process; return the name of the index it published, if it did."""
        process = AccessionProcess({**task, "nice": self._nice})
        with self._lock:
            self._process = (job, process)
        try:
            if job.cancelled:  # between the look at it and here
                process.stop()
            return self._hear(job, process)
        finally:
            # The next one waits for it: two would not be let at the archive at once.
            process.end()
            with self._lock:
                self._process = None

    def _hear(self, job: Job, process: AccessionProcess) -> str | None:
        """Note what a process says; return the name of the index it published, if it did."""
        built: str | None = None
        for said in process.said():
            if "file" in said:
                self._told(job, said["file"])
            elif "stopped" in said:
                self._told_rest(job, said["stopped"])
            elif "step" in said:
                job.step = said["step"]
            elif "error" in said:
                job.error, job.busy = said["error"], bool(said["busy"])
            elif "done" in said:
                job.cancelled = False  # too late for that
                if said["done"]["built"]:
                    built, job.stored = said["done"]["built"]["generation"], False
        if not process.finished and not job.cancelled and not job.error:
            job.error = ArchiveError(_UNCHANGED(), _STAYS()).to_json()
        return built

    def _told(self, job: Job, report: dict[str, Any]) -> None:
        unread = [upload for upload in job.uploads if upload.report is None]
        if unread:
            unread[0].report = report
        job.stored = job.stored or bool(report["accepted"] or report["replaced"])
        if len(unread) <= 1:
            job.state = State.INDEXING

    def _told_rest(self, job: Job, whole: Mapping[str, Any]) -> None:
        """Give the file that was being read its share of what was stored before it stopped."""
        if not whole:
            return
        share = {}
        for kind in _TOLD:
            told = sum(len(upload.report[kind]) for upload in job.uploads if upload.report)
            share[kind] = list(whole[kind])[told:]
        if any(share.values()):
            state = job.state
            self._told(job, share | {"stopped": True})
            job.state = state

    def _await(self, built: str) -> None:
        """Return once questions are answered from an index, so that "done" is true."""
        until = time.monotonic() + _OPENING
        with suppress(ArchiveError):  # a question will meet it, and say so
            while self._serving() != built and time.monotonic() < until:
                time.sleep(0.05)

    def _clear(self, job: Job) -> None:
        shutil.rmtree(job.folder, ignore_errors=True)
