"""`serve`: the web page."""

from __future__ import annotations

import ipaddress

import click

from ui.options import archive_option, examples, open_chosen


def _loopback(_ctx: click.Context, _param: click.Parameter, host: str) -> str:
    """Refuse as wrong usage every address that another machine could reach.

    Raises:
        click.BadParameter: the host is not a loopback address.
    """
    try:
        mine = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        mine = False
    if not mine:
        raise click.BadParameter(
            f"{host!r} is not an address of this machine alone, and the page has no login yet. "
            "Use 127.0.0.1; from another machine, forward the port with ssh -L."
        )
    return host


@click.command(epilog=examples("dragoman serve", "dragoman serve --port 8080 --open"))
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    callback=_loopback,
    metavar="HOST",
    help="Address to listen at; only this machine's own are accepted.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=7860,
    show_default=True,
    help="Port to listen at; 0 for any free one.",
)
@click.option(
    "--open/--no-open",
    "open_browser",
    default=False,
    show_default=True,
    help="Open the page in the browser.",
)
@archive_option
def serve(host: str, port: int, open_browser: bool) -> None:
    """Serve the web page on this machine; Ctrl-C stops it."""
    from ui.web import listen
    from ui.web import serve as serve_page

    listen(host, port).close()  # a port in use is told before the archive is opened
    archive = open_chosen()
    click.echo("Loading the page; a few seconds ...", err=True)
    serve_page(archive, host, port, open_browser, ready=_announce)


def _announce(address: str) -> None:
    click.echo(f"Dragoman is at {address} (Ctrl-C stops it).", err=True)
