"""Building a generation: the one place that writes an index."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus import disk
from corpus.errors import ArchiveError
from corpus.failpoints import failpoint
from corpus.faults import INDEX_STAYS
from corpus.progress import Progress, Step, silent
from corpus.store import RecordStore
from embeddings import faults
from embeddings.assembly import assemble, windows_of
from embeddings.coming_vectors import encode_missing
from embeddings.dense_kinds import Kind
from embeddings.dense_parts import open_parts
from embeddings.encoder import Encoder, index_fingerprint, index_name
from embeddings.generation import open_generation
from embeddings.increment import Plan, Previous, find_previous, plan_for, tables_of, with_parts
from embeddings.manifest import FORMAT_VERSION, LOCK, Manifest, checksums
from embeddings.probes import take
from embeddings.tables import Tables
from embeddings.writing import (
    Coming,
    Links,
    Words,
    words_again,
    write_catalogue,
    write_dense,
    write_lexical,
)

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
    fresh: bool = False,
    progress: Progress = silent,
) -> Built:
    """Build a generation of all stored records, publish it, forget older ones but one.

    It is written aside, synced and opened as a reader would before one commit publishes
    it; until then readers see the previous one. What did not change since that is taken
    over from it, without being read or written; searches bring the same as those of an
    index made from nothing.

    Args:
        archive_folder: the archive's folder.
        store: opened for writing.
        encoder: makes the vectors that are not stored yet.
        kind: how the index shall hold the vectors; another than before makes it anew.
        kept: how many published generations stay, this one counted.
        fresh: read and write everything, so that nothing of the previous one is believed
            and nothing that left the archive is left in a file.
        progress: told about each batch.

    Raises:
        ArchiveDamaged: the result does not verify; nothing was published.
        ArchiveError: the disk is full or failing; nothing was published.
    """
    clock = _Clock()
    generations = archive_folder / "gen"
    with disk.named_errors(archive_folder, INDEX_STAYS()):
        generations.mkdir(exist_ok=True)
        sweep(store, generations)
        with clock.part("read"):
            content = _read(archive_folder, store, encoder, kind, fresh, progress)
        _preflight(generations, store, content, encoder)
        with clock.part("embed"):
            embedded, begun = encode_missing(store, encoder, content.coming, progress)
        name = secrets.token_hex(8)
        aside = generations / f"{_UNFINISHED}{name}"
        try:
            with clock.part("write"):
                manifest, sha256, checked = _write(
                    aside, name, content, store, encoder, kind, progress
                )
                _settle(aside, generations / name, checked)
            with clock.part("verify"):
                open_generation(generations / name, sha256, checked)
                failpoint("index-verified")
            publish(store, manifest, sha256)
        except BaseException:
            # Never tried a second time: after a failed sync the system may only pretend.
            # What has its name already but is not published, the next build sweeps.
            disk.remove_tree(aside)
            raise
        forget_older(store, generations, kept)
    total = manifest.passages
    progress(Step(stage="writing the index", done=total, total=total))
    return Built(
        generation=name,
        units=manifest.units,
        embedded=embedded,
        reused=manifest.units - embedded,
        starts=begun,
        damaged=tuple(content.damaged),
        seconds=clock.seconds,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What a generation is made of.

    Attributes:
        corpus_seq: state of the archive it shows.
        previous: what something is taken over from, if anything.
        plan: what is.
        tables: without parts and pieces.
        coming: what was read.
        longest: no window and no start has more tokens than that.
        damaged: ids of the records left out.
    """

    corpus_seq: int
    previous: Previous | None
    plan: Plan
    tables: Tables
    coming: Coming
    longest: int
    damaged: Sequence[str]


def _read(
    archive_folder: Path,
    store: RecordStore,
    encoder: Encoder,
    kind: Kind,
    fresh: bool,
    progress: Progress,
) -> _Content:
    """Decide what is taken over, and read the rest.

    Raises:
        ArchiveDamaged: the list of records cannot be read.
    """
    seq, live = store.corpus_seq, store.hashes()
    damaged = sorted(set(store.ids()) - set(live))
    previous = find_previous(archive_folder, store, index_fingerprint(encoder), whole=not fresh)
    other = previous is not None and kind not in (Kind.AUTO, previous.manifest.dense.kind)
    plan = plan_for(previous, live, fresh=fresh or other)
    longest = previous.manifest.longest_unit if previous and len(plan.old.ids) else 0
    earlier = None
    if previous and not len(plan.old.ids):
        earlier = windows_of(previous.tables, previous.manifest.longest_unit)
    read = assemble(store, plan.new, encoder, earlier, progress)
    again, lost = words_again(store, plan)
    tables = tables_of(plan, read, lost)
    places = {record_id: at for at, record_id in enumerate(tables.ids)}
    cuts = {places[cut.record_id]: cut for cut in read.cuts}
    words = {at: Words(cut.title, cut.passages) for at, cut in cuts.items()}
    words |= {places[record_id]: each for record_id, each in again.items()}
    return _Content(
        corpus_seq=seq,
        previous=previous,
        plan=plan,
        tables=tables,
        coming=Coming(cuts=cuts, words=words),
        longest=max(longest, read.longest),
        damaged=sorted({*damaged, *read.damaged, *lost}),
    )


def _preflight(generations: Path, store: RecordStore, content: _Content, encoder: Encoder) -> None:
    """Refuse to begin what the disk cannot hold, after forgetting what need not be kept.

    Raises:
        ArchiveError: there is not enough room.
    """
    cuts, tables = content.coming.cuts.values(), content.tables
    count = sum(len(cut.units) + 1 for cut in cuts)
    vectors = count * (4 * max(encoder.dim, encoder.starts.dim) + 32)
    words = 2 * sum(len(p.text) for each in content.coming.words.values() for p in each.passages)
    written = tables.units.nbytes + tables.passages.nbytes + 704 * len(tables.ids)
    # Vectors that are new are written to the database and its log as well.
    needed = int(_MARGIN * (3 * vectors + words + written)) + SPARE_BYTES
    newest = [row.name for row in store.generations()[:1]]
    if content.previous is None or [content.previous.folder.name] == newest:
        if disk.free_bytes(generations) < needed:
            forget_older(store, generations, 1)
    free = disk.free_bytes(generations)
    if free < needed:
        said = faults.NO_ROOM(needed=round(needed / 1e6), free=round(free / 1e6))
        raise ArchiveError(said, faults.FREE_SPACE())


def _write(
    aside: Path,
    name: str,
    content: _Content,
    store: RecordStore,
    encoder: Encoder,
    kind: Kind,
    progress: Progress,
) -> tuple[Manifest, str, Mapping[str, str]]:
    """Write every file of a generation.

    Returns:
        Its manifest, the manifest's hash, and the hashes of the files taken over.
    """
    from importlib import metadata  # brings e-mail and sockets

    plan, coming, tables = content.plan, content.coming, content.tables
    progress(Step(stage="writing the index", done=0, total=len(tables.passages)))
    aside.mkdir()
    failpoint("index-begun")
    links = Links(content.previous, aside)
    parts, facts = write_dense(aside, links, plan, tables, coming, store, encoder, kind)
    piece_of, pieces = write_lexical(aside, links, plan, tables, coming)
    tables = with_parts(tables, piece_of, parts, pieces)
    tables.write(aside)
    write_catalogue(aside, plan, tables, coming, content.previous)
    failpoint("tables-written")
    dense, _ = open_parts(aside, tables, facts)
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        generation=name,
        corpus_seq=content.corpus_seq,
        content_sha256=tables.content_sha256,
        model=index_name(encoder),
        model_fingerprint=index_fingerprint(encoder),
        units_by=encoder.fingerprint,
        starts_by=encoder.starts.fingerprint,
        dim=encoder.dim,
        starts_dim=encoder.starts.dim,
        max_tokens=encoder.max_tokens,
        longest_unit=content.longest,
        records=len(tables.ids),
        passages=len(tables.passages),
        units=len(tables.units),
        ids_sha256=tables.ids_sha256,
        probes=take(dense),
        dense=facts[0],
        starts=facts[1],
        libraries={name: metadata.version(name) for name in ("faiss-cpu", "tantivy", "numpy")},
        files=checksums(aside, links.checked),
    )
    sha256 = manifest.write(aside)
    failpoint("manifest-written")
    return manifest, sha256, links.checked


def _settle(aside: Path, final: Path, checked: Collection[str] = ()) -> None:
    """Make the files of a generation durable, then give it its name.

    Args:
        aside: where it was written.
        final: its name.
        checked: files that were taken over, and are durable and protected already.
    """
    safe = {aside / name for name in checked}
    for path in aside.rglob("*"):
        if path.is_file() and path not in safe and path.suffix != LOCK:
            path.chmod(0o444)  # it is read through memory maps, so it must never be rewritten
    disk.sync_tree(aside, safe)
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
