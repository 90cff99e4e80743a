"""Who a client is, by address, and how many requests it may send.

What it may send is counted over windows of time and told in the fields RateLimit and RateLimit-Policy of the IETF
draft draft-ietf-httpapi-ratelimit-headers (version 10).
"""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from server.endpoint.http import Fields
from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings, SettingsError, variable
from server.web.front.asgi import Application, Receive, Scope, Send
from server.web.front.exchange import EXCHANGE, Exchange

Network = IPv4Network | IPv6Network

OF_OPERATORS: Final = frozenset(("/health", "/health/live", "/health/ready", "/metrics"))
"""The paths that operators ask for."""

UNKNOWN: Final = "unknown"
"""Stands for the address of a client that a trusted proxy does not tell; in no network, so without privileges."""

_FORWARDED: Final = re.compile(r"(?:\[([^\]]*)\]|([0-9.]+))(?::[0-9]{1,5})?")
"""An IPv6 address in brackets or an IPv4 one, with a port or without, as some proxies write them."""

REMEMBERED: Final = 4096
"""Clients of whom what follows from their address is kept, as each request asks for it."""


def networks(settings: Settings, name: str) -> tuple[Network, ...]:
    """The addresses and networks that a setting lists. Raises SettingsError."""
    text: str = getattr(settings, name)
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(f"{variable(name)} is {text!r}, but {error}") from None


@lru_cache(maxsize=REMEMBERED)
def within(address: str, listed: tuple[Network, ...]) -> bool:
    """Whether an address lies in one of the networks; what is no address lies in none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in network for network in listed)


@lru_cache(maxsize=REMEMBERED)
def group(address: str) -> str:
    """Whom the limits count as one client: an IPv4 address, or the /64 network that one IPv6 customer has."""
    try:
        found = ip_address(address)
    except ValueError:
        return UNKNOWN
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, 64), strict=False))


def _address_in(entry: str) -> str:
    """The address in an entry of X-Forwarded-For, with or without a port; UNKNOWN if it has none, or one of here."""
    found = _FORWARDED.fullmatch(entry)
    try:
        address = ip_address((found[1] or found[2]) if found else entry)
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback or address.is_unspecified or getattr(address, "scope_id", None):
        return UNKNOWN
    return str(address)


class ClientLayer:
    """Names the client of each request; what operators ask for is answered ahead of every limit.

    Raises SettingsError for a list of proxies that is none.
    """

    def __init__(self, inner: Application, operations: Application, settings: Settings) -> None:
        self._inner, self._operations = inner, operations
        self._proxies = networks(settings, "trusted_proxies")
        self._named = lru_cache(maxsize=REMEMBERED)(self._name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the client and go on."""
        exchange: Exchange = scope[EXCHANGE]
        forwarded = exchange.headers.raw(b"x-forwarded-for") if self._proxies else None
        exchange.address = self._named(exchange.peer, forwarded)
        exchange.client.name = group(exchange.address)
        inner = self._operations if scope["path"] in OF_OPERATORS else self._inner
        await inner(scope, receive, send)

    def _name(self, peer: str, forwarded: bytes | None) -> str:
        """The address that a request came from: that of the connection, or what a trusted proxy says of it.

        `forwarded` is X-Forwarded-For. Each proxy appends whom it heard, so the last one that is no trusted proxy
        counts; what stands before may be forged. Where a trusted proxy says nothing that can be believed, the client is
        UNKNOWN: not the proxy, nor this machine, which may have privileges.
        """
        if not within(peer, self._proxies):
            return peer
        address = UNKNOWN
        for entry in reversed((forwarded or b"").decode("latin-1").split(",")):
            if entry.strip():
                address = _address_in(entry.strip())
                if not within(address, self._proxies):
                    break
        return address


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
        exempt = networks(settings, "rate_exempt")
        self._is_exempt = lru_cache(maxsize=REMEMBERED)(lambda address: within(address, exempt))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request and go on. Raises HttpProblem for one too many."""
        exchange: Exchange = scope[EXCHANGE]
        if not self._is_exempt(exchange.address):
            verdict = self._rates.spend(exchange.client.name)
            exchange.fields += verdict.fields
            if not verdict.passes:
                seconds = verdict.retry_after
                detail = f"You have sent as many requests as you may for now. Try again in {seconds} seconds."
                raise HttpProblem(Slug.BUSY, 429, detail, headers={"Retry-After": str(seconds)})
        await self._inner(scope, receive, send)
