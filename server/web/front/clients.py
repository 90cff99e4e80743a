"""Who a client is, by address, and that it keeps to its budgets."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from server.engine.account import Allowance
from server.settings import Settings, SettingsError, variable
from server.web.front.asgi import Application, Receive, Scope, Send
from server.web.front.budgets import Budgets, ClientAccount
from server.web.front.exchange import EXCHANGE, Exchange

Network = IPv4Network | IPv6Network

OF_OPERATORS: Final = frozenset(("/health", "/health/live", "/health/ready", "/metrics"))
"""The paths that operators ask for."""

UNKNOWN: Final = "unknown"
"""Stands for the address of a client that a trusted proxy does not tell; in no network, so without privileges."""

_FORWARDED: Final = re.compile(r"(?:\[([^\]]*)\]|([0-9.]+))(?::[0-9]{1,5})?")
"""An IPv6 address in brackets or an IPv4 one, with a port or without, as some proxies write them."""

_LONGEST_KEPT: Final = 1000
"""Bytes of X-Forwarded-For beyond which what follows from it is not kept: real ones are shorter."""

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


def prefixes(settings: Settings) -> tuple[int, int]:
    """The bits of an IPv4 and of an IPv6 address that name a client. Raises SettingsError."""
    text = settings.client_prefixes
    try:
        of_4, of_6 = (int(part) for part in text.split(","))
        ip_network(f"0.0.0.0/{of_4}"), ip_network(f"::/{of_6}")
    except ValueError:
        reason = f"but must be the bits of an IPv4 and of an IPv6 network, as {Settings.client_prefixes!r}"
        raise SettingsError(f"{variable('client_prefixes')} is {text!r}, {reason}") from None
    return of_4, of_6


@lru_cache(maxsize=REMEMBERED)
def group(address: str, of_4: int, of_6: int) -> str:
    """Whom the limits count as one client: an address, or a network that has so many bits in IPv4 or IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    bits = of_6 if isinstance(found, IPv6Address) else of_4
    return str(found) if bits == found.max_prefixlen else str(ip_network((found, bits), strict=False))


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
    """Names the client of each request, and says what one request may have evaluated.

    Raises SettingsError for a list of proxies that is none, and for prefixes that are none.
    """

    def __init__(self, inner: Application, settings: Settings) -> None:
        self._inner = inner
        self._proxies, self._prefixes = networks(settings, "trusted_proxies"), prefixes(settings)
        self._lookups = settings.request_lookups
        self._kept = lru_cache(maxsize=REMEMBERED)(self._named)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the client and go on."""
        exchange: Exchange = scope[EXCHANGE]
        forwarded = exchange.headers.raw(b"x-forwarded-for") if self._proxies else None
        named = self._named if forwarded and len(forwarded) > _LONGEST_KEPT else self._kept
        client = exchange.client
        exchange.address, client.name = named(exchange.peer, forwarded)
        client.allowance = Allowance(self._lookups)
        await self._inner(scope, receive, send)

    def _named(self, peer: str, forwarded: bytes | None) -> tuple[str, str]:
        """The address that a request came from, and whom the limits count it as."""
        address = self._address(peer, forwarded)
        return address, group(address, *self._prefixes)

    def _address(self, peer: str, forwarded: bytes | None) -> str:
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


class RateLayer:
    """Lets through as many requests of a client as it may send, and gives each an account for what they use.

    What operators ask for is answered ahead of every further limit, and not counted if it is they who ask. Raises
    SettingsError for a list that is none.
    """

    def __init__(
        self, inner: Application, operations: Application, budgets: Budgets, settings: Settings
    ) -> None:
        self._inner, self._operations, self._budgets = inner, operations, budgets
        exempt, operators = networks(settings, "rate_exempt"), networks(settings, "metrics_readers")
        self._is_exempt = lru_cache(maxsize=REMEMBERED)(lambda address: within(address, exempt))
        self._is_operator = lru_cache(maxsize=REMEMBERED)(lambda address: within(address, operators))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request and go on. Raises ClientSpent for one too many."""
        exchange: Exchange = scope[EXCHANGE]
        of_operators = scope["path"] in OF_OPERATORS
        uncounted = of_operators and self._is_operator(exchange.address)
        if not uncounted and not self._is_exempt(exchange.address):
            account = ClientAccount(self._budgets, exchange.client.name)
            exchange.client.account, exchange.answered = account, account.answered
            exchange.requested = account.request
            await self._budgets.count_request(exchange.client.name)
        await (self._operations if of_operators else self._inner)(scope, receive, send)
