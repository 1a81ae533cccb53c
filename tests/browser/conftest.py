"""A real archive behind a real server, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import open_archive
from tests.browser.chrome import FLAGS, browser

ROOT = Path(__file__).parents[2]
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}

#: Words that would run, load or escape if anything on the way parsed them.
HOSTILE = (
    "<img src=x onerror=\"window.__xss='img'\"><script>window.__xss='script'</script>"
    "<svg onload=\"window.__xss='svg'\"></svg> ${window.__xss='template'} {{value}} "
    "`'\"></p><a href=\"javascript:window.__xss='link'\">link</a> "
    "![beacon](http://192.0.2.1/beacon.png) <base href=http://192.0.2.1/>"
)


# Of the package, not the session: while Playwright is open an event loop runs in this
# thread, and the tests after these could not run one of their own.
@pytest.fixture(scope="package")
def chrome() -> Iterator[Any]:
    executable = browser()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("no Chrome or Chromium in PATH, and CI must drive the page")
        pytest.skip("no Chrome or Chromium in PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory, seed_text: str) -> Path:
    """An archive whose second record tries, in title, heading and text, to take over."""
    place = tmp_path_factory.mktemp("hostile")
    page = seed_text.replace("118214", "999001").replace("August 1, 1963", "May 3, 1951")
    page = page.replace("Our Efforts Against", f"{HOSTILE} Our Efforts Against")
    page = page.replace(
        "As a response, we", f"𝔗he quinquennial harbour dues of Port Said {HOSTILE} were paid. We"
    )
    source = place / "999001.txt"
    source.write_text(page, encoding="utf-8")
    with open_archive(place / "archive") as archive:
        assert archive.add([source]).refused == ()
    return place / "archive"


@pytest.fixture(scope="session")
def served_folders(
    tmp_path_factory: pytest.TempPathFactory, archive_folder: Path, hostile_folder: Path
) -> dict[str, Path]:
    """Folders of the archives that are served: `seed`, `hostile`, two seeds whose
    conversations are kept by the browser (`own`) or not at all (`unkept`), and `empty`. The
    page writes to them, so they are copies, without the conversations that other tests had.
    """
    place = tmp_path_factory.mktemp("served")
    settings = {"seed": "archive", "own": "browser", "unkept": "off", "empty": "archive"}
    for name, kept in settings.items():
        shutil.copytree(
            archive_folder, place / name, ignore=shutil.ignore_patterns("conversations.db*")
        )
        line = f'conversations = "{kept}"\n'
        (place / name / "settings.toml").write_text(line, encoding="utf-8")
    with open_archive(place / "empty") as archive:
        archive.remove(["118214"])
    return {name: place / name for name in settings} | {"hostile": hostile_folder}


@pytest.fixture(scope="package")
def addresses(served_folders: dict[str, Path]) -> Iterator[dict[str, str]]:
    """Addresses of the servers, named as `served_folders`."""
    names = {str(folder): name for name, folder in served_folders.items()}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serving", *names],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            lines = [server.stdout.readline().split() for _ in names]
            yield {names[folder]: address for folder, address in lines}
        finally:
            server.terminate()


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def left(error: str) -> bool:
    """Tell whether Gradio's client only gave up what it still fetched as the page went away.

    It calls a stream that ends so an unexpected error, without saying where.
    """
    given_up = error.startswith("AbortError: ") and "/assets/" in error
    return given_up or error.strip() == "Unexpected error Connection errored out."


@pytest.fixture
def visit(chrome: Any, size: str, addresses: dict[str, str]) -> Iterator[Callable[..., Any]]:
    """Open a page; at the end no foreign request and no console error may have been made."""
    contexts: list[Any] = []
    foreign: list[str] = []
    errors: list[str] = []

    def opened(path: str = "/", *, to: str = "seed", scheme: str = "light") -> Any:
        context = chrome.new_context(viewport=SIZES[size], color_scheme=scheme)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=addresses[to])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on(
            "request",
            lambda request: (
                foreign.append(request.url)
                if not request.url.startswith((addresses[to], "data:", "blob:"))
                else None
            ),
        )

        def note(error: str) -> None:
            if not left(error):
                errors.append(error)

        page.on("console", lambda m: note(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: note(str(error)))
        page.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
        page.goto(addresses[to] + path)
        page.wait_for_selector(".starter", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []
