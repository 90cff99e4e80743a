"""The innermost layers: the body is read, the client is watched, and the endpoint or the web application answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from server.endpoint.http import Answer, Request, decoded
from server.endpoint.problems import HttpProblem, Slug
from server.engine import Client
from server.settings import Settings
from server.web.front.asgi import Application, Receive, Scope, Send
from server.web.front.concurrency import ByteBudget, ConcurrencyLimiter, TooManyWaiting
from server.web.front.exchange import EXCHANGE, ClientLeft, Exchange, NothingTaken, send_at_once
from server.web.front.mcp import MCP_PATH, Mcp
from server.web.front.releases import OPENED, OpenRelease
from server.web.front.wsgi import Threads

PATIENCE: Final = 0.02
"""Seconds after which a request is watched for the leaving of its client."""

_LAST_WORDS: Final = 1.0
"""Seconds until an answer is broken off, which loses what is still queued: the reason why it is, above all."""

_WITHOUT_BODY: Final = ("GET", "HEAD", "OPTIONS")
"""Methods whose body has no meaning. One that is there all the same is read, as the next request follows it."""

_DROPPED: Final = 16 * 1024 * 1024
"""Bytes read of a body beyond those it may have: many a client looks for no answer before all is sent."""

_OF_A_REQUEST: Final = 16 * 1024
"""Bytes that a request with a body is counted as beside it, so that there are not too many whose body never comes."""

_log: Final = logging.getLogger(__name__)


class BodyLayer:
    """Reads the body of each request, once, whatever answers it and however it is transferred."""

    def __init__(self, inner: Application, settings: Settings) -> None:
        self._inner, self._length, self._seconds = inner, settings.query_length, settings.receive_wait
        self._bodies = ByteBudget(max(settings.client_bodies, settings.query_length + _OF_A_REQUEST))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body and go on. Raises HttpProblem."""
        exchange: Exchange = scope[EXCHANGE]
        exchange.received = True
        wanted = scope["method"] not in _WITHOUT_BODY
        if not wanted and not _has_body(exchange):
            await self._inner(scope, receive, send)
            return
        client, held = exchange.client.name, 0

        def hold(size: int) -> None:
            nonlocal held
            if not self._bodies.take(client, size):
                raise _too_many_bodies()
            held += size

        try:
            hold(_OF_A_REQUEST)
            body = await read_body(receive, self._length, self._seconds, hold if wanted else None)
            exchange.body = body if wanted else b""
            await self._inner(scope, receive, send)
        finally:
            self._bodies.give_back(client, held)


def _has_body(exchange: Exchange) -> bool:
    """Whether there may be a body: HTTP/2 has no field that tells of each (RFC 9112, section 6; RFC 9113, 8.1)."""
    headers = exchange.headers
    return (
        exchange.scope["http_version"] == "2"
        or b"content-length" in headers
        or b"transfer-encoding" in headers
    )


def _too_many_bodies() -> HttpProblem:
    detail = (
        "The bodies of your requests take as much memory as they may. Send fewer of them at the same time."
    )
    return HttpProblem(Slug.BUSY, 429, detail, headers={"Retry-After": "1", "Connection": "close"})


async def read_body(
    receive: Receive, limit: int, seconds: float, hold: Callable[[int], None] | None = None
) -> bytes:
    """The body of a request. Raises HttpProblem if it is over `limit` bytes, takes longer, or does not come whole.

    `hold` is told of the bytes of each piece before it is kept; without it nothing is, and the body is empty.

    A client that leaves and chunks that are malformed look the same here; whoever is still there is told.
    """
    body, length = bytearray(), 0
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    detail = "The body did not come whole, or its chunks are malformed."
                    raise HttpProblem(Slug.REQUEST, 400, detail)
                piece = message.get("body", b"")
                length += len(piece)
                if hold and length <= limit:
                    hold(len(piece))
                    body += piece
                if message.get("more_body") and length <= limit + _DROPPED:
                    continue
                if length > limit:
                    raise HttpProblem(Slug.TOO_LARGE, 413, f"The body is longer than {limit:,} bytes.")
                return bytes(body)
    except TimeoutError:
        detail = f"The body did not arrive within {seconds:g} seconds."
        raise HttpProblem(Slug.REQUEST, 408, detail) from None


async def discard_body(exchange: Exchange, receive: Receive, seconds: float) -> None:
    """Read a body that nobody wants, within bounds: a client that sends all of it first would miss the answer."""
    exchange.received = True
    if _has_body(exchange):
        with suppress(HttpProblem):
            await read_body(receive, 0, seconds)


async def answer_of(exchange: Exchange, opened: OpenRelease, threads: Threads) -> Answer:
    """What a release answers: by its endpoint here, by its web application in a thread. Raises HttpProblem."""
    scope, context = exchange.scope, exchange.context
    path = scope["path"].removeprefix(context.prefix)
    if path == "/sparql":
        query_string = decoded(scope["query_string"])
        request = Request(scope["method"], path, query_string, exchange.headers, exchange.body, context)
        if answer := await opened.endpoint.answer(request):
            return answer
    return await threads.answer(opened.application, exchange)


class Dispatch:
    """Has the endpoint answer in the event loop, or the web application in a thread, and sends the answer."""

    def __init__(self, limiter: ConcurrencyLimiter, settings: Settings) -> None:
        self._limiter = limiter
        self._threads = Threads(settings.threads)
        self._mcp = Mcp(self._answered_by_release, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer. Raises HttpProblem, EngineError and ClientLeft; an answer that fails midway lacks its end."""
        exchange: Exchange = scope[EXCHANGE]
        watch = _Watch(receive, exchange.client)
        try:
            try:
                await self._limiter.enter(exchange.client.name)
            except TooManyWaiting:
                detail = "As many of your requests wait as may. Send fewer at the same time."
                raise HttpProblem(Slug.BUSY, 429, detail, headers={"Retry-After": "1"}) from None
            try:
                answer = await self._answer(exchange, scope[OPENED])
            finally:
                self._limiter.leave(exchange.client.name)
            await self._send(exchange, answer, send)
        finally:
            watch.end()

    async def close(self) -> None:
        """End what answers /mcp."""
        await self._mcp.close()

    async def _answer(self, exchange: Exchange, opened: OpenRelease) -> Answer:
        if exchange.scope["path"].removeprefix(exchange.context.prefix) == MCP_PATH:
            return await self._mcp.answer(exchange, opened)
        return await answer_of(exchange, opened, self._threads)

    async def _answered_by_release(self, exchange: Exchange, opened: OpenRelease) -> Answer:
        return await answer_of(exchange, opened, self._threads)

    async def _send(self, exchange: Exchange, answer: Answer, send: Send) -> None:
        if isinstance(answer.body, bytes):
            await send_at_once(send, exchange.method, answer)
            return
        try:
            # What fails before its first bytes has an answer of its own.
            first = await anext(answer.body, b"")
            try:
                await self._stream(exchange, answer, first, send)
            except (ClientLeft, HttpProblem):  # of the latter none comes once the answer has begun
                raise
            except Exception as error:
                if exchange.client.disconnected:
                    raise ClientLeft from None
                # Returning without the last message is what breaks the connection.
                _log.warning("a response was broken off: %s", str(error) or type(error).__name__)
                if not isinstance(error, NothingTaken):
                    await asyncio.sleep(_LAST_WORDS)
        finally:
            await answer.close()

    async def _stream(self, exchange: Exchange, answer: Answer, first: bytes, send: Send) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.fields})
        if exchange.method != "HEAD" and not isinstance(answer.body, bytes):
            await self._send_piece(exchange, first, send)
            async for piece in answer.body:
                await self._send_piece(exchange, piece, send)
        await send({"type": "http.response.body", "body": b""})

    async def _send_piece(self, exchange: Exchange, piece: bytes, send: Send) -> None:
        if exchange.client.disconnected:
            raise ClientLeft
        await send({"type": "http.response.body", "body": piece, "more_body": True})


class _Watch:
    """Tells the client's work when the client leaves. Begins after a moment, as most requests are over by then."""

    def __init__(self, receive: Receive, client: Client) -> None:
        self._receive, self._client = receive, client
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._begin)

    def end(self) -> None:
        """Watch no longer."""
        self._timer.cancel()
        if self._task:
            self._task.cancel()

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._client.disconnect()
