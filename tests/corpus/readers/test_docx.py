import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.descriptions import FieldName
from corpus.errors import UnreadableSource
from corpus.passages import Role
from corpus.readers import read_bytes
from tests.corpus.readers.samples import docx, footnotes, paragraph, zipped

CORE = (
    '<c:coreProperties xmlns:c="http://x.example/core" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>Report</dc:title><dc:creator>A. Writer</dc:creator></c:coreProperties>"
)


def read(body, **parts):
    return read_bytes(docx(body, parts={k: v for k, v in parts.items()}), "a.docx")


def run(inner):
    return f"<w:r>{inner}</w:r>"


def test_paragraphs_headings_and_notes():
    parts = {"word/footnotes.xml": footnotes(paragraph("A note.")), "docProps/core.xml": CORE}
    record = read_bytes(
        docx(paragraph("Trade", "Heading1") + paragraph("Grain came."), parts=parts), "a.docx"
    )
    assert [(p.role, p.text, p.section) for p in record.passages] == [
        (Role.HEADING, "Trade", None),
        (Role.BODY, "Grain came.", "Trade"),
        (Role.NOTE, "A note.", None),
    ]
    assert record.description.value(FieldName.TITLE) == "Report"
    assert record.description.value(FieldName.CREATOR) == "A. Writer"
    assert record.text == "Trade\nGrain came.\nA note."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<w:p><w:r><w:t>one </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
         "<w:ins><w:r><w:t>two</w:t></w:r></w:ins></w:p>", "one two"),
        ("<w:p><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:r><w:t>here</w:t></w:r></w:p>",
         "here"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc"),
        ("<w:p><w:r><w:instrText>HYPERLINK x</w:instrText><w:t>link</w:t></w:r></w:p>", "link"),
        ("<w:tbl><w:tr><w:tc>" + paragraph("a") + "<w:tbl><w:tr><w:tc>" + paragraph("b")
         + "</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>", "a\nb"),
        ("<w:p><w:r><w:t>anchor</w:t><w:pict><w:txbxContent>" + paragraph("box")
         + "</w:txbxContent></w:pict></w:r></w:p>" + paragraph("next"), "anchor\nbox\nnext"),
    ],
)  # fmt: skip
def test_the_rule(body, text):
    assert read(body).text == text


def test_what_is_left_out_is_told():
    deleted = "<w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t>y</w:t></w:r></w:p>"
    box = "<w:p><w:r><w:txbxContent>" + paragraph("box") + "</w:txbxContent></w:r></w:p>"
    record = read(deleted + box, **{"word/comments.xml": "<x/>", "word/vbaProject.bin": "x"})
    said = " ".join(record.source.warnings)
    for word in ("1 tracked deletion is", "1 text box was", "comments", "macros"):
        assert word in said


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (docx("<w:p>"), "malformed"),
        (docx(""), "holds no text"),
        (zipped({"xl/workbook.xml": "<x/>"}), "an Excel workbook"),
        (docx(paragraph("x"))[:-30], "cut off"),
        (zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}), "entities"),
        (docx("<w:tbl>" * 300 + "</w:tbl>" * 300), "malformed"),
    ],
)
def test_faults(raw, why):
    with pytest.raises(UnreadableSource, match=why):
        read_bytes(raw, "a.docx")


@given(
    st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20))
)
def test_words_are_kept_to_the_letter(words):
    from html import escape

    try:
        record = read("".join(paragraph(escape(each)) for each in words))
    except UnreadableSource:
        return
    assert record.text == "\n".join(words)
