"""The endpoints that SERVICE may name: the allow list, each entry with the addresses that it is pinned to."""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from server.settings import SettingsError, variable

Address = tuple[str, int]
"""An IP address, never a name, and a port."""

Resolver = Callable[[str, int], list[str]]
"""The IP addresses of a host. Raises OSError."""

_URL: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+;=%]+")
_PORTS: Final = {"http": 80, "https": 443}
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Endpoint:
    """An endpoint that may be called; `addresses` is empty where its name had none that may be used."""

    iri: str
    host: str
    secure: bool
    addresses: tuple[Address, ...]


def resolve(host: str, port: int) -> list[str]:
    """What the system's resolver knows of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def endpoints(text: str, resolver: Resolver = resolve) -> Mapping[str, Endpoint]:
    """IRI → endpoint of the setting `federation`: entries `URL` or `URL=ADDRESS[:PORT]`. Raises SettingsError.

    A name is looked up here, once: what it means later, or to others, is of no concern. An address that only this
    machine or its network can reach is used where the setting itself names it, never because a name server says so.
    """
    entries = (_endpoint(entry, resolver) for entry in text.replace(",", " ").split())
    return {endpoint.iri: endpoint for endpoint in entries}


def _endpoint(entry: str, resolver: Resolver) -> Endpoint:
    iri, _, pin = entry.rpartition("=")
    pinned = _address(pin) if iri else None
    if pinned is None:
        iri = entry
    parts = _parts(iri)
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or _PORTS[parts.scheme]
    if pinned is None and _is_address(host):
        pinned = host, None
    if pinned is not None:
        return Endpoint(iri, host, secure, ((pinned[0], pinned[1] or port),))
    return Endpoint(iri, host, secure, tuple((address, port) for address in _public(host, port, resolver)))


def _parts(iri: str) -> SplitResult:
    try:
        parts = urlsplit(iri)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not _URL.fullmatch(iri):
        raise _wrong(iri, "must be an absolute http or https URL in ASCII")
    if parts.username is not None or parts.password is not None:
        raise _wrong(
            parts.hostname or "", "comes with a user name or password, which this server does not send"
        )
    if "#" in iri:
        raise _wrong(iri, "has a fragment, which is never sent")
    return parts


def _wrong(what: str, why: str) -> SettingsError:
    return SettingsError(f"{variable('federation')}: {what} {why}")


def _address(text: str) -> tuple[str, int | None] | None:
    """An IP address with its port, if `text` is one: 127.0.0.1, 127.0.0.1:8080, ::1 or [::1]:8080."""
    host, _, port = text.rpartition(":")
    candidates: list[tuple[str, int | None]] = [(text, None)]
    if port.isdecimal() and port.isascii() and 0 < int(port) < 2**16:
        candidates.append((host, int(port)))
    for candidate, number in candidates:
        if _is_address(bare := candidate.removeprefix("[").removesuffix("]")):
            return bare, number
    return None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _public(host: str, port: int, resolver: Resolver) -> list[str]:
    try:
        found = resolver(host, port)
    except OSError as error:
        _log.warning("%s: %s cannot be looked up: %s", variable("federation"), host, error)
        return []
    usable = [address for address in found if _is_public(address)]
    if not usable:
        text = "%s: %s is %s, which is no public address; give it as URL=ADDRESS if it is meant"
        _log.warning(text, variable("federation"), host, ", ".join(found))
    return usable


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        embedded = found.ipv4_mapped or found.sixtofour
        return found.is_global and not found.is_multicast and (embedded is None or embedded.is_global)
    return found.is_global and not found.is_multicast
