"""Indexes of codes: what they find has exact scores, and how much they find is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArchiveDamaged
from embeddings.dense import DenseIndex, rows_path
from embeddings.dense_kinds import EXACT_UP_TO, RECALL_AT_10, IndexFacts, Kind, chosen
from embeddings.probes import deviation, take

CODED = (Kind.FP16, Kind.SQ8, Kind.IVF)
COUNT, DIM = 12_000, 16


def clustered(n, dim=DIM, seed=0):
    """Vectors around a hundred centres, as passages lie around subjects."""
    centres = np.random.default_rng(77).normal(size=(100, dim))
    chance = np.random.default_rng(seed)
    vectors = centres[chance.integers(100, size=n)] + 0.4 * chance.normal(size=(n, dim))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def vectors():
    return clustered(COUNT)


@pytest.fixture(scope="module", params=CODED, ids=[kind.value for kind in CODED])
def index(request, vectors, tmp_path_factory):
    path = tmp_path_factory.mktemp(request.param.value) / "index.faiss"
    parts = (vectors[start : start + 500] for start in range(0, COUNT, 500))
    return DenseIndex.build(path, parts, count=COUNT, dim=DIM, kind=request.param)


def test_auto_is_exact_until_it_is_too_slow():
    assert chosen(Kind.AUTO, EXACT_UP_TO) is Kind.EXACT
    assert chosen(Kind.AUTO, EXACT_UP_TO + 1) is Kind.IVF
    assert chosen(Kind.SQ8, 5) is Kind.SQ8
    assert chosen(Kind.IVF, 0) is Kind.EXACT


def test_every_score_is_the_exact_cosine(index, vectors):
    query = clustered(1, seed=5)[0]
    rows, scores = index.search(query, 100)
    assert len(rows) == 100
    assert list(scores) == sorted(scores, reverse=True)
    np.testing.assert_allclose(scores, vectors[rows] @ query, atol=1e-6)
    np.testing.assert_array_equal(index.vector(4711), vectors[4711])
    np.testing.assert_array_equal(index.scores(query, rows), scores)


def test_the_stated_recall_is_found_with_other_queries(index, vectors):
    """Stated by the index's own vectors; 100 others lose little more."""
    facts = index.facts
    assert facts.kind == index.kind.value
    assert facts.recall_at_10 >= RECALL_AT_10
    shares = []
    for query in clustered(100, seed=9):
        nearest = np.argsort(-(vectors @ query))[:10]
        shares.append(len(np.intersect1d(nearest, index.search(query, 10)[0])) / 10)
    assert np.mean(shares) >= facts.recall_at_10 - 0.03


@pytest.mark.parametrize("share", [0.001, 0.05, 0.5, 0.9])
def test_only_rows_that_may_come_back_do_and_as_many_as_wanted(index, vectors, share):
    among = np.random.default_rng(2).random(COUNT) < share
    query = clustered(1, seed=3)[0]
    rows, scores = index.search(query, 50, among)
    assert among[rows].all()
    assert len(rows) == min(50, among.sum())
    allowed = np.flatnonzero(among)
    nearest = allowed[np.argsort(-(vectors[allowed] @ query))[:10]]
    assert len(np.intersect1d(nearest, rows)) >= 9
    np.testing.assert_allclose(scores, vectors[rows] @ query, atol=1e-6)


def test_everything_is_found_where_everything_is_wanted(index):
    rows, _ = index.search(clustered(1)[0], COUNT)
    assert sorted(rows) == list(range(COUNT))


def test_a_search_gives_the_same_each_time_and_after_opening_again(index, vectors, tmp_path):
    index.write(tmp_path / "copy.faiss")
    opened = DenseIndex.open(tmp_path / "copy.faiss", index.facts)
    assert (opened.kind, opened.facts, len(opened)) == (index.kind, index.facts, COUNT)
    for query in clustered(5, seed=4):
        first = index.search(query, 20)
        for again in (index.search(query, 20), opened.search(query, 20)):
            np.testing.assert_array_equal(first[0], again[0])
            np.testing.assert_array_equal(first[1], again[1])


def test_an_index_made_twice_is_the_same(vectors):
    one, two = (DenseIndex.from_vectors(vectors[:3000], Kind.IVF) for _ in range(2))
    query = clustered(1, seed=8)[0]
    np.testing.assert_array_equal(one.search(query, 30)[0], two.search(query, 30)[0])
    assert one.facts.recall_at_10 == two.facts.recall_at_10


def test_its_golden_probes_hold(index):
    assert deviation(index, take(index)) is None


@pytest.mark.parametrize("kind", CODED)
@given(count=st.integers(1, 60), depth=st.integers(1, 80))
@settings(max_examples=10, deadline=None)
def test_few_vectors_are_searched_as_exactly_as_any(kind, count, depth):
    vectors = clustered(count, seed=count)
    query = clustered(1, seed=1)[0]
    coded, exact = (DenseIndex.from_vectors(vectors, each) for each in (kind, Kind.EXACT))
    found, expected = coded.search(query, depth), exact.search(query, depth)
    np.testing.assert_allclose(found[1], expected[1], atol=1e-6)
    assert sorted(found[0]) == sorted(expected[0])


def test_memory_is_what_the_kind_says():
    """At 384 dimensions: two bytes each, one byte each, one byte and an id of eight."""
    vectors = clustered(200, dim=384)
    held = {kind: DenseIndex.from_vectors(vectors, kind).facts.bytes_per_vector for kind in CODED}
    assert held[Kind.FP16] == 768
    assert held[Kind.SQ8] == 384
    assert 392 <= held[Kind.IVF] <= 432  # and the centres, shared out


def test_an_index_without_its_exact_rows_is_refused(index, tmp_path):
    path = tmp_path / "index.faiss"
    index.write(path)
    rows_path(path).unlink()
    with pytest.raises(ArchiveDamaged, match=r"index.faiss.rows cannot be read"):
        DenseIndex.open(path)


def test_parts_of_another_number_are_refused(vectors, tmp_path):
    for kind in (Kind.EXACT, Kind.SQ8):
        with pytest.raises(ValueError, match="were announced and 10 came"):
            DenseIndex.build(tmp_path / "i", [vectors[:10]], count=11, dim=DIM, kind=kind)


def test_an_index_without_facts_says_its_kind(vectors, tmp_path):
    DenseIndex.from_vectors(vectors[:9]).write(tmp_path / "i")
    assert DenseIndex.open(tmp_path / "i").facts == IndexFacts(kind="exact")
