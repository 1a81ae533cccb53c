import datetime
import json
from pathlib import Path

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from corpus.authorities import natural_order
from corpus.citations import STYLES, Locator, cite
from corpus.descriptions import Field, FieldName
from corpus.editions import read_edition, volume_number
from corpus.passages import Passage
from corpus.profiles import load_profile, read_profile
from corpus.readers.reading import read_records
from corpus.records import Record
from corpus.sentences import sentences
from corpus.spans import Span
from tests.corpus.cited_records import citation, described

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "citations_frus.json").read_text(encoding="utf-8")
)
VOLUME = Path(__file__).parents[1] / "data" / "tei" / "frus1902v03.xml"
SEEN = datetime.date(2026, 11, 23)

#: The document by which the Chicago Manual's publisher explains how to cite the series.
CHILE = {
    "title": "Memorandum From the President’s Assistant for National Security Affairs "
    "(Kissinger) to President Nixon",
    "genre": "Memorandum",
    "creator": "Kissinger, Henry",
    "addressee": "Nixon, Richard",
    "date": "1970-12-18",
    "place": "Washington",
    "document_number": "190",
    "collection": "Foreign Relations of the United States, 1969–1976, Volume XXI, Chile, 1969–1973",
    "series": "Foreign Relations of the United States, 1969–1976",
    "series_editor": "Adam M. Howard",
    "volume": "Volume XXI",
    "volume_title": "Chile, 1969–1973",
    "editor": ["James McElveen", "James Siekmeier"],
    "publisher": "United States Government Printing Office",
    "publication_place": "Washington",
    "published": "2014",
    "source": "National Archives, Box 1. Secret.",
    "reference_code": "National Archives, Box 1",
}


def chile(locator=None, **changes):
    fields = {**CHILE, **changes}
    people = ("creator", "addressee")
    # The markup states the persons; `described` would call a creator derived.
    stated = {
        name: Field(name=FieldName[name.upper()], value=fields[name], raw=fields[name])
        if isinstance(fields[name], str)
        else fields[name]
        for name in people
    }
    return citation("frus1969-76v21/d190", profile="frus", locator=locator, **{**fields, **stated})


@pytest.mark.parametrize("style", [style for style in STYLES if style != "csl-json"])
def test_a_letter_of_the_series_is_cited_to_the_letter(style):
    assert chile().format(style) == GOLDEN[style]


def test_a_letter_in_csl_json():
    assert json.loads(chile().format("csl-json")) == GOLDEN["csl-json"]


def test_every_golden_citation_is_checked():
    assert set(GOLDEN) == set(STYLES)


def test_the_page_follows_the_document():
    page = Locator("page", "492")
    assert "), doc. 190, p. 492, https://" in chile(page).format("chicago-note")
    assert (
        chile(page).format("chicago-short").endswith("FRUS, 1969–1976, vol. 21, doc. 190, p. 492.")
    )
    assert chile(page).label == "FRUS, 1969–1976, vol. 21, doc. 190, p. 492"
    assert chile(page).format("apa-intext") == "(Kissinger, 1970, p. 492)"


def test_access_dates_are_printed_where_there_is_room():
    cited = chile()
    assert "doc. 190, accessed November 23, 2026, https" in cited.format(
        "chicago-note", accessed=SEEN
    )
    assert "Accessed November 23, 2026. https" in cited.format(
        "chicago-bibliography", accessed=SEEN
    )
    assert cited.format("mla", accessed=SEEN).endswith("/d190. Accessed 23 Nov. 2026.")
    assert "Retrieved November 23, 2026, from https" in cited.format("apa", accessed=SEEN)
    assert "urldate      = {2026-11-23}" in cited.format("biblatex", accessed=SEEN)
    assert "Y2  - 2026/11/23/" in cited.format("ris", accessed=SEEN)


def test_a_document_without_sender_is_cited_by_its_heading():
    cited = chile(
        title="Memorandum of a Conversation, Department of State, Washington, December 18, 1970, "
        "4:45 p.m",
        creator=None,
        addressee=None,
    )
    assert cited.format("chicago-note").startswith(
        "Memorandum of a Conversation, Department of State, Washington, December 18, 1970, "
        "4:45 p.m, in Foreign Relations of the United States, 1969–1976, ed. Adam M. Howard, "
    )
    undated = chile(title="Memorandum for the Record", creator=None, addressee=None)
    assert undated.format("chicago-note").startswith(
        "Memorandum for the Record, Washington, December 18, 1970, in Foreign Relations"
    )
    assert undated.format("chicago-short") == (
        "Memorandum for the Record, December 18, 1970, FRUS, 1969–1976, vol. 21, doc. 190."
    )


def test_a_heading_of_another_day_than_the_date_line_is_not_given_two():
    cited = chile(title="Memorandum, Washington, April 1, 1969", creator=None, addressee=None)
    assert cited.format("chicago-short") == (
        "Memorandum, Washington, April 1, 1969, FRUS, 1969–1976, vol. 21, doc. 190."
    )


def test_what_a_volume_does_not_say_leaves_no_trace():
    bare = chile(
        series_editor=None,
        volume=None,
        editor=None,
        publisher=None,
        publication_place=None,
        published=None,
        place=None,
        date=None,
        genre=None,
        volume_title=None,
    )
    assert bare.format("chicago-note") == (
        "Henry Kissinger to Richard Nixon, in Foreign Relations of the United States, 1969–1976, "
        "doc. 190, https://history.state.gov/historicaldocuments/frus1969-76v21/d190."
    )


def test_reference_managers_read_the_entries():
    parsed = bibtexparser.parse_string(chile().format("bibtex"))
    assert not parsed.failed_blocks
    assert parsed.entries[0].key == "frus1969-76v21-d190"
    assert parsed.entries[0]["year"] == "2014"
    assert parsed.entries[0]["author"] == "Kissinger, Henry"
    [item] = rispy.loads(chile().format("ris"))
    assert item["type_of_reference"] == "CHAP"
    assert item["secondary_authors"] == ["McElveen, James", "Siekmeier, James"]
    assert item["volume"] == "21"


def test_a_name_with_a_suffix():
    cited = chile(creator="Lodge, Henry Cabot, Jr.")
    assert cited.format("chicago-note").startswith("Henry Cabot Lodge Jr. to Richard Nixon")
    assert cited.format("chicago-short").startswith("Lodge to Nixon")
    assert "author       = {Lodge, Jr., Henry Cabot}" in cited.format("bibtex")
    [item] = json.loads(cited.format("csl-json"))
    assert item["author"] == [{"family": "Lodge", "given": "Henry Cabot", "suffix": "Jr."}]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Volume XXII", "22"),
        ("Volume I, Part 1", "1, pt. 1"),
        ("Volume XIX", "19"),
        ("Volume E–4", "E–4"),
        ("Retrospective Volume", ""),
        ("", ""),
    ],
)
def test_numbers_of_volumes(printed, number):
    assert volume_number(printed) == number


@pytest.mark.parametrize(
    ("inverted", "spoken"),
    [
        ("Parsons, J. Graham", "J. Graham Parsons"),
        ("Bowen, General Frank Sayles, Jr.", "General Frank Sayles Bowen Jr."),
        ("Ali Sastroamidjojo", "Ali Sastroamidjojo"),
        ("MacArthur, Douglas, II", "Douglas MacArthur II"),
        ("", ""),
    ],
)
def test_names_as_they_are_spoken(inverted, spoken):
    assert natural_order(inverted) == spoken


def test_a_quote_is_cited_by_its_own_page():
    first, note, *_ = read_records(VOLUME)
    paragraph = first.paragraph(1)
    lines = sentences(paragraph.text, paragraph.span.start)
    assert [str(cite(first, passage=paragraph, span=line).locator) for line in lines] == [
        "pp. 1–2",
        "pp. 2–3",
    ]
    assert str(cite(first, passage=paragraph).locator) == "pp. 1–3"
    weather = Span(paragraph.span.start, paragraph.span.start + 5)
    assert str(cite(first, passage=paragraph, span=weather).locator) == "p. 1"
    # A footnote is cited by its printed number, an editors' paragraph by its page.
    assert str(cite(first, passage=first.passage("frus1902v03/d1#n8")).locator) == "n. 4"
    assert str(cite(first, passage=first.passage("frus1902v03/d1#n2")).locator) == "p. 1"
    assert str(cite(note, passage=note.passage("frus1902v03/d2#n1")).locator) == "p. 3"


def test_the_sample_volume_is_cited_whole():
    first, editorial, _ = read_records(VOLUME)
    assert cite(first, passage=first.paragraph(8)).format("chicago-note") == (
        "Thomas E. Lark to John Finch Jr., letter, Port Sole, March 4, 1902, in Foreign Relations "
        "of the United States, 1902–1904, ed. Ruth Copy, vol. 3, pt. 2, The Harbour Question, ed. "
        "Ada B. Quill and Job van Reed (Washington, DC: Government Printing Office, 1955), doc. 1, "
        "p. 3, https://history.state.gov/historicaldocuments/frus1902v03/d1."
    )
    assert cite(editorial).format("chicago-short") == (
        "Editorial Note, FRUS, 1902–1904, vol. 3, pt. 2, doc. 2."
    )


def test_pages_that_are_ranges_keep_their_ends():
    text = "One. Two."
    passage = Passage(
        record_id="v/d1",
        span=Span(0, 9),
        text=text,
        ordinal=1,
        page="1–3",
        page_breaks=((5, "4"),),
    )
    first, *_ = read_records(VOLUME)
    record = Record(
        record_id="v/d1",
        text=text,
        description=first.description,
        source=first.source,
        passages=(passage,),
    )
    assert str(cite(record, passage=passage, span=Span(0, 4)).locator) == "pp. 1–3"
    assert str(cite(record, passage=passage).locator) == "pp. 1–4"
    wilson = load_profile("wilson")
    assert str(cite(record, passage=passage, profile=wilson).locator) == "para. 1"


def test_a_profile_says_what_is_printed_and_how_places_are_found():
    profile = read_profile(
        'name = "x"\npinpoint = "paragraph"\n[printed]\n"Town Press" = "TP"\n'
        '"Papers of the Town" = "PT"'
    )
    edition = read_edition(
        described("x", series="Papers of the Town, 1900", publisher="Town Press"), profile
    )
    assert (edition.short_series, edition.publisher) == ("PT, 1900", "TP")
    assert profile.pinpoint == "paragraph"
    assert read_edition(described("x", title="A cable"), profile) is None


WORDS = st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){0,3}", fullmatch=True)


@given(fields=st.fixed_dictionaries({}, optional={n: st.none() | WORDS for n in CHILE}))
def test_any_edition_gives_one_sound_line(fields):
    cited = citation("v/d1", profile="frus", **{"series": "Papers", **fields})
    for style in ("wilson", "chicago-note", "chicago-short", "chicago-bibliography", "mla", "apa"):
        line = cited.format(style)
        assert len(line.splitlines()) == 1
        assert line.strip() == line
        for trace in ("None", "n/a", "  ", "()", "“”", "..", ",,", ", ,", "( ", " ,", "(Ed.)."):
            assert trace not in line, line
