"""Full disks: the error is told in words, reading goes on, and with space all goes on."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus import disk
from corpus.errors import ArchiveError
from corpus.store import RecordStore
from embeddings import build
from embeddings.dense import DenseIndex
from tests.faults.driver import ENCODER
from tests.faults.judge import ROOT, Said, judge, run
from tests.faults.trials import finish

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from tests.faults import driver
driver.warm()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop()), resource.RLIM_INFINITY))
driver.main()
"""


@pytest.mark.parametrize("size", [0, 4096, 20_000, 60_000, 120_000, 200_000, 300_000, 450_000])
def test_a_limit_on_file_size_costs_nothing(archive: tuple[Path, Said], size: int) -> None:
    folder, said = archive
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "once", str(folder), str(said.next), str(size)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode in (0, 3), done.stderr
    said.hear(done.stdout)
    assert bool(said.errors) == (done.returncode == 3)
    judge(folder, said)
    finish(folder, said)


SHORT = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from embeddings.dense import DenseIndex
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
index = DenseIndex.from_vectors(np.eye(64, dtype=np.float32))
size = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    index.write(Path(sys.argv[1]))
except (OSError, RuntimeError) as error:
    print(type(error).__name__)
"""


def test_an_index_that_lacks_its_last_byte_is_told(tmp_path: Path) -> None:
    path = tmp_path / "index.faiss"
    DenseIndex.from_vectors(np.eye(64, dtype=np.float32)).write(path)
    size = path.stat().st_size
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    for limit, told in ((size - 1, True), (size, False)):
        done = subprocess.run(
            [sys.executable, "-c", SHORT, str(tmp_path / "short"), str(limit)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert bool(done.stdout) == told, done.stderr


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of four megabytes of its own, where one may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    asked = [mount or "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if mount is None or subprocess.run(asked, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("left", [0, 30_000, 100_000, 250_000, 500_000, 700_000])
def test_a_really_full_disk_costs_nothing(
    archive: tuple[Path, Said], small_disk: Path, left: int
) -> None:
    folder, said = shutil.copytree(archive[0], small_disk / "archive"), archive[1]
    filler = small_disk / "filler"
    filler.write_bytes(bytes(max(0, disk.free_bytes(small_disk) - left)))
    done = run("once", folder, said.next, DRAGOMAN_SPARE="0")
    assert done.returncode in (0, 3), done.stderr
    said.hear(done.stdout)
    assert bool(said.errors) == (done.returncode == 3)
    if left == 0:
        assert said.errors
    judge(folder, said)
    filler.unlink()
    spare, build.SPARE_BYTES = build.SPARE_BYTES, 0
    try:
        finish(folder, said)
    finally:
        build.SPARE_BYTES = spare


def test_too_little_room_is_told_before_anything_is_written(
    archive: tuple[Path, Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, said = archive
    monkeypatch.setattr(build, "SPARE_BYTES", 10**18)
    with RecordStore.open(folder, write=True) as store:
        before = store.generations()
        with pytest.raises(ArchiveError, match="index before it stays. Free some space"):
            build.build_generation(folder, store, ENCODER)
        # The one to fall back on gave its room; the one in use is never touched.
        assert store.generations() == before[:1]
    assert [path.name for path in (folder / "gen").iterdir()] == [before[0].name]
    judge(folder, said)
