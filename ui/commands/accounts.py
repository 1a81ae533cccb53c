"""`accounts`: who may log in to an archive that is served to other machines."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from corpus.errors import InvalidQuery
from ui.options import archive_option, chosen_folder, examples, json_option, put, put_json

if TYPE_CHECKING:
    from ui.accounts import Accounts

#: Most characters read of a password on standard input.
_MOST = 4_096


@click.group(
    epilog=examples(
        "dragoman accounts add maria",
        "dragoman accounts list",
        "dragoman accounts remove maria",
    )
)
def accounts() -> None:
    """Accounts: add, list and remove who may log in to the page.

    They lie in accounts.json in the archive's folder; of a password only its scrypt key is
    kept. As soon as there is an account, changing the archive in the page needs a login. A
    backup does not hold them.
    """


@accounts.command(
    epilog=examples("dragoman accounts add maria", "dragoman accounts add maria < password.txt")
)
@click.argument("name")
@archive_option
def add(name: str) -> None:
    """Add an account, or give one another password.

    The password is asked for without being shown; when standard input is no terminal, it
    is its first line. Whoever is logged in with an older password is logged out.
    """
    held = _accounts()
    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline(_MOST).rstrip("\r\n")
    new = held.add(name, password)
    click.echo(f"Account {name} {'added' if new else 'has another password'}.", err=True)


@accounts.command("list", epilog=examples("dragoman accounts list --json"))
@archive_option
@json_option
def list_accounts(as_json: bool) -> None:
    """List the accounts by name."""
    names = _accounts().names()
    if as_json:
        put_json({"accounts": list(names)})
    else:
        put("\n".join(names) if names else "No account.")


@accounts.command(epilog=examples("dragoman accounts remove maria"))
@click.argument("name")
@archive_option
def remove(name: str) -> None:
    """Remove an account; whoever is logged in with it is logged out at once."""
    _accounts().remove(name)
    click.echo(f"Account {name} removed.", err=True)


def _accounts() -> Accounts:
    """Return the chosen archive's accounts.

    Raises:
        InvalidQuery: there is no archive yet.
    """
    from bot.settings import resolve_folder
    from corpus.store import RecordStore
    from ui.accounts import Accounts

    folder = resolve_folder(chosen_folder())
    if not (folder / RecordStore.FILE_NAME).is_file():
        raise InvalidQuery(
            f"There is no archive in {folder}.", "Make it first, for instance with: dragoman list"
        )
    return Accounts(folder)
