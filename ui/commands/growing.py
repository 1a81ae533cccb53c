"""`add`, `remove` and `rebuild`: changing what the archive holds and how it is searched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.options import (
    archive_option,
    chosen_folder,
    examples,
    json_option,
    open_chosen,
    put,
    put_json,
)
from ui.terminal import counted

if TYPE_CHECKING:
    from bot import Added, Removed
    from embeddings.build import Built

#: Exit status when a file was refused or a record unknown, though the rest was done.
PARTLY = 3
STOPPED = 130
#: Lines of each kind that a report shows before it only counts.
_SHOWN = 20
#: Records named beside a warning that is about many.
_NAMED = 3


@click.command(
    epilog=examples(
        "dragoman add 118214.txt",
        "dragoman add frus1961-63v05.xml letters/ --json",
        "dragoman --archive frus add volumes/*.xml",
    )
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file that says which column of a table is what.",
)
@archive_option
@json_option
def add(paths: tuple[str, ...], mapping: Path | None, as_json: bool) -> None:
    """Add files to the archive; only what is new is read into the index.

    What no reader accepts is named with its reason, and the rest goes on (exit code 3).
    Each record is safe on the disk as soon as it is read: after Ctrl-C or a crash, the
    same command goes on where it stopped.
    """
    from bot import Stopped, Unfinished, upkeep
    from bot.archive import encoder_for, is_archive
    from bot.settings import load_settings, resolve_folder
    from ui.progress import ProgressBar

    if not all(paths):  # an unset variable in a script; never the current folder by accident
        raise click.UsageError("A path is empty; for the folder where you are, give '.'.")
    folder = resolve_folder(chosen_folder())
    if not is_archive(folder):
        open_chosen()
    ctx = click.get_current_context()
    try:
        with ProgressBar() as track:
            encoder = encoder_for(load_settings(folder), folder)
            report = upkeep.add(folder, paths, encoder, mapping=mapping, progress=track)
    except Stopped as stopped:
        _show_added(stopped.added, as_json, whole=False)
        click.echo("Stopped before the index was made; the same command goes on.", err=True)
        ctx.exit(STOPPED)
    except Unfinished as unfinished:
        _show_added(unfinished.added, as_json, whole=False)
        click.echo("What is listed is stored; the same command goes on after it.", err=True)
        raise
    _show_added(report, as_json)
    ctx.exit(PARTLY if report.refused else 0)


@click.command(
    epilog=examples("dragoman remove 118214", "dragoman remove 118214 118215 --purge --json")
)
@click.argument("records", nargs=-1, required=True, metavar="RECORD...")
@click.option(
    "--purge", is_flag=True, help="Erase these and all earlier removals for good; backups stay."
)
@archive_option
@json_option
def remove(records: tuple[str, ...], purge: bool, as_json: bool) -> None:
    """Take records out of the archive; none is quoted from that moment.

    A removed record stays in the database, unread, until it is purged.
    """
    from bot import upkeep
    from bot.archive import encoder_for
    from bot.settings import load_settings, resolve_folder
    from ui.progress import ProgressBar

    folder = resolve_folder(chosen_folder())
    encoder = encoder_for(load_settings(folder), folder)
    with ProgressBar() as track:
        report = upkeep.remove(folder, records, encoder, purge=purge, progress=track)
    if as_json:
        put_json(report.to_json())
    else:
        put(_removed_text(report, purge))
    click.get_current_context().exit(PARTLY if report.unknown else 0)


@click.command(epilog=examples("dragoman rebuild", "dragoman rebuild --model ~/models/bge-small"))
@click.option(
    "--model",
    metavar="FOLDER",
    help="Use another sentence-transformers model from now on; '' for the packaged one.",
)
@archive_option
@json_option
def rebuild(model: str | None, as_json: bool) -> None:
    """Make the search index anew from the records; vectors that are stored are used again.

    Questions go on meanwhile with the index there is. Stopped, it goes on where it was.
    """
    from bot import archive
    from bot.settings import load_settings, resolve_folder
    from ui.progress import ProgressBar

    folder = resolve_folder(chosen_folder())
    if not archive.is_archive(folder) and model is None:
        open_chosen()
    with ProgressBar() as track:
        built = archive.rebuild(folder, load_settings(folder), model, progress=track)
    if as_json:
        put_json(built.to_json())
    else:
        put("\n".join(built_lines(built)))


def built_lines(built: Built | None) -> list[str]:
    """Say what an index was made of; nothing when none was made."""
    if built is None:
        return []
    took = sum(built.seconds.values())
    lines = [
        f"Index {built.generation} is published: {counted(built.units, 'unit')}, "
        f"{built.embedded} embedded, {built.reused} reused, {took:.1f} s."
    ]
    lines += [f"Left out, since it is damaged: record {each}." for each in built.damaged]
    return lines


def _show_added(report: Added, as_json: bool, *, whole: bool = True) -> None:
    if as_json:
        put_json(report.to_json())
        return
    lines = _listed("Added", report.accepted) + _listed("Replaced", report.replaced)
    if report.unchanged:
        lines.append(f"Unchanged: {counted(len(report.unchanged), 'record')}.")
    lines += _listed("Held already", [str(each) for each in report.duplicates])
    lines += _listed("Refused", [str(each) for each in report.refused])
    lines += _listed("Mind", _cautions(report))
    lines += built_lines(report.built)
    if whole and report.built is None:
        lines.append("Nothing was embedded; the index is as it was.")
    put("\n".join(lines))


def _listed(title: str, items: tuple[str, ...] | list[str]) -> list[str]:
    if not items:
        return []
    lines = [f"{title} ({len(items)}):", *(f"  {item}" for item in items[:_SHOWN])]
    if len(items) > _SHOWN:
        lines.append(f"  and {len(items) - _SHOWN} more; --json lists all")
    return lines


def _cautions(report: Added) -> list[str]:
    """Say each warning once, with the records that it is about."""
    about: dict[str, list[str]] = {}
    for each in report.cautions:
        about.setdefault(each.warning, []).append(each.record_id)
    said = []
    for warning, records in about.items():
        more = f" and {len(records) - _NAMED} more" if len(records) > _NAMED else ""
        said.append(f"{', '.join(records[:_NAMED])}{more}: {warning}")
    return said


def _removed_text(report: Removed, purge: bool) -> str:
    lines = _listed("Removed", report.removed)
    lines += _listed("Not in the archive", report.unknown)
    if report.erased:
        lines.append(f"Erased for good: {counted(report.erased, 'record')}. Backups are yours.")
    elif purge:
        lines.append("Nothing that was removed is left here. Backups are yours.")
    return "\n".join([*lines, *built_lines(report.built)])
