"""What became of a change to an archive, as people and programs read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import ArchiveError
from corpus.growth import Caution, Duplicate, Grown
from corpus.readers.refusals import Refused
from embeddings.build import Built


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the files given to `Archive.add`.

    Attributes:
        accepted: ids of records that are new.
        unchanged: ids of records that were held from this very source.
        replaced: ids of records whose content was another before.
        duplicates: deliveries of records held from another source, which was noted.
        refused: what no reader accepts, with its line or member and the reason.
        cautions: what to know of the reading of new and replaced records, such as an
            encoding that was guessed.
        built: the index made of it; None when nothing changed.
    """

    accepted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    refused: tuple[Refused, ...] = ()
    cautions: tuple[Caution, ...] = ()
    built: Built | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"refused": tuple(each.to_json() for each in self.refused)}


class Stopped(KeyboardInterrupt):
    """Ctrl-C during `Archive.add`: what the report names is stored; the same call goes on.

    Attributes:
        added: what became durable before it.
    """

    def __init__(self, added: Added) -> None:
        super().__init__()
        self.added = added


class Unfinished(ArchiveError):
    """The disk failed during `Archive.add`: what the report names is stored; the same call goes on.

    Attributes:
        added: what became durable before it.
    """

    def __init__(self, error: ArchiveError, added: Added) -> None:
        super().__init__(error.message, error.remedy)
        self.added = added


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What `Archive.remove` did.

    Attributes:
        removed: ids of records that can no longer be read or quoted.
        unknown: ids that no record has.
        erased: how many records, these and earlier ones, were erased for good.
        built: the index made without them; None when nothing changed.
    """

    removed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    erased: int = 0
    built: Built | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a look at the whole archive found.

    Attributes:
        full: whether every byte was read.
        records: live records.
        passages: their passages.
        faults: what is wrong, one sentence each.
    """

    full: bool
    records: int
    passages: int
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"sound": self.sound, **asdict(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What was mended.

    Attributes:
        done: what was done, one sentence each.
        built: the index made anew; None when the one there was sound.
        left: faults that need a person: an original file or a backup.
    """

    done: tuple[str, ...]
    built: Built | None
    left: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A backup that was put back.

    Attributes:
        records: live records now.
        built: the index made of them.
    """

    records: int
    built: Built

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def added(grown: Grown, built: Built | None) -> Added:
    """Freeze what grew, with the index made of it."""
    return Added(
        accepted=tuple(grown.accepted),
        unchanged=tuple(grown.unchanged),
        replaced=tuple(grown.replaced),
        duplicates=tuple(grown.duplicates),
        refused=tuple(grown.refused),
        cautions=tuple(grown.cautions),
        built=built,
    )
