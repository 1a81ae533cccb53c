"""The Python door: an archive that is searched, asked and added to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from bot import upkeep
from bot.archive_reading import ArchiveReader
from bot.conversation_store import ConversationStore
from bot.reports import Added, Removed, Repaired, Restored, Verified
from bot.reranker import reranker_for
from bot.settings import Settings, load_settings, resolve_folder, save_model
from corpus import faults
from corpus.clock import now
from corpus.errors import ArchiveDamaged
from corpus.progress import Progress, silent
from corpus.records import Record
from corpus.sayings import listed
from corpus.store import RecordStore
from corpus.upkeep import BackedUp, back_up
from embeddings.build import Built, build_generation
from embeddings.compiled import Precision
from embeddings.dense_kinds import Kind
from embeddings.encoder import Encoder
from embeddings.manifest import of_another_format
from embeddings.upkeep import Collected
from embeddings.ways import maker_of_index, open_encoder

SEED = "118214.txt"


class Archive(ArchiveReader):
    """An opened archive; safe to use from many threads.

    Use `open_archive`, which also makes a new one.
    """

    def add(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        mapping: Path | None = None,
        progress: Progress = silent,
    ) -> Added:
        """Read files into the archive and publish an index that holds them.

        A file that no reader accepts is named in the result; the others go on. Stopped or
        killed at any moment, the same call goes on where it was.

        Args:
            paths: files, zip archives and folders of them, or one of these.
            mapping: the TOML file that says which column of a table is what.
            progress: told about each record and batch.

        Raises:
            ValueError: a path is empty; nothing was read.
            Stopped: Ctrl-C; it carries the report so far.
            ArchiveBusy: another process is writing.
            ArchiveReadOnly: the folder cannot be written.
        """
        report = upkeep.add(self.folder, paths, self._encoder, mapping=mapping, progress=progress)
        self._serving.refresh()
        return report

    def remove(
        self, record_ids: str | Iterable[str], *, purge: bool = False, progress: Progress = silent
    ) -> Removed:
        """Take records out: none is quoted from that moment; `purge` erases them for good.

        Args:
            record_ids: the records, or one of them.
            purge: erase these, and all that was removed or replaced earlier, for good.
            progress: told about each batch.

        Raises:
            UnknownRecord: the archive has none of these records.
            ArchiveBusy: another process is writing.
            ArchiveReadOnly: the folder cannot be written.
        """
        report = upkeep.remove(
            self.folder, record_ids, self._encoder, purge=purge, progress=progress
        )
        self._serving.refresh()
        return report

    def rebuild(self, *, model: str | None = None, progress: Progress = silent) -> Built:
        """Make the index anew from the stored records, encoding only what is not stored.

        Args:
            model: folder of another model to use from now on, "" for the packaged one;
                this opened archive goes on with the former one, and says so in `degraded`.
            progress: told about each batch.

        Raises:
            ArchiveBusy: another process is writing.
            ArchiveReadOnly: the folder cannot be written.
            ModelUnavailable: there is no such model.
        """
        built = rebuild(self.folder, self.settings, model, self._encoder, progress)
        self._serving.refresh()
        return built

    def verify(self, *, full: bool = False) -> Verified:
        """Look for damage, changing nothing; `full` reads every byte.

        Raises:
            ArchiveDamaged: the database cannot be read far enough to tell.
        """
        return upkeep.verify(self.folder, full=full)

    def repair(self, *, progress: Progress = silent) -> Repaired:
        """Mend what can be made anew; damaged records stay, unquoted, and are named.

        Raises:
            ArchiveDamaged: the database cannot be opened; only a backup helps.
            ArchiveBusy: another process is writing.
        """
        report = upkeep.repair(self.folder, self._encoder, progress=progress)
        self._serving.refresh()
        return report

    def backup(self, path: str | Path) -> BackedUp:
        """Write the records and their vectors to one new file, verified in full.

        Raises:
            ArchiveError: the file exists, or the disk is full.
            ArchiveDamaged: the archive is damaged.
        """
        return back_up(self.folder, Path(path))

    def restore(self, path: str | Path, *, progress: Progress = silent) -> Restored:
        """Put a backup in the place of the records, and make their index anew.

        Raises:
            ArchiveBusy: another process is writing.
            ArchiveError: it is no backup, or a damaged one; nothing was changed.
        """
        report = upkeep.restore(Path(path), self.folder, self._encoder, progress=progress)
        self._serving.refresh()
        return report

    def gc(self, *, vectors: bool = False) -> Collected:
        """Remove superseded and unfinished indexes, and on request unused vectors.

        Raises:
            ArchiveBusy: another process is writing.
        """
        return upkeep.gc(self.folder, vectors=vectors)


def open_archive(
    folder: str | Path | None = None,
    *,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
    progress: Progress = silent,
) -> Archive:
    """Open an archive; make one with the shipped record where there is none.

    An index of another Dragoman's form is made anew from the stored vectors.

    Args:
        folder: the archive's folder; by default $DRAGOMAN_ARCHIVE, else the user's own.
        settings: by default those of `settings.toml` in the folder.
        encoder: makes the vectors; by default the one that the settings name.
        progress: told about each step while a new archive is made.

    Raises:
        ArchiveReadOnly: a new archive cannot be made there.
        ArchiveDamaged: the records are missing where the rest of an archive is.
        ModelUnavailable: the packaged weights are missing or altered.
        SettingsError: `settings.toml` is not valid.
    """
    place = resolve_folder(folder)
    settings = settings or load_settings(place)
    if not is_archive(place):
        _check_new(place)
        from corpus.readers import read_bytes  # no reader is needed for a question

        raw = (files("corpus") / "data" / "seed" / SEED).read_bytes()
        seed = [read_bytes(raw, SEED)]
        return create_archive(place, seed, settings=settings, encoder=encoder, progress=progress)
    return _opened(place, settings, encoder or encoder_for(settings, place))


def create_archive(
    folder: Path,
    records: Iterable[Record],
    *,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
    progress: Progress = silent,
) -> Archive:
    """Make an archive of these records, or finish one whose making was cut off.

    Raises:
        ArchiveReadOnly: the folder cannot be written.
        ModelUnavailable: the packaged weights are missing or altered.
    """
    settings = settings or Settings()
    encoder = encoder or encoder_for(settings)
    with RecordStore.open(folder, write=True) as store:
        if not store.count().records:
            for record in records:
                store.put(record, imported_at=now())
        build_generation(folder, store, encoder, kind=Kind(settings.index), progress=progress)
    return _opened(folder, settings, encoder)


def rebuild(
    folder: Path,
    settings: Settings,
    model: str | None,
    encoder: Encoder | None = None,
    progress: Progress = silent,
) -> Built:
    """Make the index of an archive anew, by another model if one is named; see `Archive`."""
    if model is not None and model != settings.model:
        changed = replace(settings, model=model)
        built = upkeep.rebuild(folder, encoder_for(changed), progress=progress)
        # Only now: until the new index is published, the former model answers.
        save_model(folder, model)
        return built
    return upkeep.rebuild(folder, encoder or encoder_for(settings), progress=progress)


def is_archive(folder: Path) -> bool:
    """Tell whether a folder holds an archive with an index of the form that is read today."""
    if not (folder / RecordStore.FILE_NAME).is_file():
        return False
    with RecordStore.open(folder) as store:
        published = store.generations()
    return bool(published) and not all(
        of_another_format(folder / "gen" / p.name) for p in published
    )


def _check_new(folder: Path) -> None:
    """Check that no archive lost its records here: a new one would be silent on all of them."""
    database = folder / RecordStore.FILE_NAME
    if database.exists():
        return
    kept = (folder / "gen", folder / ConversationStore.FILE_NAME)
    rest = [*(path for path in kept if path.exists()), *folder.glob(f"{database.name}.re*")]
    if rest:
        named = listed(path.name for path in rest)
        raise ArchiveDamaged(faults.LEFT_ALONE(path=str(database), rest=named), faults.FETCH_BACK())


def _opened(folder: Path, settings: Settings, encoder: Encoder) -> Archive:
    return Archive(
        folder,
        settings=settings,
        encoder=encoder,
        reranker=reranker_for(settings),
    )


def encoder_for(settings: Settings, folder: Path | None = None) -> Encoder:
    """Return the one encoder a process, run as it was for the index in the folder, if any."""
    model = Path(settings.model).expanduser() if settings.model else None
    made_by = maker_of_index(folder) if model and folder else None
    return open_encoder(model, Precision(settings.encoder_precision), made_by)
