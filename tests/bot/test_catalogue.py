"""What an answer says of fields, and what the shipped record's fields answer."""

import pytest

from bot import Status
from bot.catalogue import LABELS, statement
from corpus.descriptions import Description, Field, FieldName
from corpus.readers.plain import plain_record


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
