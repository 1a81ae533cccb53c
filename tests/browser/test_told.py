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
import embeddings
import ui
from bot.answers import BRACKETS, Answer, Status
from bot.catalogue import LABELS
from bot.routes.citation import NAMES
from bot.settings import load_settings
from corpus.errors import ArchiveError, IndexMissing, SettingsError
from corpus.readers.titles import _GENRES
from corpus.sayings import Form, together
from embeddings import faults

STATIC = Path(__file__).parents[2] / "ui" / "static"
ENTRY = re.compile(r'^  "?([\w. -]+[\w])"?:\s*"([^"\n]*)"', re.MULTILINE)
SLOT = re.compile(r"\{(\w+)")
#: What is no sentence by itself.
TERMS = ("genre.", "party.", "list.", "date.")
#: A note may be a diplomatic one, a slip or a remark; Chinese has no word for all three.
UNTRANSLATED = {"note", "notes"}


def table(name: str) -> dict[str, str]:
    return dict(ENTRY.findall((STATIC / name).read_text(encoding="utf-8")))


def modules() -> Iterator[ModuleType]:
    """Yield the modules that say something; others may need frameworks that are missing."""
    for room in (corpus, embeddings, bot, ui):
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
    assert {"index.none", "model.missing", "fault.rows", "settings.key"} <= set(said)
    assert set(said) - {"date"} <= set(chinese)
    assert {key for key in chinese if not key.startswith(TERMS)} <= set(said)
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
    *("embeddings/build.py", "embeddings/compiled.py", "embeddings/dense.py"),
    "embeddings/dense_parts.py",
    *("embeddings/encoder.py", "embeddings/entries.py", "embeddings/facets.py"),
    *("embeddings/generation.py", "embeddings/lexical.py", "embeddings/manifest.py"),
    *("embeddings/rows.py", "embeddings/tables.py", "embeddings/ways.py", "embeddings/weights.py"),
    *("bot/conversations.py", "bot/conversation_rows.py", "bot/upkeep.py"),
    *("bot/reranker.py", "bot/settings.py"),
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


def refused(page: Any, place: str, *says: str) -> None:
    """Wait until a place of the page refuses in these words, all of it in Chinese."""
    for words in says:
        page.locator(place, has_text=words).first.wait_for()
    told = page.locator(place).first
    assert told.locator("[lang=en]").count() == 0
    assert told.locator("[lang=zh-Hans]").count() > 0
    assert ENGLISH.search(told.inner_text()) is None, told.inner_text()


@pytest.fixture
def chinese(chrome: Any, addresses: dict[str, str]) -> Iterator[Any]:
    """A page in Chinese, whose browser may itself report that a request was refused."""
    context = chrome.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{addresses['seed']}/?doc=000000")
    page.wait_for_selector(".starter", state="attached")
    yield page
    context.close()


@pytest.mark.browser
@pytest.mark.model
def test_what_is_refused_is_said_in_chinese(chinese):
    page = chinese
    refused(page, ".reader .refusal", "档案库中没有档案 000000。")

    page.get_by_role("button", name="缩小范围", exact=True).click()
    page.fill("#filter-dates", "1963/1962")
    page.keyboard.press("Enter")
    refused(page, "#filter-dates-problem", "日期 1963 至 1962 的结束早于开始。", "1962/1963")

    page.click(".open-search")
    page.evaluate("document.getElementById('search-query').value = 'a'.repeat(4001)")
    page.press("#search-query", "Enter")
    refused(page, ".search-status", "问题有 4,001 个字符，上限为 4,000 个。", "请缩短问题")
    page.evaluate("document.getElementById('search-query').value = '\\u200b\\u0007'")
    page.press("#search-query", "Enter")
    refused(page, ".search-status", "问题含有控制字符。")

    page.click(".open-library")
    if page.locator(".narrowing[open]").count() == 0:
        page.click(".narrowing > summary")
    page.fill("#library-dates", "soon")
    page.keyboard.press("Enter")
    refused(page, ".library-panel .problem", "“soon”不是可供检索的日期。", "请写年、月或日")
    page.select_option("#language", "en")
    english = page.locator(".library-panel .problem").text_content()
    assert english.startswith("“soon” is no date that can be searched by. Write a year")
    assert page.locator(".library-panel .problem [lang=zh-Hans]").count() == 0


#: Draws what was raised as the page draws it, and an answer from an index before the newest.
DRAWN = """async ({ errors, answer }) => {
  const { refusalWords, el } = await import("/room/dom.js");
  const { drawAnswer } = await import("/room/answers.js");
  const main = document.querySelector("main") ?? document.body;
  for (const each of errors) main.append(el("p", { class: "raised" }, refusalWords(each)));
  main.append(el("div", { class: "drawn" }, drawAnswer(answer, {})));
}"""


@pytest.mark.browser
@pytest.mark.model
def test_what_is_wrong_with_an_index_or_a_setting_is_said_in_chinese(chinese, tmp_path):
    page = chinese
    apart = faults.APART(index="0a1b", fault=faults.NOT_UNIT(row=3))
    before = together(together(apart, faults.ONE_BEFORE()), faults.REBUILD())
    (tmp_path / "settings.toml").write_text('index = "hnsw"', encoding="utf-8")
    with pytest.raises(SettingsError) as mistaken:
        load_settings(tmp_path)
    errors = [IndexMissing(faults.NO_INDEX(), faults.REBUILD()), mistaken.value]
    searched = {"records": 1, "passages": 2, "degraded": before}
    answer = Answer(
        question="q", read_as="q", status=Status.SILENT, segments=(), searched=searched, run_id="0"
    )
    raised = [error.to_json() for error in errors]
    page.evaluate(DRAWN, {"errors": raised, "answer": answer.to_json()})
    refused(page, ".raised >> nth=0", "此档案库还没有检索索引。", "请运行“dragoman rebuild”。")
    refused(page, ".raised >> nth=1", "settings.toml 中的 index 为“hnsw”。", "请选 'auto'、")
    told = "索引 0a1b 前后不一致：向量 3 的长度不是 1。现检索它之前的索引。请运行"
    refused(page, ".drawn .searched", told)
    page.select_option("#language", "en")
    assert page.locator(".drawn .searched").text_content().endswith(before)


@pytest.mark.browser
@pytest.mark.model
def test_what_a_search_looked_through_is_said_in_chinese(chinese):
    page = chinese

    def in_part(route: Any) -> None:  # as if a record were dated more widely than was asked for
        found = route.fetch().json()
        found["searched"]["dated_in_part"] = 1
        route.fulfill(json=found)

    page.route("**/api/search*", in_part)
    page.get_by_role("button", name="缩小范围", exact=True).click()
    page.fill("#filter-dates", "1963-08/1964")
    page.fill("#filter-place", "Kulja")
    page.keyboard.press("Enter")
    page.locator(".filter-chip").nth(1).wait_for()
    page.click(".open-search")
    page.fill("#search-query", "riots")
    page.press("#search-query", "Enter")
    filters = "日期从 1963-08 到 1964 的文件、地点“Kulja”"
    said = f"检索了 0 件档案中的 0 个段落：{filters}。没有档案的地点是“Kulja”。"
    page.locator(".search-told", has_text=said).wait_for()
    assert page.locator(".search-told [lang=en]").count() == 0
    page.select_option("#language", "en")
    page.locator(".search-told", has_text="documents dated 1963-08 to 1964, place").wait_for()


@pytest.mark.browser
@pytest.mark.model
def test_files_that_are_not_read_are_said_in_chinese(chinese):
    page = chinese
    page.click(".open-library")
    page.click(".add-documents")
    given = [
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
        {"name": "noise.bin", "mimeType": "text/plain", "buffer": bytes(range(256)) * 4},
        {"name": "rows.jsonl", "mimeType": "text/plain", "buffer": b'{"title": "x"}\n'},
    ]
    page.set_input_files("#delivery-files", given)
    page.locator(".file .refusal-line").nth(1).wait_for(timeout=120_000)
    refused(page, ".file >> nth=0 >> .file-report", "“empty.txt”是空的。", "请发送有文字的文件。")
    refused(page, ".file >> nth=1 >> .refusal-line", "从名称看，“noise.bin”是程序，不予读取。")
    refused(page, ".file >> nth=2 >> .refusal-line", "第 1 行：“text”之下没有唯一的文本")


@pytest.mark.browser
@pytest.mark.model
def test_a_question_refused_and_a_notice_are_said_in_chinese(chinese, served_folders):
    page = chinese
    page.evaluate("""sessionStorage.setItem('dragoman-filters', '{"colour": "red"}')""")
    page.reload()
    page.locator(".filter-chip").wait_for()
    page.fill("#question", "Who translated this document?")
    page.keyboard.press("Enter")
    refused(page, ".turn .refusal", "没有名为“colour”的筛选项。", "可用的筛选项有：")
    page.locator(".filter-chip button").click()

    place = served_folders["seed"] / "conversations.db"
    aside = place.with_name("conversations.aside")
    if place.exists():
        place.rename(aside)
    place.mkdir()  # so that nothing can be stored
    try:
        page.click(".turn .retry")
        refused(page, ".keeping", "对话没有保存：", "档案库是只读的。")
    finally:
        place.rmdir()
        if aside.exists():
            aside.rename(place)
