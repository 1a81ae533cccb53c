import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.citations import (
    EXCHANGE_STYLES,
    FURTHER_STYLES,
    STYLES,
    Locator,
    bibliography,
    cite,
)
from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.errors import UnknownStyle
from corpus.profiles import Profile
from tests.corpus.cited_records import INNER, citation, seed_citation, seed_record

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "citations_118214.json").read_text(encoding="utf-8")
)
PARA_3 = Locator("paragraph", "3")
SEEN = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("key", "style", "locator", "accessed"),
    [
        ("wilson", "wilson", None, None),
        ("wilson_legacy", "wilson-legacy", None, None),
        ("chicago_note", "chicago-note", None, None),
        ("chicago_note_pinpoint_para3", "chicago-note", PARA_3, None),
        ("chicago_note_accessed_2026-11-23", "chicago-note", None, SEEN),
        ("chicago_short_note_para3", "chicago-short", PARA_3, None),
        ("chicago_bibliography", "chicago-bibliography", None, None),
        ("mla9", "mla", None, None),
        ("mla9_accessed_2026-11-23", "mla", None, SEEN),
        ("apa7", "apa", None, None),
        ("apa7_intext_para3", "apa-intext", PARA_3, None),
        ("inline_marker", "marker", PARA_3, None),
        ("bibtex", "bibtex", None, None),
        ("biblatex", "biblatex", None, SEEN),
        ("ris", "ris", None, SEEN),
    ],
)
def test_the_seed_is_cited_to_the_letter(key, style, locator, accessed):
    assert seed_citation(locator=locator).format(style, accessed=accessed) == GOLDEN[key]


def test_the_seed_in_csl_json():
    assert json.loads(seed_citation().format("csl-json", accessed=SEEN)) == GOLDEN["csl_json"]


def test_every_golden_citation_is_checked():
    assert len(GOLDEN) == 16


def test_a_body_passage_is_cited_by_its_paragraph_and_never_by_a_page():
    record = seed_record()
    third = cite(record, passage=record.paragraph(3))
    assert third.locator == PARA_3
    assert third.label == "PRC FMA 118-01100-14, 147-149, para. 3"
    assert third.format("chicago-note") == GOLDEN["chicago_note_pinpoint_para3"]


def test_other_passages_and_the_record_as_a_whole():
    record = seed_record()
    assert cite(record).locator is None
    assert cite(record).label == "PRC FMA 118-01100-14, 147-149"
    assert cite(record, passage=record.passage("118214#h1")).locator is None
    assert cite(record, passage=record.passage("118214#n2")).locator == Locator("note", "2")
    page = Locator("page", "148")
    assert cite(record, passage=record.paragraph(1), locator=page).locator is page


def test_a_passage_of_another_record_is_refused():
    record = seed_record()
    other = type(record.paragraph(1))(
        record_id="7", span=record.paragraph(1).span, text="x", ordinal=1
    )
    with pytest.raises(ValueError, match="7#p1 is not a passage of 118214"):
        cite(record, passage=other)


def test_a_profile_of_ones_own():
    profile = Profile(name="mine", repository="My Archive", key_prefix="my")
    cited = cite(seed_record(), profile=profile)
    assert ", My Archive, " in cited.format("wilson")
    assert cited.format("bibtex").startswith("@misc{my118214,")


def test_a_label_without_a_reference_code_is_the_record_id():
    assert citation("letter-9", profile="plain", locator=PARA_3).label == "letter-9, para. 3"


@pytest.mark.parametrize(
    ("label", "value", "printed"),
    [
        ("paragraph", "3", "para. 3"),
        ("paragraph", "3-5", "paras. 3-5"),
        ("page", "12", "p. 12"),
        ("page", "A-3", "p. A-3"),
        ("page", "A-3\u2013A-5", "pp. A-3\u2013A-5"),
        ("page", "12\u201313", "pp. 12\u201313"),
        ("page", "xi-xiii", "pp. xi-xiii"),
        ("page", "118-01100-14", "p. 118-01100-14"),
        ("folio", "12r - 13v", "fols. 12r - 13v"),
        ("note", "2 & 3", "nn. 2 & 3"),
        ("page", "12, 14", "pp. 12, 14"),
        ("folio", "12r", "fol. 12r"),
        ("section", "2", "sec. 2"),
        ("line", "4", "line 4"),
        ("column", "1", "col. 1"),
        ("note", "2", "n. 2"),
    ],
)
def test_locators(label, value, printed):
    assert str(Locator(label, value)) == printed


@pytest.mark.parametrize(("label", "value"), [("chapter", "1"), ("page", " ")])
def test_a_locator_that_is_none(label, value):
    with pytest.raises(ValueError, match="locator"):
        Locator(label, value)


@pytest.mark.parametrize(
    ("locator", "printed"),
    [
        (PARA_3, f"(“{INNER},” par. 3)"),
        (Locator("page", "12–13"), f"(“{INNER}” 12–13)"),
        (Locator("note", "2"), f"(“{INNER},” n. 2)"),
        (None, f"(“{INNER}”)"),
    ],
)
def test_mla_in_running_text(locator, printed):
    assert seed_citation(locator=locator).format("mla-intext") == printed


def test_an_unknown_style_names_those_there_are():
    with pytest.raises(UnknownStyle) as refused:
        seed_citation().format("Chicago-Notes")
    assert refused.value.message == "There is no citation style 'Chicago-Notes'."
    assert "Did you mean 'chicago-note'?" in refused.value.remedy
    for style in (*STYLES, *FURTHER_STYLES):
        assert style in refused.value.remedy


def test_an_unknown_style_is_refused_even_with_nothing_to_cite():
    with pytest.raises(UnknownStyle):
        bibliography([], "vancouver")


def test_the_language_is_never_exported():
    cited = seed_citation(language="Chinese")
    for style in (*STYLES, *FURTHER_STYLES):
        assert "Chinese" not in cited.format(style).replace("Chinese Foreign Ministry", "")


def test_the_day_of_access_only_on_request():
    year = str(datetime.date.today().year)
    for style in STYLES:
        plain = seed_citation().format(style)
        assert year not in plain
        assert "ccessed" not in plain
        assert "urldate" not in plain


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("wilson", "document/118214 (accessed November 23, 2026)"),
        ("chicago-bibliography", "Archive. Accessed November 23, 2026. https:"),
        ("apa", "Retrieved November 23, 2026, from https:"),
        ("bibtex", "Record ID 118214. Accessed November 23, 2026}"),
    ],
)
def test_the_day_of_access_in_other_styles(style, words):
    assert words in seed_citation().format(style, accessed=SEEN)


def test_the_profile_of_today_supplies_what_the_profile_of_the_import_did():
    def profiled(name, value):
        return Field(name=name, value=value, raw=value, origin=Origin.PROFILE)

    record = seed_record()
    description = Description(
        profile="wilson",
        fields=(
            *record.description.fields,
            profiled(FieldName.REPOSITORY, "An Older Name"),
            profiled(FieldName.URL, "https://old.example/118214"),
        ),
    )
    cited = seed_citation()
    renewed = type(cited)(
        record_id="118214", description=description, profile=cited.profile, locator=None
    )
    assert renewed.format("wilson") == GOLDEN["wilson"]
    unknown = type(cited)(
        record_id="118214", description=description, profile=Profile(name="x"), locator=None
    )
    assert ", An Older Name, " in unknown.format("wilson")
    assert unknown.format("wilson").endswith(" https://old.example/118214")


def test_what_the_source_states_outranks_the_profile():
    cited = seed_citation(repository="Its Own Archive", url="https://example.org/a")
    assert ", Its Own Archive, https://example.org/a." in cited.format("chicago-note")


def test_a_bibliography_in_prose_is_one_line_a_source():
    first, second = seed_citation(), seed_citation(title="Letter, 'B'", short_title="B")
    lines = bibliography([first, second, first], "chicago-bibliography").split("\n")
    assert lines == [first.format("chicago-bibliography"), second.format("chicago-bibliography")]


def test_menu_styles():
    assert STYLES == (
        "wilson",
        "chicago-note",
        "chicago-short",
        "chicago-bibliography",
        "mla",
        "apa",
        "bibtex",
        "biblatex",
        "ris",
        "csl-json",
    )
    assert FURTHER_STYLES == ("wilson-legacy", "mla-intext", "apa-intext", "marker")
    assert set(EXCHANGE_STYLES) < set(STYLES)


def test_formatting_imports_nothing_heavy():
    program = (
        "import sys, corpus.citations as c, corpus.profiles as p, corpus.descriptions as d\n"
        "x = c.Citation(record_id='1', description=d.Description(profile='plain'),\n"
        "               profile=p.load_profile('wilson'))\n"
        "for style in (*c.STYLES, *c.FURTHER_STYLES): x.format(style)\n"
        "heavy = {'numpy', 'torch', 'faiss', 'lxml', 'pybtex', 'citeproc', 'sqlite3'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
