"""Ports of loopback for the servers that tests start: `reserve` gives each to one process of this machine alone."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_EPHEMERAL: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
_ALL: Final = range(20_000, 65_536)
_FEWEST: Final = 1_000
_LOCKS: Final = Path(tempfile.gettempdir()) / f"eikg-test-ports-{os.getuid()}"

_reserved: set[int] = set()
_lock_file: int | None = None


def reserve() -> int:
    """A port that nothing uses, and that no other process which asks here is given until this one ends.

    It lies outside the range from which the kernel serves clients and listeners that name no port, so that it is still
    free when a server binds it, however much later. Raises RuntimeError if there is none.
    """
    for port in _candidates():
        if port not in _reserved and _lock(port):
            _reserved.add(port)
            if is_free(port):
                return port
    raise RuntimeError("no port is free")


def is_free(port: int) -> bool:
    """Whether a server could bind the port now, also one that does not share it with connections just closed."""
    with socket.socket() as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def accepts(port: int) -> bool:
    """Whether somebody takes connections at the port."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def ephemeral() -> range:
    """The ports that the kernel gives to whoever names none."""
    first, last = map(int, _EPHEMERAL.read_text().split())
    return range(first, last + 1)


def _candidates() -> Iterator[int]:
    given = ephemeral()
    outside = [port for port in _ALL if port not in given]
    ports = (
        outside if len(outside) >= _FEWEST else [*_ALL]
    )  # a kernel that was told to give nearly all of them
    start = random.randrange(len(ports))
    yield from ports[start:]
    yield from ports[:start]


def _lock(port: int) -> bool:
    """Lock the byte of a file that stands for the port; the kernel unlocks it when this process ends."""
    global _lock_file
    if _lock_file is None:
        _lock_file = os.open(_LOCKS, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.lockf(_lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    return True
