"""Leaning: what is weighed, with weights a reader can check."""

from dataclasses import astuple, fields, replace

import pytest

from bot.archive import create_archive
from bot.leaning import FEWEST, Leaning, Weights, dangling, fitted, points_back
from corpus.readers.plain import plain_record
from tests.hashing import HashingEncoder

NONE = Leaning(*[0.0] * 8)
HERDS = "The herdsmen took their sheep over the river in spring."
WOOL = "Wool was sold in the market of the county town."


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    texts = [HERDS, WOOL, *(f"Notice {n} concerns matter {n} alone." for n in range(FEWEST))]
    records = [plain_record(f"r{n}", "", text) for n, text in enumerate(texts)]
    folder = tmp_path_factory.mktemp("leaning")
    with create_archive(folder, records, encoder=HashingEncoder()) as archive:
        yield archive


def test_without_figures_only_the_intercept_counts():
    assert Weights((1.0,) * 8, 0.0).chance(NONE) == 0.5
    assert Weights((1.0,) * 8, 1000.0).chance(NONE) == pytest.approx(1.0)


def test_each_figure_counts_by_its_weight():
    weights = Weights((0.0,) * 7 + (2.0,), -1.0)
    assert weights.chance(replace(NONE, points=1.0)) == pytest.approx(0.7310586)  # 1/(1+1/e)
    assert weights.chance(NONE) == pytest.approx(0.2689414)


def test_the_shipped_weights_are_one_a_figure():
    assert len(fitted().each) == len(fields(Leaning))


def test_a_question_found_by_itself_leans_less_than_one_that_points_back():
    lone = Leaning(
        meaning=0.8, meaning_before=0.7, meaning_both=0.7, alike=0.3, words_both=0.4, gap=0.3,
        terms=5.0, points=0.0,
    )  # fmt: skip
    pointing = replace(lone, meaning=0.3, alike=0.6, gap=0.02, terms=1.0, points=1.0)
    assert fitted().chance(lone) < 0.2 < 0.8 < fitted().chance(pointing)


def test_the_figures_are_of_the_searches(archive):
    question = "the herdsmen took their sheep over the river in spring"
    found = archive.retriever.leaning(question, WOOL)
    assert found.meaning == pytest.approx(1.0, abs=1e-4)
    assert found.meaning_before == pytest.approx(1.0, abs=1e-4)
    assert found.meaning_both < 1.0
    assert found.terms == 5.0  # herdsmen, took, sheep, river, spring
    assert found.points == 1.0  # their
    assert found.gap > 0.5


def test_equal_questions_have_equal_figures(archive):
    one, other = (archive.retriever.leaning("Where was wool sold?", HERDS) for _ in range(2))
    assert astuple(one) == astuple(other)


def test_nothing_can_be_told_without_history_or_in_a_small_archive(archive, tmp_path):
    assert archive.retriever.leaning("Where was wool sold?", " ") is None
    records = [plain_record("one", "", WOOL)]
    with create_archive(tmp_path, records, encoder=HashingEncoder()) as small:
        assert small.retriever.leaning("Where was wool sold?", HERDS) is None


@pytest.mark.parametrize("question", ["", "😀", "?", "a" * 4000, "“ " * 50])
def test_odd_questions_have_figures(archive, question):
    if question:
        assert archive.retriever.leaning(question, HERDS) is not None


@pytest.mark.parametrize("question", ["Who did it?", "And the reply?", "Was he there?"])
def test_words_that_point_back(question):
    assert points_back(question)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Who overthrew him?", "him"),
        ("Did they agree?", "they"),
        ("And why did he want to go there?", "he"),
        ("Who overthrew Arbenz, and why did he flee?", ""),
        ("who was jim thorpe and what did he do", ""),
        ("What did the envoy say when he came?", ""),
        ("Who moved the royal court, and why did he?", ""),
        ("When was the treaty signed?", ""),
    ],
)
def test_a_short_question_about_somebody_not_named_is_known(question, word):
    assert dangling(question) == word
