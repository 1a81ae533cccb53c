"""The dense index: exact cosines, the same as numpy's."""

import numpy as np
import pytest

from corpus.errors import ArchiveDamaged
from embeddings.dense import DenseIndex


def unit_vectors(n, dim=16, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def vectors():
    return unit_vectors(50)


@pytest.fixture(scope="module")
def index(vectors):
    return DenseIndex.from_vectors(vectors)


def test_scores_are_those_of_numpy(index, vectors):
    query = unit_vectors(1, seed=1)[0]
    rows, scores = index.search(query, 50)
    expected = vectors @ query
    assert list(rows) == sorted(range(50), key=lambda row: -expected[row])
    np.testing.assert_allclose(scores, expected[rows], atol=1e-6)
    np.testing.assert_allclose(index.scores(query, [7, 3, 7]), expected[[7, 3, 7]], atol=1e-6)


def test_the_best_come_first(index, vectors):
    rows, scores = index.search(vectors[7], 3)
    assert rows[0] == 7
    assert scores[0] == pytest.approx(1, abs=1e-5)
    assert list(scores) == sorted(scores, reverse=True)


def test_ties_go_by_row():
    same = np.repeat(unit_vectors(1), 6, axis=0)
    rows, _ = DenseIndex.from_vectors(same).search(same[0], 6)
    assert list(rows) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(("depth", "found"), [(-1, 0), (0, 0), (1, 1), (50, 50), (1_000_000, 50)])
def test_as_many_as_wanted_and_held(index, vectors, depth, found):
    rows, scores = index.search(vectors[0], depth)
    assert len(rows) == len(scores) == found


def test_no_rows_have_no_scores(index, vectors):
    assert index.scores(vectors[0], []).shape == (0,)


def test_an_empty_index_finds_nothing():
    empty = DenseIndex.from_vectors(np.empty((0, 16), np.float32))
    assert len(empty) == 0
    assert empty.search(unit_vectors(1)[0], 5)[0].shape == (0,)


@pytest.mark.parametrize("fault", [np.nan, np.inf, 0.0, 2.0])
def test_a_vector_that_is_not_of_length_one_is_refused(fault):
    vectors = unit_vectors(3)
    vectors[1] *= fault
    with pytest.raises(ValueError, match="finite and of length 1"):
        DenseIndex.from_vectors(vectors)


def test_a_written_index_gives_the_same_scores(index, vectors, tmp_path):
    path = tmp_path / "index.faiss"
    index.write(path)
    opened = DenseIndex.open(path)
    assert (len(opened), opened.dim) == (50, 16)
    for mine, theirs in zip(opened.search(vectors[3], 9), index.search(vectors[3], 9), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("keep", [0, 4, 60])
def test_a_cut_off_index_is_refused_with_a_remedy(index, tmp_path, keep):
    path = tmp_path / "index.faiss"
    index.write(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ArchiveDamaged, match="cannot be read") as refused:
        DenseIndex.open(path)
    assert "rebuild" in refused.value.remedy


def test_a_lying_size_is_refused_without_allocating(index, tmp_path):
    path = tmp_path / "index.faiss"
    index.write(path)
    raw = bytearray(path.read_bytes())
    place = raw.index((50 * 16).to_bytes(8, "little"))  # how many floats or bytes follow
    raw[place : place + 8] = (2**40).to_bytes(8, "little")
    path.write_bytes(raw)
    with pytest.raises(ArchiveDamaged):
        DenseIndex.open(path)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.9, 1.0])
def test_a_search_among_some_rows_is_the_whole_one_without_the_rest(index, vectors, share):
    among = np.random.default_rng(2).random(50) < share
    query = unit_vectors(1, seed=1)[0]
    everything, scores = index.search(query, 50)
    kept = among[everything]
    rows, found = index.search(query, 50, among)
    assert list(rows) == list(everything[kept])
    np.testing.assert_array_equal(found, scores[kept])


def test_equal_vectors_have_equal_scores_whatever_is_asked_beside_them(vectors):
    same = np.concatenate([vectors, vectors])
    index = DenseIndex.from_vectors(same)
    scores = index.scores(unit_vectors(1, seed=3)[0], range(100))
    np.testing.assert_array_equal(scores[:50], scores[50:])
    alone = index.scores(unit_vectors(1, seed=3)[0], [93])
    assert alone[0] == scores[43]
