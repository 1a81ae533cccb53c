"""The results file: one line a part of a run, with what made it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results.jsonl"
ROOT = Path(__file__).parents[2]
PARTS = (
    "torch",
    "sentence-transformers",
    "faiss-cpu",
    "tantivy",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "gradio",
)


def line(part: str, found: dict, *, quick: bool = False, load: float | None = None) -> dict:
    """Return one part's results with date, commit, machine and versions."""
    return {
        "part": part,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "quick": quick,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores{_processor()}",
        "memory_gib": _memory(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0] if load is None else load, 1),
        "versions": {name: version(name) for name in PARTS},
        **rounded(found),
    }


def append(path: Path, results: dict) -> None:
    """Write a line at the end of the file."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(results, ensure_ascii=False) + "\n")


def rounded(found):
    """Return plain data with its numbers cut to what they can mean: four digits."""
    if isinstance(found, dict):
        return {key: rounded(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [rounded(value) for value in found]
    return float(f"{found:.4g}") if isinstance(found, float) else found


def commit() -> str:
    """Return the checkout's commit, "+" after it when files differ, "" outside one."""
    try:
        head = _git("rev-parse", "--short", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if not information.is_file():
        return ""
    lines = information.read_text(encoding="utf-8").splitlines()
    names = [each.partition(":")[2].strip() for each in lines if each.startswith("model name")]
    return f", {names[0]}" if names else ""


def _memory() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
