import html
import time
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.descriptions import FieldName
from corpus.errors import UnreadableSource
from corpus.passages import Role
from corpus.readers import read_bytes
from corpus.readers.web_page import accepts
from tests.corpus.readers.samples import HTML

SEED = (files("corpus") / "data" / "seed" / "118214.txt").read_text(encoding="utf-8")


def page(inner):
    return read_bytes(f"<!doctype html><body>{inner}</body>".encode(), "page.html")


def test_the_text_of_a_page():
    record = read_bytes(HTML.encode(), "page.html")
    assert record.text == ("The Border\nFirst paragraph \u2014 whole.\nSecond,\nbroken.\na\tb")
    assert record.passages[0].role is Role.HEADING
    assert {p.section for p in record.body} == {"The Border"}
    assert record.description.value(FieldName.TITLE) == "A & B"
    assert record.description.value(FieldName.DATE) == "1962-05-03"
    assert record.description.value(FieldName.LANGUAGE) == "en"
    assert record.source.media_type == "text/html; charset=utf-8"
    assert any("left out" in warning for warning in record.source.warnings)


def test_a_page_may_begin_with_any_number_of_comments():
    began = time.monotonic()
    assert not accepts(b"<!-- a -->" * 200 + b"words", "a.txt")
    assert time.monotonic() - began < 1
    assert accepts(b"<!-- a\n --> <!----><?xml version='1.0'?>\n<!doctype html>", "a.txt")


def test_a_saved_page_of_the_wilson_center():
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in SEED.splitlines())
    record = read_bytes(f"<html><body>{lines}</body></html>".encode(), "saved.html")
    plain = read_bytes(SEED.encode(), "118214.txt")
    assert record.record_id == "118214"
    assert [p.text for p in record.body] == [p.text for p in plain.body]
    assert record.source.importer == "wilson/1+html/1"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("a<br>b", "a\nb"),
        ("a <b> b</b>c", "a bc"),
        ("<div>a</div>b", "a\nb"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("caf\u00e9&nbsp;noir", "caf\u00e9\u00a0noir"),
        ("<del>no</del>yes", "yes"),
        ("<p hidden>no</p>yes", "yes"),
        ("<p style='display: none'>no</p>yes", "yes"),
        ("x<!-- no -->y", "xy"),
    ],
)
def test_the_rule(inner, text):
    assert page(inner).text == text


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (
            '<meta charset="windows-1251"><p>\u041c\u0438\u0440'.encode("cp1251"),
            "cp1251",
            "\u041c\u0438\u0440",
        ),
        ("<meta charset=gb2312><p>\u5317\u4eac".encode("gb2312"), "gb2312", "\u5317\u4eac"),
        (
            "<meta charset=iso-8859-1><p>\u201cMao\u201d".encode("cp1252"),
            "cp1252",
            "\u201cMao\u201d",
        ),
        ("<meta charset=latin1><p>caf\u00e9".encode(), "utf-8", "caf\u00e9"),
    ],
)
def test_declared_encodings(raw, charset, text):
    record = read_bytes(b"<html>" + raw, "page.html")
    assert record.text == text
    assert record.source.media_type.endswith(charset)


def test_a_declared_encoding_that_does_not_fit_is_refused():
    with pytest.raises(UnreadableSource, match="says that it is shift_jis"):
        read_bytes(b"<html><meta charset=shift_jis><p>\x80\xff\xff", "page.html")


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "punycode", "rot13", "zip", "x"])
def test_an_encoding_no_page_has_is_not_believed(charset):
    raw = f"<html><meta charset={charset}><p>+ADw-script\\u0041".encode()
    assert read_bytes(raw, "page.html").text == "+ADw-script\\u0041"


@given(st.text(max_size=200))
def test_words_of_a_page_are_kept_to_the_letter(words):
    raw = f"<!doctype html><body><p>{html.escape(words)}</p>x</body>"
    try:
        record = read_bytes(raw.encode(errors="replace"), "page.html")
    except UnreadableSource:
        return
    assert "".join(record.text.split()).endswith("x")
    if words.isalnum():
        assert words in record.text
