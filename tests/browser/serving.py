"""Serve archives for the browser tests: `python -m tests.browser.serving FOLDER...`.

One process serves them all, so that the models are in memory once. It prints one line
`FOLDER ADDRESS` for each once it is served.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

from bot import open_archive
from ui.web import serve

LOCAL = ("127.0.0.1", "localhost", "::1", "0.0.0.0", "", None)


def stay_at_home(event: str, arguments: tuple[Any, ...]) -> None:
    """End the process as soon as it looks up or calls another machine."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in LOCAL:
        sys.stderr.write(f"the server turned to {host!r}\n")
        sys.stderr.flush()
        os._exit(1)


def main(folders: list[str]) -> None:
    for folder in folders:
        served = threading.Event()  # one after the other: importing Gradio twice at once hangs

        def ready(address: str, folder: str = folder, served: threading.Event = served) -> None:
            sys.stdout.write(f"{folder} {address}\n")
            sys.stdout.flush()
            served.set()

        threading.Thread(
            target=serve,
            args=(open_archive(folder), "127.0.0.1", 0),
            kwargs={"ready": ready},
            daemon=True,
        ).start()
        if not served.wait(120):
            os._exit(1)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    sys.addaudithook(stay_at_home)
    main(sys.argv[1:])
