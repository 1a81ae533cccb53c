"""Progress on the terminal's error stream: a bar for a person, silence for a pipe."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from tqdm import tqdm

    from corpus.progress import Step


class ProgressBar:
    """Receives steps of long work and shows them; use it as a context manager.

    On a terminal each stage has a tqdm bar that goes away when the work ends. Elsewhere
    only `announcement` is written, once, when the first step arrives: work that turns
    out to be none says nothing.

    Args:
        announcement: one line that says what begins and how long it takes; may be "".
        stream: where to write; the error stream by default, so results stay clean.
    """

    def __init__(self, announcement: str = "", stream: TextIO | None = None) -> None:
        self._announcement = announcement
        self._stream = sys.stderr if stream is None else stream
        self._bar: tqdm[None] | None = None
        self._stage = ""

    def __call__(self, step: Step) -> None:
        """Show how far the work has come."""
        if self._announcement:
            self._stream.write(self._announcement + "\n")
            self._stream.flush()
            self._announcement = ""
        if not self._stream.isatty():
            return
        if self._bar is None or step.stage != self._stage:
            self._close()
            self._bar = self._new_bar(step)
            self._stage = step.stage
        self._bar.total = step.total
        self._bar.update(step.done - self._bar.n)

    def _new_bar(self, step: Step) -> tqdm[None]:
        from tqdm import tqdm

        return tqdm(
            total=step.total,
            desc=step.stage,
            unit=f" {step.unit}",
            file=self._stream,
            leave=False,
            dynamic_ncols=True,
        )

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()
