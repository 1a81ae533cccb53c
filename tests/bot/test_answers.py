"""Answers: frames assert only the catalogue, quotes are checked, silence quotes nothing."""

import dataclasses

import pytest

from bot.answers import Answer, Segment, Status, frame, framed, named, shown
from corpus.descriptions import Description, Field, FieldName
from corpus.errors import NotVerbatim
from corpus.quotes import quote
from corpus.readers import read_bytes
from corpus.readers.plain import plain_record
from corpus.spans import Span

ALBANIA = "it was related to the publication materials about Albania in our newspapers"


@pytest.fixture(scope="module")
def seed(seed_text):
    return read_bytes(seed_text.encode(), "118214.txt")


def words(record, text, voice="document"):
    start = record.text.index(text)
    return shown(quote(record, Span(start, start + len(text))), voice)


def answer(quotes=(), status=Status.QUOTED, **more):
    return Answer(
        question="Q?",
        read_as="Q?",
        status=status,
        segments=framed(quotes),
        quotes=tuple(quotes),
        searched={"records": 1},
        run_id="r",
        **more,
    )


def test_a_quote_as_plain_data(seed):
    plain = words(seed, ALBANIA, "reported: the Soviet Union").to_json(3)
    assert (plain["n"], plain["record_id"], plain["passage_id"]) == (3, "118214", "118214#p3")
    assert plain["paragraph"] == 3
    assert seed.text[plain["start"] : plain["end"]] == plain["text"] == ALBANIA
    assert plain["voice"] == "reported: the Soviet Union"
    assert plain["label"] == "PRC FMA 118-01100-14, 147-149, para. 3"
    assert set(plain["citation"]) == {"wilson", "chicago-note"}
    assert plain["brackets"] == plain["glosses"] == []


def test_brackets_and_reckoned_dates_are_placed_in_the_quote(seed):
    text = "took place in Yining [Gulja] last year"
    plain = words(seed, text).to_json(1)
    assert [text[b["start"] : b["end"]] for b in plain["brackets"]] == ["[Gulja]"]
    assert [(g["words"], g["value"]) for g in plain["glosses"]] == [("last year", "1962")]
    assert "1963-08-01" in plain["glosses"][0]["basis"]


def test_words_that_a_quote_repeats_are_reckoned_once(seed):
    text = "They left last year; last year was dry, and last month was wet."
    dated = dataclasses.replace(plain_record("x", "", text), description=seed.description)
    reckoned = words(dated, text).glosses()
    assert [(g.words, g.span.start) for g in reckoned] == [("last year", 10), ("last month", 44)]


def test_the_catalogue_s_words_are_not_reckoned(seed):
    plain = words(seed, "fled to the Soviet Union last year", "catalogue").to_json(1)
    assert plain["glosses"] == []


def test_words_outside_the_passages_have_no_paragraph(seed):
    plain = words(seed, "Translated by 7Brands.", "catalogue").to_json(1)
    assert plain["passage_id"] is None
    assert plain["paragraph"] is None
    front = words(seed, "Foreign Affairs Circular No. 74").to_json(1)
    assert (front["passage_id"], front["paragraph"]) == ("118214#f2", None)


def test_frames_name_genre_date_and_voice(seed):
    assert named(seed) == "the cable of 1 August 1963"
    assert frame(words(seed, ALBANIA)) == "The cable of 1 August 1963 states:"
    reported = words(seed, ALBANIA, "reported: the Soviet Union")
    assert frame(reported) == (
        "Reported in the cable of 1 August 1963 as the position of the Soviet Union:"
    )


def test_a_record_that_says_nothing_of_itself_is_a_document():
    record = plain_record("x", "", "Words.")
    assert frame(words(record, "Words.")) == "The document states:"
    dated = Field(name=FieldName.CATALOGUE_DATE, value="1950", raw="1950")
    dated_record = dataclasses.replace(
        record, description=Description(profile="plain", fields=(dated,))
    )
    assert named(dated_record) == "the document of 1950"


@pytest.mark.parametrize(
    ("title", "date", "called"),
    [
        ("Sledges in Umeå", "1931-03-03", "the document “Sledges in Umeå” of 3 March 1931"),
        ("Sledges in Umeå", "spring 1931", "the document “Sledges in Umeå” of spring 1931"),
        ("On “sledges”", "1931-03", "the document of March 1931"),
        ("A very long title " * 9, "1931", "the document of 1931"),
    ],
)
def test_a_record_of_no_genre_is_called_by_its_title(title, date, called):
    value = date if date[0] == "1" else "1931"
    fields = (
        Field(name=FieldName.TITLE, value=title, raw=title),
        Field(name=FieldName.DATE, value=value, raw=date),
    )
    record = dataclasses.replace(
        plain_record("x", "", "Words."), description=Description(profile="plain", fields=fields)
    )
    assert named(record) == called


def test_a_frame_keeps_the_capitals_of_names_in_a_genre():
    genre = "Intermediate Report on Military Plans for Guatemala"
    fields = (Field(name=FieldName.GENRE, value=genre, raw=genre),)
    record = dataclasses.replace(
        plain_record("x", "", "Words."), description=Description(profile="plain", fields=fields)
    )
    assert named(record) == f"the {genre}"


def test_a_frame_stands_before_each_change_of_voice(seed):
    quotes = [words(seed, ALBANIA, "reported: the Soviet Union"), words(seed, "Xinjiang"),
              words(seed, "Albania")]  # fmt: skip
    assert [(s.kind, s.n) for s in framed(quotes)] == [
        ("frame", 0), ("quote", 1), ("frame", 0), ("quote", 2), ("quote", 3),
    ]  # fmt: skip
    assert framed([]) == ()


def test_a_silent_answer_cannot_quote(seed):
    with pytest.raises(ValueError, match="a silent answer quotes nothing"):
        answer([words(seed, ALBANIA)], status=Status.SILENT)
    near = answer(status=Status.SILENT, nearest=(words(seed, ALBANIA),))
    assert near.to_json()["quotes"] == []
    assert near.to_json()["nearest"][0]["text"] == ALBANIA


def test_a_quote_forced_to_differ_is_caught_when_the_answer_is_composed(seed):
    forced = words(seed, ALBANIA)
    object.__setattr__(forced.quote, "text", ALBANIA.replace("Albania", "Armenia"))
    with pytest.raises(NotVerbatim):
        answer([forced])
    with pytest.raises(NotVerbatim):
        answer(status=Status.SILENT, nearest=(forced,))


def test_an_answer_cannot_be_changed(seed):
    whole = answer([words(seed, ALBANIA)])
    assert whole.citations == (whole.quotes[0].citation,)
    with pytest.raises(dataclasses.FrozenInstanceError):
        whole.quotes = ()


def test_segments_as_plain_data():
    assert Segment(kind="frame", text="T").to_json() == {"kind": "frame", "text": "T"}
    assert Segment(kind="quote", n=2).to_json() == {"kind": "quote", "n": 2}
