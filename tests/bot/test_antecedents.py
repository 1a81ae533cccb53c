"""Which sentences lean on the one before, and what stands before them then."""

import pytest

from bot.answers import said
from bot.antecedents import antecedent, continuation, hangs, with_context
from corpus.quotes import quote
from corpus.readers.plain import plain_record
from corpus.sentences import sentences

TEXT = "Moscow replied on Friday. They denied it. Such plots failed. Nobody came."


def quoted(text):
    record = plain_record("x", "", text)
    return [quote(record, span) for span in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    ["They denied it.", "However, he left.", "2. In the note, we insisted.", "It fell.",
     "This was refused.", "We will not forget such plots.", "I also pointed out this.",
     "As a response, we wrote.", "But nobody came."],
)  # fmt: skip
def test_leaning(sentence):
    assert hangs(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["Moscow denied it.", "It is never tolerable for a state to do so.", "We wrote.",
     "In 1962 they left.", "Nobody came.", "Theyland fell."],
)  # fmt: skip
def test_standing_alone(sentence):
    assert not hangs(sentence)


def test_a_position_goes_on_in_the_next_sentence_of_the_same_party():
    denied, claimed, plots = quoted(
        "The Soviet Union denied it. They also claimed a mistake. They left."
    )
    assert continuation(denied) == claimed
    assert continuation(claimed) is None
    assert continuation(plots) is None
    moscow, other = quoted("The Soviet Union denied it. Poland also claimed a mistake.")
    assert continuation(moscow) is None
    assert continuation(other) is None


def test_the_sentence_before_follows_as_context():
    moscow, they, _, nobody = quoted(TEXT)
    assert antecedent(they) == moscow
    assert antecedent(moscow) is None
    assert antecedent(nobody) is None
    shown = with_context([said(they), said(nobody)])
    assert [(s.quote.text, s.role) for s in shown] == [
        ("They denied it.", "answer"),
        ("Moscow replied on Friday.", "context"),
        ("Nobody came.", "answer"),
    ]


def test_a_sentence_quoted_anyway_is_no_context():
    moscow, they, such, _ = quoted(TEXT)
    shown = with_context([said(moscow), said(they), said(such)])
    assert [s.role for s in shown] == ["answer", "answer", "answer"]


def test_the_context_of_a_run_stands_after_it():
    moscow, they, such, nobody = quoted(TEXT)
    shown = with_context([said(they), said(such), said(nobody)])
    assert [s.quote for s in shown] == [they, such, nobody, moscow]
    assert shown[-1].role == "context"
