"""Citations on request: of the last quote, of all of them, of a record."""

import pytest

from bot import Status
from bot.routes.citation import asks_citation, styles_of

NOTE = "Chicago, note:"


@pytest.mark.parametrize(
    "question",
    ["Cite that.", "How do I cite this?", "Please cite these in MLA", "How should it be cited?",
     "Give me a footnote for that", "Chicago citation for this", "As BibTeX, please: a citation",
     "What is the preferred citation?", "Export this as RIS", "bibliography entry"],
)  # fmt: skip
def test_a_citation_is_asked_for(question):
    assert asks_citation(question)


@pytest.mark.parametrize(
    "question",
    ["Which sources does the note cite?", "What is the archival reference?",
     "What is the reference code?", "Did the ministry cite a treaty?",
     "What reference was made to Albania?", "May I reuse this?"],
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
