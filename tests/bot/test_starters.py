"""Questions to begin with are made of the records' own words, and are answered."""

import pytest

from bot import Status
from bot.starters import starters
from corpus.readers import read_bytes
from corpus.readers.plain import plain_record


@pytest.fixture(scope="module")
def seed(seed_text):
    return read_bytes(seed_text.encode(), "118214.txt")


@pytest.mark.parametrize("n", [0, 1, 2, 4, 6])
def test_no_more_than_wanted_and_none_twice(seed, n):
    asked = starters([seed], n)
    assert len(asked) == len(set(asked)) == n


def test_names_stand_in_the_record(seed):
    named = [question for question in starters([seed], 4) if "say about" in question]
    assert named
    for question in named:
        assert question.split("say about ")[1].rstrip("?") in seed.text


def test_an_archive_without_records_has_none():
    assert starters([], 4) == ()


def test_a_record_without_names_is_asked_what_it_is():
    assert starters([plain_record("x", "", "nothing but words.")], 4) == ("What is this document?",)


def test_a_month_is_no_name():
    record = plain_record("x", "", "They met in July, and left Ankara in August, by way of Tehran.")
    asked = starters([record], 9)
    assert any("Tehran" in question for question in asked)
    assert not any("July" in question or "August" in question for question in asked)


def told(*stated):
    lines = "".join(f"{line}\n" for line in stated)
    front = f"---\n{lines}---\n" if stated else ""
    return read_bytes(f"{front}The mules went by way of Kashgar.\n".encode(), "a.txt")


@pytest.mark.parametrize(
    ("stated", "called"),
    [
        (["title: On mules", "genre: Telegram", "date: 1951-05-03"], "the telegram of 3 May 1951"),
        (["genre: Telegram", "date: May 3, 1951"], "the telegram of 3 May 1951"),
        (["title: On mules", "date: 1951-05-03"], "‘On mules’"),
        (["title: On mules", "genre: Telegram"], "‘On mules’"),
        (["heading: On mules"], "‘On mules’"),
        (["date: 1951-05-03"], "the document of 3 May 1951"),
        ([f"title: {'On mules ' * 20}", "date: 1951-05"], "the document of May 1951"),
    ],
)
def test_among_several_a_record_is_named_by_what_the_catalogue_gives(stated, called):
    record = told(*stated)
    assert starters([record, record], 4) == (f"What does {called} say about Kashgar?",)


def test_a_record_without_a_name_is_asked_about_only_when_alone():
    assert starters([told(), told()], 4) == ()
    assert starters([told("genre: Note"), told("genre: Note")], 4) == ()
    assert "What does the document say about Kashgar?" in starters([told()], 4)
    assert "What does the note say about Kashgar?" in starters([told("genre: Note")], 4)
    dated = starters([told("title: On mules", "date: 1951-05-03")], 4)
    assert "What does the document of 3 May 1951 say about Kashgar?" in dated


@pytest.mark.model
def test_the_archive_s_starters_are_answered(archive):
    asked = archive.starters()
    assert len(asked) == 4
    for question in asked:
        assert archive.ask(question).status is not Status.SILENT


def test_among_several_records_nothing_asks_about_this_one(archive):
    record = archive.record("118214")
    alone, among = starters([record], 6), starters([record, record], 6)
    assert any("it addressed" in question for question in alone)
    assert not any("it addressed" in question or "this" in question for question in among)
