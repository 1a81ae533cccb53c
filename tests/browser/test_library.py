"""The library, adding documents and the search, as a reader meets them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bot import open_archive
from corpus.store import RecordStore
from tests.browser.conftest import HOSTILE, ROOT, SIZES
from tests.browser.holding import Held

pytestmark = [pytest.mark.browser, pytest.mark.model]

#: Whether an element can be seen whole.
INSIDE = """one => {
  const box = one.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight && box.height > 0;
}"""
FOCUSED = "document.activeElement.textContent"


@pytest.fixture(scope="module")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the shipped record and sixty small ones of 1900 to 1959, all but 1930-1934."""
    place = tmp_path_factory.mktemp("library")
    years = [year for year in range(1900, 1960) if not 1930 <= year < 1935]
    rows = [
        {
            "record_id": f"aden-{year}",
            "title": f"Tolls of Aden in {year}",
            "date": f"{year}-0{1 + year % 9}-15",
            "collection": "Port Papers, Volume I" if year < 1940 else "Port Papers, Volume II",
            "place": "Aden",
            "person": ["Harbour Master", f"Clerk {year % 30}"],
            "text": f"In {year} the tolls of Aden came to {year - 1800} rupees.",
        }
        for year in years
    ]
    rows += [
        {
            "record_id": f"taken-{size}",
            "title": f"To be taken out, {size}",
            "text": f"Old {size} ballast.",
        }
        for size in ("desk", "phone")
    ]
    rows.append(
        {"record_id": "hostile", "title": HOSTILE, "text": f"Quarantine {HOSTILE} of Kamaran."}
    )
    table = place / "tolls.jsonl"
    table.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    with open_archive(place / "archive") as archive:
        assert archive.add([table]).refused == ()
    return place / "archive"


@pytest.fixture(scope="module")
def addresses(library_folder: Path) -> Iterator[dict[str, str]]:
    """The address of a server of its own, since these tests change what it serves."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serving", str(library_folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            yield {"seed": server.stdout.readline().split()[1]}
        finally:
            server.terminate()


@pytest.fixture
def library(visit: Any) -> Any:
    """A page with the library open."""
    return opened(visit())


def opened(page: Any) -> Any:
    page.click(".open-library")
    page.locator(".record").first.wait_for()
    return page


def narrowing(page: Any) -> None:
    """Unfold what narrows the list; on a wide screen it stands there."""
    if page.locator(".narrowing[open]").count() == 0:
        page.click(".narrowing > summary")


def found(page: Any, number: str) -> None:
    """Wait until the list says so many records."""
    page.locator(".found-records", has_text=re.compile(rf"^{number} record")).wait_for()


def violations(page: Any) -> list[str]:
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        """() => axe.run(document, {preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a",
             "wcag21aa", "wcag22aa", "best-practice"]}).then(result => result.violations.map(
             one => one.id + ": " + one.nodes.map(node => node.html).join(" | ")))"""
    )
    return [str(one) for one in found]


def test_records_are_browsed_page_by_page_and_sorted(library):
    found(library, r"\d\d")
    assert library.locator(".record").count() == 50
    assert library.locator(".record-title").first.text_content() == "Tolls of Aden in 1900"
    library.get_by_role("button", name="Next page").click()
    library.locator(".where", has_text="51–").wait_for()
    library.wait_for_function(
        "document.activeElement === document.querySelector('.record .record-title')"
    )
    library.get_by_role("button", name="First to last").click()
    library.locator(".record-title", has_text="in 1959").wait_for()
    library.select_option("#library-sort", "title")
    library.get_by_role("button", name="Last to first").click()
    library.locator(".record-title", has_text="Cable from the Chinese").wait_for()
    assert library.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_words_values_and_chips_narrow_the_list(library):
    narrowing(library)
    library.fill("#library-words", "aden 1951")
    found(library, "1")
    library.get_by_role("button", name="Remove the filter Title").click()
    found(library, r"\d\d")
    library.locator(".bar-row", has_text="Port Papers, Volume II").click()
    found(library, "20")
    assert library.evaluate(FOCUSED).startswith("Port Papers, Volume II")
    assert library.locator(".bar-row", has_text="Volume I").count() == 2
    library.locator(".sides summary", has_text="People").click()
    library.fill(".another input", "Clerk 25")
    library.keyboard.press("Enter")
    found(library, "1")
    assert library.locator(".record-title").all_text_contents() == ["Tolls of Aden in 1945"]
    library.fill("#library-dates", "1941/1950")
    library.keyboard.press("Enter")
    library.locator(".chip", has_text="1941/1950").wait_for()
    library.get_by_role("button", name="Ask about these").click()
    library.wait_for_function("document.activeElement.id === 'question'")
    assert not library.locator(".library-panel").is_visible()
    asked = library.locator(".filter-chips").text_content()
    assert "1941" in asked
    assert "Clerk 25" in asked


def test_what_is_left_stays_in_sight_while_the_list_is_narrowed(library, size):
    if size == "desk":
        pytest.skip("on a wide screen the list stands beside")
    narrowing(library)
    library.locator(".sides summary", has_text="People").click()
    library.locator(".bar-row", has_text="Clerk 1").first.click()
    show = library.get_by_role("button", name=re.compile(r"Show \d records? of"))
    show.wait_for()
    library.locator(".narrow-form").scroll_into_view_if_needed()
    assert show.evaluate(INSIDE)
    show.click()
    assert library.locator(".record-title").first.evaluate(INSIDE)


def test_an_empty_list_says_so_and_is_cleared_in_one_step(library):
    narrowing(library)
    library.fill("#library-words", "zzz")
    library.locator(".none", has_text="No record fits this.").wait_for()
    library.get_by_role("button", name="Clear all").last.click()
    found(library, r"\d\d")
    assert library.input_value("#library-words") == ""
    library.fill("#library-words", "beacon")  # of one record, without a date
    found(library, "1")
    assert library.locator(".gaps").text_content() == "Nothing here has a date that is understood."
    assert not library.locator(".plot").is_visible()


def test_while_the_index_is_renewed_nobody_else_is_offered_to(library):
    answers = iter([True, True, False])

    def waiting(route: Any) -> None:
        page = route.fetch().json() | {"waiting": 1, "working": next(answers, False)}
        route.fulfill(json=page)

    library.route("**/api/library?*", waiting)
    library.select_option("#library-sort", "title")
    told = library.locator(".unsearchable")
    library.locator(".unsearchable", has_text="being renewed just now").wait_for()
    assert told.get_by_role("button").count() == 0
    told.get_by_role("button", name="Make searchable").wait_for()
    library.unroute("**/api/library?*")


def test_a_document_that_is_open_can_be_asked_alone(library):
    narrowing(library)
    library.fill("#library-words", "aden 1951")
    found(library, "1")
    library.locator(".record-title").first.click()
    library.get_by_role("button", name="Ask this document").click()
    library.wait_for_function("document.activeElement.id === 'question'")
    called = "record Tolls of Aden in 1951, 15 August 1951"
    assert library.locator(".filter-chip").text_content().startswith(called)
    library.keyboard.type("What is the title of this document?")
    library.keyboard.press("Enter")
    library.locator(".turn .fields", has_text="Tolls of Aden in 1951").wait_for()
    library.reload()  # then the server tells what the record is called
    library.locator(".filters .filter-chip", has_text=called).wait_for()


def test_a_date_that_is_none_is_refused_in_words(chrome, addresses, size):
    context = chrome.new_context(viewport=SIZES[size])  # the browser itself reports a refusal
    page = context.new_page()
    page.goto(addresses["seed"])
    page.wait_for_selector(".starter", state="attached")
    narrowing(opened(page))
    page.fill("#library-dates", "soon")
    page.keyboard.press("Enter")
    page.locator(".problem", has_text="no date").wait_for()
    page.fill("#library-dates", "")
    page.keyboard.press("Enter")
    page.locator(".problem").wait_for(state="hidden")
    context.close()


def test_the_timeline_is_walked_by_keys_and_names_its_gaps(library):
    assert "No document is dated 1930–1934" in library.locator(".gaps").text_content()
    title = library.locator(".stock h3").first.inner_text()
    bars = library.locator(".timeline .bar")
    assert re.fullmatch(r"Documents, \d+ years a bar", title)
    assert bars.first.get_attribute("aria-label").endswith("documents")
    bars.first.focus()
    library.keyboard.press("End")
    library.keyboard.press("Home")
    library.keyboard.press("ArrowRight")
    chosen = library.evaluate("document.activeElement.dataset.dates")
    assert chosen == bars.nth(1).get_attribute("data-dates")
    library.keyboard.press("Enter")
    library.locator(".chip", has_text=chosen).wait_for()
    assert library.evaluate("document.activeElement.classList.contains('bar')")
    narrowing(library)
    library.fill("#library-dates", "1912")
    library.keyboard.press("Enter")
    library.locator(".stock h3", has_text="Documents by month, 1912").wait_for()
    assert library.locator(".timeline .bar").count() == 12
    library.locator(".timeline [data-dates='1912-05']").click()
    found(library, "1")


def test_a_record_opens_beside_with_its_card_and_gives_the_focus_back(library, size):
    narrowing(library)
    library.fill("#library-words", "118214")
    found(library, "1")
    title = library.locator(".record-title")
    title.click()
    library.locator(".title-page").wait_for()
    if size == "phone":
        library.locator(".reader .back").click()
        library.wait_for_function("location.search === ''")
        assert title.evaluate("link => link === document.activeElement")
    else:
        assert library.locator(".library-panel").is_visible()
        library.get_by_role("button", name="Close the document").click()
        library.locator(".reader.open").wait_for(state="detached")
    library.locator(".record").get_by_role("button", name="Catalogue card").click()
    library.locator("details.card[open]").wait_for()
    if size == "phone":
        library.locator(".reader .back").click()
        library.wait_for_function("location.search === ''")
    library.locator(".library-panel h2").focus()
    library.keyboard.press("Escape")
    assert not library.locator(".library-panel").is_visible()
    assert library.evaluate(FOCUSED) == "Library"


def test_an_unknown_document_leads_to_the_library(chrome, addresses, size):
    context = chrome.new_context(viewport=SIZES[size])  # what is not found is an error there
    page = context.new_page()
    page.goto(addresses["seed"] + "?doc=nothing")
    page.get_by_role("button", name="Open the library").click()
    page.locator(".record").first.wait_for()
    if size == "phone":
        assert not page.locator(".reader.open").is_visible()
    context.close()


def test_going_back_leaves_a_panel_that_covers_the_conversation(library, size):
    if size == "desk":
        pytest.skip("a panel covers the conversation on a narrow screen")
    library.click(".open-search")
    library.go_back()
    library.locator(".panel:visible").wait_for(state="detached")
    assert library.locator("#question").is_visible()
    library.click(".open-library")
    library.locator(".record-title").first.click()
    library.locator(".paragraph").first.wait_for()
    library.go_back()
    library.locator(".reader.open").wait_for(state="detached")
    assert library.locator(".library-panel").is_visible()
    library.go_back()
    library.locator(".library-panel").wait_for(state="hidden")
    assert library.evaluate(FOCUSED) == "Library"
    library.click(".open-library")
    library.locator(".record").first.wait_for()
    library.click(".library-panel .panel-close")
    library.wait_for_function("!(history.state && history.state.panel)")
    assert library.url.startswith("http://127.0.0.1")


def test_files_are_added_with_a_report_each_and_asked_about_at_once(library, size):
    words = f"The {size} quarantine station of Kamaran was closed by Ali Effendi."
    library.click(".add-documents")
    given = [
        {"name": f"kamaran-{size}.txt", "mimeType": "text/plain", "buffer": words.encode()},
        {"name": f"{HOSTILE} {size}.md", "mimeType": "text/plain",
         "buffer": f"---\ntitle: Perim {size}\n---\n\nCoal of Perim, {size}.\n".encode()},
        {"name": "noise.bin", "mimeType": "text/plain", "buffer": bytes(range(256)) * 4},
    ]  # fmt: skip
    library.set_input_files("#delivery-files", given)
    library.get_by_role("button", name="Cancel").wait_for()
    library.locator(".job-state", has_text="2 records are new").wait_for(timeout=120_000)
    reports = library.locator(".file").all_text_contents()
    assert "1 record added" in reports[0]
    assert f"Perim {size}" in reports[1]
    assert "part refused" not in reports[2]  # it is the whole file
    assert "which is not read" in library.locator(".file.refused .refusal-line").text_content()
    assert library.locator(".file.refused .counts").text_content() == "Refused"
    assert violations(library) == []
    assert library.evaluate("window.__xss") is None
    assert library.locator(".panel :is(img, script, base, iframe)").count() == 0
    library.locator(".file a", has_text="kamaran").click()
    library.locator(".paragraph", has_text=words).wait_for()
    if size == "phone":
        library.locator(".reader .back").click()
        library.wait_for_function("location.search === ''")
    library.click(".library-panel .panel-close")
    library.fill("#question", f"Who closed the {size} quarantine station of Kamaran?")
    library.keyboard.press("Enter")
    answer = library.locator(".turn .answer:not([aria-busy])")
    answer.wait_for()
    assert words in answer.locator("blockquote").all_text_contents()


def test_a_file_turned_away_when_it_is_sent_is_counted(chrome, addresses, size):
    page = chrome.new_page()  # a refused request is an error in the browser's console
    page.goto(addresses["seed"])
    page.wait_for_selector(".starter", state="attached")
    opened(page).click(".add-documents")
    words = f"The {size} lighthouse of Jabal at-Tair was lit."
    given = [
        {"name": f"lit-{size}.txt", "mimeType": "text/plain", "buffer": words.encode()},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    page.set_input_files("#delivery-files", given)
    page.locator(".job-state", has_text="1 record is new").wait_for(timeout=120_000)
    assert "Refused: 1" in page.locator(".job-state").inner_text()
    assert "empty" in page.locator(".file.refused .refusal-line").inner_text()
    # The same name again with other words is no new record.
    words = f"---\nrecord_id: lit-{size}\n---\n\nThe lighthouse was lit, {{}}."
    for time, told in (("in spring", "1 record is new"), ("in autumn", "1 record was replaced")):
        given = [{"name": f"lit-{size}.md", "mimeType": "text/plain",
                  "buffer": words.format(time).encode()}]  # fmt: skip
        page.set_input_files("#delivery-files", given)
        page.locator(".job-state", has_text=told).wait_for(timeout=120_000)
    page.close()


def test_dropped_files_can_be_cancelled_and_nothing_is_kept(library):
    before = library.locator(".found-records").text_content()
    library.route("**/api/library/files?*", lambda route: None)  # sent and never answered
    library.evaluate(
        """() => {
          const dropped = new DataTransfer();
          dropped.items.add(new File(["Dropped words."], "dropped.txt"));
          document.querySelector(".library-panel").dispatchEvent(
            new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true}));
        }"""
    )
    library.locator(".file", has_text="dropped.txt").wait_for(state="attached")
    library.evaluate("document.querySelector('.job-head button').click()")
    library.locator(".job-state", has_text="Nothing was added").wait_for(state="attached")
    library.unroute("**/api/library/files?*")
    assert library.locator(".found-records").text_content() == before


#: Drops a file of this name and these words on the library.
DROP = """([name, words]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([words], name));
  document.querySelector(".library-panel").dispatchEvent(
    new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true}));
}"""


def test_files_dropped_while_others_are_sent_wait_for_them_and_hide_nothing(library, size):
    if size == "phone":
        pytest.skip("the same at the desk")
    library.click(".add-documents")
    sent = Held(library, "**/api/library/files?*")
    for name in ("first", "second", "third"):
        library.evaluate(DROP, [f"{name}.txt", f"The {name} buoy of Massawa was laid."])
        library.locator(".file", has_text=f"{name}.txt").wait_for(state="attached")
    shown = library.locator(".job-state")
    assert shown.all_text_contents() == [
        "1 file waits until the ones before it are sent.",
        "1 file waits until the ones before it are sent.",
        "Sending 1 file…",
    ]
    library.locator(".delivery").nth(1).get_by_role("button", name="Cancel").click()
    library.locator(".job-state", has_text="Cancelled.").wait_for()
    kept = "sessionStorage.getItem('dragoman-delivery')"
    looks = Held(library, "**/api/library/jobs/*")
    sent.let_go()
    library.wait_for_function(kept)
    first = library.evaluate(kept)
    sent.over()
    library.wait_for_function(f"first => {kept} !== first", arg=first)
    last = library.evaluate(kept)
    others = Held(library, f"**/api/library/jobs/{last}")
    looks.over()
    library.locator(".job-state", has_text="1 record is new").wait_for(timeout=120_000)
    assert library.evaluate(kept) == last  # for a reload
    others.over()
    library.wait_for_function(f"{kept} === null")
    assert [words[:15] for words in shown.all_text_contents()] == [
        "1 record is new",
        "Cancelled. Noth",
        "1 record is new",
    ]


def test_while_another_writes_it_is_said_calmly_and_tried_again(library, size, library_folder):
    library.click(".add-documents")
    given = {"name": f"jiddah-{size}.txt", "mimeType": "text/plain",
             "buffer": f"Jiddah, {size}, was calm.".encode()}  # fmt: skip
    with RecordStore.open(library_folder, write=True):
        library.set_input_files("#delivery-files", [given])
        again = library.get_by_role("button", name="Try again")
        again.wait_for(timeout=120_000)
        assert "being written" in library.locator(".job-state").text_content()
    again.click()
    library.locator(".job-state", has_text="1 record is new").wait_for(timeout=120_000)


def test_a_record_is_removed_after_a_question_in_the_page(chrome, addresses, size):
    context = chrome.new_context(viewport=SIZES[size])  # a record that is gone is an error there
    library = context.new_page()
    library.goto(addresses["seed"])
    library.wait_for_selector(".starter", state="attached")
    narrowing(opened(library))
    library.fill("#library-words", f"to be taken out {size}")
    found(library, "1")
    library.locator(".record-title").click()
    library.locator(".paragraph", has_text="ballast").wait_for()
    if size == "phone":
        assert library.locator(".reader .back").text_content() == "Back to the library"
        library.locator(".reader .back").click()
        library.wait_for_function("location.search === ''")
    library.get_by_role("button", name=f"Remove To be taken out, {size}").click()
    assert library.evaluate(FOCUSED) == "Keep it"
    assert violations(library) == []
    library.keyboard.press("Escape")
    assert library.evaluate(FOCUSED) == "Remove"
    assert library.locator(".library-panel").is_visible()
    library.keyboard.press("Enter")
    library.get_by_role("button", name="Remove it").click()
    found(library, "0")
    library.wait_for_function(
        "document.getElementById('announcements').textContent.startsWith('Removed: To be taken')"
    )
    assert library.evaluate(FOCUSED) == "Library"
    root = library.url.split("?")[0]
    assert library.request.get(f"{root}api/records/taken-{size}").status == 404
    # A document that was drawn is not shown from memory.
    library.evaluate(
        """doc => import("/room/room.js").then(({room}) => room.open(
             {doc, p: 1, s: 0, e: 0, list: [{}, {}], index: 0}))""",
        f"taken-{size}",
    )
    library.locator(".refusal h2", has_text="was removed from the archive").wait_for()
    assert library.locator(".reader .bar-tools").count() == 0
    context.close()


def test_a_search_says_why_and_opens_with_its_words_marked(visit, size):
    page = visit()
    page.click(".open-search")
    page.wait_for_function("document.activeElement.id === 'search-query'")
    page.keyboard.type("rupees Aden 1923")
    page.keyboard.press("Enter")
    hits = page.locator(".hit")
    hits.first.wait_for()
    assert hits.count() == 10
    first = hits.first
    assert first.locator("blockquote").text_content() == (
        "In 1923 the tolls of Aden came to 123 rupees."
    )
    assert first.locator("mark").all_text_contents() == ["1923", "Aden", "rupees"]
    assert "By words: place 1" in first.locator(".why-line").text_content()
    first.locator("summary").click()
    assert "Matching words: 1923, Aden, rupees" in first.locator(".why").text_content()
    page.select_option("#search-most", "25")
    page.wait_for_function("document.querySelectorAll('.hit').length === 25")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export as CSV").click()
    table = Path(saved.value.path()).read_text(encoding="utf-8").removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == 25
    assert rows[0]["words"] == "In 1923 the tolls of Aden came to 123 rupees."
    assert saved.value.suggested_filename == "passages.csv"
    page.locator(".hit-label a").first.click()
    page.locator("mark.quoted").first.wait_for()
    # The place is the passage, and its words are gone through within it.
    quoted = page.locator("mark.quoted").all_text_contents()
    assert "".join(quoted) == "In 1923 the tolls of Aden came to 123 rupees."
    assert page.locator(".page mark.matched").all_text_contents() == ["1923", "Aden", "rupees"]
    link = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    assert int(link["e"]) - int(link["s"]) == len("".join(quoted))
    steps = page.get_by_role("group", name="Matches of the search")
    assert "3 matches" in steps.text_content()
    for word in ("1923", "Aden"):
        steps.get_by_role("button", name="Next match").click()
        page.locator("mark.now", has_text=word).wait_for()
    assert "2 of 3" in steps.text_content()
    assert page.evaluate("location.search").endswith(f"e={link['e']}")
    if size == "phone":
        assert page.locator(".reader .back").text_content() == "Back to the search"
        page.locator(".reader .back").click()
        page.wait_for_function("location.search === ''")
    page.fill("#search-query", "zzqx")
    page.keyboard.press("Enter")
    page.locator(".search-status", has_text="No passage holds these words").wait_for()
    page.fill("#search-query", "quarantine of Kamaran")
    page.keyboard.press("Enter")
    page.locator(".hit blockquote", has_text="Quarantine <img").wait_for()
    assert page.evaluate("window.__xss") is None
    assert page.locator(".panel :is(img, script, base, iframe)").count() == 0


def test_a_search_shows_its_filters_and_cites_in_the_chosen_style(visit):
    page = visit()
    page.click(".filter-toggle")
    page.fill("#filter-dates", "1900/1930")
    page.keyboard.press("Enter")
    page.locator(".filters .filter-chip").wait_for()
    page.click(".open-search")
    chip = page.locator(".search-panel .filter-chip")
    assert "1900/1930" in chip.inner_text()
    page.fill("#search-query", "tolls of Aden")
    page.keyboard.press("Enter")
    page.locator(".hit").first.wait_for()
    narrowed = page.locator(".search-told").inner_text()
    cited = page.locator(".hit-citation").first
    assert "tolls" in page.locator(".hit-text").first.inner_text()
    assert page.locator(".hit-text").first.get_attribute("dir") == "auto"
    note = cited.inner_text()
    page.select_option("#style-in-masthead", "apa")
    page.wait_for_function(
        "note => document.querySelector('.hit-citation').textContent !== note", arg=note
    )
    assert re.search(r"\(\d{4}\)|\(\d{4}, ", cited.inner_text())
    chip.get_by_role("button").click()
    page.wait_for_function(
        "told => document.querySelector('.search-told').innerText !== told", arg=narrowed
    )
    assert page.locator(".search-panel .filter-chip").count() == 0
    assert page.locator(".filters .filter-chip").count() == 0


def test_a_change_of_style_repeats_what_is_listed_and_that_is_exported(visit, size):
    if size == "phone":
        pytest.skip("the same at the desk")
    page = visit()
    page.click(".open-search")
    page.fill("#search-query", "rupees Aden 1923")
    page.keyboard.press("Enter")
    page.locator(".hit").first.wait_for()
    for typed, style in (("half a qu", "apa"), ("", "chicago-note")):
        page.fill("#search-query", typed)
        page.focus("#style-in-masthead")
        with page.expect_request("**/api/search?*") as sent:
            page.select_option("#style-in-masthead", style)
        assert sent.value.post_data_json["query"] == "rupees Aden 1923"
        page.wait_for_function("!document.querySelector('.hits[aria-busy]')")
        assert page.evaluate("document.activeElement.id") == "style-in-masthead"
    page.route("**/api/search?*", lambda route: None)  # what is asked for now never comes
    page.fill("#search-query", "ballast")
    page.keyboard.press("Enter")
    page.locator(".hits[aria-busy]").wait_for()
    with page.expect_request("**/api/search.csv?*") as sent, page.expect_download():
        page.get_by_role("button", name="Export as CSV").click()
    assert sent.value.post_data_json["query"] == "rupees Aden 1923"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_is_accessible(visit, scheme):
    page = opened(visit(scheme=scheme))
    narrowing(page)
    assert violations(page) == []
    page.locator(".bar-row").first.click()
    page.locator(".chip").wait_for()
    page.click(".add-documents")
    assert violations(page) == []
    page.click(".open-search")
    assert not page.locator(".library-panel").is_visible()
    page.fill("#search-query", "tolls of Aden")
    page.keyboard.press("Enter")
    page.locator(".hit").first.wait_for()
    page.locator(".why summary").first.click()
    assert violations(page) == []
    page.locator(".hit-label a").first.click()
    page.locator("mark.quoted").first.wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_panels_speak_chinese(library):
    library.select_option("#language", "zh-Hans")
    assert library.locator(".library-panel h2").text_content() == "馆藏"
    narrowing(library)
    said = library.evaluate(
        """() => [...document.querySelectorAll(
             ".library-panel :is(h2, h3, label, .tool, .help, .gaps, .found-records, .where)")]
           .filter(node => node.offsetParent).map(node => node.textContent)"""
    )
    assert [words for words in said if re.search(r"[A-Za-z]{3}", words)] == []
    assert library.locator(".record .meta").first.text_content().startswith("1900年")
