"""What an answer says of fields, and what the shipped record's fields answer."""

import dataclasses

import pytest

from bot import Status
from bot.archive import create_archive
from bot.catalogue import LABELS, statement
from bot.settings import Settings
from corpus.descriptions import Description, Field, FieldName
from corpus.readers.plain import plain_record
from corpus.spans import Span
from tests.hashing import HashingEncoder


def test_every_field_has_a_name_on_screen():
    assert set(LABELS) == set(FieldName)


def with_field(value, raw):
    field = Field(name=FieldName.LANGUAGE, value=value, raw=raw)
    record = plain_record("x", "", "Text.")
    object.__setattr__(record, "description", Description(profile="plain", fields=(field,)))
    return record


def test_the_four_states_are_said_in_four_ways():
    absent = statement(plain_record("x", "", "Text."), FieldName.LANGUAGE)
    empty = statement(with_field(None, ""), FieldName.LANGUAGE)
    unknown = statement(with_field(None, "unknown"), FieldName.LANGUAGE)
    recorded = statement(with_field("Chinese", "Chinese"), FieldName.LANGUAGE)
    assert absent == "The catalogue record has no field “Language”."
    assert empty == "The catalogue record has the field “Language”, and it is empty."
    assert unknown == "The catalogue record marks “Language” as unknown:"
    assert recorded == "The catalogue record gives, under “Language”:"


# The shipped archive


def shown(answer):
    return [each.quote.text for each in answer.quotes]


@pytest.mark.model
def test_an_empty_field_is_not_an_absent_one(archive):
    language = archive.ask("What language is the original in?")
    assert language.status is Status.CATALOGUE
    assert [f.to_json()["presence"] for f in language.fields] == ["empty"]
    assert language.quotes == ()
    assert language.segments[0].text.endswith("it is empty.")
    classified = archive.ask("Is this document classified?")
    assert [f.to_json()["presence"] for f in classified.fields] == ["absent"]
    assert classified.segments[0].text == "The catalogue record has no field “Classification”."


@pytest.mark.model
def test_three_dates_are_kept_apart(archive):
    written = archive.ask("When was this cable written?")
    assert [(q.quote.text, q.voice) for q in written.quotes] == [
        ("1 August 1963", "document"),
        ("August 1, 1963", "catalogue"),
    ]
    assert [f.to_json()["value"] for f in written.fields] == ["1963-08-01", "1963-08-01"]
    uploaded = archive.ask("When was this document uploaded?")
    assert [(q.quote.text, q.voice) for q in uploaded.quotes] == [("2013-10-10", "catalogue")]


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "words", "voice"),
    [
        ("Who translated this?", ["Translated by 7Brands."], "catalogue"),
        ("Who received this?", ["[To] Embassies Abroad and Diplomatic Offices:"], "document"),
        ("What number does this circular have?", ["Foreign Affairs Circular No. 74"], "document"),
        ("Who signed the document?", ["The Ministry of Foreign Affairs"], "document"),
        ("Who funded this record?", ["MacArthur Foundation", "Henry Luce Foundation",
         "This document was made possible with support from MacArthur Foundation"], "catalogue"),
        ("Is the text complete?", ["[…]"], "editor"),
    ],
)  # fmt: skip
def test_a_field_is_answered_in_the_source_s_words(archive, question, words, voice):
    answer = archive.ask(question)
    assert answer.status is Status.CATALOGUE
    assert shown(answer) == words
    assert {q.voice for q in answer.quotes} == {voice}
    assert {s.n for s in answer.segments if s.kind == "quote"} == set(range(1, len(words) + 1))


@pytest.mark.model
def test_a_field_supplied_by_the_profile_is_shown_as_such(archive):
    answer = archive.ask("What is the URL of this record?")
    assert answer.quotes == ()
    assert answer.fields[0].to_json()["origin"] == "profile"
    assert [s.kind for s in answer.segments] == ["frame", "field"]


@pytest.mark.model
def test_the_summary_is_labelled_and_never_evidence(archive):
    asked = archive.ask("Can you summarise this document?")
    abstract = (
        "Report on Soviet activities in Xinjiang and countermeasures undertaken by the "
        "Chinese government."
    )
    assert shown(asked) == [abstract]
    assert asked.quotes[0].voice == "catalogue"
    assert asked.segments[0].text == "The archive’s own summary (not the document) reads:"
    for question in (abstract, "Which countermeasures were undertaken by the Chinese government?"):
        found = archive.ask(question)
        assert found.quotes
        assert abstract not in shown(found)
        assert all(q.quote.passage.role == "body" for q in found.quotes)


# Several records


def described(record_id, title, text, **fields):
    record = plain_record(record_id, title, f"{title}\n\n{text}")
    stands = Field(name=FieldName.TITLE, value=title, raw=title, span=Span(0, len(title)))
    given = (Field(name=FieldName(n), value=v, raw=v) for n, v in fields.items())
    description = Description(profile="plain", fields=(stands, *given))
    return dataclasses.replace(record, description=description)


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    wire = "Telegram From the Embassy to the Department"
    june = {"genre": "Telegram", "date": "1954-06-28"}
    records = [
        described("300638", "Statement of Nakajima Kenzo", "Three million went to the caravan.",
                  genre="Statement", date="1967-11", translator="Stephen Mercado"),
        described("300237", "Telephone Conversation with President Kwasniewski", "Rain fell.",
                  date="1996-09-12", translator="Stephan Kieninger", source="BArch, B 136"),
        described("t1", wire, "The decree set up the Diaz junta.", creator="The Embassy", **june),
        described("t2", wire, "The Diaz junta met.", creator="The Station", **june),
        described("t3", wire, "Rain fell on the capital.", creator="The Legation", **june),
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("catalogue") / "archive"
    settings = Settings(rerank=False, boldness=20.0)
    with create_archive(folder, records, settings=settings, encoder=HashingEncoder()) as opened:
        yield opened


def told(answer):
    return [(f.record.record_id, f.name.value) for f in answer.fields]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Who translated 300638?", ("300638", "translator")),
        ("What is the date of 300237?", ("300237", "date")),
        ("Who translated the statement of November 1967?", ("300638", "translator")),
        ("Who translated the statement by Nakajima Kenzo?", ("300638", "translator")),
        ("What is the source of the document of September 12, 1996?", ("300237", "source")),
        ("What is the archival reference of the Kwasniewski conversation?", ("300237", "source")),
        ("Who sent the telegram of June 28, 1954 that set up the Diaz junta?", ("t1", "creator")),
    ],
)
def test_a_record_is_known_by_code_name_and_date(several, question, field):
    answer = several.ask(question)
    assert answer.status is Status.CATALOGUE
    assert told(answer)[0] == field


@pytest.mark.parametrize(
    "question",
    ["Who signed the statement of May 1954?", "Who signed the statement by the Embassy?",
     "Who translated the Soviet statement?"],
)  # fmt: skip
def test_what_calls_no_record_is_left_to_the_text(several, question):
    assert several.ask(question).fields == ()


def test_of_several_that_answer_to_it_those_come_first_that_speak_of_the_rest(several):
    answer = several.ask("Who sent the telegram of June 28, 1954 reporting that the junta met?")
    assert answer.status is Status.SILENT
    assert "3 records that answer to this" in answer.reasons[0]
    assert [each.quote.record.record_id for each in answer.nearest] == ["t2", "t1", "t3"]


def test_by_whom_after_a_field_asks_for_who_did_that(several):
    talk = several.conversation(keep=False)
    assert told(talk.ask("Is 300237 a translation?")) == [("300237", "translator")]
    assert told(talk.ask("By whom?")) == [("300237", "translator")]
    assert told(talk.ask("Who translated this conversation?")) == [("300237", "translator")]


def test_after_a_quote_money_is_the_text_s(several):
    talk = several.conversation(keep=False)
    assert talk.ask("What went to the caravan?").quotes
    for question in ("What was the money for?", "Who paid for it?", "By whom?"):
        assert talk.ask(question).fields == ()
    talk = several.conversation(keep=False)
    talk.ask("What went to the caravan?")
    assert told(talk.ask("Who paid for this statement?"))[0] == ("300638", "donor")
