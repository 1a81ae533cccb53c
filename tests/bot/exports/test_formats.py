"""What each format of an export holds."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace

import lxml.html
import pytest
import rispy
from lxml import etree
from markdown_it import MarkdownIt

from bot.exports import FORMATS, check_format, export, format_of, log, verify_again
from bot.exports.printable import comparable
from corpus.citations import EXCHANGE_STYLES, FURTHER_STYLES, STYLES, cite
from corpus.errors import ArchiveError, NotVerbatim, UnknownFormat, UnknownRecord, UnknownStyle
from corpus.quotes import Quote
from corpus.readers import docx as docx_reader
from corpus.records import Source
from tests.bot.exports.samples import (
    ARABIC,
    CABLE,
    DENIAL,
    FLIGHT,
    LETTER,
    MADE,
    RIGHTS,
    STATE,
    UGLY,
    conversation,
    record,
    stored,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
QUOTES = [FLIGHT, DENIAL, UGLY, ARABIC, DENIAL]
FULL = "“Cable from the Chinese Foreign Ministry, ‘Our Efforts"
SHORT = "“Our Efforts Against the Subversive Activities of the Soviet Union in Xinjiang"


def exported(kind, **options):
    return export(conversation(), kind, made=MADE, provenance=STATE, **options)


# Every written format


@pytest.mark.parametrize("kind", FORMATS)
def test_equal_conversations_give_equal_bytes(kind):
    assert exported(kind) == exported(kind)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_false_quote_is_never_exported(kind):
    false = replace(conversation()[0].answer.quotes[0])
    broken = object.__new__(Quote)
    for name, value in (("record", CABLE), ("span", false.quote.span), ("text", "Invented.")):
        object.__setattr__(broken, name, value)
    object.__setattr__(false, "quote", broken)
    turns = conversation()
    object.__setattr__(turns[0].answer, "quotes", (false,))
    with pytest.raises(NotVerbatim, match="record 118214"):
        export(turns, kind)


def test_the_archive_is_asked_again_before_an_export():
    verify_again(conversation(), stored)
    now = {"118214": record("118214", "Something else."), "letter <9>": LETTER}
    with pytest.raises(NotVerbatim, match="record 118214"):
        verify_again(conversation(), now.__getitem__)
    with pytest.raises(UnknownRecord):
        verify_again(conversation(), lambda _: stored("gone"))


@pytest.mark.parametrize("kind", ["md", "html", "docx", "txt"])
def test_what_stands_beside_the_quotes(kind):
    raw = exported(kind)
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(raw)) as box:
            raw = box.read("word/document.xml")
    text = raw.decode()
    if kind != "md":
        text = lxml.html.fromstring(raw).text_content() if kind != "txt" else text
    text = re.sub(r"\\(.)", r"\1", text)
    for said in (
        "reported: the Soviet Union; in translation",
        "A translation by 7Brands; the words quoted here are the translator’s.",
        "[from hunger] (insertion)",
        RIGHTS,
        "Read as: And the letter?",
        "The archive gives:",
        "Language: the field is there; nothing stands under it",
        "Searched: 2 records, 4 passages; also Moscow as Soviet Union; only where from 1960.",
        "no record held here mentions Skopje",
        "These are not answers:",
        "0123456789abcdef",
        "ab" * 32,
        "cd" * 32,
        "2026-11-23T12:30:00+00:00",
    ):
        assert said in text, said


@pytest.mark.parametrize("kind", ["md", "html", "txt", "json"])
def test_a_title_turns_nothing_that_follows_it(kind):
    text = exported(kind, title="The \u202ecaravan\u2066").decode()
    assert "The caravan" in text
    assert not set("\u202e\u2066") & set(text)


@pytest.mark.parametrize("kind", ["md", "html", "docx", "txt"])
def test_the_heading_is_the_title_that_was_given(kind):
    def headed(title):
        raw = exported(kind, title=title)
        if kind == "docx":
            with zipfile.ZipFile(io.BytesIO(raw)) as box:
                raw = box.read("word/document.xml") + box.read("docProps/core.xml")
        return raw.decode()

    assert headed("The\ncaravan").count("The caravan") == {"docx": 2, "html": 2}.get(kind, 1)
    assert "A conversation with the archive" not in headed("The caravan")
    # The first question heads its own answer anyway.
    for unnamed in ("", conversation()[0].question):
        assert "A conversation with the archive" in headed(unnamed)


# Notes


def notes(style):
    text = exported("txt", style=style).decode()
    return text.split("\nNotes\n")[1].split("\n\n")[0].split("\n")


def test_notes_are_numbered_through_and_a_record_s_second_is_short():
    listed = notes("chicago-note")
    assert [line.split(".")[0] for line in listed] == list("123456")
    assert listed[0].startswith(f"1. {FULL}")
    assert ", para. 1, PRC FMA 118-01100-14, 147-149, " in listed[0]
    assert listed[1] == f"2. {SHORT},” para. 2."
    assert listed[4] == f"5. {SHORT}.”"  # the field, not a place in the text
    assert listed[5] == f"6. {SHORT},” para. 2."


@pytest.mark.parametrize("style", [*STYLES, *FURTHER_STYLES])
def test_notes_and_sources_in_every_style(style):
    text = exported("txt", style=style).decode()
    assert len(notes(style)) == 6
    listed = text.split("\nSources\n")[1].split("\n\nRecord ")[0]
    if style in EXCHANGE_STYLES:
        # One file of both records.
        assert "Cable from the Chinese Foreign Ministry" in listed
        assert "Letter" in listed
    elif style == "wilson":
        assert cite(CABLE).format("wilson") in listed
    elif style.startswith(("mla", "apa")):
        assert cite(CABLE).format(style.removesuffix("-intext")) in listed


def test_notes_for_running_text_where_a_style_has_them():
    assert notes("apa")[0] == "1. (Chinese Foreign Ministry, 1963, para. 1)"
    assert notes("mla")[1] == f"2. ({SHORT},” par. 2)"


# Markdown


def test_markdown_shows_the_very_words():
    shown = MarkdownIt().render(exported("md").decode())
    blocks = [each.text_content() for each in lxml.html.fromstring(shown).iter("blockquote")]
    assert [comparable(re.sub(r"\[\^\d\]\s*$", "", words)) for words in blocks] == [
        comparable(f"“{words}”") for words in QUOTES
    ]


def test_markdown_notes_and_links():
    text = exported("md").decode()
    assert [int(n) for n in re.findall(r"^\[\^(\d)\]:", text, re.MULTILINE)] == [1, 2, 3, 4, 5, 6]
    assert "<https://digitalarchive.wilsoncenter.org/document/118214>." in text


# HTML


def test_the_page_shows_the_very_words_and_runs_nothing():
    raw = exported("html")
    root = lxml.html.document_fromstring(raw)
    blocks = list(root.iter("blockquote"))
    assert [each.xpath("./p")[0].text_content().rstrip("0123456789") for each in blocks] == [
        f"“{words}”" for words in QUOTES
    ]
    assert root.xpath("//script|//link|//img|//@src|//@onclick") == []
    assert "default-src 'none'" in raw.decode()
    assert [each.get("data-record") for each in blocks][2] == "letter <9>"
    assert blocks[3].xpath("./p/@dir") == ["auto"]
    assert [each.text for each in root.xpath("//span[@class='bracket']")][0] == "[from hunger]"
    assert blocks[4].get("class") == "nearest"


def test_each_note_of_the_page_leads_there_and_back():
    root = lxml.html.document_fromstring(exported("html"))
    for n in range(1, 7):
        (mark,) = root.xpath(f"//sup[@id='mark-{n}']/a")
        assert mark.get("href") == f"#note-{n}"
        (note,) = root.xpath(f"//li[@id='note-{n}']")
        assert note.xpath("./a/@href") == [f"#mark-{n}"]


# DOCX


def package():
    return zipfile.ZipFile(io.BytesIO(exported("docx")))


def test_the_document_s_footnotes_are_real():
    with package() as box:
        main = etree.fromstring(box.read("word/document.xml"))
        notes_part = etree.fromstring(box.read("word/footnotes.xml"))
        relations = box.read("word/_rels/document.xml.rels").decode()
    assert 'Target="footnotes.xml"' in relations
    listed = {note.get(f"{W}id"): "".join(note.itertext()) for note in notes_part}
    references = [each.get(f"{W}id") for each in main.iter(f"{W}footnoteReference")]
    assert references == list("123456")
    assert listed["1"].startswith(f" {FULL}")
    assert listed["2"] == f" {SHORT},” para. 2."
    quoted = [
        paragraph
        for paragraph in main.iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Quote"
    ]
    followed = [paragraph.find(f".//{W}footnoteReference").get(f"{W}id") for paragraph in quoted]
    assert followed == ["1", "2", "3", "4", "6"]
    assert "".join(quoted[1].itertext()) == f"“{DENIAL}”"
    assert quoted[3].find(f"{W}pPr/{W}bidi") is not None


def test_every_part_of_the_document_is_declared_and_well_formed():
    with package() as box:
        assert box.testzip() is None
        names = set(box.namelist())
        types = etree.fromstring(box.read("[Content_Types].xml"))
        for name in names:
            etree.fromstring(box.read(name))
        for name in (each for each in names if each.endswith(".rels")):
            folder = name.replace("_rels/", "").rsplit("/", 1)[0] if name != "_rels/.rels" else ""
            for relation in etree.fromstring(box.read(name)):
                target = relation.get("Target")
                full = target[3:] if target.startswith("../") else f"{folder}/{target}".lstrip("/")
                assert full in names, target
    declared = {each.get("PartName", "").lstrip("/") for each in types}
    assert declared - {""} <= names


def test_dragoman_reads_its_own_document_with_its_footnotes():
    source = Source(name="a.docx", sha256="", media_type="", importer="")
    read = docx_reader.read(exported("docx"), source)
    assert f"“{FLIGHT}”" in read.text
    assert f"{SHORT},” para. 2." in read.text


# JSON, CSV


def test_the_whole_conversation_in_json():
    content = json.loads(exported("json"))
    assert content["format"] == "dragoman-conversation"
    assert content["version"] == 1
    assert content["title"] == "A conversation with the archive"
    assert json.loads(exported("json", title="The flight"))["title"] == "The flight"
    assert [each["answer"] for each in content["turns"]] == [
        json.loads(json.dumps(each.answer.to_json())) for each in conversation()
    ]
    assert [each["notes"] for each in content["turns"]] == [[1, 2], [3, 4], [], [6]]
    assert {each["record_id"] for each in content["records"]} == {"118214", "letter <9>"}
    assert set(content["records"][0]["citations"]) == set(STYLES)
    assert content["log"]["archive"]["content_sha256"] == "ab" * 32


def test_the_table_of_quotes():
    text = exported("csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["words"] for row in rows] == [FLIGHT, DENIAL, f"'{UGLY}", ARABIC, "", DENIAL]
    assert [row["standing"] for row in rows][-1] == "nearest passage, not an answer"
    assert rows[0]["voice"] == "reported: the Soviet Union"
    assert rows[0]["rights"] == RIGHTS
    assert rows[0]["citation"].startswith(FULL)
    assert rows[4]["status"] == "catalogue"
    assert rows[5]["reasons"] == "no record held here mentions Skopje"
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


# Lists of the cited records


def test_lists_hold_each_cited_record_once():
    import bibtexparser
    from pybtex.database import parse_string

    for style in (None, "biblatex"):
        text = exported("bib", style=style).decode()
        library = bibtexparser.parse_string(text)
        assert not library.failed_blocks
        assert [each.key for each in library.entries] == ["wcda118214", "letter--9-"]
        assert list(parse_string(text, "bibtex").entries) == ["wcda118214", "letter--9-"]
    assert len(rispy.loads(exported("ris").decode())) == 2
    items = json.loads(exported("csl.json"))
    assert [each["id"] for each in items] == ["wcda-118214", "letter--9-"]


@pytest.mark.parametrize("kind", ["bib", "ris", "csl.json"])
def test_a_silent_answer_cites_nothing(kind):
    with pytest.raises(ArchiveError, match="No record is cited"):
        export(conversation()[3:], kind)
    assert b"Skopje" in export(conversation()[3:], "md")


# Names and styles


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.md", "md"),
        ("a.Markdown", "md"),
        ("a.HTM", "html"),
        ("a.b.csl.json", "csl.json"),
        ("a.json", "json"),
        ("dir.docx/a.bib", "bib"),
    ],
)
def test_the_ending_names_the_format(name, kind):
    assert format_of(name) == kind


@pytest.mark.parametrize("name", ["a.pdf", "a", "md", ".", ""])
def test_an_ending_that_names_none(name):
    with pytest.raises(UnknownFormat, match=r"\.docx"):
        format_of(name)


def test_styles_that_do_not_fit():
    check_format("bib", "biblatex")
    check_format("txt", "ris")
    for kind, style in (("bib", "ris"), ("ris", "mla"), ("md", "bibtex"), ("md", "vancouver")):
        with pytest.raises(UnknownStyle):
            check_format(kind, style)
    with pytest.raises(UnknownFormat):
        check_format("pdf", None)


# The search log


def test_the_search_log_alone():
    stated = json.loads(log(conversation(), "json", made=MADE, provenance=STATE))
    assert stated["format"] == "dragoman-search-log"
    assert stated["made"] == "2026-11-23T12:30:00+00:00"
    first, *_, last = stated["turns"]
    assert first["question"] == "Why did they <leave>?"
    assert first["expansions"] == [{"words": "Moscow", "forms": ["Soviet Union"]}]
    assert first["of_this_archive_state"] is True
    assert [each["start"] for each in first["quotes"]] == [0, 58]
    assert last["status"] == "silent"
    text = log(conversation(), "md", made=MADE, provenance=STATE).decode()
    assert text.startswith("# Search log\n\n- Answers made: 2026-11-23T12:30:00+00:00\n")
    assert "- Versions: python 3.11; dragoman 0.1.0\n" in text
    with pytest.raises(UnknownFormat):
        log(conversation(), "docx")


def test_a_log_without_the_archive_s_state_says_what_it_knows():
    stated = json.loads(log(conversation(), "json"))
    assert stated["made"] is None
    assert stated["archive"] is None
    assert stated["turns"][0]["of_this_archive_state"] is None
    other = json.loads(log(conversation(), "json", provenance=replace(STATE, generation="g2")))
    assert other["turns"][0]["of_this_archive_state"] is False
