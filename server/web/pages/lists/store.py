"""The tables of lists, kept as far as there is room, and such that who walks through all lists pushes out few."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from server.web.pages.lists.table import Table

ROOM: Final = 90_000
"""What is kept, in the measure of `Table.size`: some 60 MB."""

_OF_NEW: Final = 0.4
"""The part of the room that is for tables that were asked for once."""

_REMEMBERED: Final = 1_000
"""Tables of which it is remembered that they were asked for."""


class Tables:
    """Tables by the pattern that their things fit. Thread-safe.

    One that is asked for a second time comes where only those are that were, so that no crawler, which asks for each
    once, pushes out what people use (2Q, Johnson and Shasha 1994). One that is larger than the room for it is not kept.
    """

    def __init__(self, room: int = ROOM) -> None:
        of_new = int(room * _OF_NEW)
        self._new, self._used = _Shelf(of_new), _Shelf(room - of_new)
        self._remembered: OrderedDict[int, None] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """How much is kept, in the measure of `Table.size`."""
        return self._new.size + self._used.size

    def get(self, pattern: str, make: Callable[[], Table]) -> Table:
        """Return the table of a pattern, made by `make` if it is not kept. Raises what `make` raises."""
        with self._lock:
            if found := self._used.take(pattern) or self._new.take(pattern):
                self._used.put(pattern, found)
                return found
        made = make()  # not under the lock: others are not to wait; who comes meanwhile makes it again
        with self._lock:
            self._new.take(pattern)  # of somebody who made it in the meantime
            (self._used if self._was_asked_for(pattern) else self._new).put(pattern, made)
        return made

    def _was_asked_for(self, pattern: str) -> bool:
        key = hash(pattern)
        before = key in self._remembered
        self._remembered[key] = None
        self._remembered.move_to_end(key)
        while len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return before


class _Shelf:
    """Tables within a room; those that were not put there the longest leave."""

    def __init__(self, room: int) -> None:
        self.size = 0
        self._room = room
        self._tables: OrderedDict[str, Table] = OrderedDict()

    def take(self, pattern: str) -> Table | None:
        """Take a table away."""
        if found := self._tables.pop(pattern, None):
            self.size -= found.size
        return found

    def put(self, pattern: str, table: Table) -> None:
        """Put a table there in front of the others; none if there is no room for it."""
        self.take(pattern)
        if table.size > self._room:
            return
        self._tables[pattern] = table
        self.size += table.size
        while self.size > self._room:
            _, oldest = self._tables.popitem(last=False)
            self.size -= oldest.size
