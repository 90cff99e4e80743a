"""Admission to the threads: bounded for all and for each client, in rounds among those who wait."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.engine.fair_queue import FairQueue


class TooManyWaiting(Exception):
    """As many requests of this client wait as may."""


class ConcurrencyLimiter:
    """`slots` requests pass at the same time, `share` of each client, of which `waiting` more may wait.

    For one event loop.
    """

    def __init__(self, slots: int, share: int, waiting: int) -> None:
        self._free, self._share, self._most_waiting = slots, min(share, slots), waiting
        self._inside: Counter[str] = Counter()
        self._queue: FairQueue[asyncio.Future[None]] = FairQueue()

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return len(self._queue)

    @asynccontextmanager
    async def slot(self, client: str) -> AsyncIterator[None]:
        """Wait for the client's turn, and stay within. Raises TooManyWaiting instead of waiting behind too many."""
        await self._enter(client)
        try:
            yield
        finally:
            self._leave(client)

    async def _enter(self, client: str) -> None:
        if self._free and self._may(client) and self._queue.next(self._may) is None:
            self._admit(client)
            return
        if self._queue.of(client) >= self._most_waiting:
            raise TooManyWaiting
        ticket = asyncio.get_running_loop().create_future()
        self._queue.add(client, ticket)
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():
                self._leave(client)
            else:
                self._queue.remove(client, ticket)
            raise

    def _may(self, client: str) -> bool:
        return self._inside[client] < self._share

    def _admit(self, client: str) -> None:
        self._free -= 1
        self._inside[client] += 1

    def _leave(self, client: str) -> None:
        self._free += 1
        self._inside[client] -= 1
        if not self._inside[client]:
            del self._inside[client]
        while self._free and (turn := self._queue.next(self._may)):
            self._queue.remove(*turn)
            self._admit(turn[0])
            turn[1].set_result(None)
