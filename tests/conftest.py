"""Shared fixtures: one real archive of the shipped record, built once a session."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import hypothesis
import pytest

from bot import Archive, open_archive

# Where the tests run in the background of a shell, Ctrl-C is ignored, and so it would be by
# every process they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# How long an example takes says what else the machine does; no test asserts a time.
hypothesis.settings.register_profile("dragoman", deadline=None)
hypothesis.settings.load_profile("dragoman")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is written to the cache of whoever runs the tests, or read from it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DRAGOMAN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def seed_text() -> str:
    raw = (files("corpus") / "data" / "seed" / "118214.txt").read_bytes()
    return raw.decode("utf-8")


@pytest.fixture(scope="session")
def archive_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a built archive that holds the shipped record; tests must not change it."""
    folder = tmp_path_factory.mktemp("archive") / "seed"
    open_archive(folder).close()
    return folder


@pytest.fixture(scope="session")
def archive(archive_folder: Path) -> Iterator[Archive]:
    with open_archive(archive_folder) as opened:
        yield opened
