"""What every command shares: the archive it works on, JSON, questions, failures."""

from __future__ import annotations

import functools
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from corpus.errors import InvalidQuery
from corpus.facets import Facet
from corpus.filters import Filters
from corpus.passages import Role

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


def filter_options(command: Command) -> Command:
    """Add the options that narrow a search; the command gets them as `filters`."""

    @functools.wraps(command)
    def narrowed(*given: Any, **options: Any) -> Any:
        plain = {key: options.pop(name) for name, key in _FILTERS.items()}
        kept = {key: value for key, value in plain.items() if value not in (None, ())}
        return command(*given, filters=Filters.from_json(kept), **options)

    for option in reversed(_FILTER_OPTIONS):
        narrowed = option(narrowed)
    return cast("Command", narrowed)


#: What each option's value is called by click, and in a filter's plain data.
_FILTERS = {
    "dates": "dates",
    "since": "from",
    "until": "to",
    **{facet.value: facet.value for facet in Facet},
    "role": "role",
}
_FILTER_OPTIONS = (
    click.option(
        "--date",
        "dates",
        metavar="DATE",
        help="Only documents of this date or stretch: 1962, 1962-08, 1962-08/1963-08.",
    ),
    click.option("--from", "since", metavar="DATE", help="Only documents of this date or later."),
    click.option("--to", "until", metavar="DATE", help="Only documents of this date or earlier."),
    *(
        click.option(
            f"--{facet}",
            multiple=True,
            metavar="WORDS",
            help=f"Only documents with this {named}; may be given again for any of several.",
        )
        for facet, named in {
            Facet.COLLECTION: "collection",
            Facet.REPOSITORY: "repository",
            Facet.LANGUAGE: "language, by name or code",
            Facet.PERSON: "person, as author, addressee or mentioned",
            Facet.PLACE: "place",
            Facet.REFERENCE: "reference code",
            Facet.RECORD: "record id",
        }.items()
    ),
    click.option(
        "--role",
        multiple=True,
        type=click.Choice([role.value for role in Role]),
        help="Only passages of this role; by default the body.",
    ),
)


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
    from bot.queries import checked_query

    return checked_query(question)


def screen_width() -> int | None:
    """Return the columns to write in; None when standard output is no terminal."""
    if sys.stdout is None or not sys.stdout.isatty():  # None where it is closed
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
