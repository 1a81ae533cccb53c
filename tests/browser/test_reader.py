"""The source reader: volumes, long documents, other scripts, finding, links and paper."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from corpus.readers.reading import read_records
from corpus.store import RecordStore
from tests.browser.conftest import ROOT
from tests.browser.test_room import ELSEWHERE, INSIDE, MOSCOW, ask
from tests.browser.work import Work

pytestmark = [pytest.mark.browser, pytest.mark.model]

VOLUME = Path(__file__).parents[1] / "data" / "tei" / "frus1902v03.xml"
LEDGER = (
    "The harbour master of Port Said reported on day {0} that the lighters had been unloaded.",
    "The dues of the quinquennium were entered in the ledger of the consulate as number {0}.",
    "Nothing further was heard of the dragoman who had signed for the {0} bales of cotton.",
)
LETTER = (
    "رسالة من والي جدة",
    "وصلت السفينة إلى جدة في 3 May 1902 ومعها القنصل.",
    "The consul’s own note was kept with it, and the whole of it was sent to Ürümqi.",
)


@pytest.fixture(scope="module")
def shelf_folder(archive_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped record, a volume, a ledger of 1,000 paragraphs and a letter in Arabic.

    They are stored and not indexed: reading needs no index, and 1,000 paragraphs would take
    a minute to embed.
    """
    place = tmp_path_factory.mktemp("shelf")
    shutil.copytree(archive_folder, place / "archive")
    days = (" ".join(LEDGER).format(day) for day in range(1, 1_001))
    (place / "ledger.txt").write_text("\n\n".join(days), encoding="utf-8")
    (place / "letter.txt").write_text("\n\n".join(LETTER), encoding="utf-8")
    with RecordStore.open(place / "archive", write=True) as store:
        for source in (place / "ledger.txt", place / "letter.txt", VOLUME):
            for record in read_records(source):
                store.put(record, imported_at="2026-11-23T10:00:00+00:00")
    return place / "archive"


@pytest.fixture(scope="module")
def addresses(shelf_folder: Path) -> Iterator[dict[str, str]]:
    """A server of this module's own archive, in place of the package's two."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serving", str(shelf_folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            yield {"seed": server.stdout.readline().split()[1]}
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def ids(shelf_folder: Path) -> dict[str, str]:
    """The ids of the ledger and the letter."""
    with RecordStore.open(shelf_folder) as store:
        return {found.split("-")[0]: found for found in store.ids() if "-" in found}


def on_paper(page: Any, folder: Path) -> str:
    """Print the page and return the words of the PDF, one space between two."""
    from pypdfium2 import PdfDocument

    page.pdf(path=folder / "printed.pdf", format="A4")
    with PdfDocument(folder / "printed.pdf") as document:
        pages = [sheet.get_textpage().get_text_bounded() for sheet in document]
    return " ".join(" ".join(pages).split())


def violations(page: Any) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
             "wcag22aa", "best-practice"]}).then(result => result.violations.map(
             one => one.id + ": " + one.nodes.map(node => node.html).join(" | ")))"""
    )
    return [str(one) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_volume_is_read_with_its_notes_apart_and_its_neighbours_at_hand(visit, scheme):
    page = visit("/?doc=frus1902v03/d1", scheme=scheme)
    page.locator(".volume .next").wait_for()
    text = page.locator(".text")
    notes = text.locator(".footnotes .footnote")
    assert notes.first.locator(".archive").text_content().startswith("Source: Harbour Office")
    assert notes.first.locator(".margin").text_content() == "source"
    assert notes.nth(1).locator(".margin").text_content() == "1"
    assert notes.nth(1).locator(".archive").text_content() == "Not printed."
    assert text.locator(".paragraph.note[role=note]").get_attribute("aria-label") == "Editor’s note"
    # A page is named where it begins, once.
    pages = text.locator(".page-of").all_text_contents()
    assert pages == ["page 1", "page 3"]
    assert "Document 1 of 3" in page.locator(".volume").text_content()
    assert page.locator(".volume").bounding_box()["height"] < 36  # one row
    page.get_by_role("searchbox", name="Find in document").fill("dues")
    page.locator(".find-step").first.wait_for()
    assert violations(page) == []

    page.locator(".volume .next").click()
    page.wait_for_function("document.querySelector('.title')?.textContent === 'Editorial Note'")
    assert page.evaluate("new URLSearchParams(location.search).get('doc')") == "frus1902v03/d2"
    page.locator(".volume .previous").wait_for()
    page.go_back()
    page.wait_for_function("document.querySelector('.title')?.textContent.startsWith('Letter')")


def test_a_neighbour_is_read_without_leaving_the_conversation(visit):
    page = visit()
    turn = ask(page, MOSCOW)
    cites = turn.locator(".cite").count()
    turn.locator(".cite").first.click()
    quote = turn.locator("blockquote").first.text_content()
    page.locator("mark.quoted").wait_for()
    assert page.locator(".volume").is_hidden()  # the cable stands alone
    page.evaluate("history.pushState({depth: 2}, '', '?doc=frus1902v03/d2')")
    page.go_back()
    page.wait_for_function("document.querySelector('mark.quoted')")
    assert page.locator("mark.quoted").text_content() == quote
    if cites > 1:  # the way back keeps the quotes it was opened among
        assert page.locator(".where").text_content() == f"1 of {cites}"
    assert page.locator(".turn").count() == 1


def test_words_are_found_in_the_document_beside_the_quote(visit, ids):
    page = visit("/?doc=118214&p=3&s=2750&e=3036")
    page.locator("mark.quoted").wait_for()
    quoted = page.locator("mark.quoted").text_content()
    box = page.get_by_role("searchbox", name="Find in document")
    assert box.is_visible()
    box.fill("soviet union")
    found = page.locator(".find .found")
    page.wait_for_function("/found/.test(document.querySelector('.find .found').textContent)")
    total = int(found.text_content().split()[0])
    text = " ".join(page.locator(".text .archive").all_text_contents())
    assert total == text.lower().count("soviet union") > 3
    assert page.locator("mark.quoted").text_content() == quoted
    box.press("Enter")
    first = found.text_content()
    box.press("Enter")
    assert found.text_content() != first
    assert found.text_content().endswith(f"of {total}")
    page.get_by_role("button", name="Previous match").click()
    assert found.text_content() == first
    assert page.evaluate(
        """() => {
          const [range] = CSS.highlights.get("found-now");
          const box = range.getBoundingClientRect();
          const frame = document.querySelector(".reader > .pane").getBoundingClientRect();
          return range.toString().toLowerCase() === "soviet union"
            && box.top > frame.top && box.bottom < frame.bottom;
        }"""
    )
    box.press("Escape")
    assert box.input_value() == ""
    assert page.evaluate("CSS.highlights.has('found') || CSS.highlights.has('found-now')") is False
    assert box.evaluate("box => box === document.activeElement")
    assert page.locator("mark.quoted").text_content() == quoted
    box.fill("no such words")
    page.wait_for_function("document.querySelector('.find .found').textContent === '0 found'")


def test_finding_sets_accents_and_the_shape_of_quotation_marks_aside(visit, ids):
    page = visit(f"/?doc={ids['letter']}")
    page.locator(".paragraph").first.wait_for()
    box = page.get_by_role("searchbox", name="Find in document")
    for typed, count in (("URUMQI", 1), ("consul's own", 1), ("جدة", 2), ("e", 0)):
        box.fill(typed)
        wanted = f"{count} found" if count else ""
        page.wait_for_function(
            "words => document.querySelector('.find .found').textContent === words", arg=wanted
        )


def test_arabic_runs_from_the_right_and_every_text_names_its_language(visit, ids):
    page = visit(f"/?doc={ids['letter']}")
    page.locator(".paragraph").first.wait_for()
    shown = page.evaluate(
        """() => [...document.querySelectorAll(".paragraph > .archive")].map(text => {
          const style = getComputedStyle(text);
          return [style.direction, text.closest("[lang]").lang];
        })"""
    )
    assert shown == [["rtl", "ar"], ["rtl", "ar"], ["ltr", "ar"]] or shown == [
        ["rtl", "ar"],
        ["rtl", "ar"],
        ["ltr", "en"],
    ]
    page.goto(page.url.split("?")[0] + "?doc=118214")
    page.locator(".paragraph").first.wait_for()
    assert page.locator(".text").get_attribute("lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_going_back_before_the_other_document_comes_shows_the_first_again(visit, ids, size):
    if size == "phone":
        pytest.skip("the same at the desk")
    page = visit("/?doc=118214")
    page.locator(".paragraph").first.wait_for()
    page.route(f"**/api/records/{ids['letter']}", lambda route: None)  # it never comes
    go = 'doc => import("/room/room.js").then(({room}) => room.open({doc, p: 0, s: 0, e: 0}))'
    page.evaluate(go, ids["letter"])
    page.locator(".reader .waiting").wait_for()
    page.evaluate(go, "118214")
    page.locator(".reader .title", has_text="Cable from the Chinese").wait_for()
    assert page.locator(".reader .waiting").count() == 0


#: Opens a document at a paragraph, and waits until it is drawn and in view.
OPENED = """async ([doc, p, selector]) => {
  const { room } = await import("/room/room.js");
  const frame = () => new Promise(requestAnimationFrame);
  room.open({ doc, p, s: 0, e: 0 });
  while (!document.querySelector(selector)) await frame();
  await frame();
  await frame();
}"""


def test_a_thousand_paragraphs_open_with_less_than_a_second_of_work(visit, ids):
    page = visit()
    work = Work(page)
    took = []
    for _ in range(3):
        page.evaluate(OPENED, ["118214", 2, '[data-paragraph="2"]:nth-last-child(-n + 20)'])
        before = work.seconds()
        page.evaluate(OPENED, [ids["ledger"], 900, '[data-paragraph="900"]'])
        took.append(work.seconds() - before)
    sys.stdout.write(f"1,000 paragraphs drawn and in view after {1000 * min(took):.0f} ms\n")
    assert 0 < min(took) < 1
    assert page.locator(".paragraph").count() == 1_000
    row = page.locator('[data-paragraph="900"]')
    page.wait_for_timeout(300)
    assert row.evaluate(INSIDE)
    assert "day 900 " in row.locator(".archive").text_content()


def test_a_quote_deep_in_a_long_document_is_marked_in_view(visit, ids, shelf_folder):
    with RecordStore.open(shelf_folder) as store:
        text = store.get(ids["ledger"]).text
    words = "entered in the ledger of the consulate as number 777"
    start = text.index(words)
    page = visit(f"/?doc={ids['ledger']}&p=777&s={start}&e={start + len(words)}")
    mark = page.locator("mark.quoted")
    mark.wait_for()
    page.wait_for_timeout(300)
    assert mark.text_content() == words
    assert mark.evaluate(INSIDE)
    # Find far away, and come back to the words.
    box = page.get_by_role("searchbox", name="Find in document")
    box.fill("day 12 ")
    box.press("Enter")
    page.wait_for_function(
        """() => {
          const now = CSS.highlights.get("found-now");
          if (!now) return false;
          const box = [...now][0].getBoundingClientRect();
          return box.top > 0 && box.bottom < innerHeight && box.height > 0;
        }"""
    )
    assert mark.text_content() == words


def test_a_copied_link_opens_the_words_and_the_paragraph_in_a_fresh_page(visit):
    page = visit()
    turn = ask(page, MOSCOW)
    figure = turn.locator("figure").first
    quote = figure.locator("blockquote").text_content()
    figure.get_by_role("button", name="Copy link").click()
    page.wait_for_function("document.getElementById('announcements').textContent === 'Copied.'")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "&h=" in link
    fresh = visit(link[link.index("/?") :])
    fresh.locator("mark.quoted").wait_for()
    assert fresh.locator("mark.quoted").text_content() == quote
    assert fresh.locator("mark.quoted").evaluate(INSIDE)

    fresh.locator('[data-paragraph="2"] .margin a').click()
    copy = fresh.locator('[data-paragraph="2"] .copy-paragraph')
    copy.click()
    fresh.wait_for_function(
        "navigator.clipboard.readText().then(text => text.endsWith('?doc=118214&p=2'))"
    )
    third = visit("/?doc=118214&p=2")
    third.wait_for_function(
        """() => document.activeElement.closest('[data-paragraph="2"]')
             && document.activeElement.textContent === "¶ 2\""""
    )
    assert (
        third.locator('[data-paragraph="2"]').evaluate("row => row.getBoundingClientRect().top")
        >= 0
    )


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("/?doc=118214&p=77", "This document has no paragraph 77."),
        ("/?doc=118214&p=3&s=2750&e=3036&h=592405791ce8bd4c", "nothing is marked"),
        ("/?doc=118214&p=3&s=2750&e=3036&h=00000000deadbeef", "nothing is marked"),
        ("/?doc=118214&p=3&s=-5&e=3036", "nothing is marked"),
        ("/?doc=118214&p=3&s=abc&e=3036", "nothing is marked"),
        ("/?doc=118214&p=three&s=2750&e=3036", "nothing is marked"),
    ],
)
def test_a_link_to_what_is_not_there_says_so(visit, link, said):
    page = visit(link)
    page.locator(".mismatch:not([hidden])").wait_for()
    assert said in page.locator(".mismatch").text_content()
    assert page.locator("mark.quoted").count() == 0
    page.wait_for_timeout(300)  # the paragraph is scrolled to; what is said stays in sight
    assert page.locator(".mismatch").evaluate(INSIDE)


def test_a_link_with_another_paragraph_cites_the_one_the_words_stand_in(visit):
    page = visit("/?doc=118214&p=2&s=2750&e=3036")
    page.locator("mark.quoted").wait_for()
    page.wait_for_function(
        "document.getElementById('announcements').textContent.endsWith('in paragraph 3.')"
    )
    page.wait_for_function("new URLSearchParams(location.search).get('p') === '3'")
    page.get_by_role("button", name="Copy citation").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('para. 3'))")


def test_finding_begins_at_the_words_marked_and_moves_nothing(visit, size):
    page = visit("/?doc=118214&p=3&s=2750&e=3036")
    page.locator("mark.quoted").wait_for()
    box = page.get_by_role("searchbox", name="Find in document")
    before = box.bounding_box()
    page.locator("mark.quoted").evaluate("mark => mark.scrollIntoView({block: 'start'})")
    box.fill("the")
    page.wait_for_function("/found/.test(document.querySelector('.find .found').textContent)")
    assert box.bounding_box() == before
    box.press("Enter")
    assert page.evaluate(
        """() => {
          const [range] = CSS.highlights.get("found-now");
          const mark = document.querySelector("mark.quoted");
          return mark.contains(range.startContainer);
        }"""
    )
    if size == "desk":  # the search stands in the row of the tools, or in one of its own
        for width, apart in ((1440, False), (1024, True)):
            page.set_viewport_size({"width": width, "height": 800})
            tools = page.locator(".bar-tools").bounding_box()
            find = page.locator(".find").bounding_box()
            assert (find["y"] >= tools["y"] + tools["height"] - 1) is apart


def test_paper_takes_the_answer_with_its_citations_in_full(visit, size, tmp_path):
    page = visit()
    turn = ask(page, MOSCOW)
    ask(page, ELSEWHERE)
    page.emulate_media(media="print")
    seen = page.locator(".conversation").inner_text()
    assert MOSCOW in seen
    assert turn.locator("blockquote").first.text_content() in seen
    assert "[1] “Cable from the Chinese Foreign Ministry, ‘Our Efforts Against" in seen
    assert "PRC FMA 118-01100-14, 147-149, Wilson Center Digital Archive" in seen
    assert "silent" in seen
    for control in ("button", "select", "textarea", ".masthead", ".reader", ".starter"):
        for one in page.locator(control).all():
            assert not one.is_visible(), one.evaluate("node => node.outerHTML.slice(0, 120)")
    page.emulate_media(media="screen")
    assert page.locator("#question").is_visible()
    page.emulate_media(media="null")  # paper by the printing itself, not by emulation
    printed = on_paper(page, tmp_path)
    assert MOSCOW in printed
    assert ELSEWHERE in printed
    assert "Archive, https://digitalarchive.wilsoncenter.org/document/118214." in printed


def test_paper_takes_the_document_with_its_card(visit):
    page = visit("/?doc=118214&p=2")
    page.locator('[data-paragraph="2"]').wait_for()
    page.locator('[data-paragraph="2"] .margin a').focus()
    page.emulate_media(media="print")
    page.wait_for_function("document.documentElement.dataset.print === 'document'")
    seen = page.locator("section.reader").inner_text()
    assert "Cable from the Chinese Foreign Ministry" in seen
    assert "Catalogue card" in seen
    assert "The record has this label and nothing under it." in seen
    assert "7Brands" in seen
    assert not page.locator(".conversation").is_visible()
    for control in ("button", "select", "input", "textarea", ".masthead"):
        for one in page.locator(control).all():
            assert not one.is_visible()
    page.emulate_media(media="screen")
    page.wait_for_function("!document.documentElement.dataset.print")
    assert page.locator("details.card").get_attribute("open") is None


def test_a_long_document_is_printed_to_its_end(visit, tmp_path, ids):
    page = visit("/?doc=frus1902v03/d1&p=1")
    page.locator(".footnote").first.wait_for()
    printed = on_paper(page, tmp_path)
    for words in ("Catalogue card", "Volume III, Part 2", "The quay is clear.", "Long tons."):
        assert words in printed
    assert "Ask the archive" not in printed
    page.goto(page.url.split("?")[0] + f"?doc={ids['ledger']}&p=5")
    page.locator('[data-paragraph="5"]').wait_for()
    page.locator('[data-paragraph="5"] .margin a').focus()
    printed = on_paper(page, tmp_path)
    assert "reported on day 1 " in printed
    assert "the 1000 bales of cotton." in printed


def test_one_answer_is_printed_alone(visit):
    page = visit()
    page.evaluate(
        """() => {
          window.print = () => {
            window.printed = [...document.querySelectorAll(".turn")]
              .map((turn) => turn.classList.contains("to-print"));
          };
        }"""
    )
    ask(page, MOSCOW)
    turn = ask(page, ELSEWHERE)
    turn.get_by_role("button", name="Print answer").click()
    assert page.evaluate("window.printed") == [False, True]
    assert page.locator(".to-print").count() == 0


def test_the_button_prints_the_document(visit):
    page = visit("/?doc=118214")
    page.locator(".paragraph").first.wait_for()
    page.evaluate(
        """() => {
          window.print = () => { window.printed = document.documentElement.dataset.print; };
        }"""
    )
    page.get_by_role("button", name="Print", exact=True).click()
    assert page.evaluate("window.printed") == "document"
    assert page.evaluate("document.documentElement.dataset.print") is None


@pytest.mark.parametrize(("width", "height"), [(320, 640), (720, 450)])
def test_nothing_is_cut_off_at_four_and_two_times_the_size(visit, size, width, height):
    if size != "desk":
        pytest.skip("the sizes are this test's own")
    page = visit()
    page.set_viewport_size(
        {"width": width, "height": height}
    )  # 1280 px wide at 400 %, 1440 at 200 %
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    turn = ask(page, MOSCOW)
    ask(page, ELSEWHERE)
    assert page.evaluate(fits)
    wide = """() => [...document.querySelectorAll(
      ".room-transcript button, .room-transcript p, .room-transcript blockquote, .room-reader p," +
      ".room-reader button, .room-reader select, .room-transcript select")]
      .filter(one => one.offsetParent && !one.closest(".unseen, .beside"))
      .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
      .map(one => one.outerHTML.slice(0, 160))"""
    assert page.evaluate(wide) == []
    turn.locator(".cite").first.scroll_into_view_if_needed()
    turn.locator(".cite").first.click()
    page.locator("mark.quoted").wait_for()
    assert page.evaluate(fits)
    assert page.evaluate(wide) == []
    mark = page.locator("mark.quoted")
    assert mark.evaluate(
        """mark => {
          const { top } = mark.getBoundingClientRect();
          return top >= 0 && top < innerHeight;
        }"""
    )


def test_nothing_moves_for_those_who_asked_for_stillness(visit):
    page = visit()
    page.emulate_media(reduced_motion="reduce")
    ask(page, MOSCOW)
    moving = page.evaluate(
        """() => document.getAnimations().length +
        [...document.querySelectorAll("main *")].filter(one => {
          const style = getComputedStyle(one);
          return style.animationName !== "none" || style.scrollBehavior === "smooth"
            || style.transitionDuration.split(",").some(time => parseFloat(time) > 0);
        }).length"""
    )
    assert moving == 0


def test_opening_a_citation_is_announced_once_and_fast(visit):
    page = visit()
    turn = ask(page, MOSCOW)
    turn.locator(".cite").first.wait_for()
    page.evaluate(
        """() => {
          window.said = [];
          const region = document.getElementById("announcements");
          new MutationObserver(() => window.said.push(region.textContent)).observe(
            region, {childList: true, characterData: true, subtree: true});
        }"""
    )
    work = Work(page)
    before = work.seconds()
    page.evaluate(
        """async () => {
          document.querySelector(".cite").click();
          while (!document.querySelector("mark.quoted")) await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
        }"""
    )
    took = work.seconds() - before
    sys.stdout.write(f"citation to marked words after {1000 * took:.0f} ms\n")
    assert 0 < took < 1
    assert page.evaluate("window.said") == ["The quoted words are marked in paragraph 3."]
