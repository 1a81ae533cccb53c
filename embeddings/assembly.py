"""Assembling what an index is made of: records read, and their passages cut into windows.

Cutting passages into windows and counting their tokens is most of the work of an index
whose vectors are stored already. A record that the previous generation holds unchanged
keeps its windows from there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.descriptions import FieldName
from corpus.entries import Entry, entry_of
from corpus.errors import ArchiveDamaged, UnknownRecord
from corpus.facets import Facts, facts_of
from corpus.passages import Passage
from corpus.progress import Progress, Step
from corpus.records import Record
from corpus.store import RecordStore
from embeddings.encoder import Encoder
from embeddings.starts import start_length, whole_start
from embeddings.tables import Tables, windows_by_record
from embeddings.units import fitting

#: Texts counted at a time.
_BATCH = 256
#: Records between two steps of progress.
_STEP = 50

#: Start and end of each window in the record's text, for each passage of a record.
Windows = Sequence[Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A text to be embedded: a window, or how a record begins.

    Attributes:
        text: its words.
    """

    text: str

    @property
    def sha256(self) -> str:
        """What its vector is stored by."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A record as the index needs it.

    Attributes:
        record_id: the record.
        content_sha256: of its content.
        title: its title; empty when it has none.
        passages: its passages.
        windows: where the windows of each passage stand.
        units: the windows, passage by passage.
        start: how it begins, cut to what the encoder reads.
        facts: what it can be chosen by.
        entry: what it is told apart by.
    """

    record_id: str
    content_sha256: str
    title: str
    passages: Sequence[Passage]
    windows: Windows
    units: Sequence[Unit]
    start: Unit
    facts: Facts
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The windows of an earlier generation and the lengths of its starts, by record.

    Attributes:
        hashes: content hash of each record.
        windows: of each record.
        starts: characters of each record's start.
        longest: no window and no start has more tokens than that.
    """

    hashes: Mapping[str, str]
    windows: Mapping[str, Windows]
    starts: Mapping[str, int]
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """Records that were read for an index.

    Attributes:
        cuts: in the order of their ids, so that the order of import leaves no trace.
        longest: no window and no start of them has more tokens than that.
        damaged: ids of the records left out, since they are not what was stored.
    """

    cuts: Sequence[Cut]
    longest: int
    damaged: Sequence[str]


def assemble(
    store: RecordStore,
    wanted: Mapping[str, str],
    encoder: Encoder,
    earlier: Earlier | None,
    progress: Progress,
) -> Assembly:
    """Read records and cut their passages into windows that the encoder reads.

    A damaged record is left out and named, so that it cannot keep the others from being
    searched.

    Args:
        store: the records.
        wanted: content hash of each record that is read, by its id.
        encoder: says what it reads to the end.
        earlier: windows that need not be cut again.
        progress: told about each batch.
    """
    cuts: list[Cut] = []
    damaged: list[str] = []
    longest = 0
    for done, record_id in enumerate(sorted(wanted)):
        if done % _STEP == 0:
            progress(Step(stage="reading", done=done, total=len(wanted), unit="records"))
        try:
            record = store.get(record_id, content_sha256=wanted[record_id])
        except (ArchiveDamaged, UnknownRecord):
            damaged.append(record_id)
            continue
        windows: Windows | None = None
        length: int | None = None
        if earlier is not None and earlier.hashes.get(record_id) == wanted[record_id]:
            windows, length = earlier.windows.get(record_id, ()), earlier.starts.get(record_id)
            longest = max(longest, earlier.longest)
        start, tokens = _start(record, length, encoder)
        longest = max(longest, tokens)
        if windows is None or len(windows) != len(record.passages):
            windows = [list(_cut(passage, encoder)) for passage in record.passages]
            longest = max(longest, _longest(record, windows, encoder))
        cuts.append(
            Cut(
                record_id=record_id,
                content_sha256=wanted[record_id],
                title=record.description.value(FieldName.TITLE) or "",
                passages=record.passages,
                windows=windows,
                units=[Unit(text=record.text[a:b]) for places in windows for a, b in places],
                start=start,
                facts=facts_of(record),
                entry=entry_of(record),
            )
        )
    progress(Step(stage="reading", done=len(wanted), total=len(wanted), unit="records"))
    return Assembly(cuts=cuts, longest=longest, damaged=damaged)


def windows_of(tables: Tables, longest: int) -> Earlier:
    """Return what the tables of a generation say of its windows."""
    return Earlier(
        hashes=tables.hashes,
        windows={tables.ids[at]: windows for at, windows in windows_by_record(tables)},
        starts=dict(zip(tables.ids, tables.records["start"].tolist(), strict=True)),
        longest=longest,
    )


def _cut(passage: Passage, encoder: Encoder) -> Iterator[tuple[int, int]]:
    for span in fitting(passage.text, encoder.count_tokens, encoder.max_tokens):
        placed = span.shifted(passage.span.start)
        yield placed.start, placed.end


def _start(record: Record, known: int | None, encoder: Encoder) -> tuple[Unit, int]:
    """Return how a record begins, and its tokens; 0 when they were counted before."""
    text = whole_start(record)
    if known is not None:
        return Unit(text=text[:known]), 0
    reader = encoder.starts
    text = text[: start_length(text, reader.count_tokens, reader.max_tokens)]
    return Unit(text=text), _read_whole(reader.count_tokens([text])[0], reader)


def _longest(record: Record, windows: Windows, encoder: Encoder) -> int:
    texts = [record.text[start:end] for places in windows for start, end in places]
    return _read_whole(max(_counts(texts, encoder), default=0), encoder)


def _read_whole(tokens: int, encoder: Encoder) -> int:
    """Return the tokens of a text, of which its own encoder reads every one."""
    if tokens > encoder.max_tokens:
        raise AssertionError(f"a unit of {tokens} tokens exceeds {encoder.max_tokens}")
    return tokens


def _counts(texts: Sequence[str], encoder: Encoder) -> Iterable[int]:
    for start in range(0, len(texts), _BATCH):
        yield from encoder.count_tokens(texts[start : start + _BATCH])
