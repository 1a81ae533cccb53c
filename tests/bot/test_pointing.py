"""Which record a question points at, by what it says of it."""

import dataclasses

import pytest

from bot.holdings import Holdings
from bot.pointing import named_date, named_noun, pointed_at, without_pointing
from corpus.descriptions import Description, Field, FieldName
from corpus.entries import entry_of
from corpus.readers import read_bytes
from corpus.readers.plain import plain_record


def record(record_id, **fields):
    made = plain_record(record_id, "", "Words.")
    given = tuple(
        Field(name=FieldName(name.replace("_", " ")), value=value, raw=value)
        for name, value in fields.items()
    )
    return dataclasses.replace(made, description=Description(profile="plain", fields=given))


@pytest.fixture(scope="module")
def holdings(seed_text):
    seed = read_bytes(seed_text.encode(), "118214.txt")
    others = [
        record("t1", genre="Telegram", date="1963-05-04", title="Telegram to Peking"),
        record("t2", genre="Telegram", date="1963-08-01", title="Telegram to Moscow"),
        record("m1", genre="Memorandum of Conversation", date="1963-08-01", title="Talk"),
    ]
    return Holdings(tuple(entry_of(each) for each in (seed, *others)))


def test_what_a_record_is_called(holdings):
    seed, *_, memo = holdings.entries
    assert seed.nouns == {"cable", "circular"}
    assert seed.number == "74"
    assert memo.nouns == {"memorandum"}
    assert holdings.translated == (seed,)


@pytest.mark.parametrize(
    ("question", "candidates"),
    [
        ("Who signed the cable?", ("118214",)),
        ("Does the circular mention Kazakhs?", ("118214",)),
        ("What does the telegram say?", ("t1", "t2")),
        ("What does the telegram of 4 May 1963 say?", ("t1",)),
        ("What does the 1 August 1963 telegram say?", ("t2",)),
        ("Who wrote the document of 4 May 1963?", ("t1",)),
        ("What is PRC FMA 118-01100-14?", ("118214",)),
        ("Who wrote record 118214?", ("118214",)),
        ("What does the document say?", ()),
        ("What was the treaty of 4 May 1963?", ()),
        ("Who fled?", ()),
    ],
)
def test_the_records_that_answer_to_a_question(holdings, question, candidates):
    assert pointed_at(question, holdings).candidates == candidates


def test_words_of_the_title_tell_records_apart(holdings):
    told = pointed_at("Who signed the telegram to Moscow?", holdings, extra=["Moscow"])
    assert told.candidates == ("t2",)


def test_nouns_and_dates():
    assert named_noun("What does this telegram say?", frozenset({"telegram"})) == ("telegram", True)
    assert named_noun("Who translated it?", frozenset()) == ("", True)
    assert named_noun("Who fled?", frozenset()) == ("", False)
    assert named_date("the note of 18 July 1963").edtf == "1963-07-18"
    assert named_date("in May") is None
    assert without_pointing("the cable of 1 August 1963, 118-01100-14").split() == [
        "the", "cable", "of", ",",
    ]  # fmt: skip
