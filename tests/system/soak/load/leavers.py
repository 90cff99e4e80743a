"""Clients that behave badly on purpose: they leave in the middle, send halves, drip, do not read, or ask too much.

Each is called with the port and a source of chance, and returns when it is done. What they get is nobody's answer,
but for hostile queries, which must end in a declared failure or a broken transfer.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from random import Random
from typing import Final
from urllib.parse import quote

from tests.system.soak.answers.asks import FORM, LARGE, PROLOGUE
from tests.system.soak.load.senders import connection

SOURCE: Final = "127.0.0.60"
_RESET: Final = struct.pack("ii", 1, 0)

HOSTILE: Final = {
    "cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "cross product, counted": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(STR(?c)) ?f",
    "regular expression": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f "
    "FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '(.*a){9}', 'i')) }",
    "memory": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "paths": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?c (!<urn:x>)* ?d }",
    "depth": "SELECT * { " + "{" * 60_000 + "}" * 60_000 + " }",
    "depth of an expression": "ASK { FILTER(" + "(" * 120_000 + "1" + ")" * 120_000 + ") }",
    "construct": "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}
"""None of them can be answered within the limits."""

Leaver = Callable[[int, Random], None]


def leaves_in_the_middle(port: int, random: Random) -> None:
    """Reads a part of a large answer, then closes."""
    with suppress(OSError), connection(port, SOURCE) as client:
        client.sendall(_large(random))
        _read(client, random.randrange(300_000))


def resets(port: int, random: Random) -> None:
    """Reads nothing or a part, then resets the connection."""
    with suppress(OSError), connection(port, SOURCE) as client:
        client.sendall(_large(random))
        _read(client, random.choice((0, 0, random.randrange(300_000))))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def leaves_while_its_query_runs(port: int, random: Random) -> None:
    """Asks what takes for ever, and leaves before the deadline."""
    with suppress(OSError), connection(port, SOURCE) as client:
        client.sendall(_get(HOSTILE["cross product, counted"]))
        time.sleep(random.uniform(0.05, 1.5))
        if random.random() < 0.5:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def sends_half_a_head(port: int, random: Random) -> None:
    """Sends the beginning of a request, and closes after a while."""
    whole = _large(random)
    with suppress(OSError), connection(port, SOURCE) as client:
        client.sendall(whole[: random.randrange(1, len(whole) - 2)])
        time.sleep(random.uniform(0, 2))


def sends_half_a_body(port: int, random: Random) -> None:
    """Announces a body and sends a part of it; closes, resets, or waits to be told."""
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: 900\r\n\r\nquery=ASK"
    with suppress(OSError), connection(port, SOURCE) as client:
        client.sendall(head.encode())
        way = random.choice(("closes", "resets", "waits"))
        if way == "waits":
            _read(client, 10_000)
        elif way == "resets":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def drips(port: int, random: Random) -> None:
    """Holds a number of connections open by sending a byte now and then (slowloris)."""
    with suppress(OSError), ExitStack() as stack:
        clients = [stack.enter_context(connection(port, SOURCE)) for _ in range(random.randrange(5, 40))]
        for byte in b"GET /sparql?query=ASK HTTP/1.1\r\nX: "[: random.randrange(5, 30)]:
            for client in clients:
                client.sendall(bytes((byte,)))
            time.sleep(0.2)


def does_not_read(port: int, random: Random) -> None:
    """Asks for a large answer and takes nothing of it for longer than the server waits."""
    with suppress(OSError), connection(port, SOURCE) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(_large(random))
        time.sleep(random.uniform(1, 12))


def talks_nonsense(port: int, random: Random) -> None:
    """Sends what is no HTTP."""
    with suppress(OSError), connection(port, SOURCE) as client:
        client.settimeout(5)
        client.sendall(random.randbytes(random.randrange(1, 2000)) + b"\r\n\r\n")
        _read(client, 10_000)


LEAVERS: Final[dict[str, Leaver]] = {
    "leaves in the middle": leaves_in_the_middle,
    "resets": resets,
    "leaves while its query runs": leaves_while_its_query_runs,
    "sends half a head": sends_half_a_head,
    "sends half a body": sends_half_a_body,
    "drips (slowloris)": drips,
    "does not read": does_not_read,
    "talks nonsense": talks_nonsense,
}


def _large(random: Random) -> bytes:
    query = random.choice([*LARGE.values()]).replace("$UNIQUE", str(random.random()))
    return _get(query, random.choice(("", "gzip", "zstd")))


def _get(query: str, coding: str = "") -> bytes:
    accepted = f"Accept-Encoding: {coding}\r\n" if coding else ""
    return f"GET /sparql?query={quote(PROLOGUE + query)} HTTP/1.1\r\nHost: x\r\n{accepted}\r\n".encode()


def _read(client: socket.socket, most: int) -> None:
    read = 0
    while read < most and (piece := client.recv(min(65536, most - read))):
        read += len(piece)
