"""The web server: our own application, with the Gradio page mounted in it."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import ArchiveError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot import Archive

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


def build_app(
    archive: Archive, hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")
) -> FastAPI:
    """Return the application that serves an archive.

    The models are loaded in the background once the application starts; the page and
    the records are served before that, and a first question waits.

    Args:
        archive: an open archive.
        hosts: names the server answers to; empty for any.
    """
    os.environ.update(OFFLINE)
    import gradio as gr
    from fastapi import FastAPI
    from fastapi.concurrency import run_in_threadpool
    from fastapi.responses import FileResponse, JSONResponse
    from fastapi.staticfiles import StaticFiles

    from ui.api import asking, reading, refuse_in_words
    from ui.guard import Guard
    from ui.page import build_page
    from ui.sittings import Sittings
    from ui.warmth import Warmth

    warmth = Warmth(archive)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warmth.start()
        yield
        await run_in_threadpool(warmth.finish)

    app = FastAPI(
        title="Dragoman", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        # Asking for the index before it is opened would make a health check wait for it.
        degraded = archive.degraded if warmth.ready else None
        return {"status": "degraded" if degraded else "ok", "ready": warmth.ready}

    @app.get("/manifest.json")
    def manifest() -> JSONResponse:
        return JSONResponse(MANIFEST, media_type="application/manifest+json")

    @app.get("/favicon.ico")
    def icon() -> FileResponse:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")

    refuse_in_words(app)
    app.include_router(reading(archive))
    app.include_router(asking(archive, warmth))
    app.mount("/room", StaticFiles(directory=STATIC), name="room")
    app.add_middleware(Guard, hosts=hosts)
    served = gr.mount_gradio_app(
        app,
        build_page(archive, Sittings(archive), warmth),
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
    '<link rel="icon" href="room/icon.svg" type="image/svg+xml">'
    '<meta name="color-scheme" content="light dark">'
    '<meta name="referrer" content="no-referrer">'
)


def serve(
    archive: Archive,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve an archive until interrupted.

    Args:
        archive: an open archive.
        host: address to bind. Only addresses of this machine are accepted, since there
            is no login yet.
        port: TCP port; 0 for any free one.
        open_browser: whether to open the page in a browser once it is served.
        ready: called with the page's address once it is served.

    Raises:
        ArchiveError: the address is not this machine's, or the port is in use.
    """
    listener = listen(host, port)
    os.environ.update(OFFLINE)
    import uvicorn

    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listener.getsockname()[1]}"

    class Server(uvicorn.Server):
        """Tells when it serves."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if ready is not None:
                ready(address)
            if open_browser:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    config = uvicorn.Config(
        build_app(archive),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    with listener:
        Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Bind a listening socket of this machine.

    Raises:
        ArchiveError: the address is not this machine's own, or the port is in use or
            may not be used.
    """
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ArchiveError(
            f"{host} is not an address of this machine alone.",
            "Dragoman has no login yet; serve on 127.0.0.1.",
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
