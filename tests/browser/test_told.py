"""What the server says around the archive's words, said by the page in another language."""

from __future__ import annotations

import ast
import importlib.util
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import bot
import corpus
import ui
from bot.answers import BRACKETS
from bot.catalogue import LABELS
from bot.routes.citation import NAMES
from corpus.errors import ArchiveError
from corpus.readers.titles import _GENRES
from corpus.sayings import Form

STATIC = Path(__file__).parents[2] / "ui" / "static"
ENTRY = re.compile(r'^  "?([\w. -]+[\w])"?:\s*"([^"\n]*)"', re.MULTILINE)
SLOT = re.compile(r"\{(\w+)")
#: A note may be a diplomatic one, a slip or a remark; Chinese has no word for all three.
UNTRANSLATED = {"note", "notes"}


def table(name: str) -> dict[str, str]:
    return dict(ENTRY.findall((STATIC / name).read_text(encoding="utf-8")))


def modules() -> Iterator[ModuleType]:
    """Yield the modules that say something; others may need frameworks that are missing."""
    for room in (corpus, bot, ui):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            spec = importlib.util.find_spec(found.name)
            assert spec is not None
            assert spec.origin is not None
            if "Form(" in Path(spec.origin).read_text(encoding="utf-8"):
                yield importlib.import_module(found.name)


def forms() -> dict[str, Form]:
    """Return every form that a module says something by."""
    return {
        form.code: form
        for module in modules()
        for value in vars(module).values()
        for form in (value.values() if isinstance(value, dict) else [value])
        if isinstance(form, Form)
    }


def test_every_sentence_of_the_server_is_said_in_chinese():
    said, chinese = forms(), table("told.zh.js")
    assert {"frame.states", "silence.searched", "gone.changed", "gloss.supplied"} <= set(said)
    assert {"unread.empty", "disk.full", "keeping.unsaved", "question.long"} <= set(said)
    assert set(said) - {"date"} <= set(chinese)
    assert {key for key in chinese if not key.startswith(("genre.", "list.", "date."))} <= set(said)
    for code, form in said.items():
        if code == "date":
            continue
        ours, theirs = set(SLOT.findall(form.words)), set(SLOT.findall(chinese[code]))
        assert theirs <= ours | {"n"} if form.one else theirs == ours, code
        assert ours - {"n"} <= theirs, code


def test_every_term_of_the_engine_has_a_chinese_word():
    words, told = table("words.zh.js"), table("told.zh.js")
    assert {f"name.{name}" for name in LABELS} <= set(words)
    assert {f"bracket.{kind}" for kind in BRACKETS} <= set(words)
    assert {f"style.{style}" for style in NAMES} <= set(words)
    genres = {genre.lower() for genre in _GENRES} - UNTRANSLATED
    assert {f"genre.{genre}" for genre in genres} <= set(told)


def test_no_code_names_two_forms():
    made = {
        (form.code, form.words)
        for module in modules()
        for value in vars(module).values()
        for form in (value.values() if isinstance(value, dict) else [value])
        if isinstance(form, Form)
    }
    assert len(made) == len({code for code, _ in made})


#: Modules all of whose refusals a reader of the page can meet.
MET = (
    *("corpus/filters.py", "corpus/disk.py", "corpus/locking.py", "corpus/store_connections.py"),
    *("corpus/store_provenance.py", "corpus/store_reading.py", "corpus/store_rows.py"),
    *("corpus/store_schema.py", "corpus/records.py", "corpus/quotes.py", "corpus/citations.py"),
    *("corpus/readers/decoding.py", "corpus/readers/docx_text.py", "corpus/readers/formats.py"),
    *("corpus/readers/front_matter.py", "corpus/readers/limits.py", "corpus/readers/mappings.py"),
    *("corpus/readers/naming.py", "corpus/readers/pdf.py", "corpus/readers/assembly.py"),
    *("corpus/readers/tables.py", "corpus/readers/tei.py", "corpus/readers/web_page.py"),
    *("corpus/readers/web_text.py", "corpus/readers/zips.py", "corpus/reading_process.py"),
    *("bot/conversations.py", "bot/conversation_rows.py", "bot/upkeep.py"),
    *("ui/accessions.py", "ui/adding.py", "ui/api_conversations.py", "ui/api_library.py"),
    *("ui/documents.py", "ui/door.py", "ui/enquiries.py", "ui/limits.py", "ui/questions.py"),
    *("ui/sittings.py", "ui/turns.py", "ui/uploads.py"),
)


@pytest.mark.parametrize("module", MET)
def test_what_a_page_can_meet_is_refused_by_forms(module):
    errors = {kind.__name__ for kind in kinds(ArchiveError)} | {"Refused", "ReadingFailed"}
    tree = ast.parse((STATIC.parents[1] / module).read_text(encoding="utf-8"))
    plain = [
        ast.unparse(call)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in errors
        if any(isinstance(said, ast.JoinedStr) or words(said) for said in call.args)
    ]
    assert plain == []


def kinds(error: type[ArchiveError]) -> set[type[ArchiveError]]:
    return {error, *(kind for each in error.__subclasses__() for kind in kinds(each))}


def words(said: ast.expr) -> bool:
    return isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value != ""


@pytest.fixture
def size() -> str:
    return "desk"


#: Words of an answer on the page that are not the archive's: without quotes, citations,
#: titles and names, which stay in the language they are written in.
AROUND = """() => {
  const kept = "blockquote, .archive, bdi, .label, .footnote-full, .reading, script, style";
  const said = [];
  const walker = document.createTreeWalker(
    document.querySelector("#conversation"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(".answer") && !node.parentElement.closest(kept)) {
      said.push(node.data.trim());
    }
  }
  return said.filter(Boolean);
}"""

#: At most a name or two words of the question; a third in a row would be a sentence.
ENGLISH = re.compile(r"\b[A-Za-z]+(?:[ ,]+[A-Za-z’']+){2,}")
#: Parties as the document names them.
PARTIES = re.compile(r"the Soviet (?:Ministry of Foreign Affairs|Union|side)")


def ask(page: Any, question: str) -> Any:
    page.fill("#question", question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").last
    turn.locator(".answer:not([aria-busy]) .tools").first.wait_for()
    return turn


@pytest.mark.browser
@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Who is blamed for the riots in Kulja?", "1963年8月1日的电报"),
        ("What was the price of wheat in Lisbon?", "此处所藏档案对此没有记载。"),
        ("How do the Chinese and Soviet positions on the exodus differ?", "“Soviet”："),
        ("Who translated this document?", "目录记录在“译者”一栏载明"),
        ("How many records mention Albania?", "有 1 件档案含有这些词：“Albania”"),
        ("Is the text complete?", "的文本"),
    ],
)
def test_a_chinese_page_says_nothing_in_english_around_the_words(visit, question, says):
    page = visit()
    page.select_option("#language", "zh-Hans")
    turn = ask(page, question)
    assert says in turn.locator(".answer").text_content()
    around = page.evaluate(AROUND)
    assert [said for said in around if ENGLISH.search(PARTIES.sub("", said))] == []
    assert turn.locator(":is(.frame, .reasons li, .silence h3)[lang=en]").count() == 0
    quotes = turn.locator("blockquote").all_text_contents()

    page.select_option("#language", "en")
    assert turn.locator("blockquote").all_text_contents() == quotes
    english = turn.locator(".answer").text_content()
    assert not re.search("此处|目录|[。：]", english)


@pytest.mark.browser
@pytest.mark.model
def test_an_answer_stored_without_codes_is_told_in_english(visit):
    page = visit()
    page.select_option("#language", "zh-Hans")
    drawn = page.evaluate(
        """async () => {
      const { teller } = await import("/room/told.js");
      const words = teller()("The cable of 1 August 1963 states:");
      return [String(words), String(words.lang)];
    }"""
    )
    assert drawn == ["The cable of 1 August 1963 states:", "en"]


@pytest.mark.browser
@pytest.mark.model
def test_the_silent_card_says_once_how_much_was_searched(visit):
    page = visit()
    turn = ask(page, "What was the price of wheat in Lisbon?")
    card = turn.locator(".silence").text_content()
    assert card.count("1 record") == 1
    assert turn.locator(".silence h3").text_content() == "The archive held here is silent on this."


@pytest.mark.browser
@pytest.mark.model
def test_a_document_is_dated_and_introduced_in_the_language_of_the_page(visit):
    page = visit("/?doc=118214")
    page.locator(".title-page .meta").wait_for()
    assert page.locator(".title-page .meta").text_content().startswith("1 August 1963 · ")
    page.select_option("#language", "zh-Hans")
    assert page.locator(".title-page .meta").text_content().startswith("1963年8月1日 · ")
    notice = page.locator(".title-page .notice")
    assert "译文" in notice.text_content()
    assert notice.get_attribute("lang") == "zh-Hans"
