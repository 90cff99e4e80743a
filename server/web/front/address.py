"""The address under which a visitor reaches this server."""

from __future__ import annotations

from typing import Final

from server.settings import Settings
from server.web.front.clients import Network, within
from server.web.front.exchange import Exchange
from server.web.front.framing import checked_host

_SCHEMES: Final = ("http", "https")


def root_of(exchange: Exchange, settings: Settings, proxies: tuple[Network, ...]) -> str:
    """The address of the home page without the slash at its end: that of the settings, else that of the request.

    A trusted proxy tells scheme and host by X-Forwarded-Proto and X-Forwarded-Host. Each proxy appends what it was
    asked, so the last value is that of the proxy itself and the only one believed. Raises HttpProblem where the request
    names no host that an address can have.
    """
    headers = exchange.headers
    scheme, host = str(exchange.scope["scheme"]), headers.get(b"host")
    if proxies and within(exchange.peer, proxies):
        forwarded = _last(headers.get(b"x-forwarded-proto"))
        scheme = forwarded if forwarded in _SCHEMES else scheme
        host = _last(headers.get(b"x-forwarded-host")) or host
    checked = checked_host(host or f"{settings.host}:{settings.port}")
    return settings.public_url.rstrip("/") or f"{scheme}://{checked}"


def _last(values: str | None) -> str:
    return (values or "").rpartition(",")[2].strip()
