"""The stopwatch: each step's own time, and the functions left as they were."""

from __future__ import annotations

import sys
import time

import pytest

from tests.benchmarks.stopwatch import Stopwatch


def outer():
    time.sleep(0.02)
    inner()
    Held.made()


def inner():
    time.sleep(0.05)


class Held:
    @classmethod
    def made(cls):
        assert cls is Held
        return 5


def _place(name):
    return f"{__name__}:{name}"


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    """Under importlib mode a test module need not be found by its name."""
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or _this())


def _this():
    module = type(sys)(__name__)
    module.__dict__.update(globals())
    return module


def test_a_step_does_not_count_the_time_of_another():
    module = sys.modules[__name__]
    watch = Stopwatch()
    steps = {"out": [_place("outer")], "in": [_place("inner")], "held": [_place("Held.made")]}
    before = module.outer, module.inner, module.Held.__dict__["made"]
    with watch.on(steps):
        began = time.perf_counter()
        module.outer()
        whole = time.perf_counter() - began
    assert watch.missing == []
    assert watch.seconds["in"] >= 0.05
    assert watch.seconds["out"] == pytest.approx(
        whole - sum(watch.seconds[step] for step in ("in", "held")), abs=0.01
    )
    assert (module.outer, module.inner, module.Held.__dict__["made"]) == before


def test_what_is_not_there_is_named():
    watch = Stopwatch()
    with watch.on({"gone": [_place("absent"), _place("Absent.method")]}):
        pass
    assert watch.missing == [_place("absent"), _place("Absent.method")]
    assert watch.taken() == {"gone": 0.0}


def test_what_was_taken_is_counted_once():
    watch = Stopwatch()
    with watch.on({"in": [_place("inner")]}):
        sys.modules[__name__].inner()
        assert watch.taken()["in"] >= 0.05
        assert watch.taken() == {"in": 0.0}
