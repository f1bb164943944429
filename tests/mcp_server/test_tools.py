"""The tools, asked by a real client over stdio and HTTP."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx2
import pytest

pytest.importorskip("mcp", reason="serving agents takes the extra rog[mcp]")

from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

import rog
from rog.errors import InputError
from rog.mcp_server import create_mcp
from tests.conftest import MakeGraph
from tests.fakes.served import DOUBTFUL, HOSTILE, QUESTION, RECORDS, WHY, small
from tests.fakes.server_process import HTTP, PATIENCE, ROOT, ServerProcess, running

TOKEN = "t0ken"
WORLD_QUESTION = "Which languages are spoken in the countries that border Switzerland?"


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def call(client: Client, name: str, **arguments: Any) -> Awaitable[CallToolResult]:
    return client.call_tool(name, arguments)


def with_small(make_graph: MakeGraph, ask: Callable[[Client], Awaitable[CallToolResult]]) -> CallToolResult:
    async def run() -> CallToolResult:
        async with Client(create_mcp({"small": small(make_graph(RECORDS))})) as client:
            return await ask(client)

    return asyncio.run(run())


async def use_every_tool(client: Client) -> None:
    """What a model would do with the world graph."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"ask", "run_query", "find_entities", "list_relations", "walk_relation_path"}
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
    answered = await call(client, "ask", question=WORLD_QUESTION)
    serial = rog.open("world").ask(WORLD_QUESTION, limit=50, paths=1)
    data: Any = answered.structured_content
    assert [answer["id"] for answer in data["answers"]] == [answer.id for answer in serial.answers]
    assert data["answers"][0]["paths"][0]["edges"][0]["head"] == "Switzerland"
    assert (data["confidence"], data["low_confidence"], data["doubts"]) == (serial.confidence, False, [])
    assert "Switzerland ─borders→" in text_of(answered)
    matches: Any = (await call(client, "find_entities", text="Switserland")).structured_content
    entity = matches["entities"][0]["id"]
    steps: Any = (await call(client, "list_relations", entity=entity)).structured_content
    assert {"borders", "^borders", "capital"} <= set(steps["relations"])
    walked: Any = (
        await call(client, "walk_relation_path", entity=entity, path=["borders", "capital"])
    ).structured_content
    assert {"Vienna", "Paris", "Rome"} <= {end["name"] for end in walked["ends"]}
    ran = await call(client, "run_query", query="count(Switzerland / borders)")
    number: Any = ran.structured_content
    assert [(answer["kind"], answer["value"]) for answer in number["answers"]] == [("number", 5)]
    assert {row["id"] for row in number["answers"][0]["proofs"][0]["members"]} >= {"Austria", "France"}
    assert "Austria" in text_of(ran)
    wrong = await call(client, "walk_relation_path", entity="Nowhereland", path=["borders"])
    assert wrong.is_error
    assert "no entity with the id 'Nowhereland'" in text_of(wrong)


def test_over_standard_input_and_output() -> None:
    async def run() -> None:
        command = StdioServerParameters(command=sys.executable, args=["-m", "rog", "mcp"], cwd=ROOT)
        async with Client(command) as client:
            await use_every_tool(client)

    asyncio.run(run())


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with running("mcp", "--http", environment={"ROG_TOKEN": TOKEN}) as started:
        yield started


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http(server: ServerProcess, mode: Any) -> None:
    async def run() -> None:
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as http,
            Client(streamable_http_client(server.url, http_client=http), mode=mode) as client,
        ):
            await use_every_tool(client)

    asyncio.run(run())


def test_over_http_the_token_and_the_host_are_checked(server: ServerProcess) -> None:
    assert server.url.endswith("/mcp")
    assert HTTP.post(server.url, json={}).status_code == 401
    headers = {"authorization": f"Bearer {TOKEN}", "host": "evil.example"}
    assert HTTP.post(server.url, json={}, headers=headers).status_code == 421


def test_over_http_it_stops_with_exit_code_0() -> None:
    with running("mcp", "--http") as server:
        assert server.stop() == 0


def test_names_from_the_graph_drive_nothing(make_graph: MakeGraph) -> None:
    result = with_small(make_graph, lambda client: call(client, "ask", question="What is Switzerland named?"))
    data: Any = result.structured_content
    assert data["answers"][0]["name"] == HOSTILE
    assert "\u202e" not in text_of(result)
    assert "\x00" not in text_of(result)
    assert "\u202e" not in data["answers"][0]["paths"][0]["text"]


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("ask", {"question": ""}, "at least 1 character"),
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {"question": "?", "topics": ["nobody"]}, "find_entities finds ids by name"),
        ("ask", {"question": "?", "graph": "other"}, "there is no graph 'other'; there are: small"),
        ("ask", {"question": "?", "limit": 201}, "less than or equal to 200"),
        ("run_query", {"query": "count(CH"}, "expected ')'"),
        ("run_query", {"query": "CH / border"}, "did you mean 'borders'"),
        ("run_query", {"query": "nobody / borders"}, "find_entities finds ids by name"),
        ("find_entities", {"text": ""}, "at least 1 character"),
        ("list_relations", {"entity": "nobody"}, "no entity with the id 'nobody'"),
        ("walk_relation_path", {"entity": "CH", "path": []}, "at least 1 item"),
        ("walk_relation_path", {"entity": "CH", "path": ["borders"] * 5}, "at most 4 items"),
        ("walk_relation_path", {"entity": "CH", "path": ["likes"]}, "the graph has no relation 'likes'"),
    ],
)
def test_what_is_asked_wrongly_is_a_tool_error(
    make_graph: MakeGraph, name: str, arguments: dict[str, Any], message: str
) -> None:
    result = with_small(make_graph, lambda client: client.call_tool(name, arguments))
    assert result.is_error
    assert message in text_of(result)


def test_an_answer_says_when_it_is_cut_or_none(make_graph: MakeGraph) -> None:
    cut = with_small(make_graph, lambda client: call(client, "ask", question=QUESTION, limit=1))
    data: Any = cut.structured_content
    assert data["truncated"]
    assert "Not all" in text_of(cut)
    none = with_small(make_graph, lambda client: call(client, "ask", question="Who is Nobody?"))
    data = none.structured_content
    assert not none.is_error
    assert (data["abstained"], data["answers"]) == (True, [])
    assert text_of(none).startswith("No answer: ")
    walked = with_small(
        make_graph, lambda client: call(client, "walk_relation_path", entity="CH", path=["borders"], limit=1)
    )
    assert text_of(walked) == "Switzerland ─borders→ Austria\nnot all: a limit cut the ends"
    assert text_of(with_small(make_graph, lambda client: call(client, "find_entities", text="zzzz"))) == (
        "no entity is called so"
    )


def test_an_answer_that_is_not_sure_says_why_and_does_so_first(make_graph: MakeGraph) -> None:
    asked = with_small(make_graph, lambda client: call(client, "ask", question=DOUBTFUL))
    data: Any = asked.structured_content
    assert (data["low_confidence"], data["doubts"]) == (True, [WHY])
    assert text_of(asked).startswith(f"Low confidence ({data['confidence']:.2f}): {WHY}.\n\nGerman")


def test_relations_are_listed_by_letters(make_graph: MakeGraph) -> None:
    result = with_small(make_graph, lambda client: call(client, "list_relations", containing="BORD"))
    assert result.structured_content == {"relations": ["borders"], "total": 1}
    assert text_of(result) == "borders"


def test_a_server_needs_a_graph() -> None:
    with pytest.raises(InputError, match="needs a graph"):
        create_mcp({})
