"""Conversations on the disk: nothing acknowledged is lost, nothing damaged is believed."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.conversation_rows import StoredTurn, new_id, shortened
from bot.conversation_store import ConversationStore
from corpus.errors import ArchiveError, ArchiveReadOnly

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from tests.bot.test_conversation_store import added
from bot.conversation_store import ConversationStore
store, place, keys = ConversationStore(Path(sys.argv[1])), sys.argv[2], []
for n in range(int(sys.argv[3])):
    added(store, place, keys, f"Question {n} of {place}?")
    print(n + 1, flush=True)
"""


def turn(question="What of the sheep?", quote="The sheep were driven off.", **more):
    answer = {"question": question, "quotes": [{"text": quote}], "fields": []}
    return StoredTurn(
        key=new_id(), asked_at="2026-01-01T00:00:00+00:00", question=question, raw=False,
        filters={}, answer=answer, content={}, **more,
    )  # fmt: skip


def added(store, place, keys, question, quote="The sheep were driven off."):
    """Add a turn to a conversation, as a conversation does; `keys` grows by its key."""
    new = turn(question, quote)
    known = tuple(keys)
    keys.append(new.key)
    return store.save(
        place, title=question, filters={}, known=known, keys=keys, kept=len(known),
        turn=lambda n: new,
    )  # fmt: skip


def questions(store, place):
    return [each.question for each in store.load(place).turns]


def test_what_was_never_stored_is_an_empty_list_and_makes_no_file(tmp_path):
    store = ConversationStore(tmp_path)
    assert store.list() == store.search("sheep") == ()
    with pytest.raises(ArchiveError, match="no conversation"):
        store.load("nothing")
    assert list(tmp_path.iterdir()) == []


def test_turns_come_back_as_they_were_written(tmp_path):
    store, keys = ConversationStore(tmp_path), []
    assert added(store, "one", keys, "Who drove the sheep off?") == "one"
    added(store, "one", keys, "When? 新疆 🙂")
    loaded = ConversationStore(tmp_path).load("one")
    assert [t.key for t in loaded.turns] == keys
    assert loaded.turns[1].question == "When? 新疆 🙂"
    assert loaded.listed.title == "Who drove the sheep off?"
    assert (loaded.listed.turns, loaded.damaged) == (2, ())


def test_the_one_changed_last_comes_first_and_is_called_last(tmp_path):
    store, first = ConversationStore(tmp_path), []
    added(store, "aa1", first, "First?")
    added(store, "aa2", [], "Second?")
    assert [each.id for each in store.list()] == ["aa2", "aa1"]
    added(store, "aa1", first, "Again?")
    assert store.resolve("last") == "aa1"
    assert store.resolve("aa2") == "aa2"
    with pytest.raises(ArchiveError, match="2 conversations begin with “aa”"):
        store.resolve("aa")
    with pytest.raises(ArchiveError, match="no conversation “zz”"):
        store.resolve("zz")


def test_a_search_finds_words_of_titles_questions_and_quotes(tmp_path):
    store = ConversationStore(tmp_path)
    added(store, "one", [], "Who drove them off?", "The sheep were driven to Yining.")
    added(store, "two", [], "What of the wool?", "The wool was sold.")
    store.rename("two", "A granary")

    def found(words):
        return [each.id for each in store.search(words)]

    assert found("sheep Yining") == found("SHEEP") == ["one"]
    assert found("granary") == found("wool") == ["two"]
    assert found("sheep wool") == found("...") == found("' OR 1=1 --") == []


def test_a_deleted_conversation_leaves_no_words_in_the_file(tmp_path):
    store = ConversationStore(tmp_path)
    added(store, "one", [], "Who is Zorbulak?")
    raw = tmp_path / "conversations.db"
    assert b"Zorbulak" in raw.read_bytes()
    store.delete("one")
    assert b"Zorbulak" not in raw.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["conversations.db"]
    with pytest.raises(ArchiveError):
        store.delete("one")


def test_a_title_is_one_line_cut_at_a_space():
    assert shortened("Why\n did  it?") == "Why did it?"
    assert shortened("a" * 100) == "a" * 79 + "…"
    assert shortened("word " * 30) == ("word " * 15).strip() + "…"
    store = ConversationStore(Path("nowhere"))
    with pytest.raises(ArchiveError, match="needs a title"):
        store.rename("one", " ")


def test_one_continued_twice_becomes_two_and_neither_loses_a_turn(tmp_path):
    store, keys = ConversationStore(tmp_path), []
    added(store, "one", keys, "First?")
    other = list(keys)
    added(store, "one", keys, "Second, here?")
    branch = added(store, "one", other, "Second, there?")
    assert branch != "one"
    assert questions(store, "one") == ["First?", "Second, here?"]
    assert questions(store, branch) == ["First?", "Second, there?"]


def test_many_threads_lose_nothing(tmp_path):
    store = ConversationStore(tmp_path)

    def talk(number):
        keys = []
        for n in range(5):
            added(store, f"talk{number}", keys, f"Question {n}?")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(talk, range(8)))
    assert [each.turns for each in store.list()] == [5] * 8


def test_two_processes_write_at_once(tmp_path):
    arguments = [[sys.executable, "-c", WRITER, str(tmp_path), name, "15"] for name in ("a", "b")]
    running = [subprocess.Popen(each, cwd=ROOT, stdout=subprocess.DEVNULL) for each in arguments]
    assert [each.wait(timeout=120) for each in running] == [0, 0]
    store = ConversationStore(tmp_path)
    for name in ("a", "b"):
        assert questions(store, name) == [f"Question {n} of {name}?" for n in range(15)]


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX knows them")
def test_acknowledged_turns_survive_a_kill(tmp_path):
    rng = random.Random(6)
    for loop in range(4):
        place = f"talk{loop}"
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), place, "100000"],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.uniform(0, 0.3))
        process.kill()
        said = [1, *(int(line) for line in process.stdout.read().split())]
        process.stdout.close()
        process.wait()
        store = ConversationStore(tmp_path)
        loaded = store.load(place)
        assert loaded.damaged == ()
        assert said[-1] <= len(loaded.turns) <= said[-1] + 1
        assert store.notice == ""


def test_a_damaged_file_is_set_aside_and_named(tmp_path):
    store = ConversationStore(tmp_path)
    added(store, "one", [], "First?")
    path = tmp_path / "conversations.db"
    path.write_bytes(b"no database at all" * 500)
    assert store.list() == ()
    assert "was damaged. It was set aside as conversations.db.damaged-" in store.notice
    added(store, "two", [], "Second?")
    assert questions(store, "two") == ["Second?"]
    (aside,) = tmp_path.glob("conversations.db.damaged-*")
    assert aside.read_bytes().startswith(b"no database")


def test_a_file_cut_short_does_not_keep_the_next_turn_out(tmp_path):
    store, keys = ConversationStore(tmp_path), []
    added(store, "one", keys, "First?")
    path = tmp_path / "conversations.db"
    path.write_bytes(path.read_bytes()[:9000])
    place = added(store, "one", keys, "Second?")
    assert "Second?" in questions(store, place)
    assert store.notice


def test_a_turn_that_was_altered_is_left_out(tmp_path):
    store, keys = ConversationStore(tmp_path), []
    added(store, "one", keys, "First?")
    added(store, "one", keys, "Second?")
    with sqlite3.connect(tmp_path / "conversations.db") as db:
        db.execute("UPDATE turn SET answer = replace(answer, 'driven', 'chased') WHERE n = 1")
    db.close()
    loaded = store.load("one")
    assert [t.question for t in loaded.turns] == ["Second?"]
    assert loaded.damaged == (1,)


def test_what_is_wrong_is_told_and_nothing_is_changed(tmp_path):
    store, keys = ConversationStore(tmp_path), []
    assert store.faults() == ()
    added(store, "one", keys, "First?")
    assert store.faults() == ()
    with sqlite3.connect(tmp_path / "conversations.db") as db:
        db.execute("UPDATE turn SET answer = replace(answer, 'driven', 'chased') WHERE n = 1")
    db.close()
    assert store.faults() == ("Turn 1 of conversation one is not as it was written.",)
    path = tmp_path / "conversations.db"
    path.write_bytes(b"no database at all" * 500)
    (fault,) = store.faults()
    assert "conversations.db" in fault
    assert [each.name for each in tmp_path.iterdir()] == ["conversations.db"]


@pytest.mark.parametrize("statement", ["PRAGMA application_id=7", "PRAGMA user_version=99"])
def test_another_program_s_file_is_left_alone(tmp_path, statement):
    store = ConversationStore(tmp_path)
    added(store, "one", [], "First?")
    db = sqlite3.connect(tmp_path / "conversations.db")
    db.execute(statement)
    db.close()
    with pytest.raises(ArchiveError, match=r"conversations\.db"):
        store.list()
    assert [each.name for each in tmp_path.iterdir()] == ["conversations.db"]


def test_a_copy_is_whole_and_never_replaces_a_file(tmp_path):
    folder, copy = tmp_path / "archive", tmp_path / "talks.db"
    folder.mkdir()
    store = ConversationStore(folder)
    with pytest.raises(ArchiveError, match="holds no conversations"):
        store.copy_to(copy)
    added(store, "one", [], "First?")
    assert store.copy_to(copy) == 1
    with pytest.raises(ArchiveError, match="exists"):
        store.copy_to(copy)
    other = tmp_path / "other"
    other.mkdir()
    copy.rename(other / "conversations.db")
    assert questions(ConversationStore(other), "one") == ["First?"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named_and_read(tmp_path):
    store, keys = ConversationStore(tmp_path), []
    added(store, "one", keys, "First?")
    tmp_path.chmod(0o555)
    try:
        assert questions(store, "one") == ["First?"]
        with pytest.raises(ArchiveReadOnly):
            added(store, "one", keys, "Second?")
    finally:
        tmp_path.chmod(0o755)
