"""The protocol's own transport (streamable HTTP), given a request that is here whole and asked for its whole answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

from mcp.server import ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

from server.mcp.asking import Ask
from server.mcp.protocol import protocol_server

# A warning for each malformed notification would let anybody fill the log.
logging.getLogger("mcp").setLevel(logging.ERROR)

Fields = list[tuple[bytes, bytes]]
"""Header fields as ASGI has them: names in lower case."""

_ASK: Final = "eikg.ask"
"""Where the scope of a request has what asks the API for it."""


@dataclass
class Carried:
    """An answer of the transport: status, fields, body."""

    status: int = 0
    fields: Fields = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Take a message of ASGI."""
        if message["type"] == "http.response.start":
            self.status, self.fields = message["status"], [*message["headers"]]
        else:
            self.body += message.get("body", b"")


class Carrier:
    """Carries requests to the protocol's server, each by itself. `open` it in the event loop, and `close` it there."""

    def __init__(self) -> None:
        server = protocol_server(_ask_of)
        self._manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
        self._ended = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin. The tasks of the transport are those of one task, as their scope must end where it began."""
        running = asyncio.Event()
        self._task = asyncio.create_task(self._run(running))
        await running.wait()
        if self._task.done():
            await self._task

    async def close(self) -> None:
        """End the tasks of the transport."""
        self._ended.set()
        if self._task:
            await self._task

    async def carry(self, fields: Fields, body: bytes, ask: Ask) -> Carried:
        """Return the answer to the POST of a message; its tools ask through `ask`."""
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/mcp",
            "raw_path": b"/mcp",
            "query_string": b"",
            "root_path": "",
            "headers": fields,
            _ASK: ask,
        }
        taken = False

        async def receive() -> dict[str, Any]:
            nonlocal taken
            if taken:  # whether the client leaves is watched by whoever took the request
                await asyncio.Future()
            taken = True
            return {"type": "http.request", "body": body, "more_body": False}

        carried = Carried()
        await self._manager.handle_request(scope, receive, carried.send)
        return carried

    async def _run(self, running: asyncio.Event) -> None:
        try:
            async with self._manager.run():
                running.set()
                await self._ended.wait()
        finally:
            running.set()  # it failed, if it was not set before


def _ask_of(context: ServerRequestContext[Any, Any]) -> Ask:
    request: Any = context.request
    ask: Ask = request.scope[_ASK]
    return ask
