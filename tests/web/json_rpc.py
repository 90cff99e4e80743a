"""A client of the Model Context Protocol that knows nothing but JSON-RPC over HTTP, and that asks no package for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.web.client import Answer, Client

ACCEPTED = "application/json, text/event-stream"


class RpcError(Exception):
    """An error of the protocol; `code` is that of JSON-RPC."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class ToolAnswer:
    """What a tool answered: its data, or what it said was wrong; `size` is that of its text."""

    data: Any
    text: str
    is_error: bool

    @property
    def size(self) -> int:
        return len(self.text.encode())


class JsonRpc:
    """Sends messages of the revisions before 2026-07-28 to /mcp, each by itself."""

    def __init__(
        self, client: Client, version: str = "2025-06-18", source: str = "127.0.0.1", path: str = "/mcp"
    ) -> None:
        self._client, self._version, self._source, self._path = client, version, source, path
        self._numbers = count(1)

    def post(self, message: Any, **headers: str) -> Answer:
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        fields = {
            "Content-Type": "application/json",
            "Accept": ACCEPTED,
            "MCP-Protocol-Version": self._version,
            **named,
        }
        return self._client.send("POST", self._path, fields, body, source=self._source)

    def request(self, method: str, params: Any = None) -> Any:
        message = {"jsonrpc": "2.0", "id": next(self._numbers), "method": method}
        if params is not None:
            message["params"] = params
        answer = self.post(message)
        document = answer.json()
        if "error" in document:
            raise RpcError(document["error"]["code"], document["error"]["message"])
        assert (answer.status, document["id"]) == (200, message["id"]), answer.text
        return document["result"]

    def initialize(self) -> Any:
        me = {"name": "plain", "version": "1"}
        params = {"protocolVersion": self._version, "capabilities": {}, "clientInfo": me}
        return self.request("initialize", params)

    def call(self, tool: str, **arguments: Any) -> ToolAnswer:
        result = self.request("tools/call", {"name": tool, "arguments": arguments})
        (content,) = result["content"]
        return ToolAnswer(result.get("structuredContent"), content["text"], result.get("isError", False))
