"""The address under which a visitor reaches this server."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings
from server.web.front.clients import Network, within
from server.web.front.exchange import Exchange

_LABEL: Final = r"[A-Za-z0-9_-]{1,63}"
_HOST: Final = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?")
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
    checked = _checked(host or f"{settings.host}:{settings.port}")
    return settings.public_url.rstrip("/") or f"{scheme}://{checked}"


@lru_cache(maxsize=256)
def _checked(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise HttpProblem(Slug.REQUEST, 400, "The header Host is not the name of a host.")
    return host


def _last(values: str | None) -> str:
    return (values or "").rpartition(",")[2].strip()
