"""`/mcp`: the Model Context Protocol over HTTP, whose tools ask this server's own API on the account of the client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlencode

from server.endpoint.caching import NOT_STORED
from server.endpoint.http import Answer, Headers, method_refused, options, problem_answer
from server.endpoint.http import Request as AskedOf
from server.endpoint.problems import HttpProblem, Slug, of_error
from server.endpoint.request import refuse_coded
from server.endpoint.results import compressed
from server.engine import EngineError
from server.mcp.asking import JSON, LONGEST_BODY, Parameters, Refused, Reply
from server.settings import Settings
from server.web.front.exchange import Exchange
from server.web.front.own_origin import OwnOrigin, listens_on_loopback
from server.web.front.releases import OpenRelease

MCP_PATH: Final = "/mcp"
_ALLOWED: Final = ("POST", "OPTIONS")
_FORM: Final = b"application/x-www-form-urlencoded"

_LONGEST_MESSAGE: Final = 32 * 1024
_MOST_VALUES: Final = 500
"""Values, lists and objects of a message: the package makes an object of each in the event loop, where all wait."""

_PRICE: Final = 0.02
"""Seconds that a client is charged for a message: to read it and to write its answer takes some milliseconds there."""

_PARSE_ERROR: Final = -32700
_INVALID_REQUEST: Final = -32600
_INVALID_PARAMS: Final = -32602
_INTERNALS: Final = b"errors.pydantic.dev"
"""Where the answer of the package has the words of the library that checks its messages, with its version."""

Answering = Callable[[Exchange, OpenRelease], Awaitable[Answer]]
"""Answers a request from a release, as it does one that came over the network."""


class Mcp:
    """Answers the requests to /mcp, each by itself: without sessions, each answer whole and in JSON.

    The package of the protocol is loaded with the first of them, as that takes longer than the server needs to start.
    """

    def __init__(self, answering: Answering, settings: Settings) -> None:
        self._answering = answering
        self._own = OwnOrigin(settings, "/mcp", any_host=not listens_on_loopback(settings))
        self._loading = asyncio.Lock()
        self._carrier: Any = None

    async def answer(self, exchange: Exchange, opened: OpenRelease) -> Answer:
        """Answer a request.

        Raises HttpProblem for one that comes from elsewhere, by another method than POST, or whose message is too long.
        """
        self._own.check(exchange.headers)
        asked = AskedOf(exchange.method, MCP_PATH, "", exchange.headers)
        if exchange.method == "OPTIONS":
            return options(asked, _ALLOWED, JSON)
        if exchange.method != "POST":  # a server without streams and sessions has nothing for GET and DELETE
            raise method_refused(asked, _ALLOWED)
        refuse_coded(asked)
        client = exchange.client
        client.account.refuse_if_spent()
        client.account.charge(_PRICE)
        with client.working():
            if wrong := _wrong(exchange.body):
                return wrong
        if self._carrier is None:
            async with self._loading:
                self._carrier = self._carrier or await _loaded()
        ask = Within(self._answering, exchange, opened)
        carried = await self._carrier.carry([*exchange.headers.items()], exchange.body, ask)
        if _INTERNALS in carried.body and "error" in (told := json.loads(carried.body)):
            detail = "The parameters are not those that the protocol has for this method."
            return _error(_INVALID_PARAMS, detail, told.get("id"))
        fields = [pair for pair in carried.fields if pair[0] != b"content-length"]
        answer = Answer(carried.status, [*fields, NOT_STORED], bytes(carried.body))
        return await compressed(answer, exchange.headers.get(b"accept-encoding"))

    async def close(self) -> None:
        """End what runs beside the requests."""
        if self._carrier is not None:
            await self._carrier.close()


def _wrong(body: bytes) -> Answer | None:
    """What is answered where a body is no request or notification of JSON-RPC 2.0 (section 4); None where it is one.

    Raises HttpProblem for one that is too long, or has too many values.
    """
    if len(body) > _LONGEST_MESSAGE:
        raise HttpProblem(Slug.TOO_LARGE, 413, f"The message is longer than {_LONGEST_MESSAGE:,} bytes.")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return _error(_PARSE_ERROR, "The body is not JSON.")
    if not isinstance(message, dict) or not isinstance(message.get("method"), str):
        return _error(_INVALID_REQUEST, "The body is not one request or notification of JSON-RPC 2.0.")
    if "id" in message and (isinstance(message["id"], bool) or not isinstance(message["id"], str | int)):
        return _error(_INVALID_REQUEST, "The id of a request is a text or a whole number.")
    waiting: list[Any] = [message]
    for number, value in enumerate(waiting):
        if number >= _MOST_VALUES:
            raise HttpProblem(Slug.TOO_LARGE, 413, f"The message has more than {_MOST_VALUES} values.")
        waiting += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return None


def _error(code: int, text: str, number: str | int | None = None) -> Answer:
    """An error of JSON-RPC 2.0 (section 5.1) for the request of an id, or for a message that has none."""
    told = {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": text}}
    return Answer(400, [(b"content-type", JSON.encode()), NOT_STORED], json.dumps(told).encode())


async def _loaded() -> Any:
    module = await asyncio.to_thread(import_module, "server.mcp.over_asgi")
    carrier = module.Carrier()
    await carrier.open()
    return carrier


@dataclass(frozen=True)
class Within:
    """Asks the API in this process (an `Ask`), as a request of the client from whom `exchange` came.

    Each request is one more of those that it may send, and what it takes to evaluate is charged to it.
    """

    answering: Answering
    exchange: Exchange
    opened: OpenRelease

    @property
    def root(self) -> str:
        """The address of the home page, without the slash at its end."""
        return self.exchange.context.root

    async def release(self) -> str:
        """The name of the release that answers every request of these; empty for data that changes, which has none."""
        return self.exchange.context.release

    async def __call__(self, path: str, parameters: Parameters = (), accept: str = JSON) -> Reply:
        """Ask for a path. Raises Refused where the client is spent, or an answer too long."""
        try:
            self.exchange.requested()
            answer = await self.answering(self._inner(path, urlencode(parameters), accept), self.opened)
        except HttpProblem as problem:
            answer = problem_answer(problem, accept, self.exchange.context.request_id)
        except EngineError as error:
            answer = problem_answer(of_error(error), accept, self.exchange.context.request_id)
        self.exchange.answered(answer.status)
        try:
            body = answer.body if isinstance(answer.body, bytes) else await _read(answer.body, LONGEST_BODY)
        except EngineError as error:
            raise Refused(of_error(error).detail) from None
        finally:
            await answer.close()
        if len(body) > LONGEST_BODY:
            raise Refused(
                f"The answer is longer than {LONGEST_BODY:,} bytes. Ask for less: a LIMIT, or fewer columns."
            )
        return Reply(
            answer.status, {name.decode(): value.decode("latin-1") for name, value in answer.fields}, body
        )

    def _inner(self, path: str, encoded: str, accept: str) -> Exchange:
        """The request of the API that a tool makes, from the same client and to the same release."""
        posted = path == "/sparql"
        fields = [(b"accept", accept.encode())]
        if posted:
            fields.append((b"content-type", _FORM))
        method = "POST" if posted else "GET"
        scope = {
            **self.exchange.scope,
            "method": method,
            "path": path,
            "query_string": b"" if posted else encoded.encode(),
        }
        return replace(
            self.exchange,
            scope=scope,
            headers=Headers(fields),
            method=method,
            path=path,
            context=self.exchange.context._replace(prefix=""),
            body=encoded.encode() if posted else b"",
        )


async def _read(pieces: AsyncIterator[bytes], most: int) -> bytes:
    """What comes in pieces, and no more of it than tells that it is too long."""
    found = bytearray()
    async for piece in pieces:
        found += piece
        if len(found) > most:
            break
    return bytes(found)
