"""`/mcp`: the Model Context Protocol over HTTP, whose tools ask this server's own API on the account of the client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlencode

from server.endpoint.caching import NOT_STORED
from server.endpoint.http import Answer, Headers, method_refused, options, problem_answer
from server.endpoint.http import Request as AskedOf
from server.endpoint.problems import HttpProblem, of_error
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
        """Answer a request. Raises HttpProblem for one that comes from elsewhere, or by another method than POST."""
        self._own.check(exchange.headers)
        asked = AskedOf(exchange.method, MCP_PATH, "", exchange.headers)
        if exchange.method == "OPTIONS":
            return options(asked, _ALLOWED, JSON)
        if exchange.method != "POST":  # a server without streams and sessions has nothing for GET and DELETE
            raise method_refused(asked, _ALLOWED)
        if self._carrier is None:
            async with self._loading:
                self._carrier = self._carrier or await _loaded()
        ask = Within(self._answering, exchange, opened)
        carried = await self._carrier.carry([*exchange.headers.items()], exchange.body, ask)
        fields = [pair for pair in carried.fields if pair[0] != b"content-length"]
        answer = Answer(carried.status, [*fields, NOT_STORED], bytes(carried.body))
        return await compressed(answer, exchange.headers.get(b"accept-encoding"))

    async def close(self) -> None:
        """End what runs beside the requests."""
        if self._carrier is not None:
            await self._carrier.close()


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
            context=replace(self.exchange.context, prefix=""),
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
