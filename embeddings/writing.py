"""Writing the files of a generation: what is new is written, what stays gets a second name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import disk
from corpus.descriptions import FieldName
from corpus.errors import ArchiveDamaged, UnknownRecord
from corpus.failpoints import failpoint
from corpus.passages import Passage, Role
from corpus.store import RecordStore
from embeddings import facets, lexical_pieces
from embeddings.assembly import Cut, Unit
from embeddings.dense import DenseIndex
from embeddings.dense_kinds import IndexFacts, Kind
from embeddings.dense_parts import Facts, dense_name, held_name, read_held, starts_name
from embeddings.encoder import Encoder, Vectors
from embeddings.entries import Entries, write_entries
from embeddings.generation import FACETS, LEXICAL, WHOLE
from embeddings.increment import Plan, Previous, held_table, next_part, part_files
from embeddings.lexical import LexicalEntry
from embeddings.tables import Piece, Tables

#: Vectors gathered at a time.
_BATCH = 256
#: Passages in a piece of the lexical side, unless an eighth of them all is more: what is
#: written again when a record leaves.
PIECE, PIECES = 16384, 8


class Links:
    """Second names for files of the previous generation.

    Args:
        previous: whose files; None when nothing is taken over.
        folder: where they get their second names.
    """

    def __init__(self, previous: Previous | None, folder: Path) -> None:
        self._previous = previous
        self._folder = folder
        #: Hash of each file that has two names now, by the newer one.
        self.checked: dict[str, str] = {}

    @property
    def facts(self) -> Facts:
        """What is known of the first dense part."""
        assert self._previous is not None
        return self._previous.manifest.dense, self._previous.manifest.starts

    def take(self, name: str) -> None:
        """Take a file over under its name in the folder of the generation.

        Raises:
            OSError: the disk is full or failing.
        """
        assert self._previous is not None
        if disk.link(self._previous.folder / name, self._folder / name):
            self.checked[name] = self._previous.manifest.files[name]

    def take_part(self, part: str) -> None:
        """Take over the files of a dense part.

        Raises:
            OSError: the disk is full or failing.
        """
        assert self._previous is not None
        for name in self._previous.manifest.files:
            # The exact rows of an index of codes lie beside it, under its name and more.
            if any(name == own or name.startswith(f"{own}.") for own in part_files(part)):
                self.take(name)

    def take_piece(self, piece: Piece) -> None:
        """Take over the files of a lexical piece.

        Raises:
            OSError: the disk is full or failing.
        """
        assert self._previous is not None
        for side, segments in ((LEXICAL, piece.passages), (WHOLE, piece.wholes)):
            for path in lexical_pieces.files_of(self._previous.folder / side, segments):
                self.take(f"{side}/{path.name}")

    def vectors_of(
        self, parts: Sequence[str], tables: Tables
    ) -> dict[int, tuple[Vectors, Vectors]]:
        """Return the vectors that parts hold of records that stay.

        Args:
            parts: names.
            tables: of the new generation.

        Returns:
            By the place of each record, the vectors of its windows and of its start,
            float32, shape (any, dim).

        Raises:
            ArchiveDamaged: a part cannot be read.
        """
        found = {}
        for part in parts:
            assert self._previous is not None
            folder = self._previous.folder
            held = read_held(folder, part)
            windows = DenseIndex.open(folder / dense_name(part))
            starts = DenseIndex.open(folder / starts_name(part))
            first = 0
            for at, (key, count) in enumerate(held.tolist()):
                record = int(tables.record_of_key[key])
                if record >= 0:
                    rows = range(first, first + count)
                    own = [windows.vector(row) for row in rows]
                    found[record] = (
                        np.array(own, np.float32).reshape(-1, windows.dim),
                        starts.vector(at)[None, :],
                    )
                first += count
        return found


@dataclass(frozen=True, slots=True)
class Words:
    """What the lexical side reads of a record."""

    title: str
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """What goes into new parts and pieces.

    Attributes:
        cuts: the records that were read and cut, by their places in the new tables.
        words: title and passages of every record that was read, by the same places.
    """

    cuts: Mapping[int, Cut]
    words: Mapping[int, Words]


def words_again(store: RecordStore, plan: Plan) -> tuple[dict[str, Words], list[str]]:
    """Read the words of records whose piece is written anew.

    Returns:
        Them by record id, and the ids of records that are damaged.
    """
    words, lost = {}, []
    for record_id, content in plan.again.items():
        try:
            record = store.get(record_id, content_sha256=content)
        except (ArchiveDamaged, UnknownRecord):
            lost.append(record_id)
            continue
        title = record.description.value(FieldName.TITLE) or ""
        words[record_id] = Words(title, record.passages)
    return words, lost


def write_dense(
    folder: Path,
    links: Links,
    plan: Plan,
    tables: Tables,
    coming: Coming,
    store: RecordStore,
    encoder: Encoder,
    kind: Kind,
) -> tuple[list[str], Facts]:
    """Write a part of the vectors that come, with those of small parts; take the others over.

    Args:
        folder: of the new generation.
        links: takes over.
        plan: what.
        tables: of the new generation.
        coming: what comes.
        store: has the vectors of what comes.
        encoder: made them.
        kind: how the first part shall hold them; later ones hold them as suits their size.

    Returns:
        The names of the parts, and what is known of the first one.

    Raises:
        OSError: the disk is full or failing.
    """
    for part in plan.parts:
        links.take_part(part)
    failpoint("parts-linked")
    old = links.vectors_of(plan.absorbed, tables)
    records = sorted({*coming.cuts, *old})
    parts = list(plan.parts)
    written: list[IndexFacts] = []
    if records or not parts:
        name = next_part(parts)
        kind = Kind.AUTO if name else kind
        windows = [coming.cuts[at].units if at in coming.cuts else old[at][0] for at in records]
        starts = [[coming.cuts[at].start] if at in coming.cuts else old[at][1] for at in records]
        for path, sources, made_by in (
            (dense_name(name), windows, encoder),
            (starts_name(name), starts, encoder.starts),
        ):
            batches = _batches(sources, store, made_by)
            count = sum(len(source) for source in sources)
            built = DenseIndex.build(
                folder / path, batches, count=count, dim=made_by.dim, kind=kind
            )
            written.append(built.facts)
        with (folder / held_name(name)).open("wb") as file:
            np.save(file, held_table(tables, np.array(records, np.int64)), allow_pickle=False)
        parts.append(name)
    failpoint("dense-written")
    if plan.parts:
        return parts, links.facts
    return parts, (written[0], written[1])


def _batches(
    sources: Iterable[Sequence[Unit] | Vectors], store: RecordStore, encoder: Encoder
) -> Iterator[Vectors]:
    """Yield vectors in order, float32, shape (any, dim): stored ones by text, others as given."""
    waiting: list[str] = []
    for source in sources:
        if waiting and (isinstance(source, np.ndarray) or len(waiting) >= _BATCH):
            yield _stored(waiting, store, encoder)
            waiting = []
        if isinstance(source, np.ndarray):
            yield source
        else:
            waiting += (unit.sha256 for unit in source)
    if waiting:
        yield _stored(waiting, store, encoder)


def _stored(keys: Sequence[str], store: RecordStore, encoder: Encoder) -> Vectors:
    known = store.vectors(encoder.fingerprint, keys)
    vectors = np.empty((len(keys), encoder.dim), np.float32)
    for at, key in enumerate(keys):
        vectors[at] = np.frombuffer(known[key], dtype="<f4")
    return vectors


def write_lexical(
    folder: Path, links: Links, plan: Plan, tables: Tables, coming: Coming
) -> tuple[NDArray[np.int64], list[Piece]]:
    """Write pieces of the words that come and of pieces that changed; take the others over.

    Args:
        folder: of the new generation.
        links: takes over.
        plan: what.
        tables: of the new generation.
        coming: what comes.

    Returns:
        The piece of each record, shape (records,), and the pieces.

    Raises:
        OSError: the disk is full or failing.
    """
    pieces = [plan.old.pieces[at] for at in plan.pieces]
    moved = np.full(len(plan.old.pieces), -1, np.int64)
    moved[list(plan.pieces)] = np.arange(len(pieces))
    # A record that stays has its key; where its piece was is known by that.
    before = np.full(tables.next_key, -1, np.int64)
    before[plan.old.records["key"]] = plan.old.records["piece"]
    was = before[tables.records["key"]]
    piece_of = np.where(was >= 0, moved[was], -1) if len(moved) else was
    lexical_pieces.begin(folder / LEXICAL)
    lexical_pieces.begin(folder / WHOLE)
    for piece in pieces:
        links.take_piece(piece)
    failpoint("pieces-linked")
    for records in _chunks(sorted(coming.words), tables):
        piece_of[records] = len(pieces)
        entries = ((LEXICAL, _passages), (WHOLE, _whole_records))
        passages, wholes = (
            lexical_pieces.add_piece(folder / side, of(records, tables, coming.words))
            for side, of in entries
        )
        pieces.append(Piece(passages=passages, wholes=wholes))
        failpoint("piece-written")
    lexical_pieces.finish(folder / LEXICAL, [piece.passages for piece in pieces])
    lexical_pieces.finish(folder / WHOLE, [piece.wholes for piece in pieces])
    failpoint("lexical-written")
    return piece_of, pieces


def _chunks(records: Sequence[int], tables: Tables) -> Iterator[list[int]]:
    """Share records out among pieces, in order."""
    most = max(PIECE, len(tables.passages) // PIECES)
    chunk: list[int] = []
    size = 0
    for at in records:
        count = int(tables.records["passages"][at])
        if chunk and size + count > most:
            yield chunk
            chunk, size = [], 0
        chunk.append(at)
        size += count
    if chunk:
        yield chunk


def _passages(
    records: Sequence[int], tables: Tables, words: Mapping[int, Words]
) -> Iterator[LexicalEntry]:
    """Yield the passages of records, in the order of their rows."""
    for at in records:
        key = int(tables.records["key"][at])
        for position, passage in enumerate(words[at].passages):
            yield LexicalEntry(
                row=key + position,
                record=key,
                title=words[at].title,
                text=passage.text,
                role=passage.role,
            )


def _whole_records(
    records: Sequence[int], tables: Tables, words: Mapping[int, Words]
) -> Iterator[LexicalEntry]:
    """Yield each record's body as one text."""
    for at in records:
        key = int(tables.records["key"][at])
        body = (each.text for each in words[at].passages if each.role is Role.BODY)
        yield LexicalEntry(row=key, record=key, title=words[at].title, text=" ".join(body))


def write_catalogue(
    folder: Path, plan: Plan, tables: Tables, coming: Coming, previous: Previous | None
) -> None:
    """Write what the records can be chosen and told apart by, in the order of their ids.

    Raises:
        OSError: the disk is full or failing.
        ArchiveDamaged: those of the previous generation cannot be read.
    """
    known = {at: (cut.facts, cut.entry) for at, cut in coming.cuts.items()}
    if len(plan.old.ids):
        assert previous is not None
        entries = Entries(previous.folder, plan.old.ids).all()
        held = zip(facets.facts_in(previous.folder / FACETS), entries, strict=True)
        earlier = dict(zip(plan.old.ids, held, strict=True))
        for at, record_id in enumerate(tables.ids):
            if at not in known:
                known[at] = earlier[record_id]
    rows = [known[at] for at in range(len(tables.ids))]
    facets.write(folder / FACETS, [facts for facts, _ in rows])
    write_entries(folder, [entry for _, entry in rows])
