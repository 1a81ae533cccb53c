"""Entries as a generation keeps them: what is read back is what the records say."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.descriptions import Description, Field, FieldName
from corpus.entries import Entry, entry_of
from corpus.errors import ArchiveDamaged
from corpus.readers import read_bytes
from corpus.records import Record
from corpus.store import RecordStore
from embeddings.build import build_generation
from embeddings.entries import ENTRIES, Entries, write_entries
from embeddings.generation import newest_generation
from tests.corpus.store_samples import WHEN, record
from tests.hashing import HashingEncoder

ENCODER = HashingEncoder()


def made(record_id: str, **fields: str) -> Record:
    listed = tuple(
        Field(name=FieldName[name.upper()], value=value or None, raw=value)
        for name, value in fields.items()
    )
    description = Description(profile="plain", fields=listed)
    return replace(record(record_id, "Words."), description=description)


RECORDS = [
    made("a", genre="Telegram", date="1962-08", creator="Zhou Enlai", person="Zhou Enlai"),
    made("b", genre="Memorandum of Conversation", catalogue_date="1962/1963", place="Moscow"),
    made("c", title="Letter № 5, “Ынтымақ” \x00 – 信", document_number="Circular No. 74"),
    made("d", translator="", language="Chinese", reference_code="118-01100-14"),
    made("e"),
]


@pytest.fixture(scope="module")
def entries(seed_text: str) -> tuple[Entry, ...]:
    seed = read_bytes(seed_text.encode(), "118214.txt")
    return tuple(entry_of(each) for each in (seed, *RECORDS))


def test_what_is_written_is_read_back(tmp_path: Path, entries: tuple[Entry, ...]) -> None:
    write_entries(tmp_path, entries)
    assert Entries(tmp_path, [each.record_id for each in entries]).all() == entries


def test_an_empty_field_is_not_recorded(entries: tuple[Entry, ...]) -> None:
    found = {each.record_id: each for each in entries}
    assert found["d"].recorded == {FieldName.LANGUAGE, FieldName.REFERENCE_CODE}
    assert found["b"].date is not None
    assert not found["b"].own_date
    assert found["c"].number == "74"


@pytest.mark.parametrize("raw", ["", "[]", '{"fields": ["mood"], "words": [], "entries": []}'])
def test_what_cannot_be_read_is_named(tmp_path: Path, raw: str) -> None:
    (tmp_path / ENTRIES).write_text(raw, encoding="utf-8")
    with pytest.raises(ArchiveDamaged, match="catalogue"):
        Entries(tmp_path, ()).all()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    with RecordStore.open(tmp_path, write=True) as store:
        for each in RECORDS:
            store.put(each, imported_at=WHEN)
        yield store


def test_a_generation_has_the_entry_of_every_record(tmp_path: Path, store: RecordStore) -> None:
    def check() -> None:
        build_generation(tmp_path, store, ENCODER)
        entries = newest_generation(tmp_path, store).entries
        assert entries == tuple(entry_of(store.get(each)) for each in sorted(store.ids()))

    check()
    store.put(made("bb", genre="Cable"), imported_at=WHEN)
    store.put(made("a", genre="Letter", date="1963"), imported_at=WHEN)
    check()
    store.remove("c")
    check()


def test_the_entries_of_other_records_are_refused(tmp_path: Path, store: RecordStore) -> None:
    build_generation(tmp_path, store, ENCODER)
    opened = newest_generation(tmp_path, store)
    (tmp_path / "other").mkdir()
    write_entries(tmp_path / "other", [entry_of(RECORDS[0])])
    catalogue = Entries(tmp_path / "other", opened.tables.ids)
    with pytest.raises(ArchiveDamaged, match="other records"):
        _ = replace(opened, catalogue=catalogue).entries
    with pytest.raises(ArchiveDamaged, match="catalogue"):
        Entries(tmp_path / "none", opened.tables.ids)


def test_entries_are_read_though_their_folder_is_gone(tmp_path: Path, store: RecordStore) -> None:
    build_generation(tmp_path, store, ENCODER)
    opened = newest_generation(tmp_path, store)
    shutil.rmtree(tmp_path / "gen")
    later = replace(opened, degraded="An older index is searched.")
    assert [each.record_id for each in later.entries] == list(opened.hashes)
    assert opened.entries is later.entries
