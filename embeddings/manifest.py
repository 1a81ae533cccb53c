"""What a generation was built from, and the checksum of each of its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import ArchiveDamaged
from corpus.sayings import Saying
from embeddings import faults
from embeddings.dense_kinds import IndexFacts, Kind
from embeddings.probes import Probes

FORMAT_VERSION = 7
NAME = "manifest.json"
#: How the names of locks end, which belong to no generation and stay writable.
LOCK = ".lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Provenance of one immutable generation.

    Attributes:
        format_version: of the generation folder.
        generation: its name.
        corpus_seq: state of the archive it shows.
        content_sha256: of the records' ids and contents, the same for equal content.
        model: human name of what made its vectors.
        model_fingerprint: what they may be compared with.
        units_by: fingerprint of the encoder of the units, by which their vectors are stored.
        starts_by: the same of the encoder of the records' beginnings.
        dim: length of a unit's vector.
        starts_dim: length of a beginning's.
        max_tokens: the encoder's limit, which no unit exceeds.
        longest_unit: tokens of the longest unit, special tokens counted.
        records: number of records, and so on.
        passages: number of passages.
        units: number of embedding units.
        ids_sha256: of the passage ids in order, as `Tables` says.
        probes: what the vector index answered when it was made.
        libraries: versions of what wrote it.
        files: SHA-256 of each file, by its path in the folder.
        dense: how the vectors of the units are held, and what a search of them finds;
            those of the first part, where later ones were added to it.
        starts: the same of the records' beginnings.
    """

    format_version: int
    generation: str
    corpus_seq: int
    content_sha256: str
    model: str
    model_fingerprint: str
    units_by: str
    starts_by: str
    dim: int
    starts_dim: int
    max_tokens: int
    longest_unit: int
    records: int
    passages: int
    units: int
    ids_sha256: str
    probes: Probes
    libraries: Mapping[str, str]
    files: Mapping[str, str]
    dense: IndexFacts = IndexFacts(kind=Kind.EXACT.value)
    starts: IndexFacts = IndexFacts(kind=Kind.EXACT.value)

    def write(self, folder: Path) -> str:
        """Write the manifest and return its own SHA-256."""
        raw = json.dumps(asdict(self), indent=1, sort_keys=True).encode()
        (folder / NAME).write_bytes(raw)
        return hashlib.sha256(raw).hexdigest()


def read_manifest(folder: Path, sha256: str, checked: Collection[str] = ()) -> Manifest:
    """Read a manifest and check it and every file it names.

    Args:
        folder: of the generation.
        sha256: of the manifest.
        checked: names of files whose bytes were checked a moment ago.

    Raises:
        ArchiveDamaged: something is missing, altered or of an unknown format.
    """
    manifest = read_own(folder, sha256)
    for name in manifest.files:
        if name not in checked:
            check_file(folder, manifest, name)
    return manifest


def read_own(folder: Path, sha256: str) -> Manifest:
    """Read a manifest and check it alone, not the files it names.

    Raises:
        ArchiveDamaged: it is missing, altered or of an unknown format.
    """
    try:
        raw = (folder / NAME).read_bytes()
    except OSError as error:
        raise _damaged(faults.NO_MANIFEST(index=folder.name)) from error
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise _damaged(faults.MANIFEST_ALTERED(index=folder.name))
    content = json.loads(raw)
    if content.get("format_version") != FORMAT_VERSION:
        found = str(content.get("format_version"))
        raise _damaged(faults.FORMAT(index=folder.name, found=found, known=FORMAT_VERSION))
    facts = {part: IndexFacts(**content[part]) for part in ("dense", "starts") if part in content}
    return Manifest(**{**content, **facts, "probes": Probes(**content["probes"])})


def of_another_format(folder: Path) -> bool:
    """Tell whether a generation was written by a Dragoman of another format; not if damaged."""
    try:
        return bool(json.loads((folder / NAME).read_bytes())["format_version"] != FORMAT_VERSION)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def check_file(folder: Path, manifest: Manifest, name: str) -> None:
    """Check the bytes of one file of a generation.

    Raises:
        ArchiveDamaged: it is missing or altered.
    """
    try:
        found = sha256_of_file(folder / name)
    except FileNotFoundError as error:
        raise _damaged(faults.MISSING(file=name, index=folder.name)) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise _damaged(faults.UNREAD(file=name, index=folder.name, why=why)) from error
    if found != manifest.files[name]:
        raise _damaged(faults.ALTERED(file=name, index=folder.name))


def _damaged(said: Saying) -> ArchiveDamaged:
    """Return the error of an index, which can always be made anew from the records."""
    return ArchiveDamaged(said, faults.REBUILD())


def checksums(folder: Path, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Hash every file of a generation but the manifest and the writer's lock files.

    Args:
        folder: of the generation.
        known: hashes of files that were checked a moment ago, by their names.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != NAME and path.suffix != LOCK:
            found[name] = (known or {}).get(name) or sha256_of_file(path)
    return found


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
