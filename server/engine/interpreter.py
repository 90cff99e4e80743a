"""Which threads of the serving process may compute: few at a time, one of each client."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from server.engine.fair_queue import FairQueue

_PATIENCE: Final = 1.0
"""Seconds after which a thread goes ahead: what keeps it waiting may itself wait for what this thread has locked."""


class FairSemaphore:
    """`slots` threads pass at the same time, one of each client; clients that wait have their turns in rounds.

    The interpreter runs one thread at a time anyway. But each thread that could run is one more that all others, the
    event loop above all, wait behind whenever they want it. For any number of threads.
    """

    def __init__(self, slots: int) -> None:
        self._free = slots
        self._inside: Counter[str] = Counter()
        self._queue: FairQueue[threading.Lock] = FairQueue()
        self._lock = threading.Lock()
        self._of_thread = threading.local()

    @contextmanager
    def held(self, client: str) -> Iterator[None]:
        """A slot for this thread, as long as the context lasts; waits for the turn of the client."""
        self._acquire(client)
        self._of_thread.client = client
        try:
            yield
        finally:
            del self._of_thread.client
            self._release(client)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Leave the slot of this thread, if it has one, to another while it waits for something else."""
        client: str | None = getattr(self._of_thread, "client", None)
        if client is None:
            yield
            return
        self._release(client)
        try:
            yield
        finally:
            self._acquire(client)

    def _acquire(self, client: str) -> None:
        with self._lock:
            if self._may(client):
                self._admit(client)
                return
            ticket = threading.Lock()
            ticket.acquire()
            self._queue.add(client, ticket)
        if not ticket.acquire(timeout=_PATIENCE):
            with self._lock:
                if ticket.locked():  # nobody has opened it in the meantime
                    self._queue.remove(client, ticket)
                    self._admit(client)

    def _release(self, client: str) -> None:
        with self._lock:
            self._free += 1
            self._inside[client] -= 1
            if not self._inside[client]:
                del self._inside[client]
            while turn := self._queue.next(self._may):
                self._queue.remove(*turn)
                self._admit(turn[0])
                turn[1].release()

    def _may(self, client: str) -> bool:
        return self._free > 0 and not self._inside[client]

    def _admit(self, client: str) -> None:
        self._free -= 1
        self._inside[client] += 1


INTERPRETER: Final = FairSemaphore(3)
"""That of this process, for the threads that answer requests."""
