import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableSource
from corpus.readers import LARGEST_FILE, read_bytes, read_file

PAGE = b"March 4, 1957\nNote on Grain\n[...]\nDocument Information\nRecord ID\n990001\n"


def refused(call, *arguments):
    with pytest.raises(UnreadableSource) as caught:
        call(*arguments)
    assert caught.value.remedy
    return caught.value.message


def test_a_missing_file(tmp_path):
    assert refused(read_file, tmp_path / "gone.txt") == "There is no file 'gone.txt'."


def test_a_folder(tmp_path):
    assert "is a folder" in refused(read_file, tmp_path)


def test_a_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in refused(read_file, tmp_path / "pipe")


def test_a_file_that_is_too_large(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert "104,857,601 bytes" in refused(read_file, path)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "holds no text"),
        (b" \n\t\n", "holds no text"),
        (b"<?xml version='1.0'?><feed><entry/></feed>", "XML of a kind that is not read"),
        (b'[\n{"record_id": "1"}\n]', "not one object a line"),
        (b"<TEI><text><body><p>unclosed", "XML of a kind that is not read"),
        (b"<letter>\nWords of it.\n</letter>", "XML of a kind that is not read"),
        (b'<letter n="1">Words of it.', "XML of a kind that is not read"),
    ],
)
def test_what_no_reader_takes_is_refused(raw, why):
    assert why in refused(read_bytes, raw, "file.txt")


@pytest.mark.parametrize("raw", [b"<TEI>words", b"A whole sentence.\n"])
def test_an_ending_of_xml_is_taken_at_its_word(raw):
    assert "XML of a kind that is not read" in refused(read_bytes, raw, "letter.xml")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<illegible> The consul wrote.\n", "a.txt"),
        ("< 40 bales were landed.\n", "a.txt"),
        ("<consul@jiddah.example> wrote.\n", "a.txt"),
        ('<p align="center">Port papers</p>\n', "a.md"),
    ],
)
def test_a_text_that_begins_with_an_angle_bracket_is_read(text, name):
    assert read_bytes(text.encode(), name).text == text


@pytest.mark.parametrize(
    ("name", "kind"),
    [("x.exe", "a program"), ("lib.SO", "a program"), ("a.b.jpg", "an image"), ("x.mp3", "a rec")],
)
@pytest.mark.parametrize("raw", [b"x", b"", b"A whole sentence.\n"])
def test_an_ending_of_files_that_are_no_text_is_refused_by_name(name, kind, raw):
    assert f"'{name}' is named as {kind}" in refused(read_bytes, raw, name)


@pytest.mark.parametrize(
    "name", ["so", "exe", "letter", "letter.1962", "letter.unknown", "x.exe.txt"]
)
def test_a_text_of_any_other_ending_is_read(name):
    assert read_bytes(b"A whole sentence.\n", name).text == "A whole sentence.\n"


def test_the_source_of_a_record(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(PAGE)
    source = read_file(path).source
    assert source.name == "page.txt"
    assert source.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert source.media_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/page.txt", "page.txt"),
        ("C:\\pages\\page.txt", "page.txt"),
        ("pa\u202ege\x00\n.txt", "page.txt"),
        ("", "unnamed"),
        ("x" * 5000, "x" * 200),
    ],
)
def test_a_name_is_a_label(name, label):
    assert read_bytes(PAGE, name).source.name == label


@given(st.binary(max_size=300), st.sampled_from([b"", PAGE]), st.sampled_from(["utf-8", "utf-16"]))
def test_any_bytes_are_a_record_of_their_text_or_refused(noise, page, codec):
    raw = noise + page.decode().encode(codec)
    try:
        record = read_bytes(raw, "blob.txt")
    except UnreadableSource:
        return
    charset = record.source.media_type.partition("charset=")[2]
    text = raw.decode(charset).removeprefix("\ufeff")
    assert len(record.text) == len(text)
    assert all(kept in (sign, "\ufffd") for kept, sign in zip(record.text, text, strict=True))


@given(st.text(max_size=200))
def test_any_text_on_a_page_is_kept_to_the_letter(noise):
    raw = PAGE.decode().replace("[...]", noise).encode(errors="replace")
    try:
        record = read_bytes(raw, "page.txt")
    except UnreadableSource:
        return
    assert len(record.text) == len(raw.decode())
