"""What a trusted proxy says of the address that its client asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from server.web.front.clients import Network, within

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_SCHEMES: Final = ("http", "https")


def apply_forwarded(environment: WSGIEnvironment, peer: str, proxies: tuple[Network, ...]) -> None:
    """Put X-Forwarded-Proto and X-Forwarded-Host in place of scheme and host, if the peer is a trusted proxy.

    Each proxy appends what it was asked, so the last value is that of the proxy itself and the only one believed.
    """
    if not within(peer, proxies):
        return
    scheme, host = (_last(environment.get(f"HTTP_X_FORWARDED_{name}", "")) for name in ("PROTO", "HOST"))
    if scheme in _SCHEMES:
        environment["wsgi.url_scheme"] = scheme
    if host:
        environment["HTTP_HOST"] = host


def _last(values: str) -> str:
    return values.rpartition(",")[2].strip()
