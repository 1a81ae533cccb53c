"""Building a generation: the one place that writes an index."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from corpus import disk
from corpus.errors import ArchiveError
from corpus.failpoints import failpoint
from corpus.passages import Role
from corpus.progress import Progress, Step, silent
from corpus.store import RecordStore
from embeddings import facets
from embeddings.assembly import Assembly, Start, Unit, assemble
from embeddings.dense import DenseIndex
from embeddings.dense_kinds import Kind
from embeddings.encoder import Encoder, Vectors
from embeddings.generation import (
    DENSE,
    FACETS,
    LEXICAL,
    PASSAGES,
    STARTS,
    STARTS_CUT,
    UNIT,
    UNITS,
    WHOLE,
    ids_sha256,
    open_generation,
)
from embeddings.lexical import LexicalEntry, LexicalIndex
from embeddings.manifest import FORMAT_VERSION, Manifest, checksums
from embeddings.probes import take

#: Texts encoded and stored at a time: what a killed build can lose.
_BATCH = 256
#: Bytes that must stay free beside an index, and how much larger it may be than reckoned.
SPARE_BYTES = 64 * 1024 * 1024
_MARGIN = 1.2
#: Published generations that stay: the newest and the one to fall back on.
KEPT = 2
_UNFINISHED = ".tmp-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did.

    Attributes:
        generation: name of the published generation.
        units: embedding units in it.
        embedded: units that had to be encoded.
        reused: units whose vectors were already stored.
        starts: beginnings of records that had to be encoded beside the units.
        damaged: ids of records left out, since they are not what was stored.
        seconds: time of each part: read, embed, write, verify.
    """

    generation: str
    units: int
    embedded: int
    reused: int
    starts: int
    damaged: tuple[str, ...]
    seconds: Mapping[str, float]

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        return asdict(self)


class _Clock:
    """Times the parts of a build."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)


def build_generation(
    archive_folder: Path,
    store: RecordStore,
    encoder: Encoder,
    *,
    kind: Kind = Kind.AUTO,
    kept: int = KEPT,
    progress: Progress = silent,
) -> Built:
    """Build a generation of all stored records, publish it, forget older ones but one.

    It is written aside, synced and opened as a reader would before one commit publishes
    it; until then readers see the previous one.

    Args:
        archive_folder: the archive's folder.
        store: opened for writing.
        encoder: makes the vectors that are not stored yet.
        kind: how the index shall hold the vectors.
        kept: how many published generations stay, this one counted.
        progress: told about each batch.

    Raises:
        ArchiveDamaged: the result does not verify; nothing was published.
        ArchiveError: the disk is full or failing; nothing was published.
    """
    clock = _Clock()
    generations = archive_folder / "gen"
    with disk.named_errors(archive_folder, "the index before it stays"):
        generations.mkdir(exist_ok=True)
        sweep(store, generations)
        with clock.part("read"):
            content = assemble(archive_folder, store, encoder, progress)
        _preflight(generations, store, content, encoder)
        with clock.part("embed"):
            missing = _embed_missing(store, encoder, [*content.units, *content.starts], progress)
            embedded = len(missing & {unit.sha256 for unit in content.units})
        name = secrets.token_hex(8)
        aside = generations / f"{_UNFINISHED}{name}"
        try:
            with clock.part("write"):
                manifest, sha256 = _write(aside, name, content, store, encoder, kind, progress)
                _settle(aside, generations / name)
            with clock.part("verify"):
                open_generation(generations / name, sha256)
                failpoint("index-verified")
            publish(store, manifest, sha256)
        except BaseException:
            # Never tried a second time: after a failed sync the system may only pretend.
            # What has its name already but is not published, the next build sweeps.
            disk.remove_tree(aside)
            raise
        forget_older(store, generations, kept)
    total = len(content.passages)
    progress(Step(stage="writing the index", done=total, total=total))
    return Built(
        generation=name,
        units=len(content.units),
        embedded=embedded,
        reused=len(content.units) - embedded,
        starts=len(missing) - embedded,
        damaged=tuple(content.damaged),
        seconds=clock.seconds,
    )


def _preflight(generations: Path, store: RecordStore, content: Assembly, encoder: Encoder) -> None:
    """Refuse to begin what the disk cannot hold, after forgetting what need not be kept.

    Raises:
        ArchiveError: there is not enough room.
    """
    vectors = (len(content.units) + len(content.starts)) * (4 * encoder.dim + 32)
    words = 2 * sum(len(passage.text) for passage in content.passages)
    # Vectors that are new are written to the database and its log as well.
    needed = int(_MARGIN * (3 * vectors + words)) + SPARE_BYTES
    if disk.free_bytes(generations) < needed:
        forget_older(store, generations, 1)
    free = disk.free_bytes(generations)
    if free < needed:
        raise ArchiveError(
            f"The index needs up to {needed / 1e6:,.0f} MB beside the one in use, and the disk "
            f"has {free / 1e6:,.0f} MB left; the index before it stays.",
            "Free some space, then run 'dragoman rebuild'.",
        )


def _embed_missing(
    store: RecordStore, encoder: Encoder, units: Sequence[Unit | Start], progress: Progress
) -> set[str]:
    """Encode what has no stored vector, batch by batch, each batch durable at once.

    Returns:
        What the vectors that were made are stored by.
    """
    texts = {unit.sha256: unit.text for unit in units}
    keys = list(texts)
    missing = [
        key
        for start in range(0, len(keys), _BATCH)
        for part in [keys[start : start + _BATCH]]
        for known in [store.vectors(encoder.fingerprint, part)]
        for key in part
        if key not in known
    ]
    # Similar lengths together: less padding, and so less work, in every batch.
    missing.sort(key=lambda key: (len(texts[key]), key))
    for start in range(0, len(missing), _BATCH):
        progress(Step(stage="embedding", done=start, total=len(missing)))
        part = missing[start : start + _BATCH]
        vectors = encoder.encode_passages([texts[key] for key in part])
        store.put_vectors(
            encoder.fingerprint,
            {key: vector.tobytes() for key, vector in zip(part, vectors, strict=True)},
            encoder.dim,
        )
    progress(Step(stage="embedding", done=len(missing), total=len(missing)))
    return set(missing)


def _vectors(
    store: RecordStore, encoder: Encoder, units: Sequence[Unit | Start]
) -> Iterator[Vectors]:
    """Yield the stored vectors in parts, float32, shape (part, dim)."""
    for start in range(0, len(units), _BATCH):
        part = [unit.sha256 for unit in units[start : start + _BATCH]]
        known = store.vectors(encoder.fingerprint, part)
        yield np.array([np.frombuffer(known[key], dtype="<f4") for key in part], np.float32)


def _dense(
    path: Path, store: RecordStore, encoder: Encoder, units: Sequence[Unit | Start], kind: Kind
) -> DenseIndex:
    parts = _vectors(store, encoder, units)
    return DenseIndex.build(path, parts, count=len(units), dim=encoder.dim, kind=kind)


def _write(
    aside: Path,
    name: str,
    content: Assembly,
    store: RecordStore,
    encoder: Encoder,
    kind: Kind,
    progress: Progress,
) -> tuple[Manifest, str]:
    """Write every file of a generation; returns its manifest and the manifest's hash."""
    passages = content.passages
    progress(Step(stage="writing the index", done=0, total=len(passages)))
    aside.mkdir()
    failpoint("index-begun")
    dense = _dense(aside / DENSE, store, encoder, content.units, kind)
    table = np.array([(u.row, u.start, u.end) for u in content.units], dtype=UNIT)
    with (aside / UNITS).open("wb") as file:
        np.save(file, table, allow_pickle=False)
    starts = _dense(aside / STARTS, store, encoder, content.starts, kind)
    with (aside / STARTS_CUT).open("wb") as file:
        np.save(file, np.array([len(start.text) for start in content.starts], dtype="<i4"))
    failpoint("dense-written")
    LexicalIndex.build(aside / LEXICAL, _passages(content))
    LexicalIndex.build(aside / WHOLE, _whole_records(content))
    failpoint("lexical-written")
    facets.write(aside / FACETS, content.facts)
    ids = [passage.passage_id for passage in passages]
    _write_passages(aside / PASSAGES, ids, content)
    manifest = _manifest(aside, name, content, ids, encoder, dense, starts)
    sha256 = manifest.write(aside)
    failpoint("manifest-written")
    return manifest, sha256


def _passages(content: Assembly) -> Iterator[LexicalEntry]:
    """Yield the passages in the order of their rows."""
    order = {record_id: at for at, record_id in enumerate(sorted(content.hashes))}
    for row, (passage, title) in enumerate(zip(content.passages, content.titles, strict=True)):
        yield LexicalEntry(
            row=row,
            record=order[passage.record_id],
            title=title,
            text=passage.text,
            role=passage.role,
        )


def _whole_records(content: Assembly) -> Iterator[LexicalEntry]:
    """Yield each record's body as one text, in the order of their ids."""
    texts: dict[str, list[str]] = {record_id: [] for record_id in sorted(content.hashes)}
    titles: dict[str, str] = {}
    for passage, title in zip(content.passages, content.titles, strict=True):
        titles[passage.record_id] = title
        if passage.role is Role.BODY:
            texts[passage.record_id].append(passage.text)
    for row, (record_id, parts) in enumerate(texts.items()):
        yield LexicalEntry(
            row=row, record=row, title=titles.get(record_id, ""), text=" ".join(parts)
        )


def _write_passages(path: Path, ids: Sequence[str], content: Assembly) -> None:
    table = {
        "passage_ids": ids,
        "roles": [passage.role for passage in content.passages],
        "records": content.hashes,
    }
    path.write_text(json.dumps(table), encoding="utf-8")


def _manifest(
    aside: Path,
    name: str,
    content: Assembly,
    ids: Sequence[str],
    encoder: Encoder,
    dense: DenseIndex,
    starts: DenseIndex,
) -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        generation=name,
        corpus_seq=content.corpus_seq,
        content_sha256=content.content_sha256,
        model=encoder.name,
        model_fingerprint=encoder.fingerprint,
        dim=encoder.dim,
        max_tokens=encoder.max_tokens,
        longest_unit=content.longest,
        records=len(content.hashes),
        passages=len(content.passages),
        units=len(content.units),
        ids_sha256=ids_sha256(ids),
        probes=take(dense),
        dense=dense.facts,
        starts=starts.facts,
        libraries={name: version(name) for name in ("faiss-cpu", "tantivy", "numpy")},
        files=checksums(aside),
    )


def _settle(aside: Path, final: Path) -> None:
    """Make the files of a generation durable, then give it its name."""
    for path in aside.rglob("*"):
        if path.is_file():
            path.chmod(0o444)  # it is read through memory maps, so it must never be rewritten
    disk.sync_tree(aside)
    failpoint("index-synced")
    disk.rename(aside, final)
    disk.sync(final.parent)
    failpoint("index-renamed")


def publish(store: RecordStore, manifest: Manifest, sha256: str) -> None:
    """Make a settled and verified generation the newest one: the one point of no return."""
    store.publish_generation(
        name=manifest.generation,
        manifest_sha256=sha256,
        model_fingerprint=manifest.model_fingerprint,
        corpus_seq=manifest.corpus_seq,
    )


def forget_older(store: RecordStore, generations: Path, kept: int) -> tuple[str, ...]:
    """Withdraw all but the newest published generations and remove their files.

    Readers that hold one go on using it.

    Returns:
        The names of those that went.
    """
    gone = tuple(row.name for row in store.generations()[kept:])
    for name in gone:
        store.forget_generation(name)
        failpoint("old-forgotten")
        if (generations / name).is_dir():
            aside = generations / f"{_UNFINISHED}{name}"
            disk.rename(generations / name, aside)
            failpoint("old-renamed")
            disk.remove_tree(aside)
        failpoint("old-removed")
    return gone


def sweep(store: RecordStore, generations: Path) -> tuple[str, ...]:
    """Remove what a killed or failed build left; only the holder of the writer's lock may.

    Returns:
        The names of the folders that went.
    """
    published = {row.name for row in store.generations()}
    leftovers = sorted(p for p in generations.iterdir() if p.name not in published)
    for leftover in leftovers:
        disk.remove_tree(leftover)
    return tuple(leftover.name for leftover in leftovers)
