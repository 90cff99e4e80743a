"""How many requests a client may send: counted over windows of time, told in the fields RateLimit and RateLimit-Policy.

The fields are those of the IETF draft draft-ietf-httpapi-ratelimit-headers (version 10).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Final

from server.endpoint.http import Fields
from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings
from server.web.front.asgi import Application, Receive, Scope, Send
from server.web.front.clients import networks, within
from server.web.front.exchange import exchange_of

MOST_CLIENTS: Final = 50_000
"""Clients that are counted at the same time; with more, those whose window has ended are forgotten, then all."""


@dataclass(frozen=True)
class Verdict:
    """Whether a request may pass; `retry_after` is in seconds, `fields` are for its answer."""

    passes: bool
    retry_after: int
    fields: Fields


_UNCOUNTED: Final = Verdict(True, 0, [])


@dataclass
class _Window:
    end: float
    used: int = 0


class Rates:
    """Counts requests; a `limit` of 0 counts none. `window` is in seconds."""

    def __init__(self, limit: int, window: float) -> None:
        self._limit, self._window = limit, window
        self._policy = (b"ratelimit-policy", f'"requests";q={limit};w={math.ceil(window)}'.encode())
        self._windows: dict[str, _Window] = {}

    def spend(self, client: str) -> Verdict:
        """Count a request of a client."""
        if not self._limit:
            return _UNCOUNTED
        now = time.monotonic()
        window = self._windows.get(client)
        if window is None or window.end <= now:
            self._forget(now)
            window = self._windows[client] = _Window(now + self._window)
        window.used += 1
        left, reset = max(0, self._limit - window.used), math.ceil(window.end - now)
        headers = [self._policy, (b"ratelimit", f'"requests";r={left};t={reset}'.encode())]
        return Verdict(window.used <= self._limit, reset, headers)

    def _forget(self, now: float) -> None:
        if len(self._windows) < MOST_CLIENTS:
            return
        self._windows = {client: window for client, window in self._windows.items() if window.end > now}
        if len(self._windows) >= MOST_CLIENTS:
            self._windows = {}


class RateLayer:
    """Lets through as many requests of a client as it may send. Raises SettingsError for a list that is none."""

    def __init__(self, inner: Application, settings: Settings) -> None:
        self._inner = inner
        self._rates = Rates(settings.rate_limit, settings.rate_window)
        self._exempt = networks(settings, "rate_exempt")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request and go on. Raises HttpProblem for one too many."""
        exchange = exchange_of(scope)
        if not within(exchange.address, self._exempt):
            verdict = self._rates.spend(exchange.client.name)
            exchange.fields += verdict.fields
            if not verdict.passes:
                seconds = verdict.retry_after
                detail = f"You have sent as many requests as you may for now. Try again in {seconds} seconds."
                raise HttpProblem(Slug.BUSY, 429, detail, headers={"Retry-After": str(seconds)})
        await self._inner(scope, receive, send)
