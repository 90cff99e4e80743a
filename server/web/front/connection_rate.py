"""A bound on how fast a client may open connections: the kernel drops what begins more of them, for some seconds.

Requests that are refused cost the server too, and so do those whose client has left. Whoever opens connections faster
than they are refused would have all others wait. A client that waits and begins again is let in, fewer at once than at
first; one that goes on is dropped for twice as long.
"""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Final

from server.web.front.clients import UNKNOWN, Network
from server.web.front.descriptors import socket_of
from server.web.front.packet_filter import attach, dropping

_BURST: Final = 2.0
"""Seconds whose connections may come at once: so long those of a calm client may have waited in a busy server."""

_BURST_AFTERWARDS: Final = 0.2
"""The same for a client that was dropped, until it is forgotten: one that goes on comes as soon as it is let in."""

_SHORTEST: Final = 1.0
_LONGEST: Final = 32.0
"""Seconds for which the packets of a client are dropped, at first and at most."""

_MOST: Final = 32
"""Clients whose packets are dropped at the same time, as each lengthens the filter; those of further ones are not."""

_log: Final = logging.getLogger(__name__)


@dataclass
class _Dropped:
    """Until when a client's packets are dropped, and for how many seconds they were."""

    until: float
    seconds: float


@dataclass
class _Begun:
    """The connections of a client that were more than the bound allowed for until some moment (a leaky bucket)."""

    level: float
    moment: float


class ConnectionRate:
    """Counts the connections that clients begin; `most` a second is the bound, and 0 is none.

    Networks that are `spared` are never dropped, though they may lie in that of a client.

    `listening` is the socket that accepts them: its descriptor and inode, None before they are known. `dropped` are
    those whose packets are dropped now, and `floods` counts how often a client was over the bound.
    """

    def __init__(self, most: int, spared: Sequence[Network] = ()) -> None:
        self.bound(most, spared)
        self._begun: dict[str, _Begun] = {}
        self._known: dict[str, _Dropped] = {}
        self.dropped: list[str] = []
        self.listening: tuple[int, int] | None = None
        self.floods = 0

    def bound(self, most: int, spared: Sequence[Network]) -> None:
        """From now on `most` connections a second are the bound, and `spared` are never dropped."""
        self._most, self._spared = most, spared

    def count(self, client: str) -> bool:
        """Count a connection; after one too many the client can begin no other for a while.

        Returns whether it may be served: those that had begun when the kernel was told still come.
        """
        if not self._most or client == UNKNOWN:
            return True
        now = time.monotonic()
        before = self._known.get(client)
        if before and now < before.until:
            return False
        room = max(_BURST_AFTERWARDS * self._most, 1.0) if before else _BURST * self._most
        begun = self._begun.setdefault(client, _Begun(0.0, now))
        begun.level = max(0.0, begun.level - (now - begun.moment) * self._most) + 1
        begun.moment = now
        if begun.level <= room:
            return True
        del self._begun[client]
        self.floods += 1
        seconds = min(2 * before.seconds, _LONGEST) if before else _SHORTEST
        self._known[client] = _Dropped(now + seconds, seconds)
        self._filter(now)
        return False

    def relent(self) -> None:
        """Let those begin connections again whose time is over, and forget those who then kept quiet as long."""
        now = time.monotonic()
        self._known = {
            client: dropped
            for client, dropped in self._known.items()
            if now < dropped.until + dropped.seconds
        }
        self._begun = {client: begun for client, begun in self._begun.items() if now < begun.moment + _BURST}
        self._filter(now)

    def _filter(self, now: float) -> None:
        over = [client for client, dropped in self._known.items() if now < dropped.until][:_MOST]
        if over == self.dropped or self.listening is None:
            return
        with socket_of(*self.listening) as listening:
            if listening is None:
                return
            try:
                # The kernel has room for one large filter, and for a moment there are the old one and the new.
                attach(listening, dropping(()))
                self.dropped = []
                attach(listening, dropping(map(ip_network, over), self._spared))
                self.dropped = over
            except OSError as error:
                if error.errno in (errno.ENOMEM, errno.ENOBUFS):
                    return  # a shorter list may fit at the next look
                self._most = 0
                _log.warning("how fast clients open connections is not bounded: %s", error.strerror)
