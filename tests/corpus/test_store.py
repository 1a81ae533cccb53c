"""The record store gives back what it was given, and counts its changes."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.errors import ArchiveError, ArchiveReadOnly, UnknownRecord, UnreadableSource
from corpus.passages import Because, Dropped, Passage, Role
from corpus.records import Record, Source
from corpus.spans import Span
from corpus.store import Counts, Outcome, RecordStore, Summary
from corpus.store_reading import close_to
from tests.corpus.store_samples import WHEN, record

HASH = "ab" * 32


def stored(sample: Record) -> Record:
    return replace(sample, source=replace(sample.source, imported_at=WHEN))


@pytest.fixture
def store(tmp_path: Path):
    with RecordStore.open(tmp_path / "archive", write=True) as opened:
        yield opened


words = st.text(
    st.characters(exclude_categories=["Cs"]), max_size=20
)  # astral, controls, line separators, combining marks


@st.composite
def records(draw: st.DrawFn) -> Record:
    record_id = draw(words.filter(len))
    text, passages, dropped = "", [], []
    ordinals = dict.fromkeys(Role, 0)
    for _ in range(draw(st.integers(0, 6))):
        piece = draw(words)
        span = Span(len(text), len(text) + len(piece))
        text += piece
        if draw(st.booleans()):
            role = draw(st.sampled_from(Role))
            ordinals[role] += 1
            passages.append(
                Passage(
                    record_id=record_id,
                    span=span,
                    text=piece,
                    ordinal=ordinals[role],
                    role=role,
                    section=draw(st.none() | words),
                    page=draw(st.none() | words),
                    page_breaks=tuple(
                        (offset, draw(words))
                        for offset in sorted(draw(st.sets(st.integers(span.start + 1, span.end))))
                        if span.start < offset < span.end
                    )
                    if len(piece) > 1
                    else (),
                )
            )
        else:
            dropped.append(Dropped(span=span, because=draw(st.sampled_from(Because))))
    fields = st.builds(
        Field,
        name=st.sampled_from(FieldName),
        value=st.none() | words,
        raw=words,
        origin=st.sampled_from(Origin),
        span=st.none() | st.just(Span(0, len(text))),
    )
    return Record(
        record_id=record_id,
        text=text,
        description=Description(
            profile=draw(words), fields=tuple(draw(st.lists(fields, max_size=4)))
        ),
        source=Source(
            name=draw(words),
            sha256=draw(words),
            media_type=draw(words),
            importer=draw(words),
            warnings=tuple(draw(st.lists(words, max_size=3))),
        ),
        passages=tuple(passages),
        dropped=tuple(dropped),
    )


@settings(
    max_examples=150,
    deadline=None,
    # One store serves all examples: each replaces or joins what is there.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sample=records())
def test_what_is_put_comes_out_unchanged(store: RecordStore, sample: Record) -> None:
    store.remove(sample.record_id)
    assert store.put(sample, imported_at=WHEN) is Outcome.ADDED
    assert store.get(sample.record_id) == stored(sample)
    assert store.put(sample, imported_at="later") is Outcome.UNCHANGED


@pytest.mark.parametrize(
    "words",
    [
        "Fidel said: «¡Patria o muerte!» 古巴 — не\u00a0раз",
        "𝔄\U0001f54a astral, then a soft\u00adhyphen and a ligature ﬁ",
        "tab\tform feed\x0c unit separator\x1f next line\x85 line separator\u2028.",
        "cre\u0301ole is not cr\u00e9ole",
        "a NUL \x00 inside",
        "",
    ],
)
def test_unusual_characters_survive(store: RecordStore, words: str) -> None:
    sample = record("r", words, title=words)
    store.put(sample, imported_at=WHEN)
    assert store.get("r") == stored(sample)


@pytest.mark.parametrize(
    "record_id",
    ["frus1961-63v11/d21", "a b", "#", "%", "a'b;--", "Ж-12", "\U0001f54a", "a\nb", "."],
)
def test_odd_record_ids(store: RecordStore, record_id: str) -> None:
    store.put(record(record_id, "words"), imported_at=WHEN)
    assert record_id in store
    assert store.get(record_id).record_id == record_id
    assert store.ids() == (record_id,)
    assert store.remove(record_id)
    assert record_id not in store


def test_same_content_again_is_unchanged_and_keeps_its_day(store: RecordStore) -> None:
    store.put(record("a", "one"), imported_at=WHEN)
    seq = store.corpus_seq
    assert store.put(record("a", "one"), imported_at="2027-01-01") is Outcome.UNCHANGED
    assert store.corpus_seq == seq
    assert store.get("a").source.imported_at == WHEN


def test_other_content_replaces(store: RecordStore) -> None:
    store.put(record("a", "one"), imported_at=WHEN)
    store.put(record("b", "two"), imported_at=WHEN)
    seq = store.corpus_seq
    assert store.put(record("a", "one", "more"), imported_at="later") is Outcome.REPLACED
    assert store.corpus_seq > seq
    assert [p.text for p in store.get("a").passages] == ["one", "more"]
    assert store.count() == Counts(records=2, passages=3)


def test_a_changed_field_or_locator_is_other_content(store: RecordStore) -> None:
    store.put(record("a", "one"), imported_at=WHEN)
    assert store.put(record("a", "one", page="2"), imported_at=WHEN) is Outcome.REPLACED
    assert store.put(record("a", "one", page="2", title="T"), imported_at=WHEN) is Outcome.REPLACED


def test_remove(store: RecordStore) -> None:
    store.put(record("a", "one"), imported_at=WHEN)
    assert store.remove("a")
    assert not store.remove("a")
    assert "a" not in store
    assert list(store) == []
    assert store.count() == Counts(records=0, passages=0)
    with pytest.raises(UnknownRecord):
        store.get("a")
    assert store.put(record("a", "one"), imported_at=WHEN) is Outcome.ADDED


def test_corpus_seq_grows_with_each_change(store: RecordStore) -> None:
    seen = [store.corpus_seq]
    for change in (
        lambda: store.put(record("a", "one"), imported_at=WHEN),
        lambda: store.put(record("a", "two"), imported_at=WHEN),
        lambda: store.remove("a"),
        lambda: store.put(record("a", "one"), imported_at=WHEN),
    ):
        change()
        seen.append(store.corpus_seq)
    assert seen[0] == 0
    assert all(before < after for before, after in zip(seen, seen[1:], strict=False))


def test_records_come_in_the_order_they_were_added(store: RecordStore) -> None:
    for name in "cab":
        store.put(record(name, f"words of {name}"), imported_at=WHEN)
    assert store.ids() == ("c", "a", "b")
    assert [r.record_id for r in store] == ["c", "a", "b"]


def test_iterating_goes_on_while_records_go(store: RecordStore) -> None:
    for name in "abc":
        store.put(record(name, name), imported_at=WHEN)
    walk = iter(store)
    assert next(walk).record_id == "a"
    store.remove("b")
    store.put(record("d", "d"), imported_at=WHEN)
    assert [r.record_id for r in walk] == ["c"]


def test_summaries(store: RecordStore) -> None:
    store.put(record("a", "one", "two", title="Cable"), imported_at=WHEN)
    assert store.summaries() == (
        Summary(
            record_id="a",
            title="Cable",
            date="1962-10-25",
            reference_code="No. 109-03824-01",
            passages=2,
        ),
    )


def test_digest_knows_content_and_neither_order_nor_day(tmp_path: Path) -> None:
    one, two = record("a", "one"), record("b", "two")
    digests = []
    for name, samples, when in (
        ("x", (one, two), WHEN),
        ("y", (two, one), "later"),
        ("z", (one, record("b", "two!")), WHEN),
    ):
        with RecordStore.open(tmp_path / name, write=True) as store:
            for sample in samples:
                store.put(sample, imported_at=when)
            digests.append(store.digest())
    assert digests[0] == digests[1] != digests[2]


def test_unknown_id_names_close_ones(store: RecordStore) -> None:
    store.put(record("118214", "words"), imported_at=WHEN)
    with pytest.raises(UnknownRecord, match="no record 118241.*Did you mean 118214?"):
        store.get("118241")
    with pytest.raises(UnknownRecord, match="The list of records shows"):
        store.get("\ud800" * 100_000)  # neither storable nor short
    assert "\ud800" not in store
    assert None not in store
    assert not store.remove("\ud800")


def test_an_unknown_id_is_answered_at_once_in_a_large_archive() -> None:
    ids = [f"cable-{number:05}-{number * 7919 % 100_003:x}" for number in range(50_000)]
    began = time.monotonic()
    assert close_to("cable-00042-7f4e", ids)[0] == "cable-00042-7f4d"
    assert close_to("x" * 200, ids) == ()
    assert time.monotonic() - began < 1


def test_half_a_surrogate_pair_is_refused(store: RecordStore) -> None:
    with pytest.raises(UnreadableSource, match="surrogate"):
        store.put(record("a", "words", title="caf\udce9"), imported_at=WHEN)
    assert store.count().records == 0


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("a", "one"), imported_at=WHEN)
    with RecordStore.open(tmp_path) as store:
        assert store.get("a") == stored(record("a", "one"))
        assert store.corpus_seq == 1
        with pytest.raises(ArchiveReadOnly, match="write=True"):
            store.put(record("b", "two"), imported_at=WHEN)


def test_no_archive_there(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="There is no archive in"):
        RecordStore.open(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="is or lies in a file"):
        RecordStore.open(tmp_path / "file", write=True)


def test_a_closed_store_says_so(store: RecordStore) -> None:
    store.close()
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.ids()


def test_generations_newest_first(store: RecordStore) -> None:
    first = store.publish_generation("g1", HASH, "model", 1)
    second = store.publish_generation("g2", HASH, "model", 2)
    assert second > first
    assert [g.name for g in store.generations()] == ["g2", "g1"]
    assert store.generations()[0].corpus_seq == 2
    assert store.generations()[0].manifest_sha256 == HASH
    with pytest.raises(ValueError, match="g1 was published before"):
        store.publish_generation("g1", HASH, "model", 3)
    assert store.forget_generation("g2")
    assert not store.forget_generation("g2")
    assert [g.name for g in store.generations()] == ["g1"]
    assert store.publish_generation("g3", HASH, "model", 3) > second  # numbers never come back


def test_vectors_are_kept_by_model_and_text(store: RecordStore) -> None:
    assert store.vectors("m1", ["a"]) == {}
    store.put_vectors("m1", {"a": b"\0" * 8, "b": b"\1" * 8}, 2)
    store.put_vectors("m2", {"a": b"\2" * 12}, 3)
    assert store.vectors("m1", ["a", "b", "c"]) == {"a": b"\0" * 8, "b": b"\1" * 8}
    assert store.vectors("m2", ["a", "b"]) == {"a": b"\2" * 12}
    store.put_vectors("m1", {"a": b"\3" * 8}, 2)
    assert store.vectors("m1", ["a"]) == {"a": b"\3" * 8}
    with pytest.raises(ValueError, match="has 7 bytes, not 8"):
        store.put_vectors("m1", {"a": b"\0" * 7}, 2)


def test_many_vectors_at_once(store: RecordStore) -> None:
    vectors = {f"{n:064x}": n.to_bytes(4, "little") for n in range(1203)}
    store.put_vectors("m", vectors, 1)
    assert store.vectors("m", list(vectors)) == vectors


def test_threads_share_a_store(store: RecordStore) -> None:
    for n in range(20):
        store.put(record(f"r{n}", f"words {n}"), imported_at=WHEN)
    wrong: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            for n in range(20):
                if store.get(f"r{n}").text != f"words {n}\n":
                    wrong.append(f"r{n}")
            if store.count().records < 20:
                wrong.append("count")

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(20, 60):
        store.put(record(f"r{n}", f"words {n}"), imported_at=WHEN)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert store.count().records == 60
