"""From citation to citation by keyboard, without taking a key from whoever types."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.model]

QUESTION = "How did Moscow itself explain why people left Sinkiang?"


@pytest.fixture
def size() -> str:
    return "desk"


def answered(page: Any) -> list[str]:
    """Ask on the page and return the labels of what it cites."""
    page.fill("#question", QUESTION)
    page.keyboard.press("Enter")
    page.locator(".answer:not([aria-busy]) .cite").first.wait_for()
    return page.locator(".turn .cite").all_text_contents()


def current(page: Any) -> str:
    page.locator("mark.quoted").first.wait_for()
    return str(page.locator(".cite[aria-current]").text_content())


def test_the_citations_are_gone_through(visit):
    page = visit()
    cited = answered(page)
    assert len(cited) > 1
    page.keyboard.press("Alt+n")  # from the empty question, right after asking
    assert current(page) == cited[0]
    assert page.evaluate("document.activeElement.matches('mark.quoted')")
    page.keyboard.press("Alt+n")
    page.wait_for_selector(f".cite[aria-current]:text-is('{cited[1]}')")
    page.keyboard.press("Alt+p")
    page.wait_for_selector(f".cite[aria-current]:text-is('{cited[0]}')")
    page.keyboard.press("Alt+p")  # there is none before the first
    assert current(page) == cited[0]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.cite[aria-current]')")
    steps = page.locator(".steps button")
    assert [one.get_attribute("aria-keyshortcuts") for one in steps.all()] == ["Alt+P", "Alt+N"]


def test_back_from_nowhere_is_the_last_citation(visit):
    page = visit()
    cited = answered(page)
    page.keyboard.press("Alt+p")
    assert current(page) == cited[-1]


def test_no_key_is_taken_from_a_field_or_from_other_modifiers(visit):
    page = visit()
    answered(page)
    page.fill("#question", "And n")
    for keys in ("Alt+n", "Alt+p"):
        page.keyboard.press(keys)
    page.fill("#question", "")
    for keys in ("Alt+Shift+n", "Control+Alt+n", "n", "p"):
        page.keyboard.press(keys)
    assert page.locator(".reader.open").count() == 0
    assert page.input_value("#question") == "np"


def test_a_letter_that_an_option_key_writes_stays_in_its_field(visit):
    page = visit()
    answered(page)
    press = """([place, key]) => document.querySelector(place).dispatchEvent(new KeyboardEvent(
      "keydown", { key, code: "KeyN", altKey: true, bubbles: true, cancelable: true }))"""
    assert page.evaluate(press, ["#question", "˜"])
    assert page.locator(".reader.open").count() == 0
    taken = not page.evaluate(press, ["body", "˜"])
    assert taken
    assert current(page) == "1"


def test_nothing_happens_without_an_answer(visit):
    page = visit()
    page.keyboard.press("Alt+n")
    assert page.locator(".reader.open").count() == 0


def test_the_help_lists_every_key(visit):
    page = visit()
    page.locator(".open-keys").click()
    panel = page.locator("#keys-panel")
    assert {"Alt+N", "Alt+P", "Esc"} <= set(panel.locator("kbd").all_text_contents())
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.evaluate("document.activeElement.matches('.open-keys')")
