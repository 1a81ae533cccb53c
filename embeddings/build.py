"""Building a generation: the one place that writes an index."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from corpus.descriptions import FieldName
from corpus.passages import Passage
from corpus.progress import Progress, Step, silent
from corpus.store import RecordStore
from embeddings.dense import DenseIndex
from embeddings.encoder import Encoder, Vectors
from embeddings.generation import UNIT, open_generation
from embeddings.lexical import LexicalEntry, LexicalIndex
from embeddings.manifest import FORMAT_VERSION, Manifest, checksums
from embeddings.units import fitting

#: Texts encoded and stored at a time: what a killed build can lose.
_BATCH = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did.

    Attributes:
        generation: name of the published generation.
        units: embedding units in it.
        embedded: units that had to be encoded.
        reused: units whose vectors were already stored.
    """

    generation: str
    units: int
    embedded: int
    reused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    row: int
    start: int
    end: int
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def build_generation(
    archive_folder: Path, store: RecordStore, encoder: Encoder, *, progress: Progress = silent
) -> Built:
    """Build a generation of all stored records, publish it, forget older ones but one.

    It is written aside, synced and opened as a reader would before one commit publishes
    it; until then readers see the previous one.

    Args:
        archive_folder: the archive's folder.
        store: opened for writing.
        encoder: makes the vectors that are not stored yet.
        progress: told about each batch.

    Raises:
        ArchiveError: the result does not verify.
        OSError: the disk is full or failing.
    """
    seq = store.corpus_seq
    passages: list[Passage] = []
    titles: list[str] = []
    records = 0
    for record in store:
        records += 1
        passages += record.passages
        titles += [record.description.value(FieldName.TITLE) or ""] * len(record.passages)
    units = list(_units(passages, encoder, progress))
    longest = max(_lengths(units, encoder), default=0)
    if longest > encoder.max_tokens:
        raise AssertionError(f"a unit of {longest} tokens exceeds {encoder.max_tokens}")
    embedded = _embed_missing(store, encoder, units, progress)

    progress(Step(stage="writing the index", done=0, total=len(passages)))
    generations = archive_folder / "gen"
    generations.mkdir(exist_ok=True)
    _sweep(generations)
    name = secrets.token_hex(8)
    aside = generations / f".tmp-{name}"
    aside.mkdir()
    DenseIndex.from_vectors(_vectors(store, encoder, units)).write(aside / "index.faiss")
    table = np.array([(u.row, u.start, u.end) for u in units], dtype=UNIT)
    np.save(aside / "units.npy", table, allow_pickle=False)
    ids = {"passage_ids": [p.passage_id for p in passages], "roles": [p.role for p in passages]}
    (aside / "passages.json").write_text(json.dumps(ids), encoding="utf-8")
    LexicalIndex.build(
        aside / "lexical",
        (
            LexicalEntry(row=row, title=title, text=passage.text)
            for row, (passage, title) in enumerate(zip(passages, titles, strict=True))
        ),
    )
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        generation=name,
        corpus_seq=seq,
        content_sha256=_content_sha256(passages),
        model=encoder.name,
        model_fingerprint=encoder.fingerprint,
        dim=encoder.dim,
        max_tokens=encoder.max_tokens,
        longest_unit=longest,
        records=records,
        passages=len(passages),
        units=len(units),
        libraries={name: version(name) for name in ("faiss-cpu", "tantivy", "numpy")},
        files=checksums(aside),
    )
    sha256 = manifest.write(aside)
    _publish(store, aside, generations / name, manifest, sha256)
    progress(Step(stage="writing the index", done=len(passages), total=len(passages)))
    return Built(generation=name, units=len(units), embedded=embedded, reused=len(units) - embedded)


def _units(passages: Sequence[Passage], encoder: Encoder, progress: Progress) -> Iterator[_Unit]:
    for row, passage in enumerate(passages):
        if row % _BATCH == 0:
            progress(Step(stage="reading", done=row, total=len(passages)))
        for span in fitting(passage.text, encoder.count_tokens, encoder.max_tokens):
            placed = span.shifted(passage.span.start)
            yield _Unit(row=row, start=placed.start, end=placed.end, text=span.of(passage.text))


def _lengths(units: Sequence[_Unit], encoder: Encoder) -> list[int]:
    return [
        count
        for start in range(0, len(units), _BATCH)
        for count in encoder.count_tokens([u.text for u in units[start : start + _BATCH]])
    ]


def _embed_missing(
    store: RecordStore, encoder: Encoder, units: Sequence[_Unit], progress: Progress
) -> int:
    """Encode what has no stored vector, batch by batch, each batch durable at once."""
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
        progress(Step(stage="embedding", done=start, total=len(missing), unit="windows"))
        part = missing[start : start + _BATCH]
        vectors = encoder.encode_passages([texts[key] for key in part])
        store.put_vectors(
            encoder.fingerprint,
            {key: vector.tobytes() for key, vector in zip(part, vectors, strict=True)},
            encoder.dim,
        )
    progress(Step(stage="embedding", done=len(missing), total=len(missing), unit="windows"))
    return len(missing)


def _vectors(store: RecordStore, encoder: Encoder, units: Sequence[_Unit]) -> Vectors:
    """Gather the stored vectors, float32, shape (units, dim)."""
    gathered = np.empty((len(units), encoder.dim), dtype=np.float32)
    for start in range(0, len(units), _BATCH):
        part = [unit.sha256 for unit in units[start : start + _BATCH]]
        known = store.vectors(encoder.fingerprint, part)
        for i, key in enumerate(part, start):
            gathered[i] = np.frombuffer(known[key], dtype="<f4")
    return gathered


def _content_sha256(passages: Sequence[Passage]) -> str:
    digest = hashlib.sha256()
    for passage in passages:
        digest.update(f"{passage.passage_id}\0{passage.text}\0".encode())
    return digest.hexdigest()


def _publish(store: RecordStore, aside: Path, final: Path, manifest: Manifest, sha256: str) -> None:
    """Sync, rename, verify as a reader would, and commit: the one point of no return."""
    for path in sorted(aside.rglob("*")):
        if path.is_file():
            _sync(path)
    for folder in (*(p for p in aside.rglob("*") if p.is_dir()), aside):
        _sync(folder)
    aside.rename(final)
    _sync(final.parent)
    open_generation(final, sha256)
    store.publish_generation(
        name=final.name,
        manifest_sha256=sha256,
        model_fingerprint=manifest.model_fingerprint,
        corpus_seq=manifest.corpus_seq,
    )
    for old in store.generations()[2:]:
        store.forget_generation(old.name)
        shutil.rmtree(final.parent / old.name, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(generations: Path) -> None:
    """Remove what a killed build left aside; only the holder of the writer's lock comes here."""
    for leftover in generations.glob(".tmp-*"):
        shutil.rmtree(leftover, ignore_errors=True)
