"""`eikg mcp` and `/mcp` with the protocol's own client: from a question in Russian to an answer that is cited."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from server.mcp.asking import Refused
from server.mcp.over_http import OverHttp
from tests.conftest import RELEASES, ROOT
from tests.launcher import EIKG
from tests.web.client import HttpClient
from tests.web.json_rpc import JsonRpc

QUESTION = "Кто ввёл санкции против Беларуси?"
Call = Callable[..., Awaitable[Any]]


def parameters(*options: str) -> StdioServerParameters:
    environment = {**os.environ, "EIKG_RELEASES": str(RELEASES)}
    return StdioServerParameters(command=EIKG, args=["mcp", *options], env=environment, cwd=str(ROOT))


async def dialogue(call: Call) -> dict[str, int]:
    """Take the steps that a model takes for the question; the bytes of each answer, of which the last cites."""
    sizes: dict[str, int] = {}

    async def step(tool: str, **given: Any) -> Any:
        answer = await call(tool, given)
        sizes[tool] = len(json.dumps(answer, ensure_ascii=False).encode())
        return answer

    found = await step("search", text="Беларусь", kind="eik:State", language="ru")
    state = found["hits"][0]["iri"]
    assert state == "https://w3id.org/eikg/id/state/belarus"
    listed = await step("questions", words=QUESTION, language="ru")
    question = next(one for one in listed["questions"] if one["name"] == "sanctions")
    assert "санкци" in question["question"].lower()
    answer = await step("answer", question="sanctions", values={"target": state}, language="ru")
    row = answer["rows"][0]
    claim = answer["claims"][row["claims"][0]]
    assert answer["names"][claim["document"]]
    cited = await step("cite", what=claim["claim"], language="ru")
    assert cited["permanent"] in cited["text"]
    return sizes


async def with_client(target: Any) -> dict[str, int]:
    async with Client(target) as client:
        tools = {one.name for one in (await client.list_tools()).tools}
        assert {"search", "answer", "verify"} <= tools

        async def call(name: str, given: dict[str, Any]) -> Any:
            result = await client.call_tool(name, given)
            assert not result.is_error, result.content
            return result.structured_content

        return await dialogue(call)


def test_over_standard_input_a_release_is_asked() -> None:
    sizes = asyncio.run(with_client(parameters()))
    assert max(sizes.values()) < 16_000, sizes


def test_over_standard_input_a_server_is_asked(address: str) -> None:
    assert asyncio.run(with_client(parameters("--endpoint", f"{address}/sparql")))


def test_over_http_both_clients_are_answered_the_same(address: str) -> None:
    rpc = JsonRpc(HttpClient(int(address.rpartition(":")[2])))
    rpc.initialize()

    async def plainly(name: str, given: dict[str, Any]) -> Any:
        return rpc.call(name, **given).data

    assert asyncio.run(dialogue(plainly)) == asyncio.run(with_client(f"{address}/mcp"))


def test_eight_clients_at_once_are_answered(address: str) -> None:
    port = int(address.rpartition(":")[2])

    def ask(number: int) -> Any:
        rpc = JsonRpc(HttpClient(port), source=f"127.0.1.{number + 1}")
        return [rpc.call("describe", thing="body:sco").data for _ in range(3)]

    with ThreadPoolExecutor(8) as threads:
        answers = [*threads.map(ask, range(8))]
    assert answers == [answers[0]] * 8


def test_what_cannot_be_served_is_told_in_a_line(tmp_path: Any) -> None:
    for options, told in (
        (("--endpoint", "nonsense"), "is no address of the Web"),
        (("--releases", str(tmp_path)), "release"),
    ):
        done = subprocess.run(
            [EIKG, "mcp", *options], input=b"", capture_output=True, check=False, cwd=ROOT, timeout=120
        )
        assert done.returncode in (1, 2)
        assert done.stdout == b""
        assert told in done.stderr.decode()
        assert "Traceback" not in done.stderr.decode()


def test_a_server_that_is_gone_is_told_with_its_address() -> None:
    with pytest.raises(Refused, match=r"http://127\.0\.0\.1:9 cannot be reached"):
        asyncio.run(OverHttp("http://127.0.0.1:9")("/search.json", [("q", "Minsk")]))


def test_no_command_loads_the_protocol_before_it_is_needed() -> None:
    program = (
        "import server.commands.serve, server.commands.mcp, server.web.front.app, sys; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "server" in loaded
    assert not {"mcp", "pydantic", "starlette", "uvicorn"} & loaded
