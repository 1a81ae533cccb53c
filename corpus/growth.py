"""Growing an archive: deliveries become records, each kept once and durable at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.clock import now
from corpus.progress import Progress, Step, silent
from corpus.readers.refusals import Refused
from corpus.records import Record
from corpus.store import Outcome, RecordStore


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A delivery of a record that is held already; its source was noted beside it.

    Attributes:
        source: label of the file or member delivered.
        record_id: the record that is kept.
    """

    source: str
    record_id: str

    def __str__(self) -> str:
        return f"{self.source} is record {self.record_id} again"


@dataclass(frozen=True, slots=True)
class Caution:
    """What a person should know about the reading of a record that was stored.

    Attributes:
        record_id: the record.
        warning: one of its source's warnings.
    """

    record_id: str
    warning: str


@dataclass(slots=True, kw_only=True)
class Grown:
    """What became of the deliveries so far; it grows with each record that is durable.

    Attributes:
        accepted: ids of records that are new.
        unchanged: ids of records that were held from this very source.
        replaced: ids of records whose content was another before.
        duplicates: deliveries of records that are held from another source.
        refused: what no reader accepts, with the reason and its line or member.
        cautions: what the readers warn of in records that are new or replaced.
    """

    accepted: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the search index no longer shows what the archive holds."""
        return bool(self.accepted or self.replaced)


def grow(
    store: RecordStore,
    deliveries: Iterable[Record | Refused],
    grown: Grown,
    *,
    progress: Progress = silent,
) -> None:
    """Store each record as it comes; what was stored stays, wherever this is stopped.

    Args:
        store: opened for writing.
        deliveries: records and refusals, in any order.
        grown: told about each delivery once it is durable.
        progress: told about each delivery.

    Raises:
        ArchiveError: the disk is full or failing; what `grown` names is stored.
    """
    for done, delivery in enumerate(deliveries, 1):
        if isinstance(delivery, Refused):
            grown.refused.append(delivery)
        else:
            _take(store, delivery, grown)
        progress(Step(stage="reading", done=done, unit="records"))


def _take(store: RecordStore, record: Record, grown: Grown) -> None:
    twin = None if record.record_id in store else store.twin_of(record)
    if twin is not None:
        outcome = store.note_duplicate(twin, record, noted_at=now())
        kept = twin.record_id
    else:
        outcome = store.put(record, imported_at=now())
        kept = record.record_id
    match outcome:
        case Outcome.ADDED:
            grown.accepted.append(kept)
        case Outcome.REPLACED:
            grown.replaced.append(kept)
        case Outcome.UNCHANGED:
            grown.unchanged.append(kept)
        case Outcome.DUPLICATE:
            grown.duplicates.append(Duplicate(record.source.name, kept))
    if outcome in (Outcome.ADDED, Outcome.REPLACED):
        grown.cautions += (Caution(kept, warning) for warning in record.source.warnings)
