"""Progress of long work, told to whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far a stage of the work has come; prints well.

    Attributes:
        stage: what is being done, "embedding".
        done: units finished.
        total: units in all; None while unknown.
        unit: what is counted.
    """

    stage: str
    done: int
    total: int | None = None
    unit: str = "passages"

    def __str__(self) -> str:
        total = "" if self.total is None else f" of {self.total}"
        return f"{self.stage}: {self.done}{total} {self.unit}"


#: Receives each step; `print` will do.
Progress = Callable[[Step], object]


def silent(step: Step) -> None:
    """Ignore the step: the default where nobody watches."""
