"""Sayings: English strings that remember the form and the values they were made of."""

from __future__ import annotations

import copy
import json

import pytest

from corpus.errors import ArchiveError
from corpus.sayings import (
    DATE,
    Form,
    Saying,
    listed,
    many,
    plain,
    read,
    sayings,
    term,
    together,
)

FORM = Form("test.held", "{record:A} holds {n:,} {things}.", "{record:A} holds one of {things}.")


def said(n: int = 1200) -> Saying:
    return FORM(record=term("genre", "cable", "the cable"), n=n, things=listed(["tolls", "dues"]))


def test_it_is_its_english():
    assert said() == "The cable holds 1,200 tolls, dues."
    assert said(1) == "The cable holds one of tolls, dues."
    assert f"{many(2, 'record')}" == "2 records"
    assert listed(["a", "b"], "or") == "a or b"


def test_it_comes_back_from_plain_data_as_it_was():
    plain = json.loads(json.dumps(said().to_json()))
    assert plain == {
        "code": "test.held",
        "text": "The cable holds 1,200 tolls, dues.",
        "values": {
            "record": {"code": "genre.cable", "text": "the cable", "values": {}},
            "n": 1200,
            "things": {
                "code": "list.and",
                "text": "tolls, dues",
                "values": {"items": ["tolls", "dues"]},
            },
        },
    }
    again = Saying.from_json(plain)
    assert again == said()
    assert again.to_json() == plain
    assert copy.deepcopy(again).to_json() == plain


def test_only_what_remembers_is_listed_and_once():
    date = DATE(words="1 August 1963", edtf="1963-08-01")
    assert sayings(["plain", date, date, Saying("no code")]) == [date.to_json()]


def test_braces_in_a_value_stay():
    assert Form("test.named", "It names {name}.")(name="{n} <b>") == "It names {n} <b>."


def test_two_sentences_are_one_text():
    both = together(said(), "Ask.")
    assert both == "The cable holds 1,200 tolls, dues. Ask."
    assert both.to_json()["values"] == {"first": said().to_json(), "rest": "Ask."}
    assert together(said(), "") == said()
    assert not isinstance(together("Plain.", "Ask."), Saying)


def test_a_text_crosses_a_pipe_as_it_was():
    for text in ("plain", "", said()):
        again = read(json.loads(json.dumps(plain(text))))
        assert again == text
        assert type(again) is type(text)
    assert sayings([read(plain(said()))]) == [said().to_json()]


@pytest.mark.parametrize(
    "sent", [{}, {"code": "x", "text": "y"}, {"code": "x", "text": "y", "values": [1]},
             {"code": "x", "text": "y", "values": {"a": {}}}]
)  # fmt: skip
def test_what_is_no_text_is_refused(sent):
    with pytest.raises(ValueError, match="no text"):
        read(sent)


def test_an_error_is_plain_data_with_its_sentences_by_code():
    assert ArchiveError(said(), "Ask.").to_json() == {
        "error": "The cable holds 1,200 tolls, dues.",
        "remedy": "Ask.",
        "said": [said().to_json()],
    }
    assert str(ArchiveError(said(), "Ask.")) == ArchiveError(said(), "Ask.").sentences
