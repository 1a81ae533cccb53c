"""The web server: our own application, with the Gradio page mounted in it."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import ArchiveError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot import Archive
    from ui.door import Access
    from ui.warmth import Warmth

STATIC = Path(__file__).parent / "static"

#: Set before Gradio is imported: it would otherwise look up two hosts at start.
OFFLINE = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
}

MANIFEST = {
    "name": "Dragoman",
    "short_name": "Dragoman",
    "description": "Converse with an archive in its own words.",
    "start_url": "./",
    "display": "standalone",
    "background_color": "#faf8f3",
    "theme_color": "#faf8f3",
    "icons": [{"src": "room/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
}


#: Names of this machine, to itself.
LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Connections at once; more are told to come back. Each open page holds one or two.
CONNECTIONS = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """What lies between reader and server.

    Attributes:
        certificate: file of the TLS certificate, with its chain; None for plain HTTP.
        key: file of its key.
        behind_proxy: whether a proxy on this machine forwards the requests and says whose
            they are.
    """

    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False


def build_app(archive: Archive, access: Access | None = None) -> FastAPI:
    """Return the application that serves an archive.

    The models are loaded in the background once the application starts; the page and
    the records are served before that, and a first question waits.

    Args:
        archive: an open archive.
        access: to whom it is served; None for this machine.
    """
    os.environ.update(OFFLINE)
    from fastapi import FastAPI
    from fastapi.concurrency import run_in_threadpool
    from fastapi.staticfiles import StaticFiles
    from starlette.routing import Route

    from ui.accounts import Accounts
    from ui.api import DESCRIPTION, OPENAPI, asking, no_others, reading, refuse_in_words
    from ui.api_conversations import conversing, exporting, narrowing
    from ui.api_library import library_routes
    from ui.door import Access, Door
    from ui.enquiries import Enquiries
    from ui.guard import Guard
    from ui.limits import ELSEWHERE, HERE, Limits
    from ui.login import login
    from ui.mcp import Endpoint, available
    from ui.page import build_page
    from ui.schemas import Refusal
    from ui.sittings import Sittings
    from ui.upload_folder import sweep
    from ui.uploads import UploadLimits
    from ui.warmth import Warmth

    access = access or Access()
    warmth, sittings = Warmth(archive), Sittings(archive)
    door = Door(Accounts(archive.folder), access)
    limits = Limits(HERE if access.local else ELSEWHERE)
    version = metadata.version("dragoman")

    library, accessions = library_routes(archive, door.may_write)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warmth.start()
        await run_in_threadpool(sweep)
        async with speaking():
            yield
        await run_in_threadpool(accessions.finish)
        await run_in_threadpool(warmth.finish)

    # FastAPI's own pages about the routes load scripts from other sites.
    app = FastAPI(
        title="Dragoman",
        description=DESCRIPTION,
        version=version,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=OPENAPI,
        responses={422: {"model": Refusal, "description": "Not as documented here."}},
    )

    _add_small_routes(app, archive, warmth)
    refuse_in_words(app)
    app.include_router(library)
    app.include_router(reading(archive))
    app.include_router(asking(archive, warmth, limits))
    app.include_router(conversing(archive, sittings, warmth, limits, door))
    app.include_router(exporting(archive, warmth, limits))
    app.include_router(narrowing(archive))
    app.include_router(login(door, limits))
    no_others(app)
    speaking: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    if available():
        spoken = Endpoint(Enquiries(archive, warmth, limits), version)
        speaking = spoken.running
        app.router.routes.append(Route("/mcp", endpoint=spoken))
    app.mount("/room", StaticFiles(directory=STATIC), name="room")
    app.add_middleware(
        Guard,
        door=door,
        limits=limits,
        hosts=hosts_of(access),
        any_address=not access.local,
        bodies={"/api/library/files": UploadLimits().file_bytes},
    )
    return _with_page(app, build_page(archive, sittings, warmth, door, limits))


def _add_small_routes(app: FastAPI, archive: Archive, warmth: Warmth) -> None:
    """Add what browsers and monitors look for."""
    from fastapi.responses import FileResponse, JSONResponse

    @app.get("/healthz", include_in_schema=False)
    def healthz() -> dict[str, Any]:
        # Asking for the index before it is opened would make a health check wait for it. That
        # records being added are not in it yet is no ill health.
        degraded = archive.generation().degraded if warmth.ready else None
        return {"status": "degraded" if degraded else "ok", "ready": warmth.ready}

    @app.get("/manifest.json", include_in_schema=False)
    def manifest() -> JSONResponse:
        return JSONResponse(MANIFEST, media_type="application/manifest+json")

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> FileResponse:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")


def _with_page(app: FastAPI, page: Any) -> FastAPI:
    """Mount the Gradio page below everything else."""
    import gradio as gr

    from ui.api import OPENAPI
    from ui.nowhere import nowhere

    served = gr.mount_gradio_app(
        app,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="1kb",
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        theme=_theme(),
        head=HEAD,
    )
    # The page's own application answers what is left, in words of its own.
    gradio_app = served.routes[-1].app
    gradio_app.add_exception_handler(404, lambda request, _: nowhere(request, OPENAPI))
    return served  # type: ignore[no-any-return]


def _theme() -> Any:
    """Return a theme that shows the room's own ground while the page loads, in system fonts."""
    import gradio as gr

    return gr.themes.Base(
        font=[gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")],
        font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")],
    ).set(body_background_fill="#f6f3ec", body_background_fill_dark="#171512")


#: Loaded into the page's head; everything else is in `static/`.
HEAD = (
    '<link rel="stylesheet" href="room/room.css">'
    '<link rel="stylesheet" href="room/conversations.css">'
    '<link rel="stylesheet" href="room/filters.css">'
    '<link rel="stylesheet" href="room/library.css">'
    '<link rel="stylesheet" href="room/search.css">'
    '<script type="module" src="room/library.js"></script>'
    '<script type="module" src="room/search.js"></script>'
    '<script type="module" src="room/keys.js"></script>'
    '<link rel="stylesheet" href="room/print.css" media="print">'
    '<link rel="icon" href="room/icon.svg" type="image/svg+xml">'
    '<meta name="color-scheme" content="light dark">'
    '<meta name="referrer" content="no-referrer">'
)


def hosts_of(access: Access) -> tuple[str, ...]:
    """Return the names the server answers to beside, if others reach it, bare addresses."""
    own = () if access.local else (socket.gethostname().lower(),)
    return (*LOOPBACK, *own, *(name.lower() for name in access.names))


def serve(
    archive: Archive,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    ready: Callable[[str], None] | None = None,
    access: Access | None = None,
    transport: Transport | None = None,
) -> None:
    """Serve an archive until interrupted.

    Args:
        archive: an open archive.
        host: address to bind.
        port: TCP port; 0 for any free one.
        open_browser: whether to open the page in a browser once it is served.
        ready: called with the page's address once it is served.
        access: to whom it is served; None for this machine.
        transport: certificate and proxy; None for neither.

    Raises:
        ArchiveError: the address cannot be served to those, or the port is in use.
    """
    from ui.door import Access

    access, transport = access or Access(), transport or Transport()
    listener = listen(host, port, local=access.local)
    os.environ.update(OFFLINE)
    import uvicorn

    from ui.patience import PatientProtocol

    name = f"[{host}]" if ":" in host else host
    scheme = "https" if transport.certificate else "http"
    address = f"{scheme}://{name}:{listener.getsockname()[1]}"

    class Server(uvicorn.Server):
        """Tells when it serves."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if ready is not None:
                ready(address)
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    config = uvicorn.Config(
        build_app(archive, access),
        http=PatientProtocol,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        # Only a proxy of this machine is believed about whom it speaks for.
        proxy_headers=transport.behind_proxy,
        forwarded_allow_ips="127.0.0.1,::1",
        ssl_certfile=transport.certificate,
        ssl_keyfile=transport.key,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=3,
    )
    with listener:
        Server(config).run(sockets=[listener])


def loopback(host: str) -> bool:
    """Tell whether an address is this machine's alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int, local: bool = True) -> socket.socket:
    """Bind a listening socket.

    Args:
        host: address to bind.
        port: TCP port; 0 for any free one.
        local: whether only this machine may reach it.

    Raises:
        ArchiveError: the address is not this machine's own or none at all, or the port is
            in use or may not be used.
    """
    if local and not loopback(host):
        raise ArchiveError(
            f"{host} is not an address of this machine alone.",
            "Serve on 127.0.0.1, or say to whom else: --public-read, or an account.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Without this a restart within a minute fails; on Windows it would instead let
        # two servers share the port.
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        why = (
            "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
        )
        other = port + 1 if 1024 <= port < 65535 else 7860
        raise ArchiveError(f"Port {port} {why}.", f"Try --port {other}.") from error
    return listener
