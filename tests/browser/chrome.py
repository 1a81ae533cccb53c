"""The browser that drives the page: any Chrome in PATH, kept from talking to anybody."""

from __future__ import annotations

import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def browser() -> str | None:
    """Return the Chrome or Chromium in PATH; None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)
