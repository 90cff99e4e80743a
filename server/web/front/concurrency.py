"""How many requests are handled at the same time, and in which order those of all clients get their turns."""

from __future__ import annotations

import asyncio
from collections import Counter
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
        self._inside: Counter[str] = Counter()
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
        return self._inside[client] < self._share

    def _admit(self, client: str) -> None:
        self._free -= 1
        self._inside[client] += 1

    def leave(self, client: str) -> None:
        """Give the place to whose turn it is."""
        self._free += 1
        self._inside[client] -= 1
        if not self._inside[client]:
            del self._inside[client]
        while self._queue.lines and self._free and (turn := self._queue.next(self._may)):
            self._queue.remove(*turn)
            if not turn[1].done():  # cancelled, by a task that has not yet run since
                self._admit(turn[0])
                turn[1].set_result(None)
