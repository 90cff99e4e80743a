"""Who a client is: by address, where trusted proxies say whom they speak for."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from server.settings import Settings, SettingsError, variable
from server.web.front.asgi import Application, Receive, Scope, Send
from server.web.front.exchange import exchange_of

Network = IPv4Network | IPv6Network

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
        return "unknown"
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, 64), strict=False))


class ClientLayer:
    """Names the client of each request. Raises SettingsError for a list of proxies that is none."""

    def __init__(self, inner: Application, settings: Settings) -> None:
        self._inner = inner
        self._proxies = networks(settings, "trusted_proxies")
        self._named = lru_cache(maxsize=REMEMBERED)(self._name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the client and go on."""
        exchange = exchange_of(scope)
        forwarded = exchange.headers.raw(b"x-forwarded-for") if self._proxies else None
        exchange.address = self._named(exchange.peer, forwarded)
        exchange.client.name = group(exchange.address)
        await self._inner(scope, receive, send)

    def _name(self, peer: str, forwarded: bytes | None) -> str:
        """The address that a request came from: that of the connection, or what a trusted proxy says of it.

        `forwarded` is X-Forwarded-For. Each proxy appends whom it heard, so the last one that is no trusted proxy
        counts; what stands before may be forged.
        """
        heard = (forwarded or b"").decode("latin-1").split(",")
        chain = [peer, *(part.strip() for part in reversed(heard) if part.strip())]
        for address, further in zip(chain, [*chain[1:], ""], strict=True):
            if not within(address, self._proxies) or not further:
                return address
        return peer
