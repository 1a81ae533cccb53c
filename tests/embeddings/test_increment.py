"""An index that grew by steps answers as one made from nothing, and rewrites little."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.filters import Filters
from corpus.passages import Role
from corpus.store import RecordStore
from embeddings import increment, writing
from embeddings.build import build_generation
from embeddings.dense_kinds import Kind
from embeddings.encoder import encode_queries
from embeddings.generation import Generation, newest_generation
from embeddings.upkeep import index_faults
from tests.corpus.store_samples import WHEN, record
from tests.hashing import HashingEncoder

ENCODER = HashingEncoder()
NOUNS = ("riots", "consulate", "railway", "harvest", "treaty", "embassy", "cotton", "police")
QUERIES = ("riots at the consulate", "Treaty: railway", "cotton", "paper 3", "police of embassy")


def made(n: int, words: str = "") -> object:
    """The n-th record; many share passages with others, so that scores are equal."""
    passages = [
        f"The {NOUNS[n % 8]} and the {NOUNS[i % 3]} of paper {n % 4}." + words for i in range(n % 6)
    ]
    return record(f"r{n}", *passages, title=f"On {NOUNS[n % 5]}")


def shown(generation: Generation) -> list[object]:
    """All that searches of a generation bring, by names and not by places."""
    found: list[object] = [list(generation.passages), sorted(generation.hashes.items())]
    some = np.array([len(i) % 2 == 0 for i in generation.tables.ids], np.bool_)
    for query in QUERIES:
        vectors = encode_queries(ENCODER, [query])[0]
        for depth in (1, 3, 100):
            for mask in (None, some):
                found.append(generation.candidates(query, vectors, depth=depth, records=mask))
    found += [generation.lexical.phrase("of paper", 5), generation.lexical.vocabulary("r")]
    found.append(generation.lexical.idf("riot"))
    found.append(generation.facets.select(Filters.from_json({"record": "r3", "dates": "1962"})))
    return [repr(each) for each in found]


def built(folder: Path, store: RecordStore, **how: object) -> Generation:
    build_generation(folder, store, ENCODER, **how)
    return newest_generation(folder, store)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which a handful of records makes several parts and pieces."""
    shrink(monkeypatch)


def shrink(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(increment, "FLOOR", 4)
    patch.setattr(increment, "CEILING", 12)
    patch.setattr(increment, "HOLES", 0.6)
    patch.setattr(writing, "PIECE", 8)
    patch.setattr(writing, "PIECES", 1000)


STEPS = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["put", "put", "put", "change", "remove"]), st.integers(0, 30)),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=8)
@given(steps=STEPS)
def test_any_order_of_changes_gives_the_rankings_of_an_index_made_from_nothing(
    steps: Sequence[Sequence[tuple[str, int]]],
) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as temporary:
        shrink(patch)
        folder = Path(temporary)
        with RecordStore.open(folder, write=True) as store:
            for n in range(0, 24, 2):
                store.put(made(n), imported_at=WHEN)
            built(folder, store)
            for step in steps:
                for what, n in step:
                    if what == "remove":
                        store.remove(f"r{n}")
                    else:
                        words = " Changed." if what == "change" else ""
                        store.put(made(n, words), imported_at=WHEN)
                grown = built(folder, store)
                assert list(index_faults(folder, store, full=True)) == []
            whole = built(folder, store, fresh=True)
            assert len(whole.tables.parts) == 1
            assert shown(grown) == shown(whole)
            assert grown.manifest.content_sha256 == whole.manifest.content_sha256
            assert grown.manifest.ids_sha256 == whole.manifest.ids_sha256
            for name in ("facets.json", "entries.json", "units.npy", "passages.npy"):
                assert grown.manifest.files[name] == whole.manifest.files[name]


@pytest.fixture
def store(tmp_path: Path, small: None) -> Iterator[RecordStore]:
    with RecordStore.open(tmp_path, write=True) as store:
        for n in range(20):
            store.put(made(n), imported_at=WHEN)
        build_generation(tmp_path, store, ENCODER)
        yield store


def inodes(folder: Path, generation: Generation) -> dict[str, int]:
    place = folder / "gen" / generation.manifest.generation
    return {name: os.stat(place / name).st_ino for name in generation.manifest.files}


def test_adding_writes_what_is_new_and_the_tables(tmp_path: Path, store: RecordStore) -> None:
    before = newest_generation(tmp_path, store)
    store.put(made(21), imported_at=WHEN)
    after = built(tmp_path, store)
    old, new = inodes(tmp_path, before), inodes(tmp_path, after)
    same = {name for name in new if new[name] == old.get(name)}
    rewritten = ("facets.json", "entries.json", "passages.npy", "records.npy", "units.npy")
    tables = {*rewritten, "records.json"}
    assert not same & {*tables, "lexical/meta.json", "lexical-records/meta.json"}
    assert {"index.faiss", "starts.faiss", "index.npy"} <= same
    # A small piece at the end is written again with what comes; the others stay.
    words = {name for name in old if name.startswith("lexical") and name.endswith(".idx")}
    assert len(words & same) >= len(words) - 2 > 2
    assert {"index-1.faiss", "starts-1.faiss", "index-1.npy"} <= new.keys() - same
    assert before.manifest.files["index.faiss"] == after.manifest.files["index.faiss"]


def test_nothing_linked_can_be_written(tmp_path: Path, store: RecordStore) -> None:
    store.put(made(21), imported_at=WHEN)
    after = built(tmp_path, store)
    place = tmp_path / "gen" / after.manifest.generation
    assert all(os.stat(place / name).st_mode & 0o222 == 0 for name in after.manifest.files)


def test_only_what_is_new_is_read(
    tmp_path: Path, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    get = RecordStore.get

    def noted(self: RecordStore, record_id: str, **more: object) -> object:
        read.append(record_id)
        return get(self, record_id, **more)

    monkeypatch.setattr(RecordStore, "get", noted)
    monkeypatch.setattr(increment, "CEILING", -1)  # nothing small is written again
    store.put(made(21), imported_at=WHEN)
    built(tmp_path, store)
    assert read == ["r21"]


def test_a_removed_record_leaves_no_word_in_the_lexical_side(
    tmp_path: Path, store: RecordStore
) -> None:
    store.put(record("x", "The zeppelin landed."), imported_at=WHEN)
    assert built(tmp_path, store).lexical.frequency("zeppelin") == 1
    store.remove("x")
    after = built(tmp_path, store)
    assert after.lexical.frequency("zeppelin") == 0
    assert after.lexical.vocabulary("zeppelin") == []


def test_small_parts_become_one_and_a_key_is_never_used_twice(
    tmp_path: Path, store: RecordStore
) -> None:
    keys: dict[int, str] = {}
    for n in range(21, 45):
        store.put(made(n), imported_at=WHEN)
        store.remove(f"r{n - 20}")
        grown = built(tmp_path, store)
        assert len(grown.tables.parts) <= 12
        for record_id, key in zip(grown.tables.ids, grown.tables.records["key"], strict=True):
            assert keys.setdefault(int(key), record_id) == record_id


def test_another_kind_makes_the_index_anew(tmp_path: Path, store: RecordStore) -> None:
    store.put(made(21), imported_at=WHEN)
    assert len(built(tmp_path, store).tables.parts) == 2
    store.put(made(22), imported_at=WHEN)
    after = built(tmp_path, store, kind=Kind.SQ8)
    assert (after.manifest.dense.kind, len(after.tables.parts)) == ("sq8", 1)
    store.put(made(23), imported_at=WHEN)
    grown = built(tmp_path, store, kind=Kind.SQ8)
    assert (grown.manifest.dense.kind, len(grown.tables.parts)) == ("sq8", 2)
    assert [p.index.kind for p in grown.dense.parts] == [Kind.SQ8, Kind.EXACT]


def test_a_damaged_file_is_taken_over_by_nobody(tmp_path: Path, store: RecordStore) -> None:
    before = newest_generation(tmp_path, store)
    path = tmp_path / "gen" / before.manifest.generation / "index.faiss"
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(raw)
    store.put(made(21), imported_at=WHEN)
    after = built(tmp_path, store)
    assert after.degraded is None
    assert after.tables.parts == [""]
    assert list(index_faults(tmp_path, store, full=False)) == []


def test_where_there_are_no_links_files_are_copied(
    tmp_path: Path, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    before = newest_generation(tmp_path, store)
    monkeypatch.setattr(Path, "hardlink_to", refused)
    store.put(made(21), imported_at=WHEN)
    after = built(tmp_path, store)
    assert after.degraded is None
    old, new = inodes(tmp_path, before), inodes(tmp_path, after)
    assert not {*old.values()} & {*new.values()}
    assert len(after.tables.parts) == 2


def test_roles_and_records_narrow_a_search_of_several_pieces(
    tmp_path: Path, store: RecordStore
) -> None:
    for n in (21, 22, 23):
        store.put(made(n), imported_at=WHEN)
        grown = built(tmp_path, store)
    assert len(grown.tables.pieces) > 2
    vectors = encode_queries(ENCODER, ["treaty"])[0]
    only = grown.record_rows({"r22", "r4"})
    found = grown.candidates("treaty", vectors, records=only)
    assert {grown.passages[c.row].record_id for c in found} == {"r22", "r4"}
    assert grown.candidates("treaty", vectors, roles=(Role.NOTE,)) == []
