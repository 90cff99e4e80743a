"""The tools for language models with the client of another package: from a question in Russian to a cited answer."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import pytest

from tests.conftest import RELEASES, ROOT, require_module
from tests.launcher import EIKG

QUESTION = "Кто ввёл санкции против Беларуси?"


@pytest.fixture(scope="module")
def fastmcp() -> Any:
    return require_module("fastmcp")


async def dialogue(client: Any) -> dict[str, Any]:
    """Take the steps that a model takes; what they led to, and the bytes of each answer."""
    sizes: dict[str, int] = {}

    async def step(tool: str, **given: Any) -> Any:
        result = await client.call_tool(tool, given)
        sizes[tool] = len(result.content[0].text.encode())
        return result.structured_content

    state = (await step("search", text="Беларусь", kind="eik:State", language="ru"))["hits"][0]["iri"]
    listed = await step("questions", words=QUESTION, language="ru")
    question = next(one for one in listed["questions"] if one["name"] == "sanctions")
    answer = await step("answer", question="sanctions", values={"target": state}, language="ru")
    claim = answer["claims"][answer["rows"][0]["claims"][0]]
    verified = await step(
        "verify", question=f"sanctions?target={state}", document=claim["document"], language="ru"
    )
    cited = await step("cite", what=claim["claim"], language="ru")
    return {
        "question": question["question"],
        "link": answer["link"],
        "verdicts": verified["verdicts"],
        "citation": cited["text"],
        "permanent": cited["permanent"],
        "sizes": sizes,
    }


async def with_client(fastmcp: Any, target: Any) -> dict[str, Any]:
    async with fastmcp.Client(target) as client:
        tools = {one.name for one in await client.list_tools()}
        assert {"search", "questions", "answer", "verify", "cite"} <= tools
        assert len(await client.list_prompts()) > 20
        assert len(await client.list_resources()) > 5
        return await dialogue(client)


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """What was found, after it was held against what a model needs; printed for who runs it with -s."""
    print(json.dumps(found, ensure_ascii=False, indent=1))  # noqa: T201
    assert "санкци" in found["question"].lower()
    assert found["permanent"] in found["citation"]
    assert sum(found["verdicts"].values()) > 0
    assert max(found["sizes"].values()) < 16_000
    return found


def test_over_http_the_current_release_answers(fastmcp: Any, address: str) -> None:
    found = shown(asyncio.run(with_client(fastmcp, f"{address}/mcp")))
    assert found["link"].startswith(f"{address}/release/")


def test_over_http_one_release_answers_under_its_name(fastmcp: Any, address: str) -> None:
    name = RELEASES.joinpath("current").resolve().name
    found = shown(asyncio.run(with_client(fastmcp, f"{address}/release/{name}/mcp")))
    assert found["link"].startswith(f"{address}/release/{name}/queries/")


def test_over_standard_input_and_output_a_release_answers(fastmcp: Any) -> None:
    transports = require_module("fastmcp.client.transports")
    environment = {**os.environ, "EIKG_RELEASES": str(RELEASES)}
    target = transports.StdioTransport(command=EIKG, args=["mcp"], env=environment, cwd=str(ROOT))
    shown(asyncio.run(with_client(fastmcp, target)))
