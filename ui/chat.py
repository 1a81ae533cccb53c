"""A conversation in the terminal: what each typed line does, and what is said to it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import ArchiveDamaged, ArchiveError, InvalidQuery, UnknownRecord
from corpus.filters import Filters
from ui.options import checked_question, screen_width
from ui.terminal import LEGEND, answer_text, counted, listed_text, passage_text, visible, wrapped

if TYPE_CHECKING:
    from bot import Answer, Archive, Conversation
    from bot.answers import ShownQuote
    from bot.replays import Replayed

HELP = """\
Type a question; a follow-up such as "And what did they say to that?" is understood, and
"Read as" says how. /undo asks it again exactly as typed.
  /cite N [STYLE]     cite quote N of the last answer; STYLE as in 'dragoman cite --help'
  /open N             show the whole paragraph quote N stands in
  /filter             say what the questions are narrowed to
  /filter DATES       only documents of that time: 1962, 1962-08/1963-08, ../1963
  /filter place=WORDS also collection, repository, language, person, reference, record, role;
                      words with spaces in quotation marks; nothing after = takes one away
  /filter clear       search the whole archive again
  /undo               ask the last question again as typed, nothing carried over
  /other              ask it again in the other reading, where an answer names one
  /back, /forget      take the last question and its answer back
  /focus              say what the conversation is about
  /export FILE [STYLE] [--force]
                      write the conversation: .md .html .docx .json and others
  /replay             ask every question again, and say which answers are the same
  /conversations [WORDS]
                      list what is stored, or what of it holds these words
  /resume ID          go on with a stored conversation; ID may be its beginning, or last
  /rename TITLE       give this conversation a title
  /new                begin another
  /help               this help
  /quit               leave (so does Ctrl-D); Ctrl-C stops an answer"""

#: Stored conversations that a list in a conversation shows.
_MOST_LISTED = 10


class Chat:
    """One conversation and the commands typed in it.

    Args:
        archive: the open archive.
        greeted: the person has read the greeting, which explains the quotation marks.
        talk: the conversation to go on with; None for a new one.
        keep: whether new conversations are stored; None as the settings say.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        greeted: bool,
        talk: Conversation | None = None,
        keep: bool | None = None,
    ) -> None:
        self._archive = archive
        self._greeted = greeted
        self._keep = keep
        self._talk = talk or archive.conversation(keep=keep)
        self._told: tuple[str, ...] = ()
        self._commands: dict[str, Callable[[list[str]], str]] = {
            "/help": lambda _: HELP,
            "/cite": self._cited,
            "/open": self._opened,
            "/filter": self._narrowed,
            "/undo": self._undone,
            "/other": lambda _: self._shown(self._talk.read_otherwise()),
            "/back": self._forgotten,
            "/forget": self._forgotten,
            "/focus": self._focused,
            "/export": self._exported,
            "/replay": self._replayed,
            "/conversations": self._listed,
            "/resume": self._resumed,
            "/rename": self._renamed,
            "/new": self._begun,
        }

    @property
    def questions(self) -> tuple[str, ...]:
        """What was asked so far."""
        return tuple(turn.question for turn in self._talk.turns)

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands by name, for completion."""
        return (*self._commands, "/quit")

    @property
    def prompt(self) -> str:
        """What stands before the person's words; filters are always in sight."""
        narrowed = self._talk.filters
        return f"Ask [{visible(narrowed.sentence, 1)}]: " if narrowed else "Ask: "

    def greeting(self) -> str:
        """Say what this is, and what one can ask; or what a resumed conversation holds."""
        lines = [f"Ask this archive; /help, /quit. {LEGEND}"]
        if self._talk.turns:
            return "\n".join([wrapped(lines[0], screen_width()), "", self.resumption()])
        starters = self._starters()
        lines[0] += " For example:" if starters else ""
        lines += [f"  {question}" for question in starters]
        return "\n".join(wrapped(line, screen_width()) for line in lines)

    def resumption(self) -> str:
        """Say what was asked so far, what became of the quotes, and the last answer."""
        width, turns = screen_width(), self._talk.turns
        blocks = [
            wrapped(f"“{self._talk.title}”: {counted(len(turns), 'question')} so far.", width)
        ]
        blocks += [
            wrapped(turn.question, width, indent="    ", first=f"{n:>2}. ")
            for n, turn in enumerate(turns, 1)
        ]
        for n, turn in enumerate(turns, 1):
            blocks += [wrapped(f"Turn {n}: {each.text}", width) for each in turn.remarks]
        if turns:
            blocks += ["", answer_text(turns[-1].answer.to_json(), width, legend=False)]
        return "\n".join(blocks)

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
            return self._shown(self._talk.ask(checked_question(line)))
        name, _, rest = line.partition(" ")
        command = self._commands.get(name.casefold())
        if command is None:
            raise _unknown(line)
        return command([rest.strip()] if rest.strip() else [])

    def notices(self) -> tuple[str, ...]:
        """Return what is to be said of how the conversation is kept, each thing once."""
        said = self._talk.notices
        fresh = tuple(each for each in said if each not in self._told)
        self._told = said
        return fresh

    # Commands; each is given what stands behind its name, or nothing

    def _cited(self, given: list[str]) -> str:
        match " ".join(given).split():
            case [number]:
                return self._quote(number).citation.format("wilson")
            case [number, style]:
                return self._quote(number).citation.format(style)
        raise _misused("/cite")

    def _opened(self, given: list[str]) -> str:
        match given:
            case [number]:
                quote = self._quote(number).quote
            case _:
                raise _misused("/open")
        if quote.passage is None:
            return wrapped(f"“{quote.text}” stands in the catalogue.", screen_width())
        return passage_text(quote.passage, screen_width(), marks=[quote.span])

    def _narrowed(self, given: list[str]) -> str:
        words = _split(given)
        if words == ["clear"]:
            self._talk.clear_filters()
        elif words:
            now = self._talk.filters
            plain = _with(now.to_json() if now else {}, words)
            self._talk.set_filters(Filters.from_json(plain))
        narrowed = self._talk.filters
        said = f"Only {narrowed.sentence}." if narrowed else "The whole archive is searched."
        return wrapped(said, screen_width())

    def _undone(self, given: list[str]) -> str:
        answer = self._last()
        if answer is None:
            raise InvalidQuery("There is nothing to undo yet.", "Ask a question first.")
        if answer.read_as == answer.question:
            return "The last question was already read exactly as typed."
        return self._shown(self._talk.undo_reading())

    def _forgotten(self, given: list[str]) -> str:
        if not self._talk.turns:
            raise InvalidQuery("There is nothing to take back yet.", "Ask a question first.")
        question = self._talk.turns[-1].question
        self._talk.forget_last()
        return wrapped(f"Taken back: “{question}”", screen_width())

    def _focused(self, given: list[str]) -> str:
        from bot.answers import named

        focus = self._talk.focus
        if focus.record is None:
            return "The conversation is about nothing yet."
        said = f"About {named(focus.record)} (record {focus.record.record_id})"
        if focus.passage is not None:
            said += f", {focus.passage.passage_id}"
        if focus.voice and focus.voice != "document":
            said += f", {focus.voice}"
        names = f"; named: {', '.join(focus.names)}" if focus.names else ""
        return wrapped(f"{said}, since question {focus.turn}{names}.", screen_width())

    def _exported(self, given: list[str]) -> str:
        from ui.commands.exporting import Wanted

        words = _split(given)
        force = "--force" in words
        match [word for word in words if word != "--force"]:
            case [name]:
                path, style = Path(name).expanduser(), None
            case [name, style]:
                path = Path(name).expanduser()
            case _:
                raise _misused("/export")
        if not self._talk.turns:
            raise InvalidQuery("There is nothing to export yet.", "Ask a question first.")
        wanted = Wanted(exports=(path,), style=style, force=force)
        written = wanted.write(self._talk.turns, self._archive, self._talk.title)
        return "\n".join(f"Wrote {each}." for each in written)

    def _replayed(self, given: list[str]) -> str:
        return replay_text(self._talk.replay())

    def _listed(self, given: list[str]) -> str:
        stored = self._archive.conversations
        rows = stored.search(given[0]) if given else stored.list()
        return listed_text([each.to_json() for each in rows[:_MOST_LISTED]], screen_width())

    def _resumed(self, given: list[str]) -> str:
        if not given:
            raise _misused("/resume")
        self._talk = self._archive.conversations.open(given[0])
        return self.resumption()

    def _renamed(self, given: list[str]) -> str:
        self._talk.rename(" ".join(given))
        return wrapped(f"Its title is “{self._talk.title}”.", screen_width())

    def _begun(self, given: list[str]) -> str:
        self._talk = self._archive.conversation(keep=self._keep)
        return "A new conversation."

    # Inside

    def _starters(self) -> tuple[str, ...]:
        """Return questions to begin with; none where a record is damaged or removed just now."""
        try:
            return self._archive.starters()
        except (ArchiveDamaged, UnknownRecord):  # no reason not to be asked of the others
            return ()

    def _last(self) -> Answer | None:
        turns = self._talk.turns
        return turns[-1].answer if turns else None

    def _shown(self, answer: Answer) -> str:
        width = screen_width()
        blocks = [answer_text(answer.to_json(), width, legend=not self._greeted)]
        if self._talk.filters and width is None:  # on a screen they stand in the prompt
            blocks.insert(0, f"Only {self._talk.filters.sentence}.")
        if answer.read_as != answer.question and width is not None:
            blocks.append("/undo asks it again exactly as typed.")
        elif answer.also_read_as and width is not None:
            blocks.append(wrapped(f"/other asks it read as: {answer.also_read_as}", width))
        return "\n\n".join(blocks)

    def _quote(self, number: str) -> ShownQuote:
        answer = self._last()
        quotes = answer.quotes if answer else ()
        wanted = number.strip().strip("[]")
        if not quotes:
            raise InvalidQuery("The last answer has no quotes.", "Ask a question first.")
        if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= len(quotes)):
            raise InvalidQuery(
                f"The last answer has no quote {number[:20]}.",
                f"Its quotes are 1 to {len(quotes)}.",
            )
        return quotes[int(wanted[:9]) - 1]


def replay_text(replayed: Sequence[Replayed]) -> str:
    """Say of each question asked again, one a line, whether the answer is the same."""
    lines = []
    for n, each in enumerate(replayed, 1):
        said = "the same" if each.same else f"other {', '.join(each.differs)}"
        lines.append(
            wrapped(f"{said}: {each.question}", screen_width(), indent="    ", first=f"{n:>2}. ")
        )
    return "\n".join(lines) or "Nothing was asked yet."


def _split(given: Sequence[str]) -> list[str]:
    try:
        return shlex.split(" ".join(given))
    except ValueError as error:
        raise InvalidQuery("A quotation mark is not closed.", "Close it.") from error


def _with(plain: dict[str, Any], words: Sequence[str]) -> dict[str, Any]:
    """Add what was typed to filters; what is given once more replaces, with nothing removes."""
    changed: dict[str, Any] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            key, value = "dates", word
        if key in ("from", "to", "dates"):
            plain.pop("dates", None)
            changed[key] = value
        else:
            changed.setdefault(key, []).append(value)
    merged = {**plain, **changed}
    return {key: value for key, value in merged.items() if value not in ("", [""])}


def _unknown(line: str) -> ArchiveError:
    return InvalidQuery(f"'{line}' is not a command of this conversation.", "Type /help.")


def _misused(name: str) -> ArchiveError:
    """Say how a command is typed, in the words of the help."""
    usage = next(line for line in HELP.splitlines() if line.startswith(f"  {name} "))
    typed = usage.strip().partition("  ")[0]
    return InvalidQuery(f"'{name}' is typed as '{typed}'.", "/help says more.")
