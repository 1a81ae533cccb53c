"""What a new generation takes over from the one before, and what is written anew.

What is taken over is never copied: its files get a second name in the new folder. Small
parts and pieces are made one with what is added, so that their number stays small; large
ones stay until an index is made anew as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from corpus.store import RecordStore
from embeddings.assembly import Assembly, Cut
from embeddings.dense_parts import HELD, dense_name, held_name, read_held, starts_name
from embeddings.manifest import Manifest, check_file, read_own
from embeddings.tables import (
    FILES,
    PASSAGE,
    RECORD,
    ROLE_NUMBER,
    UNIT,
    Piece,
    Tables,
    no_tables,
    read_tables,
)

#: Passages or vectors up to which what was added last is written again with what comes,
#: and above which nothing is, unless what comes is as large.
FLOOR, CEILING = 1024, 8192
#: Most parts, and most pieces, that a search goes through; more are made one.
MOST = 24
#: Share of the vectors held that may be holes.
HOLES = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """A published generation that a new one may take over from.

    Attributes:
        folder: of its files.
        manifest: what it was built from.
        tables: its tables.
        sound: whether every file of it is as it was written.
    """

    folder: Path
    manifest: Manifest
    tables: Tables
    sound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is taken over and what is not.

    Attributes:
        old: the tables that something is taken over from; of nothing when all is made anew.
        kept: which of its records stay, shape (records,).
        parts: names of its dense parts that stay as they are.
        absorbed: names of those whose vectors go into a new part.
        pieces: places of its lexical pieces that stay as they are.
        new: content hash of each record to be read and cut, by its id.
        again: content hash of each record whose words alone are read again, by its id.
    """

    old: Tables
    kept: NDArray[np.bool_]
    parts: Sequence[str]
    absorbed: Sequence[str]
    pieces: Sequence[int]
    new: Mapping[str, str]
    again: Mapping[str, str]


def find_previous(
    archive_folder: Path, store: RecordStore, fingerprint: str, *, whole: bool
) -> Previous | None:
    """Return the newest generation of a model whose tables are sound, or None.

    Args:
        archive_folder: the archive's folder.
        store: its records.
        fingerprint: of the model.
        whole: check every file of it, not the tables alone.
    """
    for row in store.generations():
        if row.model_fingerprint != fingerprint:
            continue
        folder = archive_folder / "gen" / row.name
        try:
            manifest = read_own(folder, row.manifest_sha256)
            for name in FILES:
                check_file(folder, manifest, name)
            tables = read_tables(folder)
        except ArchiveDamaged:
            continue  # only a saving is lost
        sound = whole and _all_sound(folder, manifest)
        return Previous(folder=folder, manifest=manifest, tables=tables, sound=sound)
    return None


def _all_sound(folder: Path, manifest: Manifest) -> bool:
    try:
        with ThreadPoolExecutor(2) as pool:  # hashing leaves the interpreter to others
            for _ in pool.map(lambda name: check_file(folder, manifest, name), manifest.files):
                pass
    except ArchiveDamaged:
        return False
    return True


def plan_for(previous: Previous | None, live: Mapping[str, str], *, fresh: bool) -> Plan:
    """Decide what a generation of these records takes over.

    Args:
        previous: what there is to take over from.
        live: content hash of each record, by its id.
        fresh: take nothing over.

    Raises:
        ArchiveDamaged: the tables of the previous one do not hold together.
    """
    if fresh or previous is None or not previous.sound:
        return _anew(live)
    old = previous.tables
    kept = np.array([live.get(i) == content for i, content in old.hashes.items()], np.bool_)
    new = {i: content for i, content in live.items() if old.hashes.get(i) != content}
    ahead = int(old.records["passages"][kept].sum())
    if not ahead or len(new) > int(kept.sum()):
        return _anew(live)
    parts, absorbed, share = _dense_plan(previous.folder, old, kept, len(new))
    pieces, again = _lexical_plan(old, kept, len(new))
    if share > HOLES or len(parts) >= MOST or len(pieces) >= MOST:
        return _anew(live)
    words = {old.ids[at]: old.contents[at] for at in np.flatnonzero(again).tolist()}
    return Plan(
        old=old, kept=kept, parts=parts, absorbed=absorbed, pieces=pieces, new=new, again=words
    )


def _anew(live: Mapping[str, str]) -> Plan:
    return Plan(
        old=no_tables(),
        kept=np.zeros(0, np.bool_),
        parts=(),
        absorbed=(),
        pieces=(),
        new=live,
        again={},
    )


def _dense_plan(
    folder: Path, old: Tables, kept: NDArray[np.bool_], added: int
) -> tuple[list[str], list[str], float]:
    """Return the parts that stay, those that do not, and the share of holes in the former."""
    sizes, held = [], []
    for part in old.parts:
        table = read_held(folder, part)
        records = old.record_of_key[table["key"]]
        alive = (records >= 0) & kept[records]
        sizes.append(int(table["units"][alive].sum()))
        held.append(int(table["units"].sum()))
    stay = _staying(sizes, added, [False] * len(sizes))
    total = sum(held[at] for at in stay)
    share = 1 - sum(sizes[at] for at in stay) / total if total else 0.0
    gone = [part for at, part in enumerate(old.parts) if at not in stay]
    return [old.parts[at] for at in stay], gone, share


def _lexical_plan(
    old: Tables, kept: NDArray[np.bool_], added: int
) -> tuple[list[int], NDArray[np.bool_]]:
    """Return the pieces that stay, and which kept records are in others."""
    of = old.records["piece"]
    sizes = np.bincount(of[kept], old.records["passages"][kept], len(old.pieces)).astype(int)
    dirty = np.bincount(of[~kept], minlength=len(old.pieces)) > 0
    stay = _staying(sizes.tolist(), added, dirty.tolist())
    return stay, kept & ~np.isin(of, stay)


def _staying(sizes: Sequence[int], added: int, dirty: Sequence[bool]) -> list[int]:
    """Return which parts stay: all but the dirty ones and small ones at the end.

    The first one is never written again for its size: it is what everything else is added to.
    """
    clean = [at for at, each in enumerate(dirty) if not each]
    while len(clean) > 1 and sizes[clean[-1]] <= min(CEILING, max(FLOOR, added)):
        added += sizes[clean.pop()]
    return clean


def tables_of(plan: Plan, read: Assembly, without: Sequence[str]) -> Tables:
    """Return the tables of the records that stay and those that come; parts are not in them.

    Args:
        plan: what stays.
        read: what comes.
        without: ids of records that were to stay and are damaged.
    """
    old, left_out = plan.old, set(without)
    kept = plan.kept & np.array([i not in left_out for i in old.ids], np.bool_)
    at_old = np.flatnonzero(kept)
    ids = [old.ids[at] for at in at_old.tolist()] + [cut.record_id for cut in read.cuts]
    contents = [old.contents[at] for at in at_old.tolist()]
    contents += [cut.content_sha256 for cut in read.cuts]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    records, passages, units = _columns(read.cuts, old.next_key)
    next_key = old.next_key + sum(_keys_of(cut) for cut in read.cuts)
    owners_p, owners_u = (np.repeat(kept, old.records[name]) for name in ("passages", "units"))
    joined = np.concatenate([old.records[at_old], records])
    place = np.empty(len(ids), np.int64)
    place[order] = np.arange(len(ids))
    by_record = joined[order]
    first_row = np.cumsum(by_record["passages"]) - by_record["passages"]

    # Rows within their record, which do not move; then the records in their order.
    held = old.units[owners_u].copy()
    held["row"] -= np.repeat(old.first_row[:-1], old.records["units"])[owners_u]
    owner = np.repeat(place, joined["units"])
    order_u = np.argsort(owner, kind="stable")
    all_units = np.concatenate([held, units])[order_u]
    all_units["row"] += first_row[owner[order_u]]
    order_p = np.argsort(np.repeat(place, joined["passages"]), kind="stable")
    return Tables(
        ids=[ids[at] for at in order],
        contents=[contents[at] for at in order],
        records=by_record,
        passages=np.concatenate([old.passages[owners_p], passages])[order_p],
        units=all_units,
        next_key=next_key,
        parts=(),
        pieces=(),
    )


def _keys_of(cut: Cut) -> int:
    """Return how many keys a record takes: a record without passages has one too."""
    return max(1, len(cut.passages))


def _columns(
    cuts: Sequence[Cut], next_key: int
) -> tuple[NDArray[np.void], NDArray[np.void], NDArray[np.void]]:
    """Return the tables of records that come, rows of windows counted within each record."""
    records, passages, units = [], [], []
    for cut in cuts:
        # The piece is not known yet.
        records.append((next_key, len(cut.passages), len(cut.units), len(cut.start.text), -1))
        next_key += _keys_of(cut)
        passages += [(ROLE_NUMBER[each.role], each.ordinal) for each in cut.passages]
        units += [(row, a, b) for row, places in enumerate(cut.windows) for a, b in places]
    return np.array(records, RECORD), np.array(passages, PASSAGE), np.array(units, UNIT)


def part_files(part: str) -> tuple[str, str, str]:
    """Return how the names of a part's files begin."""
    return dense_name(part), starts_name(part), held_name(part)


def next_part(parts: Sequence[str]) -> str:
    """Return a name for a part beside others."""
    if "" not in parts:
        return ""
    return f"-{1 + max((int(part[1:]) for part in parts if part), default=0)}"


def held_table(tables: Tables, records: NDArray[np.int64]) -> NDArray[np.void]:
    """Return the table of a part that holds these records, of type `HELD`."""
    held = np.empty(len(records), HELD)
    held["key"], held["units"] = tables.records["key"][records], tables.records["units"][records]
    return held


def with_parts(
    tables: Tables, piece_of: NDArray[np.int64], parts: Sequence[str], pieces: Sequence[Piece]
) -> Tables:
    """Return tables that say also where vectors and words are.

    Args:
        tables: without.
        piece_of: the piece of each record, shape (records,).
        parts: names of the dense parts.
        pieces: of the lexical side.
    """
    records = tables.records.copy()
    records["piece"] = piece_of
    return Tables(
        ids=tables.ids,
        contents=tables.contents,
        records=records,
        passages=tables.passages,
        units=tables.units,
        next_key=tables.next_key,
        parts=parts,
        pieces=pieces,
    )
