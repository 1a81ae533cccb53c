"""Rows on the disk: the vectors that were written, in whatever order they are asked for."""

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArchiveDamaged
from embeddings.rows import Rows

VECTORS = np.arange(60, dtype="<f4").reshape(20, 3)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("rows") / "i.rows"
    path.write_bytes(VECTORS.tobytes())
    return path


@given(asked=st.lists(st.integers(0, 19), max_size=40))
def test_any_rows_in_any_order(path, asked):
    np.testing.assert_array_equal(Rows(path, 3).take(asked), VECTORS[np.array(asked, int)])


def test_where_rows_cannot_be_read_in_place_they_are_mapped(path, monkeypatch):
    monkeypatch.delattr(os, "preadv")
    np.testing.assert_array_equal(Rows(path, 3).take([4, 5, 0]), VECTORS[[4, 5, 0]])


@pytest.mark.parametrize("row", [-1, 20])
def test_a_row_that_is_not_held_is_refused(path, row):
    with pytest.raises(IndexError, match="0 to 19"):
        Rows(path, 3).take([row])


def test_half_a_row_and_a_missing_file_are_damage(path, tmp_path):
    with pytest.raises(ArchiveDamaged, match="cannot be read") as refused:
        Rows(path, 7)
    assert "rebuild" in refused.value.remedy
    with pytest.raises(ArchiveDamaged):
        Rows(tmp_path / "none", 3)


def test_a_file_cut_short_while_it_is_open_is_damage(tmp_path):
    path = tmp_path / "i.rows"
    path.write_bytes(VECTORS.tobytes())
    rows = Rows(path, 3)
    path.write_bytes(VECTORS[:5].tobytes())
    with pytest.raises(ArchiveDamaged):
        rows.take([4, 5, 6])
