"""`doctor`: is everything there that Dragoman needs?"""

from __future__ import annotations

import os

import click

from ui.options import (
    archive_option,
    chosen_folder,
    examples,
    json_option,
    put,
    put_json,
    screen_width,
)


@click.command(epilog=examples("dragoman doctor", "dragoman doctor --json > report.json"))
@archive_option
@json_option
def doctor(as_json: bool) -> None:
    """Check machine, parts, models and archive; change nothing.

    Exit code 4 means that the archive needs repair, 3 that something else is missing.
    """
    from bot.settings import resolve_folder
    from ui.doctor import examine, exit_code, report
    from ui.terminal import checks_text

    checks = examine(resolve_folder(chosen_folder()), os.environ)
    if as_json:
        put_json(report(checks))
    else:
        put(checks_text([check.to_json() for check in checks], screen_width()))
    click.get_current_context().exit(exit_code(checks))
