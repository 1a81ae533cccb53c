"""A record accounts for every character of its text."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.descriptions import Description
from corpus.errors import UnknownRecord
from corpus.passages import Because, Dropped, Passage, Role
from corpus.readers.plain import plain_record
from corpus.records import Record, Source
from corpus.spans import Span

TEXT = "Heading\n\nFirst paragraph.\n\nSecond paragraph."
SOURCE = Source(name="x.txt", sha256="0" * 64, media_type="text/plain", importer="plain/1")


def passage(start, end, ordinal, role=Role.BODY, text=None, record_id="x"):
    return Passage(
        record_id=record_id,
        span=Span(start, end),
        text=TEXT[start:end] if text is None else text,
        ordinal=ordinal,
        role=role,
    )


def gap(start, end, because=Because.SPACER):
    return Dropped(span=Span(start, end), because=because)


def record(passages, dropped, text=TEXT):
    return Record(
        record_id="x",
        text=text,
        description=Description(profile="plain"),
        source=SOURCE,
        passages=tuple(passages),
        dropped=tuple(dropped),
    )


WHOLE = [passage(0, 7, 1, Role.HEADING), passage(9, 25, 1), passage(27, 44, 2)]
GAPS = [gap(7, 9), gap(25, 27)]


def test_a_record_that_accounts_for_every_character_is_built():
    built = record(WHOLE, GAPS)
    assert [p.passage_id for p in built.passages] == ["x#h1", "x#p1", "x#p2"]
    assert [p.text for p in built.body] == ["First paragraph.", "Second paragraph."]


@pytest.mark.parametrize(
    ("passages", "gaps", "fault"),
    [
        (WHOLE, GAPS[:1], "characters 25 to 27 are in no passage"),
        (WHOLE[1:], GAPS, "characters 0 to 7 are in no passage"),
        (WHOLE[:2], GAPS, "characters 27 to 44 are in no passage"),
        (WHOLE, [*GAPS, gap(30, 31)], "counted twice"),
        ([*WHOLE, WHOLE[1]], GAPS, "counted twice"),
        (WHOLE, [*GAPS, gap(44, 50)], "counted twice"),
    ],
)
def test_characters_lost_or_counted_twice_are_refused(passages, gaps, fault):
    with pytest.raises(ValueError, match=fault):
        record(passages, gaps)


def test_a_passage_with_other_words_is_refused():
    other = passage(27, 44, 2, text="Second paragraph!")
    with pytest.raises(ValueError, match="x#p2 is not its slice"):
        record([*WHOLE[:2], other], GAPS)


def test_a_passage_of_another_record_is_refused():
    other = passage(27, 44, 2, record_id="y")
    with pytest.raises(ValueError, match="y#p2 does not belong to x"):
        record([*WHOLE[:2], other], GAPS)


def test_a_record_with_another_text_is_refused():
    with pytest.raises(ValueError, match="is not its slice"):
        dataclasses.replace(record(WHOLE, GAPS), text=TEXT.replace("First", "Fifth"))


def test_paragraphs_are_counted_from_one():
    built = record(WHOLE, GAPS)
    assert built.paragraph(2) is built.passages[2]
    for number in (0, -1, 3):
        with pytest.raises(UnknownRecord, match=f"no paragraph {number}") as refused:
            built.paragraph(number)
        assert "1 to 2" in refused.value.remedy
    with pytest.raises(UnknownRecord, match="no passage x#p9"):
        built.passage("x#p9")
    assert built.passage("x#h1") is built.passages[0]


def test_the_passage_at_a_span_holds_it_whole():
    built = record(WHOLE, GAPS)
    assert built.passage_at(Span(9, 14)).passage_id == "x#p1"
    assert built.passage_at(Span(20, 30)) is None
    assert built.passage_at(Span(7, 9)) is None


@given(st.text(max_size=400))
def test_whatever_a_reader_makes_of_a_text_accounts_for_all_of_it(text):
    built = plain_record("x", "A title", text)
    pieces = [(p.span, p.text) for p in built.passages]
    pieces += [(d.span, d.span.of(built.text)) for d in built.dropped]
    assert "".join(part for _, part in sorted(pieces)) == built.text
