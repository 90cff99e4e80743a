"""The frames that an evaluator writes, read from its pipe by whoever waits for them or as they come."""

from __future__ import annotations

import os
from typing import Final

from server.engine.job import HEADER, Kind, PipeClosed

_PIECE: Final = 64 * 1024  # what a pipe holds


class Frames:
    """Reads a pipe, given by its descriptor; what was read and is not yet taken stays here.

    One reader at a time, which may be a thread that waits or an event loop that is told when there is something.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._bytes = bytearray()

    def read(self) -> tuple[Kind, bytes]:
        """The next frame; waits for it. Raises PipeClosed."""
        while (frame := self.take()) is None:
            self.fill()
        return frame

    def take(self) -> tuple[Kind, bytes] | None:
        """The next frame, if all of it is here."""
        if len(self._bytes) < HEADER.size:
            return None
        kind, length = HEADER.unpack_from(self._bytes)
        end = HEADER.size + length
        if len(self._bytes) < end:
            return None
        body = bytes(memoryview(self._bytes)[HEADER.size : end])
        del self._bytes[:end]
        return Kind(kind), body

    def fill(self) -> None:
        """Take what is in the pipe; waits if there is nothing. Raises PipeClosed where it has ended."""
        try:
            piece = os.read(self.descriptor, _PIECE)
        except OSError:
            raise PipeClosed from None
        if not piece:
            raise PipeClosed
        self._bytes += piece
