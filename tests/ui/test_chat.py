"""The conversation in the terminal: every command, and what is stored of it."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.archive import create_archive
from bot.settings import Settings
from corpus.errors import ArchiveDamaged, ArchiveError, InvalidQuery, UnknownRecord
from corpus.readers.plain import plain_record
from corpus.store import RecordStore
from tests.hashing import HashingEncoder
from ui.chat import Chat
from ui.cli import cli

ROOT = Path(__file__).parents[2]
WOOL = "The embassy claimed that the caravan was robbed near Zorbulak."
RIOTS = "The riots took place in the spring of 1962.\n\nThe consulate closed its gates."
ROBBED = "What did the embassy claim of the caravan near Zorbulak?"


@pytest.fixture
def archive(tmp_path):
    records = [
        plain_record("wool", "A note on wool", WOOL),
        plain_record("riots", "A note on riots", RIOTS),
    ]
    with create_archive(
        tmp_path / "archive",
        records,
        settings=Settings(rerank=False, boldness=20.0),
        encoder=HashingEncoder(),
    ) as opened:
        yield opened


@pytest.fixture
def chat(archive):
    return Chat(archive, greeted=True)


@pytest.fixture
def dragoman(archive):
    """Run a command on the stored conversations of the small archive."""

    def run(*arguments):
        return CliRunner().invoke(cli, ["--archive", str(archive.folder), *arguments])

    return run


def succeed(result):
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def test_the_greeting_offers_questions(chat):
    assert "For example:" in chat.greeting()


@pytest.mark.parametrize("error", [ArchiveDamaged("Its bytes differ."), UnknownRecord("Gone.")])
def test_a_record_that_cannot_be_read_takes_only_the_examples(archive, chat, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(type(archive), "record", fail)
    assert "/help" in chat.greeting()
    assert "For example" not in chat.greeting()


def test_filters_are_typed_seen_added_and_taken_away(chat):
    assert chat.reply("/filter") == "The whole archive is searched."
    assert chat.reply("/filter 1962-08/1963") == "Only documents dated 1962-08 to 1963."
    said = chat.reply('/filter record=riots record="wool"')
    assert said == "Only documents dated 1962-08 to 1963, record “riots” or “wool”."
    assert chat.prompt == f"Ask [{said[5:-1]}]: "
    assert chat.reply("/filter dates=") == "Only record “riots” or “wool”."
    assert chat.reply(ROBBED).startswith("Only record “riots” or “wool”.\n\n")
    assert chat.reply("/filter clear") == "The whole archive is searched."
    assert chat.prompt == "Ask: "
    for wrong in ("/filter soon", "/filter mood=glad", '/filter place="x'):
        with pytest.raises(InvalidQuery):
            chat.reply(wrong)


def test_quotes_are_cited_and_opened_by_their_number(chat):
    chat.reply(ROBBED)
    assert "A note on wool" in chat.reply("/cite 1")
    assert chat.reply("/cite [1] ris").startswith("TY  - ")
    assert f"⟦{WOOL}⟧" in chat.reply("/open 1")
    for wrong in ("/cite 9", "/cite 1 nostyle", "/cite", "/open ²", "/open " + "9" * 30):
        with pytest.raises(ArchiveError):
            chat.reply(wrong)


def test_a_turn_is_undone_and_taken_back(chat):
    with pytest.raises(InvalidQuery, match="nothing to take back"):
        chat.reply("/back")
    chat.reply(ROBBED)
    assert "Read as: " in chat.reply("And when was that?")
    assert "Read as: " not in chat.reply("/undo")
    assert chat.reply("/back") == "Taken back: “And when was that?”"
    assert chat.questions == (ROBBED,)
    assert "record wool" in chat.reply("/focus")
    chat.reply("/forget")
    assert chat.reply("/focus") == "The conversation is about nothing yet."


def test_the_other_reading_is_named_and_asked(chat, monkeypatch):
    with pytest.raises(InvalidQuery, match="no other reading"):
        chat.reply("/other")
    monkeypatch.setattr("ui.chat.screen_width", lambda: 80)
    chat.reply(ROBBED)
    assert "/undo asks it again" in chat.reply("And when was that?")
    assert "/other asks it read as: And when was that? — following" in chat.reply("/undo")
    again = chat.reply("/other")
    assert "Read as: And when was that? — following" in again
    assert "/other" not in again


def test_a_conversation_is_exported(chat, tmp_path):
    with pytest.raises(InvalidQuery, match="nothing to export"):
        chat.reply(f"/export {tmp_path / 'talk.md'}")
    chat.reply(ROBBED)
    target = tmp_path / "my talk.md"
    assert chat.reply(f'/export "{target}" chicago-note') == f"Wrote {target}."
    assert WOOL in target.read_text(encoding="utf-8")
    with pytest.raises(ArchiveError, match="exists"):
        chat.reply(f'/export "{target}"')
    assert chat.reply(f'/export "{target}" --force') == f"Wrote {target}."
    assert "The caravan" not in target.read_text(encoding="utf-8")
    chat.reply("/rename The caravan")
    chat.reply(f'/export "{target}" --force')
    assert target.read_text(encoding="utf-8").startswith("# The caravan\n")
    with pytest.raises(ArchiveError):
        chat.reply(f"/export {tmp_path / 'talk.xyz'}")


def test_conversations_are_listed_resumed_renamed_and_begun(chat):
    chat.reply(ROBBED)
    assert chat.reply("/rename The robbed caravan") == "Its title is “The robbed caravan”."
    assert chat.reply("/new") == "A new conversation."
    chat.reply("Why were the gates of the consulate closed?")
    listed = chat.reply("/conversations")
    assert listed.index("Why were") < listed.index("The robbed caravan")
    found = chat.reply("/conversations Zorbulak")
    assert "Why were" not in found
    resumed = chat.reply(f"/resume {found.split()[0]}")
    assert resumed.startswith("“The robbed caravan”: 1 question so far.\n 1. " + ROBBED)
    assert f"“{WOOL}” [1]" in resumed
    assert chat.reply("/replay") == f" 1. the same: {ROBBED}"


def test_what_is_no_command_is_named(chat):
    for line in ("/nope", "/", "/nope 1"):
        with pytest.raises(InvalidQuery, match="not a command"):
            chat.reply(line)
    assert chat.reply(" ") == ""
    help_text = chat.reply("/HELP")
    assert all(name in help_text for name in chat.commands)


@pytest.mark.parametrize(
    ("line", "usage"),
    [
        ("/cite", "'/cite' is typed as '/cite N [STYLE]'."),
        ("/cite 1 mla too", "'/cite' is typed as '/cite N [STYLE]'."),
        ("/open", "'/open' is typed as '/open N'."),
        ("/export", "'/export' is typed as '/export FILE [STYLE] [--force]'."),
        ("/export --force", "'/export' is typed as '/export FILE [STYLE] [--force]'."),
        ("/resume", "'/resume' is typed as '/resume ID'."),
    ],
)
def test_a_command_that_lacks_something_says_how_it_is_typed(chat, line, usage):
    with pytest.raises(InvalidQuery) as refused:
        chat.reply(line)
    assert refused.value.message == usage


def test_what_cannot_be_stored_is_said_once(archive, chat):
    (archive.folder / "conversations.db").mkdir()
    chat.reply(ROBBED)
    assert [each[:28] for each in chat.notices()] == ["The conversation is not kept"]
    assert chat.notices() == ()


# dragoman conversations


def test_stored_conversations_are_listed_searched_and_deleted(archive, dragoman):
    assert succeed(dragoman("conversations", "list")) == "No conversation is stored.\n"
    talk = archive.conversation()
    talk.ask(ROBBED)
    (row,) = json.loads(succeed(dragoman("conversations", "list", "--json")))["conversations"]
    assert (row["id"], row["title"], row["turns"]) == (talk.id, ROBBED, 1)
    succeed(dragoman("conversations", "rename", "last", "The caravan"))
    assert "The caravan" in succeed(dragoman("conversations", "search", "robbed zorbulak"))
    assert "No stored" in succeed(dragoman("conversations", "search", "Tito"))
    copy = archive.folder.parent / "talks.db"
    assert "1 conversation." in succeed(dragoman("conversations", "backup", str(copy)))
    succeed(dragoman("conversations", "delete", talk.id[:6]))
    result = dragoman("conversations", "delete", talk.id)
    assert result.exit_code == 3
    assert "There is no conversation" in result.stderr
    assert "Conversations are not in it" in succeed(
        dragoman("backup", str(archive.folder.parent / "records.db"))
    )


@pytest.mark.model
def test_a_conversation_is_resumed_shown_and_exported_by_the_program(archive_folder, tmp_path):
    def run(*arguments, typed=None):
        everything = ["--archive", str(archive_folder), *arguments]
        return CliRunner().invoke(cli, everything, input=typed)

    question = "Who translated this document?"
    succeed(run("chat", typed=f"{question}\n"))
    (row, *_) = json.loads(succeed(run("conversations", "list", "--json")))["conversations"]
    said = succeed(run("chat", "--resume", "last", typed="/focus\n"))
    assert said.startswith(f"“{question}”: 1 question so far.")
    assert "record 118214" in said
    assert "7Brands" in succeed(run("conversations", "show", row["id"]))
    shown = json.loads(succeed(run("conversations", "show", "last", "--json")))
    assert shown["turns"][0]["remarks"] == []
    again = json.loads(succeed(run("conversations", "replay", "last", "--json")))
    assert again["same"] is True
    file = tmp_path / "talk.md"
    succeed(run("conversations", "export", "last", str(file), "--style", "chicago-note"))
    assert "7Brands" in file.read_text(encoding="utf-8")
    before = len(json.loads(succeed(run("conversations", "list", "--json")))["conversations"])
    succeed(run("chat", "--no-keep", typed=f"{question}\n"))
    after = len(json.loads(succeed(run("conversations", "list", "--json")))["conversations"])
    assert after == before
    assert run("conversations", "show", "zzzz").exit_code == 3
    assert run("conversations", "export", "last").exit_code == 2


def test_words_that_no_longer_stand_are_told_when_resumed(archive):
    Chat(archive, greeted=True).reply(ROBBED)
    with RecordStore.open(archive.folder, write=True) as store:
        changed = plain_record("wool", "A note on wool", WOOL.replace("robbed", "saved"))
        store.put(changed, imported_at="2026-01-01T00:00:00+00:00")
    resumed = Chat(archive, greeted=True, talk=archive.conversations.open("last")).resumption()
    assert "Turn 1: What was quoted here" in resumed
    assert "no longer stands: the record’s words have changed." in resumed
    assert WOOL not in resumed


# A real terminal


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")
def test_on_a_terminal_ctrl_c_clears_the_line_and_ctrl_d_leaves(archive_folder):
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ui", "--archive", str(archive_folder), "chat"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        start_new_session=True,
        env=os.environ | {"TERM": "dumb", "PYTHONWARNINGS": ""},
        preexec_fn=_own_terminal,
    )
    os.close(theirs)
    try:
        assert b"For example:" in _until(ours, b"Ask: ")
        os.write(ours, b"/filter 1962\n")
        _until(ours, b"Ask [documents dated 1962]: ")
        os.write(ours, b"half a ques")
        # Ctrl-C takes from the terminal what is not yet read, and readline would wait for it.
        _until(ours, b"half a ques")
        time.sleep(0.5)  # a person's pause: readline waits for a key now
        os.write(ours, b"\x03")
        assert b"Ctrl-D" in _until(ours, b"Ask [documents dated 1962]: ")
        time.sleep(0.5)
        os.write(ours, b"\x04")
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _own_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _until(terminal: int, wanted: bytes) -> bytes:
    said = b""
    while wanted not in said:
        assert select.select([terminal], [], [], 60)[0], said
        read = os.read(terminal, 4096)
        assert read, said
        said += read
    return said


@pytest.mark.model
@pytest.mark.parametrize(
    ("arguments", "status"),
    [("conversations list", 0), ("conversations show last", 3), ("chat", 0)],
)
def test_a_damaged_file_of_conversations_is_told_once(archive_folder, tmp_path, arguments, status):
    folder = shutil.copytree(archive_folder, tmp_path / "archive")
    (folder / "conversations.db").write_bytes(b"no database " * 2000)
    done = subprocess.run(
        [sys.executable, "-m", "ui", "--archive", str(folder), *arguments.split()],
        input=ROBBED,
        capture_output=True,
        encoding="utf-8",
        timeout=200,
        cwd=ROOT,
    )
    assert done.returncode == status, done.stderr
    assert done.stderr.count("was damaged. It was set aside") == 1
