"""Citations for reference managers, read back by the programs that read them."""

import datetime
import json
import re

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from corpus.citations import bibliography
from corpus.descriptions import Field, FieldName
from corpus.exchange_formats import escape_tex
from tests.corpus.cited_records import INNER, SEED_FIELDS, citation, seed_citation

SEEN = datetime.date(2026, 11, 23)
TEX = ("bibtex", "biblatex")
UGLY = r"50% of A & B_1 #2 \cmd {x $y ~z^2 -- 'q'"


def by_pybtex(text):
    from pybtex.database import parse_string

    return parse_string(text, "bibtex").entries


def by_bibtexparser(text):
    import bibtexparser

    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    return {entry.key: {f.key: f.value for f in entry.fields} for entry in library.entries}


def test_bibtex_read_back():
    text = seed_citation().format("bibtex")
    fields = by_bibtexparser(text)["wcda118214"]
    assert fields["year"] == "1963"
    assert fields["month"] == "aug"
    assert fields["howpublished"] == "PRC FMA 118-01100-14, 147-149. Wilson Center Digital Archive"
    entry = by_pybtex(text)["wcda118214"]
    assert entry.type == "misc"
    # One name, not taken apart.
    (author,) = entry.persons["author"]
    assert author.last_names == ["{Chinese Foreign Ministry}"]
    assert not author.first_names
    assert entry.fields["title"] == f"{{Cable from the Chinese Foreign Ministry, `{INNER}'}}"
    assert entry.fields["month"] == "August"


def test_biblatex_read_back():
    text = seed_citation(translator=["7Brands", "Smith and Sons"]).format("biblatex", accessed=SEEN)
    fields = by_bibtexparser(text)["wcda118214"]
    assert fields["date"] == "1963-08-01"
    assert fields["urldate"] == "2026-11-23"
    entry = by_pybtex(text)["wcda118214"]
    assert entry.type == "unpublished"
    assert entry.fields["translator"] == "{7Brands} and {Smith and Sons}"


def test_ris_read_back():
    (entry,) = rispy.loads(seed_citation().format("ris", accessed=SEEN))
    assert entry["type_of_reference"] == "MANSCPT"
    assert entry["authors"] == ["Chinese Foreign Ministry,"]
    assert entry["title"] == SEED_FIELDS["title"]
    assert entry["year"] == "1963"
    assert entry["date"] == "1963/08/01/"
    assert entry["access_date"] == "2026/11/23/"
    assert entry["accession_number"] == "PRC FMA 118-01100-14, 147-149"
    assert entry["urls"] == ["https://digitalarchive.wilsoncenter.org/document/118214"]


@pytest.mark.parametrize(
    ("date", "bibtex", "biblatex", "ris", "csl"),
    [
        ("1962-08", ("1962", "aug"), "1962-08", "1962/08//", {"date-parts": [[1962, 8]]}),
        ("1936", ("1936", None), "1936", "1936///", {"date-parts": [[1936]]}),
        (
            "1962-08-01/1962-08-03",
            ("1962", "aug"),
            "1962-08-01/1962-08-03",
            "1962/08/01/",
            {"date-parts": [[1962, 8, 1], [1962, 8, 3]]},
        ),
        ("circa 1962", ("circa 1962", None), None, "///circa 1962", {"literal": "circa 1962"}),
        (None, (None, None), None, None, None),
    ],
)
def test_dates_as_precise_as_the_record(date, bibtex, biblatex, ris, csl):
    cited = seed_citation(date=date, catalogue_date=...)
    fields = by_bibtexparser(cited.format("bibtex"))["wcda118214"]
    assert (fields.get("year"), fields.get("month")) == bibtex
    assert by_bibtexparser(cited.format("biblatex"))["wcda118214"].get("date") == biblatex
    assert rispy.loads(cited.format("ris"))[0].get("date") == ris
    assert json.loads(cited.format("csl-json"))[0].get("issued") == csl


@pytest.mark.parametrize("style", TEX)
@pytest.mark.parametrize(
    "field", ["title", "creator", "reference_code", "document_number", "genre"]
)
def test_tex_characters_in_any_field(style, field):
    text = seed_citation(**{field: UGLY}).format(style)
    assert by_pybtex(text).keys() == by_bibtexparser(text).keys() == {"wcda118214"}
    bare = re.sub(r"\\[%&_#$]|\\text\w+|month +=.*", "", text)
    assert not re.search(r"[%&#$~^\\]", bare)


def test_tex_escapes_written_out():
    assert escape_tex(r"50% & B_1 #2 $3") == r"50\% \& B\_1 \#2 \$3"
    assert escape_tex("{x}") == r"{\textbraceleft}x{\textbraceright}"
    assert escape_tex("a~b^c") == r"a\textasciitilde{}b\textasciicircum{}c"
    assert escape_tex("\\cmd") == r"\textbackslash{}cmd"
    assert escape_tex("f. 5--6") == "f. 5-{}-6"


def test_quotation_marks_in_tex():
    cited = seed_citation(title="Note, 'China's \"Great Leap\"'")
    assert "title        = {{Note, `China's ``Great Leap''{}'}}" in cited.format("bibtex")
    assert "title        = {{Note, ‘China’s “Great Leap”’}}" in cited.format("biblatex")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_field_never_breaks_a_ris_line(newline):
    cited = seed_citation(title=f"One{newline}ER  - {newline}TY  - BOOK", translator=f"A{newline}B")
    (entry,) = rispy.loads(cited.format("ris"))
    assert entry["title"] == "One ER - TY - BOOK"
    assert entry["subsidiary_authors"] == ["A B,"]


def stated(name):
    """A creator as the catalogue states it."""
    return Field(name=FieldName.CREATOR, value=name, raw=name)


def test_persons_and_institutions():
    names = ["Nehru, Jawaharlal", "Japan. Foreign Ministry", "Kraus, C. and Goldberg, G."]
    cited = seed_citation(creator=[stated(name) for name in names])
    assert (
        "AU  - Nehru, Jawaharlal\nAU  - Japan. Foreign Ministry,\n"
        "AU  - Kraus, C. and Goldberg, G.,\n"
    ) in cited.format("ris")
    assert json.loads(cited.format("csl-json"))[0]["author"] == [
        {"family": "Nehru", "given": "Jawaharlal"},
        {"literal": "Japan. Foreign Ministry"},
        {"literal": "Kraus, C. and Goldberg, G."},
    ]
    assert cited.format("apa").startswith("Nehru, J., Japan. Foreign Ministry, & Kraus,")
    assert cited.format("apa-intext") == "(Nehru et al., 1963)"
    first, *others = by_pybtex(cited.format("biblatex"))["wcda118214"].persons["author"]
    assert (first.first_names, first.last_names) == (["Jawaharlal"], ["Nehru"])
    assert [str(other) for other in others] == [f"{{{name}}}" for name in names[1:]]


def test_names_are_taken_apart_only_where_the_catalogue_writes_them_so():
    derived = seed_citation(creator="Embassy, Beijing")
    assert "AU  - Embassy, Beijing,\n" in derived.format("ris")
    plain = citation(profile="plain", title="T", creator=[stated("Embassy, Beijing")])
    assert "AU  - Embassy, Beijing,\n" in plain.format("ris")


def test_without_a_creator_the_translator_is_no_author():
    cited = seed_citation(creator=...)
    assert "author" not in by_bibtexparser(cited.format("bibtex"))["wcda118214"]
    assert "author" not in by_pybtex(cited.format("biblatex"))["wcda118214"].persons
    assert "authors" not in rispy.loads(cited.format("ris"))[0]
    assert "author" not in json.loads(cited.format("csl-json"))[0]


def test_no_number_that_styles_would_print():
    assert "number" not in json.loads(seed_citation().format("csl-json"))[0]


def test_right_to_left_names_come_back():
    cited = seed_citation(creator="وزارة الخارجية")
    assert rispy.loads(cited.format("ris"))[0]["authors"] == ["وزارة الخارجية,"]
    assert "author       = {{وزارة الخارجية}}" in cited.format("biblatex")


def test_collections_are_kept():
    cited = seed_citation(collection="Foreign Office Files")
    assert "AN  - PRC FMA 118-01100-14, 147-149, Foreign Office Files\n" in cited.format("ris")
    item = json.loads(cited.format("csl-json"))[0]
    assert item["archive_collection"] == "Foreign Office Files"
    assert item["archive_location"] == "PRC FMA 118-01100-14, 147-149"


def test_an_address_holds_nothing_that_breaks_an_entry():
    cited = seed_citation(url="https://example.org/a b{c}?q=%41&r=\\")
    url = "https://example.org/a%20b%7Bc%7D?q=%41&r=%5C"
    for style in TEX:
        assert by_bibtexparser(cited.format(style))["wcda118214"]["url"] == url


def several():
    return [
        seed_citation(),
        citation("a/1", profile="plain", title="First"),
        citation("a 1", profile="plain", title="Second"),
        citation("A-1", profile="plain", title="Third"),
        citation("档案", profile="plain", title="Fourth"),
        seed_citation(),
    ]


def test_a_file_of_several_has_each_source_once_under_a_key_of_its_own():
    keys = ["wcda118214", "a-1", "a-1-2", "A-1-3", "68636848"]
    for style in TEX:
        text = bibliography(several(), style)
        assert list(by_bibtexparser(text)) == keys
        assert list(by_pybtex(text)) == keys
    entries = rispy.loads(bibliography(several(), "ris"))
    assert [entry["title"] for entry in entries][1:] == ["First", "Second", "Third", "Fourth"]
    items = json.loads(bibliography(several(), "csl-json"))
    assert [item["id"] for item in items] == ["wcda-118214", *keys[1:]]


def test_a_file_of_one_is_the_citation():
    for style in (*TEX, "ris", "csl-json"):
        assert bibliography([seed_citation()], style) == seed_citation().format(style)


def test_a_file_of_none():
    assert bibliography([], "bibtex") == ""
    assert json.loads(bibliography([], "csl-json")) == []


TEXTS = st.text(max_size=40) | st.text(alphabet="{}\\%&_#$~^\"'`@,= \n-‘’“”a", max_size=25)
FIELDS = st.fixed_dictionaries(
    {}, optional={name: TEXTS for name in (*SEED_FIELDS, "collection", "repository", "url")}
)


@given(record_id=st.text(min_size=1, max_size=12), fields=FIELDS)
def test_whatever_the_fields_hold_there_is_one_entry_to_read_back(record_id, fields):
    cited = citation(record_id, **fields)
    for style in TEX:
        text = cited.format(style, accessed=SEEN)
        assert len(by_pybtex(text)) == len(by_bibtexparser(text)) == 1
    assert len(rispy.loads(cited.format("ris", accessed=SEEN))) == 1
    lines = cited.format("ris", accessed=SEEN).split("\n")[:-1]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert len(json.loads(cited.format("csl-json", accessed=SEEN))) == 1
