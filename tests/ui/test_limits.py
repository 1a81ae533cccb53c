from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.limits import ELSEWHERE, HERE, Busy, Kind, Limits, Rate, TooMany

SLOW = dict.fromkeys(Kind, Rate(a_minute=6, at_once=3))


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_reader_may_ask_at_once_and_then_at_the_rate():
    clock = Clock()
    limits = Limits(SLOW, clock=clock)
    for _ in range(3):
        limits.admit(Kind.ASK, "192.0.2.1")
    with pytest.raises(TooMany) as refused:
        limits.admit(Kind.ASK, "192.0.2.1")
    assert refused.value.seconds == 10  # 6 a minute
    assert refused.value.remedy == "Wait 10 seconds and try again."
    clock.now += 9.9
    with pytest.raises(TooMany):
        limits.admit(Kind.ASK, "192.0.2.1")
    clock.now += 0.2
    limits.admit(Kind.ASK, "192.0.2.1")


def test_readers_and_kinds_are_counted_apart():
    limits = Limits(SLOW, clock=Clock())
    for _ in range(3):
        limits.admit(Kind.ASK, "192.0.2.1")
    limits.admit(Kind.ASK, "192.0.2.2")
    limits.admit(Kind.SEARCH, "192.0.2.1")


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8::1", "2001:db8::ffff:2"), ("::ffff:192.0.2.1", "192.0.2.1")],
)
def test_a_network_s_addresses_are_one_reader(one, other):
    limits = Limits(SLOW, clock=Clock())
    for _ in range(3):
        limits.admit(Kind.ASK, one)
    with pytest.raises(TooMany):
        limits.admit(Kind.ASK, other)


@settings(deadline=None)
@given(st.lists(st.floats(min_value=0, max_value=30), max_size=60))
def test_no_reader_ever_gets_more_than_the_rate(pauses):
    clock = Clock()
    limits, waits = Limits(SLOW, clock=clock), []
    for pause in pauses:
        clock.now += pause
        try:
            limits.admit(Kind.ASK, "192.0.2.1")
        except TooMany as refused:
            waits.append(refused.seconds)
    assert all(1 <= seconds <= 10 for seconds in waits)
    assert len(pauses) - len(waits) <= 3 + (clock.now - 100) / 10 + 1e-6


def test_fifty_readers_of_one_machine_are_within_its_rate():
    assert HERE[Kind.ASK].a_minute >= 50 * 6
    assert HERE[Kind.ASK].at_once >= 200
    assert all(ELSEWHERE[kind].a_minute <= HERE[kind].a_minute for kind in Kind)


def test_who_finds_no_place_in_time_is_told_to_come_back():
    limits = Limits(at_once=1, waiting=1, patience=0.05)
    inside, leave = threading.Event(), threading.Event()

    def work() -> None:
        with limits.turn():
            inside.set()
            leave.wait(10)

    worker = threading.Thread(target=work)
    worker.start()
    inside.wait(10)
    with pytest.raises(Busy) as refused, limits.turn():
        pass
    assert refused.value.seconds == 5
    leave.set()
    worker.join()
    with limits.turn():
        pass


def test_a_failure_inside_gives_the_place_back():
    limits = Limits(at_once=1, waiting=0, patience=0.05)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), limits.turn():
            raise ZeroDivisionError
