"""An assistant's own client against the real server, over pipes and over HTTP."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

from corpus.citations import cite
from tests.ui.callers import call

MOSCOW = "How did Moscow itself explain why people left Sinkiang?"


async def _talked(folder: Any) -> dict[str, Any]:
    from mcp import Client, MCPError
    from mcp.client.stdio import StdioServerParameters, stdio_client

    server = StdioServerParameters(
        command=sys.executable, args=["-m", "ui", "mcp", "--archive", str(folder)]
    )
    async with Client(stdio_client(server)) as client:
        found: dict[str, Any] = {
            "instructions": client.instructions,
            "tools": (await client.list_tools()).tools,
            "ask": await client.call_tool("ask", {"question": MOSCOW}),
            "silence": await client.call_tool("ask", {"question": "What did Zebulon X. Quux eat?"}),
            "search": await client.call_tool("search", {"query": "riots in Kulja", "k": 1}),
            "show": await client.call_tool("show", {"record": "118214", "paragraph": 2}),
            "cite": await client.call_tool("cite", {"record": "118214", "style": "chicago-short"}),
        }
        for name, tool, given in (
            ("no record", "show", {"record": "000000"}),
            ("no style", "cite", {"record": "118214", "style": "vancouver"}),
            ("no question", "ask", {"question": " "}),
            ("no argument", "search", {}),
            ("odd argument", "search", {"query": "x", "depth": 3}),
        ):
            found[name] = await client.call_tool(tool, given)
        with pytest.raises(MCPError) as unknown:
            await client.call_tool("remove", {"record": "118214"})
        found["no tool"] = str(unknown.value)
    return found


@pytest.fixture(scope="module")
def talk(archive_folder) -> dict[str, Any]:
    return asyncio.run(asyncio.wait_for(_talked(archive_folder), 120))


@pytest.mark.model
def test_the_assistant_gets_four_tools_that_only_read(talk):
    assert [tool.name for tool in talk["tools"]] == ["search", "ask", "show", "cite"]
    for tool in talk["tools"]:
        assert tool.annotations.read_only_hint
        assert tool.description
        assert tool.input_schema["additionalProperties"] is False
    assert "letter for letter" in talk["instructions"]


@pytest.mark.model
def test_what_it_gets_is_the_answer_json_of_everywhere(talk, archive, seed_text):
    answer = talk["ask"].structured_content
    assert answer == json.loads(talk["ask"].content[0].text)
    assert answer == archive.ask(MOSCOW).to_json()
    assert answer["status"] == "quoted"
    for quote in answer["quotes"]:
        assert quote["text"] == seed_text[quote["start"] : quote["end"]]
    assert talk["silence"].structured_content["status"] == "silent"
    assert not talk["silence"].is_error
    assert [hit["passage_id"] for hit in talk["search"].structured_content["hits"]] == ["118214#p3"]


@pytest.mark.model
def test_it_reads_and_cites(talk, archive):
    shown = talk["show"].structured_content
    assert [block["text"] for block in shown["paragraphs"]] == [
        archive.record("118214").paragraph(2).text
    ]
    assert talk["cite"].structured_content == {
        "record_id": "118214",
        "paragraph": None,
        "style": "chicago-short",
        "citation": cite(archive.record("118214")).format("chicago-short"),
    }


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no record", "000000"),
        ("no style", "vancouver"),
        ("no question", "The question is empty. Type a question first."),
        ("no argument", "query: Field required. It takes query, k, phrase, filters."),
        ("odd argument", "depth: Extra inputs are not permitted."),
    ],
)
def test_an_error_is_its_sentence_and_remedy(talk, name, words):
    refused = talk[name]
    assert refused.is_error
    assert words in refused.content[0].text
    plain = refused.structured_content
    assert plain.keys() == {"error", "remedy"}
    assert refused.content[0].text == f"{plain['error']} {plain['remedy']}".strip()
    assert "Traceback" not in refused.content[0].text


@pytest.mark.model
def test_there_is_no_fifth_tool(talk):
    assert talk["no tool"] == "There is no tool “remove”; there are search, ask, show, cite."


def test_over_http_it_is_the_same_and_asks_the_door(applications):
    """One request each, as the endpoint keeps nothing between them."""

    def sent(app: Any, method: str, **params: Any) -> Any:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        headers = {
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
        }
        return call(app, "POST", "/mcp", headers=headers, body=json.dumps(body).encode())

    assert sent(applications["private"], "tools/list").status == 401
    assert call(applications["here"], "GET", "/mcp").status == 405


def test_over_http_an_assistant_lists_and_reads(archive):
    from ui.enquiries import Enquiries
    from ui.limits import Limits
    from ui.mcp import Endpoint
    from ui.warmth import Warmth

    endpoint = Endpoint(Enquiries(archive, Warmth(archive), Limits()), "1.0")
    headers = {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
    }

    async def served(scope: Any, receive: Any, send: Any) -> None:
        async with endpoint.running():
            await endpoint(scope, receive, send)

    params = {"name": "show", "arguments": {"record": "118214", "paragraph": 1}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    reply = call(served, "POST", "/mcp", headers=headers, body=json.dumps(body).encode())
    result = reply.json()["result"]
    assert result["structuredContent"]["record_id"] == "118214"
    assert len(result["structuredContent"]["paragraphs"]) == 1
