"""`chat`: a conversation in the terminal."""

from __future__ import annotations

import contextlib
import logging
import sys

import click

from corpus.errors import ArchiveError
from ui.chat import Chat
from ui.options import archive_option, complain, examples, open_chosen, put
from ui.warmth import Warmth


@click.command(
    epilog=examples(
        "dragoman chat",
        "dragoman chat --resume last",
        "dragoman chat < questions.txt",
        "dragoman --archive frus chat --no-keep",
    )
)
@click.option("--resume", metavar="ID", help="Go on with a stored conversation: its id, or 'last'.")
@click.option("--no-keep", is_flag=True, help="Store nothing of this conversation.")
@archive_option
def chat(resume: str | None, no_keep: bool) -> None:
    """Converse with the archive in the terminal.

    /help shows what can be typed. Questions can also come from a pipe, one a line. The
    conversation is stored in the archive's folder, unless its settings say otherwise;
    'dragoman conversations' lists what is stored.
    """
    archive = open_chosen()
    screen = sys.stdin.isatty()
    talk = archive.conversations.open(resume) if resume else None
    # From here on the conversation tells what the log of its store would tell once more.
    logging.getLogger("bot.conversation_store").addHandler(logging.NullHandler())
    keep = False if no_keep else None
    chatting = Chat(archive, greeted=screen, talk=talk, keep=keep)
    if screen:
        Warmth(archive).start()  # the models load while the person reads and types
        _prepare(chatting)
        put(chatting.greeting())
        click.echo()
    elif resume:
        put(chatting.resumption())
        click.echo()
    _tell(chatting)
    while (line := _next_line(chatting)) is not None and not chatting.closes(line):
        _answer(chatting, line, screen=screen)


def _answer(chatting: Chat, line: str, *, screen: bool) -> None:
    try:
        said = chatting.reply(line)
    except ArchiveError as error:
        complain(str(error))
    except KeyboardInterrupt:
        if not screen:
            raise
        click.echo("\nStopped; the question was not kept.", err=True)
    else:
        if said:
            put(said)
            click.echo()
    _tell(chatting)


def _tell(chatting: Chat) -> None:
    for notice in chatting.notices():
        complain(notice)


def _next_line(chatting: Chat) -> str | None:
    """Return the next line typed or piped; None at the end of input."""
    if not sys.stdin.isatty():
        # Bytes that are no UTF-8 become surrogates, which no question may hold.
        return sys.stdin.buffer.readline().decode("utf-8", "surrogateescape") or None
    stopped = False
    while True:
        try:
            return input(chatting.prompt)
        except EOFError:
            click.echo()
            return None
        except KeyboardInterrupt:
            # The first takes the line back, as in other prompts; the second in a row leaves.
            if stopped:
                raise
            stopped = True
            click.echo("\n(Ctrl-C again, Ctrl-D or /quit leaves.)")


def _prepare(chatting: Chat) -> None:
    """Give input() editing, the earlier questions as history, and completion of commands."""
    with contextlib.suppress(ImportError):  # Windows has no readline; input() still works
        import readline

        for question in chatting.questions:
            readline.add_history(question)

        def completed(text: str, state: int) -> str | None:
            found = [each for each in chatting.commands if text and each.startswith(text)]
            return found[state] if state < len(found) else None

        readline.set_completer(completed)
        readline.set_completer_delims(" ")
        readline.parse_and_bind("tab: complete")
