"""Whose words a question is after, and by what a party is recognised."""

import pytest

from bot.parties import asked_party, forms_of, is_of_the_asked
from corpus.name_tables import shipped_names
from corpus.readers import read_bytes
from tests.bot.samples import sentence

DENIED = "They also claimed that the massive and illegal flight"


@pytest.fixture(scope="module")
def cable(seed_text):
    return read_bytes(seed_text.encode(), "118214.txt")


@pytest.mark.parametrize("party", ["Moscow", "the Soviet Union", "the U.S.S.R.", "Washington"])
def test_initials_are_no_forms_of_a_state(party):
    """An author called Robert S. is not Moscow."""
    forms = forms_of(party, shipped_names())
    assert forms
    assert not [form for form in forms if len(form) == 1 and form.isascii()]


def test_one_sign_of_chinese_may_be_a_form():
    assert forms_of("苏", ()) == {"苏"}


@pytest.mark.parametrize(
    ("question", "is_of_it"),
    [
        ("How did Moscow itself explain why people left Sinkiang?", True),
        ("What did the Soviets claim?", True),
        ("What did Peking say of the flight?", False),
        ("Why did people leave Sinkiang?", False),
    ],
)
def test_a_reported_position_is_of_the_party_asked_after(cable, question, is_of_it):
    words = sentence(cable, DENIED)
    assert is_of_the_asked(question, words, shipped_names()) is is_of_it


@pytest.mark.parametrize(
    ("question", "party"),
    [
        ("What I can't find out is how the Soviets replied to it. Do you know?", "Soviets"),
        ("Tell me what the Soviet Union has claimed of the riots.", "Soviet Union"),
        ("Why did China blame articles about Albania?", "China"),
        ("Why did the Soviet Union admit it?", "Soviet Union"),
        ("What the Soviets did is known. Who says so?", None),
        ("How were the Soviets blamed?", None),
    ],
)
def test_a_party_is_asked_after_outright_or_as_told(question, party):
    assert asked_party(question) == party


def test_the_document_s_own_words_are_no_reported_position(cable):
    words = sentence(cable, "In our note dated 30 August")
    assert asked_party("What did China say in August?") == "China"
    assert not is_of_the_asked("What did China say in August?", words, shipped_names())
