"""The sockets of this process as descriptors, where who opened them shows them to nobody."""

from __future__ import annotations

import fcntl
import logging
import os
import resource
import socket
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_OTHER_DESCRIPTORS: Final = 512
"""Descriptors for all that is no connection: files, evaluators, calls of other endpoints."""

_LAST_DATA_SENT: Final = 44
"""Where the milliseconds stand in Linux's tcp_info."""

_log: Final = logging.getLogger(__name__)


@contextmanager
def socket_of(descriptor: int, inode: int) -> Iterator[socket.socket | None]:
    """The socket of a descriptor, if it is still the one of the inode: a copy, as the number may soon be another's."""
    try:
        copy = os.dup(descriptor)
    except OSError:
        yield None
        return
    if os.fstat(copy).st_ino != inode:
        os.close(copy)
        yield None
        return
    with socket.socket(fileno=copy) as opened:
        yield opened


def silent(opened: socket.socket) -> float:
    """Seconds since something was sent on a connection, or since it began: last_data_sent in Linux's tcp_info."""
    info = opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA_SENT + 4)
    return int.from_bytes(info[_LAST_DATA_SENT:], sys.byteorder) / 1000


def unread(descriptor: int) -> int:
    """Bytes that were sent and are not acknowledged."""
    number = bytearray(4)
    try:
        fcntl.ioctl(descriptor, termios.TIOCOUTQ, number)
    except OSError:
        return 0
    return int.from_bytes(number, sys.byteorder)


def room_for(wanted: int) -> int:
    """For how many connections there are descriptors; the limit is raised for `wanted` of them as far as may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + _OTHER_DESCRIPTORS
    if hard != resource.RLIM_INFINITY and needed > hard:
        needed = hard
        _log.warning(
            "of %d connections only %d have descriptors; raise the limit of open files", wanted, hard
        )
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
    return max(2, needed - _OTHER_DESCRIPTORS)
