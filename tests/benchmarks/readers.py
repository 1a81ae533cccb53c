"""Many readers at once: simulated people who ask, read and ask again, while records come.

A closed loop against a real server on this machine alone: each reader thinks, asks, waits for
the answer. Every quote that comes is held against the store, and so is its citation. Readers
and server share the cores. It stops by itself.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import httpx
import psutil

from corpus.citations import cite
from corpus.spans import Span
from corpus.store import RecordStore
from embeddings.analysis import terms
from tests.benchmarks.figures import percentile
from tests.benchmarks.lines import ROOT
from tests.distractors import distractors
from tests.soak.asking import conversations
from ui.accessions import NICE

HOST = "127.0.0.1"
#: Records that are asked about, and seconds in which the server must listen.
ABOUT, PATIENCE = 300, 120
#: Passages of a document that is added meanwhile.
ADDED = 100


@dataclass(kw_only=True)
class Tally:
    """What the readers saw.

    Attributes:
        seconds: of each answer.
        statuses: how many answers of each status.
        busy: refusals that say when to come back.
        errors: everything else that was no answer.
        wrong: quotes that are not their slice of the store, or not cited as they stand there.
        quotes: quotes checked.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    quotes: int = 0


def measure(
    archive: Path | None,
    say: Callable[[str], None],
    *,
    readers: int = 50,
    think: float = 10.0,
    seconds: float = 120.0,
    adding: bool = True,
) -> dict:
    """Let readers ask for some time; the archive is copied first, and the copy is added to."""
    with copied(archive, say) as (folder, environ):
        with served(environ) as (address, server), RecordStore.open(folder) as store:
            asked = questions(store)
            warm(address, next(asked))
            say(f"{readers} readers for {seconds:.0f} s ...")
            before = server.memory_info().rss
            tally = Tally()
            added = _Adding(folder.parent, environ) if adding else None
            asyncio.run(_read(address, asked, store, tally, readers, think, seconds))
            return _found(tally, readers, think, seconds) | {
                "records": len(store.ids()),
                "server MiB before": before / 2**20,
                "server MiB after": server.memory_info().rss / 2**20,
                "documents added meanwhile": added.ended() if added else 0,
            }


async def _read(
    address: str,
    asked: Iterator[str],
    store: RecordStore,
    tally: Tally,
    readers: int,
    think: float,
    seconds: float,
) -> None:
    """Run all readers until the time is over; questions under way are waited for."""
    assert httpx.URL(address).host == HOST
    until = time.perf_counter() + seconds
    rng = random.Random(1963)
    # The server closes connections that are idle for 5 s; one is not used in that very moment.
    limits = httpx.Limits(max_connections=readers, keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        first = [rng.uniform(0, think) for _ in range(readers)]
        await asyncio.gather(
            *(_reader(client, asked, store, tally, each, rng, think, until) for each in first)
        )


async def _reader(client, asked, store, tally, pause, rng, think, until) -> None:
    while time.perf_counter() + pause < until:
        await asyncio.sleep(pause)
        pause = rng.uniform(0.5 * think, 1.5 * think)
        began = time.perf_counter()
        try:
            reply = await client.post("/api/ask", json={"question": next(asked)})
        except httpx.HTTPError as error:
            tally.errors.append(repr(error))
            continue
        if reply.status_code in (429, 503) and "Retry-After" in reply.headers:
            tally.busy += 1
        elif reply.status_code != 200:
            tally.errors.append(f"{reply.status_code}: {reply.text[:200]}")
        else:
            tally.seconds.append(time.perf_counter() - began)
            _check(reply.json(), store, tally)


def _check(answer: dict, store: RecordStore, tally: Tally) -> None:
    tally.statuses[answer["status"]] += 1
    for quote in [*answer["quotes"], *answer["nearest"]]:
        tally.quotes += 1
        record = store.get(quote["record_id"])
        span = Span(quote["start"], quote["end"])
        passage = record.passage(quote["passage_id"]) if quote["passage_id"] else None
        cited = cite(record, passage=passage, span=span)
        if (
            span.of(record.text) != quote["text"]
            or quote["label"] != cited.label
            or any(words != cited.format(style) for style, words in quote["citation"].items())
        ):
            tally.wrong.append(f"{quote['passage_id']} {quote['start']}")


def _found(tally: Tally, readers: int, think: float, seconds: float) -> dict:
    took = tally.seconds or [float("nan")]
    return {
        "readers": readers,
        "think, s": think,
        "seconds": seconds,
        "answers": len(tally.seconds),
        "statuses": dict(tally.statuses),
        "answers a second": len(tally.seconds) / seconds,
        "p50, s": percentile(took, 0.5),
        "p95, s": percentile(took, 0.95),
        "p99, s": percentile(took, 0.99),
        "busy": tally.busy,
        "errors": tally.errors,
        "quotes checked": tally.quotes,
        "wrong quotes": tally.wrong,
    }


def questions(store: RecordStore) -> Iterator[str]:
    """Yield questions about records spread over the archive, all different in the long run."""
    ids = list(store.ids())
    spread = ids[:: max(1, len(ids) // ABOUT)]
    for turns in conversations(spread, store.get, seed=1963):
        if turns[0].text.strip() and terms(turns[0].text):
            yield turns[0].text[:4000]


@contextmanager
def copied(
    archive: Path | None, say: Callable[[str], None]
) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give the folder of a copy, or of a new archive, and the environment that names it."""
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as temporary:
        folder = Path(temporary) / "archive"
        if archive is not None:
            say(f"Copying {archive} ...")
            shutil.copytree(archive, folder)
        environ = os.environ | {"DRAGOMAN_ARCHIVE": str(folder), "GRADIO_ANALYTICS_ENABLED": "0"}
        _dragoman(environ, "list")  # makes the shipped archive where there is none
        yield folder, environ


class _Adding:
    """Adds documents one after another, in the process and at the priority that the page does."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self._number = 0
        for record in islice(distractors(40, ADDED, seed=5), 40):
            path = folder / "added" / f"{record.record_id}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(record.text, encoding="utf-8")
        task = '{"folder": "%s", "add": ["%s"], "nice": ' + f"{NICE}}}\\n"
        command = (
            f'for f in {folder / "added"}/*; do printf \'{task}\' "$DRAGOMAN_ARCHIVE" "$f"'
            f" | {sys.executable} -m ui.adding | grep -q done && echo added; done"
        )
        self._process = subprocess.Popen(
            ["bash", "-c", command],
            env=environ,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def ended(self) -> int:
        """Stop adding; how many documents could be quoted by then."""
        for process in [*psutil.Process(self._process.pid).children(recursive=True)]:
            process.terminate()
        self._process.terminate()
        output, _ = self._process.communicate(timeout=60)
        return output.splitlines().count("added")


class served:
    """A server of its own process; its address and process."""

    def __init__(self, environ: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = probe.getsockname()[1]
        self._address = f"http://{HOST}:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ui", "serve", "--port", str(port)],
            env=environ,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> tuple[str, psutil.Process]:
        began = time.perf_counter()
        while True:
            try:
                httpx.get(f"{self._address}/api/records", timeout=PATIENCE)
                return self._address, psutil.Process(self._process.pid)
            except httpx.HTTPError:
                late = time.perf_counter() - began > PATIENCE
                if late or self._process.poll() is not None:
                    self.__exit__()
                    raise SystemExit("the server did not start") from None
                time.sleep(0.2)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)


def warm(address: str, question: str) -> None:
    """Ask once before the clock runs: the models are loaded then."""
    httpx.post(f"{address}/api/ask", json={"question": question}, timeout=PATIENCE)


def _dragoman(environ: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        env=environ,
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
