"""The systems compared, and an environment of its own for each that is not ours."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PEERS = Path(__file__).parent / "peers"
OURS = "dragoman"
FLOOR = "plain"
#: Written into an environment once it holds what its requirements say.
_MARK = "installed"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A system under measurement.

    Attributes:
        name: in the results.
        script: `peers/SCRIPT.py`, and `peers/SCRIPT.txt` if it has requirements of its own.
        variant: passed to it.
    """

    name: str
    script: str
    variant: str = ""

    @property
    def requirements(self) -> Path | None:
        """What is installed for it; None when the project's own environment has it all."""
        path = PEERS / f"{self.script}.txt"
        return path if path.is_file() else None

    def python(self, folder: Path) -> str:
        """Return its interpreter."""
        if self.requirements is None:
            return sys.executable
        return str(_bin(folder / self.script) / "python")

    def missing(self, folder: Path) -> str | None:
        """Return why it cannot be measured, or None."""
        if self.requirements is None:
            return None
        mark = folder / self.script / _MARK
        if not mark.is_file():
            return "its environment is not installed (make bench-peers)"
        if mark.read_text() != _state(self.requirements):
            return "its environment is of other versions (make bench-peers)"
        return None

    def versions(self) -> dict[str, str]:
        """Return the exact versions that its requirements name."""
        if self.requirements is None:
            return {}
        lines = self.requirements.read_text(encoding="utf-8").splitlines()
        return dict(line.split("==") for line in lines if "==" in line and line[0] != "#")


SYSTEMS = (
    System(name=OURS, script="dragoman"),
    System(name=f"{OURS}-int8", script="dragoman", variant="int8"),
    System(name=FLOOR, script="plain"),
    System(name="txtai", script="txtai"),
    System(name="txtai-hybrid", script="txtai", variant="hybrid"),
    System(name="langchain", script="langchain"),
    System(name="llamaindex", script="llamaindex"),
    System(name="haystack", script="haystack"),
)


def peers_folder(given: str | None = None) -> Path:
    """Return where the environments are: as given, else $DRAGOMAN_PEERS, else in `.venv`."""
    named = given or os.environ.get("DRAGOMAN_PEERS")
    return Path(named).expanduser() if named else Path(__file__).parents[2] / ".venv" / "peers"


def install(folder: Path, say: Callable[[str], None]) -> dict[str, str]:
    """Make the environments that are not there yet, one after another.

    Returns:
        Why each of those that could not be made was not, by script.
    """
    failed = {}
    for system in SYSTEMS:
        if system.requirements is None or not system.missing(folder) or system.script in failed:
            continue
        say(f"Installing {system.script} into {folder / system.script} ...")
        try:
            _install(folder / system.script, system.requirements)
        except (OSError, subprocess.CalledProcessError) as error:
            lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
            failed[system.script] = f"it could not be installed: {lines[-1] if lines else error}"
            say(f"  {failed[system.script]}")
    return failed


def _install(folder: Path, requirements: Path) -> None:
    if not (_bin(folder) / "python").exists():
        venv.create(folder, with_pip=True)
    subprocess.run(
        [str(_bin(folder) / "python"), "-m", "pip", "install", "-q", "-r", str(requirements)],
        check=True,
        capture_output=True,
        text=True,
    )
    (folder / _MARK).write_text(_state(requirements))


def _bin(folder: Path) -> Path:
    return folder / ("Scripts" if os.name == "nt" else "bin")


def _state(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()
