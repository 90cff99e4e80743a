"""What a result is written to: bytes gathered into frames, counted against the limits of size and rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import IO, Final, Protocol, TypeVar

from server.engine.errors import EngineError, ResultTooLarge, encode_error
from server.engine.job import Form, Kind, frame, json_frame

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
        # A serialiser may write a value of many MiB at once, and whoever reads holds a whole frame.
        for start in range(0, len(self._data), CHUNK):
            self._frames += frame(Kind.DATA, bytes(self._data[start : start + CHUNK]))
        self._data.clear()
        self._pipe.write(self._frames + last)
        self._pipe.flush()
        self._frames.clear()


_BETWEEN_ROWS: Final = {
    "application/sparql-results+json": b"},{",
    "application/sparql-results+xml": b"<result>",
    "text/tab-separated-values": b"\n",
}
"""What stands once for each row. In JSON it might stand in a string as well, and then counts as a row.

The rows of CSV are counted in the TSV that it is made of.
"""

_BEFORE_FIRST: Final = {
    "application/sparql-results+json": 1,  # no mark stands before the first row
    "text/tab-separated-values": -1,  # the names of the columns are a line, too
}

Item = TypeVar("Item")


class Sink(Protocol):
    """What takes bytes."""

    def write(self, data: bytes) -> int:
        """Take bytes and say how many."""

    def flush(self) -> None:
        """Hand on what was held back."""


class RowCounter:
    """A binary file that hands everything on to `sink` and raises ResultTooLarge after `limit` rows."""

    def __init__(self, sink: Sink, media_type: str, limit: int) -> None:
        self._sink, self._limit = sink, limit
        self._mark = _BETWEEN_ROWS.get(media_type, b"")
        self._rows = _BEFORE_FIRST.get(media_type, 0)
        self._tail = b""

    def write(self, data: bytes) -> int:
        """Take bytes of the result."""
        if self._mark:
            self._rows += self._count(data)
            if self._rows > self._limit:
                raise too_many(self._limit)
        return self._sink.write(data)

    def flush(self) -> None:
        """Flush the sink."""
        self._sink.flush()

    def _count(self, data: bytes) -> int:
        joined = self._tail + data
        self._tail = joined[1 - len(self._mark) :] if len(self._mark) > 1 else b""
        return joined.count(self._mark)


def counted(items: Iterable[Item], limit: int) -> Iterator[Item]:
    """The items, of which there may be `limit`. Raises ResultTooLarge."""
    for number, item in enumerate(items):
        if number >= limit:
            raise too_many(limit)
        yield item


def too_many(limit: int) -> ResultTooLarge:
    """The error for a result of more than `limit` rows."""
    return ResultTooLarge(f"the result has more than {limit:,} rows")
