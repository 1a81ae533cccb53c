"""Name variants: searched beside the words of a query, never put in their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.name_tables import shipped_names
from corpus.names import NameKind, Variant, expand


def found(query):
    return {(e.words, e.kind): e.forms for e in expand(query, shipped_names())}


@pytest.mark.parametrize(
    ("query", "words", "kind", "form"),
    [
        ("the Kulja riots", "Kulja", "same", "Yining"),
        ("the kulja riots", "kulja", "same", "Gulja"),
        ("Yining", "Yining", "same", "Gulja"),
        ("people left Sinkiang", "Sinkiang", "same", "Xinjiang"),
        ("What did Moscow say?", "Moscow", "metonym", "Soviet Union"),
        ("Peking’s note", "Peking", "same", "Beijing"),
        ("Peking’s note", "Peking", "metonym", "China"),
        ("伊宁 暴乱", "伊宁", "same", "Yining"),
        ("Кульджа", "Кульджа", "same", "Yining"),
        ("the U.S.S.R. denied", "U.S.S.R.", "same", "Soviet Union"),
        ("the Yi-Ta incident", "Yi-Ta incident", "event", "exodus"),
        ("Wu-lu-mu-ch'i", "Wu-lu-mu-ch'i", "same", "Urumqi"),
    ],
)
def test_a_name_is_known_under_its_other_forms(query, words, kind, form):
    assert form in found(query)[words, NameKind(kind)]


def test_the_longest_name_wins():
    assert {words for words, _ in found("the Soviet Union")} == {"Soviet Union"}


@pytest.mark.parametrize(
    "query",
    [
        "East Turkestan",  # not the same thing as Xinjiang
        "Russia",
        "a prcis",
        "Kuljaism",
        "the prc of it",  # short capitals only in capitals
        "",
        "no names here",
    ],
)
def test_what_is_no_other_name_is_left_alone(query):
    assert found(query) == {}


def test_a_name_is_never_its_own_variant():
    table = shipped_names()
    assert all(row.name != row.variant for row in table)
    for row in table:
        for each in expand(row.variant, table):
            assert each.words not in each.forms


def test_anyone_s_own_table():
    table = (Variant(name="Saigon", variant="Ho Chi Minh City", kind=NameKind.SAME),)
    (only,) = expand("in Ho Chi Minh City", table)
    assert (only.words, only.forms, only.kind) == ("Ho Chi Minh City", ("Saigon",), NameKind.SAME)


@given(st.text(max_size=100))
def test_any_query_can_be_expanded(query):
    assert all(each.words in query and each.forms for each in expand(query, shipped_names()))
