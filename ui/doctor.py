"""What the doctor looks at: the machine, the parts, the weights, the archive.

Nothing is changed, nothing heavy is imported and no model is loaded, so the answer
comes at once.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bot.settings import Settings, load_settings
from corpus.errors import ArchiveError
from corpus.locking import writer_of
from corpus.store import RecordStore
from embeddings.compiled import Precision
from embeddings.dense_kinds import Kind
from embeddings.encoder import index_fingerprint, index_name
from embeddings.manifest import Manifest, read_manifest
from embeddings.ways import find_way, open_encoder
from embeddings.weights import find_encoder, find_reranker, find_start_encoder
from ui.terminal import counted
from ui.web import OFFLINE

#: Parts whose versions decide what an answer is.
PARTS = ("torch", "sentence-transformers", "faiss-cpu", "tantivy", "onnxruntime", "gradio")
#: First release of each line of Python that reads forged zip files safely.
MENDED_PYTHONS = ((3, 11, 14), (3, 12, 12))
#: Bytes below which an archive has little room to grow.
LOW_SPACE = 512 * 1024 * 1024


class State(StrEnum):
    """How a check came out, from best to worst."""

    OK = "ok"
    WARNING = "warning"  # works, but should be known
    FAILED = "failed"  # something outside the archive is missing
    REPAIR = "repair"  # the archive itself needs repair


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at.

    Attributes:
        name: what was looked at.
        state: how it came out.
        detail: what was found.
        remedy: what to do about it; "" when nothing is to be done.
    """

    name: str
    state: State
    detail: str
    remedy: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the check as plain data."""
        return {
            "name": self.name,
            "state": self.state.value,
            "detail": self.detail,
            "remedy": self.remedy,
        }


def examine(folder: Path, environ: Mapping[str, str]) -> tuple[Check, ...]:
    """Look at everything, in the order a person would repair it.

    Args:
        folder: the archive's folder; it need not exist.
        environ: the environment.
    """
    return (
        python_check(sys.version_info[:3]),
        sqlite_check(sqlite3.sqlite_version_info),
        *(part_check(name) for name in PARTS),
        *weight_checks(),
        offline_check(environ),
        *archive_checks(folder),
    )


def exit_code(checks: tuple[Check, ...]) -> int:
    """Return 4 if the archive needs repair, 3 if something else failed, else 0."""
    states = {check.state for check in checks}
    return 4 if State.REPAIR in states else 3 if State.FAILED in states else 0


def report(checks: tuple[Check, ...]) -> dict[str, Any]:
    """Return the checks as one JSON object, the worst state first."""
    worst = max((list(State).index(check.state) for check in checks), default=0)
    return {
        "state": list(State)[worst].value,
        "checks": [check.to_json() for check in checks],
    }


def python_check(python: tuple[int, ...]) -> Check:
    """Check the interpreter against known faults of its zip reader.

    Source: CVE-2024-0450 (overlapping members, fixed in 3.11.8) and CVE-2025-8291
    (zip64, fixed in 3.11.14 and 3.12.12).
    """
    detail = ".".join(map(str, python))
    mended = next((fixed for fixed in MENDED_PYTHONS if fixed[:2] == python[:2]), python)
    if python < mended:
        return Check(
            name="Python",
            state=State.WARNING,
            detail=f"{detail}; its zip reader accepts some forged files",
            remedy=f"Use {'.'.join(map(str, mended))} or newer before adding zip files "
            "from people you do not trust.",
        )
    return Check(name="Python", state=State.OK, detail=detail)


def sqlite_check(sqlite: tuple[int, ...]) -> Check:
    """Check SQLite against the range with the WAL-reset fault.

    Two connections that write and checkpoint at the same moment could lose data.
    Dragoman writes through one connection under a lock, which rules that out.

    Source: https://sqlite.org/wal.html, "The WAL-reset bug": 3.7.0 to 3.51.2, mended in
    3.44.6 and 3.50.7 too.
    """
    detail = ".".join(map(str, sqlite))
    mended = sqlite >= (3, 51, 3) or any(
        sqlite[:2] == fixed[:2] and sqlite >= fixed for fixed in ((3, 44, 6), (3, 50, 7))
    )
    if mended or sqlite < (3, 7, 0):
        return Check(name="SQLite", state=State.OK, detail=detail)
    return Check(
        name="SQLite",
        state=State.WARNING,
        detail=f"{detail}; has the WAL-reset fault, which Dragoman's single writer avoids",
        remedy="Do not write to archive.db with other programs; 3.51.3 mends it.",
    )


def part_check(name: str) -> Check:
    """Check that a library is installed, without importing it."""
    try:
        return Check(name=name, state=State.OK, detail=version(name))
    except PackageNotFoundError:
        return Check(
            name=name,
            state=State.FAILED,
            detail="not installed",
            remedy="Install again with: pip install -c constraints.txt -e .",
        )


def weight_checks() -> Iterator[Check]:
    """Check that the packaged model files are there and unaltered."""
    yield _weights("encoder weights", find_encoder)
    yield _weights("start encoder weights", find_start_encoder)
    yield _weights("reranker weights", find_reranker)


def _weights(name: str, find: Callable[[], Path]) -> Check:
    try:
        folder = find()
    except ArchiveError as error:
        return Check(name=name, state=State.FAILED, detail=error.message, remedy=error.remedy)
    return Check(name=name, state=State.OK, detail=f"{folder} (sha256 as expected)")


def offline_check(environ: Mapping[str, str]) -> Check:
    """Say that the libraries are kept offline, and what the environment asked instead."""
    asked = [
        f"{name}={environ[name]}"
        for name, value in OFFLINE.items()
        if environ.get(name, value) != value
    ]
    detail = "Dragoman switches the network habits of its libraries off itself"
    if asked:
        detail += f", also where the environment says {', '.join(asked)}"
    return Check(name="offline", state=State.OK, detail=detail)


def archive_checks(folder: Path) -> Iterator[Check]:
    """Look at the archive's folder, its settings, its records and its search index."""
    if not folder.is_dir():
        yield _unmade(folder)
        return
    yield _folder_check(folder)
    try:
        settings = load_settings(folder)
    except ArchiveError as error:
        yield Check(name="settings", state=State.FAILED, detail=error.message, remedy=error.remedy)
        return
    if not (folder / RecordStore.FILE_NAME).is_file():
        detail = "no records yet; the first question adds the shipped one"
        yield Check(name="records", state=State.OK, detail=detail)
        return
    try:
        yield from _content_checks(folder, settings)
    except ArchiveError as error:
        yield Check(name="archive", state=State.REPAIR, detail=error.message, remedy=error.remedy)


def _unmade(folder: Path) -> Check:
    """Say whether an archive that does not exist yet could be made."""
    parent = next(path for path in folder.absolute().parents if path.exists())
    if folder.exists():
        detail, remedy = f"{folder} is a file", "Name a folder for the archive."
        return Check(name="folder", state=State.FAILED, detail=detail, remedy=remedy)
    if parent.is_dir() and os.access(parent, os.W_OK):
        detail = f"{folder} does not exist yet; the first question makes it"
        return Check(name="folder", state=State.OK, detail=detail)
    return Check(
        name="folder",
        state=State.FAILED,
        detail=f"{folder} does not exist, and {parent} cannot be written",
        remedy="Name another folder with --archive DIR or $DRAGOMAN_ARCHIVE.",
    )


def _folder_check(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    detail = f"{folder}, {free / 1e9:.1f} GB free"
    if not os.access(folder, os.W_OK):
        return Check(
            name="folder",
            state=State.WARNING,
            detail=f"{detail}; it cannot be written, so nothing can be added",
            remedy="Change its permissions, or name another folder with --archive DIR.",
        )
    if free < LOW_SPACE:
        return Check(
            name="folder",
            state=State.WARNING,
            detail=detail,
            remedy="Free some space before adding records.",
        )
    return Check(name="folder", state=State.OK, detail=detail)


def _content_checks(folder: Path, settings: Settings) -> Iterator[Check]:
    """Check the stored records and the newest index.

    Raises:
        ArchiveError: the archive needs repair.
    """
    with RecordStore.open(folder) as store:
        held = store.count()
        published = store.generations()
        detail = f"{counted(held.records, 'record')}, {counted(held.passages, 'passage')}"
        yield Check(name="records", state=State.OK, detail=detail)
        if not published:
            detail = "none yet; the first question makes it"
            yield Check(name="index", state=State.OK, detail=detail)
            return
        newest = published[0]
        manifest = read_manifest(folder / "gen" / newest.name, newest.manifest_sha256)
        yield _index_check(manifest, settings, store.corpus_seq, writer_of(folder))


def _index_check(
    manifest: Manifest, settings: Settings, corpus_seq: int, writer: int | None
) -> Check:
    passages = counted(manifest.passages, "passage")
    detail = f"{passages} by {manifest.model}, every file as written"
    if manifest.dense.kind != Kind.EXACT:
        found = manifest.dense.recall_at_10
        detail += f", held as {manifest.dense.kind} with a recall of {found:.3f}"
    if manifest.corpus_seq != corpus_seq:
        if writer is not None:
            detail += f"; process {writer} is adding to it"
            return Check(name="index", state=State.OK, detail=detail)
        return Check(
            name="index",
            state=State.REPAIR,
            detail=f"{detail}; older than the records",
            remedy="Run 'dragoman repair'.",
        )
    try:
        model, fingerprint = _model(settings, manifest.model_fingerprint)
    except ArchiveError as error:
        return Check(name="index", state=State.FAILED, detail=error.message, remedy=error.remedy)
    if fingerprint != manifest.model_fingerprint:
        return Check(
            name="index",
            state=State.REPAIR,
            detail=f"made by {manifest.model}, but the archive is set to {model}",
            remedy="Run 'dragoman rebuild', or set the former model.",
        )
    if settings.model:
        detail += f"; set to {model}"
    return Check(name="index", state=State.OK, detail=detail)


def _model(settings: Settings, made_by: str) -> tuple[str, str]:
    """Return the encoder's name, with the way a model of one's own is run, and fingerprint.

    Raises:
        ModelUnavailable: there is no such model.
    """
    folder = Path(settings.model).expanduser() if settings.model else None
    precision = Precision(settings.encoder_precision)
    if folder is not None and precision is Precision.FP32:
        way = find_way(folder, made_by)
        return f"{folder.name}, {way}", way.fingerprint
    encoder = open_encoder(folder, precision)
    return index_name(encoder), index_fingerprint(encoder)
