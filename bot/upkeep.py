"""Changing and looking after an archive, given its folder: none of it needs a sound index."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path

from bot.conversation_store import ConversationStore
from bot.reports import (
    Added,
    Removed,
    Repaired,
    Restored,
    Stopped,
    Unfinished,
    Verified,
    added,
)
from bot.settings import index_kind
from corpus import faults
from corpus.errors import ArchiveError, UnknownRecord
from corpus.growth import Grown, grow
from corpus.locking import writer_of
from corpus.progress import Progress, Step, silent
from corpus.sayings import listed
from corpus.store import RecordStore
from corpus.upkeep import put_back
from embeddings.build import KEPT, Built, build_generation
from embeddings.encoder import Encoder
from embeddings.upkeep import Collected, collect, index_faults


def add(
    folder: Path,
    paths: str | Path | Iterable[str | Path],
    encoder: Encoder,
    *,
    mapping: Path | None = None,
    progress: Progress = silent,
    told: Callable[[Added], object] | None = None,
) -> Added:
    """Read files into an archive and publish an index that holds them.

    Each record is durable when the next is read. Stopped or killed at any moment, the same
    call goes on where it was.

    Args:
        folder: the archive's folder.
        paths: files, zip archives and folders of them, or one of these.
        encoder: makes vectors that are not stored yet.
        mapping: the TOML file that says which column of a table is what.
        progress: told about each record and batch.
        told: given what became of each file, in their order, as soon as it is read.

    Raises:
        ValueError: a path is empty; nothing was read.
        Stopped: Ctrl-C; it carries the report so far.
        ArchiveBusy: another process is writing.
        ArchiveReadOnly: the folder cannot be written.
        Unfinished: the disk is full or failing; it carries the report so far.
        ArchiveError: the same, before anything was stored.
    """
    from corpus.ingest import ingest  # brings every reader

    wanted = _paths(paths)
    grown = Grown()
    with RecordStore.open(folder, write=True) as store:
        try:
            each = _teller(grown, told) if told else silent
            delivered = ingest(wanted, mapping=mapping, progress=each)
            grow(store, delivered, grown, progress=progress)
            built = None
            if grown.changed or _behind(store):
                built = build_generation(
                    folder, store, encoder, kind=index_kind(folder), progress=progress
                )
        except KeyboardInterrupt:
            raise Stopped(added(grown, None)) from None
        except ArchiveError as error:
            if type(error) is not ArchiveError or not grown.changed:
                raise
            raise Unfinished(error, added(grown, None)) from error
    return added(grown, built)


def remove(
    folder: Path,
    record_ids: str | Iterable[str],
    encoder: Encoder,
    *,
    purge: bool = False,
    progress: Progress = silent,
) -> Removed:
    """Take records out: none is quoted from that moment, and the index forgets them.

    Args:
        folder: the archive's folder.
        record_ids: the records, or one of them.
        encoder: makes vectors that are not stored yet.
        purge: erase these, and all that was removed or replaced earlier, for good; stored
            conversations lose the words quoted from them.
        progress: told about each batch.

    Raises:
        UnknownRecord: the archive has none of these records.
        ArchiveBusy: another process is writing.
        ArchiveReadOnly: the folder cannot be written.
        ArchiveError: the disk is full or failing; what was removed stays removed.
    """
    # A string is made of strings: what is meant is the one, not its letters.
    wanted = (record_ids,) if isinstance(record_ids, str) else record_ids
    removed: list[str] = []
    unknown: list[str] = []
    with RecordStore.open(folder, write=True, create=False) as store:
        for record_id in dict.fromkeys(wanted):
            (removed if store.remove(record_id) else unknown).append(record_id)
        if unknown and not removed and not purge:
            raise UnknownRecord(faults.UNKNOWN(record=listed(unknown)), faults.LIST())
        erased = 0
        if purge:
            from bot.erasure import erase_words  # which reads answers

            erased = store.erase_removed()
            erase_words(folder, store.get)
        built = None
        if purge or _behind(store):
            kept = 1 if purge else KEPT
            kind = index_kind(folder)
            # What is erased for good may be in no file of the index, old or new.
            built = build_generation(
                folder, store, encoder, kind=kind, kept=kept, fresh=purge, progress=progress
            )
        if purge:
            collect(folder, store, vectors=True)
    return Removed(removed=tuple(removed), unknown=tuple(unknown), erased=erased, built=built)


def rebuild(folder: Path, encoder: Encoder, *, progress: Progress = silent) -> Built:
    """Make the index anew from the stored records, encoding only what is not stored.

    Readers go on with the present one meanwhile; stopped, it goes on where it was.

    Raises:
        ArchiveBusy: another process is writing.
        ArchiveReadOnly: the folder cannot be written.
        ArchiveError: there is no archive; the disk is full or failing; the present index stays.
    """
    with RecordStore.open(folder, write=True, create=False) as store:
        kind = index_kind(folder)
        return build_generation(folder, store, encoder, kind=kind, fresh=True, progress=progress)


def verify(folder: Path, *, full: bool = False) -> Verified:
    """Look for damage, changing nothing and loading no model.

    Args:
        folder: the archive's folder.
        full: read every record, vector, file and stored conversation, and compare the index
            with the records.

    Raises:
        ArchiveDamaged: the database cannot be read far enough to tell.
        ArchiveError: there is no archive.
    """
    with RecordStore.open(folder) as store:
        growing = writer_of(folder) is not None
        faults = [
            *store.faults(full=full),
            *index_faults(folder, store, full=full, growing=growing),
        ]
        if full:
            faults += ConversationStore(folder).faults()
        held = store.count() if not faults else None
        return Verified(
            full=full,
            records=held.records if held else len(store.hashes()),
            passages=held.passages if held else 0,
            faults=tuple(faults),
        )


def repair(folder: Path, encoder: Encoder, *, progress: Progress = silent) -> Repaired:
    """Mend what can be made anew; damaged records stay, unquoted, and are named.

    Raises:
        ArchiveDamaged: the database cannot be opened; only a backup helps.
        ArchiveBusy: another process is writing.
        ArchiveReadOnly: the folder cannot be written.
    """
    with RecordStore.open(folder, write=True, create=False) as store:
        done = list(store.mend())
        built = None
        wrong = list(index_faults(folder, store, full=True))
        if wrong:
            kind = index_kind(folder)
            built = build_generation(
                folder, store, encoder, kind=kind, kept=1, fresh=True, progress=progress
            )
            done += [f"The search index was made anew, since: {fault}" for fault in wrong]
        cleared = collect(folder, store)
        done += [f"The leftover {name} was removed." for name in cleared.indexes]
        left = [*store.faults(full=True), *index_faults(folder, store, full=True)]
    return Repaired(done=tuple(done), built=built, left=tuple(left))


def restore(path: Path, folder: Path, encoder: Encoder, *, progress: Progress = silent) -> Restored:
    """Put a backup in the place of an archive's records, and make their index anew.

    The former database stays beside it as `archive.db.replaced`.

    Raises:
        ArchiveBusy: another process is writing.
        ArchiveError: it is no backup, a damaged one, or the disk is full; nothing was changed.
    """
    records = put_back(path, folder)
    with RecordStore.open(folder, write=True) as store:
        kind = index_kind(folder)
        built = build_generation(
            folder, store, encoder, kind=kind, kept=1, fresh=True, progress=progress
        )
    return Restored(records=records, built=built)


def gc(folder: Path, *, vectors: bool = False) -> Collected:
    """Remove superseded and unfinished indexes, and on request vectors no index uses.

    Raises:
        ArchiveBusy: another process is writing, or reading while vectors go.
        ArchiveReadOnly: the folder cannot be written.
    """
    with RecordStore.open(folder, write=True, create=False) as store:
        return collect(folder, store, vectors=vectors)


def _paths(given: str | Path | Iterable[str | Path]) -> tuple[Path, ...]:
    """Return the paths; one is taken as one, though a string is made of strings."""
    each = (given,) if isinstance(given, (str, Path)) else tuple(given)
    if "" in each:
        raise ValueError("A path is empty; for the folder where Dragoman runs, give '.'.")
    return tuple(map(Path, each))


def _teller(grown: Grown, told: Callable[[Added], object]) -> Progress:
    """Return what `ingest` tells of each file that is done: its share of what grew."""
    before = Grown()

    def done(_: Step) -> None:
        share = Grown()
        for kind in fields(Grown):
            former, now = getattr(before, kind.name), getattr(grown, kind.name)
            getattr(share, kind.name).extend(now[len(former) :])
            former.extend(now[len(former) :])
        told(added(share, None))

    return done


def _behind(store: RecordStore) -> bool:
    """Tell whether the newest index does not show what the archive holds now."""
    published = store.generations()
    return not published or published[0].corpus_seq != store.corpus_seq
