"""Citations on request: of the last quote, of all of them, of a record."""

import dataclasses

import pytest

from bot import Status
from bot.archive import create_archive
from bot.routes.citation import asks_citation, styles_of
from bot.settings import Settings
from corpus.citations import Locator, cite
from corpus.descriptions import Description, Field, FieldName
from corpus.readers.plain import plain_record
from tests.hashing import HashingEncoder

NOTE = "Chicago, note:"


@pytest.mark.parametrize(
    "question",
    ["Cite that.", "How do I cite this?", "Please cite these in MLA", "How should it be cited?",
     "Give me a footnote for that", "Chicago citation for this", "As BibTeX, please: a citation",
     "What is the preferred citation?", "Export this as RIS", "bibliography entry",
     "Give me a BibTeX entry for this document", "Cite paragraph 3 of 118214",
     "MLA and APA citations for this letter", "Give me a reference to this cable",
     "How do I make a reference to the letter?"],
)  # fmt: skip
def test_a_citation_is_asked_for(question):
    assert asks_citation(question)


@pytest.mark.parametrize(
    "question",
    ["Which sources does the note cite?", "What is the archival reference?",
     "What is the reference code?", "Did the ministry cite a treaty?",
     "What reference was made to Albania?", "May I reuse this?",
     "Did the Soviet reply make any reference to the riots?", "Any reference to it?",
     "Did the note make a reference to the letter?", "What is the reference to Yining about?",
     "Why did China make no reference to the Soviet consulate?", "Reference to Yining?",
     "Why did Moscow want a reference to Stalin removed?"],
)  # fmt: skip
def test_other_questions_ask_for_none(question):
    assert not asks_citation(question)


@pytest.mark.parametrize(
    ("question", "styles"),
    [
        ("Cite that", ("wilson", "chicago-note", "chicago-bibliography")),
        ("Cite that in Chicago", ("chicago-note",)),
        ("a Chicago bibliography entry", ("chicago-bibliography",)),
        ("MLA and APA", ("mla", "apa")),
        ("as biblatex", ("biblatex",)),
        ("as BibTeX", ("bibtex",)),
        ("for Zotero", ("ris",)),
        ("a bib tex entry", ("bibtex",)),
        ("in the style of the Wilson Center", ("wilson",)),
        ("Cite the letter to Wilson in MLA", ("mla",)),
        ("Cite it in short form", ("chicago-short",)),
        ("a short Chicago note", ("chicago-short", "chicago-note")),
        ("Cite the short telegram", ("wilson", "chicago-note", "chicago-bibliography")),
    ],
)
def test_the_style_is_the_one_named(question, styles):
    assert styles_of(question) == styles


@pytest.mark.model
def test_the_last_quote_is_cited_and_shown_again(archive):
    talk = archive.conversation()
    quoted = talk.ask("How did Moscow itself explain why people left Sinkiang?")
    cited = talk.ask("Cite that in Chicago")
    assert cited.status is Status.CATALOGUE
    frames = [segment.text for segment in cited.segments if segment.kind == "frame"]
    first = next(each for each in quoted.quotes if each.role == "answer")
    assert frames == [NOTE, first.citation.format("chicago-note"), "Cited for:"]
    assert [each.quote.span for each in cited.quotes] == [first.quote.span]


@pytest.mark.model
def test_the_only_record_is_cited_without_a_place(archive):
    cited = archive.ask("How do I cite this document?")
    frames = [segment.text for segment in cited.segments if segment.kind == "frame"]
    assert frames[0] == "As the archive prefers it:"
    assert frames[1].endswith("https://digitalarchive.wilsoncenter.org/document/118214")
    assert "para." not in frames[1]


# Several records


def described(record_id, title, text, genre):
    record = plain_record(record_id, title, text)
    fields = (*record.description.fields, Field(name=FieldName.GENRE, value=genre, raw=genre))
    return dataclasses.replace(record, description=Description(profile="plain", fields=fields))


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    wool = "Wool left Kashgar.\n\nThe caravan was robbed near Zorbulak.\n\nNo wool came back."
    records = [
        described("wool7", "Letter on wool", wool, "Letter"),
        described("tea45", "Statement of Nakajima Kenzo on tea", "Tea is dear.", "Statement"),
    ]
    folder = tmp_path_factory.mktemp("citation") / "archive"
    settings = Settings(rerank=False, boldness=20.0)
    with create_archive(folder, records, settings=settings, encoder=HashingEncoder()) as opened:
        yield opened


def cited_in(answer):
    assert answer.status is Status.CATALOGUE
    return answer.segments[1].text


@pytest.mark.parametrize(
    ("question", "style"),
    [
        ("Cite this document in Chicago", "chicago-note"),
        ("Cite this document in MLA style", "mla"),
        ("Cite the letter in APA", "apa"),
        ("Cite the letter in the Chicago Manual of Style for my dissertation", "chicago-note"),
        ("Give me a BibTeX entry for this document", "bibtex"),
        ("How do I cite this document in a Chicago footnote?", "chicago-note"),
    ],
)
def test_the_style_asked_for_names_no_record(several, question, style):
    talk = several.conversation(keep=False)
    talk.ask("Where was the caravan robbed?")
    wool = cite(several.record("wool7")).format(style)
    assert cited_in(talk.ask(question)) == wool
    again = talk.ask("Cite it in Chicago")
    assert cited_in(again) == cite(several.record("wool7")).format("chicago-note")


def test_another_record_than_the_conversation_s_is_cited_where_it_is_called(several):
    talk = several.conversation(keep=False)
    talk.ask("Where was the caravan robbed?")
    tea = cite(several.record("tea45")).format("mla")
    assert cited_in(talk.ask("Cite Nakajima's statement in MLA")) == tea
    assert talk.ask("Cite the letter to Wilson in MLA").status is Status.SILENT


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Cite paragraph 3 of wool7 in Chicago", "3"),
        ("Cite wool7 para. 2 in Chicago", "2"),
        ("Cite wool7, ¶ 2, in Chicago", "2"),
        ("Cite the second paragraph of the letter on wool in Chicago", "2"),
        ("Cite the 3rd paragraph of wool7 in Chicago", "3"),
        ("Cite paragraph 3, PRC 118214, of wool7 in Chicago", "3"),
        ("Cite paragraphs 1-3 of wool7 in Chicago", "1–3"),
        ("Cite paragraphs 3 to 2 of wool7 in Chicago", "2–3"),
        ("Cite paragraph two of wool7 in Chicago", "2"),
        ("Cite the last paragraph of wool7 in Chicago", "3"),
        ("Cite the first two paragraphs of wool7 in Chicago", "1–2"),
        ("Cite the second to third paragraphs of wool7 in Chicago", "2–3"),
    ],
)
def test_the_paragraph_asked_for_is_cited(several, question, place):
    wool = several.record("wool7")
    whole = cite(wool, locator=Locator("paragraph", place)).format("chicago-note")
    assert cited_in(several.ask(question)) == whole
    assert place in whole


def test_a_paragraph_is_of_the_conversation_s_record_though_words_were_quoted(several):
    talk = several.conversation(keep=False)
    talk.ask("Where was the caravan robbed?")
    assert "para. 3" in cited_in(talk.ask("Cite paragraph 3 of it in Chicago"))
    each = cited_in(talk.ask("Cite paragraphs 1 and 3 in Chicago")).splitlines()
    assert ["para. 1" in each[0], "para. 3" in each[1]] == [True, True]


@pytest.mark.parametrize(
    "question",
    ["Cite the second and third paragraphs of wool7 in Chicago",
     "Cite the second and the third paragraph of wool7 in Chicago",
     "Cite the second paragraph and the third of wool7 in Chicago",
     "Cite paragraphs two and three of wool7 in Chicago"],
)  # fmt: skip
def test_each_of_several_paragraphs_is_cited(several, question):
    cited = cited_in(several.ask(question)).splitlines()
    assert cited == cited_in(several.ask("Cite paragraphs 2, 3 of wool7 in Chicago")).splitlines()
    assert len(cited) > 1


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Cite paragraph 0 of wool7", "the letter has no paragraph 0: it has 3 "),
        ("Cite the eleventh paragraph of wool7", "the letter has no paragraph 11: it has 3 "),
        ("Cite the twenty-first paragraph of wool7", "the letter has no paragraph 21: it has 3 "),
        ("Cite the hundredth paragraph of wool7", "it is not understood which paragraph is meant"),
        ("Cite the next paragraph of wool7", "it is not understood which paragraph is meant"),
        ("Cite the second to last paragraph of wool7", "it is not understood which paragraph"),
    ],
)
def test_a_paragraph_that_cannot_be_counted_to_is_refused_in_words(several, question, reason):
    answer = several.ask(question)
    assert answer.status is Status.SILENT
    assert answer.reasons[0].startswith(reason)
    assert answer.segments[0].text == (
        "The archive held here is silent on this. No passage was searched for this."
    )
    assert answer.searched["passages"] == 0


@pytest.mark.parametrize("question", ["Cite paragraph 4 of wool7", "Cite wool7 paras. 2-4"])
def test_a_paragraph_that_is_not_there_is_said_so(several, question):
    answer = several.ask(question)
    assert answer.status is Status.SILENT
    assert answer.reasons == ("the letter has no paragraph 4: it has 3 paragraphs",)
