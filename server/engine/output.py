"""What the serialiser writes to: bytes gathered into frames and counted against the result limit."""

from __future__ import annotations

from functools import lru_cache
from typing import IO, Final

from server.engine.errors import EngineError, ResultTooLarge, encode_error
from server.engine.frames import Kind, frame, json_frame
from server.engine.job import Form

CHUNK: Final = 64 * 1024
"""Bytes gathered before they are written, so that a small result costs one write and one read."""


@lru_cache(maxsize=64)  # there are as many as formats
def _head(form: Form, media_type: str) -> bytes:
    return json_frame(Kind.HEAD, {"form": form, "media_type": media_type})


class Output:
    """A binary file for pyoxigraph's serialisers that writes frames to a pipe.

    `limit` is in bytes; `rows` is for whoever makes the result to keep to.
    """

    def __init__(self, pipe: IO[bytes], limit: int, rows: int) -> None:
        self._pipe, self._limit, self.rows = pipe, limit, rows
        self._data = bytearray()
        self._frames = bytearray()
        self._size = 0

    def head(self, form: Form, media_type: str) -> None:
        """Announce the result."""
        self._frames += _head(form, media_type)

    def write(self, data: bytes) -> int:
        """Take bytes of the result. Raises ResultTooLarge."""
        self._size += len(data)
        if self._size > self._limit:
            raise ResultTooLarge(f"the result is larger than {self._limit:,} bytes")
        self._data += data
        if len(self._data) >= CHUNK:
            self._send()
        return len(data)

    def flush(self) -> None:
        """Nothing: the serialiser's idea of when to flush is not the pipe's."""

    def end(self) -> None:
        """Say that the result is whole."""
        self._send(frame(Kind.END))

    def fail(self, error: EngineError) -> None:
        """Say that there is no result, or that what was written of it is worthless."""
        self._data.clear()
        self._send(json_frame(Kind.ERROR, encode_error(error)))

    def _send(self, last: bytes = b"") -> None:
        if self._data:
            self._frames += frame(Kind.DATA, bytes(self._data))
            self._data.clear()
        self._pipe.write(self._frames + last)
        self._pipe.flush()
        self._frames.clear()
