"""History: earlier turns in words."""

import pytest

from bot.archive import open_archive
from bot.history import Exchange, exchanges_of, read_history
from tests.hashing import HashingEncoder


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    with open_archive(tmp_path_factory.mktemp("history"), encoder=HashingEncoder()) as archive:
        talk = archive.conversation(keep=False)
        talk.ask("Who translated it?")
        talk.ask("What did Napoleon write to Josephine about Egypt?")
        talk.ask("What does the cable say about Albania?")
        yield talk


def test_a_turn_is_its_question_and_the_words_of_its_answer(talk):
    first, silent, quoted = exchanges_of(talk.turns)
    assert first.question == "Who translated it?"
    assert "7Brands" in first.reply
    assert quoted.reply == " ".join(each.quote.text for each in talk.turns[2].answer.quotes)


def test_what_came_nearest_to_a_silent_turn_is_no_part_of_it(talk):
    silent = exchanges_of(talk.turns)[1]
    assert talk.turns[1].answer.nearest
    assert silent == Exchange(question="What did Napoleon write to Josephine about Egypt?")


def test_lines_of_a_test_collection_are_read_in_pairs():
    lines = ["user: Who?", "agent: He.", "user: When?", "user: Why?", "agent: So.", "agent: There."]
    assert read_history(lines) == (
        Exchange(question="Who?", reply="He."),
        Exchange(question="When?"),
        Exchange(question="Why?", reply="So. There."),
    )


def test_words_that_nobody_asked_for_have_no_question():
    assert read_history(["agent: Hello.", "other"]) == (Exchange(question="", reply="Hello."),)


def test_a_reply_holds_nothing_to_be_found_to_the_letter():
    words = Exchange(question="Which “code”?", reply='“Telegram” 793.00/4-1453, "secret"').words
    assert words == "Which “code”? Telegram 793 00 4 1453, secret"


def test_of_a_long_answer_the_beginning_is_read_and_the_question_stays_whole():
    exchange = Exchange(question="Who  fled?", reply="Herdsmen, “most” of them, with their sheep.")
    assert exchange.first_words(4) == "Who fled? Herdsmen, most"
    assert exchange.first_words(1) == "Who"
    assert exchange.first_words(-3) == ""
    assert exchange.first_words(99) == exchange.words.replace("  ", " ")
