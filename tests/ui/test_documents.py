from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.descriptions import Description, Field, FieldName, Origin
from corpus.errors import UnknownRecord, UnknownStyle
from corpus.passages import Because, Dropped, Passage, Role
from corpus.records import Record, Source
from corpus.spans import Span
from ui.documents import (
    citation_for,
    context_json,
    date_words,
    document_json,
    holding,
    place_json,
    reference,
)

HEADING = "On the harbour"
OMITTED = "[…]"
BODY = "1. The dues [of 1950] were paid 𝔦n gold."
CLOSER = "The Harbour Master"


@pytest.fixture
def record() -> Record:
    parts = [HEADING, "\n", OMITTED, "\n", BODY, "\n", CLOSER]
    spans, at = [], 0
    for part in parts:
        spans.append(Span(at, at + len(part)))
        at += len(part)
    passages = tuple(
        Passage(record_id="r1", span=spans[n], text=parts[n], ordinal=1, role=role, section=section)
        for n, role, section in (
            (0, Role.HEADING, None),
            (4, Role.BODY, "1"),
            (6, Role.CLOSER, None),
        )
    )
    dropped = tuple(
        Dropped(span=spans[n], because=because)
        for n, because in (
            (1, Because.SPACER),
            (2, Because.EDITORIAL),
            (3, Because.SPACER),
            (5, Because.SPACER),
        )
    )
    fields = (
        Field(name=FieldName.TITLE, value=HEADING, raw=HEADING, span=spans[0]),
        Field(name=FieldName.DATE, value="1951-05-03", raw="3 May 1951"),
        Field(name=FieldName.REFERENCE_CODE, value="PS 12", raw="PS 12"),
        Field(name=FieldName.FOLIOS, value="3-4", raw="3-4"),
        Field(name=FieldName.TRANSLATOR, value="A. Scribe", raw="tr. A. Scribe"),
        Field(name=FieldName.LANGUAGE, value=None, raw=""),
        Field(name=FieldName.RIGHTS, value="Free.", raw="Free."),
    )
    return Record(
        record_id="r1",
        text="".join(parts),
        description=Description(profile="plain", fields=fields),
        source=Source(name="r1.txt", sha256="00", media_type="text/plain", importer="plain/1"),
        passages=passages,
        dropped=dropped,
    )


def test_every_paragraph_is_its_slice_and_its_brackets_are_inside_it(record):
    shown = document_json(record)["paragraphs"]
    assert [(p["role"], p["passage_id"]) for p in shown] == [
        ("heading", "r1#h1"),
        ("editorial", None),
        ("body", "r1#p1"),
        ("closer", "r1#c1"),
    ]
    for paragraph in shown:
        assert paragraph["text"] == record.text[paragraph["start"] : paragraph["end"]]
    body = shown[2]
    assert (body["ordinal"], body["section"]) == (1, "1")
    (bracket,) = body["brackets"]
    assert body["text"][bracket["start"] : bracket["end"]] == "[of 1950]"


def test_a_document_without_a_catalogue_title_is_headed_by_its_own(record):
    own = Field(name=FieldName.HEADING, value=HEADING, raw=HEADING, origin=Origin.DERIVED)
    untitled = replace(record, description=Description(profile="plain", fields=(own,)))
    assert document_json(untitled)["title"] == HEADING


def test_the_card_keeps_origin_presence_and_place(record):
    document = document_json(record)
    card = {field["name"]: field for field in document["fields"]}
    assert (card["title"]["start"], card["title"]["end"]) == (0, len(HEADING))
    assert card["language"]["presence"] == "empty"
    assert card["date"]["origin"] == "source"
    assert "rights" not in card
    assert [field["raw"] for field in document["rights"]] == ["Free."]
    assert document["date"] == "3 May 1951"
    assert document["reference"] == reference(record) == "PS 12, 3-4"


def test_a_document_is_cited_in_every_style(record):
    citations = document_json(record)["citations"]
    assert {"wilson", "chicago-note", "ris", "bibtex", "csl-json"} <= set(citations)
    assert all(HEADING in text for text in citations.values() if "TI" in text)
    assert "para. 1" in citation_for(record, 1, "chicago-note")
    with pytest.raises(UnknownRecord, match="no paragraph 9"):
        citation_for(record, 9, "chicago-note")
    with pytest.raises(UnknownStyle):
        citation_for(record, None, "vancouver")


def test_a_place_gives_its_words_and_refuses_what_lies_outside(record):
    start = record.text.index("𝔦n gold")
    place = place_json(record, Span(start, start + len("𝔦n gold")))
    assert place["text"] == "𝔦n gold"
    assert (place["passage_id"], place["paragraph"]) == ("r1#p1", 1)
    with pytest.raises(UnknownRecord):
        place_json(record, Span(0, len(record.text) + 1))


def _line(record_id: str) -> Any:
    return SimpleNamespace(
        record_id=record_id, title=f"On {record_id}", date="1902-03", reference_code="", passages=1
    )


def test_a_document_stands_between_its_neighbours_of_the_volume():
    rows = [_line(i) for i in ("v3/d1", "letter", "v3/d2", "v31/d1", "v3/d10")]
    march = {"date": "1902-03", "date_words": "March 1902"}
    assert context_json(rows, "v3/d2") == {
        "record_id": "v3/d2",
        "volume": "v3",
        "position": 2,
        "of": 3,
        "previous": {"record_id": "v3/d1", "title": "On v3/d1", **march},
        "next": {"record_id": "v3/d10", "title": "On v3/d10", **march},
    }
    assert context_json(rows, "v3/d1")["previous"] is None
    assert context_json(rows, "v3/d10")["next"] is None
    alone = context_json(rows, "letter")
    assert (alone["volume"], alone["previous"], alone["next"]) == (None, None, None)
    with pytest.raises(UnknownRecord, match="no record v3/d3"):
        context_json(rows, "v3/d3")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1963-08-01", "1 August 1963"),
        ("1962-08", "August 1962"),
        ("1936", "1936"),
        ("1962-13", "1962-13"),
        ("1962/1963", "1962/1963"),
        ("", ""),
    ],
)
def test_dates_in_words(value, words):
    assert date_words(value) == words


def _row(date: str | None) -> Any:
    return SimpleNamespace(date=date)


def test_the_holding_is_counted():
    def told(*dates, paragraphs=None):
        return list(holding([_row(date) for date in dates], paragraphs).values())

    assert told() == [0, None, None, None]
    assert told("1963-08-01", paragraphs=3) == [1, 3, "1963-08-01", "1963-08-01"]
    assert told("1936", None, "1963-08-01") == [3, None, "1936", "1963-08-01"]
