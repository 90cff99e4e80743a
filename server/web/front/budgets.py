"""What a client may use within a window of time: requests, seconds of evaluators, and requests that are mistaken.

Each server counts for itself, or several together in a Redis (shared_counts.py): then what stands here is what Redis
said at the client's last request, and what was used since.

What is left is told in the fields RateLimit and RateLimit-Policy of the IETF draft
draft-ietf-httpapi-ratelimit-headers (version 10).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal

from server.endpoint.http import Fields
from server.engine import ClientSpent
from server.settings import Settings

if TYPE_CHECKING:
    from server.web.front.shared_counts import Counted, SharedCounts  # needs an optional package

MOST_CLIENTS: Final = 50_000
"""Clients that are counted at the same time; with more, those whose window has ended are forgotten, then all."""

_UNLIKE_MISTAKES: Final = (404, 410, 412, 429)
"""Statuses from 400 to 499 that tell nothing of a mistake of the client's."""

Budget = Literal["requests", "seconds", "errors"]


@dataclass
class _Window:
    end: float
    used: dict[Budget, float] = field(default_factory=dict)


class Budgets:
    """Counts what clients use; a limit of 0 counts nothing. `shared` are the counts of several servers, if any.

    A query is begun as long as a second is left, however long it takes then. What it takes beyond the budget is taken
    off the next window, and off those that follow.
    """

    def __init__(self, settings: Settings, shared: SharedCounts | None = None) -> None:
        self._shared = shared
        self._windows: dict[str, _Window] = {}
        self._lock = Lock()
        self.apply(settings)

    def apply(self, settings: Settings) -> None:
        """Go by other limits; what has been used in the windows that have begun stays used."""
        limits: dict[Budget, int] = {
            "requests": settings.rate_limit,
            "seconds": settings.client_seconds,
            "errors": settings.client_errors,
        }
        self._limits = {budget: limit for budget, limit in limits.items() if limit}
        self._window = settings.rate_window
        length = math.ceil(self._window)
        quotas = (f'"{budget}";q={limit};w={length}' for budget, limit in self._limits.items())
        self._policy = (b"ratelimit-policy", ", ".join(quotas).encode())
        if self._shared:
            self._shared.apply(self._window, self._limits)

    async def count_request(self, client: str) -> None:
        """Count a request of a client, with all servers if they count together. Raises ClientSpent for one too many."""
        counted = await self._shared.request(client) if self._shared and self._limits else None
        if counted is None:
            self.refuse_if_spent(client, "requests")
            self.use(client, "requests", 1)
            return
        self._take_over(client, counted)
        if not counted.admitted:
            self.refuse_if_spent(client, "requests")

    def use(self, client: str, budget: Budget, amount: float) -> None:
        """Count what a client uses."""
        if budget in self._limits:
            with self._lock:
                used = self._of(client).used
                used[budget] = used.get(budget, 0) + amount
            if self._shared:
                self._shared.note(client, budget, amount)

    def refuse_if_spent(self, client: str, *budgets: Budget) -> None:
        """Raise ClientSpent for the first of some budgets that a client has used up."""
        with self._lock:
            window = self._of(client)
        for budget in budgets:
            if self._left(window, budget) <= 0:
                limit, name = self._limits[budget], _IN_WORDS[budget]
                quota = f"{limit:,} {name} within {self._window:g} seconds"
                raise ClientSpent(self._seconds_until_some(window, budget), budget, quota)

    def fields(self, client: str) -> Fields:
        """The header fields that tell a client what is left."""
        if not self._limits:
            return []
        with self._lock:
            window = self._of(client)
        reset = math.ceil(window.end - time.monotonic())
        left = (
            f'"{budget}";r={max(0, math.ceil(self._left(window, budget)))};t={reset}'
            for budget in self._limits
        )
        return [self._policy, (b"ratelimit", ", ".join(left).encode())]

    def _take_over(self, client: str, counted: Counted) -> None:
        with self._lock:
            self._forget(time.monotonic())
            self._windows[client] = _Window(time.monotonic() + counted.left, dict(counted.used))

    def _left(self, window: _Window, budget: Budget) -> float:
        return self._limits.get(budget, math.inf) - window.used.get(budget, 0)

    def _seconds_until_some(self, window: _Window, budget: Budget) -> int:
        further = window.used[budget] // self._limits[budget] - 1 if budget == "seconds" else 0
        return max(1, math.ceil(window.end - time.monotonic() + further * self._window))

    def _of(self, client: str) -> _Window:
        now = time.monotonic()
        window = self._windows.get(client)
        if window is None or window.end <= now:
            self._forget(now)
            window = self._windows[client] = _Window(now + self._window, self._owed(window, now))
        return window

    def _owed(self, window: _Window | None, now: float) -> dict[Budget, float]:
        if window is None:
            return {}
        windows = 1 + (now - window.end) // self._window
        return {"seconds": max(0.0, window.used.get("seconds", 0) - windows * self._limits.get("seconds", 0))}

    def _forget(self, now: float) -> None:
        if len(self._windows) < MOST_CLIENTS:
            return
        self._windows = {client: window for client, window in self._windows.items() if window.end > now}
        if len(self._windows) >= MOST_CLIENTS:
            self._windows = {}


_IN_WORDS: Final[dict[Budget, str]] = {
    "requests": "requests",
    "seconds": "seconds of evaluation",
    "errors": "mistaken requests",
}


class ClientAccount:
    """The account of one client in the budgets of all (an `Account` of the engine)."""

    def __init__(self, budgets: Budgets, client: str) -> None:
        self._budgets, self._client = budgets, client

    def request(self) -> None:
        """Count a request. Raises ClientSpent for one too many."""
        self._budgets.refuse_if_spent(self._client, "requests")
        self._budgets.use(self._client, "requests", 1)

    def refuse_if_spent(self) -> None:
        """Raise ClientSpent if nothing more may be evaluated for the client."""
        self._budgets.refuse_if_spent(self._client, "seconds", "errors")

    def charge(self, seconds: float) -> None:
        """Count seconds of an evaluator."""
        self._budgets.use(self._client, "seconds", seconds)

    def answered(self, status: int) -> Fields:
        """Count an answer, if it says that the request was mistaken; the fields that tell what is left."""
        if 400 <= status < 500 and status not in _UNLIKE_MISTAKES:
            self._budgets.use(self._client, "errors", 1)
        return self._budgets.fields(self._client)
