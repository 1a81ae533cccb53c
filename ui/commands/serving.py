"""`serve`: the web page."""

from __future__ import annotations

import ipaddress
import sys
from pathlib import Path

import click

from ui.options import archive_option, chosen_folder, examples, open_chosen


@click.command(
    epilog=examples(
        "dragoman serve",
        "dragoman serve --port 8080 --open",
        "dragoman serve --host 0.0.0.0 --public-read",
        "dragoman serve --behind-proxy --name archive.example.org --public-read",
    )
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen at. One that other machines reach needs --public-read or an account "
    "(see 'dragoman accounts').",
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
@click.option(
    "--public-read",
    is_flag=True,
    help="Let anyone who reaches the page read, search and ask; changes still need a login.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name that readers open the page by, such as archive.example.org; may be repeated.",
)
@click.option(
    "--behind-proxy",
    is_flag=True,
    help="A web server on this machine forwards the requests, with X-Forwarded-For and "
    "X-Forwarded-Proto.",
)
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Serve HTTPS with this certificate and its chain (PEM).",
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The certificate's key (PEM), unless it stands in the same file.",
)
@archive_option
def serve(
    host: str,
    port: int,
    open_browser: bool,
    public_read: bool,
    names: tuple[str, ...],
    behind_proxy: bool,
    certificate: Path | None,
    key: Path | None,
) -> None:
    """Serve the web page; Ctrl-C stops it.

    On this machine alone unless told otherwise: anyone here may then read, and change the
    archive as long as it has no account.
    """
    from ui.door import Access
    from ui.web import Transport, listen, loopback
    from ui.web import serve as serve_page

    if key is not None and certificate is None:
        raise click.UsageError("--key needs --certificate.")
    if certificate is not None:
        _check_certificate(certificate, key)
    local = loopback(host) and not names and not behind_proxy
    if not local:
        _check_open(host, public_read)
    access = Access(local=local, public_read=public_read, names=names)
    transport = Transport(certificate=certificate, key=key, behind_proxy=behind_proxy)
    listen(host, port, local=local).close()  # a port in use is told before the archive is opened
    archive = open_chosen()
    if not (local or certificate or behind_proxy):
        click.echo(
            "Without --certificate passwords and questions can be read on their way.", err=True
        )
    click.echo("Loading the page; a few seconds ...", err=True)
    serve_page(archive, host, port, open_browser, _announce, access, transport)


def _check_open(host: str, public_read: bool) -> None:
    """Refuse as wrong usage what nobody could read, or no machine could serve.

    Raises:
        click.BadParameter: it is so.
    """
    from bot.settings import resolve_folder
    from ui.accounts import Accounts
    from ui.web import loopback

    if not loopback(host):
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise click.BadParameter(
                f"{host!r} is not an address of this machine alone, nor any other. Use 127.0.0.1, "
                "or 0.0.0.0 for all addresses; say names with --name.",
                param_hint="'--host'",
            ) from None
    if not public_read and not len(Accounts(resolve_folder(chosen_folder()))):
        raise click.BadParameter(
            f"{host!r} is not an address of this machine alone, and the archive has no account. "
            "Let anyone read with --public-read, or run 'dragoman accounts add NAME' first; "
            "from one other machine, forward the port with ssh -L."
            if not loopback(host)
            else "Others could reach this page, and the archive has no account. Let anyone read "
            "with --public-read, or run 'dragoman accounts add NAME' first.",
            param_hint="'--host'",
        )


def _check_certificate(certificate: Path, key: Path | None) -> None:
    """Refuse as wrong usage files that hold no certificate, or no key, or not its key.

    Raises:
        click.BadParameter: they do not.
    """
    import ssl

    holder, hint = key or certificate, "'--key'" if key else "'--certificate'"
    if b"-----BEGIN CERTIFICATE-----" not in certificate.read_bytes():
        raise click.BadParameter(
            f"{certificate} holds no certificate (PEM).", param_hint="'--certificate'"
        )
    if b"PRIVATE KEY-----" not in holder.read_bytes():
        raise click.BadParameter(f"{holder} holds no key (PEM).", param_hint=hint)
    try:
        # A locked key is left to the server, which asks for its passphrase.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, _passphrase)
    except click.Abort:
        if not sys.stdin.isatty():
            locked = f"{holder} is locked by a passphrase, and there is no terminal to ask for it."
            raise click.BadParameter(locked, param_hint=hint) from None
    except ssl.SSLError as error:
        why = (
            f"{holder} is not the key of {certificate}."
            if error.reason == "KEY_VALUES_MISMATCH"
            else f"{certificate} and its key cannot be read ({error.reason or error})."
        )
        raise click.BadParameter(why, param_hint=hint) from error


def _passphrase() -> str:
    raise click.Abort


def _announce(address: str) -> None:
    click.echo(f"Dragoman is at {address} (Ctrl-C stops it).", err=True)
