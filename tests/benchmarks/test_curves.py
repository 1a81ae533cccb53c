"""The curves: vectors as they should be, recall with known numbers, both parts at small size."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.benchmarks import curves


def test_mixtures_are_unit_vectors_and_the_same_again():
    centres = np.eye(8, 16, dtype=np.float32)
    vectors = curves.mixtures(centres, 50, seed=1)
    assert vectors.shape == (50, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert (vectors == curves.mixtures(centres, 50, seed=1)).all()
    assert not (vectors == curves.mixtures(centres, 50, seed=2)).all()


def test_exact_search_finds_the_greatest_inner_products():
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8], [0.8, 0.6], [-1, 0]], np.float32)
    queries = np.array([[1, 0], [0, 1]], np.float32)
    parts = vectors[:2], vectors[2:4], vectors[4:]
    assert curves.exact(parts, queries, 3).tolist() == [[0, 3, 2], [1, 2, 3]]


def test_recall_is_the_share_that_was_found():
    wanted = np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
    assert curves.recall([[4, 3, 2, 1], [5, 6, 9, 10]], wanted) == 0.75


def test_vectors_are_built_written_opened_and_searched(tmp_path):
    np.save(tmp_path / "centres.npy", np.eye(12, 64, dtype=np.float32))
    built = curves.build_vectors(300, tmp_path)
    searched = curves.search_vectors(300, tmp_path)
    assert built["bytes a vector"] > 0
    assert searched["recall@10"] >= 0.95


@pytest.mark.model
def test_an_archive_is_made_asked_and_grows(tmp_path, monkeypatch):
    monkeypatch.setattr(curves, "ASKED", 2)
    made = curves.make_archive(40, tmp_path)
    served = curves.serve_archive(40, tmp_path)
    assert made["disk, MiB"] > 0
    assert served["answer p50, ms"] >= 0


def test_what_would_end_too_late_is_not_begun(tmp_path):
    found = curves._both(("build", "search"), 1000, tmp_path, time.perf_counter() - 1)
    assert found == {"stopped": "no time was left"}
