"""The quote selector on anyone's own passages."""

import pytest

from bot import quotes_for
from corpus.errors import InvalidQuery

pytestmark = pytest.mark.model

PASSAGES = [
    "Cheese is made of milk. It keeps for months.",
    "The weather was fine. The riots took place in Yining in May. Nobody was blamed.",
]


def test_spans_are_places_in_the_passage_that_answers():
    cheese, riots = quotes_for("Where did the riots take place?", PASSAGES)
    assert cheese == ()
    assert "The riots took place in Yining in May." in [s.of(PASSAGES[1]) for s in riots]
    assert list(riots) == sorted(riots)
    assert len(riots) <= 2


def test_each_passage_has_its_entry():
    assert quotes_for("Who?", []) == ()
    assert quotes_for("Where were the riots?", ["", "  "]) == ((), ())


def test_one_text_is_no_list_of_passages():
    with pytest.raises(TypeError, match=r"give \[text\]"):
        quotes_for("Where were the riots?", PASSAGES[1])


@pytest.mark.parametrize("question", ["", " ", "x" * 4001, "a\0b"])
def test_what_cannot_be_asked_is_refused(question):
    with pytest.raises(InvalidQuery):
        quotes_for(question, PASSAGES)
