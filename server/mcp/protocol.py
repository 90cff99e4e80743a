"""The server of the protocol: what the package `mcp` calls, in terms of tools, prompts and resources."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import mcp_types as types
from mcp import MCPError
from mcp.server import ServerRequestContext
from mcp.server.lowlevel import Server

from server import __version__
from server.mcp import prompts, resources
from server.mcp.asking import Ask, Refused
from server.mcp.tool import Tool
from server.mcp.toolbox import INSTRUCTIONS, TOOLS
from server.mcp.tools.saved import saved_questions
from server.namespaces import BASE, PROJECT

T = TypeVar("T")
Context = ServerRequestContext[Any, Any]
AskOf = Callable[[Context], Ask]
"""Gives what asks the API on behalf of who sent a request."""

_LONGEST: Final = 256 * 1024
"""Characters of an answer, which is written in the event loop, and read by a model."""

_BY_NAME: Final = {one.name: one for one in TOOLS}
_log: Final = logging.getLogger(__name__)


def protocol_server(ask_of: AskOf) -> Server[Any]:
    """Return the server, which asks the API through what `ask_of` gives for a request."""
    listed = [_tool(one) for one in TOOLS]  # once, as clients list them before each call

    async def list_tools(_: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=listed)

    async def call_tool(context: Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
        return await _called(ask_of(context), asked.name, asked.arguments or {})

    async def list_prompts(
        context: Context, _: types.PaginatedRequestParams | None
    ) -> types.ListPromptsResult:
        saved = await _or_error(saved_questions(ask_of(context), "en"))
        return types.ListPromptsResult(
            prompts=[types.Prompt.model_validate(one) for one in prompts.prompts(saved)]
        )

    async def get_prompt(context: Context, asked: types.GetPromptRequestParams) -> types.GetPromptResult:
        values = asked.arguments or {}
        title, text = await _or_error(prompts.prompt_text(ask_of(context), asked.name, values))
        message = types.PromptMessage(role="user", content=types.TextContent(type="text", text=text))
        return types.GetPromptResult(description=title, messages=[message])

    async def list_resources(
        context: Context, _: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        listed = await _or_error(resources.resources(ask_of(context)))
        return types.ListResourcesResult(resources=[_resource(one) for one in listed])

    async def read_resource(
        context: Context, asked: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        iri = str(asked.uri)
        media_type, text = await _or_error(resources.contents(ask_of(context), iri))
        if len(text) > _LONGEST:
            raise MCPError(types.INVALID_PARAMS, f"The resource is longer than {_LONGEST:,} characters.")
        part = types.TextResourceContents(uri=iri, mime_type=media_type, text=text)
        return types.ReadResourceResult(contents=[part])

    async def complete(context: Context, asked: types.CompleteRequestParams) -> types.CompleteResult:
        found: list[str] = []
        if isinstance(asked.ref, types.PromptReference):
            given = asked.argument
            found = await prompts.completions(ask_of(context), asked.ref.name, given.name, given.value)
        return types.CompleteResult(completion=types.Completion(values=found))

    return Server(
        PROJECT.name.lower(),
        version=__version__,
        title=PROJECT.title["en"],
        instructions=INSTRUCTIONS,
        website_url=BASE,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
        on_completion=complete,
    )


async def _called(ask: Ask, name: str, given: dict[str, Any]) -> types.CallToolResult:
    """Return the answer of a tool, as data and as the same in text; what went wrong is told to the model."""
    if (tool := _BY_NAME.get(name)) is None:
        return _result(f"There is no tool {name[:60]!r}; there are: {', '.join(_BY_NAME)}.", is_error=True)
    try:
        answer = await tool.call(ask, given)
    except Refused as refused:
        return _result(str(refused), is_error=True)
    except Exception:
        _log.exception("the tool %s failed", name)
        return _result("The server failed at this request. Its log says why.", is_error=True)
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    if len(text) > _LONGEST:
        return _result(
            f"The answer is longer than {_LONGEST:,} characters. Ask for less: fewer rows, or shorter values.",
            is_error=True,
        )
    return _result(text, answer)


def _result(text: str, data: dict[str, Any] | None = None, is_error: bool = False) -> types.CallToolResult:
    content = types.TextContent(type="text", text=text)
    return types.CallToolResult(content=[content], structured_content=data, is_error=is_error)


async def _or_error(work: Awaitable[T]) -> T:
    """Return what is awaited; what is refused is an error of the protocol, where that has no other place for it."""
    try:
        return await work
    except Refused as refused:
        raise MCPError(types.INVALID_PARAMS, str(refused)) from None


def _tool(one: Tool[Any]) -> types.Tool:
    reads_only = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=one.name,
        title=one.title,
        description=one.description,
        input_schema=one.schema,
        annotations=reads_only,
    )


def _resource(one: resources.Resource) -> types.Resource:
    return types.Resource(uri=one.iri, name=one.name, description=one.description, mime_type=one.media_type)
