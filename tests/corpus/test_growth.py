"""Deliveries of one record: each is kept once, with every source it came from."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from corpus.descriptions import Description, Field, FieldName
from corpus.growth import Caution, Duplicate, Grown, grow
from corpus.readers.plain import plain_record
from corpus.readers.refusals import Refused
from corpus.records import Record
from corpus.store import RecordStore
from corpus.store_provenance import Relation, text_key
from tests.corpus.store_samples import WHEN, record


def named(delivery: Record, name: str, sha256: str | None = None) -> Record:
    source = replace(delivery.source, name=name, sha256=sha256 or delivery.source.sha256)
    return replace(delivery, source=source)


def grown_by(folder: Path, *deliveries: Record | Refused) -> Grown:
    grown = Grown()
    with RecordStore.open(folder, write=True) as store:
        grow(store, deliveries, grown)
    return grown


def test_what_became_of_each_delivery_is_reported(tmp_path: Path) -> None:
    refused = Refused("photo.png", "", "It is a picture.")
    first = grown_by(tmp_path, record("a", "one"), record("b", "two"), refused)
    assert (first.accepted, first.refused, first.changed) == (["a", "b"], [refused], True)
    again = grown_by(tmp_path, record("a", "one"), record("b", "two, corrected"))
    assert (again.unchanged, again.replaced, again.changed) == (["a"], ["b"], True)
    assert not grown_by(tmp_path, record("a", "one")).changed


def test_what_a_reader_warns_of_is_told_once_with_the_record(tmp_path: Path) -> None:
    doubtful = record("a", "one")
    doubtful = replace(doubtful, source=replace(doubtful.source, warnings=("Read as koi8-u.",)))
    grown = grown_by(tmp_path, doubtful, record("b", "two"), doubtful)
    assert [each for each in grown.cautions if each.record_id == "a"] == [
        Caution("a", "Read as koi8-u.")
    ]


def test_the_same_bytes_under_another_name_are_one_record(tmp_path: Path) -> None:
    grown = grown_by(tmp_path, record("a", "one"), named(record("a", "one"), "copy.txt"))
    assert grown.duplicates == [Duplicate("copy.txt", "a")]
    assert str(grown.duplicates[0]) == "copy.txt is record a again"
    with RecordStore.open(tmp_path) as store:
        assert store.get("a").source.name == "a.txt"
        (noted,) = store.provenance("a")
    assert (noted.name, noted.because) == ("copy.txt", Relation.SAME_BYTES)
    # Each source was met, so the same two files change nothing.
    again = grown_by(tmp_path, record("a", "one"), named(record("a", "one"), "copy.txt"))
    assert again.unchanged == ["a", "a"]


def test_a_number_from_another_address_with_other_words_replaces_and_is_noted(
    tmp_path: Path,
) -> None:
    page = named(record("a", "one", "and two"), "a.html", "ab" * 32)
    grown = grown_by(tmp_path, record("a", "one"), page)
    assert (grown.accepted, grown.replaced) == (["a"], ["a"])
    with RecordStore.open(tmp_path) as store:
        assert store.get("a").source.name == "a.html"
        (noted,) = store.provenance("a")
    assert (noted.name, noted.because) == ("a.txt", Relation.SAME_NUMBER)
    # The same folder again goes neither back nor forth.
    assert grown_by(tmp_path, record("a", "one"), page).unchanged == ["a", "a"]


def test_an_edited_file_replaces_its_record_and_may_be_taken_back(tmp_path: Path) -> None:
    grown = grown_by(tmp_path, record("a", "one"), record("a", "two"), record("a", "one"))
    assert grown.replaced == ["a", "a"]
    with RecordStore.open(tmp_path) as store:
        assert store.get("a").text == "one\n"
        assert store.provenance("a") == ()


def test_a_copy_under_another_id_is_found_by_its_words(tmp_path: Path) -> None:
    original = plain_record("letter", "", "Dear Sir,\nI have the honour.", name="letter.txt")
    respaced = plain_record("copy", "", "Dear  Sir,\n\nI have the HONOUR.", name="copy.txt")
    grown = grown_by(tmp_path, original, respaced)
    assert (grown.accepted, grown.duplicates) == (["letter"], [Duplicate("copy.txt", "letter")])
    with RecordStore.open(tmp_path) as store:
        assert store.ids() == ("letter",)
        assert store.provenance("letter")[0].because is Relation.SAME_TEXT
    assert grown_by(tmp_path, respaced).unchanged == ["letter"]


def test_the_same_words_described_otherwise_are_another_record(tmp_path: Path) -> None:
    number = Field(name=FieldName.DOCUMENT_NUMBER, value="12", raw="12")
    one = plain_record("v1-d12", "", "[Not printed.]")
    other = replace(
        plain_record("v2-d12", "", "[Not printed.]"),
        description=Description(profile="plain", fields=(number,)),
    )
    assert grown_by(tmp_path, one, other).accepted == ["v1-d12", "v2-d12"]


def test_a_removed_record_is_new_when_it_comes_again(tmp_path: Path) -> None:
    grown_by(tmp_path, record("a", "one"), named(record("a", "one"), "copy.txt"))
    with RecordStore.open(tmp_path, write=True) as store:
        store.remove("a")
    assert grown_by(tmp_path, named(record("a", "one"), "copy.txt")).accepted == ["a"]
    with RecordStore.open(tmp_path) as store:
        assert store.provenance("a") == ()


def test_every_order_of_import_gives_the_same_records(tmp_path: Path) -> None:
    deliveries = [record("a", "one"), record("b", "two"), record("c", "three")]
    digests = set()
    for number, order in enumerate(permutations(deliveries)):
        folder = tmp_path / str(number)
        grown_by(folder, *order)
        with RecordStore.open(folder) as store:
            digests.add(store.digest())
    assert len(digests) == 1


def test_what_was_stored_stays_wherever_it_is_stopped(tmp_path: Path) -> None:
    def interrupted():
        yield record("a", "one")
        raise KeyboardInterrupt

    grown = Grown()
    with RecordStore.open(tmp_path, write=True) as store:
        with pytest.raises(KeyboardInterrupt):
            grow(store, interrupted(), grown)
    assert grown.accepted == ["a"]
    with RecordStore.open(tmp_path) as store:
        assert store.ids() == ("a",)


def test_equal_wordings_share_a_key() -> None:
    assert text_key(["Dear Sir,"]) == text_key(["DEAR", " sir,\n"]) == text_key(["Ｄear Sir,"])
    assert text_key(["Dear Sir,"]) != text_key(["Dear Sirs,"])
    assert text_key([]) is None is text_key([" \n"])


def test_erasing_leaves_no_word_behind(tmp_path: Path) -> None:
    grown_by(tmp_path, record("a", "a secret nobody else has"), record("b", "two"))
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("b", "another secret altogether"), imported_at=WHEN)
        store.put(record("b", "three"), imported_at=WHEN)
        store.remove("a")
        assert store.erase_removed() == 3
        store.compact()
        number = store.corpus_seq
        assert [*store.faults(full=True)] == []
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"secret" not in raw
    with RecordStore.open(tmp_path, write=True) as store:
        store.put(record("a", "one"), imported_at=WHEN)
        assert store.corpus_seq == number + 1
