import io
import re
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.authorities import AuthorityKind
from corpus.descriptions import FieldName, Origin
from corpus.passages import Role
from corpus.quotes import quote
from corpus.readers import tei
from corpus.readers.limits import Limits
from corpus.readers.reading import read_records
from corpus.sentences import sentences
from tests.corpus.readers.tei_count import count, documents_by_text
from tests.corpus.readers.tei_samples import TEI, VOLUME, body, one, read, source, volume

TITLE = "Letter From the Harbour Master (Lark) to the Consul at Port Sole (Finch)"
RAW = VOLUME.read_bytes()


@pytest.fixture(scope="module")
def records():
    return read(RAW)


def shown(record):
    """A record's passages in short: letter and ordinal, section, page, text."""
    return [(p.passage_id.split("#")[1], p.section, p.page, p.text) for p in record.passages]


def test_a_volume_is_one_record_a_document(records):
    assert [record.record_id for record in records] == [
        "frus1902v03/d1",
        "frus1902v03/d2",
        "frus1902v03/d3",
    ]
    assert {record.source.importer for record in records} == {"tei/1"}
    assert {record.source.media_type for record in records} == {"application/tei+xml"}
    assert {record.source.sha256 for record in records} == {source(RAW).sha256}
    assert {record.description.profile for record in records} == {"frus"}


def test_the_passages_of_a_document(records):
    assert shown(records[0]) == [
        (
            "h1",
            None,
            "1",
            "1. Letter From the Harbour Master (Lark) to the Consul at Port Sole (Finch)",
        ),
        ("f1", None, "1", "[Port Sole,] March 4, 1902."),
        ("f2", None, "1", "Dear Jack:"),
        ("f3", None, "1", "SUBJECT\nDues on grain"),
        (
            "p1",
            None,
            "1",
            "The first ship came in on Monday, and the HO asked its dues [number not "
            "declassified] before night. It carried grain & oil; nothing else.",
        ),
        ("n1", None, "3", "[Here follow two pages on the weather.]"),
        ("p2", None, "3", "Three things follow:"),
        ("p3", None, "3", "1. The dues stand."),
        ("p4", None, "3", "2. The grain may go."),
        ("p5", None, "3", "That is all."),
        ("p6", None, "3", "Ship\tTons"),
        ("p7", None, "3", "400"),
        ("c1", None, "3", "T. E. Lark\nHarbour Master"),
        ("h2", None, "3", "Attachment"),
        ("f4", None, "3", "Far Quay, February 28, 1902"),
        ("p8", None, "3", "The quay is clear."),
        (
            "n2",
            "source note",
            "1",
            "Source: Harbour Office, Central Files, 12.3/3–402. Confidential. Drafted by Lark.",
        ),
        ("n3", "1", "1", "Not printed."),
        ("n4", "2", "2", "The log reads as follows:"),
        ("n5", "2", "2", "“At noon the Petrel came in."),
        ("n6", "2", "2", "“At one she left.”"),
        ("n7", "3", "3", "See Document 2."),
        ("n8", "4", "3", "Long tons."),
    ]


def test_a_note_never_parts_a_sentence(records):
    paragraph = records[0].paragraph(1)
    words = [span.of(paragraph.text) for span in sentences(paragraph.text)]
    assert words == [
        "The first ship came in on Monday, and the HO asked its dues [number not declassified] "
        "before night.",
        "It carried grain & oil; nothing else.",
    ]


def test_pages_begin_inside_sentences_and_inside_words(records):
    paragraph = records[0].paragraph(1)
    begin = paragraph.span.start
    assert paragraph.page_breaks == (
        (begin + paragraph.text.index("Monday"), "2"),
        (begin + paragraph.text.index("ried grain"), "3"),
    )
    first, second = (span.shifted(begin) for span in sentences(paragraph.text))
    assert paragraph.pages(first) == ("1", "2")
    assert paragraph.pages(second) == ("2", "3")


def test_a_document_begins_on_the_page_where_the_one_before_ended(records):
    assert records[1].passages[0].page == "3"


def test_an_editorial_note_is_the_editors_words(records):
    note = records[1]
    assert note.body == ()
    assert note.description.value(FieldName.GENRE) == "Editorial Note"
    assert shown(note) == [
        ("h1", None, "3", "2. Editorial Note"),
        (
            "n1",
            None,
            "3",
            "On March 9 the consul spoke in the hall. He said: “The dues are too high.”",
        ),
        ("n2", "1", "3", "No text was found."),
    ]


def test_an_editorial_note_is_known_by_its_heading_where_the_markup_is_silent():
    record = one("<head>7. Editorial Note</head><p>They met.</p>")
    assert [p.role for p in record.passages] == [Role.HEADING, Role.NOTE]


def test_the_catalogue_fields(records):
    described = records[0].description
    values = {
        name: [field.value for field in described.all(name)]
        for name in dict.fromkeys(field.name for field in described)
    }
    assert values == {
        FieldName.TITLE: [
            "Letter From the Harbour Master (Lark) to the Consul at Port Sole (Finch)"
        ],
        FieldName.DOCUMENT_NUMBER: ["1"],
        FieldName.GENRE: ["Letter"],
        FieldName.CREATOR: ["Lark, Thomas E."],
        FieldName.ADDRESSEE: ["Finch, John, Jr."],
        FieldName.DATE: ["1902-03-04"],
        FieldName.CATALOGUE_DATE: ["1902-03-04/1902-03-05"],
        FieldName.PLACE: ["Port Sole"],
        FieldName.SIGNATURE: ["T. E. Lark Harbour Master"],
        FieldName.SUBJECT: ["Dues on grain"],
        FieldName.SOURCE: [
            "Harbour Office, Central Files, 12.3/3–402. Confidential. Drafted by Lark."
        ],
        FieldName.REFERENCE_CODE: ["Harbour Office, Central Files, 12.3/3–402"],
        FieldName.CLASSIFICATION: ["Confidential"],
        FieldName.PERSON: ["Lark, Thomas E.", "Finch, John, Jr."],
        FieldName.COLLECTION: [
            "Foreign Relations of the United States, 1902–1904, Volume III, Part 2, "
            "The Harbour Question"
        ],
        FieldName.SERIES: ["Foreign Relations of the United States, 1902–1904"],
        FieldName.SERIES_EDITOR: ["Ruth Copy"],
        FieldName.VOLUME: ["Volume III, Part 2"],
        FieldName.VOLUME_TITLE: ["The Harbour Question"],
        FieldName.EDITOR: ["Ada B. Quill", "Job van Reed"],
        FieldName.PUBLISHER: ["United States Government Printing Office"],
        FieldName.PUBLICATION_PLACE: ["Washington"],
        FieldName.PUBLISHED: ["1955"],
        FieldName.REPOSITORY: ["Office of the Historian, United States Department of State"],
        FieldName.URL: ["https://history.state.gov/historicaldocuments/frus1902v03/d1"],
    }


def test_a_field_in_the_text_stands_where_it_says(records):
    for record in records:
        spans = [field for field in record.description if field.span is not None]
        assert spans
        for field in spans:
            assert field.span.of(record.text) == field.raw


@pytest.mark.parametrize("namespace", ["http://history.state.gov/ns/1.0", "urn:another"])
def test_the_interval_of_a_date_is_read_in_either_namespace(namespace):
    raw = RAW.replace(b"http://history.state.gov/frus/ns/1.0", namespace.encode())
    dated = read(raw)[0].description.value(FieldName.CATALOGUE_DATE)
    assert dated == "1902-03-04/1902-03-05"


@pytest.mark.parametrize(
    ("date", "value"),
    [
        ('<date when="1961-02-19T16:45:00">that day</date>', "1961-02-19"),
        ('<date when="1961-02">February 1961</date>', "1961-02"),
        ('<date from="1961-02-19" to="1961-02-21">February 19–21</date>', "1961-02-19/1961-02-21"),
        ('<date notBefore="1961" notAfter="1962">1961 or 1962</date>', "1961/1962"),
        ("<date>June 3, 1961</date>", "1961-06-03"),
        ('<date notBefore="1961-01-01">after New Year</date>', None),
        ('<date notAfter="1961-01-01">by New Year</date>', None),
        ('<date from="1961-01-01">since New Year</date>', None),
        ('<date notBefore="1961-01-01">January 1961</date>', "1961-01"),
        ('<date when="1961-02-31">the last of February</date>', None),
        ('<date when="soon">undated</date>', None),
        ('<date from="1962" to="1961">backwards</date>', None),
    ],
)
def test_dates_become_intervals_and_keep_their_words(date, value):
    record = one(f"<head>1. Letter</head><dateline>{date}</dateline><p>Yes.</p>")
    field = record.description.get(FieldName.DATE)
    assert field.value == value
    assert field.raw == re.sub("<[^>]*>", "", date)


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ("doc-dateTime-min='1961-02-19' doc-dateTime-max='1961-02-19'", "1961-02-19"),
        ("doc-dateTime-min='1961-02-19' doc-dateTime-max='1961-02-21'", "1961-02-19/1961-02-21"),
        ("doc-dateTime-min='1961-02-19'", None),
        ("doc-dateTime-max='1961-02-19'", None),
    ],
)
def test_the_editors_limits_are_a_date_where_both_are_given(limits, value):
    plain = volume("<head>1. Letter</head><p>Yes.</p>")
    (record,) = read(plain.replace('xml:id="d1"', f'xml:id="d1" {limits}'))
    assert record.description.value(FieldName.CATALOGUE_DATE) == value


def test_an_attachment_dates_and_signs_itself_alone():
    inner = (
        "<head>Tab</head><dateline><placeName>Far Quay</placeName>, <date when='1902'>1902</date>"
        "</dateline><p>Clear.</p><closer><signed>Finch</signed></closer>"
    )
    for attachment in (f"<attachment>{inner}</attachment>", f"<div type='x'>{inner}</div>"):
        described = one(f"<head>1. Letter</head><p>See the tab.</p>{attachment}").description
        for name in (FieldName.DATE, FieldName.PLACE, FieldName.SIGNATURE):
            assert described.get(name) is None


def test_the_two_sides_of_a_conversation_are_no_sender_and_addressee():
    record = one(
        "<head>5. Memorandum of a Conversation Between the <gloss type='from'>President</gloss> "
        "and the <gloss type='to'>Consul</gloss></head><p>They met.</p>"
    )
    assert record.description.get(FieldName.CREATOR) is None
    assert record.description.get(FieldName.ADDRESSEE) is None
    assert record.description.value(FieldName.GENRE) == "Memorandum of a Conversation"


def test_a_reference_ends_where_the_marking_begins():
    note = "<note type='source'>Source: Town Files, Vol. I. Secret; Priority. Sent late.</note>"
    described = one(f"<head>1. Letter{note}</head><p>Yes.</p>").description
    assert described.value(FieldName.REFERENCE_CODE) == "Town Files, Vol. I"
    assert described.value(FieldName.CLASSIFICATION) == "Secret; Priority"


def test_a_marking_ends_with_its_sentence_and_not_in_an_abbreviation():
    note = "<note type='source'>Source: Town Files. Secret; U.S. Officials Only. Sent.</note>"
    described = one(f"<head>1. Letter{note}</head><p>Yes.</p>").description
    assert described.value(FieldName.CLASSIFICATION) == "Secret; U.S. Officials Only"


def test_what_the_markup_calls_subjects_under_another_heading_is_none():
    lists = "".join(
        f"<list type='subject'><head>{head}</head><item>{item}</item></list>"
        for head, item in (("DATE ACQUIRED", "Sep 52"), ("Subject:", "Grain"), ("SOURCE", "[…]"))
    )
    bare = "<list type='subject'><item>PORTS</item><item>Dues</item></list>"
    described = one(f"<head>1. Letter</head>{lists}{bare}<p>Yes.</p>").description
    assert [f.value for f in described.all(FieldName.SUBJECT)] == ["Grain", "PORTS", "Dues"]


def test_what_stands_outside_all_documents_is_said(records):
    assert [record.source.warnings for record in records[:2]] == [(), ()]
    unknown, outside = records[2].source.warnings
    assert unknown == "<abridged> is not known to the reader; the text of 1 is kept as it stands."
    assert outside == (
        "The volume's own sections are not imported as documents: Preface, Abbreviations, "
        "Persons, Index."
    )
    assert (
        records[2].paragraph(1).text == "Your letter of the 4th is in hand. No reply will follow."
    )


def test_a_source_note_before_the_heading(records):
    described = records[2].description
    assert described.value(FieldName.TITLE) == "The Harbour Office to the Consulate"
    assert described.value(FieldName.SOURCE) == "HO Files, Box 7"
    assert described.value(FieldName.CREATOR) == "Harbour Office"
    assert described.value(FieldName.ADDRESSEE) == "Consulate"
    assert described.value(FieldName.GENRE) is None


def test_persons_and_terms_are_authorities():
    found = list(tei.authorities(io.BytesIO(RAW), "frus1902v03.xml"))
    assert [(a.kind, a.key, a.name, a.aliases, a.description) for a in found] == [
        (AuthorityKind.TERM, "t_HO1", "HO", (), "Harbour Office"),
        (AuthorityKind.TERM, "", "KT", (), "knots"),
        (AuthorityKind.PERSON, "p_LT1", "Lark, Thomas E.", (), "Harbour Master, 1901–1903"),
        (AuthorityKind.PERSON, "p_FJ1", "Finch, John, Jr.", ("Jack",), "Consul at Port Sole"),
    ]
    assert {a.source for a in found} == {"frus1902v03"}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>\n   One\n   two.\n  </p>", "One two."),
        ("<p>One<lb/>\n two.</p>", "One\ntwo."),
        ("<p>(<hi>\n one\n</hi>) two</p>", "(one) two"),
        ("<p>the <hi>\n one\n</hi> two</p>", "the one two"),
        ("<p>a<hi>\n b\n</hi>c</p>", "a b c"),
        ("<p>one <note>x</note>, two</p>", "one, two"),
        ("<p>one <note>x</note> two</p>", "one two"),
        ("<p>one<note>x</note> . . . two</p>", "one . . . two"),
        ("<p>a\u00a0b\u2003c\u200bd</p>", "a\u00a0b\u2003c\u200bd"),
        ("<p>5&#160;%&#x2014;so &lt;it&gt; is</p>", "5\u00a0%—so <it> is"),
        ("<p>one<?say no?> two<!-- no -->s</p>", "one twos"),
        ("<p><![CDATA[a < b]]></p>", "a < b"),
        ("<p>end-<pb n='4'/>\n less</p>", "end- less"),
    ],
)
def test_how_layout_becomes_text(markup, text):
    assert body(markup) == [text]


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>One<quote rend='blockquote'>two</quote>three</p>", ["One", "two", "three"]),
        ("<p>One <quote>two</quote> three</p>", ["One two three"]),
        ("<quote><p>One</p><p>two</p></quote>", ["One", "two"]),
        ("<list><item>a<list><item>b</item></list></item></list>", ["a", "b"]),
        ("<postscript><p>P.S. One</p></postscript>", ["P.S. One"]),
        ("<table><row><cell>a</cell><cell/><cell>c</cell></row></table>", ["a\t\tc"]),
        (
            "<list><label>(a)</label><item>one</item><label>(b)</label><item>two</item></list>",
            ["(a) one", "(b) two"],
        ),
        ("<div type='section'><p>x</p></div>", ["x"]),
        ("loose words<p>x</p>", ["loose words", "x"]),
    ],
)
def test_blocks(markup, texts):
    assert body(markup) == texts


def test_a_note_in_a_note_follows_it():
    record = one("<p>One<note n='1'>two<note n='2'>three</note>four</note>five</p>")
    assert [(p.section, p.text) for p in record.passages] == [
        (None, "Onefive"),
        ("1", "twofour"),
        ("2", "three"),
    ]


@pytest.mark.parametrize(
    ("note", "paragraphs", "body"),
    [
        # The note says that a quotation follows: it is the editors', up to its closing mark.
        ("It reads as follows:", ["“Let them go.”", "“Ours.”"], ["One.", "“Ours.”"]),
        ("It reads:", ["“Let them", "“go.” (Files, 2)", "Ours."], ["One.", "Ours."]),
        ("It reads:", ["“Let them", "go.”"], ["One.", "go.”"]),
        ("It reads:", ["Let them go."], ["One.", "Let them go."]),
        ("It is lost.", ["“Let them go.”"], ["One.", "“Let them go.”"]),
    ],
)
def test_a_quotation_that_slipped_out_of_its_note(note, paragraphs, body):
    rest = "".join(f"<p>{words}</p>" for words in paragraphs)
    record = one(f'<p>One.<note n="4">{note}</note></p>{rest}')
    assert [p.text for p in record.body] == body
    taken = [p for p in record.passages if p.role is Role.NOTE and p.text != note]
    assert {p.section for p in taken} <= {"4"}
    assert bool(record.source.warnings) is bool(taken)


def test_facsimiles_count_the_pages_of_their_document():
    first = '<head>A</head><pb n="1" xml:id="d1-01"/><p>x<pb n="2" xml:id="d1-02"/>y</p>'
    run = "".join(f'<pb n="{n}" xml:id="d2_pg{n}"/>' for n in range(1, 4))
    records = read(volume(first, f"<head>B</head>{run}<p>x</p>", "<p>z</p>"))
    assert [[p.page for p in record.passages] for record in records] == [
        [None, "1"],
        [None, "1–3"],
        [None],
    ]
    assert records[0].paragraph(1).page_breaks == ((records[0].text.index("y"), "2"),)


def test_a_long_paragraph_is_cut_and_keeps_its_pages():
    text = "The ship came in. " * 40
    raw = volume(f'<pb n="1"/><p>{text}<pb n="2"/>{text}</p>').encode()
    [record] = tei.read(io.BytesIO(raw), source(raw), limits=Limits(passage=300))
    assert max(len(p.text) for p in record.body) <= 300
    assert {p.page for p in record.body} == {"1", "2"}
    assert sum(len(p.page_breaks) for p in record.body) <= 1


def test_documents_without_ids_and_with_the_same():
    two = volume("<p>a</p>", "<p>b</p>").replace('xml:id="d2"', 'xml:id="d1"')
    records = read(two)
    assert [r.record_id for r in records] == ["frus1v1/d1", "frus1v1/d1-2"]
    assert records[1].source.warnings == ("The id d1 stands in the volume more than once.",)
    nameless = read(volume("<p>a</p>").replace('xml:id="d1"', ""))
    assert nameless[0].record_id == "frus1v1/d1"
    assert nameless[0].source.warnings == ("The document has no id; it is called d1 here.",)
    odd = read(volume("<p>a</p>").replace('xml:id="d1"', 'xml:id="d#1 é/ü"'))
    assert odd[0].record_id == "frus1v1/d-1-é-ü"


def test_ids_of_notes_may_repeat():
    assert body('<p>a<note xml:id="x">b</note><note xml:id="x">c</note></p>') == ["a"]


def test_another_edition_is_cited_plainly():
    raw = volume("<p>a</p>").replace('<idno type="frus">frus1v1</idno>', "")
    [record] = read(raw, "letters.xml")
    assert record.record_id == "letters/d1"
    assert record.description.profile == "plain"


def test_a_document_without_words_is_said_to_have_none():
    assert one("<pb n='3'/>").source.warnings == ("The document holds no text.",)


def test_an_encoding_is_the_one_the_xml_declares():
    raw = volume("<p>café</p>", prologue='<?xml version="1.0" encoding="ISO-8859-1"?>')
    assert read(raw.encode("latin-1"))[0].text == "café"
    with pytest.raises(tei.UnreadableSource, match="cannot be read as XML"):
        read(raw.replace("ISO-8859-1", "UTF-8").encode("latin-1"))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("prologue", "content", "message"),
    [
        ("", "<p>a&mdash;b</p>", "'&mdash;'"),
        ('<!DOCTYPE TEI SYSTEM "tei.dtd">', "<p>a&mdash;b</p>", "'&mdash;'"),
        ("<!DOCTYPE TEI [<!ENTITY f SYSTEM 'file:///etc/hostname'>]>", "<p>a&f;b</p>", "'&f;'"),
        (
            "<!DOCTYPE TEI [<!ENTITY f SYSTEM 'http://127.0.0.1:9/x'>]>",
            "<p><hi>a</hi>&f;</p>",
            "'&f;'",
        ),
        (f'<!DOCTYPE TEI [<!ENTITY l0 "ha">{LAUGHS}]>', "<p>&l11;</p>", "XML"),
        (f'<!DOCTYPE TEI [<!ENTITY q "{"ha" * 50_000}">]>', f"<p>{'&q;' * 5_000}</p>", "XML"),
        ("", "<hi>" * 200_000, "XML"),
        ("", "<p>a</q>", "XML"),
        ("", "<p>a", "XML"),
        ("", "<p>\x00</p>", "XML"),
        ("", "<p>&#0;</p>", "XML"),
    ],
    ids=[
        "undefined",
        "dtd",
        "file",
        "network",
        "laughs",
        "quadratic",
        "deep",
        "crossed",
        "cut",
        "nul",
        "reference to nul",
    ],
)
@pytest.mark.timeout(20)
def test_hostile_xml_is_refused(prologue, content, message):
    memory = psutil.Process().memory_info().rss
    with pytest.raises(tei.UnreadableSource, match=re.escape(message)) as refusal:
        read(volume(content, prologue=prologue))
    assert refusal.value.remedy
    assert psutil.Process().memory_info().rss - memory < 100 * 2**20


def test_a_volume_that_was_cut_off_yields_nothing():
    with pytest.raises(tei.UnreadableSource, match="cannot be read as XML"):
        next(tei.read(io.BytesIO(RAW[:-40]), source(RAW)))


def test_a_volume_is_read_like_any_file():
    assert [r.record_id for r in read_records(VOLUME)] == [r.record_id for r in read(RAW)]
    wide = RAW.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert tei.accepts(wide)
    assert [r.text for r in read(wide)] == [r.text for r in read(RAW)]


def test_an_entity_that_the_file_defines_is_read():
    raw = volume("<p>a&dash;b</p>", prologue='<!DOCTYPE TEI [<!ENTITY dash "—">]>')
    assert read(raw)[0].text == "a—b"


def test_included_files_are_not_read():
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname"/>'
    record = one(f"<p>a{include}b</p>")
    assert record.text == "ab"
    assert record.source.warnings[0].startswith("<include> is not known")


def test_a_volume_without_documents_is_refused():
    with pytest.raises(tei.UnreadableSource, match="holds no document"):
        read(volume())


@pytest.mark.parametrize(
    ("raw", "accepted"),
    [
        (RAW, True),
        (volume("<p>a</p>").encode(), True),
        (f'<t:TEI xmlns:t="{TEI}">'.encode(), True),
        (b"<TEI><p>no namespace</p></TEI>", False),
        (b"<html><body>TEI</body></html>", False),
        (b"%PDF-1.7", False),
        (b"", False),
    ],
)
def test_what_is_tei(raw, accepted):
    assert tei.accepts(raw) is accepted


def test_the_independent_count_agrees_on_the_sample(records):
    counted = count(VOLUME)
    assert documents_by_text(VOLUME) == len(counted) == len(records) == 3
    for record, independent in zip(records, counted, strict=True):
        assert re.sub(r"[ \t\n]", "", record.text) == independent.words + "".join(independent.notes)


def test_memory_does_not_grow_with_the_volume():
    process = psutil.Process()
    page = "<p>" + "The ship came in. " * 100 + "</p>"
    document = page * 20

    class Volume(io.RawIOBase):
        """A volume written while it is read: 600 documents, 22 MB."""

        def __init__(self):
            head, tail = volume("@").split("@")
            self.parts = iter(
                [head + document]
                + [f'</div><div type="document" xml:id="x{n}">{document}' for n in range(600)]
                + [tail]
            )
            self.rest = b""

        def read(self, size=-1):
            while len(self.rest) < size:
                part = next(self.parts, None)
                if part is None:
                    break
                self.rest += part.encode()
            chunk, self.rest = self.rest[:size], self.rest[size:]
            return chunk

    levels = []
    for number, record in enumerate(tei.read(Volume(), source(b""))):
        assert len(record.body) == 20
        if number in (100, 590):
            levels.append(process.memory_info().rss)
    assert number == 600
    assert levels[1] - levels[0] < 10 * 2**20


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("  \n\t.,[]()“”"),
    max_size=30,
)
TAGS = st.sampled_from(
    "p hi note list item table row cell head quote persName dateline closer signed opener lb"
    " attachment label seg strange div".split()
)


@st.composite
def markup(draw, depth=4):
    """Any nesting of elements, known to the reader or not, with any words."""
    parts = [escape(draw(WORDS))]
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        tag = draw(TAGS)
        page = draw(st.sampled_from(["", "", "<pb n='2'/>", "<pb n='3'/>"]))
        parts += [f"<{tag}>{draw(markup(depth=depth - 1))}</{tag}>", page, escape(draw(WORDS))]
    return "".join(parts)


@settings(max_examples=300, deadline=None)
@given(content=markup())
def test_no_character_is_lost_or_altered_and_every_quote_is_exact(content):
    raw = volume(content)
    [record] = read(raw)
    notes = []
    outside = _outside_notes(next(ElementTree.fromstring(raw).iter(f"{{{TEI}}}div")), notes)
    strip = re.compile(r"[ \t\r\n]+")
    assert strip.sub("", record.text) == strip.sub("", outside + "".join(notes))
    for passage in record.passages:
        assert passage.text == passage.text.strip(" \t\r\n")
        assert quote(record, passage.span).text == passage.text
        for sentence in sentences(passage.text, passage.span.start):
            assert quote(record, sentence).text in passage.text
    for field in record.description:
        assert field.span is None or field.span.of(record.text) == field.raw
        assert field.origin is not Origin.PROFILE or field.value


def _outside_notes(element, notes):
    """The words of an element outside notes; those of each note go to `notes`."""
    words = element.text or ""
    for child in element:
        if child.tag == f"{{{TEI}}}note":
            at = len(notes)
            notes.append("")
            notes[at] = _outside_notes(child, notes)
        else:
            words += _outside_notes(child, notes)
        words += child.tail or ""
    return words
