"""Sending answers: in pieces that a client has to take, one after the other, or it is given up.

A body of one piece goes at once, with its length in front. Of a longer one the HTTP server gets the next piece when it
has handed on the one before, so that what nobody reads takes no more than a few pieces, however long it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from typing import Final

from server.endpoint.http import Fields
from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings
from server.web.front.asgi import Application, Message, Receive, Scope, Send
from server.web.front.concurrency import ByteBudget
from server.web.front.exchange import EXCHANGE, Exchange, NothingTaken

PIECE: Final = 64 * 1024
"""Bytes that the HTTP server gets at a time."""

_SMALL: Final = 1024
"""Bytes of a body that HTTP/2 gets at once: its clients may leave many streams unread, and look alive all the same."""

_AHEAD: Final = 7
"""Pieces that the HTTP server takes of a stream before it has sent any of them, and one more."""

_OF_AN_ANSWER: Final = 16 * 1024
"""Bytes that an answer takes beside its body, about; the HTTP server has copies of its own of what it takes ahead."""


class SendLayer:
    """Has each answer taken piece by piece, and lets no client ask for more while it leaves too much unread."""

    def __init__(self, inner: Application, settings: Settings) -> None:
        self._inner, self._seconds = inner, settings.send_wait
        self._unread = ByteBudget(settings.client_unread)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on, if the client reads its answers. Raises HttpProblem, and NothingTaken in the midst of an answer."""
        exchange: Exchange = scope[EXCHANGE]
        client, held = exchange.client.name, 0
        self._refuse_if_unread(client)
        at_once = _SMALL if scope["http_version"] == "2" else PIECE

        def send_in_pieces(message: Message) -> Awaitable[None]:
            nonlocal held
            if message["type"] == "http.response.start":
                self._refuse_if_unread(client)  # others may have come this far since it was let in
                held = _OF_AN_ANSWER + min(_length(message["headers"]), _AHEAD * PIECE)
                self._unread.add(client, held)
                return send(message)
            if exchange.sent or message.get("more_body") or len(message.get("body", b"")) > at_once:
                return self._send(exchange, message, send)
            return send(message)

        try:
            await self._inner(scope, receive, send_in_pieces)
        finally:
            self._unread.give_back(client, held)

    def _refuse_if_unread(self, client: str) -> None:
        if self._unread.held(client) > self._unread.limit:
            detail = "You have not read the answers to your other requests. Read them first."
            raise HttpProblem(Slug.BUSY, 429, detail, headers={"Retry-After": "1"})

    async def _send(self, exchange: Exchange, message: Message, send: Send) -> None:
        """Send a message, and return when all of it is on its way, but for what may be followed by more."""
        body, client = message.get("body", b""), exchange.client.name
        held = 0 if exchange.outcome == "hit" else len(body)  # what is a hit is in the cache anyway
        self._unread.add(client, held)
        try:
            multiplexed = exchange.scope["http_version"] == "2"
            for piece in _pieces(body, _AHEAD if multiplexed and not message.get("more_body") else 0):
                await self._take(piece, send)
            if not message.get("more_body"):
                await self._take(b"", send, last=True)
        finally:
            self._unread.give_back(client, held)

    async def _take(self, piece: bytes, send: Send, *, last: bool = False) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await send({"type": "http.response.body", "body": piece, "more_body": not last})
        except TimeoutError:
            raise NothingTaken from None


def _length(fields: Fields) -> int:
    """The bytes of an answer by its fields; of one that is streamed as much as the HTTP server takes."""
    for name, value in reversed(fields):
        if name == b"content-length":
            return int(value)
    return _AHEAD * PIECE


def _pieces(body: bytes, single: int) -> Iterator[bytes]:
    """The pieces of a body, the last bytes one by one: there is room for them when what is before is on its way."""
    end = max(0, len(body) - single)
    for start in range(0, end, PIECE):
        yield body[start : min(start + PIECE, end)]
    for start in range(end, len(body)):
        yield body[start : start + 1]
