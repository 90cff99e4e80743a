"""Addresses: many within one network, many networks, forged ones, and hosts that are none."""

from __future__ import annotations

from itertools import count
from typing import Final

from tests.system.attack.attack import Attack, Target, asked, flood, message, once, posted, repeat
from tests.system.soak.load.leavers import HOSTILE

KIND: Final = "addresses"

_FORWARDED: Final = "X-Forwarded-For"


def within_a_network(target: Target) -> None:
    """Endless queries of one IPv6 network of 64 bits, each from another address, through the proxy."""

    def make() -> bytes:
        address = f"2001:db8:0:1::{target.random.randrange(1, 2**16):x}:{target.random.randrange(2**16):x}"
        return posted(f"{target.random.choice([*HOSTILE.values()])} #{address}", (_FORWARDED, address))

    flood(target, make, 16)


def many_networks(target: Target) -> None:
    """Small questions of tens of thousands of IPv6 networks, at a moderate pace, through the proxy."""
    numbers = count()

    def make() -> bytes:
        number = next(numbers)
        address = f"2001:db8:{number % 2**16:x}:{target.random.randrange(2**16):x}::1"
        return asked(f"ASK {{ FILTER(1 < {number}) }}", (_FORWARDED, address))

    repeat(target, lambda: once(target, make()), 4, pause=0.01)


def forged(target: Target) -> None:
    """Endless queries that claim to come from another address each time, not through a proxy."""

    def make() -> bytes:
        address = ".".join(str(target.random.randrange(1, 255)) for _ in range(4))
        fields = ((_FORWARDED, address), ("Forwarded", f"for={address}"), ("X-Real-IP", address))
        return posted(f"{target.random.choice([*HOSTILE.values()])} #{address}", *fields)

    flood(target, make, 16)


def garbled(target: Target) -> None:
    """What the proxy forwards of addresses that are none: words, ports, brackets, thousands of them."""
    texts = (
        "x",
        "[::1",
        "1.1.1.1:99",
        "fe80::1%eth0",
        "999.1.1.1",
        ",,,",
        "unknown",
        "\xff",
        "1.1.1.1, " * 1500,
    )

    def make() -> bytes:
        address = target.random.choice(texts) + str(target.random.randrange(10**6))
        return asked(f"ASK {{ FILTER(1 < {target.random.random()}) }}", (_FORWARDED, address))

    repeat(target, lambda: once(target, make()), 4, pause=0.005)


def hosts(target: Target) -> None:
    """Hosts that are none, of other machines, with 15 KB, and forwarded ones."""
    texts = (
        "",
        "x" * 15_000,
        "a, b",
        "[::1",
        "a:99999",
        "a/b",
        "\xe9",
        "127.0.0.1@b",
        "evil.example",
        "a\tb",
    )

    def make() -> bytes:
        host = target.random.choice(texts)
        more = ("X-Forwarded-Host", target.random.choice(texts)), ("X-Forwarded-Proto", "javascript")
        path = target.random.choice(
            ("/fragments", "/sparql", "/id/body/eaeu", "/sparql?query=ASK%7B%7D", "/")
        )
        return message(path, *more, host=host)

    flood(target, make)


ATTACKS: Final = (
    Attack("addresses within an IPv6 network", KIND, within_a_network, proxy=True, most=2),
    Attack("many IPv6 networks", KIND, many_networks, proxy=True),
    Attack("forged addresses", KIND, forged, most=2),
    Attack("garbled addresses of the proxy", KIND, garbled, proxy=True),
    Attack("absurd hosts", KIND, hosts),
)
