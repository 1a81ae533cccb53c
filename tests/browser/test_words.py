"""The interface's words: one table a language, the same keys, nothing said elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

STATIC = Path(__file__).parents[2] / "ui" / "static"
TABLES = ("words.js", "words.en.js", "words.zh.js", "told.zh.js")

STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)

#: Where a string is a name of the browser's or the server's, not something to read.
NAMES = re.compile(
    r"(?:class|className|querySelector(?:All)?|closest|matches|matchMedia|has|id|tag|import|from"
    r"|key|style|fetchJson|fetchText|address|media|selector|headers|type|accept|say|term"
    r"|getPropertyValue|setProperty|Error|transform|viewBox|points|d)"
    r"\s*(?:[:=(]|===)*\s*(?:new\s+)?\(?\s*$"
)
#: What `event.key` and the like are compared with, and the product's own name.
ALLOWED = {
    "Dragoman",
    "Enter",
    "Escape",
    "Esc",
    "Tab",
    "Home",
    "End",
    "Delete",
    "Backspace",
    "Content-Type",
}


def literals(code: str) -> list[tuple[str, str]]:
    """Return the string literals of a module, each with the code before it on its line."""
    code = COMMENT.sub("", code)
    found = []
    for match in STRING.finditer(code):
        line = code[code.rfind("\n", 0, match.start()) + 1 : match.start()]
        text = match[1] if match[1] is not None else re.sub(r"\$\{[^}]*\}", "", match[2])
        found.append((line, text))
    return found


def readable(line: str, text: str) -> bool:
    """Whether a literal reads like words for a person: a capitalised word, or a sentence."""
    if text in ALLOWED or NAMES.search(line) or re.fullmatch(r"(?:Arrow|Page)\w+|State", text):
        return False
    if re.search(r"[#.\[\](){}=<>:;/]\S", text):  # a selector, a path, a piece of code
        return False
    return bool(
        re.match(r"[A-Z][a-z]+(?:[ .,:…!?]|$)", text)
        or re.search(r"[a-z]{2,} [a-z]+ [a-z]{2,}", text)
        or re.search(r"[a-z]{2,}[:…!?]$| [a-z]{2,}\.$", text)
    )


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("button(", "Copy citation", True),
        ('el("p", {}, ', " found in the archive", True),
        ("", "Searching…", True),
        ('el("p", { class: ', "unseen wide now", False),
        ("say(", "quote.copyBoth", False),
        ("event.key === ", "Escape", False),
        ("pane.querySelector(", ".conversation > .pane", False),
    ],
)
def test_the_scan_knows_words_from_names(line, text, expected):
    assert readable(line, text) is expected


def test_no_module_speaks_in_words_of_its_own():
    found = {
        module.name: said
        for module in sorted(STATIC.rglob("*.js"))
        if module.name not in TABLES
        if (
            said := [
                text
                for line, text in literals(module.read_text(encoding="utf-8"))
                if readable(line, text)
            ]
        )
    }
    assert found == {}


def test_every_key_that_is_said_is_written():
    table = (STATIC / "words.en.js").read_text(encoding="utf-8")
    written = set(re.findall(r'^  "([^"]+)":', table, re.MULTILINE))
    for module in sorted(STATIC.rglob("*.js")):
        if module.name in TABLES:
            continue
        said = set(re.findall(r'\bsay\("([^"]+)"', module.read_text(encoding="utf-8")))
        assert said <= written, (module.name, said - written)


def placeholders(entry: Any) -> set[str]:
    """Return the placeholders of an entry; "one" may say its number in a word."""
    if isinstance(entry, str):
        return set(re.findall(r"\{(\w+)\}", entry))
    forms = {form: placeholders(text) for form, text in entry.items()}
    assert forms["other"] - forms.get("one", forms["other"]) <= {"n"}, entry
    assert forms.get("one", set()) <= forms["other"], entry
    return forms["other"]


@pytest.fixture
def size() -> str:
    return "desk"


@pytest.mark.browser
@pytest.mark.model
def test_both_tables_say_the_same(visit):
    page = visit()
    english, chinese = (
        page.evaluate(f'import("/room/words.{code}.js").then((table) => table.default)')
        for code in ("en", "zh")
    )
    assert list(english) == list(chinese)
    assert {
        key for key in english if placeholders(english[key]) != placeholders(chinese[key])
    } == set()
    for entry in english.values():
        assert isinstance(entry, str) or set(entry) == {"one", "other"}
    for key, entry in chinese.items():
        assert isinstance(entry, str) or set(entry) == {"other"}, key


#: Words of the interface that stand in no language's letters but Latin ones; dates are
#: typed as the server reads them. Then the names that the record's own words give.
NAMES_KEPT = re.compile(
    r"the Soviet Union|7Brands|Shift|Enter|Alt"
    r"|\b(?:Dragoman|English|Chicago|MLA|APA|BibTeX|BibLaTeX|RIS|CSL-JSON|SHA-256|CSV|REST|MCP"
    r"|before|after|August|DOCX|HTML|Markdown|JSON|PDF|TEI|zip|EDTF|BM25|ID|Esc)\b"
)

#: Every word on the page that is the interface's: not the archive's, not the person's, not
#: marked as another language, and what such elements are called aloud.
OURS = """() => {
  const foreign = ".archive, blockquote, bdi, code, .address, .reading," +
    " [lang]:not(html, [lang=zh-Hans])," +
    " .turn > h2, mark, q, .meta, textarea, .cited, #announcements";
  const said = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const host = node.parentElement;
    if (host.closest("script, style") || host.closest(foreign)) continue;
    if (!host.closest(".room-transcript, .room-reader")) continue;
    if (node.data.trim()) said.push(node.data.trim());
  }
  for (const node of document.querySelectorAll(".room-transcript *, .room-reader *")) {
    if (node.closest("[lang]:not(html, [lang=zh-Hans])")) continue;
    for (const name of ["aria-label", "placeholder", "title"]) {
      if (node.hasAttribute(name)) said.push(node.getAttribute(name));
    }
  }
  return said;
}"""


@pytest.mark.browser
@pytest.mark.model
def test_the_language_is_switched_in_place_and_kept(visit):
    page = visit()
    assert page.evaluate("document.documentElement.lang") == "en"
    question = "What did the Soviet Union say about Albania?"
    page.fill("#question", question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").first
    turn.locator(".answer:not([aria-busy]) blockquote").first.wait_for()
    quotes = turn.locator("blockquote").all_text_contents()
    turn.locator(".cite").first.click()
    page.locator("mark.quoted").wait_for()
    marked = page.locator("mark.quoted").text_content()

    page.select_option("#language", "zh-Hans")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.locator("button.ask:not(.stop)").text_content() == "提问"
    assert page.locator("#question").get_attribute("placeholder") == "人物、日期、事件"
    assert turn.locator("h2").text_content() == question
    assert turn.locator("blockquote").all_text_contents() == quotes
    assert page.locator("mark.quoted").text_content() == marked
    assert page.locator(".holding").text_content() == "1 件档案、3 段正文、1963年8月1日"
    page.wait_for_function(
        "document.querySelector('.shelf .meta').textContent.startsWith('1963年8月1日')"
    )
    assert "检索了 1 件档案、3 个段落" in turn.locator(".searched").text_content()
    latin = [
        said
        for said in page.evaluate(OURS)
        if re.search(r"[A-Za-z]{3}", NAMES_KEPT.sub("", said)) and not re.search(r"PRC FMA", said)
    ]
    assert latin == [], "\n".join(latin)
    assert turn.locator(".frame").first.text_content().startswith("1963年8月1日的电报")

    page.reload()
    page.wait_for_selector(".starter", state="attached")
    assert page.locator("button.ask:not(.stop)").text_content() == "提问"
    page.select_option("#language", "en")
    assert page.locator("button.ask:not(.stop)").text_content() == "Ask"


@pytest.mark.browser
@pytest.mark.model
@pytest.mark.parametrize(
    ("locale", "language"), [("zh-CN", "zh-Hans"), ("en-GB", "en"), ("fr-FR", "en")]
)
def test_a_browser_is_met_in_its_own_language_or_english(chrome, addresses, locale, language):
    context = chrome.new_context(locale=locale)
    page = context.new_page()
    page.goto(addresses["seed"])
    page.wait_for_selector(".starter", state="attached")
    assert page.evaluate("document.documentElement.lang") == language
    context.close()
