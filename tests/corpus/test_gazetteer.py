"""The gazetteer: towns under the names they had, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.gazetteer import place_called


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Tihwa", "Ürümqi"),
        ("Mukden", "Shenyang"),
        ("Danzig", "Gdańsk"),
        ("Peking", "Beijing"),
        ("Leopoldville", "Kinshasa"),
        ("乌鲁木齐", "Ürümqi"),
        ("伊宁", "Ghulja"),
        ("Shenyang", "Shenyang"),
    ],
)
def test_a_town_is_known_by_its_other_names(form, name):
    place = place_called(form)
    assert place is not None
    assert place.name == place.forms[0] == name
    assert form in place.forms


@pytest.mark.parametrize("form", ["Of", "Bar", "May", "LED", "mukden", "", '"', "Zzzyx", "1962"])
def test_codes_and_common_words_are_no_towns(form):
    assert place_called(form) is None


def test_a_name_of_two_towns_of_like_size_means_neither():
    assert place_called("Port Arthur") is None


@given(st.text(max_size=30))
def test_any_text_can_be_looked_up(text):
    place = place_called(text)
    assert place is None or text in place.forms
