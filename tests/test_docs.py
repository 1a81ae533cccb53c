"""The documentation cannot rot: commands are documented, what it shows really happens.

In README.md a block fenced as `console` shows commands behind `$ ` and the output below
them; a block fenced as `python` that imports from our packages is run, and a block
fenced as `text` right after it is its output. Output is compared with white space
joined, since the README wraps it; a line of `...` stands for anything left out. The blocks
of docs/python.md are one program, run in order.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from corpus.citations import FURTHER_STYLES, STYLES
from ui.cli import cli
from ui.schemas import Cited

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").glob("**/*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """A command or program in a document, and the output shown for it."""

    source: str
    output: str


def blocks(markdown):
    """Return the fenced blocks as (language, content, text between it and the one before)."""
    found, end = [], 0
    for match in FENCE.finditer(markdown):
        found.append((match[1], match[2], markdown[end : match.start()]))
        end = match.end()
    return found


def commands(markdown):
    """Return the `$ ` commands of the console blocks with the output below each."""
    found = []
    for language, content, _ in blocks(markdown):
        if language == "console":  # a command may go on behind a backslash
            for part in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
                command, _, output = part.replace("\\\n", "").partition("\n")
                found.append(Shown(command, output))
    return found


def programs(markdown):
    """Return the Python blocks that use our packages, with the output shown for them."""
    found = []
    listed = blocks(markdown)
    for (language, content, _), after in zip(listed, [*listed[1:], ("", "", "x")], strict=True):
        if language == "python" and re.search(r"^from (bot|corpus)\b", content, re.MULTILINE):
            follows = after[0] == "text" and not after[2].strip()
            found.append(Shown(content, after[1] if follows else ""))
    return found


def missing(shown, real):
    """Return the stretches of shown output that the real output does not have, in order."""
    joined, at, lost = " ".join(real.split()), 0, []
    for stretch in re.split(r"^\s*(?:\.\.\.|…)\s*$", shown, flags=re.MULTILINE):
        wanted = " ".join(stretch.split())
        found = joined.find(wanted, at)
        if found < 0:
            lost.append(wanted)
        else:
            at = found + len(wanted)
    return lost


def run(arguments, archive_folder, folder):
    beside = Path(sys.executable).parent  # where `dragoman` is installed
    environ = os.environ | {
        "DRAGOMAN_ARCHIVE": str(archive_folder),
        "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        arguments,
        cwd=folder,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# The reading of documents itself


SAMPLE = """\
Ask:

```console
$ dragoman ask "Why?" \\
    --json
Reported:
...
    “words” [1]
$ make chat
```

```python
from bot import open_archive
print(1)
```

```text
1
```

```python
x = 2
```
"""


def test_commands_are_read_with_their_output():
    assert commands(SAMPLE) == [
        Shown('dragoman ask "Why?"     --json', "Reported:\n...\n    “words” [1]\n"),
        Shown("make chat", ""),
    ]


def test_programs_are_read_with_their_output():
    assert programs(SAMPLE) == [Shown("from bot import open_archive\nprint(1)\n", "1\n")]


def test_output_is_compared_word_by_word_in_order():
    assert missing("a\n  b\n...\nd\n", "a b\nc d") == []
    assert missing("d\n...\na\n", "a b\nc d") == ["a"]
    assert missing("a c\n", "a b\nc d") == ["a c"]


# The documents


@pytest.mark.parametrize("name", list(cli.commands))
def test_each_command_is_documented(name):
    said = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert re.search(rf"\bdragoman {name}\b", said), f"no document mentions 'dragoman {name}'"


@pytest.mark.parametrize("name", list(cli.commands))
def test_each_command_has_help_with_an_example(name):
    command = cli.commands[name]
    assert command.help
    assert f"dragoman {name}" in (command.epilog or "")
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert all(option.help for option in options)


@pytest.mark.model
def test_every_style_of_citation_is_documented():
    rest = (ROOT / "docs" / "rest.md").read_text(encoding="utf-8")
    assert [each for each in (*STYLES, *FURTHER_STYLES) if f"`{each}`" not in rest] == []
    default = Cited.model_fields["style"].default
    assert f"`{default}` unless" in (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")


def test_the_readme_s_commands_give_what_it_shows(archive_folder, tmp_path):
    ran = 0
    for shown in commands(README.read_text(encoding="utf-8")):
        name, *arguments = shlex.split(shown.source, comments=True)
        if name == "make":
            rules = (ROOT / "Makefile").read_text(encoding="utf-8")
            assert all(re.search(rf"^{target}:", rules, re.MULTILINE) for target in arguments)
        elif name == "dragoman":
            assert arguments[0] in cli.commands
            if arguments[0] in {"serve", "chat"}:  # these do not end by themselves
                continue
            real = run(["sh", "-c", shown.source], archive_folder, tmp_path)
            assert missing(shown.output, real) == [], shown.source
            ran += bool(shown.output)
    assert ran, "README.md shows no command with its output"


@pytest.mark.model
def test_the_readme_s_python_runs_and_gives_what_it_shows(archive_folder, tmp_path):
    found = programs(README.read_text(encoding="utf-8"))
    assert found, "README.md shows no Python"
    for number, shown in enumerate(found):
        script = tmp_path / f"readme_{number}.py"
        script.write_text(shown.source, encoding="utf-8")
        real = run([sys.executable, str(script)], archive_folder, tmp_path)
        assert missing(shown.output, real) == [], shown.source


@pytest.mark.model
def test_the_python_page_runs_in_order_and_gives_what_it_shows(archive_folder, tmp_path):
    """One session in a copy of the archive, since the page adds a record to it."""
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    listed = blocks(page)
    shown = [
        Shown(source, after[1] if after[0] == "text" else "")
        for (language, source, _), after in zip(listed, [*listed[1:], ("", "", "")], strict=True)
        if language == "python"
        and ("llamaindex" not in source or importlib.util.find_spec("llama_index"))
    ]
    assert len(shown) > 10
    mark = "-- the next block --"
    script = tmp_path / "page.py"
    script.write_text(f"print({mark!r})\n".join(each.source for each in shown), encoding="utf-8")
    copied = shutil.copytree(archive_folder, tmp_path / "archive")
    outputs = run([sys.executable, str(script)], copied, tmp_path).split(mark)
    for each, real in zip(shown, outputs, strict=True):
        assert missing(each.output, real) == [], each.source


def test_the_readme_shows_its_quoted_answer_before_line_forty():
    first_screen = "\n".join(README.read_text(encoding="utf-8").splitlines()[:40])
    quote = re.search(r"^ +“(.*?)” \[\d\]", first_screen, re.MULTILINE | re.DOTALL)
    assert quote, "the first screen shows no quoted answer"
    seed = (ROOT / "corpus/data/seed/118214.txt").read_text(encoding="utf-8")
    assert " ".join(quote[1].split()) in " ".join(seed.split())
