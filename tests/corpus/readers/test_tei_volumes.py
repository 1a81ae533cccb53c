"""Whole volumes, counted twice: by the reader, and independently.

Runs when DRAGOMAN_FRUS names a folder of volumes in TEI; the volumes are not part of the
project. With `-s` the counts are shown.
"""

from __future__ import annotations

import os
import re
import sys
import time
from itertools import accumulate
from pathlib import Path

import pytest

from corpus.passages import Because, Role
from corpus.readers import tei
from corpus.records import Source
from tests.corpus.readers.tei_count import count, documents_by_text

FOLDER = os.environ.get("DRAGOMAN_FRUS", "")
VOLUMES = sorted(Path(FOLDER).glob("*.xml")) if FOLDER else []

pytestmark = pytest.mark.skipif(
    not VOLUMES, reason="DRAGOMAN_FRUS names no folder of TEI volumes (frus*.xml)"
)


def bare(text):
    return re.sub(r"[ \t\r\n]+", "", text)


def edges(passages):
    """Where passages begin and end, counted in characters that are no white space."""
    lengths = list(accumulate((len(bare(p.text)) for p in passages), initial=0))
    return set(lengths[:-1]), set(lengths[1:])


def read(path):
    source = Source(name=path.name, sha256="", media_type="", importer="")
    with path.open("rb") as stream:
        return list(tei.read(stream, source))


@pytest.mark.parametrize("path", VOLUMES, ids=lambda path: path.stem)
def test_nothing_of_a_volume_is_lost(path):
    began = time.perf_counter()
    records = read(path)
    seconds = time.perf_counter() - began
    counted = count(path)
    assert len(records) == len(counted) == documents_by_text(path)
    paragraphs = notes = characters = 0
    for record, independent in zip(records, counted, strict=True):
        assert record.record_id.split("/")[1] == independent.xml_id
        whole = bare(record.text)
        # Every character, in order: the document, then its notes.
        assert whole == independent.words + "".join(independent.notes), record.record_id
        # Nothing but white space between passages is in none.
        assert "".join(bare(p.text) for p in record.passages) == whole
        assert {gap.because for gap in record.dropped} <= {Because.SPACER}
        starts, ends = edges(record.passages)
        # Every paragraph begins and ends with a passage, and so does every note.
        for start, end in independent.paragraphs:
            assert start in starts, (record.record_id, whole[start : start + 60])
            assert end in ends, (record.record_id, whole[max(0, end - 60) : end])
        offsets = list(accumulate(map(len, independent.notes), initial=len(independent.words)))
        for start, end in zip(offsets, offsets[1:], strict=False):
            if end > start:
                assert start in starts, (record.record_id, whole[start : start + 60])
                assert end in ends
        # No word of a note is in a body passage, and no word of the document in a footnote.
        for passage, start in zip(
            record.passages,
            accumulate((len(bare(p.text)) for p in record.passages), initial=0),
            strict=False,
        ):
            if start >= len(independent.words):
                assert passage.role is Role.NOTE, passage.passage_id
            elif passage.role is Role.NOTE:
                slipped = any("announces a quotation" in w for w in record.source.warnings)
                assert passage.section is None or slipped, passage.passage_id
        paragraphs += len(independent.paragraphs)
        notes += len(independent.notes)
        characters += len(whole)
    size = path.stat().st_size / 1e6
    body = sum(len(record.body) for record in records)
    sys.stdout.write(
        f"\n{path.stem}: {len(records)} documents, {paragraphs} paragraphs, {notes} notes, "
        f"{characters:,} characters; {body} body passages; {size / seconds:.1f} MB/s\n"
    )
