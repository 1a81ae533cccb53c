"""The arithmetic: percentiles, medians over rounds, and ratios within a round."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Rounds = Sequence[Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is measured of each system.

    Attributes:
        key: its name in the results.
        title: for people, with its unit.
        more: whether more is better.
        ratio: whether ratios say anything.
    """

    key: str
    title: str
    more: bool = False
    ratio: bool = True


MEASURES = (
    Measure(key="build", title="passages/s built", more=True),
    Measure(key="build_memory", title="building, MiB"),
    Measure(key="first", title="start to answer, s"),
    Measure(key="p50", title="query p50, ms"),
    Measure(key="p95", title="query p95, ms"),
    Measure(key="memory", title="serving, MiB"),
    Measure(key="disk", title="disk, MiB"),
    Measure(key="add", title="ten more, s"),
    Measure(key="written", title="written by it, KiB"),
    Measure(key="overlap", title="top 10 shared", more=True, ratio=False),
    Measure(key="answer_p50", title="answer p50, ms", ratio=False),
    Measure(key="answer_p95", title="answer p95, ms", ratio=False),
)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies, between two where need be."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def medians(rounds: Rounds) -> dict[str, dict[str, float]]:
    """Return the median of each system's figures over the rounds that have them."""
    found: dict[str, dict[str, float]] = {}
    for system in dict.fromkeys(name for each in rounds for name in each):
        keys = dict.fromkeys(key for each in rounds for key in each.get(system, {}))
        found[system] = {
            key: statistics.median(
                each[system][key] for each in rounds if key in each.get(system, {})
            )
            for key in keys
        }
    return found


def best(one: Mapping[str, Mapping[str, float]], measure: Measure, ours: str) -> str | None:
    """Return the best system of a round but ours, or None when no other was measured.

    Variants of a system, named `system-variant`, do not stand against one another.
    """
    family = ours.partition("-")[0]
    others = {
        name: figures[measure.key]
        for name, figures in one.items()
        if name.partition("-")[0] != family and measure.key in figures
    }
    if not others:
        return None
    return (max if measure.more else min)(others, key=lambda name: others[name])


def ratios(rounds: Rounds, measure: Measure, ours: str, other: str | None = None) -> list[float]:
    """Return ours divided by another's figure in each round that has both.

    Only figures of one round are divided: the machine is not the same an hour later.

    Args:
        rounds: of each system its figures.
        measure: which figure.
        ours: the system divided.
        other: by which; None for the best other one of each round.
    """
    found = []
    for one in rounds:
        against = other or best(one, measure, ours)
        if against is None or measure.key not in one.get(ours, {}):
            continue
        divisor = one.get(against, {}).get(measure.key)
        if divisor:
            found.append(one[ours][measure.key] / divisor)
    return found
