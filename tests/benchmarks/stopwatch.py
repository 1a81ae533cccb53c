"""A stopwatch on real functions: how long each step of a whole takes, itself and no other.

A step that calls another gives its time to that one, so that the steps of a whole add up
to it. The functions run as they are; they are only timed on the way in and out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from time import perf_counter


class Stopwatch:
    """Sums up the seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.missing: list[str] = []
        self._open = threading.local()

    @contextmanager
    def on(self, steps: Mapping[str, Sequence[str]]) -> Iterator[Stopwatch]:
        """Time functions while it is open.

        Args:
            steps: of each step the places of its functions, `module:name` or
                `module:Class.name`, as they are called. What is not there is noted in
                `missing`.
        """
        replaced = []
        try:
            for step, places in steps.items():
                self.seconds.setdefault(step, 0.0)
                for place in places:
                    module, _, path = place.partition(":")
                    *owners, name = path.split(".")
                    owner = import_module(module)
                    for each in owners:
                        owner = getattr(owner, each, None)
                    call = getattr(owner, "__dict__", {}).get(name)
                    if isinstance(call, classmethod):
                        timed = classmethod(self._timed(step, call.__func__))
                    elif callable(call):
                        timed = self._timed(step, call)
                    else:
                        self.missing.append(place)
                        continue
                    replaced.append((owner, name, call))
                    setattr(owner, name, timed)
            yield self
        finally:
            for owner, name, call in reversed(replaced):
                setattr(owner, name, call)

    def taken(self) -> dict[str, float]:
        """Return the seconds of each step since it was last asked, and begin again."""
        found = dict(self.seconds)
        self.seconds = dict.fromkeys(found, 0.0)
        return found

    def _timed(self, step, call):
        def timed(*arguments, **named):
            inner = getattr(self._open, "inner", 0.0)
            self._open.inner = 0.0
            began = perf_counter()
            try:
                return call(*arguments, **named)
            finally:
                whole = perf_counter() - began
                self.seconds[step] += whole - self._open.inner
                self._open.inner = inner + whole

        return timed
