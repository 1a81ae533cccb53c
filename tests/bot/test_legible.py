"""Questions in other scripts, and strings of letters: the models read neither."""

import pytest

from bot import Status
from bot.archive import create_archive
from bot.legible import MOST, in_latin, share_of_words
from bot.settings import Settings
from corpus.readers.plain import plain_record

TREATY = "两国政府于一九五四年签署了边界协定。"


@pytest.mark.parametrize(
    ("question", "sentence", "answers"),
    [
        ("谁签署了边界协定？", TREATY, True),
        ("价格是多少？", TREATY, False),
        ("今天天气怎么样？", "The consulate was closed.", False),
        ("Кто подписал договор?", "Договор подписали в Москве два министра.", True),
        ("Сколько стоит хлеб?", "Договор подписали в Москве два министра.", False),
        ("", TREATY, False),
    ],
)
def test_a_sentence_answers_that_has_most_of_the_words(question, sentence, answers):
    assert (share_of_words(question, sentence) >= MOST) is answers


def test_one_latin_letter_is_read():
    assert in_latin("U-2 是什么?")
    assert not in_latin("伊宁 1962?")


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "今天天气怎么样？",
        "谁翻译了这份文件?",
        "من هو المترجم؟",
        "מי תרגם את המסמך?",
        "오늘 날씨는 어때요?",
        "Кто перевёл этот документ?",
        "x" * 101,
        "asdf qwer zxcv",
    ],
)
def test_what_cannot_be_read_is_met_with_silence(archive, question):
    answer = archive.ask(question)
    assert answer.status is Status.SILENT
    assert {str(reason) for reason in answer.reasons} <= {
        "no word of the question is known here",
        "of a question in this script only names, and words of the records, are read",
    }


@pytest.mark.model
@pytest.mark.parametrize("question", ["伊宁", "伊宁发生了什么?", "repatrate 60000 poeple"])
def test_names_in_any_script_and_misspelt_words_are_read(archive, question):
    assert archive.ask(question).status is Status.QUOTED


@pytest.mark.model
def test_a_record_in_another_script_is_quoted(tmp_path):
    records = [plain_record("c1", "协定", TREATY)]
    with create_archive(tmp_path / "archive", records, settings=Settings()) as archive:
        (said,) = archive.ask("谁签署了边界协定？").quotes
        assert said.quote.text == TREATY
        assert archive.ask("价格是多少？").status is Status.SILENT
