"""What kept the models from being loaded may be mended while the archive is served."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from corpus.errors import ArchiveError, IndexMissing
from ui import warmth
from ui.warmth import Warmth


class Archive:
    """Fails to load as often as it has errors, then succeeds."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.tries = 0

    def warm(self) -> None:
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)


def warm(archive: Any) -> Warmth:
    return Warmth(archive)


def test_after_a_failure_a_later_question_tries_again(monkeypatch):
    monkeypatch.setattr(warmth, "PAUSE", 0.0)
    one = warm(Archive(IndexMissing("There is no index.", "Run 'dragoman repair'.")))
    with pytest.raises(IndexMissing, match="no index") as refused:
        one.wait()
    assert refused.value.remedy == "Run 'dragoman repair'."
    assert not one.ready
    one.wait()
    assert one.ready


def test_a_failure_is_told_for_a_moment_without_another_try():
    archive = Archive(*[ArchiveError("No.", "Wait.")] * 9)
    one = warm(archive)
    raised = []
    for _ in range(3):
        with pytest.raises(ArchiveError, match="No") as refused:
            one.wait()
        raised.append(refused.value)
    assert archive.tries == 1
    assert len({id(each) for each in raised}) == 3  # none gathers the traces of another
    assert {each.remedy for each in raised} == {"Wait."}
    one.start()
    one.finish()
    assert archive.tries == 1


@pytest.mark.parametrize("error", [MemoryError(), OSError("gone"), ValueError("odd")])
def test_an_unexpected_failure_is_one_too(monkeypatch, error):
    monkeypatch.setattr(warmth, "PAUSE", 0.0)
    one = warm(Archive(error))
    one.start()
    one.finish()
    assert not one.ready
    one.wait()
    assert one.ready
    other = warm(Archive(error))
    with pytest.raises(ArchiveError) as refused:
        other.wait()
    assert refused.value.remedy


def test_questions_at_once_wait_for_one_try():
    gate, archive = threading.Event(), Archive()
    load = archive.warm
    archive.warm = lambda: (gate.wait(30), load())[1]  # type: ignore[method-assign]
    one = warm(archive)
    waiting = [threading.Thread(target=one.wait) for _ in range(4)]
    for thread in waiting:
        thread.start()
    assert not one.ready
    gate.set()
    for thread in waiting:
        thread.join(30)
    assert archive.tries == 1
    assert one.ready
