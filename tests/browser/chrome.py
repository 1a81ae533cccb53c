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

#: The same engine without a browser's own windows: in a browser proper, each page that is opened
#: has a window made for it, at four times the work.
_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def browser(*, proper: bool = False) -> str | None:
    """Return the Chrome or Chromium in PATH; None where there is none.

    Args:
        proper: a browser with windows if there is one, as a reader has it; else the shell.
    """
    names = (*_BROWSERS, *_SHELLS) if proper else (*_SHELLS, *_BROWSERS)
    return next((found for name in names if (found := shutil.which(name))), None)
