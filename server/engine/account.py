"""What may be evaluated for whom: the account of a client over time, and the allowance of one request."""

from __future__ import annotations

import time
from typing import Final, Protocol

from server.engine.errors import DeadlineExceeded, TooManyLookups


class Account(Protocol):
    """Counts what is done for a client, whatever path asks for it. Thread-safe."""

    def refuse_if_spent(self) -> None:
        """Raise ClientSpent if nothing more may be begun for the client."""

    def charge(self, seconds: float) -> None:
        """Count seconds of an evaluator that worked for the client, however its work ended."""


class _Unlimited:
    def refuse_if_spent(self) -> None:
        """Nothing is counted."""

    def charge(self, seconds: float) -> None:
        """Nothing is counted."""


UNLIMITED: Final[Account] = _Unlimited()
"""The account of the server itself, and of clients that nobody counts."""


class Allowance:
    """What one request may have evaluated in all: `lookups` queries, within one deadline from when the first begins.

    Whatever answers the request, each of its jobs runs under it. For the event loop of the pool.
    """

    __slots__ = ("_end", "_left", "_lookups")

    def __init__(self, lookups: int) -> None:
        self._lookups = self._left = lookups
        self._end: float | None = None

    def look_up(self, number: int, seconds: float) -> None:
        """Count queries, of a request whose deadline is so long. Raises TooManyLookups and DeadlineExceeded."""
        self._left -= number
        if self._left < 0:
            raise TooManyLookups(self._lookups)
        if self._end is not None and time.monotonic() >= self._end:
            raise DeadlineExceeded(seconds)

    def begin(self, seconds: float) -> float:
        """An evaluator begins to work: the seconds that are left of the deadline, which begins with the first."""
        now = time.monotonic()
        if self._end is None:
            self._end = now + seconds
        return max(0.0, self._end - now)
