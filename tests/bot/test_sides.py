"""Which two sides a question sets against each other."""

import pytest

from bot.sides import sides_of


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("How do the Chinese and Soviet positions differ on repatriation?", ("Chinese", "Soviet")),
        ("Compare China's view with Moscow's.", ("China", "Moscow")),
        ("What is the difference between China and the Soviet Union?", ("China", "Soviet Union")),
        ("Did China and the Soviet Union differ?", ("China", "Soviet Union")),
        ("How did China differ from the Soviet Union?", ("China", "Soviet Union")),
        ("Peking versus Moscow on the riots", ("Peking", "Moscow")),
    ],
)
def test_the_sides(question, sides):
    assert sides_of(question) == sides


@pytest.mark.parametrize("question", ["How do the accounts differ?", "Compare them.", ""])
def test_no_sides(question):
    assert sides_of(question) is None


def test_a_line_of_capitals_is_no_party_of_its_own():
    assert sides_of("A " * 2_000) is None
    assert sides_of(f"Between {'A of the ' * 400}") is None
