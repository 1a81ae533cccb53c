"""Looking after the search index: what is wrong with it, and what nobody needs any more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from corpus.errors import ArchiveDamaged, UnknownRecord
from corpus.store import GenerationRow, RecordStore
from embeddings.build import KEPT, forget_older, sweep
from embeddings.generation import Generation, open_generation
from embeddings.manifest import of_another_format, read_own
from embeddings.starts import whole_start

#: Vectors compared at a time.
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What was cleared away.

    Attributes:
        indexes: names of superseded or unfinished indexes that went.
        vectors: how many stored vectors went.
        bytes: how much smaller the archive's folder became.
    """

    indexes: tuple[str, ...]
    vectors: int
    bytes: int

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return asdict(self)


def index_faults(
    archive_folder: Path, store: RecordStore, *, full: bool, growing: bool = False
) -> Iterator[str]:
    """Name what is wrong with the published indexes, one sentence each.

    Args:
        archive_folder: the archive's folder.
        store: its records.
        full: read every index, and compare the newest with the records word by word.
        growing: whether records are just being added, which are not searched yet.
    """
    published = store.generations()
    if not published:
        yield "The archive has no search index."
        return
    newest = published[0]
    if newest.corpus_seq != store.corpus_seq and not growing:
        yield "The newest index is older than the records."
    for row in published if full else published[:1]:
        folder = archive_folder / "gen" / row.name
        if row is not newest and of_another_format(folder):
            continue  # what an older Dragoman left to fall back on is no fault
        try:
            if not full:
                read_own(folder, row.manifest_sha256)
                continue
            opened = open_generation(folder, row.manifest_sha256)
        except ArchiveDamaged as error:
            yield error.message
            continue
        if row.corpus_seq == store.corpus_seq:
            yield from _unlike_records(store, row, opened)


def _unlike_records(store: RecordStore, row: GenerationRow, opened: Generation) -> Iterator[str]:
    """Compare a generation with the records that it says it shows."""
    live = store.hashes()
    for record_id in sorted(live.keys() - opened.hashes.keys()):
        yield f"Record {record_id} is not in index {row.name}."
    for record_id, content in sorted(opened.hashes.items()):
        if live.get(record_id) != content:
            yield f"Index {row.name} shows record {record_id} with other words."
            return
    position = 0
    for record_id in sorted(opened.hashes):
        try:
            record = store.get(record_id)
        except (ArchiveDamaged, UnknownRecord):
            return  # named among the records' faults
        for passage in record.passages:
            if opened.passages[position].passage_id != passage.passage_id:
                yield f"Passage {passage.passage_id} has another place in index {row.name}."
                return
            position += 1
    if opened.tables.content_sha256 != opened.manifest.content_sha256:
        yield f"Index {row.name} was made of other words than the records have."
    wrong = sum(_wrong_vectors(store, opened))
    if wrong:
        yield f"{wrong} vectors of index {row.name} are not those of their words."


def _wrong_vectors(store: RecordStore, opened: Generation) -> Iterator[int]:
    """Count the vectors that differ from the stored ones, batch by batch."""
    manifest = opened.manifest
    both = (
        (opened.dense, unit_keys, manifest.units_by),
        (opened.starts, start_keys, manifest.starts_by),
    )
    for index, keys_of, made_by in both:
        keys = list(keys_of(store, opened))
        for start in range(0, len(keys), _BATCH):
            part = keys[start : start + _BATCH]
            known = store.vectors(made_by, part)
            for row, key in enumerate(part, start):
                stored = known.get(key)
                held = index.vector(row)
                same = stored is None or np.array_equal(np.frombuffer(stored, "<f4"), held)
                yield int(not same)


def unit_keys(store: RecordStore, opened: Generation) -> Iterator[str]:
    """Yield what the vector of each unit is stored by, in order.

    Raises:
        UnknownRecord: a record left since the generation was built.
        ArchiveDamaged: a record is not as it was stored.
    """
    record = None
    for row, start, end in opened.units.tolist():
        record_id = opened.passages[row].record_id
        if record is None or record.record_id != record_id:
            record = store.get(record_id, content_sha256=opened.hashes[record_id])
        yield hashlib.sha256(record.text[start:end].encode()).hexdigest()


def start_keys(store: RecordStore, opened: Generation) -> Iterator[str]:
    """Yield what the vector of each record's beginning is stored by, in order.

    Raises:
        UnknownRecord: a record left since the generation was built.
        ArchiveDamaged: a record is not as it was stored.
    """
    for record_id, length in zip(sorted(opened.hashes), opened.start_lengths.tolist(), strict=True):
        record = store.get(record_id, content_sha256=opened.hashes[record_id])
        yield hashlib.sha256(whole_start(record)[:length].encode()).hexdigest()


def collect(archive_folder: Path, store: RecordStore, *, vectors: bool = False) -> Collected:
    """Remove superseded and unfinished indexes; readers that hold one go on.

    Args:
        archive_folder: the archive's folder.
        store: opened for writing.
        vectors: forget also the vectors that no published index uses; a model or a record
            that comes back is then embedded again.
    """
    before = _size(archive_folder)
    generations = archive_folder / "gen"
    gone: tuple[str, ...] = ()
    if generations.is_dir():
        gone = (*sweep(store, generations), *forget_older(store, generations, KEPT))
    dropped = 0
    if vectors and (wanted := _wanted(archive_folder, store)) is not None:
        dropped = store.keep_vectors(wanted)
        store.compact()
    return Collected(indexes=gone, vectors=dropped, bytes=max(0, before - _size(archive_folder)))


def _wanted(archive_folder: Path, store: RecordStore) -> Mapping[str, set[str]] | None:
    """Return the keys of the vectors in use by model; None when that cannot be told."""
    wanted: dict[str, set[str]] = {}
    for row in store.generations():
        try:
            opened = open_generation(archive_folder / "gen" / row.name, row.manifest_sha256)
            manifest = opened.manifest
            for made_by, keys in (
                (manifest.units_by, unit_keys(store, opened)),
                (manifest.starts_by, start_keys(store, opened)),
            ):
                wanted.setdefault(made_by, set()).update(keys)
        except UnknownRecord:
            continue  # an older one, which shows what was removed; its vectors are copies
        except ArchiveDamaged:
            return None  # 'repair' first: what it needs must not be thrown away
    return wanted


def _size(folder: Path) -> int:
    """Count the bytes of each file once, however many names it has."""
    files = (path.stat() for path in folder.rglob("*") if path.is_file())
    return sum({(each.st_dev, each.st_ino): each.st_size for each in files}.values())
