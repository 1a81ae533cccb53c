"""`names`: what a name is searched under, and the archive's own table of names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import SettingsError
from ui.options import (
    archive_option,
    checked_question,
    chosen_folder,
    examples,
    json_option,
    open_chosen,
    put,
    put_json,
)

if TYPE_CHECKING:
    from corpus.names import NameTable


@click.command(
    epilog=examples(
        "dragoman names Kulja",
        'dragoman names "the riots in Tihwa" --json',
        "dragoman names --check",
        'echo "Yining,Old Town,same" >> "$(dragoman names --path)"',
    )
)
@click.argument("query", required=False, metavar="[NAME]")
@click.option("--path", "show_path", is_flag=True, help="Print where the archive's own table is.")
@click.option("--check", is_flag=True, help="Read the archive's own table and name bad lines.")
@archive_option
@json_option
def names(query: str | None, show_path: bool, check: bool, as_json: bool) -> None:
    """Show under which other forms a name is searched.

    An archive's folder may hold a table of its own, names.csv, with the columns name,
    variant and kind. The kind is `same` for another form of a name, `metonym` for a capital
    that stands for its government, `event` for a later name of what happened, `broader` for
    what is never searched instead, and `off` to part two forms that would be joined; `*` for
    a variant parts a name from all others. The table is read again when it has changed.
    """
    from bot.settings import resolve_folder
    from corpus.name_tables import FILE_NAME, names_of

    folder = resolve_folder(chosen_folder())
    path = folder / FILE_NAME
    if show_path:
        if as_json:
            put_json({"path": str(path), "exists": path.is_file()})
        else:
            put(str(path))
        return
    if query is not None:
        table, found = _searched(checked_question(query))
        _show(query, table, found, as_json)
        return
    table = names_of(folder)
    if check and table.faults:
        raise SettingsError(" ".join(table.faults), f"Correct {path}.")
    _tell(path, table, as_json)


def _searched(query: str) -> tuple[NameTable, list[dict[str, Any]]]:
    retriever = open_chosen().retriever
    return retriever.names(), retriever.expansions(query)


def _show(query: str, table: NameTable, found: list[dict[str, Any]], as_json: bool) -> None:
    from corpus.names import expand

    held = {form for each in found for form in each["forms"]}
    other = [
        {"words": each.words, "kind": each.kind.value, "forms": left}
        for each in expand(query, table)
        if (left := [form for form in each.forms if form not in held])
    ]
    if as_json:
        put_json({"query": query, "searched": found, "not_searched": other})
        return
    lines = [f"{e['words']}: searched as {', '.join(e['forms'])} ({e['kind']})" for e in found]
    lines += [
        f"{e['words']}: not searched as {', '.join(e['forms'])} ({e['kind']}), which the archive "
        "does not hold, or the name is too common to need it"
        for e in other
    ]
    put("\n".join(lines) or f"No other form of {query} is known.")


def _tell(path: Path, table: NameTable, as_json: bool) -> None:
    from corpus.name_tables import shipped_names

    shipped = len(shipped_names())
    own = len(set(table) - set(shipped_names()))
    if as_json:
        put_json(
            {
                "path": str(path),
                "exists": path.is_file(),
                "shipped": shipped,
                "own": own,
                "switched_off": len(table.off),
                "faults": list(table.faults),
            }
        )
        return
    lines = [f"{shipped} variants of names come with Dragoman."]
    if path.is_file():
        lines.append(f"{path} adds {own} and switches off {len(table.off)}.")
    else:
        lines.append(f"This archive has no table of its own; it would be {path}.")
    put("\n".join([*lines, *table.faults]))
