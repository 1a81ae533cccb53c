"""Adding, removing, verifying and repairing through the Python door."""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bot import Archive, Status, Stopped, Unfinished, open_archive, upkeep
from bot.archive import create_archive, rebuild
from bot.reopening import content_of, reopened
from bot.settings import Settings, load_settings, save_model
from corpus.errors import ArchiveDamaged, ArchiveError, UnknownRecord
from corpus.progress import Step
from corpus.store import RecordStore
from embeddings.generation import newest_generation
from tests.corpus.store_samples import WHEN, numbered, record
from tests.hashing import HashingEncoder

ENCODER = HashingEncoder()
SETTINGS = Settings(rerank=False)
SEED = (files("corpus") / "data" / "seed" / "118214.txt").read_bytes()


@pytest.fixture
def archive(tmp_path: Path):
    folder = tmp_path / "archive"
    records = [numbered(n) for n in (2, 3, 4)]
    with create_archive(folder, records, settings=SETTINGS, encoder=ENCODER) as opened:
        yield opened
        assert opened.verify(full=True).sound


def ranking(archive: Archive) -> list[tuple[str, float]]:
    hits = archive.retriever.search("paragraph 3 of record 4", 10)
    return [(hit.passage.passage_id, hit.score) for hit in hits]


def test_adding_one_document_embeds_only_its_own_words(archive: Archive, tmp_path: Path) -> None:
    seed = tmp_path / "118214.txt"
    seed.write_bytes(SEED)
    before = archive.generation().manifest.units
    steps: list[Step] = []
    report = archive.add([seed, tmp_path / "none.txt"], progress=steps.append)
    assert report.accepted == ("118214",)
    assert [refused.source for refused in report.refused] == [str(tmp_path / "none.txt")]
    assert report.built is not None
    assert report.built.reused == before
    assert report.built.embedded == report.built.units - before > 0
    assert {"reading", "embedding", "writing the index"} <= {step.stage for step in steps}
    assert json.loads(json.dumps(report.to_json()))["built"]["seconds"].keys() == {
        "read",
        "embed",
        "write",
        "verify",
    }
    # The open archive answers from it at once.
    assert archive.retriever.search("Xinjiang", 1)[0].record.record_id == "118214"
    again = archive.add([seed])
    assert (again.unchanged, again.built) == (("118214",), None)


def test_one_path_and_one_record_are_taken_as_one(archive: Archive, tmp_path: Path) -> None:
    seed = tmp_path / "118214.txt"
    seed.write_bytes(SEED)
    assert archive.add(str(seed)).accepted == ("118214",)
    assert archive.add(seed).unchanged == ("118214",)
    assert archive.remove("118214").removed == ("118214",)
    with pytest.raises(UnknownRecord, match="no record nope"):
        archive.remove("nope")


@pytest.mark.parametrize("given", ["", [""], ["118214.txt", ""], ["118214.txt", 7], 7])
def test_what_names_no_file_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "118214.txt").write_bytes(SEED)
    with pytest.raises((TypeError, ValueError)):
        upkeep.add(tmp_path / "archive", given, ENCODER)
    assert not (tmp_path / "archive").exists()


def test_removing_restores_the_earlier_ranking(archive: Archive, tmp_path: Path) -> None:
    before, content = ranking(archive), archive.generation().manifest.content_sha256
    seed = tmp_path / "118214.txt"
    seed.write_bytes(SEED)
    archive.add([seed])
    assert ranking(archive) != before
    report = archive.remove(["118214", "nothing"])
    assert (report.removed, report.unknown) == (("118214",), ("nothing",))
    assert report.built is not None
    assert report.built.embedded == 0
    assert ranking(archive) == before
    assert archive.generation().manifest.content_sha256 == content
    with pytest.raises(UnknownRecord, match="no record nothing"):
        archive.remove(["nothing"])


def test_purging_leaves_no_trace_in_the_folder(archive: Archive, tmp_path: Path) -> None:
    seed = tmp_path / "118214.txt"
    seed.write_bytes(SEED)
    archive.add([seed])
    archive.remove(["118214"])
    report = archive.remove([], purge=True)
    assert report.erased == 1
    left = b"".join(p.read_bytes() for p in archive.folder.rglob("*") if p.is_file())
    assert b"Xinjiang" not in left
    assert b"subversive" not in left


def test_the_order_of_import_leaves_no_trace(tmp_path: Path) -> None:
    seen = set()
    for name, order in (("up", (2, 3, 4)), ("down", (4, 3, 2))):
        records = [numbered(n) for n in order]
        with create_archive(tmp_path / name, records, settings=SETTINGS, encoder=ENCODER) as opened:
            seen.add((opened.generation().manifest.content_sha256, *ranking(opened)))
    with create_archive(
        tmp_path / "singly", [numbered(3)], settings=SETTINGS, encoder=ENCODER
    ) as opened:
        for n in (4, 2):
            with RecordStore.open(opened.folder, write=True) as store:
                store.put(numbered(n), imported_at="2026-11-23T10:00:00+00:00")
            opened.rebuild()
        seen.add((opened.generation().manifest.content_sha256, *ranking(opened)))
    assert len(seen) == 1


def test_stopped_by_ctrl_c_the_same_call_goes_on(tmp_path: Path) -> None:
    paths = []
    for name in ("one", "two", "three"):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"The letter number {name}.\n\nIt says {name} thing.\n")
        paths.append(path)
    folder = tmp_path / "archive"

    def stop_when_embedding(step: Step) -> None:
        if step.stage == "embedding":
            raise KeyboardInterrupt

    with pytest.raises(Stopped) as stopped:
        upkeep.add(folder, paths, ENCODER, progress=stop_when_embedding)
    assert len(stopped.value.added.accepted) == 3
    assert upkeep.verify(folder).faults == ("The archive has no search index.",)
    report = upkeep.add(folder, paths, ENCODER)
    assert len(report.unchanged) == 3
    assert report.built is not None
    assert upkeep.verify(folder, full=True).sound


def test_records_that_are_in_no_index_yet_are_told_in_every_answer(
    archive: Archive, tmp_path: Path
) -> None:
    paths = []
    for name in ("Somoza", "Figueres"):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"A letter of {name}.\n\n{name} promised ten rifles.\n")
        paths.append(path)

    def stop_when_embedding(step: Step) -> None:
        if step.stage == "embedding":
            raise KeyboardInterrupt

    assert archive.degraded is None
    assert "degraded" not in archive.ask("What did Somoza promise?").searched
    with pytest.raises(Stopped):
        upkeep.add(archive.folder, paths, ENCODER, progress=stop_when_embedding)
    with RecordStore.open(archive.folder, write=True) as store:
        store.put(record("r3", "Other words."), imported_at=WHEN)
        store.remove("r4")  # nobody misses it
    silent = archive.ask("What did Somoza promise?")
    assert silent.status is Status.SILENT
    told = silent.to_json()
    degraded = told["searched"]["degraded"]
    assert degraded == archive.degraded
    assert degraded.startswith("3 records held here are not in the search index yet")
    assert "dragoman add" in degraded
    assert "dragoman rebuild" in degraded
    assert degraded in [each["text"] for each in told["said"]]
    for question in ("Which documents do you have?", "What is paragraph 2 of record 2?"):
        assert archive.ask(question).searched["degraded"] == degraded
    assert archive.conversation().ask("Who are you?").searched["degraded"] == degraded
    archive.add(paths)
    assert archive.degraded is None
    answer = archive.ask("What did Somoza promise?")
    assert "degraded" not in answer.searched
    (hit,) = archive.retriever.search("Somoza rifles", 1)
    assert hit.passage.text == "Somoza promised ten rifles."


def test_what_is_removed_and_put_back_is_still_searched(archive: Archive) -> None:
    with RecordStore.open(archive.folder, write=True) as store:
        store.remove("r3")
        assert archive.degraded is None
        store.put(numbered(3), imported_at=WHEN)
    assert archive.degraded is None
    archive.rebuild()


def test_another_model_takes_over_when_its_index_is_published(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = HashingEncoder("other")
    monkeypatch.setattr("bot.archive.encoder_for", lambda settings: other)
    (archive.folder / "settings.toml").write_text('quotes = 2\nmodel = ""\n')
    built = rebuild(archive.folder, SETTINGS, "/models/other")
    assert built.embedded == built.units
    assert load_settings(archive.folder) == Settings(model="/models/other", quotes=2)
    assert archive.retriever.search("record", 1)  # the one that is open goes on
    assert "another model" in str(archive.degraded)
    answer = archive.ask("What is kept?")
    told = json.loads(json.dumps(answer.to_json()))
    assert archive.degraded in [each["text"] for each in told["said"]]
    assert reopened(told, content_of(answer), archive.record)[0].said == told["said"]
    with RecordStore.open(archive.folder) as store:
        assert newest_generation(archive.folder, store, other.fingerprint).degraded is None
        # The vectors of the former model are kept until they are cleared away.
        keys = [row for row in store.generations()]
        assert [row.model_fingerprint for row in keys] == [other.fingerprint, ENCODER.fingerprint]


def test_a_model_with_an_odd_name_is_saved_as_it_is(tmp_path: Path) -> None:
    save_model(tmp_path, 'a "quoted" \\ folder, 模型')
    assert load_settings(tmp_path).model == 'a "quoted" \\ folder, 模型'
    save_model(tmp_path, "")
    assert load_settings(tmp_path) == Settings()


def test_clearing_away_keeps_what_is_in_use(archive: Archive) -> None:
    upkeep.rebuild(archive.folder, HashingEncoder("other"))
    upkeep.rebuild(archive.folder, ENCODER)
    upkeep.rebuild(archive.folder, ENCODER)
    manifest = archive.generation().manifest
    (archive.folder / "gen" / ".tmp-unfinished").mkdir()
    report = archive.gc(vectors=True)
    assert report.indexes == (".tmp-unfinished",)
    # Those of the other model, which no index uses: of each unit and each record's beginning.
    assert report.vectors == manifest.units + manifest.records
    assert report.bytes > 0
    assert archive.rebuild().embedded == 0


def test_repair_of_a_sound_archive_does_nothing(archive: Archive) -> None:
    name = archive.generation().manifest.generation
    report = archive.repair()
    assert (report.done, report.built, report.left) == ((), None, ())
    assert archive.generation().manifest.generation == name
    assert report.to_json() == {"done": (), "built": None, "left": ()}


def test_backup_and_restore(archive: Archive, tmp_path: Path) -> None:
    before = ranking(archive)
    assert archive.backup(tmp_path / "backup.db").records == 3
    archive.remove(["r4"])
    report = archive.restore(tmp_path / "backup.db")
    assert report.records == 3
    assert report.built.embedded == 0  # the vectors came with it
    assert ranking(archive) == before


def test_an_index_of_another_form_is_made_anew_when_the_archive_is_opened(
    archive: Archive,
) -> None:
    before = ranking(archive)
    with RecordStore.open(archive.folder, write=True) as store:
        row = store.generations()[0]
        folder = shutil.copytree(archive.folder / "gen" / row.name, archive.folder / "gen" / "old")
        manifest = json.loads((folder / "manifest.json").read_bytes())
        (folder / "manifest.json").unlink()
        raw = json.dumps(manifest | {"format_version": 1}).encode()
        (folder / "manifest.json").write_bytes(raw)
        store.publish_generation(
            "old", hashlib.sha256(raw).hexdigest(), row.model_fingerprint, row.corpus_seq
        )
        store.forget_generation(row.name)
    with open_archive(archive.folder, settings=SETTINGS, encoder=ENCODER) as again:
        assert ranking(again) == before
        assert again.degraded is None


def test_what_was_stored_before_the_disk_was_full_is_told(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = RecordStore.put
    with RecordStore.open(archive.folder) as reading:
        held = set(reading.ids())

    def until_full(store: RecordStore, each: Any, **how: Any) -> Any:
        if len(set(store.ids()) - held) == 2:
            raise ArchiveError("The disk is full.", "Free some space and retry.")
        return put(store, each, **how)

    monkeypatch.setattr(RecordStore, "put", until_full)
    (tmp_path / "more").mkdir()
    for n in range(4):
        (tmp_path / "more" / f"{n}.txt").write_text(f"Letter {n} speaks of {n} sledges.")
    with pytest.raises(Unfinished, match="full") as told:
        archive.add(tmp_path / "more")
    assert len(told.value.added.accepted) == 2
    monkeypatch.undo()
    again = archive.add(tmp_path / "more")
    assert again.unchanged == told.value.added.accepted
    assert len(again.accepted) == 2


@pytest.mark.parametrize("left", ["gen/x", "conversations.db", "archive.db.replaced-2"])
def test_no_new_archive_is_made_where_one_lost_its_records(tmp_path: Path, left: str) -> None:
    """It would hold the shipped record alone, and be silent on all that was lost."""
    (tmp_path / left).parent.mkdir(exist_ok=True)
    (tmp_path / left).write_bytes(b"")
    with pytest.raises(ArchiveDamaged, match="archive.db is missing"):
        open_archive(tmp_path, encoder=ENCODER, settings=SETTINGS)
    assert not (tmp_path / "archive.db").exists()


def test_what_looks_after_an_archive_makes_none(tmp_path: Path) -> None:
    for call in (
        lambda: upkeep.remove(tmp_path / "typo", "118214", ENCODER),
        lambda: upkeep.repair(tmp_path / "typo", ENCODER),
        lambda: upkeep.gc(tmp_path / "typo"),
        lambda: upkeep.rebuild(tmp_path / "typo", ENCODER),
    ):
        with pytest.raises(ArchiveError, match="There is no archive"):
            call()
    assert not (tmp_path / "typo").exists()


def test_records_that_are_just_being_added_are_no_fault(archive: Archive) -> None:
    with RecordStore.open(archive.folder, write=True) as store:
        store.put(record("later", "words"), imported_at=WHEN)
        assert archive.verify().sound
    assert archive.verify().faults == ("The newest index is older than the records.",)
    (archive.folder / "writer.pid").write_text("999999999\n")  # one that was killed
    assert not archive.verify().sound
    (archive.folder / "writer.pid").unlink()
    archive.repair()
