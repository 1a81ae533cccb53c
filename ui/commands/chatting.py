"""`chat`: a conversation in the terminal."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import ArchiveError, InvalidQuery
from corpus.spans import Span
from ui.options import (
    archive_option,
    checked_question,
    complain,
    examples,
    open_chosen,
    put,
    screen_width,
)
from ui.terminal import LEGEND, answer_text, passage_text, wrapped
from ui.warmth import Warmth

if TYPE_CHECKING:
    from bot import Archive

PROMPT = "Ask: "
HELP = """\
Type a question; a follow-up such as "And what did they say to that?" is understood.
  /cite N [STYLE]   cite quote N of the last answer; STYLE as in 'dragoman cite --help'
  /open N           show the whole paragraph quote N stands in
  /undo             ask the last question again exactly as typed, nothing carried over
  /help             this help
  /quit             leave (so does Ctrl-D)"""


@click.command(
    epilog=examples(
        "dragoman chat", "dragoman chat < questions.txt", "dragoman --archive frus chat"
    )
)
@archive_option
def chat() -> None:
    """Converse with the archive in the terminal.

    /help shows what can be typed. Questions can also come from a pipe, one a line.
    """
    archive = open_chosen()
    talk = Chat(archive, greeted=sys.stdin.isatty())
    if sys.stdin.isatty():
        Warmth(archive).start()  # the models load while the person reads and types
        with contextlib.suppress(ImportError):  # Windows has no readline; input() still works
            import readline  # noqa: F401  (importing it gives input() history and editing)
        put(talk.greeting())
        click.echo()
    while (line := _next_line()) is not None:
        if talk.closes(line):
            return
        try:
            said = talk.reply(line)
        except ArchiveError as error:
            complain(str(error))
        else:
            if said:
                put(said)
                click.echo()


def _next_line() -> str | None:
    """Return the next line typed or piped; None at the end of input."""
    if sys.stdin.isatty():
        try:
            return input(PROMPT)
        except EOFError:
            click.echo()
            return None
    # Bytes that are no UTF-8 become surrogates, which no question may hold.
    return sys.stdin.buffer.readline().decode("utf-8", "surrogateescape") or None


class Chat:
    """One conversation and the commands typed in it.

    Args:
        archive: the open archive.
        greeted: the person has read the greeting, which explains the quotation marks.
    """

    def __init__(self, archive: Archive, *, greeted: bool) -> None:
        self._archive = archive
        self._greeted = greeted
        self._conversation = archive.conversation()
        self._answer: dict[str, Any] | None = None

    def greeting(self) -> str:
        """Say what this is, and what one can ask."""
        lines = [
            f"Ask this archive; /help, /quit. {LEGEND} For example:",
            *(f"  {question}" for question in self._archive.starters()),
        ]
        return "\n".join(wrapped(line, screen_width()) for line in lines)

    def closes(self, line: str) -> bool:
        """Tell whether the line ends the conversation."""
        return line.strip().casefold() in {"/quit", "/exit", "/q"}

    def reply(self, line: str) -> str:
        """Return what to print for a typed line: an answer or a command's result.

        Raises:
            ArchiveError: the question or the command cannot be followed.
        """
        line = line.strip()
        if not line:
            return ""
        if not line.startswith("/"):
            return self._shown(self._conversation.ask(checked_question(line)).to_json())
        name, *words = line.split()
        match name.casefold(), words:
            case "/help", _:
                return HELP
            case "/cite", [number, *style] if len(style) < 2:
                return self._cited(number, style[0] if style else "wilson")
            case "/open", [number]:
                return self._opened(number)
            case "/undo", []:
                return self._undone()
        raise InvalidQuery(f"'{line}' is not a command of this conversation.", "Type /help.")

    def _shown(self, answer: dict[str, Any]) -> str:
        self._answer = answer
        return answer_text(answer, screen_width(), legend=not self._greeted)

    def _quote(self, number: str) -> dict[str, Any]:
        quotes = self._answer["quotes"] if self._answer else []
        for quote in quotes:
            if str(quote["n"]) == number.strip("[]"):
                found: dict[str, Any] = quote
                return found
        if not quotes:
            raise InvalidQuery("The last answer has no quotes.", "Ask a question first.")
        raise InvalidQuery(
            f"The last answer has no quote {number}.", f"Its quotes are 1 to {len(quotes)}."
        )

    def _cited(self, number: str, style: str) -> str:
        from corpus.citations import cite

        quote = self._quote(number)
        record = self._archive.record(quote["record_id"])
        passage = record.passage_at(Span(quote["start"], quote["end"]))
        return cite(record, passage=passage).format(style)

    def _opened(self, number: str) -> str:
        quote = self._quote(number)
        span = Span(quote["start"], quote["end"])
        record = self._archive.record(quote["record_id"])
        passage = record.passage_at(span)
        if passage is None:
            return wrapped(f"“{quote['text']}” stands in the catalogue.", screen_width())
        return passage_text(passage, screen_width(), marks=[span])

    def _undone(self) -> str:
        if self._answer is None:
            raise InvalidQuery("There is nothing to undo yet.", "Ask a question first.")
        if self._answer["read_as"] == self._answer["question"]:
            return "The last question was already read exactly as typed."
        return self._shown(self._conversation.undo_reading().to_json())
