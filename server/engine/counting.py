"""Counting the rows of a result while it is written, as its bytes are made beyond Python's reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol, TypeVar

from server.engine.errors import ResultTooLarge

_BETWEEN_ROWS: Final = {
    "application/sparql-results+json": b"},{",
    "application/sparql-results+xml": b"<result>",
    "text/csv": b"\n",
    "text/tab-separated-values": b"\n",
}
"""What stands once for each row. In JSON it might stand in a string as well, and then counts as a row."""

_BEFORE_FIRST: Final = {
    "application/sparql-results+json": 1,  # no mark stands before the first row
    "text/csv": -1,  # the names of the columns are a line, too
    "text/tab-separated-values": -1,
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
        self._quoting = media_type == "text/csv"
        self._quoted = False
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
        if self._quoting:  # a line may end within quotes
            parts = data.split(b'"')
            found = sum(part.count(self._mark) for part in parts[self._quoted :: 2])
            self._quoted ^= not len(parts) % 2
            return found
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
