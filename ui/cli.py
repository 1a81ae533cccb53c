"""The command line: `dragoman`, or `python -m ui`.

Exit codes: 0 done, 2 wrong usage, 3 a refused input or a named failure, 4 the archive
needs repair, 130 stopped by Ctrl-C. An `ArchiveError` is printed as one sentence with
its remedy, and so is a file that may not be read or written; any other exception is a bug
and keeps its traceback.
"""

from __future__ import annotations

import errno
import io
import os
import sys

import click

from corpus.errors import ArchiveError
from ui.commands.accounts import accounts
from ui.commands.asking import ask, search
from ui.commands.chatting import chat
from ui.commands.conversing import conversations
from ui.commands.diagnosing import doctor
from ui.commands.evaluating import evaluate
from ui.commands.exporting import check
from ui.commands.growing import add, rebuild, remove
from ui.commands.keeping import backup, gc, repair, restore, verify
from ui.commands.mcp import mcp
from ui.commands.naming import names
from ui.commands.reading import cite, list_records, show
from ui.commands.serving import serve
from ui.options import archive_option, complain, examples

STOPPED = 130
REFUSED = 3
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class Commands(click.Group):
    """The group of commands; turns named failures into messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order a newcomer needs them."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run the chosen command; say what went wrong where it has a name."""
        try:
            return super().invoke(ctx)
        except ArchiveError as error:
            complain(str(error))
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("\nStopped.", err=True)
            ctx.exit(STOPPED)
        except BrokenPipeError:
            # The reader of the pipe, such as `head`, has all it wanted. Python flushes
            # standard output once more at exit; let that go nowhere.
            _silence_output()
            ctx.exit(0)
        except OSError as error:
            if error.errno not in _FORBIDDEN or not isinstance(error.filename, str | bytes):
                raise
            complain(
                f"You may not read or write {os.fsdecode(error.filename)}. "
                "Ask its owner for permission, or name another place."
            )
            ctx.exit(REFUSED)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        'dragoman ask "How did Moscow itself explain why people left Sinkiang?"',
        "dragoman serve --open",
        "dragoman COMMAND --help",
    ),
)
@archive_option
@click.version_option(package_name="dragoman", prog_name="dragoman")
def cli() -> None:
    """Converse with a diplomatic archive and be answered only in its own words.

    Every statement is a verbatim quotation with its citation; where the records do
    not answer, Dragoman says that the archive is silent.
    """


for _command in (
    *(serve, chat, conversations, ask, search, list_records, show, cite, names, check),
    *(add, remove, rebuild, verify, repair, backup, restore, gc),
    *(accounts, mcp, evaluate, doctor),
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line and leave with its exit code."""
    _mind_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # The archive's words go out as they are, whatever the locale says.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        cli(prog_name="dragoman")
    except OSError as error:
        if not _output_failed():
            raise
        complain(f"Standard output cannot be written ({error.strerror}).")
        sys.exit(REFUSED)


def _mind_closed_streams() -> None:
    """Give closed streams a file, lest the next one opened, such as a database, be taken for one.

    Raises:
        SystemExit: it is standard output, so that whatever is done could not be told.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))
            if name == "stdout":
                complain("Standard output is closed; to see nothing, send it to /dev/null.")
                sys.exit(REFUSED)


def _output_failed() -> bool:
    """Tell whether it was standard output that failed: then it fails again."""
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError:
        _silence_output()
        return True
    return False


def _silence_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
