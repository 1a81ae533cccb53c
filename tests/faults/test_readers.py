"""Readers across swaps, slow readers across clearing, and a second writer."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.archive import Archive
from bot.settings import Settings
from corpus.errors import ArchiveBusy
from corpus.store import RecordStore
from embeddings.build import build_generation
from embeddings.encoder import encode_queries
from embeddings.upkeep import collect
from tests.corpus.store_samples import WHEN, numbered
from tests.faults.driver import ENCODER, once
from tests.faults.judge import ROOT, Said, environment, judge, run, writer

SECONDS = float(os.environ.get("DRAGOMAN_SECONDS", "6"))


def opened(folder: Path) -> Archive:
    return Archive(folder, settings=Settings(rerank=False), encoder=ENCODER, reranker=None)


def test_readers_never_notice_a_writer(archive: tuple[Path, Said]) -> None:
    folder, said = archive
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    stop = threading.Event()

    def read(reader: Archive) -> None:
        while not stop.is_set():
            hits = reader.retriever.search("paragraph 3 of a record", 5)
            seen[reader.generation().manifest.generation] += 1
            for hit in hits:
                whole = numbered(int(hit.record.record_id[1:]))
                degraded = reader.generation().degraded
                if hit.passage not in whole.passages or degraded:
                    wrong.append(f"{hit.passage.passage_id} {degraded}")

    def reading(reader: Archive) -> None:
        try:
            read(reader)
        except Exception as error:
            wrong.append(repr(error))

    with opened(folder) as reader:
        threads = [threading.Thread(target=reading, args=(reader,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        process = subprocess.Popen(
            writer("work", folder, said.next),
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        time.sleep(SECONDS)
        process.kill()
        said.hear(process.communicate()[0])
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert said.published >= 5
    assert len(seen) >= 4, "no reader ever met a new generation"
    judge(folder, said)


def test_a_slow_reader_finishes_with_what_it_holds(archive: tuple[Path, Said]) -> None:
    folder, said = archive
    with opened(folder) as reader:
        held = reader.generation()
        before = held.candidates("paragraph 2", encode_queries(ENCODER, ["paragraph 2"])[0])
        for first in (30, 40, 50):
            lines: list[str] = []
            once(folder, first, lines.append)
            said.hear("".join(f"{line}\n" for line in lines))
        assert not (folder / "gen" / held.manifest.generation).exists()
        again = held.candidates("paragraph 2", encode_queries(ENCODER, ["paragraph 2"])[0])
        assert again == before
    judge(folder, said)


def test_swaps_leave_no_file_open(archive: tuple[Path, Said]) -> None:
    folder, said = archive
    with opened(folder) as reader, RecordStore.open(folder, write=True) as store:
        counts = []
        for _ in range(20):
            build_generation(folder, store, ENCODER)
            reader._serving.refresh()
            gc.collect()
            counts.append(len(os.listdir("/proc/self/fd")))
        assert counts[-1] <= counts[5]
    judge(folder, said)


def test_a_removed_record_is_quoted_by_nobody_from_that_moment(
    archive: tuple[Path, Said],
) -> None:
    folder, said = archive
    with opened(folder) as reader:
        first = reader.retriever.search("paragraph of record 12", 10)
        gone = first[0].record.record_id
        with RecordStore.open(folder, write=True) as store:
            store.remove(gone)
        after = reader.retriever.search("paragraph of record 12", 10)
        assert gone not in {hit.record.record_id for hit in after}
        assert len(after) == len(first)  # others take the places
        assert gone not in dict(reader.retriever.rank_records("paragraph of record 12", 10))
        said.removed.add(int(gone[1:]))
    judge(folder, said)


def test_a_replaced_record_is_not_quoted_by_its_former_places(
    archive: tuple[Path, Said],
) -> None:
    folder, _ = archive
    with opened(folder) as reader:
        target = reader.retriever.search("paragraph of record 12", 1)[0].record.record_id
        other = numbered(5)
        moved = type(other)(
            record_id=target,
            text=other.text,
            description=other.description,
            source=other.source,
            passages=tuple(
                type(p)(
                    record_id=target,
                    span=p.span,
                    text=p.text,
                    ordinal=p.ordinal,
                    role=p.role,
                    section=p.section,
                    page=p.page,
                )
                for p in other.passages
            ),
            dropped=other.dropped,
        )
        with RecordStore.open(folder, write=True) as store:
            store.put(moved, imported_at=WHEN)
        hits = reader.retriever.search("paragraph of record 12", 10)
        assert target not in {hit.record.record_id for hit in hits}
        reader.rebuild()
        hits = reader.retriever.search("paragraph of record 5", 10)
        assert target in {hit.record.record_id for hit in hits}


def test_a_second_writer_is_told_and_the_lock_of_a_dead_one_is_free(
    archive: tuple[Path, Said],
) -> None:
    folder, said = archive
    process = subprocess.Popen(
        writer("work", folder, said.next),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    try:
        for _ in range(50):
            with pytest.raises(ArchiveBusy, match=f"Process {process.pid} is writing"):
                RecordStore.open(folder, write=True)
        second = run("once", folder, 900)
        assert (second.returncode, "error ArchiveBusy" in second.stdout) == (3, True)
    finally:
        process.kill()
        said.hear(process.communicate()[0])
    with RecordStore.open(folder, write=True) as store:
        collect(folder, store)
    judge(folder, said)


def test_no_process_is_forked(archive: tuple[Path, Said]) -> None:
    code = "import bot.archive, embeddings.build, sys; print('multiprocessing' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
