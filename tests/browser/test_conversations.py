"""Conversations that last and filters beside the question, at a desk and on a phone."""

from __future__ import annotations

import json
import re
import time
import zipfile
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.conversation_rows import StoredTurn
from bot.conversation_store import ConversationStore
from tests.browser.conftest import HOSTILE, SIZES
from tests.browser.holding import Held

pytestmark = [pytest.mark.browser, pytest.mark.model]

MOSCOW = "How did Moscow itself explain why people left Sinkiang?"
FOLLOW_UP = "And what did they say about Albania?"
SIGNED = "Who translated this document?"


@pytest.fixture(autouse=True)
def _none_stored(addresses: dict[str, str]) -> None:
    for name in ("seed", "hostile"):
        with httpx.Client(base_url=addresses[name], timeout=60, trust_env=False) as client:
            for each in client.get("/api/conversations").json()["conversations"]:
                assert client.delete(f"/api/conversations/{each['id']}").status_code == 204


def ask(page: Any, question: str) -> Any:
    """Type a question and return the turn once it is answered."""
    turns = page.locator(".turn").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    turn.locator(".answer:not([aria-busy]) > *").first.wait_for()
    return turn


def reload(page: Any, turns: int) -> None:
    page.reload()
    page.locator(".turn .answer > *").first.wait_for()
    assert page.locator(".turn").count() == turns


def later(route: Any) -> None:
    time.sleep(2)
    route.continue_()


def open_panel(page: Any) -> Any:
    page.get_by_role("button", name="Conversations", exact=True).click()
    panel = page.locator(".talks-panel:not([hidden])")
    panel.locator(".talks-status:not(:empty)").wait_for()
    return panel


def narrow(page: Any, **typed: str) -> None:
    """Fill the filters' form and apply it."""
    if not page.locator("#filter-form").is_visible():
        page.get_by_role("button", name="Narrow", exact=True).click()
    for name, words in typed.items():
        page.fill(f"#filter-{name}", words)
    page.keyboard.press("Enter")


def chips(page: Any) -> list[str]:
    texts = page.locator(".filter-chip").all_text_contents()
    return [text.replace("×", "").strip() for text in texts]


def stored(folder: Path) -> ConversationStore:
    return ConversationStore(folder)


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_a_reload_keeps_the_conversation_and_the_browser_only_its_name(visit):
    page = visit()
    first = ask(page, MOSCOW).locator("blockquote").all_text_contents()
    ask(page, FOLLOW_UP)
    reload(page, 2)
    headings = page.locator(".turn > h2").all_text_contents()
    assert headings == [MOSCOW, FOLLOW_UP]
    assert page.locator(".turn").first.locator("blockquote").all_text_contents() == first
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Albania" not in kept
    assert "Moscow" not in kept
    # A follow-up still leans on what was asked before the reload.
    ask(page, "And about Yining?")
    assert "Albania" in page.locator(".turn").last.locator(".read-as").text_content()
    reload(page, 3)


def test_a_question_is_not_lost_when_the_page_is_loaded_before_its_answer(chrome, addresses, size):
    context = chrome.new_context(viewport=SIZES[size])  # what is given up is told in the console
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(addresses["seed"])
    page.wait_for_selector(".starter", state="attached")
    for turns, question in enumerate((MOSCOW, SIGNED), 1):
        page.fill("#question", question)
        page.keyboard.press("Enter")
        page.wait_for_function("sessionStorage.getItem('dragoman-pending')")
        page.wait_for_timeout(50)
        page.reload()
        page.locator(".turn h2", has_text=question).wait_for()
        page.locator(f".turn:nth-child({turns}) .answer:not([aria-busy]) > *").first.wait_for()
        page.wait_for_function("!document.querySelector('[aria-busy]')")
        assert page.locator(".turn h2").all_text_contents() == [MOSCOW, SIGNED][:turns]
        assert page.evaluate("sessionStorage.getItem('dragoman-pending')") is None
    context.close()


def test_a_question_that_nobody_keeps_is_put_back_into_the_box(visit):
    page = visit(to="unkept")
    page.evaluate(
        """asked => sessionStorage.setItem(
             "dragoman-pending", JSON.stringify({question: asked, turns: 0, at: Date.now()}))""",
        SIGNED,
    )
    page.reload()
    page.wait_for_function(
        "asked => document.getElementById('question')?.value === asked", arg=SIGNED
    )
    assert page.locator(".turn").count() == 0
    assert page.locator(".opening").is_visible()
    assert "before this question was answered" in page.locator(".keeping").text_content()


def test_an_unknown_conversation_begins_a_new_one_calmly(visit):
    page = visit()
    page.evaluate("sessionStorage.setItem('dragoman-conversation', '0123456789abcdef')")
    page.reload()
    page.locator(".keeping", has_text="is no longer kept. A new one begins here.").wait_for()
    assert page.locator(".starter").first.is_visible()
    ask(page, SIGNED)
    reload(page, 1)


def test_a_question_whose_conversation_is_gone_is_put_back_into_the_box(visit):
    page = visit()
    page.evaluate(
        """asked => {
          sessionStorage.setItem("dragoman-conversation", "0123456789abcdef");
          sessionStorage.setItem(
            "dragoman-pending", JSON.stringify({question: asked, turns: 1, at: Date.now()}));
        }""",
        SIGNED,
    )
    page.reload()
    page.locator(".keeping", has_text="It stands in the box again.").wait_for()
    assert "is no longer kept" in page.locator(".keeping").text_content()
    assert page.input_value("#question") == SIGNED
    assert page.evaluate("sessionStorage.getItem('dragoman-pending')") is None


def test_a_conversation_that_comes_late_is_not_drawn_over_another(visit):
    page = visit()
    ask(page, MOSCOW)
    slow = page.evaluate("sessionStorage.getItem('dragoman-conversation')")
    page.get_by_role("button", name="New conversation").click()
    ask(page, SIGNED)
    late = f"**/api/conversations/{slow}"
    held = Held(page, late)

    def opened(title: str) -> None:
        open_panel(page).get_by_role("button", name=title, exact=True).click()

    with page.expect_request(late):
        opened(MOSCOW)
    opened(SIGNED)
    page.wait_for_function("document.activeElement.matches('.turn > h2')")
    held.let_go()
    assert page.locator(".turn > h2").all_text_contents() == [SIGNED]
    assert page.evaluate("sessionStorage.getItem('dragoman-conversation')") != slow
    with page.expect_request(late):
        opened(MOSCOW)
    page.get_by_role("button", name="New conversation").click()
    held.let_go()
    assert page.locator(".turn").count() == 0
    ask(page, FOLLOW_UP)
    assert page.locator(".turn").count() == 1


def test_conversations_are_listed_searched_and_opened(visit):
    page = visit()
    ask(page, MOSCOW)
    page.get_by_role("button", name="New conversation").click()
    ask(page, SIGNED)
    panel = open_panel(page)
    assert panel.locator(".talk-open").all_text_contents() == [SIGNED, MOSCOW]
    assert "1 question · open now" in panel.locator(".talk-meta").first.text_content()
    page.fill("#talks-words", "albani")
    panel.locator(".talks-status", has_text="Words are looked for whole").wait_for()
    page.fill("#talks-words", "albania")
    page.wait_for_function("document.querySelectorAll('.talk').length === 1")
    panel.locator(".talk-open").click()
    page.wait_for_function(
        "text => document.querySelector('.turn > h2')?.textContent === text", arg=MOSCOW
    )
    assert not panel.is_visible()
    assert focused(page) == MOSCOW
    ask(page, FOLLOW_UP)
    panel = open_panel(page)
    assert panel.locator(".talk-open").all_text_contents() == [MOSCOW, SIGNED]
    page.keyboard.press("Escape")
    assert focused(page) == "Conversations"


def test_conversations_are_renamed_and_deleted_by_keyboard(visit):
    page = visit()
    ask(page, MOSCOW)
    panel = open_panel(page)
    panel.get_by_role("button", name=f"Rename “{MOSCOW}”").press("Enter")
    page.keyboard.type("Leaving Sinkiang")
    page.keyboard.press("Escape")
    assert panel.is_visible()
    assert focused(page) == MOSCOW
    panel.get_by_role("button", name=f"Rename “{MOSCOW}”").press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type("Leaving Sinkiang")
    page.keyboard.press("Enter")
    panel.get_by_role("button", name="Leaving Sinkiang", exact=True).wait_for()
    assert focused(page) == "Leaving Sinkiang"
    panel.get_by_role("button", name="Delete “Leaving Sinkiang”").press("Enter")
    assert focused(page) == "Keep it"
    page.keyboard.press("Enter")
    assert panel.locator(".talk").count() == 1
    panel.get_by_role("button", name="Delete “Leaving Sinkiang”").press("Enter")
    panel.get_by_role("button", name="Delete it").press("Enter")
    page.wait_for_function("document.querySelectorAll('.talk').length === 0")
    assert "Deleted “Leaving Sinkiang”." in panel.locator(".talks-status").text_content()
    page.keyboard.press("Escape")
    # It was the one on the page: a new one has begun.
    assert page.locator(".turn").count() == 0
    page.reload()
    page.wait_for_selector(".starter")
    assert page.locator(".turn").count() == 0


@pytest.mark.parametrize("kind", ["Markdown", "HTML", "Word", "JSON"])
def test_a_conversation_is_exported(visit, kind, size):
    if size == "phone" and kind != "Word":
        pytest.skip("the same button as at the desk")
    page = visit()
    words = ask(page, MOSCOW).locator("blockquote").first.text_content()
    panel = open_panel(page)
    with page.expect_download() as started:
        panel.get_by_role("button", name=f"Export “{MOSCOW}” as {kind}").click()
    path = started.value.path()
    ending = {"Markdown": "md", "HTML": "html", "Word": "docx", "JSON": "json"}[kind]
    assert started.value.suggested_filename == (
        f"How-did-Moscow-itself-explain-why-people-left-Sinkiang.{ending}"
    )
    if kind == "Word":
        with zipfile.ZipFile(path) as document:
            assert "domestic reasons" in document.read("word/document.xml").decode()
    else:
        text = Path(path).read_text(encoding="utf-8")
        assert words[:40] in text or kind == "Markdown" and "domestic reasons" in text


def test_two_tabs_of_one_conversation_lose_nothing(visit, addresses):
    page = visit()
    ask(page, MOSCOW)
    other = page.context.new_page()
    other.goto(addresses["seed"])
    other.wait_for_selector(".starter", state="attached")
    panel = open_panel(other)
    panel.locator(".talk-open").click()
    other.locator(".turn").wait_for()
    ask(page, FOLLOW_UP)
    # The other tab has not seen that; what it shows is brought up to what stands.
    ask(other, "Who signed the cable?")
    other.locator(".parting", has_text="went on in another tab").wait_for()
    told = other.locator(".turn > h2").all_text_contents()
    assert told == [MOSCOW, FOLLOW_UP, "Who signed the cable?"]
    # And now the first one has not seen it: it goes on as a copy of its own.
    ask(page, SIGNED)
    page.locator(".parting", has_text="goes on with a copy of its own").wait_for()
    reload(page, 3)
    assert page.locator(".turn > h2").all_text_contents() == [MOSCOW, FOLLOW_UP, SIGNED]
    reload(other, 3)
    with httpx.Client(base_url=addresses["seed"], timeout=60, trust_env=False) as client:
        assert [
            each["turns"] for each in client.get("/api/conversations").json()["conversations"]
        ] == [3, 3]


def test_where_nothing_is_kept_the_page_says_so(visit, served_folders):
    page = visit(to="unkept")
    ask(page, MOSCOW)
    page.get_by_role("button", name="Conversations", exact=True).click()
    page.locator(".talks-kept", has_text="Conversations are not kept here.").wait_for()
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector(".starter")
    assert page.locator(".turn").count() == 0
    assert not (served_folders["unkept"] / "conversations.db").exists()


def test_by_setting_only_the_browser_keeps_the_questions(visit, served_folders):
    page = visit(to="own")
    narrow(page, dates="1963")
    page.locator(".filter-chip").wait_for()
    shown = ask(page, MOSCOW).locator("blockquote").all_text_contents()
    ask(page, FOLLOW_UP)
    turn = page.locator(".turn").last
    turn.get_by_role("button", name="Read it as typed").click()
    turn.locator(".answer:not([aria-busy]) > :not(.waiting)").first.wait_for()
    assert "domestic reasons" not in page.evaluate("JSON.stringify({...localStorage})")
    # A reload asks the questions again, as they were read.
    page.reload()
    page.locator(".turn").nth(1).locator(".answer:not([aria-busy]) > *").first.wait_for()
    assert page.locator(".turn").first.locator("blockquote").all_text_contents() == shown
    assert page.locator(".turn").last.locator(".read-as:not(.also)").count() == 0
    page.wait_for_function("document.querySelectorAll('.filter-chip').length === 1")
    page.get_by_role("button", name="New conversation").click()
    ask(page, SIGNED)
    panel = open_panel(page)
    assert "Only this browser keeps conversations" in panel.locator(".talks-kept").text_content()
    assert panel.locator(".talk-open").all_text_contents() == [SIGNED, MOSCOW]
    with page.expect_download() as started:
        panel.get_by_role("button", name=f"Export “{MOSCOW}” as Markdown").click()
    assert "domestic reasons" in Path(started.value.path()).read_text(encoding="utf-8")
    panel.get_by_role("button", name=f"Delete “{SIGNED}”").click()
    panel.get_by_role("button", name="Delete it").click()
    page.wait_for_function("document.querySelectorAll('.talk').length === 1")
    panel.locator(".talk-open").click()
    page.locator(".turn").nth(1).locator(".answer:not([aria-busy]) > *").first.wait_for()
    assert page.locator(".turn > h2").all_text_contents() == [MOSCOW, FOLLOW_UP]
    assert not (served_folders["own"] / "conversations.db").exists()


def test_a_conversation_begun_while_another_is_asked_anew_can_be_asked(visit, size):
    if size == "phone":
        pytest.skip("the same at the desk")
    page = visit(to="own")
    ask(page, MOSCOW)
    ask(page, SIGNED)
    held = Held(page, "**/run/predict*")
    open_panel(page).locator(".talk-open").click()
    page.locator(".answer[aria-busy]").wait_for()
    page.get_by_role("button", name="New conversation").click()
    held.over()
    ask(page, FOLLOW_UP)
    assert page.locator(".turn > h2").all_text_contents() == [FOLLOW_UP]


def test_a_quote_that_no_longer_stands_is_told_and_not_shown(visit, served_folders):
    page = visit()
    turn = ask(page, MOSCOW)
    shown = turn.locator("blockquote").all_text_contents()

    def altered(turn: StoredTurn) -> StoredTurn:
        answer = json.loads(json.dumps(turn.answer))
        answer["quotes"][0]["text"] = "Words that the cable never had."
        return replace(turn, answer=answer)

    assert stored(served_folders["seed"]).rewrite(altered) == 1
    reload(page, 1)
    gone = page.locator(".frame.gone")
    assert "no longer stands" in gone.text_content()
    assert page.locator("blockquote").all_text_contents() == shown[1:]
    assert page.get_by_text("Words that the cable never had.").count() == 0


def test_a_quote_that_moved_is_quoted_from_where_it_stands(visit, served_folders):
    page = visit()
    shown = ask(page, MOSCOW).locator("blockquote").all_text_contents()

    def altered(turn: StoredTurn) -> StoredTurn:
        answer = json.loads(json.dumps(turn.answer))
        for key in ("start", "end"):
            answer["quotes"][0][key] += 7
        return replace(turn, answer=answer)

    assert stored(served_folders["seed"]).rewrite(altered) == 1
    reload(page, 1)
    assert "now stand at characters" in page.locator(".since").text_content()
    assert page.locator("blockquote").all_text_contents() == shown


def test_the_other_reading_takes_one_action(visit, served_folders):
    page = visit()
    ask(page, MOSCOW)
    ask(page, FOLLOW_UP)

    def altered(turn: StoredTurn) -> StoredTurn | None:
        if turn.question != FOLLOW_UP:
            return None
        answer = {**turn.answer, "read_as": FOLLOW_UP, "also_read_as": turn.answer["read_as"]}
        return replace(turn, answer=answer)

    assert stored(served_folders["seed"]).rewrite(altered) == 1
    reload(page, 2)
    last = page.locator(".turn").last
    assert f"following “{MOSCOW}”" in last.locator(".also").text_content()
    last.get_by_role("button", name="Read it so instead").click()
    last.locator(".read-as:not(.also)").wait_for()
    assert f"following “{MOSCOW}”" in last.locator(".read-as").text_content()
    last.get_by_role("button", name="Read it as typed").click()
    last.locator(".answer:not([aria-busy]) > :not(.waiting)").first.wait_for()
    assert last.locator(".read-as:not(.also)").count() == 0
    reload(page, 2)
    assert page.locator(".turn").last.locator(".read-as:not(.also)").count() == 0


def test_an_impossible_range_is_refused_beside_its_field_and_nothing_is_lost(visit):
    page = visit()
    page.fill("#question", "What of it?")
    narrow(page, place="Yining", dates="1963/1962")
    problem = page.locator("#filter-dates-problem:not(:empty)")
    problem.wait_for()
    assert "end before they begin" in problem.text_content()
    assert "1962/1963" in problem.text_content()
    assert page.locator("#filter-dates").get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "filter-dates"
    assert page.input_value("#filter-dates") == "1963/1962"
    assert page.input_value("#filter-place") == "Yining"
    assert page.input_value("#question") == "What of it?"
    assert chips(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("#filter-form").is_visible()
    assert focused(page) == "Narrow"


def test_a_chip_that_is_dropped_while_another_comes_stays_dropped(visit, size):
    if size == "phone":
        pytest.skip("the same at the desk")
    page = visit()
    narrow(page, place="Yining")
    page.locator(".filter-chip").wait_for()
    held = Held(page, "**/api/filters")
    with page.expect_request("**/api/filters"):
        narrow(page, dates="1963")
    page.get_by_role("button", name="Remove the filter place: Yining").click()
    held.let_go()
    assert chips(page) == []
    assert page.input_value("#filter-dates") == "1963"
    # What was asked before a filter came says nothing about it.
    held.over()
    narrow(page, dates="1963", place="Yining")
    page.locator(".filter-chip").nth(1).wait_for()
    held = Held(page, "**/api/filters")
    with page.expect_request("**/api/filters"):
        page.get_by_role("button", name="Remove the filter place: Yining").click()
    with page.expect_request("**/api/filters"):
        narrow(page, place="Kabul")
    held.let_go(1)
    page.locator(".filter-near", has_text="No record has the place “Kabul”.").wait_for()
    held.let_go()
    assert "Kabul" in page.locator(".filter-near").text_content()


def test_filters_are_chips_that_stay_with_the_conversation(visit):
    page = visit()
    assert page.locator(".filter-whole").is_visible()
    narrow(page, dates="before 1964")
    page.locator(".filter-near", has_text="1 of 1 records").wait_for()
    assert chips(page) == ["dates ../1963"]
    # Before the first question they are the tab's, then the conversation's.
    page.reload()
    page.locator(".filter-chip").wait_for()
    turn = ask(page, MOSCOW)
    assert "limited to dates ../1963" in turn.locator(".searched").text_content()
    # The conversation may be there before the page is told anything else.
    page.route(re.compile(r"/run/predict"), later)
    reload(page, 1)
    page.locator(".filter-chip").wait_for()
    page.unroute(re.compile(r"/run/predict"))
    narrow(page, collection="Foreign Ministry", person="Mao")
    page.locator(".filter-near", has_text="No record has the person “Mao”.").wait_for()
    assert chips(page) == ["dates ../1963", "collection Foreign Ministry", "person Mao"]
    page.get_by_role("button", name="Remove the filter person: Mao").click()
    assert chips(page) == ["dates ../1963", "collection Foreign Ministry"]
    assert (
        page.evaluate("document.activeElement.getAttribute('aria-label')")
        == "Remove the filter collection: Foreign Ministry"
    )
    page.wait_for_load_state("networkidle")
    reload(page, 1)
    page.locator(".filter-chip").first.wait_for()
    assert chips(page) == ["dates ../1963", "collection Foreign Ministry"]
    page.get_by_role("button", name="Clear all").click()
    assert chips(page) == []
    page.get_by_role("button", name="New conversation").click()
    assert page.locator(".filter-whole").is_visible()


def test_values_that_the_catalogue_has_are_offered_with_their_counts(visit):
    page = visit()
    page.get_by_role("button", name="Narrow", exact=True).click()
    page.focus("#filter-repository")
    option = page.locator("#filter-repository-values option")
    option.first.wait_for(state="attached")
    assert option.first.text_content().endswith("(1)")


def test_silence_says_what_the_filters_hid_and_asks_without_them(visit):
    page = visit()
    narrow(page, dates="after 1970")
    page.locator(".filter-chip").wait_for()
    turn = ask(page, MOSCOW)
    assert "silent" in turn.locator(".silence h3").text_content()
    assert "the filters leave" in turn.locator(".silence").text_content()
    turn.get_by_role("button", name="Ask the whole archive").click()
    page.locator(".turn").nth(1).locator("blockquote").first.wait_for()
    assert chips(page) == []
    reload(page, 2)
    assert chips(page) == []


def test_what_was_refused_is_asked_again(visit):
    page = visit()
    page.evaluate("""sessionStorage.setItem('dragoman-filters', '{"colour": "red"}')""")
    page.reload()
    page.locator(".filter-chip").wait_for()
    turn = ask(page, MOSCOW)
    assert "There is no filter called “colour”." in turn.locator(".refusal").text_content()
    page.get_by_role("button", name="Remove the filter Colour: red").click()
    turn.get_by_role("button", name="Ask again").click()
    turn.locator("blockquote").first.wait_for()
    assert turn.locator(".refusal").count() == 0
    reload(page, 1)


def test_hostile_titles_and_filters_are_only_words(visit):
    page = visit(to="hostile")
    page.fill("#question", HOSTILE)
    narrow(page, place=HOSTILE, collection="{{value}}`${window.__xss='chip'}")
    page.locator(".filter-chip").first.wait_for()
    assert page.locator(".filter-chip bdi").last.text_content() == HOSTILE
    ask(page, HOSTILE)
    panel = open_panel(page)
    title = panel.locator(".talk-open").text_content()
    assert title.startswith("<img src=x")
    reload(page, 1)
    panel = open_panel(page)
    with page.expect_download() as started:
        panel.get_by_role("button", name="as HTML").click()
    assert "<script>window" not in Path(started.value.path()).read_text(encoding="utf-8")
    assert page.evaluate("window.__xss") is None
    assert page.locator(".room-transcript :is(img, script, svg, iframe, base)").count() == 0


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "zh-Hans")])
def test_every_state_is_accessible(visit, scheme, language, served_folders):
    page = visit(scheme=scheme)
    if language != "en":
        page.select_option("#language", language)
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

    def violations() -> list[str]:
        page.evaluate(axe)
        found = page.evaluate(
            """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
                 "wcag22aa", "best-practice"]}).then(result => result.violations.map(
                 one => one.id + ": " + one.nodes.map(node => node.html).join(" | ")))"""
        )
        return [str(one) for one in found]

    page.locator(".filter-toggle").click()
    page.fill("#filter-dates", "1963/1962")
    page.keyboard.press("Enter")
    page.locator("#filter-dates-problem:not(:empty)").wait_for()
    assert violations() == []
    page.fill("#filter-dates", "1963")
    page.fill("#filter-place", "Kabul")
    page.keyboard.press("Enter")
    page.locator(".filter-chip").first.wait_for()
    ask(page, MOSCOW)
    assert violations() == []
    page.locator(".unfiltered").click()
    page.locator(".turn blockquote").first.wait_for()

    def altered(turn: StoredTurn) -> StoredTurn | None:
        answer = json.loads(json.dumps(turn.answer))
        if not answer["quotes"]:
            return None
        answer["quotes"][0]["text"] = "Words that the cable never had."
        answer["quotes"][-1]["start"] += len(answer["quotes"]) > 1
        answer["also_read_as"] = "another reading"
        return replace(turn, answer=answer)

    assert stored(served_folders["seed"]).rewrite(altered) == 1
    reload(page, 2)
    assert page.locator(".frame.gone").count() == 1
    assert violations() == []
    page.locator(".open-talks").click()
    page.locator(".talk").wait_for()
    page.locator(".talk-tools button").nth(0).click()
    page.keyboard.press("Escape")
    page.locator(".talk-tools button").nth(1).click()
    page.locator(".talk-confirm").wait_for()
    assert violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
