"""Folds for cross-validation: what belongs together is never both fitted on and judged."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """One split.

    Attributes:
        fitting: places of the items to fit on, ascending.
        judging: places of the items to judge by, ascending.
    """

    fitting: tuple[int, ...]
    judging: tuple[int, ...]


def folds(groups: Sequence[str], n: int = 5, *, seed: int = 0) -> tuple[Fold, ...]:
    """Split items into `n` folds by their group, as evenly as the groups allow.

    Each item is judged in exactly one fold, and all items of a group in the same one. The
    largest groups are dealt first, each to the fold that has fewest items; equal ones in
    the order of a hash, so that the split depends on the groups and the seed alone, not
    on the order of the items, the machine or the version of Python.

    Args:
        groups: the group of each item, such as the title of its document.
        n: how many folds, 2 or more.
        seed: another one gives another split.

    Raises:
        ValueError: `n` is below 2, or there are fewer groups than folds.
    """
    if n < 2:
        raise ValueError(f"cross-validation needs 2 folds or more, not {n}")
    members: dict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        members[group].append(at)
    if len(members) < n:
        raise ValueError(f"{len(members)} groups cannot make {n} folds")
    sizes = [0] * n
    judged: list[list[int]] = [[] for _ in range(n)]
    for group in sorted(members, key=lambda g: (-len(members[g]), _hash(g, seed))):
        smallest = sizes.index(min(sizes))
        sizes[smallest] += len(members[group])
        judged[smallest] += members[group]
    return tuple(
        Fold(
            fitting=tuple(sorted(set(range(len(groups))) - set(fold))),
            judging=tuple(sorted(fold)),
        )
        for fold in judged
    )


def _hash(group: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}\n{group}".encode()).hexdigest()
