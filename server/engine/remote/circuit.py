"""A circuit breaker: an engine that failed several times in a row is let alone for a while, then tried by one query."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from server.engine.errors import EngineUnreachable
from server.engine.remote.figures import CALLS, OPEN


class Circuit:
    """Closed at first; open for `pause` seconds after `failures` in a row; then one call decides. For one event loop.

    Every call begins with `enter` and ends with `succeeded`, `failed`, or, where it tells nothing, `left`.
    """

    def __init__(self, failures: int, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._pause, self._clock = failures, pause, clock
        self._failures = 0
        self._until = 0.0
        self._tried = False
        """Whether a call is under way that decides."""

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, but for one that may decide."""
        return self._failures >= self._most

    @property
    def reachable(self) -> bool:
        """Whether the last call that tells reached the engine."""
        return not self._failures

    def may_try(self) -> bool:
        """Whether a call would be let through."""
        return not self.is_open or (not self._tried and self._clock() >= self._until)

    def enter(self) -> None:
        """Begin a call. Raises EngineUnreachable if the engine is let alone."""
        if not self.may_try():
            CALLS.labels("spared").inc()
            raise EngineUnreachable(self.retry_after())
        self._tried = self.is_open

    def retry_after(self) -> int:
        """Seconds after which it makes sense to come again."""
        return max(1, math.ceil(self._until - self._clock()))

    def succeeded(self) -> None:
        """The engine was reached."""
        self._failures, self._tried = 0, False
        OPEN.set(0)

    def failed(self) -> None:
        """The engine could not be reached."""
        self._failures, self._tried = self._failures + 1, False
        if self.is_open:
            self._until = self._clock() + self._pause
            OPEN.set(1)

    def left(self) -> None:
        """The call was given up before it was known whether the engine can be reached."""
        self._tried = False
