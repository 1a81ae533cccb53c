import pytest

from corpus.descriptions import FieldName
from corpus.errors import UnreadableSource
from corpus.passages import Because
from corpus.readers import read_bytes
from corpus.readers.limits import Limits
from corpus.readers.pdf import read as read_pdf
from corpus.records import Source
from tests.corpus.readers.samples import pdf

PAGES = [
    [
        "Archive bulletin 7",
        "",
        "\tThe first paragraph runs over a line and is diplo-",
        "matic in its manner, as all cables of that office are.",
        "\tThe second begins with an indent and goes on for a",
        "short line.",
        "",
        "Third, after a gap: \u201cquoted\u201d words.",
        "",
        "12",
    ],
    [],
    ["Archive bulletin 7", "", "The third page has (brackets)."],
    ["Archive bulletin 8", "", "The last page."],
]


def read(pages, **how):
    return read_bytes(pdf(pages, **how), "a.pdf")


def test_paragraphs_and_their_pages():
    record = read(PAGES)
    assert [(p.page, p.text) for p in record.body] == [
        (
            "1",
            "The first paragraph runs over a line and is diplo-\n"
            "matic in its manner, as all cables of that office are.",
        ),
        ("1", "The second begins with an indent and goes on for a\nshort line."),
        ("1", "Third, after a gap: \u201cquoted\u201d words."),
        ("3", "The third page has (brackets)."),
        ("4", "The last page."),
    ]
    left_out = [d.span.of(record.text) for d in record.dropped if d.because is Because.CHROME]
    assert left_out == ["Archive bulletin 7", "12", "Archive bulletin 7", "Archive bulletin 8"]


def test_a_page_without_text_is_named():
    (warning,) = read(PAGES).source.warnings
    assert warning == "These pages have no text layer and may need OCR: 2."


@pytest.mark.parametrize(
    "number", ["12", "\u2013 12 \u2013", "[12]", "- 7 -", "( 3 )", "xiv", "XCIX", "- ii -", "1104"]
)
def test_a_page_s_number_at_its_foot_or_head_is_furniture(number):
    for page in (["Words of the letter.", "", number], [number, "", "Words of the letter."]):
        assert [p.text for p in read([page]).body] == ["Words of the letter."]


@pytest.mark.parametrize(
    "word",
    ["1963.", "1963,", "civil.", "civil", "ill.", "ill", "Li", "Xi", "\u201c12\u201d", "12?"],
)
def test_a_paragraph_s_last_word_is_no_page_number(word):
    long = "The words of this cable ran on until the end of the page, in August"
    assert read([[long, word]]).body[-1].text.endswith(f"August\n{word}")
    assert read([[word, long]]).body[0].text.startswith(word)


def test_packed_pages_and_properties():
    record = read(PAGES, compress=True, title="Bulletin")
    assert record.text == read(PAGES).text
    assert record.description.value(FieldName.TITLE) == "Bulletin"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (pdf([[], []]), "no text layer. It needs OCR"),
        (b"%PDF-1.7\njunk", "its structure is damaged"),
        (pdf(PAGES)[:300], "its structure is damaged"),
    ],
)
def test_faults(raw, why):
    with pytest.raises(UnreadableSource, match=why):
        read_bytes(raw, "a.pdf")


def test_too_many_pages():
    source = Source(name="a.pdf", sha256="", media_type="", importer="")
    with pytest.raises(UnreadableSource, match="has 4 pages; the limit is 3"):
        read_pdf(pdf(PAGES), source, Limits(pages=3))
