"""Wording: a question is read to each text in that text's own names."""

import pytest

from bot.reranking import Reader
from bot.selection import Found, Limit, read_sentences
from bot.wording import AS_ASKED, Wording
from corpus.name_tables import shipped_names
from corpus.names import Expansion, NameKind, expand
from tests.bot.test_selection import Constant

RUMOUR = Expansion(words="rumour", forms=("rumor",), kind=NameKind.SPELLING, source="spelling")


def worded(question, text, *more):
    return Wording((*expand(question, shipped_names()), *more)).of(question, text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The riots in Yining were planned.", "Who did Peking blame for Yining?"),
        ("The riots in Yining [Gulja] ...", "Who did Peking blame for Gulja?"),
        ("Beijing on the riots in Kulja", "Who did Beijing blame for Kulja?"),
        ("Beijing on Yining", "Who did Beijing blame for Yining?"),
        ("Peking on Kulja and Yining", "Who did Peking blame for Kulja?"),
        ("Neither is named.", "Who did Peking blame for Kulja?"),
    ],
)
def test_a_name_is_read_as_the_text_has_it(text, read):
    assert worded("Who did Peking blame for Kulja?", text) == read


def test_a_capital_is_not_read_as_its_government():
    question = "Did Moscow deny it?"
    assert worded(question, "The Soviet Union denied it.") == question


def test_the_fullest_form_is_taken():
    said = worded("What did the PRC want?", "The People's Republic of China and the Chinese")
    assert said == "What did the People's Republic of China want?"


def test_a_word_is_read_as_the_text_spells_it():
    text = "It will punish those who spread rumors."
    assert worded("Why punish a rumour?", text, RUMOUR) == "Why punish a rumor?"


def test_a_part_of_a_word_is_left_alone():
    assert worded("rumours and a rumour", "a rumor", RUMOUR) == "rumours and a rumor"


def test_without_names_a_question_is_read_as_asked():
    assert AS_ASKED.of("Why?", "Because.") == "Why?"


def test_the_reranker_is_given_each_passage_with_the_question_in_its_words():
    reranker = Constant()
    question = "What happened in Kulja?"
    read_sentences(
        question,
        [
            Found("Riots broke out in Yining. Nobody was named.", 0.5),
            Found("Kulja and Yining.", 0.4),
        ],
        reranker=reranker,
        idf=lambda term: 1.0,
        limit=Limit(sentences=9),
        wording=Wording(expand(question, shipped_names())),
    )
    ((pairs, _),) = reranker.read
    assert pairs == [
        [("What happened in Yining?", "Riots broke out in Yining.")],
        [("What happened in Yining?", "Nobody was named.")],
        [(question, "Kulja and Yining.")],
    ]


def test_a_name_under_another_form_counts_as_held():
    question = "What happened in Kulja?"
    best, *_ = read_sentences(
        question,
        [Found("Nobody was named. Riots broke out in Yining.", 0.5)],
        reranker=None,
        idf=lambda term: 1.0,
        limit=Limit(sentences=9),
        wording=Wording(expand(question, shipped_names())),
    )
    assert best.text == "Riots broke out in Yining."
    assert best.held == pytest.approx(0.5)  # Kulja of "happened" and Kulja


def test_a_reader_without_a_reranker_takes_names_too():
    assert Reader(reranker=None, limit=Limit(sentences=1)).read("x", [], lambda term: 1.0) == ()
