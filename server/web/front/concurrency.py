"""What the requests of a client may take at the same time: places among those that are handled, and bytes of memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.engine.fair_queue import FairQueue


class TooManyWaiting(Exception):
    """As many requests of this client wait as may, or one has waited as long as may be."""


class ConcurrencyLimiter:
    """`slots` requests pass at the same time, `share` of each client, of which `waiting` more may wait.

    For one event loop.
    """

    def __init__(self, slots: int, share: int, waiting: int) -> None:
        self._slots = self._free = slots
        self.share_out(share, waiting)
        self._inside: dict[str, int] = {}
        self._queue: FairQueue[asyncio.Future[None]] = FairQueue()

    def share_out(self, share: int, waiting: int) -> None:
        """Let so many requests of each client pass and wait from now on; whoever is inside or waits is let alone."""
        self._share, self._most_waiting = min(share, self._slots), waiting

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return len(self._queue)

    async def enter(self, client: str) -> None:
        """Wait for the client's turn; to be left again. Raises TooManyWaiting instead of waiting behind too many.

        The server itself, whose name is empty, waits behind any number.
        """
        if self._free and self._may(client) and not (self._queue.lines and self._queue.next(self._may)):
            self._admit(client)
            return
        if client and self._queue.of(client) >= self._most_waiting:
            raise TooManyWaiting
        ticket = asyncio.get_running_loop().create_future()
        self._queue.add(client, ticket)
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():
                self.leave(client)
            else:
                self._queue.discard(client, ticket)
            raise

    @asynccontextmanager
    async def turn(self, client: str, seconds: float | None = None) -> AsyncIterator[None]:
        """A place as long as the context lasts. Raises TooManyWaiting, also after waiting for so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self.enter(client)
        except TimeoutError:
            raise TooManyWaiting from None
        try:
            yield
        finally:
            self.leave(client)

    def _may(self, client: str) -> bool:
        return self._inside.get(client, 0) < self._share

    def _admit(self, client: str) -> None:
        self._free -= 1
        self._inside[client] = self._inside.get(client, 0) + 1

    def leave(self, client: str) -> None:
        """Give the place to whose turn it is."""
        self._free += 1
        if left := self._inside.pop(client) - 1:
            self._inside[client] = left
        while self._queue.lines and self._free and (turn := self._queue.next(self._may)):
            self._queue.remove(*turn)
            if not turn[1].done():  # cancelled, by a task that has not yet run since
                self._admit(turn[0])
                turn[1].set_result(None)


class ByteBudget:
    """Counts the bytes that are held for each client; `limit` is how many may be. For one event loop."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: dict[str, int] = {}

    def held(self, client: str) -> int:
        """How many bytes are held for a client."""
        return self._held.get(client, 0)

    def take(self, client: str, size: int) -> bool:
        """Hold more bytes for a client, if it may have them."""
        held = self._held.get(client, 0) + size
        if held > self.limit:
            return False
        self._held[client] = held
        return True

    def add(self, client: str, size: int) -> None:
        """Hold bytes for a client that are there whether it may have them or not; to be given back."""
        self._held[client] = self._held.get(client, 0) + size

    def give_back(self, client: str, size: int) -> None:
        """Hold so many bytes less."""
        if left := self._held.pop(client, 0) - size:
            self._held[client] = left
