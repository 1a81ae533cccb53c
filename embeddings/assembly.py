"""Assembling what an index is made of: passages in a fixed order, and their windows.

Cutting passages into windows and counting their tokens is most of the work of an index
whose vectors are stored already. A record that the previous generation holds unchanged
keeps its windows from there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.descriptions import FieldName
from corpus.errors import ArchiveDamaged
from corpus.facets import Facts, facts_of
from corpus.passages import Passage
from corpus.progress import Progress, Step
from corpus.records import Record
from corpus.store import RecordStore
from embeddings.encoder import Encoder
from embeddings.generation import PASSAGES, STARTS_CUT, UNITS, read_tables
from embeddings.manifest import Manifest, check_file, read_own
from embeddings.starts import start_length, whole_start
from embeddings.units import fitting

#: Texts counted at a time.
_BATCH = 256
#: Records between two steps of progress.
_STEP = 50

#: Start and end of each window in the record's text, for each passage of a record.
_Windows = Sequence[Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A window to be embedded.

    Attributes:
        row: of its passage.
        start: where it begins in the record's text.
        end: where it ends.
        text: its words.
    """

    row: int
    start: int
    end: int
    text: str

    @property
    def sha256(self) -> str:
        """What its vector is stored by."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a record begins, to be embedded.

    Attributes:
        text: its words, cut to what the encoder reads.
    """

    text: str

    @property
    def sha256(self) -> str:
        """What its vector is stored by."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """What an index is made of.

    Attributes:
        corpus_seq: state of the archive it shows.
        passages: in the order of record ids, so that the order of import leaves no trace.
        titles: of each passage's record.
        hashes: content hash of each record, by its id.
        units: the windows, passage by passage.
        starts: how each record begins, in the order of their ids.
        facts: what each record can be chosen by, in the same order.
        longest: no window and no start has more tokens than that.
        damaged: ids of the records left out, since they are not what was stored.
    """

    corpus_seq: int
    passages: Sequence[Passage]
    titles: Sequence[str]
    hashes: Mapping[str, str]
    units: Sequence[Unit]
    starts: Sequence[Start]
    facts: Sequence[Facts]
    longest: int
    damaged: Sequence[str]

    @property
    def content_sha256(self) -> str:
        """The hash of the passages' ids and texts, the same for equal content."""
        digest = hashlib.sha256()
        for passage in self.passages:
            digest.update(f"{passage.passage_id}\0{passage.text}\0".encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Earlier:
    """The windows of an earlier generation and the lengths of its starts, by record."""

    hashes: Mapping[str, str]
    windows: Mapping[str, _Windows]
    starts: Mapping[str, int]
    longest: int


def assemble(
    archive_folder: Path, store: RecordStore, encoder: Encoder, progress: Progress
) -> Assembly:
    """Read every live record and cut its passages into windows that the encoder reads.

    A damaged record is left out and named, so that it cannot keep the others from being
    searched.

    Raises:
        ArchiveDamaged: the list of records cannot be read.
    """
    seq, hashes = store.corpus_seq, store.hashes()
    damaged = sorted(set(store.ids()) - set(hashes))
    earlier = _earlier(archive_folder, store, encoder)
    passages: list[Passage] = []
    titles: list[str] = []
    units: list[Unit] = []
    starts: list[Start] = []
    facts: list[Facts] = []
    longest = 0
    for done, record_id in enumerate(sorted(hashes)):
        if done % _STEP == 0:
            progress(Step(stage="reading", done=done, total=len(hashes), unit="records"))
        try:
            record = store.get(record_id)
        except ArchiveDamaged:
            damaged.append(record_id)
            continue
        windows: _Windows | None = None
        length: int | None = None
        if earlier is not None and earlier.hashes.get(record_id) == hashes[record_id]:
            windows, length = earlier.windows.get(record_id, ()), earlier.starts.get(record_id)
            longest = max(longest, earlier.longest)
        start, tokens = _start(record, length, encoder)
        starts.append(start)
        longest = max(longest, tokens)
        facts.append(facts_of(record))
        if windows is None or len(windows) != len(record.passages):
            windows = [list(_cut(passage, encoder)) for passage in record.passages]
            longest = max(longest, _longest(record, windows, encoder))
        for passage, places in zip(record.passages, windows, strict=True):
            units += (
                Unit(row=len(passages), start=start, end=end, text=record.text[start:end])
                for start, end in places
            )
            passages.append(passage)
            titles.append(record.description.value(FieldName.TITLE) or "")
    progress(Step(stage="reading", done=len(hashes), total=len(hashes), unit="records"))
    if longest > encoder.max_tokens:
        raise AssertionError(f"a unit of {longest} tokens exceeds {encoder.max_tokens}")
    left_out = set(damaged)
    return Assembly(
        corpus_seq=seq,
        passages=passages,
        titles=titles,
        hashes={key: value for key, value in hashes.items() if key not in left_out},
        units=units,
        starts=starts,
        facts=facts,
        longest=longest,
        damaged=damaged,
    )


def _cut(passage: Passage, encoder: Encoder) -> Iterator[tuple[int, int]]:
    for span in fitting(passage.text, encoder.count_tokens, encoder.max_tokens):
        placed = span.shifted(passage.span.start)
        yield placed.start, placed.end


def _start(record: Record, known: int | None, encoder: Encoder) -> tuple[Start, int]:
    """Return how a record begins, and its tokens; 0 when they were counted before."""
    text = whole_start(record)
    if known is not None:
        return Start(text=text[:known]), 0
    text = text[: start_length(text, encoder.count_tokens, encoder.max_tokens)]
    return Start(text=text), encoder.count_tokens([text])[0]


def _longest(record: Record, windows: _Windows, encoder: Encoder) -> int:
    texts = [record.text[start:end] for places in windows for start, end in places]
    return max(_counts(texts, encoder), default=0)


def _counts(texts: Sequence[str], encoder: Encoder) -> Iterable[int]:
    for start in range(0, len(texts), _BATCH):
        yield from encoder.count_tokens(texts[start : start + _BATCH])


def _earlier(archive_folder: Path, store: RecordStore, encoder: Encoder) -> _Earlier | None:
    """Return the windows of the newest sound generation of this model, or None."""
    for row in store.generations():
        if row.model_fingerprint != encoder.fingerprint:
            continue
        folder = archive_folder / "gen" / row.name
        try:
            manifest = read_own(folder, row.manifest_sha256)
            for name in (UNITS, PASSAGES, STARTS_CUT):
                check_file(folder, manifest, name)
            return _windows_of(folder, manifest)
        except ArchiveDamaged:
            continue  # only a saving is lost
    return None


def _windows_of(folder: Path, manifest: Manifest) -> _Earlier:
    tables = read_tables(folder)
    firsts = np.searchsorted(tables.units["row"], np.arange(len(tables.passages) + 1))
    starts, ends = tables.units["start"].tolist(), tables.units["end"].tolist()
    windows: dict[str, list[list[tuple[int, int]]]] = {}
    for row, passage in enumerate(tables.passages):
        low, high = int(firsts[row]), int(firsts[row + 1])
        places = list(zip(starts[low:high], ends[low:high], strict=True))
        windows.setdefault(passage.record_id, []).append(places)
    return _Earlier(
        hashes=tables.hashes,
        windows=windows,
        starts=dict(zip(sorted(tables.hashes), tables.starts.tolist(), strict=True)),
        longest=manifest.longest_unit,
    )
