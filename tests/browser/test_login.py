"""A private archive in a real browser: nothing before the login, everything after it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import ROOT, SIZES, left
from ui.accounts import Accounts

pytestmark = [pytest.mark.browser, pytest.mark.model]

NAME, PASSWORD = "maria", "a quiet archive"
AXE = """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
    "best-practice"]}).then(result => result.violations.map(one => one.id + ": " +
    one.nodes.map(node => node.html).join(" | ")))"""


# Each test logs in twice, and only five attempts a minute are let through: enough for both.
@pytest.fixture(scope="module")
def private(archive_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that could be reached through a proxy, so it asks for a login."""
    folder = shutil.copytree(archive_folder, tmp_path_factory.mktemp("private") / "archive")
    Accounts(folder).add(NAME, PASSWORD)
    command = [sys.executable, "-m", "ui", "serve", "--behind-proxy", "--port", "0"]
    with subprocess.Popen(
        [*command, "--archive", folder], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr is not None
            told = next(line for line in server.stderr if " is at " in line)
            yield re.findall(r"http://\S+", told)[0]
        finally:
            server.terminate()


def test_a_reader_logs_in_asks_and_logs_out(chrome, private, size):
    context = chrome.new_context(viewport=SIZES[size])
    try:
        _visit(context.new_page(), private)
    finally:
        context.close()


def _violations(page: Any) -> list[str]:
    """What axe finds wrong with the page in light and in dark."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(AXE)
    return found


def _visit(page: Any, address: str) -> None:
    errors: list[str] = []
    foreign: list[str] = []

    def note(error: str) -> None:
        if not left(error):
            errors.append(error)

    page.on("console", lambda told: note(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: note(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else foreign.append(asked.url),
    )
    page.set_default_timeout(60_000)

    page.goto(f"{address}/?doc=118214")
    assert page.url == f"{address}/login?next=%2F%3Fdoc%3D118214"
    assert page.title() == "Log in – Dragoman"
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.keyboard.press("Tab")
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").text_content() == "Name or password is wrong."
    assert _violations(page) == []
    assert len(errors) == 1  # the browser tells of the status 401
    errors.clear()

    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button").click()
    page.wait_for_selector(".starter", state="attached")
    assert page.url.endswith("/?doc=118214")
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("fetch('api/session').then((told) => told.json())") == {
        "name": NAME,
        "may_write": True,
        "may_log_in": True,
    }
    assert errors == []
    page.evaluate("fetch('logout', {method: 'POST'}).then((told) => told.status)")
    page.goto(address)
    assert page.url == f"{address}/login"
    assert [url for url in foreign if not url.startswith(("data:", "blob:"))] == []
