"""The lexical index: BM25 by the book, phrases, and the same order every time."""

import math
import shutil

import numpy as np
import pytest

from corpus.errors import ArchiveDamaged
from corpus.passages import Role
from embeddings.lexical import LexicalEntry, LexicalIndex, Within
from embeddings.lexical_query import Concept, LexicalQuery, of_terms

ENTRIES = [
    ("A cable", "The riots in Yining were riots indeed"),
    ("A cable", "No word of it"),
    ("A note on riots", "The consulate"),
    ("", "The consulate in Yining, and the Soviet Nationals Association"),
]


def build(folder, entries=ENTRIES):
    return LexicalIndex.build(
        folder,
        (
            LexicalEntry(row=row, record=row, title=title, text=text)
            for row, (title, text) in enumerate(entries)
        ),
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return build(tmp_path_factory.mktemp("lexical") / "index")


def test_scores_are_those_of_the_formula(index):
    """k1 = 1.2, b = 0.75; lengths 9, 6, 6 and 9 with titles, 7.5 in the mean; n = 2 of 4."""
    idf = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    long, short = 1.2 * (0.25 + 0.75 * 9 / 7.5), 1.2 * (0.25 + 0.75 * 6 / 7.5)
    assert index.idf("riot") == pytest.approx(idf) == pytest.approx(math.log(2))
    found = index.search(of_terms(["riot"]), 10)
    assert found == [
        (0, pytest.approx(idf * 2 * 2.2 / (2 + long), rel=1e-5)),
        (2, pytest.approx(idf * 1 * 2.2 / (1 + short), rel=1e-5)),
    ]


@pytest.mark.parametrize("query", [["riot"], ["riot", "yine"], ["yine", "consul"], ["soviet"]])
def test_exact_scores_of_given_rows_are_those_of_the_search(index, query):
    searched = dict(index.search(of_terms(query), 10))
    assert index.scores(of_terms(query), [0, 1, 2, 3]) == pytest.approx(searched)
    assert index.scores(of_terms(query), [3]) == pytest.approx(
        {r: s for r, s in searched.items() if r == 3}
    )


def test_only_passages_with_a_term_come_back(index):
    assert index.search(of_terms(["yugoslavia"]), 10) == []
    assert index.search(of_terms([]), 10) == []
    assert index.scores(of_terms([]), [0]) == index.scores(of_terms(["riot"]), []) == {}


def test_the_title_counts_for_ranking_and_not_for_phrases(index):
    assert [row for row, _ in index.search(of_terms(["note"]), 10)] == [2]
    assert index.frequency("note") == 1
    assert index.phrase("note on riots", 10) == []


@pytest.mark.parametrize(
    ("phrase", "rows"),
    [
        ("Soviet Nationals Association", [3]),
        ("soviet national associations", [3]),
        ("Nationals Soviet", []),
        ("consulate", [2, 3]),
        ("Yining, and the", [3]),
        ("", []),
        ("…", []),
        ('") OR *', []),
    ],
)
def test_a_phrase_is_words_one_after_another(index, phrase, rows):
    assert sorted(index.phrase(phrase, 10)) == rows


def test_ties_go_by_row(tmp_path):
    index = build(tmp_path / "index", [("", "the same words")] * 20)
    assert [row for row, _ in index.search(of_terms(["word"]), 20)] == list(range(20))


@pytest.mark.parametrize("depth", [0, -1])
def test_nothing_is_wanted(index, depth):
    assert index.search(of_terms(["riot"]), depth) == []


def test_an_empty_index_finds_nothing(tmp_path):
    index = build(tmp_path / "index", [])
    assert len(index) == 0
    assert index.search(of_terms(["riot"]), 5) == index.phrase("riot", 5) == []


def test_a_written_index_gives_the_same_scores(tmp_path):
    built = build(tmp_path / "index")
    opened = LexicalIndex.open(tmp_path / "index")
    assert opened.search(of_terms(["riot", "yine"]), 10) == built.search(
        of_terms(["riot", "yine"]), 10
    )
    assert len(opened) == 4


def test_an_index_in_a_folder_that_cannot_be_written_is_opened(tmp_path):
    build(tmp_path / "index")
    (tmp_path / "index").chmod(0o500)
    try:
        assert LexicalIndex.open(tmp_path / "index").frequency("riot") == 2
    finally:
        (tmp_path / "index").chmod(0o700)


def test_a_damaged_index_is_refused_with_a_remedy(tmp_path):
    build(tmp_path / "index")
    (tmp_path / "index" / "meta.json").write_text("{")
    with pytest.raises(ArchiveDamaged, match="cannot be read") as refused:
        LexicalIndex.open(tmp_path / "index")
    assert "rebuild" in refused.value.remedy


def test_a_missing_index_is_refused(tmp_path):
    build(tmp_path / "index")
    shutil.rmtree(tmp_path / "index")
    (tmp_path / "index").mkdir()
    with pytest.raises(ArchiveDamaged):
        LexicalIndex.open(tmp_path / "index")


def test_a_part_of_the_records_is_searched_with_the_scores_of_all(index):
    whole = dict(index.search(of_terms(["riot", "consul"]), 10))
    for inside in range(16):
        mask = np.array([bool(inside >> row & 1) for row in range(4)])
        within = Within(records=mask)
        found = index.search(of_terms(["riot", "consul"]), 10, within)
        assert dict(found) == {row: score for row, score in whole.items() if mask[row]}
        assert set(index.phrase("the consulate", 10, within)) == {2, 3} & set(np.flatnonzero(mask))


def test_only_the_wanted_roles_are_searched(tmp_path):
    roles = (Role.BODY, Role.NOTE, Role.HEADING)
    entries = [
        LexicalEntry(row=row, record=0, title="", text="the riots", role=role)
        for row, role in enumerate(roles)
    ]
    index = LexicalIndex.build(tmp_path / "index", entries)
    assert [row for row, _ in index.search(of_terms(["riot"]), 9, Within(roles=(Role.NOTE,)))] == [
        1
    ]
    found = index.search(of_terms(["riot"]), 9, Within(roles=(Role.NOTE, Role.HEADING)))
    assert [row for row, _ in found] == [1, 2]
    assert index.phrase("the riots", 9, Within(roles=())) == []


def test_a_concept_counts_as_the_form_a_text_holds_best(index):
    either = LexicalQuery(concepts=(Concept(forms=(("riot",), ("consul",))),))
    riot, consul = (dict(index.search(of_terms([term]), 10)) for term in ("riot", "consul"))
    assert dict(index.search(either, 10)) == pytest.approx(
        {row: max(riot.get(row, 0), consul.get(row, 0)) for row in riot | consul}
    )
    assert index.idf_sum(either) == max(index.idf("riot"), index.idf("consul"))


def test_a_weight_multiplies(index):
    double = LexicalQuery(concepts=(Concept(forms=(("riot",),), weight=2.0),))
    once = dict(index.search(of_terms(["riot"]), 10))
    assert dict(index.search(double, 10)) == pytest.approx({r: 2 * s for r, s in once.items()})
    assert index.idf_sum(double) == 2 * index.idf("riot")
    assert index.shares(double, list(once)) == pytest.approx(
        index.shares(of_terms(["riot"]), list(once))
    )
