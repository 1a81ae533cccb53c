"""What answers questions stays light: the reference encoder's libraries are not loaded."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

#: Seconds to import and hundreds of megabytes; the compiled encoder does without them.
HEAVY = ("torch", "transformers", "sentence_transformers")
QUESTION = "Who made a large number of arrests in Xinjiang?"
ASKED = f"""
assert archive.retriever.search({QUESTION!r})
assert archive.ask({QUESTION!r}).quotes
archive.rebuild()
"""
SERVED = f"""
from fastapi.testclient import TestClient
from ui.web import build_app
with TestClient(build_app(archive), base_url="http://127.0.0.1") as client:
    assert client.get("/healthz").status_code == 200
    asked = client.post("/api/ask", json={{"question": {QUESTION!r}}})
    assert asked.status_code == 200, asked.text
    found = client.post("/api/search", json={{"query": {QUESTION!r}}})
    assert found.status_code == 200, found.text
    assert client.get("/").status_code == 200
"""


@pytest.mark.parametrize("work", [ASKED, SERVED], ids=["asked", "served"])
def test_torch_is_never_imported(work, archive_folder, tmp_path):
    """With the real encoder and cross-encoder, in a process of its own."""
    shutil.copytree(archive_folder, tmp_path / "archive")
    program = (
        "import sys\n"
        "from bot import open_archive\n"
        f"with open_archive({str(tmp_path / 'archive')!r}) as archive:\n"
        + "".join(f"    {line}\n" for line in work.strip().splitlines())
        + f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr
