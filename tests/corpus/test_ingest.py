"""Batches of files: each parsed in the limited process, none stopping the others."""

from __future__ import annotations

import os
import random
import time
import zipfile
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from corpus.ingest import Limits, Refused, ingest
from corpus.readers import read_outcomes
from corpus.records import Record
from tests.corpus.readers.samples import HTML, docx, paragraph, pdf, zipped

FILES = {
    "a.txt": b"A letter.\n",
    "b.md": b"# B\n\nA note.\n",
    "c.html": HTML.encode(),
    "d.jsonl": b'{"record_id": "d1", "text": "One."}\n{"record_id": "d2", "text": "Two."}\n',
    "e.csv": b"record_id,text\ne1,Three.\n",
    "f.docx": docx(paragraph("Four.")),
    "g.pdf": pdf([["Five."]]),
    "sub/h.zip": zipped({"in/i.txt": "Six.", "in/j.pdf": pdf([["Seven."]])}),
}


@pytest.fixture
def folder(tmp_path):
    for name, content in FILES.items():
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "files"


def ids(outcomes):
    return [outcome.record_id for outcome in outcomes if isinstance(outcome, Record)]


def test_every_format_through_the_process(folder):
    found = list(ingest([folder]))
    assert [outcome for outcome in found if isinstance(outcome, Refused)] == []
    assert len(found) == 10
    assert found == list(read_outcomes(folder))


def test_ids_do_not_depend_on_the_order(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    there = ids(ingest(paths))
    random.Random(7).shuffle(paths)
    assert sorted(ids(ingest(paths))) == sorted(there)
    assert len(set(there)) == len(there)


def test_progress_counts_files(folder):
    steps = []
    list(ingest([folder], progress=steps.append))
    assert [(step.done, step.total) for step in steps] == [(n, 8) for n in range(1, 9)]


def test_a_missing_file_is_refused_and_the_batch_goes_on(folder):
    found = list(ingest([folder / "gone.txt", Path("a\0b"), folder / "a.txt"]))
    assert "There is no file 'gone.txt'" in found[0].reason
    (said,) = found[0].to_json()["said"]  # it crossed from one process to another
    assert said["values"]["first"]["code"] == "unread.missing"
    assert "cannot be followed" in found[1].reason
    assert found[2].text == "A letter.\n"


def test_processes_are_renewed(folder):
    assert len(list(ingest([folder], limits=Limits(files_per_worker=2)))) == 10


def test_a_batch_can_be_broken_off(folder):
    outcomes = ingest([folder])
    next(outcomes)
    outcomes.close()
    assert list(outcomes) == []


def test_too_little_memory_is_told(tmp_path):
    path = tmp_path / "large.txt"
    path.write_bytes(b"words and words \n" * 1_000_000)
    small = tmp_path / "small.txt"
    small.write_text("Small.")
    refused, kept = ingest([path, small], limits=Limits(memory_bytes=200 * 2**20))
    assert "needs more than 209,715,200 bytes of memory" in refused.reason
    assert kept.text == "Small."


def test_too_much_processor_time_is_told(tmp_path):
    path = tmp_path / "slow.txt"
    path.write_bytes(b"A sentence that stands here. " * 600_000)
    begun = time.monotonic()
    (refused,) = ingest([path], limits=Limits(processor_seconds=1))
    assert "more than 1 s of processor time" in refused.reason
    assert time.monotonic() - begun < 20


def test_a_slow_file_is_ended_by_the_clock(tmp_path):
    path = tmp_path / "slow.txt"
    path.write_bytes(b"A sentence that stands here. " * 300_000)
    (refused,) = ingest([path], limits=Limits(wall_seconds=0.3))
    assert "took longer than 0.3 s" in refused.reason


def test_too_much_output_is_told(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_bytes(b'{"text": "words"}\n')
    (refused,) = ingest([path], limits=Limits(output_bytes=100))
    assert "yields more than 100 bytes" in refused.reason


def test_a_wrong_mapping_is_told_at_once(tmp_path):
    (tmp_path / "m.toml").write_text("txt = 1")
    with pytest.raises(SettingsError, match="unknown key 'txt'"):
        ingest([], mapping=tmp_path / "m.toml")


def test_no_process_is_left_behind(folder):
    before = set(_children())
    list(ingest([folder]))
    assert set(_children()) == before


def _children():
    import psutil

    return [child.pid for child in psutil.Process(os.getpid()).children(recursive=True)]


def test_a_member_that_fails_does_not_take_the_others_with_it(tmp_path):
    slow = "A sentence that stands here. " * 600_000
    path = tmp_path / "box.zip"
    # Stored in many paragraphs' worth of one line, which takes the reader seconds to cut.
    with zipfile.ZipFile(path, "w") as archive:
        for name, words in {"a.txt": "One.", "b.txt": slow, "c.txt": "Three."}.items():
            archive.writestr(name, words)
    first, refused, last = ingest([path], limits=Limits(processor_seconds=1))
    assert (first.text, last.text) == ("One.", "Three.")
    assert refused.place == "b.txt"
    assert "more than 1 s of processor time" in refused.reason


def test_an_archive_whose_members_fail_again_and_again_is_left(tmp_path):
    path = tmp_path / "box.zip"
    path.write_bytes(zipped({f"{n:02}.txt": "Words." for n in range(30)}))
    found = list(ingest([path], limits=Limits(output_bytes=50)))
    assert [outcome.place for outcome in found] == [*(f"{n:02}.txt" for n in range(10)), "09.txt"]
    assert "the members after this are not read" in found[-1].reason


def test_a_process_killed_between_two_files_blames_neither(tmp_path):
    import psutil

    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"{name}.")
    before = set(_children())
    outcomes = ingest([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert next(outcomes).text == "a.txt."
    (child,) = set(_children()) - before
    psutil.Process(child).kill()
    assert [outcome.text for outcome in outcomes] == ["b.txt."]
