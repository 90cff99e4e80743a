"""What an attack is, what it is aimed at, and the few ways of talking to a server that attacks are made of."""

from __future__ import annotations

import select
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from threading import Thread
from typing import Final
from urllib.parse import quote

from tests.web import http2

HOST: Final = "127.0.0.1"
PROXY: Final = "127.0.0.1"
"""The address whose X-Forwarded-For the server believes; attacks and others come from other ones."""

NAME: Final = "eikg.example"
"""The host that requests name, whatever way they come, so that answers are the same."""

_BIND_ADDRESS_NO_PORT: Final = 24
"""IP_BIND_ADDRESS_NO_PORT of ip(7): the port is chosen when connecting, so that an address has more of them."""

_RESET: Final = struct.pack("ii", 1, 0)
_PATIENCE: Final = 0.5
_OF_STREAMS: Final = (http2.HEADERS, http2.DATA)
_CLOSED: Final = select.POLLHUP | select.POLLERR | select.POLLRDHUP


@dataclass
class Target:
    """What is attacked, from which addresses, and for how many seconds.

    `held` are the connections that stay when the time is up. `tries` counts connections, `answers` their outcomes.
    """

    port: int
    sources: list[str]
    seconds: float
    held: list[socket.socket] = field(default_factory=list)
    tries: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    random: Random = field(default_factory=Random)
    began: float = field(default_factory=time.monotonic)

    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.began + self.seconds

    def connect(self, source: str = "", buffer: int = 0, seconds: float = 30.0) -> socket.socket:
        """A connection from one of the addresses, with a receive buffer of so many bytes. Raises OSError."""
        client = socket.socket()
        try:
            client.setsockopt(socket.IPPROTO_IP, _BIND_ADDRESS_NO_PORT, 1)
            own_address = source or self.random.choice(self.sources), 0
            client.bind(own_address)
            if buffer:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            client.settimeout(seconds)
            client.connect((HOST, self.port))
        except OSError:
            client.close()
            raise
        self.tries += 1
        return client


@dataclass(frozen=True)
class Attack:
    """An attack; `run` returns when the time is up, and its docstring says what it does.

    It comes from so many `addresses`, or from that of the proxy. `finding` is the kind of weakness. `most` is how many
    times the usual p99 others may see. With `nginx` it is also tried through one.
    """

    name: str
    finding: str
    run: Callable[[Target], None]
    addresses: int = 1
    proxy: bool = False
    most: int = 1
    nginx: bool = False

    @property
    def description(self) -> str:
        """What it does, in a line."""
        return (self.run.__doc__ or "").split("\n", 1)[0]

    def sources(self, number: int) -> list[str]:
        """The addresses of the attack that is tried as so many-th: no other one has used up their share."""
        if self.proxy:
            return [PROXY]
        return [f"127.{10 + number // 200}.{number % 200}.{2 + last}" for last in range(self.addresses)]


def message(
    target: str, *fields: tuple[str, str], method: str = "GET", body: bytes = b"", host: str = NAME
) -> bytes:
    """A request of HTTP/1.1 after which the connection closes."""
    given = [("Host", host), ("Connection", "close"), *fields]
    if body:
        given.append(("Content-Length", str(len(body))))
    head = "".join(f"{name}: {value}\r\n" for name, value in given)
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


def asked(query: str, *fields: tuple[str, str], path: str = "/sparql", more: str = "") -> bytes:
    """A query by GET."""
    return message(f"{path}?query={quote(query)}{more}", *fields)


def posted(query: str, *fields: tuple[str, str], target: str = "/sparql") -> bytes:
    """A query by POST, as it is."""
    given = ("Content-Type", "application/sparql-query")
    return message(target, given, *fields, method="POST", body=query.encode())


def once(target: Target, raw: bytes, most: int = 2**16, source: str = "") -> None:
    """Send something on a connection of its own and read what comes, up to so many bytes."""
    with target.connect(source) as client:
        client.sendall(raw)
        read = 0
        while read < most and not target.over() and (piece := client.recv(2**16)):
            if not read:
                target.answers[piece[9:12].decode("latin-1")] += 1
            read += len(piece)
        if not read:
            target.answers["none"] += 1


def once_http_2(target: Target, block: bytes) -> None:
    """Send a request of HTTP/2 on a connection of its own and read the answer, or wait until it is given up."""
    with target.connect() as client:
        client.sendall(
            http2.PREFACE + http2.frame(http2.SETTINGS, 0, 0, b"") + b"".join(http2.request(block))
        )
        for kind, flags, content in http2.frames(client):
            if kind == http2.HEADERS:
                target.answers["431" if content.startswith(http2.TOO_LARGE) else "other"] += 1
            if kind in (http2.GOAWAY, http2.RESET) or (flags & http2.END_STREAM and kind in _OF_STREAMS):
                return


def send_and_reset(target: Target, raw: bytes) -> None:
    """Send something and break the connection off."""
    with target.connect() as client:
        client.sendall(raw)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def pipelined(target: Target, raw: bytes, batch: int = 50) -> None:
    """Send requests that keep the connection, a batch at a time, and read the answers."""
    with target.connect() as client:
        while not target.over():
            client.sendall(raw * batch)
            answered = 0
            while answered < batch:
                piece = client.recv(2**16)
                if not piece:
                    return
                answered += piece.count(b"HTTP/1.1 ")


def repeat(target: Target, act: Callable[[], object], threads: int = 8, pause: float = 0.0) -> None:
    """Do something again and again in so many threads; what the server refuses is tried again after a moment."""

    def work() -> None:
        while not target.over():
            try:
                act()
                time.sleep(pause)
            except OSError:
                time.sleep(0.02)

    for _ in range(threads):
        Thread(target=work, daemon=True).start()
    while not target.over():
        time.sleep(0.05)


def flood(target: Target, make: Callable[[], bytes], threads: int = 8, most: int = 2**16) -> None:
    """Send one request after the other, each on a connection of its own, and read the answers."""
    repeat(target, lambda: once(target, make(), most), threads)


def hold(
    target: Target,
    number: int,
    first: Callable[[], bytes] = bytes,
    drip: Callable[[], bytes] = bytes,
    reads: bool = True,
    pause: float = 1.0,
) -> None:
    """Have so many connections open, again and again where the server closes one, and let something drip into each.

    Each begins with `first`. Without `reads` nothing is taken of what the server sends.
    """
    while not target.over():
        with suppress(OSError):  # the server takes no more of them for now
            while len(target.held) < number and not target.over():
                client = target.connect(buffer=0 if reads else 4096, seconds=_PATIENCE)
                target.held.append(client)
                client.sendall(first())
        target.held = [client for client in target.held if _is_open(client, drip(), reads)]
        time.sleep(min(pause, max(0.0, target.began + target.seconds - time.monotonic())))


def _is_open(client: socket.socket, drip: bytes, reads: bool) -> bool:
    poll = select.poll()
    poll.register(client, _CLOSED | (select.POLLIN if reads else 0))
    client.setblocking(False)
    try:
        for _, events in poll.poll(0):
            if events & _CLOSED or not client.recv(2**16):
                client.close()
                return False
        with suppress(BlockingIOError):
            client.send(drip)
    except OSError:
        client.close()
        return False
    return True


def words(random: Random, number: int, of: Iterable[str]) -> list[str]:
    """So many words, by chance."""
    return random.choices([*of], k=number)
