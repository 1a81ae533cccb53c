"""The page in a real browser: from Enter to the first quote, from a citation to its words."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median

from bot import open_archive
from corpus.store import RecordStore
from tests.benchmarks.figures import percentile
from tests.benchmarks.readers import copied, questions, served, warm
from tests.browser.chrome import FLAGS, browser

#: Waits in the page's own frames, so that no driver's polling is measured.
_ASKED = """question => new Promise(done => {
  const box = document.querySelector("#question");
  const turns = document.querySelectorAll(".turn").length;
  box.value = question;
  box.dispatchEvent(new Event("input", {bubbles: true}));
  const began = performance.now();
  box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
  const look = () => {
    const turn = document.querySelectorAll(".turn")[turns];
    if (turn?.querySelector("blockquote, .answer:not([aria-busy]) > :not(.waiting)"))
      done({ms: performance.now() - began, quoted: !!turn.querySelector(".answer blockquote")});
    else requestAnimationFrame(look);
  };
  look();
})"""
_CITED = """() => new Promise(done => {
  const cite = [...document.querySelectorAll(".turn .cite")].at(-1);
  const began = performance.now();
  cite.click();
  const look = () => {
    const mark = document.querySelector("mark.quoted");
    const box = mark?.getBoundingClientRect();
    if (box && box.top >= 0 && box.bottom <= innerHeight) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def measure(archive: Path | None, say: Callable[[str], None], *, count: int = 30) -> dict:
    """Ask questions on the page and of the engine alone; the archive is copied first.

    Raises:
        SystemExit: there is no Chrome or Chromium.
    """
    executable = browser(proper=True)
    if executable is None:
        raise SystemExit("There is no Chrome or Chromium in PATH; install one.")
    with copied(archive, say) as (folder, environ):
        with RecordStore.open(folder) as store:
            first, *asked = islice(questions(store), count + 1)
        say("The engine alone ...")
        engine = _engine(folder, first, asked)
        say("The page ...")
        with served(environ) as (address, _):
            warm(address, first)
            shown, cited = _shown(executable, address, asked)
        return {
            "questions": count,
            "quoted": sum(quoted for _, quoted in shown),
            "engine p50, ms": median(engine),
            "engine p95, ms": percentile(engine, 0.95),
            "Enter to first words p50, ms": median(ms for ms, _ in shown),
            "Enter to first words p95, ms": percentile([ms for ms, _ in shown], 0.95),
            "page's own p50, ms": median(
                ms - alone for (ms, _), alone in zip(shown, engine, strict=True)
            ),
            "citation to marked words p50, ms": median(cited) if cited else None,
            "citation to marked words p95, ms": percentile(cited, 0.95) if cited else None,
        }


def _engine(folder: Path, first: str, asked: list[str]) -> list[float]:
    """Return the milliseconds of each question asked in this process, models warm."""
    took = []
    with open_archive(folder) as archive:
        archive.ask(first)
        for question in asked:
            began = time.perf_counter()
            archive.ask(question)
            took.append(1000 * (time.perf_counter() - began))
    return took


def _shown(executable: str, address: str, asked: list[str]):
    """Return (ms, whether quoted) of each question, and ms of each citation that was clicked."""
    from playwright.sync_api import sync_playwright

    shown: list[tuple[float, bool]] = []
    cited: list[float] = []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for question in asked:  # each in a page of its own, so that none leans on another
            page = opened.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(60_000)
            page.goto(address)
            page.wait_for_selector(".starter", state="attached")
            answer = page.evaluate(_ASKED, question)
            shown.append((answer["ms"], answer["quoted"]))
            page.locator(".turn .answer:not([aria-busy])").wait_for()
            if page.locator(".turn .cite").count():
                cited.append(page.evaluate(_CITED))
            page.close()
        opened.close()
    return shown, cited
