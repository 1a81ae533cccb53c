"""The fault trials themselves, at any size: small ones are tests, large ones are the soak."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.failpoints import POINTS
from tests.faults.driver import once
from tests.faults.judge import ROOT, Said, environment, judge, run, writer

#: Points that only a first, or only a later, publishing passes.
ONLY_FIRST = {"schema-made", "schema-renamed"}
ONLY_LATER = {"old-forgotten", "old-renamed", "old-removed"}
#: System calls whose failure a disk or a kill can cause.
CALLS = ("fsync", "fdatasync", "pwrite64", "write", "rename", "mkdir", "unlink", "ftruncate")
#: Writers that one archive lives through, and the longest life of one in seconds.
LIVES, LONGEST_LIFE = 10, 0.8
FAULTS = ("signal=SIGKILL", "error=EIO", "error=ENOSPC")


def kill_loops(folder: Path, loops: int, seed: int, seconds: float = 1e9) -> tuple[int, Said]:
    """Kill a writer at random moments, each time judging what it left.

    Returns:
        How many loops were done within the time, and how much was acknowledged.
    """
    rng = random.Random(seed)
    total = Said()
    stop = time.monotonic() + seconds
    for done in range(loops):
        if time.monotonic() > stop:
            return done, total
        if done % LIVES == 0:
            said, archive = Said(), folder / f"{done:04}"
        process = subprocess.Popen(
            writer("work", archive, said.next),
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"  # the lock of the dead one is free
        time.sleep(rng.uniform(0, LONGEST_LIFE))
        process.kill()
        before, published = len(said.put), said.published
        said.hear(process.stdout.read())
        process.stdout.close()
        assert process.wait() == -signal.SIGKILL
        judge(archive, said)
        total.put |= {1000 * done + i for i in range(len(said.put) - before)}
        total.published += said.published - published
    return loops, total


def later(folder: Path) -> Said:
    """Make an archive with two published generations, so that the next forgets one."""
    said = Said()
    for first in (0, 10):
        lines: list[str] = []
        once(folder, first, lines.append)
        said.hear("".join(f"{line}\n" for line in lines))
    return said


def points(first: bool) -> tuple[str, ...]:
    """Return the failpoints that a first, or a later, round passes."""
    unpassed = ONLY_LATER if first else ONLY_FIRST
    return tuple(point for point in POINTS if point not in unpassed)


def die_at(folder: Path, point: str, said: Said, **environ: str) -> None:
    """Let a writer die at a point, judge what it left, and let the next one finish."""
    done = run("once", folder, said.next, DRAGOMAN_FAILPOINT=point, **environ)
    assert done.returncode == 137, f"{point} was not passed: {done.stdout} {done.stderr}"
    said.hear(done.stdout)
    if (folder / "archive.db").exists():
        judge(folder, said)
    finish(folder, said)


def finish(folder: Path, said: Said) -> None:
    """Let a writer without faults go on, and judge that nothing is left to do."""
    lines: list[str] = []
    once(folder, said.next, lines.append)
    said.hear("".join(f"{line}\n" for line in lines))
    judge(folder, said)
    assert not list((folder / "gen").glob(".tmp-*"))


def strace_works(folder: Path) -> bool:
    """Tell whether system calls may be traced and made to fail here."""
    strace = shutil.which("strace")
    if strace is None:
        return False
    asked = [strace, "-f", "-qq", "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"]
    return subprocess.run(asked, capture_output=True, timeout=30).returncode == 0


def calls_made(folder: Path, said: Said) -> dict[str, int]:
    """Count the system calls of one round on a copy of the archive."""
    copy = folder.with_name(folder.name + "-counted")
    shutil.copytree(folder, copy)
    log = copy / "strace"
    before = ("strace", "-f", "-qq", "-o", str(log), "-e", f"trace={','.join(CALLS)}")
    done = run("once", copy, said.next, *before)
    assert done.returncode == 0, done.stderr
    counted = re.findall(r"^\d+ +(\w+)\(", log.read_text(errors="replace"), re.MULTILINE)
    shutil.rmtree(copy)
    return {call: counted.count(call) for call in CALLS if call in counted}


def injections(counts: dict[str, int], n: int, seed: int) -> Iterator[tuple[str, str, int]]:
    """Yield so many faults: the system call, what happens to it, and at which one of them."""
    rng = random.Random(seed)
    for _ in range(n):
        call = rng.choice(sorted(counts))
        yield call, rng.choice(FAULTS), rng.randint(1, counts[call])


def inject(folder: Path, said: Said, call: str, fault: str, nth: int) -> str:
    """Make one system call of a round fail, judge what is left, and finish without faults.

    Returns:
        `killed`, `named` when the failure was told in words, or `borne` when it cost nothing.
    """
    before = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}")
    rule = f"inject={call}:{fault}:when={nth}"
    done = run("once", folder, said.next, *before, "-e", rule)
    said.hear(done.stdout)
    judge(folder, said)
    finish(folder, said)
    if "SIGKILL" in fault:
        assert done.returncode in (0, -9, 137), done.stderr
        return "killed" if done.returncode else "borne"
    assert done.returncode in (0, 3, 4) or "OSError: [Errno" in done.stderr, done.stderr
    return "named" if done.returncode else "borne"
