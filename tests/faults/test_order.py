"""The order of publishing: what a reader may find is on the disk before it is announced."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import disk
from corpus.store import RecordStore
from embeddings import build
from tests.corpus.store_samples import WHEN, numbered
from tests.faults import driver
from tests.faults.driver import ENCODER


def recorded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path]]:
    """Publish once and return every sync, rename and commit in order, names relative."""
    events: list[tuple[str, Path]] = []
    sync, rename, publish = disk.sync, disk.rename, RecordStore.publish_generation

    def synced(path: Path) -> None:
        sync(path)
        events.append(("sync", path))

    def renamed(old: Path, new: Path) -> None:
        rename(old, new)
        events.append(("rename", old))

    def committed(self: RecordStore, name: str, *given: object, **named: object) -> int:
        number = publish(self, name, *given, **named)
        events.append(("commit", folder / "gen" / name))
        return number

    monkeypatch.setattr(disk, "sync", synced)
    monkeypatch.setattr(disk, "rename", renamed)
    monkeypatch.setattr(RecordStore, "publish_generation", committed)
    with RecordStore.open(folder, write=True) as store:
        for n in (2, 3):
            store.put(numbered(n), imported_at=WHEN)
        events.clear()
        build.build_generation(folder, store, ENCODER)
    return events


def assert_ordered(folder: Path, events: list[tuple[str, Path]]) -> None:
    """Every file, then every folder, then the name, then its folder, and only then the commit.

    A file that was taken over has a second name, and was synced before it got that.
    """
    kinds = [kind for kind, _ in events]
    assert kinds.count("rename") == kinds.count("commit") == 1
    at_rename, at_commit = kinds.index("rename"), kinds.index("commit")
    aside = events[at_rename][1]
    final = events[at_commit][1]
    synced = [path for kind, path in events[:at_rename] if kind == "sync"]
    files = [path.relative_to(final) for path in final.rglob("*") if path.suffix != ".lock"]
    files = [
        path for path in files if (final / path).is_dir() or (final / path).stat().st_nlink == 1
    ]
    assert {aside / path for path in files} | {aside} <= {*synced}
    folders = [synced.index(aside / path) for path in files if (final / path).is_dir()]
    assert max(synced.index(aside / p) for p in files if (final / p).is_file()) < min(folders)
    assert synced[-1] == aside
    assert ("sync", folder / "gen") in events[at_rename:at_commit]


def test_everything_is_on_the_disk_before_it_is_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_ordered(tmp_path, recorded(tmp_path, monkeypatch))


@pytest.mark.parametrize("name", ["publish-before-rename", "no-sync"])
def test_a_broken_order_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for module, attribute in (
        (build, "_settle"),
        (build, "publish"),
        (build, "open_generation"),
        (disk, "sync"),
    ):
        monkeypatch.setattr(module, attribute, getattr(module, attribute))  # put back afterwards
    driver.mutate(name)
    events = recorded(tmp_path, monkeypatch) if name != "no-sync" else _unsynced(tmp_path)
    with pytest.raises((AssertionError, ValueError)):
        assert_ordered(tmp_path, events)


def _unsynced(folder: Path) -> list[tuple[str, Path]]:
    """Publish with the broken sync; nothing of it can be recorded."""
    with RecordStore.open(folder, write=True) as store:
        store.put(numbered(2), imported_at=WHEN)
        build.build_generation(folder, store, ENCODER)
        name = store.generations()[0].name
    return [("rename", folder / "gen" / f".tmp-{name}"), ("commit", folder / "gen" / name)]
