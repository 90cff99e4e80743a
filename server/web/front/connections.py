"""Bounds on connections: how many there are, how many of one client, and how long one may stay without a request.

The HTTP server shows no connection to the application, but its sockets are descriptors of this process, which Linux
lists. They are only looked at, and shut from outside where a bound is passed; what is shut the HTTP server closes.
How long sent bytes may stay unread is the kernel's to watch (TCP_USER_TIMEOUT, RFC 5482).
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import stat
import struct
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings
from server.web.front.clients import group, networks, prefixes, within
from server.web.front.connection_rate import ConnectionRate
from server.web.front.descriptors import room_for, silent, socket_of, unread
from server.web.front.exchange import Peer

_DESCRIPTORS: Final = "/proc/self/fd"
_INTERVAL: Final = 0.05
"""Seconds between two looks, at least."""

_AFTER_FAILURE: Final = 1.0
"""Seconds until connections are looked at again after that failed."""

_BUSY: Final = 10
_CALM: Final = 100
"""How much longer than a look the pause after it is, at least: while connections come and go, and while none does."""

_CLOSED_AT_ONCE: Final = 50
"""Connections that are closed before others have their turn in the event loop."""

_UNSENT: Final = 64 * 1024
"""Bytes that the kernel takes of an answer beyond what the network can carry at the moment."""

_INTERNET: Final = (socket.AF_INET, socket.AF_INET6)
_RESET: Final = struct.pack("ii", 1, 0)
"""The value of SO_LINGER by which what is still unread is thrown away."""

_log: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class Connection:
    """A connection: its descriptor, the inode that tells it from a later one there, and its other end.

    `client` is whom it counts for, None for a trusted proxy and who is exempt. `opened` is when it began, and `since`
    when its last request ended (seconds, monotonic). `asked`: whether it ever had one; `under_way`: whether it
    has one, or an answer that is not read to its end.
    """

    descriptor: int
    inode: int
    peer: Peer
    client: str | None
    opened: float
    since: float
    asked: bool = False
    under_way: bool = False

    @property
    def worth(self) -> tuple[int, float]:
        """What is closed first is least: without any request, then idle (the longest first), then the newest."""
        if self.under_way:
            return 2, -self.opened
        return int(self.asked), self.since


def surplus(connections: Iterable[Connection], most: int, share: int) -> list[Connection]:
    """What is to be closed so that no client has more than `share` connections, and all together no more than `most`.

    For the latter, clients with the most connections give first. Those of no client have no share.
    """
    by_client: dict[str, list[Connection]] = {}
    others: list[Connection] = []
    for connection in sorted(connections, key=lambda one: one.worth, reverse=True):
        if connection.client is None:
            others.append(connection)
        else:
            by_client.setdefault(connection.client, []).append(connection)
    sizes = [*map(len, by_client.values())]
    level = share
    while level > 1 and len(others) + sum(min(size, level) for size in sizes) > most:
        level -= 1
    closed = [one for mine in by_client.values() for one in mine[level:]]
    kept = others + [one for mine in by_client.values() for one in mine[:level]]
    kept.sort(key=lambda one: one.worth, reverse=True)
    return closed + kept[most:]


def _too_fast(most: int) -> HttpProblem:
    detail = f"You begin more than {most:,} connections a second. Keep them, and send the next request on one of them."
    return HttpProblem(Slug.BUSY, 429, detail, headers={"Retry-After": "1", "Connection": "close"})


class ConnectionLimiter:
    """Closes connections beyond what the settings allow; counts `open` ones and those `closed`, by reason.

    `capacity` is how many connections the HTTP server should take before it lets others wait: more than stay, as the
    limiter has to see a connection to choose which one goes. Raises SettingsError for networks that are none.
    """

    def __init__(self, settings: Settings) -> None:
        self._rate = ConnectionRate(settings.client_new_connections)
        self.apply(settings)
        self._most = min(settings.connections, room_for(2 * settings.connections) // 2)
        self.capacity = 2 * self._most
        self.closed: Counter[str] = Counter()
        self._under_way: dict[Peer, int] = {}
        self._ended: dict[Peer, float] = {}
        self._connections: dict[int, Connection] = {}
        self._no_connections: dict[int, int] = {}
        self._port: int | None = None
        self._counted: set[Peer] = set()
        """The connections that were counted when they had their first request; empty while nobody looks."""
        self._looks = False

    def apply(self, settings: Settings) -> None:
        """Go by other settings, but for what the HTTP server was told when it began to listen. Raises SettingsError."""
        uncounted = networks(settings, "trusted_proxies") + networks(settings, "rate_exempt")
        self._settings, self._prefixes, self._uncounted = settings, prefixes(settings), uncounted
        self._rate.bound(settings.client_new_connections, uncounted)

    @property
    def open(self) -> int:
        """How many connections there were at the last look."""
        return len(self._connections)

    @property
    def floods(self) -> int:
        """How often a client opened connections too fast."""
        return self._rate.floods

    def begin(self, peer: Peer) -> None:
        """Note that a request of a connection is under way. Raises HttpProblem for one of too many new connections."""
        self._under_way[peer] = self._under_way.get(peer, 0) + 1
        if self._looks and peer not in self._counted:
            self._counted.add(peer)
            client = self._client(peer[0])
            if client and not self._rate.count(client):
                raise _too_fast(self._settings.client_new_connections)

    def end(self, peer: Peer) -> None:
        """Note that a request of a connection is answered."""
        if (others := self._under_way.pop(peer) - 1) > 0:
            self._under_way[peer] = others
        self._ended[peer] = time.monotonic()

    async def watch(self) -> None:
        """Look at the connections again and again. Returns at once, with a warning, where the system lists none."""
        if sys.platform != "linux" or not Path(_DESCRIPTORS).is_dir():
            _log.warning(
                "connections are not bounded: this system does not list the descriptors of a process"
            )
            return
        pause, self._looks = _INTERVAL, True
        while True:
            await asyncio.sleep(pause)
            self._rate.relent()
            began, before = time.perf_counter(), set(self._connections)
            try:
                late, too_many = self.look()
                pause = time.perf_counter() - began
                await self._close(late, "idle")
                await self._close(too_many, "surplus")
            except (
                Exception
            ):  # whatever it is, the next look may go well, and nothing else bounds connections
                _log.exception("connections could not be looked at")
                pause = _AFTER_FAILURE
                continue
            pause = max(_INTERVAL, pause * (_CALM if set(self._connections) == before else _BUSY))

    def look(self) -> tuple[list[Connection], list[Connection]]:
        """Find the connections that there are now; those without a request for too long, and those too many."""
        now = time.monotonic()
        self._find(now)
        ended, self._ended = self._ended, {}
        for connection in self._connections.values():
            connection.under_way = connection.peer in self._under_way
            if connection.under_way or connection.peer in ended:
                connection.asked = True
                connection.since = ended.get(connection.peer, now)
        late = [one for one in self._connections.values() if self._is_late(one, now)]
        gone = {one.descriptor for one in late}
        others = [one for one in self._connections.values() if one.descriptor not in gone]
        if not self._crowded(others):
            return late, []
        for connection in others:
            connection.under_way = connection.under_way or unread(connection.descriptor) > 0
        return late, surplus(others, self._most, self._settings.client_connections)

    def _crowded(self, connections: list[Connection]) -> bool:
        share = self._settings.client_connections
        if len(connections) <= min(self._most, share):
            return False
        by_client = Counter(one.client for one in connections if one.client)
        return len(connections) > self._most or max(by_client.values(), default=0) > share

    def _is_late(self, connection: Connection, now: float) -> bool:
        most = self._settings.keep_alive if connection.asked else self._settings.head_wait
        if connection.under_way or now - connection.since <= most:
            return False
        if unread(connection.descriptor):  # it still reads its last answer, or the kernel ends it
            connection.since = now
            return False
        return True

    def _find(self, now: float) -> None:
        told_apart = self._port is not None  # before, the connections are not known among all sockets
        connections: dict[int, Connection] = {}
        no_connections: dict[int, int] = {}
        with os.scandir(_DESCRIPTORS) as entries:
            descriptors = [int(entry.name) for entry in entries]
        for descriptor in descriptors:
            try:
                status = os.fstat(descriptor)
            except OSError:  # closed meanwhile
                continue
            inode = status.st_ino
            known = self._connections.get(descriptor)
            if known and known.inode == inode:
                connections[descriptor] = known
            elif self._no_connections.get(descriptor) == inode:
                no_connections[descriptor] = inode
            elif stat.S_ISSOCK(status.st_mode) and (found := self._connection(descriptor, inode, now)):
                connections[descriptor] = found
            elif self._port is not None:
                no_connections[descriptor] = inode
        self._connections, self._no_connections = connections, no_connections
        if told_apart:
            self._counted &= {connection.peer for connection in connections.values()}

    def _connection(self, descriptor: int, inode: int, now: float) -> Connection | None:
        with socket_of(descriptor, inode) as opened:
            if opened is None or opened.family not in _INTERNET or opened.type != socket.SOCK_STREAM:
                return None
            port = opened.getsockname()[1]
            if opened.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                self._port, self._rate.listening = port, (descriptor, inode)
                self._prepare(opened)
                return None
            if port != self._port:
                return None
            try:
                host, port = opened.getpeername()[:2]
                began = now - silent(opened)
            except OSError:  # it has ended, and is closed in a moment
                return None
        host = host.partition("%")[0]
        return Connection(descriptor, inode, (host, str(port)), self._client(host), began, began)

    def _client(self, host: str) -> str | None:
        return None if within(host, self._uncounted) else group(host, *self._prefixes)

    def _prepare(self, listening: socket.socket) -> None:
        """Set what each connection takes over from the socket that listens."""
        milliseconds = int(self._settings.send_wait * 1000)
        with suppress(OSError):  # a system without them
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)

    async def _close(self, connections: Iterable[Connection], reason: str) -> None:
        for number, connection in enumerate(connections, 1):
            if number % _CLOSED_AT_ONCE == 0:
                await asyncio.sleep(0)
            if not connection.under_way and connection.peer in self._under_way:
                continue  # a request came meanwhile
            with socket_of(connection.descriptor, connection.inode) as opened:
                if opened is not None:
                    self.closed[reason] += 1
                    with suppress(OSError):  # the other end was quicker
                        if unread(opened.fileno()):
                            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                        opened.shutdown(socket.SHUT_RDWR)
            del self._connections[connection.descriptor]
            self._no_connections[connection.descriptor] = connection.inode
