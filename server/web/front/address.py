"""The address under which a visitor reaches this server."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings
from server.web.front.clients import Network, within
from server.web.front.exchange import Exchange

_LONGEST_HOST: Final = 260
"""Characters of a name (RFC 1035, section 2.3.4: 255), a colon and a port, about."""

_LAST_PORT: Final = 65_535
_LABEL: Final = r"[A-Za-z0-9_-]{1,63}"
_HOST: Final = re.compile(
    rf"(?=.{{1,{_LONGEST_HOST}}}\Z)(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{{1,5}}))?"
)
_SCHEMES: Final = ("http", "https")
_BEFORE_HOST: Final = ("1", "1.0")
"""What granian calls HTTP/1.0, and what ASGI does."""


def check_host(exchange: Exchange) -> None:
    """Refuse a request that does not name one host, as HTTP has it (RFC 9112, section 3.2; RFC 9113, section 8.3.1).

    HTTP/1.0 need not name one. In HTTP/2 the server puts `:authority` in its place. Raises HttpProblem.
    """
    # granian gives an empty one to a request without.
    if host := exchange.headers.get(b"host"):
        _checked(host)
    elif exchange.scope["http_version"] not in _BEFORE_HOST:
        detail = "There is no header Host; HTTP/1.1 wants the name of the host that is asked in it."
        raise HttpProblem(Slug.REQUEST, 400, detail)


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
    found = _HOST.fullmatch(host)
    if not found or int(found["port"] or 0) > _LAST_PORT:
        detail = "The header Host is not the name of one host, with or without a port; send it once."
        raise HttpProblem(Slug.REQUEST, 400, detail)
    return host


def _last(values: str | None) -> str:
    return (values or "").rpartition(",")[2].strip()
