"""Who a client is behind a proxy, by the stricter reading: whom a proxy does not name is nobody with privileges."""

from __future__ import annotations

import asyncio

import pytest

from server.endpoint.http import Headers
from server.settings import Settings
from server.web.front.asgi import Receive, Scope, Send
from server.web.front.clients import ClientLayer
from server.web.front.exchange import EXCHANGE, Exchange
from tests.web.conftest import StartServer

PROXY, INNER, VISITOR = "192.0.2.1", "10.1.2.3", "203.0.113.7"
UNKNOWN = "unknown"

NAMED = {
    "": UNKNOWN,
    " , ,": UNKNOWN,
    VISITOR: VISITOR,
    f"{VISITOR}, ,": VISITOR,
    f"198.51.100.9, {VISITOR}": VISITOR,
    f"127.0.0.1, {VISITOR}": VISITOR,
    f"{VISITOR}, {INNER}": VISITOR,
    f"{VISITOR}, {INNER}, 10.9.9.9": VISITOR,
    f"{VISITOR}:4711": VISITOR,
    f"{VISITOR}:99999999": UNKNOWN,
    "[2001:db8::1]": "2001:db8::1",
    "[2001:db8::1]:443": "2001:db8::1",
    "2001:DB8:0::1": "2001:db8::1",
    "::ffff:203.0.113.7": VISITOR,
    f"[::ffff:{VISITOR}]:1": VISITOR,
    "fe80::1%eth0": UNKNOWN,
    "[2001:db8::1": UNKNOWN,
    "unknown": UNKNOWN,
    "_hidden": UNKNOWN,
    f"{VISITOR}, unknown": UNKNOWN,
    f"unknown, {VISITOR}": VISITOR,
    f'"{VISITOR}"': UNKNOWN,
    f"for={VISITOR}": UNKNOWN,
    "203.0.113": UNKNOWN,
    "203.0.113.007": UNKNOWN,
    "0xcb007107": UNKNOWN,
    "localhost": UNKNOWN,
    "127.0.0.1": UNKNOWN,
    "127.9.9.9:80": UNKNOWN,
    "::1": UNKNOWN,
    "[::1]:80": UNKNOWN,
    "::ffff:127.0.0.1": UNKNOWN,
    "0.0.0.0": UNKNOWN,
    f"127.0.0.1, {INNER}": UNKNOWN,
    INNER: INNER,
}
"""X-Forwarded-For from a trusted proxy → the client."""


def client_of(peer: str, *fields: tuple[bytes, bytes]) -> tuple[str, str]:
    """The address and the name of a client."""

    async def nothing(scope: Scope, receive: Receive, send: Send) -> None: ...

    layer = ClientLayer(nothing, Settings(trusted_proxies=f"{PROXY}, 10.0.0.0/8"))
    scope: Scope = {"client": (peer, 1), "path": "/"}
    scope[EXCHANGE] = Exchange(scope, Headers(fields), "GET", "/")
    asyncio.run(layer(scope, None, None))  # type: ignore[arg-type]
    return scope[EXCHANGE].address, scope[EXCHANGE].client.name


@pytest.mark.parametrize("forwarded", NAMED)
def test_a_trusted_proxy_names_the_client(forwarded: str) -> None:
    address, name = client_of(PROXY, (b"x-forwarded-for", forwarded.encode()))
    assert address == NAMED[forwarded]
    assert name == ("2001:db8::/64" if address == "2001:db8::1" else address)


def test_fields_that_are_repeated_are_one_list() -> None:
    fields = [(b"x-forwarded-for", one.encode()) for one in ("198.51.100.9", VISITOR, INNER)]
    assert client_of(PROXY, *fields)[0] == VISITOR


@pytest.mark.parametrize(
    "name", [b"forwarded", b"x-real-ip", b"x-client-ip", b"cf-connecting-ip", b"x_forwarded_for"]
)
def test_no_other_field_names_the_client(name: bytes) -> None:
    """Forwarded (RFC 7239) is ignored: a proxy that knows X-Forwarded-For alone would pass on a visitor's."""
    for value in (b"for=203.0.113.7", b"203.0.113.7"):
        assert client_of(PROXY, (name, value))[0] == UNKNOWN
        assert client_of(PROXY, (name, value), (b"x-forwarded-for", b"198.51.100.9"))[0] == "198.51.100.9"


@pytest.mark.parametrize("peer", ["198.51.100.9", "127.0.0.1", "2001:db8::1"])
def test_nobody_else_is_believed(peer: str) -> None:
    for forwarded in NAMED:
        assert client_of(peer, (b"x-forwarded-for", forwarded.encode()))[0] == peer


def test_whom_a_proxy_does_not_name_has_no_privileges(start_server: StartServer) -> None:
    server = start_server(evaluators=1, rate_limit=1, rate_window=3600, trusted_proxies="127.0.0.2")

    def status(path: str, forwarded: str | None, source: str = "127.0.0.2") -> int:
        headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
        return server.send("GET", path, headers, source=source).status

    ask = "/sparql?query=ASK%7B%7D"
    assert status(ask, None) == 200
    for forwarded in (None, "", "unknown", "127.0.0.1", "::1", "127.0.0.2", "127.0.0.1, 127.0.0.2"):
        assert status(ask, forwarded) == 429, forwarded
        assert status("/metrics", forwarded) in (403, 429), forwarded
    for _ in range(3):
        assert status(ask, None, "127.0.0.1") == 200
    assert status("/metrics", None, "127.0.0.1") == 200
    assert status("/metrics", "203.0.113.7", "127.0.0.1") == 200
