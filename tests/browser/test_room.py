"""The reading room as a reader meets it, at a desk and on a phone."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from tests.browser.conftest import HOSTILE, SIZES
from tests.browser.holding import Held

pytestmark = [pytest.mark.browser, pytest.mark.model]

MOSCOW = "How did Moscow itself explain why people left Sinkiang?"
ELSEWHERE = "What was decided about the price of bread in Yugoslavia in 1974?"

INSIDE = """mark => {
  const box = mark.getBoundingClientRect();
  return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
}"""


def ask(page: Any, question: str) -> Any:
    """Type a question and return the turn once it is answered."""
    turns = page.locator(".turn").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    turn.locator(".answer:not([aria-busy])").wait_for()
    return turn


def test_a_question_is_answered_and_its_citation_opens_the_very_words(visit, size):
    page = visit()
    turn = ask(page, MOSCOW)
    assert turn.locator("h2").text_content() == MOSCOW
    quote = turn.locator("figure", has_text="Albania").locator("blockquote").text_content()
    assert "domestic reasons" in quote
    label = turn.locator("figure", has_text="Albania").locator(".label").text_content()
    assert "PRC FMA 118-01100-14, 147-149, para. 3" in label
    voice = turn.locator("figure", has_text="Albania").locator(".voice").text_content()
    assert "Soviet" in voice
    cite = turn.locator("figure", has_text="Albania").locator(".cite")
    assert cite.get_attribute("aria-label").startswith("Citation ")
    cite.click()
    mark = page.locator("mark.quoted")
    mark.wait_for()
    assert mark.text_content() == quote
    assert mark.evaluate(INSIDE)
    assert mark.evaluate("mark => mark === document.activeElement")
    paragraph = mark.locator("xpath=ancestor::div[@data-paragraph]")
    assert paragraph.get_attribute("data-paragraph") == "3"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    assert cite.evaluate("link => link === document.activeElement")
    assert page.locator("section.reader.open").is_visible() is (size == "desk")


def test_the_text_on_the_page_is_the_text_of_the_file(visit, seed_text):
    page = visit("/?doc=118214")
    page.locator(".paragraph").first.wait_for()
    for shown in page.locator(".paragraph > .archive").all_text_contents():
        assert shown in seed_text


def test_a_question_stands_at_the_top_and_is_announced_once(visit):
    page = visit()
    page.evaluate(
        """() => {
          window.said = [];
          const region = document.getElementById("announcements");
          new MutationObserver(() => window.said.push(region.textContent)).observe(
            region, {childList: true, characterData: true, subtree: true});
        }"""
    )
    ask(page, MOSCOW)
    turn = ask(page, "What did the note of 18 July 1963 insist on?")
    said = page.evaluate("window.said")
    assert len(said) == 2
    assert all(text.startswith("Answer ready: ") for text in said)
    page.wait_for_function(
        """() => {
          const pane = document.querySelector(".conversation > .pane").getBoundingClientRect();
          const last = [...document.querySelectorAll(".turn > h2")].pop().getBoundingClientRect();
          return last.top >= pane.top && last.top - pane.top < 60;
        }"""
    )
    assert turn.locator("h2").is_visible()


def test_citations_are_copied_in_the_chosen_style(visit):
    page = visit()
    turn = ask(page, MOSCOW)
    figure = turn.locator("figure", has_text="Albania")
    page.select_option("#style-in-masthead", "chicago-note")
    figure.get_by_role("button", name="Copy citation").click()
    page.wait_for_function("document.getElementById('announcements').textContent === 'Copied.'")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "“Cable from the Chinese Foreign Ministry, ‘Our Efforts Against the Subversive Activities "
        "of the Soviet Union in Xinjiang,’” trans. 7Brands, August 1, 1963, para. 3, "
        "PRC FMA 118-01100-14, 147-149, Wilson Center Digital Archive, "
        "https://digitalarchive.wilsoncenter.org/document/118214."
    )
    page.select_option("#style-in-masthead", "ris")
    figure.get_by_role("button", name="Copy citation").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('TY  -'))")
    page.select_option("#style-in-masthead", "wilson")
    figure.get_by_role("button", name="Copy quote with citation").click()
    quote = figure.locator("blockquote").text_content()
    page.wait_for_function(
        "words => navigator.clipboard.readText()"
        ".then(text => text.startsWith(`“${words}”\\n“Cable from`))",
        arg=quote,
    )
    turn.get_by_role("button", name="Copy whole answer").click()
    page.wait_for_function(
        "question => navigator.clipboard.readText().then(text => text.startsWith(question))",
        arg=MOSCOW,
    )


def test_beside_a_quote_stand_its_document_and_translator_and_nothing_twice(visit):
    page = visit()
    turn = ask(page, "What subversive activities did the Soviet Union carry out in Xinjiang?")
    figures = turn.locator("figure")
    assert figures.count() > 1
    for figure in figures.all():
        notes = figure.locator(".notes li").all_inner_texts()
        assert notes[0] == "English translation by 7Brands; original not held."
        assert len(notes) == len(set(notes))
        assert "translation" not in figure.locator("blockquote").inner_text()
    cited = [one.locator(".footnote-full").is_visible() for one in figures.all()]
    assert cited == [True] + [False] * (len(cited) - 1)  # once a record
    full = figures.first.locator(".footnote-full").inner_text()
    assert full.startswith("“Cable from the Chinese Foreign Ministry")
    assert "August 1, 1963" in full
    said = turn.locator(".searched").inner_text()
    assert said.count("“Soviet Union” also as") == 1


def test_a_citation_that_comes_late_does_not_stand_under_another_style(visit, size):
    if size == "phone":
        pytest.skip("the same at the desk")
    page = visit()
    full = ask(page, MOSCOW).locator(".footnote-full.first")
    note = full.text_content()
    held = Held(page, "**/citation?style=mla*")
    with page.expect_request("**/citation?style=mla*"):
        page.select_option("#style-in-masthead", "mla")
    page.select_option("#style-in-masthead", "chicago-note")
    held.let_go()
    assert full.text_content() == note
    held.over()
    page.select_option("#style-in-masthead", "mla")
    page.wait_for_function(
        "note => document.querySelector('.footnote-full.first').textContent !== note", arg=note
    )


def test_the_values_of_a_filter_that_was_asked_with_stand_apart(visit, size):
    if size == "phone":
        pytest.skip("the same at the desk")
    page = visit()
    said = page.evaluate(
        """async () => {
          const { drawAnswer } = await import("/room/answers.js");
          const { room } = await import("/room/room.js");
          room.names.set("118214", "Cable");
          const filters = {dates: "1963", place: ["Yining", "Xinjiang"], record: ["118214", "7"]};
          const given = {status: "answered", question: "", segments: [], fields: [], quotes: [],
            searched: {records: 1, passages: 3, filters}};
          const host = document.createElement("div");
          host.append(...drawAnswer(given, {}));
          return host.querySelector(".searched").textContent;
        }"""
    )
    assert said.endswith("limited to dates 1963, place Yining, Xinjiang, record Cable, 7.")


def test_words_that_are_reported_are_copied_with_whose_they_are(visit):
    page = visit()
    figure = ask(page, MOSCOW).locator("figure.reported").first
    words = figure.locator("blockquote").text_content()
    figure.get_by_role("button", name="Copy quote with citation").click()
    page.wait_for_function(
        "words => navigator.clipboard.readText().then(text => text.startsWith(`“${words}”\\n`))",
        arg=words,
    )
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[-1] == "Reported by the document: the Soviet Union"


def test_a_title_without_spaces_stays_on_the_page(visit):
    page = visit("/?doc=118214")
    page.locator(".paragraph").first.wait_for()
    fits = page.locator(".reader .title").evaluate(
        "title => { title.textContent = 'Xy'.repeat(200); "
        "return title.scrollWidth <= title.clientWidth; }"
    )
    assert fits


def test_silence_is_calm_and_what_came_near_is_no_answer(visit):
    page = visit()
    turn = ask(page, ELSEWHERE)
    assert "silent" in turn.locator(".silence h3").text_content()
    assert turn.locator("figure").count() == 0
    said = turn.locator(".silence").text_content()
    assert "found in the 1 record searched (3 passages)." in said
    assert said.count("1 record") == 1
    near = turn.locator("details.nearest")
    if near.count():
        assert near.get_attribute("open") is None
        assert "Not answers" in near.locator("summary").text_content()
        near.locator("summary").click()
        assert "Cable from" in near.locator("li").first.locator(".footnote-full").inner_text()
    assert (
        page.locator("#announcements").text_content() == "The archive held here is silent on this."
    )


def test_silence_is_copied_with_what_was_searched(visit):
    page = visit()
    turn = ask(page, ELSEWHERE)
    turn.get_by_role("button", name="Copy whole answer").click()
    page.wait_for_function("document.getElementById('announcements').textContent === 'Copied.'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(ELSEWHERE)
    assert "silent" in copied
    assert copied.count("the 1 record searched (3 passages)") == 1


def test_the_catalogue_answers_with_its_origin(visit):
    page = visit()
    turn = ask(page, "Who translated this document?")
    assert "7Brands" in turn.locator("dl.fields dd").first.text_content()
    turn.locator(".card-link").first.click()
    card = page.locator("details.card[open]")
    card.wait_for()
    language = card.locator("div", has=page.locator("dt", has_text="Language")).locator("dd")
    assert language.text_content() == "The record has this label and nothing under it."
    assert "empty" in page.locator(".notice").text_content()


def test_a_link_opens_the_words_in_a_fresh_page(visit, seed_text):
    words = "They also claimed that the massive and illegal flight"
    start = seed_text.index(words)
    page = visit(f"/?doc=118214&p=3&s={start}&e={start + len(words)}")
    mark = page.locator("mark.quoted")
    mark.wait_for()
    assert mark.text_content() == words
    assert mark.evaluate(INSIDE)


def test_a_link_that_remembers_other_words_marks_nothing(visit):
    page = visit("/?doc=118214&p=3&s=3000&e=3100&h=0123456789abcdef")
    page.locator(".mismatch:not([hidden])").wait_for()
    assert page.locator("mark.quoted").count() == 0
    assert "nothing is marked" in page.locator(".mismatch").text_content()


def test_a_link_to_an_unknown_document_says_so(chrome, addresses):
    page = chrome.new_page()
    page.goto(f"{addresses['seed']}/?doc=000000&p=1")
    page.get_by_text("This document is not in the archive.").wait_for()
    said = page.locator(".reader .refusal").inner_text()
    assert "The library lists what the archive holds." in said
    assert "dragoman list" not in said  # nobody types commands into a page
    page.close()


def test_going_from_citation_to_citation_and_back(visit, size):
    page = visit()
    turn = ask(page, "What did the Soviet Union say about Albania?")
    cites = turn.locator(".cite")
    if cites.count() < 2:
        pytest.skip("this answer cites one passage")
    quotes = turn.locator("blockquote").all_text_contents()
    cites.first.click()
    page.locator("mark.quoted").wait_for()
    page.get_by_role("button", name="Next citation").click()
    page.wait_for_function(
        "words => document.querySelector('mark.quoted')?.textContent === words", arg=quotes[1]
    )
    assert page.locator("mark.quoted").evaluate(INSIDE)
    page.go_back()
    page.wait_for_function("location.search === ''")
    assert not page.locator("section.reader .page").is_visible()
    assert page.locator(".turn").count() == 1


def test_the_sheet_on_a_phone_closes_by_its_button(visit, size):
    if size != "phone":
        pytest.skip("the reader stands beside the conversation here")
    page = visit()
    turn = ask(page, MOSCOW)
    cite = turn.locator(".cite").first
    cite.click()
    page.locator("mark.quoted").wait_for()
    assert page.locator("section.reader").get_attribute("aria-modal") == "true"
    page.get_by_role("button", name="Back to the conversation").click()
    page.wait_for_function("location.search === ''")
    assert cite.evaluate("link => link === document.activeElement")


def test_a_stopped_question_leaves_the_next_one_alone(visit):
    page = visit()
    queued: list[str] = []  # an answer that comes by Gradio's queue can be lost after Stop
    page.on("request", lambda sent: queued.append(sent.url) if "/queue/" in sent.url else None)
    page.fill("#question", MOSCOW)
    # The answer takes a fifth of a second: Stop is pressed in the frame in which it appears.
    page.evaluate(
        """() => {
          const press = () => {
            const stop = document.querySelector("button.stop");
            if (stop && stop.offsetParent) stop.click();
            else requestAnimationFrame(press);
          };
          press();
        }"""
    )
    page.keyboard.press("Enter")
    page.locator(".turn .answer", has_text="Stopped").wait_for()
    turn = ask(page, "Who signed the cable?")
    assert "Ministry of Foreign Affairs" in turn.locator(".answer").text_content()
    assert "Stopped" in page.locator(".turn .answer").first.text_content()
    assert turn.locator(".read-as").count() == 0
    assert queued == []


def test_a_greeting_is_not_called_silence_of_the_archive(visit):
    answer = ask(visit(), "Hello!").locator(".answer")
    assert answer.locator("h3").text_content() == "Nothing was asked."
    assert answer.locator(".frame").text_content().startswith("Ask what the records say")
    assert answer.locator(".reasons").count() == 0


def test_a_follow_up_says_how_it_was_read_and_can_be_undone(visit):
    page = visit()
    ask(page, "What did China allege in its note of 30 August 1962?")
    turn = ask(page, "And what did the Soviets say to that?")
    assert turn.locator("h2").text_content() == "And what did the Soviets say to that?"
    assert turn.locator(".read-as .reading").text_content()
    turn.get_by_role("button", name="Read it as typed").click()
    turn.locator(".answer:not([aria-busy])").wait_for()
    turn.locator(".read-as:not(.also)").wait_for(state="detached")
    assert turn.locator(".read-as.also .reading").text_content()  # and the way back
    assert page.locator(".turn").count() == 2


def test_offsets_are_code_points_and_other_words_are_not_found(visit):
    page = visit()
    found = page.evaluate(
        """async () => {
          const { locate, runs, slice } = await import("/room/spans.js");
          const blocks = [
            {start: 0, end: 5, text: "a𝔟c𝔡e"}, {start: 7, end: 10, text: "fgh"}];
          const at = (start, end, text) => {
            const parts = locate(blocks, {start, end, text});
            return parts && parts.map(part => slice(part.block.text, part.start, part.end));
          };
          return [at(1, 4, "𝔟c𝔡"), at(3, 9, "𝔡e\\n\\nfg"),
            at(1, 4, "𝔟x𝔡"), at(3, 9, "𝔡exxfg"), at(5, 7, "  "), at(1, 3, "𝔟c𝔡"),
            runs(4, [{start: 1, end: 3, kind: "a"}, {start: 2, end: 9, kind: "b"}])
              .map(run => [run.start, run.end, run.layer && run.layer.kind])];
        }"""
    )
    assert found == [
        ["𝔟c𝔡"],
        ["𝔡e", "fg"],
        None,
        None,
        None,
        None,
        [[0, 1, None], [1, 3, "a"], [3, 4, "b"]],
    ]


def test_a_question_too_long_is_refused_before_it_is_sent(visit):
    page = visit()
    page.fill("#question", "why " * 1_200)
    page.keyboard.press("Enter")
    assert "the limit is 4,000" in page.locator("#question-note").text_content()
    assert page.locator(".turn").count() == 0


def test_a_question_from_right_to_left_reads_so(visit):
    page = visit()
    turn = ask(page, "ماذا قال الاتحاد السوفيتي عن ألبانيا؟")
    assert turn.locator("h2").evaluate("node => getComputedStyle(node).direction") == "rtl"
    page.fill("#question", "ماذا قال؟")
    assert page.locator("#question").evaluate("node => node.matches(':dir(rtl)')")


def test_the_library_leaves_in_the_masthead_what_is_held(visit):
    page = visit()
    before = page.locator(".holding").text_content()
    assert "3 paragraphs" in before
    page.click(".open-library")
    page.locator(".record").first.wait_for()
    assert page.locator(".holding").text_content() == before


def test_an_empty_archive_says_what_to_do(chrome, addresses):
    for size in SIZES:
        page = chrome.new_page(viewport=SIZES[size])
        page.goto(addresses["empty"])
        page.locator(".opening .empty").wait_for()
        assert page.locator(".holding").text_content() == "No records yet"
        if size == "desk":
            page.locator(".shelf", has_text="Nothing yet.").wait_for()
        page.get_by_role("button", name="Open the library").click()
        page.locator(".found-records", has_text="0 records").wait_for()
        assert not page.get_by_text("Documents by year").is_visible()
    page.get_by_role("button", name="Add documents").click()
    words = b"The lighthouse of Perim was lit in 1861."
    file = {"name": "perim.txt", "mimeType": "text/plain", "buffer": words}
    page.set_input_files("#delivery-files", [file])
    page.locator(".holding", has_text="1 record").wait_for(timeout=120_000)
    page.locator(".panel-close").locator("visible=true").click()
    assert not page.locator(".opening .empty").is_visible()
    page.close()


def test_a_new_conversation_begins_empty(visit):
    page = visit()
    ask(page, "Who signed the cable?")
    page.get_by_role("button", name="New conversation").click()
    assert page.locator(".turn").count() == 0
    assert page.locator(".starter").first.is_visible()
    page.locator(".starter").first.click()
    page.locator(".turn .answer:not([aria-busy])").wait_for()


def test_hostile_words_are_only_words(visit):
    page = visit(to="hostile")
    turn = ask(page, "What were the quinquennial harbour dues of Port Said?")
    assert "Port Said" in turn.locator("blockquote").first.text_content()
    turn.locator(".cite").first.click()
    page.locator("mark.quoted").wait_for()
    assert (
        page.locator("mark.quoted").text_content()
        == turn.locator("blockquote").first.text_content()
    )
    page.locator("details.card summary").click()
    assert HOSTILE in page.locator(".title").text_content()
    page.keyboard.press("Escape")
    ask(page, HOSTILE)
    assert page.locator(".turn").last.locator("h2").text_content() == HOSTILE
    assert page.evaluate("window.__xss") is None
    drawn = ":is(.room-transcript, .room-reader) :is(img, script, svg, iframe, base)"
    assert page.locator(drawn).count() == 0
    assert page.locator("[href^='javascript']").count() == 0


def test_an_address_in_a_frame_stays_in_its_column(visit):
    turn = ask(visit(), "Cite this document in Chicago")
    frame = turn.locator(".frame", has_text="https://").first
    assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")


@pytest.mark.parametrize("window", [(720, 450), (844, 390), (320, 256)])
def test_an_enlarged_page_covers_nothing(visit, size, window):
    """1440x900 at 200 %, a phone on its side, and 1280x1024 at 400 %."""
    if size == "phone":
        pytest.skip("the window is given here")
    page = visit()
    page.set_viewport_size({"width": window[0], "height": window[1]})
    ask(page, "Who signed the cable?")
    page.locator(".filter-toggle").click()
    parts = [".conversation > .pane", ".filter-form", ".filter-bar", ".question"]
    edges = page.evaluate(
        """parts => parts.flatMap(part => {
          const box = document.querySelector(part).getBoundingClientRect();
          return [box.top, box.bottom];
        })""",
        parts,
    )
    assert edges == sorted(edges)
    assert edges[1] - edges[0] >= 200
    assert page.locator(".filter-form").evaluate("form => form.scrollHeight <= form.clientHeight")
    page.locator(".filter-apply").click()
    page.get_by_role("button", name="Ask", exact=True).scroll_into_view_if_needed()
    assert page.get_by_role("button", name="Ask", exact=True).evaluate(INSIDE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_is_accessible(visit, scheme):
    page = visit(scheme=scheme)
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    page.locator(".shelf a").first.wait_for(state="attached")

    def violations() -> list[str]:
        found = page.evaluate(
            """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
                 "wcag22aa", "best-practice"]}).then(result => result.violations.map(
                 one => one.id + ": " + one.nodes.map(node => node.html).join(" | ")))"""
        )
        return [str(one) for one in found]

    assert violations() == []
    ask(page, ELSEWHERE)
    for near in page.locator(".nearest summary").all():
        near.click()
    assert violations() == []
    ask(page, "Who translated this document?")
    turn = ask(page, MOSCOW)
    assert violations() == []
    turn.locator(".cite").first.click()
    page.locator("mark.quoted").wait_for()
    page.locator("details.card summary").click()
    assert violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_editors_brackets_are_set_apart_in_what_a_search_finds(visit):
    page = visit()
    page.click(".open-search")
    page.fill("#search-query", "riots in Kulja")
    page.keyboard.press("Enter")
    found = page.locator(".hit", has=page.locator(".bracket")).first
    found.wait_for()
    bracket = found.locator("blockquote .bracket").first
    assert bracket.text_content().startswith("[")
    assert bracket.get_attribute("title")
    assert bracket.evaluate("one => getComputedStyle(one).fontStyle") == "italic"
    response = page.request.post(
        page.url.split("?")[0] + "api/search", data={"query": "riots in Kulja", "k": 3}
    )
    assert found.locator("blockquote").text_content() in [
        hit["text"] for hit in response.json()["hits"]
    ]
