"""Naming: a query is searched under the forms that the archive has, and says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.naming import known_as
from corpus.name_tables import read_names, shipped_names
from embeddings.lexical import LexicalEntry, LexicalIndex

TEXTS = (
    "The exodus from Sinkiang was noted by the consul at Urumchi.",
    "Liu Shao-ch'i received the ambassador in Shenyang; Chou En-lai was absent.",
    "Nice words were said in May at the bar about Victoria and Lincoln.",
    "The mayor of Danzig and Kissinger discussed repatriation of 60,000 people.",
)


def built(folder, texts):
    return LexicalIndex.build(
        folder,
        (LexicalEntry(row=n, record=n, title="", text=text) for n, text in enumerate(texts)),
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return built(tmp_path_factory.mktemp("naming") / "index", TEXTS)


def found(query, index, table=None):
    said = known_as(query, index, shipped_names() if table is None else table, lambda term: term)
    return {(each.words, each.kind.value, each.source): each.forms for each in said}


@pytest.mark.parametrize(
    ("query", "words", "source", "form"),
    [
        ("people left Xinjiang", "Xinjiang", "names", "Sinkiang"),
        ("新疆 1962", "新疆", "names", "Sinkiang"),
        ("Wu lu mu chi", "Wu lu mu chi", "names", "Urumchi"),
        ("what did Liu Shaoqi say", "Liu Shaoqi", "names", "Liu Shao-ch'i"),
        ("Mukden in the war", "Mukden", "names", "Shenyang"),
        ("the port of Gdańsk", "Gdańsk", "names", "Danzig"),
        ("the port of Gdansk", "Gdansk", "names", "Danzig"),
        ("沈阳", "沈阳", "gazetteer", "Shenyang"),
        ("在沈阳的领事", "沈阳", "gazetteer", "Shenyang"),
    ],
)
def test_a_name_is_searched_under_the_forms_held(index, query, words, source, form):
    forms = found(query, index)[words, "same", source]
    assert form in forms


def test_a_person_that_no_table_lists_is_read_in_the_other_romanisation(tmp_path):
    index = built(tmp_path / "index", ["P'eng Te-huai and Chang Han-fu spoke."])
    assert found("Did Zhang Hanfu speak?", index) == {
        ("Zhang Hanfu", "same", "romanisation"): ("Chang Han-fu",)
    }
    assert found("Peng Dehuai", index)["Peng Dehuai", "same", "romanisation"] == ("P'eng Te-huai",)


@pytest.mark.parametrize(
    "query",
    [
        "Nice words in May",
        "the bar",
        "Lincoln and Victoria",
        "Kissinger",
        "East Turkestan",
        "mukdens and bars",
        "",
        "elephants in Zanzibar",
    ],
)
def test_what_needs_no_other_form_has_none(index, query):
    assert found(query, index) == {}


def test_misspelt_words_are_searched_as_the_archive_spells_them(index):
    said = found("repatrate 60000 poeple", index)
    assert said == {
        ("repatrate", "spelling", "archive"): ("repatri",),
        ("poeple", "spelling", "archive"): ("peopl",),
    }


@pytest.mark.timeout(60)
def test_of_many_words_that_look_misspelt_a_few_are_looked_for(index):
    words = (f"repatrat{a}{b}" for a in "bcdfghjklm" for b in "nopqrstvwx")
    assert not found(" ".join(words), index)
    asked = found("repatrate " + " ".join(f"zq{letter}zq" for letter in "abcdefghij"), index)
    assert asked == {("repatrate", "spelling", "archive"): ("repatri",)}


def test_british_words_are_searched_as_an_american_archive_spells_them(tmp_path):
    index = built(tmp_path / "index", ["Rumors of a defense program", "Labour and defence"])
    said = found("rumours of a defence programme for labour", index)
    assert said == {
        ("rumours", "spelling", "spelling"): ("rumors",),
        ("defence", "spelling", "spelling"): ("defense",),
        ("programme", "spelling", "spelling"): ("program",),
    }
    assert found("labor", index) == {("labor", "spelling", "spelling"): ("labour",)}


@pytest.mark.parametrize("name", ["Xinjiang", "沈阳", "poeple"])
def test_a_name_that_stands_several_times_is_told_once(index, name):
    query = f"{name} and again {name}, {name}"
    assert [each.words for each in known_as(query, index, shipped_names(), str)] == [name]


def test_a_name_that_a_table_knows_is_never_respelled(index):
    assert not any(kind == "spelling" for _, kind, _ in found("Dihua and Formosa", index))


def test_the_keeper_s_table_parts_what_gazetteer_and_rules_join(index):
    table = read_names("沈阳,Shenyang,off\n")
    assert found("沈阳", index, table) == {}
    table = read_names("Poeple,*,off\n")
    assert found("poeple", index, table) == {}


def test_a_name_in_a_great_many_passages_is_left_alone(tmp_path):
    texts = ["Peking replied."] * 30 + ["Beijing"]
    index = built(tmp_path / "index", texts)
    assert found("Peking", index) == {}
    assert found("Beijing", index)["Beijing", "same", "names"] == ("Peking",)


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("Mao Tse tung - 沈阳 PRC . ' x".split())).map(" ".join)
)
def test_every_form_told_stands_in_the_archive(index, query):
    for each in known_as(query, index, shipped_names(), lambda term: term):
        assert each.words in query
        assert all(index.phrase(form, 1) for form in each.forms)
