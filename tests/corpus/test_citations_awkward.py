"""Prose citations of records that lack something, or have too much of it."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.citations import EXCHANGE_STYLES, FURTHER_STYLES, STYLES, Locator
from corpus.descriptions import Field, FieldName
from tests.corpus.cited_records import SEED_FIELDS, citation, seed_citation

PROSE = [style for style in (*STYLES, *FURTHER_STYLES) if style not in EXCHANGE_STYLES]
URL = "https://digitalarchive.wilsoncenter.org/document/118214"


@pytest.mark.parametrize(
    ("date", "chicago", "mla", "apa"),
    [
        ("1962-08", "August 1962", "Aug. 1962", "(1962, August)"),
        ("1936", "1936", "1936", "(1936)"),
        ("1962-08-01/1962-08-03", "August 1–3, 1962", "1–3 Aug. 1962", "(1962, August 1–3)"),
        ("1962/1964", "1962–1964", "1962–1964", "(1962–1964)"),
        ("circa 1962", "circa 1962", "circa 1962", "(circa 1962)"),
    ],
)
def test_dates_as_precise_as_the_record(date, chicago, mla, apa):
    cited = seed_citation(date=date, catalogue_date=...)
    assert f"trans. 7Brands, {chicago}, PRC FMA" in cited.format("chicago-note")
    sentence = chicago[0].upper() + chicago[1:]
    assert f"7Brands. {sentence}. PRC FMA" in cited.format("chicago-bibliography")
    assert f",” {chicago}, Wilson Center" in cited.format("wilson")
    assert f"7Brands, {mla}, Wilson Center" in cited.format("mla")
    assert f"Ministry. {apa}. Cable" in cited.format("apa")


def test_no_date():
    cited = seed_citation(date=..., catalogue_date=None, locator=Locator("paragraph", "3"))
    assert "trans. 7Brands, para. 3, PRC FMA" in cited.format("chicago-note")
    assert "Translated by 7Brands. PRC FMA" in cited.format("chicago-bibliography")
    assert "Xinjiang',” para. 3, Wilson Center" in cited.format("wilson")
    assert "Translated by 7Brands, Wilson Center" in cited.format("mla")
    assert "Ministry. (n.d.). Cable" in cited.format("apa")
    assert cited.format("apa-intext") == "(Chinese Foreign Ministry, n.d., para. 3)"


def test_where_two_dates_differ_the_archives_form_has_the_catalogues():
    cited = seed_citation(date="1963-07-31")
    assert "August 1, 1963" in cited.format("wilson")
    assert "July 31, 1963" in cited.format("chicago-note")


def test_the_upload_date_is_never_cited():
    cited = seed_citation(date=..., catalogue_date=...)
    assert not any("2013" in cited.format(style) for style in (*STYLES, *FURTHER_STYLES))


def test_no_title():
    fields = {"title": ..., "short_title": ..., "heading": ...}
    cited = seed_citation(**fields)
    assert cited.format("chicago-note").startswith("Cable, trans. 7Brands, August 1, 1963, PRC")
    assert cited.format("chicago-bibliography").startswith("Cable. Translated by")
    assert cited.format("chicago-short") == "Cable."
    assert cited.format("wilson").startswith("Cable, August 1, 1963, Wilson")
    assert "(1963, August 1). [Cable] (7Brands, Trans.). Wilson" in cited.format("apa")
    unnamed = seed_citation(**fields, genre=...)
    assert unnamed.format("mla").startswith("Record 118214. Translated by 7Brands, 1 Aug.")


def test_the_heading_stands_in_for_a_title():
    cited = seed_citation(title=..., short_title=..., heading="On Xinjiang")
    assert cited.format("chicago-note").startswith("“On Xinjiang,” trans.")


def test_no_reference_code():
    statement = "Some Archive, File A’0392 (Microfilm). Contributed by X and translated by 7Brands."
    cited = seed_citation(reference_code=..., folios=..., source=statement)
    note = cited.format("chicago-note")
    assert "August 1, 1963, Some Archive, File A’0392 (Microfilm), Wilson Center" in note
    assert note.count("7Brands") == 1
    assert f"Wilson Center Digital Archive, {statement} {URL}" in cited.format("wilson")
    unread = seed_citation(reference_code=..., folios=..., source=statement, translator=...)
    assert "translated by 7Brands, Wilson Center" in unread.format("chicago-note")


def test_a_source_that_names_people_and_no_place():
    statement = "Obtained by Béla Révész; translated and edited by 7Brands."
    cited = seed_citation(reference_code=..., folios=..., source=statement)
    assert "August 1, 1963, Wilson Center Digital Archive, https:" in cited.format("chicago-note")
    assert f"Wilson Center Digital Archive. {statement} {URL}" in cited.format("wilson")


def test_a_source_that_does_not_name_the_translator():
    cited = seed_citation(source="Some Archive, France.")
    assert (
        "Wilson Center Digital Archive, Some Archive, France. Translated by 7Brands. https"
        in cited.format("wilson")
    )


def test_no_reference_at_all():
    cited = seed_citation(reference_code=..., folios=..., source=...)
    assert "August 1, 1963, Wilson Center Digital Archive, https:" in cited.format("chicago-note")
    assert "Archive. Translated by 7Brands. https:" in cited.format("wilson")
    assert ". Wilson Center Digital Archive. https:" in cited.format("apa")


def test_the_archives_own_form_credits_everybody_its_source_names():
    statement = "RGASPI, f. 558, op. 11, ll. 67-70. Contributed by A and translated by B."
    cited = seed_citation(source=statement, translator="B")
    assert f"Wilson Center Digital Archive, {statement} {URL}" in cited.format("wilson")


def test_no_creator_never_makes_the_translator_an_author():
    cited = seed_citation(creator=...)
    assert cited.format("apa").startswith("Cable from the Chinese Foreign Ministry, ‘Our")
    assert "Xinjiang’ (7Brands, Trans.). (1963, August 1). Wilson" in cited.format("apa")
    assert cited.format("apa-intext").startswith("(“Our Efforts Against")
    assert cited.format("apa-intext").endswith("in Xinjiang,” 1963)")
    for style in PROSE:
        assert not cited.format(style).startswith("7Brands")


def test_no_creator_and_no_translator():
    cited = seed_citation(creator=..., translator=..., source=...)
    assert "in Xinjiang.’ (1963, August 1). Wilson" in cited.format("apa")
    assert "in Xinjiang,’” August 1, 1963, PRC" in cited.format("chicago-note")
    assert "in Xinjiang.’” 1 Aug. 1963, Wilson" in cited.format("mla")


def test_several_translators_and_creators():
    cited = seed_citation(translator=["Ann Lee", "B. Roe", "C. Poe"], creator=["A", "B"])
    assert "trans. Ann Lee, B. Roe, and C. Poe, August" in cited.format("chicago-note")
    assert "Translated by Ann Lee, B. Roe, and C. Poe, 1 Aug." in cited.format("mla")
    assert cited.format("apa").startswith("A, & B. (1963")
    assert "(A. Lee, B. Roe, & C. Poe, Trans.)" in cited.format("apa")
    assert cited.format("apa-intext") == "(A & B, 1963)"
    assert seed_citation(creator=["A", "B", "C"]).format("apa-intext") == "(A et al., 1963)"
    two = seed_citation(translator=["Ann Lee", "B. Roe"], source=...)
    assert "147-149. Translated by Ann Lee and B. Roe. https" in two.format("wilson")


STALIN = Field(name=FieldName.CREATOR, value="Stalin, Joseph", raw="Stalin, Joseph")
OTHERS = [
    Field(name=FieldName.CREATOR, value=name, raw=name)
    for name in ("Molotov, Vyacheslav", "Foreign Ministry", "Lodge, Henry Cabot, Jr.")
]


@pytest.mark.parametrize(
    ("style", "one", "four"),
    [
        ("chicago-note", "Joseph Stalin, “A Title,” 1950.", "Joseph Stalin et al., “A Title,”"),
        ("chicago-short", "Stalin, “A Title.”", "Stalin et al., “A Title.”"),
        (
            "chicago-bibliography",
            "Stalin, Joseph. “A Title.” 1950.",
            "Stalin, Joseph, Vyacheslav Molotov, Foreign Ministry, and Henry Cabot Lodge Jr. “A",
        ),
        ("mla", "Stalin, Joseph. “A Title.” 1950.", "Stalin, Joseph, et al. “A Title.”"),
        ("mla-intext", "(Stalin)", "(Stalin et al.)"),
        (
            "apa",
            "Stalin, J. (1950). A Title.",
            "Stalin, J., Molotov, V., Foreign Ministry, & Lodge, H. C., Jr. (1950",
        ),
        ("bibtex", "@misc{q1,\n  author       = {Stalin, Joseph},", "@misc{q1,"),
        ("ris", "TY  - MANSCPT\nAU  - Stalin, Joseph\n", "TY  - MANSCPT\nAU  - Stalin, Joseph\n"),
    ],
)
def test_the_author_of_ones_own_record_comes_first(style, one, four):
    def cited(creators):
        made = citation("q1", profile="plain", title="A Title", creator=creators, date="1950")
        return made.format(style)

    assert cited([STALIN]).startswith(one)
    assert cited([STALIN, *OTHERS]).startswith(four)
    two = cited([STALIN, OTHERS[0]])
    if style == "chicago-bibliography":
        assert two.startswith("Stalin, Joseph, and Vyacheslav Molotov. “A Title.”")


def test_a_collection_whose_titles_name_the_author_does_not_name_them_again():
    assert seed_citation(creator=[STALIN]).format("chicago-note").startswith("“Cable from the")


def test_a_body_with_a_comma_in_its_name_is_no_person():
    body = replace(STALIN, value="Ministry of Foreign Affairs, Moscow")
    cited = citation("q1", profile="plain", title="T", creator=[body])
    assert cited.format("chicago-note") == "Ministry of Foreign Affairs, Moscow, “T.”"
    assert "AU  - Ministry of Foreign Affairs, Moscow,\n" in cited.format("ris")


@pytest.mark.parametrize("words", ["circa spring 1911?", "10 Thermidor an II"])
def test_a_date_that_cannot_be_read_is_cited_in_the_catalogues_words(words):
    unread = Field(name=FieldName.DATE, value=None, raw=words)
    cited = citation("q1", profile="plain", title="T", creator=[STALIN], date=[unread])
    assert cited.format("apa") == f"Stalin, J. ({words}). T."
    assert words in cited.format("chicago-note")
    dated = citation("q1", profile="plain", title="T", date=[unread], catalogue_date="1911")
    assert dated.format("apa") == "T. (1911)."


@pytest.mark.parametrize("words", ["undated", "[n.d.]", "?", "Unknown"])
def test_a_catalogue_that_does_not_know_the_date_gives_none(words):
    unread = Field(name=FieldName.DATE, value=None, raw=words)
    cited = citation("q1", profile="plain", title="T", date=[unread])
    assert cited.format("apa") == "T. (n.d.)."


@pytest.mark.parametrize(
    ("title", "note", "entry"),
    [
        ("Note, 'China's Policy'", "“Note, ‘China’s Policy,’”", "“Note, ‘China’s Policy.’”"),
        ("The Workers'", "“The Workers’,”", "“The Workers’.”"),
        ("Note, 'Who Fired?'", "“Note, ‘Who Fired?,’”", "“Note, ‘Who Fired?’”"),
        ("Talk, 11.15 a.m.", "“Talk, 11.15 a.m.,”", "“Talk, 11.15 a.m.”"),
        ('Note, "On X"', "“Note, ‘On X,’”", "“Note, ‘On X.’”"),
        ("Note, 'The \"Leap\"'", "“Note, ‘The “Leap,”’”", "“Note, ‘The “Leap.”’”"),
    ],
)
def test_quotation_marks_inside_titles(title, note, entry):
    cited = seed_citation(title=title)
    assert cited.format("chicago-note").startswith(f"{note} trans.")
    assert cited.format("chicago-bibliography").startswith(f"{entry} Translated")
    assert cited.format("wilson").startswith(f"“{title},” August")


def test_a_very_long_title_is_never_cut():
    title = "Statement of " + "the Chairman of the Board and " * 200 + "Others"
    cited = seed_citation(title=title, short_title=...)
    assert cited.format("chicago-short") == f"“{title}.”"
    assert f"“{title},” trans." in cited.format("chicago-note")


def test_right_to_left_names_and_stray_direction_controls():
    cited = seed_citation(creator="وزارة الخارجية", translator="דוד כהן\u202e", source=...)
    assert "trans. דוד כהן, August" in cited.format("chicago-note")
    assert cited.format("apa").startswith("وزارة الخارجية. (1963")
    for style in (*STYLES, *FURTHER_STYLES):
        assert "\u202e" not in cited.format(style)


def test_a_record_of_which_nothing_is_known():
    cited = citation("note-7", profile="plain")
    assert cited.format("wilson") == "Record note-7."
    assert cited.format("chicago-note") == "Record note-7."
    assert cited.format("chicago-short") == "Record note-7."
    assert cited.format("chicago-bibliography") == "Record note-7."
    assert cited.format("mla") == "Record note-7."
    assert cited.format("apa") == "[Record note-7]. (n.d.)."
    assert cited.format("marker") == "[note-7]"


def test_a_title_alone():
    cited = citation(profile="plain", title="A Letter")
    assert cited.format("wilson") == "“A Letter.”"
    assert cited.format("chicago-note") == "“A Letter.”"


def test_a_record_of_no_known_collection():
    cited = citation(
        "letter-1",
        profile="plain",
        title="Letter",
        date="1848-03",
        source="Box 3, folder 2",
        collection="Smith Papers",
        repository="Town Library",
    )
    assert cited.format("chicago-note") == (
        "“Letter,” March 1848, Box 3, folder 2, Smith Papers, Town Library."
    )
    assert cited.format("wilson") == "“Letter,” March 1848, Town Library, Box 3, folder 2."


def test_a_source_statement_is_cited_whole_only_where_the_profile_says_so():
    cited = citation(
        profile="plain",
        title="A",
        reference_code="X 1",
        source="Source: X 1. Secret. Drafted by Y.",
    )
    assert cited.format("wilson") == "“A,” X 1."


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        name: st.none() | st.text(max_size=40)
        for name in (*SEED_FIELDS, "collection", "repository", "url")
    },
)


@example(fields={"title": "\x1b 0"}, place=None)
@given(fields=FIELDS, place=st.none() | st.just(Locator("paragraph", "3")))
def test_any_fields_give_one_sound_line(fields, place):
    cited = citation(profile="plain", locator=place, **fields)
    for style in PROSE:
        line = cited.format(style)
        assert line.strip() == line != ""
        assert len(line.splitlines()) == 1
        assert line == cited.format(style)


WORDS = st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){0,3}", fullmatch=True)


@given(
    fields=st.fixed_dictionaries(
        {},
        optional={name: st.none() | WORDS for name in (*SEED_FIELDS, "collection", "repository")},
    )
)
def test_missing_fields_leave_no_trace(fields):
    cited = citation(**fields)
    for style in PROSE:
        line = cited.format(style)
        assert not re.search(r"None|n/a|[,.;] *,|  |\(\)|““|”{2}|\.\.", line), line
