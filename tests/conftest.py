"""Shared fixtures: one real archive of the shipped record, built once a session."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

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


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's; a run in one process has none of it
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep a file's tests in one process, and with `--dist loadfile` all of tests/browser too.

    Those share a browser and its servers; two of each at once would cost more than they save.
    """
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            browser = "tests/browser"
            return browser if nodeid.startswith(f"{browser}/") else super()._split_scope(nodeid)

    return Together(config, log)


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
