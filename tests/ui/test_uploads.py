"""Names that senders choose never stand in each other's way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ui.uploads import Declined, Upload, UploadLimits, receive


def received(folder: Path, name: str) -> Upload:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"words"

    return asyncio.run(receive(chunks(), name, folder, 1_000, UploadLimits()))


@pytest.mark.parametrize("first", ["1", ".1", "./.1", " .1"])
def test_files_of_one_name_find_room_beside_one_named_like_a_number(tmp_path, first):
    names = [first, "a.txt", "a.txt", "a.txt", first, first]
    paths = [received(tmp_path, name).path for name in names]
    assert len(set(paths)) == len(names)
    assert all(path.read_bytes() == b"words" for path in paths)
    assert all(path.is_relative_to(tmp_path) for path in paths)


def test_a_place_that_cannot_be_made_is_refused_in_words(tmp_path):
    received(tmp_path, "a.txt")
    (tmp_path / ".1").write_text("")
    with pytest.raises(Declined, match="cannot be stored") as refused:
        received(tmp_path, "a.txt")
    assert refused.value.status == 507
    assert refused.value.remedy
