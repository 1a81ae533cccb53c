"""Start-up: the commands and the page of the product, each from a cold process."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

QUESTION = "How did Moscow itself explain why people left Sinkiang?"
#: The smallest page that Gradio can serve: what it costs alone.
EMPTY = (
    "import gradio, sys\n"
    "with gradio.Blocks() as page: gradio.Markdown('empty')\n"
    "page.launch(server_name='127.0.0.1', server_port=int(sys.argv[1]), quiet=True)\n"
)


def measure(rounds: int, say: Callable[[str], None]) -> dict[str, float]:
    """Return the seconds of each start, medians of interleaved rounds."""
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as folder:
        environ = os.environ | {
            "DRAGOMAN_ARCHIVE": str(Path(folder) / "archive"),
            "GRADIO_ANALYTICS_ENABLED": "False",
        }
        say("Building the shipped archive ...")
        first = _command(environ, "ask", QUESTION)
        times: dict[str, list[float]] = {}
        for number in range(rounds):
            say(f"Cold starts, round {number + 1} of {rounds} ...")
            page, answer = _page(environ, [sys.executable, "-m", "ui", "serve", "--port"], QUESTION)
            empty, _ = _page(environ, [sys.executable, "-c", EMPTY], None)
            one = {
                "--help, s": _command(environ, "--help"),
                "doctor, s": _command(environ, "doctor", codes={0, 3}),
                "ask, cold process, s": _command(environ, "ask", QUESTION),
                "serve to page delivered, s": page,
                "serve to first answer, s": answer,
                "Gradio's empty page, s": empty,
                "page over empty page": page / empty,
            }
            for name, seconds in one.items():
                times.setdefault(name, []).append(seconds)
    medians = {name: statistics.median(each) for name, each in times.items()}
    return {"first run: build and first answer, s": first} | medians


def _command(environ: dict[str, str], *arguments: str, codes: set[int] | None = None) -> float:
    """Run one command as its own process; wall seconds."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "ui", *arguments], env=environ, capture_output=True, check=False
    )
    if done.returncode not in (codes or {0}):
        sys.exit(done.stderr.decode())
    return time.perf_counter() - began


def _page(environ: dict[str, str], command: list[str], question: str | None):
    """Serve, fetch the page, ask one question; seconds from process start to each."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    server = subprocess.Popen(
        [*command, str(port)], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        while True:
            try:
                urllib.request.urlopen(address, timeout=60).read()
                break
            except OSError:
                if server.poll() is not None or time.perf_counter() - began > 120:
                    sys.exit("the server did not start")
                time.sleep(0.05)
        page = time.perf_counter() - began
        if question is not None:
            request = urllib.request.Request(
                f"{address}/api/ask",
                data=json.dumps({"question": question}).encode(),
                headers={"Content-Type": "application/json"},
            )
            urllib.request.urlopen(request, timeout=120).read()
        return page, time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(timeout=30)
