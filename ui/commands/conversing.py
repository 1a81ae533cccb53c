"""`conversations`: what was asked before, listed, read, searched and exported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import ArchiveError
from ui.commands.exporting import export_options, wanted
from ui.options import (
    archive_option,
    chosen_folder,
    complain,
    examples,
    json_option,
    open_chosen,
    put,
    put_json,
    screen_width,
)
from ui.terminal import answer_text, counted, listed_text, wrapped

if TYPE_CHECKING:
    from bot import Conversation
    from bot.conversation_store import ConversationStore


@click.group(
    epilog=examples(
        "dragoman conversations list",
        "dragoman conversations show last",
        "dragoman conversations search Yining --json",
        "dragoman conversations export last talk.docx",
        "dragoman chat --resume last",
    )
)
def conversations() -> None:
    """Stored conversations: list, show, search, rename, delete, export, replay, backup.

    ID is a conversation's id, the beginning of it, or 'last'. They are kept in the archive's
    folder, in conversations.db; 'conversations = "off"' in settings.toml keeps none.
    """


@conversations.command("list", epilog=examples("dragoman conversations list --json"))
@archive_option
@json_option
def list_conversations(as_json: bool) -> None:
    """List the stored conversations, the one changed last first."""
    store = _store()
    rows = [each.to_json() for each in store.list()]
    if as_json:
        put_json({"conversations": rows})
    else:
        put(listed_text(rows, screen_width()))


@conversations.command(epilog=examples('dragoman conversations search "Yining consulate"'))
@click.argument("words")
@archive_option
@json_option
def search(words: str, as_json: bool) -> None:
    """List the conversations that hold every word in title, questions or quotes."""
    store = _store()
    rows = [each.to_json() for each in store.search(words)]
    if as_json:
        put_json({"query": words, "conversations": rows})
    else:
        put(listed_text(rows, screen_width()) if rows else "No stored conversation holds that.")


@conversations.command(
    epilog=examples("dragoman conversations show last", "dragoman conversations show 3f2a --json")
)
@click.argument("conversation", metavar="ID")
@archive_option
@json_option
def show(conversation: str, as_json: bool) -> None:
    """Show a conversation; every quote is verified against the archive as it is now.

    Words that no longer stand are told as such, and never shown as a quote.
    """
    talk = open_chosen().conversations.open(conversation)
    if as_json:
        put_json(talk.to_json())
        return
    width = screen_width()
    blocks = [wrapped(f"{talk.title} ({talk.id}, {talk.updated})", width)]
    for n, turn in enumerate(talk.turns, 1):
        blocks.append(wrapped(f"{n}. {turn.question}", width))
        if turn.filters:
            blocks.append(wrapped(f"Only {turn.filters.sentence}.", width))
        blocks.append(answer_text(turn.answer.to_json(), width, legend=n == len(talk.turns)))
        blocks += [wrapped(f"Note: {each.text}", width) for each in turn.remarks]
    put("\n\n".join(blocks))
    _notices(talk)


@conversations.command(epilog=examples('dragoman conversations rename last "The Yining riots"'))
@click.argument("conversation", metavar="ID")
@click.argument("title")
@archive_option
def rename(conversation: str, title: str) -> None:
    """Give a conversation another title."""
    store = _store()
    store.rename(store.resolve(conversation), title)


@conversations.command(epilog=examples("dragoman conversations delete 3f2a"))
@click.argument("chosen", metavar="ID...", nargs=-1, required=True)
@archive_option
def delete(chosen: tuple[str, ...]) -> None:
    """Delete conversations for good; their bytes are written over."""
    store = _store()
    for place in [store.resolve(name) for name in chosen]:
        store.delete(place)
        click.echo(f"Deleted {place}.", err=True)


@conversations.command(
    epilog=examples(
        "dragoman conversations export last talk.docx --style chicago-note",
        "dragoman conversations export 3f2a talk.md sources.bib --log searches.md",
    )
)
@click.argument("conversation", metavar="ID")
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@export_options
@archive_option
def export(
    conversation: str,
    files: tuple[Path, ...],
    exports: tuple[Path, ...],
    style: str | None,
    log: Path | None,
    force: bool,
) -> None:
    """Write a conversation to files, footnotes numbered through; a file's ending is its format."""
    asked = wanted((*files, *exports), style, log, force)
    if not (files or exports or log):
        raise click.UsageError("Name a file to write, such as talk.docx.")
    archive = open_chosen()
    talk = archive.conversations.open(conversation)
    if not talk.turns:
        raise ArchiveError("The conversation holds no turn that can be exported.", "")
    _notices(talk)
    for remark in talk.remarks:
        complain(remark.text)
    for path in asked.write(talk.turns, archive, talk.title):
        click.echo(f"Wrote {path}.", err=True)


@conversations.command(epilog=examples("dragoman conversations replay last --json"))
@click.argument("conversation", metavar="ID")
@archive_option
@json_option
def replay(conversation: str, as_json: bool) -> None:
    """Ask a conversation's questions again, and say which answers are the same.

    Exit code 3 when any differs.
    """
    from ui.chat import replay_text

    talk = open_chosen().conversations.open(conversation)
    again = talk.replay()
    same = all(each.same for each in again)
    if as_json:
        put_json({"id": talk.id, "same": same, "turns": [each.to_json() for each in again]})
    else:
        put(replay_text(again))
    click.get_current_context().exit(0 if same else 3)


@conversations.command(epilog=examples("dragoman conversations backup talks-2026-11-23.db"))
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@archive_option
def backup(path: Path) -> None:
    """Copy all conversations to one new file, as they are at one moment.

    'dragoman backup' copies the records. To put a copy back, copy it into the archive's
    folder under the name conversations.db.
    """
    store = _store()
    copied = store.copy_to(path)
    put(f"{path}: {counted(copied, 'conversation')}.")


def _store() -> ConversationStore:
    from bot.conversation_store import ConversationStore
    from bot.settings import resolve_folder

    return ConversationStore(resolve_folder(chosen_folder()))


def _notices(talk: Conversation) -> None:
    for notice in talk.notices:
        complain(notice)
