"""Damaged files and rows: all of it is noticed, and the generation before stands in."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import struct
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot import upkeep
from bot.archive import Archive
from bot.settings import Settings
from corpus.errors import ArchiveDamaged, ArchiveError, IndexMismatch
from corpus.store import Outcome, RecordStore
from embeddings.dense import DenseIndex
from embeddings.generation import newest_generation, open_generation
from embeddings.probes import deviation, take
from tests.corpus.store_samples import WHEN
from tests.faults.driver import ENCODER
from tests.faults.judge import Said, judge
from tests.faults.trials import finish
from tests.hashing import HashingEncoder

#: Flipped bits a file; the soak takes more.
FLIPS = int(os.environ.get("DRAGOMAN_FLIPS", "12"))


def opened(folder: Path, encoder: HashingEncoder = ENCODER) -> Archive:
    return Archive(folder, settings=Settings(rerank=False), encoder=encoder, reranker=None)


def newest(folder: Path) -> tuple[Path, str]:
    with RecordStore.open(folder) as store:
        row = store.generations()[0]
    return folder / "gen" / row.name, row.manifest_sha256


def rewritten(path: Path, content: bytes) -> None:
    path.unlink()  # the files of a generation are write-protected
    path.write_bytes(content)


def test_every_flipped_bit_and_cut_in_a_generation_is_noticed(
    archive: tuple[Path, Said],
) -> None:
    generation, sha256 = newest(archive[0])
    rng = random.Random(118214)
    files = [p for p in sorted(generation.rglob("*")) if p.is_file() and p.suffix != ".lock"]
    assert len(files) > 6
    for path in files:
        good = path.read_bytes()
        damaged = []
        for _ in range(FLIPS if good else 0):
            flipped = bytearray(good)
            flipped[rng.randrange(len(good))] ^= 1 << rng.randrange(8)
            damaged.append(bytes(flipped))
        damaged += [good[: rng.randrange(len(good))] for _ in range(3 if good else 0)]
        for content in (*damaged, good + b"\0"):
            rewritten(path, content)
            with pytest.raises(ArchiveDamaged):
                open_generation(generation, sha256)
        path.unlink()
        with pytest.raises(ArchiveDamaged):
            open_generation(generation, sha256)
        path.write_bytes(good)
    open_generation(generation, sha256)


@pytest.mark.parametrize("loss", ["folder", "manifest.json", "index.faiss", "units.npy"])
def test_the_generation_before_stands_in_and_says_so(archive: tuple[Path, Said], loss: str) -> None:
    folder, said = archive
    generation, _ = newest(folder)
    if loss == "folder":
        shutil.rmtree(generation)
    else:
        (generation / loss).unlink()
    with RecordStore.open(folder) as store:
        before = store.generations()[1].name
    with opened(folder) as reader:
        assert reader.generation().manifest.generation == before
        assert reader.degraded is not None
        assert "The index before it is searched." in reader.degraded
        hits = reader.retriever.search("paragraph of a record", 5)
        assert hits
        assert all(hit.passage in reader.record(hit.record.record_id).passages for hit in hits)
        assert reader.ask("What is paragraph 2 of record 2?").to_json()["searched"]["degraded"]
        assert not reader.verify().sound or loss != "folder"
        repaired = reader.repair()
        assert repaired.built
        assert repaired.left == ()
        assert reader.degraded is None
    judge(folder, said)


def test_no_sound_generation_leaves_the_records_readable(archive: tuple[Path, Said]) -> None:
    folder, said = archive
    for generation in (folder / "gen").iterdir():
        (generation / "index.faiss").unlink()
    with opened(folder) as reader:
        with pytest.raises(ArchiveDamaged, match="index.faiss of index .* is missing"):
            reader.retriever.search("anything", 1)
        assert reader.record("r2").record_id == "r2"
        assert upkeep.repair(folder, ENCODER).left == ()
        assert reader.retriever.search("record", 1)
    judge(folder, said)


def test_a_file_that_both_share_is_refused_by_both_and_made_anew(
    archive: tuple[Path, Said],
) -> None:
    folder, said = archive
    finish(folder, said)  # the fixture's copy shares nothing
    generation, _ = newest(folder)
    path = generation / "index.faiss"
    assert path.stat().st_nlink == 2
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])
    assert not upkeep.verify(folder, full=True).sound
    with opened(folder) as reader:
        with pytest.raises(ArchiveDamaged, match="index.faiss of index .* is altered"):
            reader.retriever.search("anything", 1)
        assert reader.record("r2").record_id == "r2"
    assert upkeep.repair(folder, ENCODER).left == ()
    assert upkeep.verify(folder, full=True).sound
    judge(folder, said)


def test_files_of_another_generation_are_noticed(archive: tuple[Path, Said]) -> None:
    folder, _ = archive
    with RecordStore.open(folder) as store:
        new, old = store.generations()
    for name in ("records.npy", "units.npy", "records.json", "lexical/meta.json", "manifest.json"):
        path = folder / "gen" / new.name / name
        good = path.read_bytes()
        rewritten(path, (folder / "gen" / old.name / name).read_bytes())
        with pytest.raises(ArchiveDamaged):
            open_generation(folder / "gen" / new.name, new.manifest_sha256)
        rewritten(path, good)


def test_probes_notice_an_index_that_answers_otherwise() -> None:
    rng = np.random.default_rng(118214)
    vectors = rng.normal(size=(50, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    probes = take(DenseIndex.from_vectors(vectors))
    assert deviation(DenseIndex.from_vectors(vectors), probes) is None
    assert deviation(DenseIndex.from_vectors(np.roll(vectors, 1, axis=0)), probes)
    assert deviation(DenseIndex.from_vectors(vectors[:-1]), probes)
    assert deviation(DenseIndex.from_vectors(-vectors), probes)


def test_a_size_that_lies_costs_neither_time_nor_memory(tmp_path: Path) -> None:
    path = tmp_path / "index.faiss"
    DenseIndex.from_vectors(np.eye(64, dtype=np.float32)).write(path)
    good = path.read_bytes()
    refused = 0
    # Every number in the header in turn; the vectors themselves are 64 * 64 floats.
    for at in range(len(good) - 64 * 64 * 4 - 64 * 8):
        rewritten(path, good[:at] + struct.pack("<Q", 1 << 36) + good[at + 8 :])
        began = time.process_time()
        try:
            DenseIndex.open(path)
        except ArchiveDamaged:
            refused += 1
        assert time.process_time() - began < 1
    assert refused > 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 4 << 20  # in KiB, all tests


def sql(folder: Path, statement: str) -> None:
    db = sqlite3.connect(folder / RecordStore.FILE_NAME, isolation_level=None)
    db.execute("PRAGMA foreign_keys=OFF")
    assert db.execute(statement).rowcount > 0
    db.close()


@pytest.mark.parametrize(
    ("change", "mended"),
    [
        ("UPDATE content SET text = replace(text, 'record', 'sword') WHERE record = 3", False),
        ("UPDATE record SET title = 'other' WHERE id = 3", False),
        ("UPDATE record SET removed_seq = 1 WHERE id = 3", False),
        ("UPDATE passage SET page = '77' WHERE record = 3", False),
        ("DELETE FROM passage WHERE record = 3 AND position = 0", False),
        ("DELETE FROM content WHERE record = 3", False),
        ("DELETE FROM record WHERE id = 3", False),
        ("UPDATE text_key SET key = 'other' WHERE record = 3", True),
        ("DELETE FROM text_key WHERE record = 3", True),
        ("UPDATE vector SET value = zeroblob(128) WHERE rowid = 2", True),
        ("UPDATE vector SET crc32 = 1 WHERE rowid = 2", True),
        ("UPDATE model SET fingerprint = 'other'", True),
        ("DELETE FROM model", True),
        ("UPDATE generation SET manifest_sha256 = 'other' WHERE id = 2", True),
        ("UPDATE generation SET corpus_seq = 1 WHERE id = 2", True),
        ("UPDATE provenance SET name = 'other'", False),
    ],
)
def test_every_altered_row_is_noticed_and_repaired_or_named(
    archive: tuple[Path, Said], change: str, mended: bool
) -> None:
    folder, _ = archive
    with RecordStore.open(folder, write=True) as store:
        record = store.get("r2")
        elsewhere = replace(record, source=replace(record.source, name="elsewhere.txt"))
        assert store.put(elsewhere, imported_at=WHEN) is Outcome.DUPLICATE
    assert upkeep.verify(folder, full=True).sound
    sql(folder, change)
    found = upkeep.verify(folder, full=True)
    assert not found.sound, change
    repaired = upkeep.repair(folder, ENCODER)
    assert (repaired.left == ()) == mended, repaired
    assert upkeep.verify(folder, full=True).sound == mended


def test_a_damaged_record_is_passed_over_and_the_others_answer(
    archive: tuple[Path, Said], caplog: pytest.LogCaptureFixture
) -> None:
    folder, _ = archive
    with opened(folder) as reader:
        damaged = reader.retriever.search("paragraph 1", 1)[0].record.record_id
        sql(
            folder,
            "UPDATE content SET text = replace(text, 'Paragraph', 'Qaragraph') WHERE record = "
            f"(SELECT id FROM record WHERE record_id = '{damaged}')",
        )
        hits = reader.retriever.search("paragraph 1", 5)
        assert hits
        assert damaged not in {hit.record.record_id for hit in hits}
        assert "not what was stored" in caplog.text
        built = reader.rebuild()
        assert built.damaged == (damaged,)
        assert reader.retriever.search("paragraph 1", 5) is not None


def test_another_model_never_asks_this_index(archive: tuple[Path, Said]) -> None:
    folder, said = archive
    other = HashingEncoder("other")
    with opened(folder, other) as reader, pytest.raises(IndexMismatch, match="another model"):
        reader.retriever.search("anything", 1)
    with opened(folder) as reader:
        upkeep.rebuild(folder, other)
        # The former model goes on with its own index, and says so.
        assert reader.retriever.search("record", 1)
        assert reader.generation().manifest.model == "hashing"
        assert "another model" in str(reader.degraded)
    with opened(folder, other) as reader:
        assert reader.retriever.search("record", 1)
        assert reader.degraded is None
    finish(folder, said)


def test_a_foreign_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="There is no archive"):
        upkeep.verify(tmp_path)
    RecordStore.open(tmp_path, write=True).close()
    assert upkeep.verify(tmp_path).faults == ("The archive has no search index.",)
    with RecordStore.open(tmp_path) as store, pytest.raises(ArchiveError, match="no search index"):
        newest_generation(tmp_path, store)
