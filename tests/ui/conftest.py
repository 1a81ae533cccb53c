"""The web application as it is served to three kinds of readers."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import Archive, open_archive
from ui.accounts import Accounts

NAME, PASSWORD = "maria", "a quiet archive"


@pytest.fixture(scope="session")
def applications(
    archive_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """Applications by whom they serve; none is started, so no model is loaded.

    `here` serves this machine, `guarded` this machine with an account, `public` anyone who
    reads, `private` whoever has an account.
    """
    from ui.door import Access
    from ui.web import build_app

    place = tmp_path_factory.mktemp("applications")
    alone = shutil.copytree(archive_folder, place / "alone")
    shared = shutil.copytree(archive_folder, place / "shared")
    Accounts(shared).add(NAME, PASSWORD)

    async def built(one: Archive, other: Archive) -> dict[str, Any]:
        # In a running loop; elsewhere Gradio makes loops of its own and leaves them open.
        return {
            "here": build_app(one),
            "guarded": build_app(other),
            "public": build_app(other, Access(local=False, public_read=True)),
            "private": build_app(other, Access(local=False, names=("archive.example.org",))),
        }

    with open_archive(alone) as one, open_archive(shared) as other:
        yield asyncio.run(built(one, other))
