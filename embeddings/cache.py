"""The cache: a folder for what can always be made anew."""

from __future__ import annotations

import logging
import os
import secrets
from functools import cache
from pathlib import Path

from corpus import disk

_LOG = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Return $DRAGOMAN_CACHE, else the user's cache; it need not exist."""
    if named := os.environ.get("DRAGOMAN_CACHE"):
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return Path(user_cache_path("dragoman", appauthor=False))


def keep(path: Path, content: str) -> None:
    """Write a file of the cache in one step; where that cannot be, it is made anew each time."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_text(content, encoding="utf-8")
            disk.rename(aside, path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        tell_unwritable(cache_folder(), error.strerror or str(error))


@cache
def tell_unwritable(folder: Path, why: str) -> None:
    """Say once of a cache that nothing can be kept in it."""
    _LOG.warning("The cache %s cannot be written (%s); each start takes longer.", folder, why)
