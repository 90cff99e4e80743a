"""Ending a call from outside: a socket's own timeout begins anew with every byte, however slowly they come."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Final, Literal, Self

INTERVAL: Final = 0.05
"""Seconds between two looks."""

Ending = Literal["", "late", "left"]


class Guard:
    """Shuts the socket of a call when `end` (by the monotonic clock) is reached, or `left()` says that nobody waits.

    Whoever reads from the socket finds it at its end; `ended` says which of the two it was.
    """

    def __init__(self, end: float, left: Callable[[], bool]) -> None:
        self.ended: Ending = ""
        self._end, self._left = end, left
        self._socket: socket.socket | None = None
        self._lock = Lock()
        self._over = Event()
        self._thread = Thread(target=self._run, name="federation-guard", daemon=True)

    def remaining(self) -> float:
        """Seconds that are left, never 0: to a socket that would mean not to wait at all."""
        return max(0.01, self._end - time.monotonic())

    def watch(self, connection: socket.socket) -> None:
        """Shut this socket too, at once if the time is over already."""
        with self._lock:
            self._socket = connection
            if self.ended:
                _shut(connection)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(INTERVAL):
            ended: Ending = "left" if self._left() else "late" if time.monotonic() >= self._end else ""
            if ended:
                with self._lock:
                    self.ended = ended
                    if self._socket is not None:
                        _shut(self._socket)
                return


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # it was never connected, or is closed
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # also of TLS, without its farewell
