"""The page timed in a browser: every figure is there."""

from __future__ import annotations

import os

import pytest

from tests.benchmarks.page import measure
from tests.browser.chrome import browser

pytestmark = [pytest.mark.model, pytest.mark.browser]


def test_the_page_is_timed_beside_the_engine(archive_folder):
    if browser() is None:
        assert not os.environ.get("CI"), "no Chrome or Chromium in PATH, and CI must drive the page"
        pytest.skip("no Chrome or Chromium in PATH")
    found = measure(archive_folder, lambda _: None, count=3)
    assert found["questions"] == 3
    assert found["engine p95, ms"] >= found["engine p50, ms"] > 0
    assert found["Enter to first words p50, ms"] > 0
    assert found["quoted"] == 0 or found["citation to marked words p50, ms"] > 0
