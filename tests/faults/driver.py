"""A writer that says what is durable, to be killed, starved and lied to by the fault tests.

    python -m tests.faults.driver once FOLDER FIRST
    python -m tests.faults.driver work FOLDER FIRST

`once` adds three records, removes one, publishes and tidies up; `work` does so for ever.
`DRAGOMAN_MUTANT` breaks the order of things on purpose, to show that the tests would notice.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from corpus import disk
from corpus.errors import ArchiveError
from corpus.sentences import sentences
from corpus.store import RecordStore
from embeddings import build
from embeddings.upkeep import collect
from tests.corpus.store_samples import WHEN, numbered
from tests.hashing import HashingEncoder

ENCODER = HashingEncoder()
#: Records that one round adds.
ROUND = 3

Say = Callable[[str], object]


def say(words: str) -> None:
    """Tell the parent, at once and in one write."""
    os.write(1, f"{words}\n".encode())


def a_round(folder: Path, store: RecordStore, first: int, say: Say) -> None:
    """Add three records, remove the second, publish, and clear away what is superseded."""
    for n in range(first, first + ROUND):
        store.put(numbered(n), imported_at=WHEN)
        say(f"put {n}")
    store.remove(f"r{first + 1}")
    say(f"removed {first + 1}")
    build.build_generation(folder, store, ENCODER)
    say("published")
    collect(folder, store, vectors=first % (5 * ROUND) == 0)


def once(folder: Path, first: int, say: Say = lambda words: None) -> None:
    """Open the archive for writing and do one round."""
    with RecordStore.open(folder, write=True) as store:
        say("open")
        a_round(folder, store, first, say)


def warm() -> None:
    """Load what the first round would load, so that a kill meets the work itself."""
    import faiss  # noqa: F401
    import tantivy  # noqa: F401

    ENCODER.encode_queries(["warm"])
    sentences("Warm. And ready.")


def work(folder: Path, first: int) -> None:
    """Do rounds until killed."""
    with RecordStore.open(folder, write=True) as store:
        say("open")
        for start in range(first, first + 1_000_000, ROUND):
            a_round(folder, store, start, say)


def mutate(name: str) -> None:
    """Break the program as a careless change could."""
    settle, publish = build._settle, build.publish
    if name == "publish-before-rename":
        held: list[tuple[Path, Path]] = []
        build._settle = lambda aside, final, checked: held.append((aside, final))
        build.open_generation = lambda folder, sha256, checked: None

        def published(store, manifest, sha256):
            publish(store, manifest, sha256)
            settle(*held.pop())

        build.publish = published
    elif name == "no-sync":
        disk.sync = lambda path: None
    elif name == "acknowledge-before-commit":
        put = RecordStore.put

        def early(self, record, *, imported_at):
            say(f"put {record.record_id[1:]}")
            return put(self, record, imported_at=imported_at)

        RecordStore.put = early
    elif name:
        raise SystemExit(f"no mutant {name}")


def main() -> None:
    """Run one of the two; a named failure is said and ends with its exit code."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    mutate(os.environ.get("DRAGOMAN_MUTANT", ""))
    what, folder, first = sys.argv[1:4]
    warm()
    build.SPARE_BYTES = int(os.environ.get("DRAGOMAN_SPARE", build.SPARE_BYTES))
    try:
        if what == "once":
            once(Path(folder), int(first), say)
        else:
            work(Path(folder), int(first))
    except ArchiveError as error:
        say(f"error {type(error).__name__} {error.message}")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
