import hashlib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.descriptions import FieldName as F
from corpus.descriptions import Origin, Presence
from corpus.passages import Because, Role
from corpus.readers import read_bytes, read_file, read_outcomes
from corpus.readers.limits import Limits

DATA = Path(__file__).parents[2] / "data" / "wilson"
LAYOUTS = sorted(path.name for path in DATA.glob("*.txt"))
SEED = (files("corpus") / "data" / "seed" / "118214.txt").read_bytes()


def layout(letter):
    return read_file(next(DATA.glob(f"{letter}_*.txt")))


def states(record, name):
    return [(f.value, f.raw, f.origin) for f in record.description.all(name)]


def dropped(record, because):
    return [d.span.of(record.text) for d in record.dropped if d.because is because]


@pytest.fixture(scope="module")
def seed():
    return read_bytes(SEED, "118214.txt")


class TestSeed:
    def test_the_text_is_what_was_delivered(self, seed):
        assert seed.text.encode() == SEED
        assert seed.source.sha256 == hashlib.sha256(SEED).hexdigest()
        assert (seed.source.importer, seed.source.warnings) == ("wilson/1", ())

    def test_its_passages(self, seed):
        assert [
            (p.passage_id, p.role, p.section, p.span.start, len(p.text)) for p in seed.passages
        ] == [
            ("118214#h1", Role.HEADING, None, 235, 77),
            ("118214#f1", Role.FRONT, None, 317, 45),
            ("118214#f2", Role.FRONT, None, 367, 31),
            ("118214#p1", Role.BODY, "1", 403, 705),
            ("118214#p2", Role.BODY, "1", 1113, 1513),
            ("118214#p3", Role.BODY, "2", 2631, 2708),
            ("118214#c1", Role.CLOSER, None, 5344, 31),
            ("118214#c2", Role.CLOSER, None, 5377, 13),
        ]

    @pytest.mark.parametrize(
        ("name", "value", "raw", "origin"),
        [
            (F.CATALOGUE_DATE, "1963-08-01", "August 1, 1963", "source"),
            (F.DATE, "1963-08-01", "1 August 1963", "source"),
            (F.UPLOADED, "2013-10-10", "2013-10-10", "source"),
            (F.GENRE, "Cable", "Cable", "derived"),
            (F.CREATOR, "Chinese Foreign Ministry", "Chinese Foreign Ministry", "derived"),
            (
                F.ADDRESSEE,
                "[To] Embassies Abroad and Diplomatic Offices:",
                "[To] Embassies Abroad and Diplomatic Offices:",
                "source",
            ),
            (
                F.DOCUMENT_NUMBER,
                "Foreign Affairs Circular No. 74",
                "Foreign Affairs Circular No. 74",
                "source",
            ),
            (
                F.SIGNATURE,
                "The Ministry of Foreign Affairs",
                "The Ministry of Foreign Affairs",
                "source",
            ),
            (F.REFERENCE_CODE, "PRC FMA 118-01100-14", "PRC FMA 118-01100-14", "derived"),
            (F.FOLIOS, "147-149", "147-149", "derived"),
            (F.TRANSLATOR, "7Brands", "Translated by 7Brands.", "derived"),
            (F.LANGUAGE, None, "", "source"),
            (F.RECORD_NUMBER, "118214", "118214", "source"),
        ],
    )
    def test_its_fields(self, seed, name, value, raw, origin):
        assert states(seed, name) == [(value, raw, Origin(origin))]

    def test_what_its_profile_supplies(self, seed):
        assert states(seed, F.REPOSITORY)[0][::2] == (
            "Wilson Center Digital Archive",
            Origin.PROFILE,
        )
        assert (
            seed.description.value(F.URL)
            == "https://digitalarchive.wilsoncenter.org/document/118214"
        )
        assert seed.description.profile == "wilson"

    def test_its_titles(self, seed):
        inner = "Our Efforts Against the Subversive Activities of the Soviet Union in Xinjiang"
        assert (
            seed.description.value(F.TITLE) == f"Cable from the Chinese Foreign Ministry, '{inner}'"
        )
        assert states(seed, F.SHORT_TITLE) == [(inner, inner, Origin.DERIVED)]
        assert states(seed, F.HEADING) == [(inner, inner, Origin.SOURCE)]

    def test_fields_with_several_statements(self, seed):
        assert [f.value for f in seed.description.all(F.DONOR)] == [
            "MacArthur Foundation",
            "Henry Luce Foundation",
        ]
        assert [f.raw[:11] for f in seed.description.all(F.RIGHTS)] == [
            "The History",
            "To enquire ",
        ]
        assert seed.description.presence(F.LANGUAGE) is Presence.EMPTY
        assert seed.description.presence(F.PLACE) is Presence.ABSENT

    def test_every_field_of_the_text_stands_where_it_says(self, seed):
        for field in seed.description:
            if field.span:
                assert field.span.of(seed.text) == field.raw
            else:
                assert field.origin is Origin.PROFILE or field.raw == ""

    def test_what_is_dropped_and_why(self, seed):
        assert dropped(seed, Because.CHROME) == ["Skip to content", "Document Information"]
        assert dropped(seed, Because.EDITORIAL) == ["[…]"]
        assert dropped(seed, Because.CREDIT)[0].endswith("support from MacArthur Foundation")
        assert dropped(seed, Because.ABSTRACT)[0].startswith("Report on Soviet activities")
        assert len(dropped(seed, Because.RIGHTS)) == 2
        assert dropped(seed, Because.CATALOGUE)[0] == "August 1, 1963"
        assert not "".join(dropped(seed, Because.SPACER)).strip()


class TestLayouts:
    """The ten ways a page is saved, on an invented record."""

    def test_there_are_ten(self):
        assert [name[0] for name in LAYOUTS] == list("abcdefghij")

    @pytest.mark.parametrize("name", LAYOUTS)
    def test_each_gives_the_same_document(self, name):
        record = read_file(DATA / name)
        assert record.text.encode() == (DATA / name).read_bytes()
        assert [(p.section, p.text[:12]) for p in record.body] == [
            ("1", "1. The mill "),
            ("1", "As a reply, "),
            ("2", "2. In our no"),
        ]
        assert record.description.value(F.HEADING) == "On the Closure of the Strelsau Mill"
        assert record.description.value(F.ADDRESSEE) == "[To] All Legations and Consulates:"
        assert record.description.value(F.DOCUMENT_NUMBER) == "Legation Circular No. 12"
        assert record.description.value(F.SIGNATURE) == "The Ministry of Foreign Affairs"
        assert record.description.value(F.DATE) == "1957-03-04"
        assert record.description.value(F.CATALOGUE_DATE) == "1957-03-04"
        assert record.description.value(F.TITLE).startswith("Cable from the Ruritanian")
        assert record.description.value(F.ABSTRACT).startswith("The ministry tells")

    @pytest.mark.parametrize("name", [n for n in LAYOUTS if n[0] not in "fg"])
    def test_each_gives_the_same_source(self, name):
        description = read_file(DATA / name).description
        assert description.value(F.REFERENCE_CODE) == "RFM 204-00031-02"
        assert description.value(F.FOLIOS) == "11-13"
        assert description.value(F.TRANSLATOR) == "Anna Rassendyll"

    @pytest.mark.parametrize("name", [n for n in LAYOUTS if n[0] != "f"])
    def test_each_gives_the_same_number(self, name):
        assert read_file(DATA / name).record_id == "990001"

    def test_empty_labels_are_empty_fields(self):
        description = layout("d").description
        for name in (F.PLACE, F.SUBJECT, F.COLLECTION, F.LANGUAGE):
            assert description.presence(name) is Presence.EMPTY
        assert description.value(F.CREATOR) == "Ruritanian Foreign Ministry"

    def test_values_without_labels_are_known_by_their_form(self):
        record = layout("e")
        assert record.description.value(F.UPLOADED) == "2014-02-03"
        assert record.description.value(F.LANGUAGE) == "Russian"
        assert len(dropped(record, Because.RIGHTS)) == 2

    def test_labels_without_values(self):
        record = layout("f")
        for name in (F.SOURCE, F.RIGHTS, F.UPLOADED, F.RECORD_NUMBER, F.DONOR):
            assert record.description.presence(name) is Presence.EMPTY
        assert record.record_id.startswith("cable-from-the-ruritanian-foreign")
        assert record.description.get(F.URL) is None
        assert "gives no record number" in record.source.warnings[0]

    def test_a_number_is_taken_from_the_files_name(self):
        raw = next(DATA.glob("f_*.txt")).read_bytes()
        record = read_bytes(raw, "990002.txt")
        assert record.record_id == "990002"
        assert states(record, F.RECORD_NUMBER)[-1] == ("990002", "990002", Origin.DERIVED)
        assert record.description.value(F.URL).endswith("/990002")

    def test_no_translator_is_made_up(self):
        assert layout("g").description.presence(F.TRANSLATOR) is Presence.ABSENT

    def test_a_chinese_header_is_front_matter(self):
        record = layout("h")
        assert [p.passage_id for p in record.passages][:3] == [
            "990001#f1",
            "990001#f2",
            "990001#h1",
        ]

    def test_an_older_page_gives_its_title_in_both_cases(self):
        record = layout("j")
        assert record.description.get(F.TITLE).span.of(record.text).startswith("Cable from")
        assert dropped(record, Because.CATALOGUE)[1].startswith("CABLE FROM")
        assert "English HTML" in dropped(record, Because.CHROME)


def page(document, catalogue=("Record ID", "990003")):
    head = ["March 1957", "Note on Grain", "[…]"]
    return "\n".join([*head, *document, "Document Information", *catalogue])


def read_page(*document, **more):
    return read_bytes(page(document, **more).encode(), "page.txt")


LONG = "The envoy asked for grain, and the court answered that there was none to be had. "


class TestDocuments:
    def test_without_a_closer_the_last_paragraph_is_the_abstract_and_this_is_said(self):
        record = read_page(LONG, LONG * 2, "An envoy asks for grain at the court.")
        assert len(record.body) == 2
        assert "taken for the archive's summary" in record.source.warnings[0]

    def test_a_page_with_an_abstract_alone_has_no_body(self):
        record = read_page("An envoy asks for grain at the court.")
        assert record.body == ()
        assert any("no document" in warning for warning in record.source.warnings)

    def test_a_labelled_abstract_leaves_the_body_whole(self):
        record = read_page(LONG, LONG, catalogue=("Summary", "On grain.", "Record ID: 990003"))
        assert len(record.body) == 2
        assert (record.record_id, record.description.value(F.ABSTRACT)) == ("990003", "On grain.")

    def test_a_letter(self):
        record = read_page(
            "Secret.",
            "Strelsau, 1st April, 1957.",
            "My dear Count,",
            LONG,
            "2. " + LONG,
            "Yours sincerely,",
            "Rudolf Rassendyll",
            "[1] A footnote of the editors.",
            "The king writes about grain to a count of his.",
        )
        roles = [(p.role.value, p.section) for p in record.passages]
        assert roles == [
            *[("front", None)] * 3,
            ("body", None),
            ("body", "2"),
            *[("closer", None)] * 2,
            ("note", None),
        ]
        assert record.description.value(F.DATE) == "1957-04-01"
        assert record.description.value(F.CLASSIFICATION) == "Secret."
        assert record.description.value(F.SIGNATURE) == "Rudolf Rassendyll"

    def test_a_dialogue_is_body(self):
        record = read_page(
            "Rudolf: Is there grain?", "Duke: None.", "(p. 2)", "Rudolf: So.", "4 May 1957"
        )
        assert [p.text for p in record.body] == [
            "Rudolf: Is there grain?",
            "Duke: None.",
            "Rudolf: So.",
        ]
        assert "(p. 2)" in dropped(record, Because.EDITORIAL)

    def test_a_very_long_paragraph_is_cut_at_sentences(self):
        record = read_page(LONG * 250, "4 May 1957")
        assert len(record.body) == 3
        assert all(len(p.text) <= 8000 and p.text.endswith("had.") for p in record.body)

    @pytest.mark.parametrize("name", ["page.txt", "page.html"])
    def test_passages_are_no_longer_than_the_limit_given(self, name, tmp_path):
        words = page((LONG * 20, "4 May 1957"))
        if name.endswith("html"):
            lines = "".join(f"<p>{line}</p>" for line in words.splitlines())
            words = f"<html><body>{lines}</body></html>"
        (tmp_path / name).write_text(words)
        (record,) = read_outcomes(tmp_path / name, limits=Limits(passage=400))
        assert record.source.importer.startswith("wilson/1")
        assert len(record.body) > 4
        assert all(len(p.text) <= 400 and p.text.endswith("had.") for p in record.body)

    def test_a_month_and_no_title_in_quotation_marks(self):
        record = read_page(LONG, "4 May 1957")
        assert record.description.value(F.CATALOGUE_DATE) == "1957-03"
        assert record.description.get(F.SHORT_TITLE) is None

    def test_windows_line_ends_are_kept(self):
        raw = page([LONG, "4 May 1957"]).replace("\n", "\r\n").encode()
        record = read_bytes(raw, "page.txt")
        assert record.text.encode() == raw
        assert record.body[0].text == LONG.strip()


BLOCKS = st.sampled_from(
    [
        "Skip to content",
        "March 4, 1957",
        "1 August 1963",
        "Cable from the Court, 'On Grain'",
        "On Grain",
        "This document was made possible with support from Zenda Foundation",
        "[…]",
        "\u00a0",
        "",
        "[To] All Legations:",
        "Circular No. 12",
        "1. " + LONG,
        LONG * 3,
        "A short line",
        "Rudolf: So it is.",
        "外交部通报",
        "The Court",
        "[1] A footnote.",
        "An envoy asks for grain at the court.",
        "get citation",
        "English HTML",
        "Author(s):",
        "Associated Places",
        "Document Information",
        "Source",
        "RFM 204-00031-02, 11-13. Translated by Anna Rassendyll.",
        "Rights",
        "The History and Public Policy Program welcomes reuse of this.",
        "Original Uploaded Date",
        "2013-10-10",
        "Language",
        "Record ID",
        "Record ID: 118214",
        "118214",
        "Donors",
        "Zenda Foundation\u00a0and Hentzau Fund",
    ]
)


@given(st.lists(BLOCKS, max_size=30), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_any_page_made_of_such_blocks_is_accounted_for_to_the_letter(blocks, separator):
    lines = [*blocks, "Document Information", "Record ID", "118214"]
    raw = separator.join(lines).encode()
    record = read_bytes(raw, "page.txt")
    pieces = [(p.span, p.text) for p in record.passages]
    pieces += [(d.span, d.span.of(record.text)) for d in record.dropped]
    assert "".join(text for _, text in sorted(pieces)).encode() == raw
    for gap in record.dropped:
        assert (gap.because is Because.SPACER) >= (not gap.span.of(record.text).strip())
    assert all(f.span.of(record.text) == f.raw for f in record.description if f.span)
