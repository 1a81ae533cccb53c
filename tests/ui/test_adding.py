"""The process that changes an archive lets its readers come first."""

import subprocess
import sys
from pathlib import Path

import pytest

_OWN = Path("/proc/self/autogroup")


@pytest.mark.skipif(not _OWN.exists(), reason="only Linux weighs sessions, and not every one does")
def test_it_gives_way_as_a_session_too():
    code = (
        "import os; from ui.adding import _give_way; _give_way(7);"
        f"print(os.nice(0), open({str(_OWN)!r}).read())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
        timeout=60,
    ).stdout
    assert told.split()[0] == "7"
    assert told.split()[-1] == "7"
