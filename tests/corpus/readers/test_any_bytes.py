"""Any bytes in any format: a record that accounts for its text, or a refusal; never a crash."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArchiveError
from corpus.readers.formats import Delivered, outcomes
from corpus.readers.limits import Limits
from corpus.readers.refusals import Refused
from corpus.records import Record
from corpus.sentences import sentences
from tests.corpus.readers.samples import HTML, docx, footnotes, paragraph, zipped

TEI = (
    b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body>'
    b'<div type="document" xml:id="d1"><head>1. Note</head><p>Words<note>n</note>.</p>'
    b"</div></body></text></TEI>"
)
SAMPLES = {
    "a.txt": b"---\ntitle: T\ndate: 1962\n---\nOne.\n\nTwo lines\nof words.\n",
    "a.md": b"# H\n\n- one\n- two\n\n[^1]: note\n",
    "a.html": HTML.encode(),
    "a.csv": b'record_id,text,title\na,"One, two",T\nb,Three,\n',
    "a.jsonl": b'{"text": "One", "title": "T"}\n{"text": "Two", "person": ["A"]}\n',
    "a.xml": TEI,
    "a.docx": docx(
        paragraph("Head", "Heading1") + paragraph("Words."),
        parts={"word/footnotes.xml": footnotes(paragraph("n"))},
    ),
    "a.zip": zipped({"a.txt": "One.", "b.html": HTML}),
}
LIMITS = Limits(passage=20)


def check(raw: bytes, name: str) -> None:
    file = Delivered(raw=raw, name=name, find_columns=lambda table: None)
    try:
        for outcome in outcomes(file, LIMITS):
            if isinstance(outcome, Refused):
                assert outcome.reason
                continue
            check_record(outcome)
    except ArchiveError:
        return


def check_record(record: Record) -> None:
    assert len(record.source.sha256) == 64
    for passage in record.passages:
        assert passage.span.of(record.text) == passage.text
        assert passage.text.strip() == passage.text != ""
        for span in sentences(passage.text, passage.span.start):
            assert span.within(passage.span)
            assert span.of(record.text) in passage.text
    for field in record.description:
        assert field.span is None or field.span.of(record.text) == field.raw


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_itself(name):
    raw = SAMPLES[name]
    found = list(outcomes(Delivered(raw=raw, name=name, find_columns=lambda t: None), LIMITS))
    assert found
    assert all(isinstance(outcome, Record) for outcome in found)
    if len(found) == 1:
        assert found[0].source.sha256 == hashlib.sha256(raw).hexdigest()
    check(raw, name)


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_sample_with_a_stretch_replaced(name, data):
    raw = SAMPLES[name]
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    check(raw[:start] + data.draw(st.binary(max_size=20)) + raw[end:], name)


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=60, deadline=None)
@given(raw=st.binary(max_size=400))
def test_noise(name, raw):
    check(raw, name)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=300), name=st.sampled_from(["a.txt", "a.md", "a.html", "a.csv"]))
def test_text(text, name):
    check(text.encode(errors="replace"), name)


def test_a_prefix_that_is_never_declared_is_a_name_and_no_crash():
    assert b"ml:id" in (raw := TEI.replace(b"xml:id", b"ml:id"))
    check(raw, "a.xml")
