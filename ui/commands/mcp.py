"""`mcp`: the archive for an assistant, over standard input and output."""

from __future__ import annotations

import click

from ui.options import archive_option, examples, open_chosen


@click.command(epilog=examples("dragoman mcp", "dragoman mcp --archive ~/archives/frus"))
@archive_option
def mcp() -> None:
    """Serve an assistant by MCP: search, ask, show and cite, nothing else.

    An assistant starts this command itself and speaks to it on standard input and output;
    docs/mcp.md shows how to tell it. Nothing can be changed through it.
    """
    from importlib import metadata

    from ui.enquiries import Enquiries
    from ui.limits import Limits
    from ui.mcp import check_available, run_stdio
    from ui.warmth import Warmth

    check_available()  # before an archive is opened for it
    archive = open_chosen()
    warmth = Warmth(archive)
    warmth.start()
    try:
        run_stdio(Enquiries(archive, warmth, Limits()), metadata.version("dragoman"))
    finally:
        warmth.finish()
