"""docs/rest.md cannot rot: its commands are run against a real server, its table is whole."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.test_docs import ROOT, commands, missing
from tests.ui.callers import call

PAGE = (ROOT / "docs" / "rest.md").read_text(encoding="utf-8")
SHOWN = [shown for shown in commands(PAGE) if shown.source.startswith("curl")]


@pytest.fixture(scope="module")
def address(archive_folder) -> Iterator[str]:
    command = [sys.executable, "-m", "ui", "serve", "--port", "0", "--archive", archive_folder]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            told = next(line for line in server.stderr if " is at " in line)
            yield re.findall(r"http://\S+", told)[0]
        finally:
            server.terminate()


@pytest.mark.model
@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl in PATH")
def test_the_page_s_commands_give_what_it_shows(address):
    assert len(SHOWN) >= 8
    # Whoever reads the page has asked already when looking at /healthz.
    for shown in SHOWN:
        source = shown.source.replace("http://127.0.0.1:7860", address)
        environ = {**os.environ, "no_proxy": "127.0.0.1"}
        done = subprocess.run(
            ["sh", "-c", source], capture_output=True, encoding="utf-8", timeout=120, env=environ
        )
        assert done.returncode == 0, (source, done.stderr)
        # Between two lines of the page stands no space in the JSON.
        tight = re.sub(r",\n(?=\")", ",", shown.output)
        assert missing(tight, done.stdout) == [], shown.source


@pytest.mark.model
def test_an_assistant_speaks_to_the_same_server(address):
    async def talked():
        from mcp import Client

        async with Client(f"{address}/mcp") as client:
            tools = (await client.list_tools()).tools
            shown = await client.call_tool("show", {"record": "118214", "paragraph": 1})
        return [tool.name for tool in tools], shown.structured_content["record_id"]

    names, record = asyncio.run(asyncio.wait_for(talked(), 60))
    assert (names, record) == (["search", "ask", "show", "cite"], "118214")


def test_every_route_for_programs_is_in_the_table(applications):
    described = call(applications["here"], "GET", "/api/openapi.json").json()
    for path, methods in described["paths"].items():
        rows = [line for line in PAGE.splitlines() if f"{path}`" in line and line.startswith("|")]
        assert rows, f"docs/rest.md does not name {path}"
        for method in methods:
            assert any(method.upper() in row for row in rows), f"{method.upper()} {path}"
