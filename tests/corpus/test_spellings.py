"""Spellings: the forms of a word on either side of the Atlantic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.spellings import spelt_otherwise

PAIRS = """
    rumour/rumor rumours/rumors favourable/favorable neighbouring/neighboring labour/labor
    organise/organize organisations/organizations recognised/recognized analysed/analyzed
    centre/center theatres/theaters defence/defense licences/licenses dialogue/dialog
    travelled/traveled counsellor/counselor signalling/signaling
    despatches/dispatches enquiry/inquiry programmes/programs manoeuvred/maneuvered
    judgement/judgment grey/gray gaol/jail
""".split()


@pytest.mark.parametrize("pair", PAIRS)
def test_each_is_found_from_the_other(pair):
    british, american = pair.split("/")
    assert american in spelt_otherwise(british)
    assert british in spelt_otherwise(american)


@pytest.mark.parametrize("word", "four source treaty called willing border Kulja 1963 伊宁".split())
def test_a_word_of_one_spelling_has_no_other(word):
    assert spelt_otherwise(word) == ()


@given(st.text(max_size=20))
def test_any_text_has_only_other_forms(word):
    assert word.lower() not in spelt_otherwise(word)
