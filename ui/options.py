"""What every command shares: the archive it works on, JSON, questions, failures."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    from bot import Archive

Command = TypeVar("Command", bound=Callable[..., Any])
#: Key of the chosen archive folder in click's `meta`, which every level shares.
_FOLDER = "dragoman.archive"
#: Columns of text on a wide terminal; longer lines are hard to read.
_WIDEST = 100
#: Most bytes read of a question on standard input: far more than any question may have.
_MOST_BYTES = 1 << 22


def complain(message: str) -> None:
    """Write what happened to the error stream, control characters made visible."""
    from ui.terminal import visible

    click.echo(f"dragoman: {visible(message, _WIDEST)}", err=True)


def archive_option(command: Command) -> Command:
    """Add `--archive DIR`; accepted before and after the command, the later one counts."""
    return click.option(
        "--archive",
        type=click.Path(file_okay=False),
        metavar="DIR",
        callback=_remember_folder,
        expose_value=False,
        help="Archive folder.  [default: $DRAGOMAN_ARCHIVE, else the user-data folder]",
    )(command)


def _remember_folder(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value == "":  # an unset variable in a script; never the current folder by accident
        raise click.BadParameter("The archive's folder has no name.")
    if value is not None:
        ctx.meta[_FOLDER] = Path(value)


def json_option(command: Command) -> Command:
    """Add `--json`, passed to the command as `as_json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON object instead of text."
    )(command)


def examples(*lines: str) -> str:
    r"""Return an epilog that shows commands as they are typed.

    The backspace is click's mark for a paragraph that must keep its lines.

    >>> examples("dragoman list")
    '\x08\nExamples:\n  dragoman list'
    """
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def chosen_folder() -> Path | None:
    """Return the folder named by `--archive`; None when there was none."""
    folder: Path | None = click.get_current_context().meta.get(_FOLDER)
    return folder


def open_chosen() -> Archive:
    """Open the chosen archive until the command ends; say what a first run does.

    Raises:
        ArchiveError: the archive cannot be opened or made.
    """
    from bot import open_archive
    from bot.settings import resolve_folder
    from ui.progress import ProgressBar

    folder = resolve_folder(chosen_folder())
    announcement = (
        f"Building the search index of the archive in {folder}; "
        "for the shipped record this takes a few seconds, once ..."
    )
    with ProgressBar(announcement) as track:
        archive = open_archive(folder, progress=track)
    return click.get_current_context().with_resource(archive)


def question_from(argument: str) -> str:
    """Return the question as typed, or read from standard input when it is `-`.

    Raises:
        InvalidQuery: it is empty, or not text.
    """
    if argument == "-":
        question = _decoded(sys.stdin.buffer.read(_MOST_BYTES))
    else:
        question = argument
    return checked_question(question)


def _decoded(raw: bytes) -> str:
    try:
        # A character cut in two by the limit is no reason to call the text unreadable.
        return raw.decode("utf-8", "ignore" if len(raw) == _MOST_BYTES else "strict").rstrip("\r\n")
    except UnicodeDecodeError:
        raise InvalidQuery(
            "The question on standard input is not UTF-8 text.", "Save it as UTF-8 and try again."
        ) from None


def checked_question(question: str) -> str:
    """Return the question if it is text that can be asked.

    It is checked here as well as where it is answered, because opening an archive for
    a question that nobody can ask would only cost time.

    Raises:
        InvalidQuery: it is empty, too long, or holds characters that are not text.
    """
    from bot.retriever import checked_query

    return checked_query(question)


def screen_width() -> int | None:
    """Return the columns to write in; None when standard output is no terminal."""
    if not sys.stdout.isatty():
        return None
    return max(20, min(_WIDEST, shutil.get_terminal_size().columns))


def put(text: str) -> None:
    """Write a result to standard output, ended by one newline."""
    from ui.terminal import visible

    click.echo(visible(text, screen_width()), nl=not text.endswith("\n"))


def put_json(value: Any) -> None:
    """Write one JSON object in UTF-8, every character but the controls as itself."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # JSON leaves these as they are, and some terminals obey them.
    click.echo(re.sub("[\x7f-\x9f]", lambda control: f"\\u{ord(control[0]):04x}", text))
