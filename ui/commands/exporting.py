"""`check`, and the options with which an answer is written to files."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus import disk
from corpus.errors import ArchiveError, NothingCited
from ui.options import (
    Command,
    archive_option,
    examples,
    json_option,
    open_chosen,
    put,
    put_json,
    screen_width,
)

if TYPE_CHECKING:
    from bot import Archive, Turn
    from bot.exports import Checked, Finding

#: Exit status when a quote does not stand.
FALLEN = 3
#: Most bytes of a file that is checked; a conversation of 1,000 turns has some 5 MB.
_MOST_BYTES = 1 << 27


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Files to be written of an answer or a conversation.

    Attributes:
        exports: one file a format, named by its ending.
        log: file of the search log; None for none.
        style: citation style; None for each format's own.
        force: whether files that exist may be written over.
    """

    exports: tuple[Path, ...] = ()
    log: Path | None = None
    style: str | None = None
    force: bool = False

    def check(self) -> None:
        """Refuse what cannot be written, before anything is asked for it.

        Raises:
            UnknownFormat: a file's ending names no format.
            UnknownStyle: there is no such style, or not in that format.
            ArchiveError: a file exists, its folder does not, or may not be written.
        """
        from bot.exports import LOG_FORMATS, check_format, format_of

        for path in self.exports:
            check_format(format_of(path.name), self.style)
        if self.log is not None:
            format_of(self.log.name, LOG_FORMATS)
        for n, path in enumerate(self._paths()):
            if path in self._paths()[:n]:
                raise ArchiveError(f"{path} is named twice.", "Give each file a name of its own.")
            with disk.file_errors(path, "write", "nothing was asked"):
                exists = path.exists()
            if exists and not self.force:
                raise ArchiveError(
                    f"{path} exists already.", "Choose another name, or add --force."
                )
            if not path.parent.is_dir():
                raise ArchiveError(f"There is no folder {path.parent}.", "Make it first.")
            if not os.access(path.parent, os.W_OK):
                raise ArchiveError(f"You may not write {path}.", "Name another place.")

    def write(self, turns: Sequence[Turn], archive: Archive, title: str = "") -> Iterator[Path]:
        """Verify a conversation once more against the archive, and write the files.

        Args:
            turns: questions and answers, oldest first.
            archive: the archive that answered.
            title: of the conversation; "" for none.

        Yields:
            Each file once it is written.

        Raises:
            NotVerbatim: a quote is no longer what is stored; nothing is written.
            NothingCited: a list of records is among them and none is cited; the others are
                written.
            ArchiveError: a file cannot be written.
        """
        from bot.exports import LOG_FORMATS, export, format_of, log, provenance, verify_again

        self.check()
        verify_again(turns, archive.record)
        state = provenance(archive)
        made = datetime.datetime.now(datetime.UTC)
        written: list[tuple[Path, bytes]] = []
        empty: NothingCited | None = None
        for path in self.exports:
            kind = format_of(path.name)
            try:
                raw = export(
                    turns, kind, style=self.style, made=made, provenance=state, title=title
                )
            except NothingCited as error:
                empty = error
            else:
                written.append((path, raw))
        if self.log is not None:
            kind = format_of(self.log.name, LOG_FORMATS)
            written.append((self.log, log(turns, kind, made=made, provenance=state)))
        for path, raw in written:
            _store(path, raw, force=self.force)
            yield path
        if empty is not None:
            raise empty

    def _paths(self) -> tuple[Path, ...]:
        return (*self.exports, *([self.log] if self.log is not None else []))


def _store(path: Path, raw: bytes, *, force: bool) -> None:
    """Write a file whole or not at all."""
    aside = path.with_name(f".{path.name}.new")
    with disk.file_errors(path, "write", "it was not exported"):
        try:
            aside.write_bytes(raw)
            if force:
                aside.replace(path)
            else:
                # Fails where the file has come to exist meanwhile; `replace` would not.
                path.open("xb").close()
                aside.replace(path)
        except FileExistsError as error:
            raise ArchiveError(
                f"{path} exists already.", "Choose another name, or add --force."
            ) from error
        finally:
            aside.unlink(missing_ok=True)


def export_options(command: Command) -> Command:
    """Add `--export`, `--style`, `--log` and `--force`; see `wanted`."""
    path = click.Path(dir_okay=False, path_type=Path)
    options = [
        click.option(
            "--export",
            "exports",
            type=path,
            multiple=True,
            metavar="FILE",
            help="Write it to FILE.md, .html, .docx, .txt, .json or .csv, or its sources to "
            "FILE.bib, .ris or .csl.json; may be given several times.",
        ),
        click.option(
            "--style",
            metavar="STYLE",
            help="Citation style of the files, as in 'dragoman cite --help'.  "
            "[default: chicago-note; bibtex in .bib]",
        ),
        click.option(
            "--log",
            type=path,
            metavar="FILE",
            help="Write the search log, for a methods footnote, to FILE.md or FILE.json.",
        ),
        click.option("--force", is_flag=True, help="Write over files that exist."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def wanted(exports: Sequence[Path], style: str | None, log: Path | None, force: bool) -> Wanted:
    """Return the files that the options ask for, checked.

    Raises:
        click.UsageError: a style is given and no file to be in it.
        ArchiveError: one cannot be written.
    """
    if style is not None and not exports:
        raise click.UsageError("--style is of the files that --export writes; add --export FILE.")
    files = Wanted(exports=tuple(exports), log=log, style=style, force=force)
    files.check()
    return files


@click.command(
    epilog=examples(
        'dragoman ask "Why did people leave Sinkiang?" --export answer.docx',
        "dragoman check answer.docx",
        "dragoman check answer.md --json",
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@archive_option
@json_option
@click.pass_context
def check(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Check the quotes of an exported answer against the archive.

    FILE is an export in .docx, .html, .md or .json, edited since or not. Every quote that no
    longer stands is named: its words were altered in the file, its record was removed, or the
    record's text has changed. The exit status is 0 if all stand and 3 if one does not.
    """
    from bot.exports import check as checked_against

    with disk.file_errors(file, "read", "nothing was checked"), file.open("rb") as stream:
        raw = stream.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise ArchiveError(f"{file} is larger than {_MOST_BYTES >> 20} MB.", "Check it in parts.")
    found = checked_against(raw, file.name, open_chosen().record)
    if as_json:
        put_json({"file": str(file), **found.to_json()})
    else:
        put(checked_text(found, file.name, screen_width()))
    if found.fallen:
        ctx.exit(FALLEN)


def checked_text(checked: Checked, name: str, width: int | None) -> str:
    """Return what a check found as people read it."""
    from ui.terminal import counted, wrapped

    quotes, fallen = len(checked.findings), len(checked.fallen)
    if not quotes:
        return wrapped(f"{name} holds no quote.", width)
    if not fallen:
        verb = "stands" if quotes == 1 else "all stand"
        said = wrapped(f"{name}: {counted(quotes, 'quote')}, {verb}.", width)
    else:
        verb = "does" if fallen == 1 else "do"
        said = wrapped(f"{name}: {fallen} of {counted(quotes, 'quote')} {verb} not stand.", width)
    told = [_finding_text(each, width) for each in checked.findings if each.remark]
    return "\n\n".join([said, *told])


def _finding_text(found: Finding, width: int | None) -> str:
    from bot.exports import Standing
    from ui.terminal import INDENT, wrapped

    number = f"[{found.note}] " if found.note is not None else "[ ] "
    place = f": {found.label}, record {found.record_id}" if found.record_id else ""
    lines = [wrapped(f"{number}{found.standing}{place}", width, indent=INDENT, first="")]
    lines.append(wrapped(found.remark, width, indent=INDENT))
    if found.standing is not Standing.STANDS:
        shown = (("In the file", found.words), ("In the archive", found.stored))
        lines += [
            wrapped(f"{where}: “{words}”", width, indent=INDENT) for where, words in shown if words
        ]
    return "\n".join(lines)
