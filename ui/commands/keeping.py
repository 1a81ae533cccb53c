"""`verify`, `repair`, `backup`, `restore` and `gc`: keeping the archive whole."""

from __future__ import annotations

from pathlib import Path

import click

from ui.commands.growing import built_lines
from ui.options import archive_option, chosen_folder, examples, json_option, put, put_json
from ui.terminal import counted

#: Exit status of an archive that needs repair.
NEEDS_REPAIR = 4


@click.command(epilog=examples("dragoman verify", "dragoman verify --full --json"))
@click.option("--full", is_flag=True, help="Read every record, vector and file of the archive.")
@archive_option
@json_option
def verify(full: bool, as_json: bool) -> None:
    """Look for damage; nothing is changed and no model is loaded.

    Exit code 0 when the archive is sound, 4 when it needs repair.
    """
    from bot import upkeep
    from bot.settings import resolve_folder
    from corpus.locking import writer_of

    folder = resolve_folder(chosen_folder())
    report = upkeep.verify(folder, full=full)
    if as_json:
        put_json(report.to_json())
    elif report.sound:
        depth = "every byte was read" if full else "--full reads every byte"
        held = f"{counted(report.records, 'record')}, {counted(report.passages, 'passage')}"
        put(f"The archive is sound: {held}; {depth}.")
        if (writer := writer_of(folder)) is not None:
            put(f"Process {writer} is writing to it; what is new is searched when it has finished.")
    else:
        put("\n".join([*report.faults, "Run 'dragoman repair'."]))
    click.get_current_context().exit(0 if report.sound else NEEDS_REPAIR)


@click.command(epilog=examples("dragoman repair", "dragoman --archive frus repair --json"))
@archive_option
@json_option
def repair(as_json: bool) -> None:
    """Mend what can be made anew: the index, vectors, the database's own indexes.

    No record is changed or deleted. One that is damaged is named, and is never quoted;
    add its file again, or restore a backup (exit code 4 while anything is left).
    """
    from bot import upkeep
    from bot.archive import encoder_for
    from bot.settings import load_settings, resolve_folder
    from ui.progress import ProgressBar

    folder = resolve_folder(chosen_folder())
    encoder = encoder_for(load_settings(folder), folder)
    with ProgressBar() as track:
        report = upkeep.repair(folder, encoder, progress=track)
    if as_json:
        put_json(report.to_json())
    else:
        lines = [*(report.done or ("Nothing needed repair.",)), *built_lines(report.built)]
        lines += [f"Left: {fault}" for fault in report.left]
        if report.left:
            lines.append("Add the files of damaged records again, or restore a backup.")
        put("\n".join(lines))
    click.get_current_context().exit(NEEDS_REPAIR if report.left else 0)


@click.command(epilog=examples("dragoman backup archive-2026-11-23.db"))
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@archive_option
@json_option
def backup(path: Path, as_json: bool) -> None:
    """Write the records and their vectors to one new file, and read it again in full.

    Questions and other writers go on meanwhile. The search index is not in it: it is made
    anew from the vectors within seconds when the backup is restored. Nor are conversations:
    'dragoman conversations backup' copies them.
    """
    from bot.conversation_store import ConversationStore
    from bot.settings import resolve_folder
    from corpus.upkeep import back_up

    folder = resolve_folder(chosen_folder())
    report = back_up(folder, path)
    if as_json:
        put_json(report.to_json())
    else:
        size = f"{report.bytes / 1e6:,.1f} MB"
        said = f"{report.path}: {counted(report.records, 'record')}, {size}, read again in full."
        if (folder / ConversationStore.FILE_NAME).exists():
            said += "\nConversations are not in it: 'dragoman conversations backup FILE'."
        put(said)


@click.command(epilog=examples("dragoman restore archive-2026-11-23.db"))
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@archive_option
@json_option
def restore(path: Path, as_json: bool) -> None:
    """Put a backup in the place of the archive's records, and make their index anew.

    The backup is verified first. The records there were stay beside it, in the archive's
    folder, as archive.db.replaced, or with a number where that is there already.
    """
    from bot import upkeep
    from bot.archive import encoder_for
    from bot.settings import load_settings, resolve_folder
    from ui.progress import ProgressBar

    folder = resolve_folder(chosen_folder())
    encoder = encoder_for(load_settings(folder))
    with ProgressBar() as track:
        report = upkeep.restore(path, folder, encoder, progress=track)
    if as_json:
        put_json(report.to_json())
    else:
        held = counted(report.records, "record")
        put("\n".join([f"Restored: {held}.", *built_lines(report.built)]))


@click.command(epilog=examples("dragoman gc", "dragoman gc --vectors"))
@click.option(
    "--vectors",
    is_flag=True,
    help="Forget vectors that no index uses, and older copies of the database.",
)
@archive_option
@json_option
def gc(vectors: bool, as_json: bool) -> None:
    """Remove superseded and unfinished indexes; the newest two stay."""
    from bot import upkeep
    from bot.settings import resolve_folder

    report = upkeep.gc(resolve_folder(chosen_folder()), vectors=vectors)
    if as_json:
        put_json(report.to_json())
    else:
        folders = counted(len(report.indexes), "index folder")
        went = f"{folders} and {counted(report.vectors, 'vector')}"
        put(f"Removed {went}; {report.bytes / 1e6:,.1f} MB are free again.")
