"""`make bench`: start-up, questions and memory of the real product, each from a cold process.

Results go to results.jsonl beside this file, one line a run, with versions and machine.
Times on a shared machine vary; compare lines of one machine, and medians.
"""

from __future__ import annotations

import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results.jsonl"
REPEATS = 3
QUESTIONS = (
    "How did Moscow itself explain why people left Sinkiang?",
    "What does the cable say about Albania?",
    "Who translated this document?",
    "What did the United States think about the flight?",
)
PARTS = ("torch", "sentence-transformers", "faiss-cpu", "tantivy", "onnxruntime", "gradio")


def main() -> None:
    """Measure, print a table, append a line."""
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {"DRAGOMAN_ARCHIVE": str(Path(folder) / "archive")}
        print("Building the shipped archive ...", flush=True)
        figures = {"first run: build and first answer, s": _command(environ, "ask", QUESTIONS[0])}
        print("Measuring cold processes ...", flush=True)
        figures["--help, s"] = _median(lambda: _command(environ, "--help"))
        figures["doctor, s"] = _median(lambda: _command(environ, "doctor", codes={0, 3}))
        figures["ask, cold process, s"] = _median(lambda: _command(environ, "ask", QUESTIONS[0]))
        pages = [_page(environ) for _ in range(REPEATS)]
        figures["serve to page delivered, s"] = statistics.median(page[0] for page in pages)
        figures["serve to first answer, s"] = statistics.median(page[1] for page in pages)
        figures |= _warm(environ)
    line = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "versions": {name: version(name) for name in PARTS},
        "figures": {name: round(value, 3) for name, value in figures.items()},
    }
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    for name, value in line["figures"].items():
        print(f"{name:<40} {value:>9.3f}")


def _median(measure) -> float:
    return statistics.median(measure() for _ in range(REPEATS))


def _command(environ: dict[str, str], *arguments: str, codes: set[int] | None = None) -> float:
    """Run one command as its own process; wall seconds."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "ui", *arguments], env=environ, capture_output=True, check=False
    )
    if done.returncode not in (codes or {0}):
        sys.exit(done.stderr.decode())
    return time.perf_counter() - began


def _page(environ: dict[str, str]) -> tuple[float, float]:
    """Serve, fetch the page, ask one question; seconds from process start to each."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "ui", "serve", "--port", str(port)],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
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
        request = urllib.request.Request(
            f"{address}/api/ask",
            data=json.dumps({"question": QUESTIONS[0]}).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=120).read()
        return page, time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(timeout=30)


def _warm(environ: dict[str, str]) -> dict[str, float]:
    """Ask many questions of one opened archive; milliseconds and peak memory."""
    program = (
        "import json, resource, sys, time\n"
        "from bot import open_archive\n"
        "archive = open_archive()\n"
        "questions = json.loads(sys.argv[1])\n"
        "archive.warm()\n"
        "def ms(call):\n"
        "    began = time.perf_counter(); call(); return 1000 * (time.perf_counter() - began)\n"
        "asks = [ms(lambda q=q: archive.ask(q)) for _ in range(10) for q in questions]\n"
        "search = archive.retriever.search\n"
        "finds = [ms(lambda q=q: search(q)) for _ in range(25) for q in questions]\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "print(json.dumps([asks, finds, peak]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(QUESTIONS)],
        env=environ,
        capture_output=True,
        check=True,
    )
    asks, finds, peak = json.loads(done.stdout)
    return {
        "ask, warm, median ms": statistics.median(asks),
        "ask, warm, 95th percentile ms": statistics.quantiles(asks, n=20)[-1],
        "search, warm, median ms": statistics.median(finds),
        "peak memory, MiB": peak,
    }


if __name__ == "__main__":
    main()
