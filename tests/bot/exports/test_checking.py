"""A file says of each quote where it stands; what was altered since is named."""

import hashlib
import io
import json
import random
import re
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports import Standing, check, export
from bot.exports.checking import CHECKED_FORMATS
from corpus.errors import ArchiveError, UnknownFormat, UnknownRecord
from tests.bot.exports.samples import (
    CABLE,
    DENIAL,
    MADE,
    RECORDS,
    STATE,
    conversation,
    record,
    said,
    stored,
    turn,
)


def exported(kind, turns=None):
    return export(turns or conversation(), kind, made=MADE, provenance=STATE)


def standings(raw, kind, record_of=stored):
    return [found.standing for found in check(raw, f"talk.{kind}", record_of).findings]


def altered(raw, kind, old, new):
    """The file with some of its text replaced everywhere, as an editor would."""
    if kind != "docx":
        assert old.encode() in raw
        return raw.replace(old.encode(), new.encode())
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as box, zipfile.ZipFile(packed, "w") as copy:
        for name in box.namelist():
            copy.writestr(name, box.read(name).replace(old.encode(), new.encode()))
    return packed.getvalue()


@pytest.mark.parametrize("kind", CHECKED_FORMATS)
def test_what_was_just_exported_stands(kind):
    checked = check(exported(kind), f"talk.{kind}", stored)
    assert [found.standing for found in checked.findings] == [Standing.STANDS] * 5
    assert checked.fallen == ()
    assert checked.to_json()["stands"] is True


@pytest.mark.parametrize("kind", CHECKED_FORMATS)
def test_one_altered_letter_is_caught(kind):
    raw = altered(exported(kind), kind, "denied it", "denies it")
    # It was quoted twice, and is the second and the last of five.
    stands, fell = Standing.STANDS, Standing.ALTERED
    assert standings(raw, kind) == [stands, fell, stands, stands, fell]
    found = check(raw, f"talk.{kind}", stored).fallen[0]
    assert found.record_id == "118214"
    assert found.words == "However, the Soviet Union denies it."
    assert found.stored == DENIAL


@pytest.mark.parametrize("kind", CHECKED_FORMATS)
def test_words_added_around_a_quote_are_caught(kind):
    added = {
        "md": ("”[^2]", " Twice.”[^2]"),
        "html": ('”<sup id="mark-2"', ' Twice.”<sup id="mark-2"'),
    }
    old, new = added.get(kind, ("denied it.", "denied it. Twice."))
    fell = standings(altered(exported(kind), kind, old, new), kind)
    assert fell[1] is Standing.ALTERED


@pytest.mark.parametrize("kind", CHECKED_FORMATS)
def test_a_removed_record_is_named(kind):
    def gone(record_id):
        if record_id == "118214":
            raise UnknownRecord("gone")
        return stored(record_id)

    checked = check(exported(kind), f"talk.{kind}", gone)
    assert [found.note for found in checked.fallen if found.standing is Standing.REMOVED] == [
        found.note for found in checked.fallen
    ]
    assert {found.record_id for found in checked.fallen} == {"118214"}
    assert "no longer holds record 118214" in checked.fallen[0].remark


def changed_record(*texts):
    other = record("118214", *texts)
    return {**RECORDS, "118214": other}.__getitem__


@pytest.mark.parametrize("kind", CHECKED_FORMATS)
def test_words_that_moved_in_the_record_are_found(kind):
    now = changed_record("A line before. ", CABLE.text)
    found = check(exported(kind), f"talk.{kind}", now).fallen[0]
    assert found.standing is Standing.MOVED
    assert found.now == (15, 15 + 57)
    assert "characters 15 to 72" in found.remark


@pytest.mark.parametrize("kind", CHECKED_FORMATS)
def test_words_that_left_the_record_are_named(kind):
    now = changed_record(CABLE.text.replace("denied it", "was silent"))
    checked = check(exported(kind), f"talk.{kind}", now)
    first, second = checked.findings[:2]
    assert first.standing is Standing.STANDS
    # An answer's own JSON keeps the record's hash beside it, as every format does.
    assert first.remark == "Other words of the record have changed; these have not."
    assert second.standing is Standing.CHANGED


def test_a_quote_taken_out_or_put_in_is_named():
    text = exported("md").decode()
    block = next(part for part in text.split("\n\n") if part.endswith("”[^2]"))
    without = text.replace(block, "")
    assert standings(without.encode(), "md")[1] is Standing.TAKEN_OUT
    more = text.replace(block, f"{block}\n\n> “Invented.”[^9]\n\n> “Loose.”")
    added = check(more.encode(), "talk.md", stored).fallen
    assert [(found.standing, found.note, found.words) for found in added] == [
        (Standing.ADDED, 9, "Invented."),
        (Standing.ADDED, None, "“Loose.”"),
    ]


def test_a_line_that_goes_on_after_a_markdown_quote_belongs_to_it():
    text = exported("md").decode().replace("”[^2]\n", "”[^2]\nand more\n")
    assert standings(text.encode(), "md")[1] is Standing.ALTERED


def test_a_second_quote_under_a_number_is_named():
    text = exported("md").decode()
    twice = text.replace("> “However", "> “Never.”[^2]\n\n> “However", 1)
    fell = check(twice.encode(), "talk.md", stored).fallen
    assert ("Never.", Standing.ADDED) in [(found.words, found.standing) for found in fell]


def test_an_altered_anchor_does_not_make_false_words_stand():
    raw = exported("json").replace(b"denied it", b"denies it")
    content = json.loads(raw)
    each = content["turns"][0]["answer"]["quotes"][1]
    each["sha256"] = hashlib.sha256(each["text"].encode()).hexdigest()
    assert standings(json.dumps(content).encode(), "json")[1] is Standing.ALTERED
    each["start"] = 0
    assert standings(json.dumps(content).encode(), "json")[1] is Standing.ALTERED
    each["end"] = 10**9
    assert standings(json.dumps(content).encode(), "json")[1] is Standing.ALTERED


def test_folded_lines_are_the_same_words():
    text = exported("md").decode()
    assert "flight arose \\[from" in text
    folded = text.replace("flight arose \\[from", "flight arose\n> \\[from").replace("\n", "\r\n")
    assert set(standings(folded.encode(), "md")) == {Standing.STANDS}


def test_an_answer_as_ask_prints_it_is_checked_too():
    answer = conversation()[0].answer.to_json()
    raw = json.dumps(answer).encode()
    assert standings(raw, "json") == [Standing.STANDS] * 2


def test_tracked_changes_in_a_document_count():
    raw = exported("docx")
    old = "However, the Soviet Union denied it."
    with zipfile.ZipFile(io.BytesIO(raw)) as box:
        xml = box.read("word/document.xml").decode()
    run = re.search(r'<w:r><w:t xml:space="preserve">“However.*?</w:r>', xml)[0]
    new = (
        "<w:r><w:t>“However, the Soviet Union </w:t></w:r><w:del><w:r><w:delText>denied"
        "</w:delText></w:r></w:del><w:ins><w:r><w:t>admitted</w:t></w:r></w:ins>"
        "<w:r><w:t> it.”</w:t></w:r>"
    )
    assert old in run
    assert Standing.ALTERED in standings(altered(raw, "docx", run, new), "docx")


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.bib", "a.csl.json", "a", ""])
def test_a_format_without_anchors_is_refused(name):
    with pytest.raises(UnknownFormat, match="json, .md, .html and .docx"):
        check(b"{}", name, stored)


@pytest.mark.parametrize("kind", CHECKED_FORMATS)
@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"# A"])
def test_a_file_that_no_export_wrote_is_refused(kind, raw):
    with pytest.raises(ArchiveError):
        check(raw, f"a.{kind}", stored)


@pytest.mark.parametrize(
    "raw",
    [b"<!-- nothing -->", b"<?xml version='1.0'?>", b"<pre id='dragoman-anchors'>" + b"[" * 9**5],
)
def test_a_page_that_is_none_is_refused(raw):
    with pytest.raises(ArchiveError) as refused:
        check(raw, "a.html", stored)
    assert refused.value.remedy


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_a_number_too_long_for_a_note_is_none(kind):
    old = {"html": 'id="quote-2"', "docx": '"dragoman_quote_2"'}[kind]
    raw = altered(exported(kind), kind, old, old.replace("2", "2" * 5_000))
    assert Standing.ADDED in standings(raw, kind)


def test_a_damaged_stream_in_a_document_is_refused():
    raw = bytearray(exported("docx"))
    with zipfile.ZipFile(io.BytesIO(raw)) as box:
        at = box.getinfo("word/document.xml").header_offset
    at += 30 + len("word/document.xml")  # its head, then its deflated bytes
    raw[at : at + 40] = b"\xff" * 40
    with pytest.raises(ArchiveError, match="it is no DOCX file"):
        check(bytes(raw), "a.docx", stored)


def test_a_document_packed_as_no_docx_is_refused():
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(exported("docx"))) as box,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as copy,
    ):
        for name in box.namelist():
            copy.writestr(name, box.read(name))
    with pytest.raises(ArchiveError, match="it is no DOCX file"):
        check(packed.getvalue(), "a.docx", stored)


@pytest.mark.parametrize("kind", CHECKED_FORMATS)
def test_whatever_became_of_a_file_it_is_checked_or_refused(kind):
    whole, dice = exported(kind), random.Random(7)
    for _ in range(400):
        raw = bytearray(whole)
        for _ in range(dice.choice((1, 3, 40))):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        cut = dice.choice((len(raw), dice.randrange(len(raw))))
        with suppress(ArchiveError):
            check(bytes(raw[:cut]), f"a.{kind}", named)


def named(record_id):
    """The stored record; the anchors may name any by now."""
    if record_id not in RECORDS:
        raise UnknownRecord("none")
    return stored(record_id)


WORDS = st.text(
    alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60
) | st.text(alphabet="\\`*_[]<>&~|$^@{}\"'-.#+=:01)”“ \n\t>", min_size=1, max_size=30)


@given(words=WORDS.filter(lambda text: text.strip()))
@pytest.mark.parametrize("kind", CHECKED_FORMATS)
def test_whatever_the_words_are_they_come_back(kind, words):
    held = record("r", f"a{words}b")
    asked = turn("Q?", quotes=[said(held, words)])
    raw = export([asked], kind, made=MADE)
    checked = check(raw, f"a.{kind}", {"r": held}.__getitem__)
    assert [found.standing for found in checked.findings] == [Standing.STANDS], words
