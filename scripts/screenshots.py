"""Photograph the reading room: its main states, from a fresh archive of the shipped record.

    python scripts/screenshots.py [--into docs/images] [--browser NAME] [STATE...]

The page is served on a free port of this machine and driven in `chromium`, or in the Chrome
that is named, by its name in PATH or its path. Each state becomes STATE.png, with no more
colours than it needs and under 200 kB; a larger one is an error. Without STATE all are made.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import open_archive
from ui.web import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
MOSCOW = "How did Moscow itself explain why people left Sinkiang?"
ELSEWHERE = "What was decided about the price of bread in Yugoslavia in 1974?"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
LARGEST = 200_000  # bytes


def ask(page: Page, question: str) -> Any:
    """Ask on the page and return the turn once it is answered."""
    turns = page.locator(".turn").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    turn.locator(".answer:not([aria-busy])").wait_for()
    return turn


def answer(page: Page) -> None:
    """An answer with the document it quotes."""
    turn = ask(page, MOSCOW)
    turn.locator(".cite").first.click()
    page.locator("mark.quoted").wait_for()


def silence(page: Page) -> None:
    """A question that the archive does not answer."""
    turn = ask(page, ELSEWHERE)
    if turn.locator(".nearest").count():
        turn.locator(".nearest summary").click()


def library(page: Page) -> None:
    """What the archive holds."""
    page.locator(".open-library").click()
    page.locator("#library-panel").wait_for()
    page.wait_for_load_state("networkidle")


def search(page: Page) -> None:
    """Passages as the retriever ranks them."""
    page.locator(".open-search").click()
    box = page.locator("#search-panel input").first
    box.fill("publication about Albania")
    box.press("Enter")
    page.wait_for_load_state("networkidle")


def ask_only(page: Page) -> None:
    """An answer where one column is all there is."""
    ask(page, MOSCOW)


#: Name of the picture: what to do, size, colour scheme, language of the browser.
STATES: dict[str, tuple[Callable[[Page], None], dict[str, int], str, str]] = {
    "answer": (answer, DESK, "light", "en-GB"),
    "silence": (silence, DESK, "light", "en-GB"),
    "library": (library, DESK, "light", "en-GB"),
    "search": (search, DESK, "light", "en-GB"),
    "dark": (answer, DESK, "dark", "en-GB"),
    "chinese": (answer, DESK, "light", "zh-CN"),
    "phone": (ask_only, PHONE, "light", "en-GB"),
    "phone-reader": (answer, PHONE, "light", "en-GB"),
}


def photograph(browser: Browser, address: str, state: str) -> bytes:
    """Return the picture of a state as PNG."""
    act, size, scheme, locale = STATES[state]
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=locale,
        device_scale_factor=1.5,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.locator(".starter").first.wait_for(state="attached")
    act(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)  # fonts and the last scrolling come to rest
    picture = page.screenshot()
    context.close()
    return picture


def smaller(picture: bytes) -> bytes:
    """Return a PNG with as many colours as keep it under `LARGEST`.

    Raises:
        ValueError: not even 16 colours do.
    """
    from PIL import Image

    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (128, 64, 32, 16):
        made = io.BytesIO()
        few = whole.quantize(colours, dither=Image.Dither.NONE)
        few.save(made, "PNG", optimize=True)
        if made.tell() < LARGEST:
            return made.getvalue()
    raise ValueError(f"{made.tell():,} bytes with 16 colours; the limit is {LARGEST:,}.")


def served(folder: Path) -> str:
    """Serve a fresh archive of the shipped record and return the page's address."""
    ready = threading.Event()
    addresses: list[str] = []

    def told(address: str) -> None:
        addresses.append(address)
        ready.set()

    threading.Thread(
        target=serve,
        args=(open_archive(folder), "127.0.0.1", 0),
        kwargs={"ready": told},
        daemon=True,
    ).start()
    if not ready.wait(180):
        raise TimeoutError("the page was not served within three minutes")
    return addresses[0]


def main() -> None:
    """Make the pictures that were asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("states", nargs="*", metavar="STATE", help=", ".join(STATES))
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--browser", default="chromium", metavar="NAME")
    given = parser.parse_args()
    unknown = [state for state in given.states if state not in STATES]
    if unknown:
        parser.error(f"there is no state {', '.join(unknown)}; there are {', '.join(STATES)}")
    executable = shutil.which(given.browser)
    if executable is None:
        sys.exit(f"There is no {given.browser} in PATH. Name a Chrome or Chromium with --browser.")
    from playwright.sync_api import sync_playwright

    given.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        address = served(Path(place) / "archive")
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        for state in given.states or STATES:
            picture = smaller(photograph(browser, address, state))
            (given.into / f"{state}.png").write_bytes(picture)
            print(f"{state}.png: {len(picture) / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
