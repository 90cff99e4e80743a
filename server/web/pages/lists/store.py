"""The tables of a release that were asked for last, kept as far as there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from server.web.pages.lists.table import Table

ROOM: Final = 60_000
"""What is kept, in the measure of `Table.size`: some 50 MB."""


class Tables:
    """Tables by the pattern that their things fit. Thread-safe."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._kept: OrderedDict[str, Table] = OrderedDict()
        self._lock = Lock()

    def get(self, pattern: str, make: Callable[[], Table]) -> Table:
        """Return the table of a pattern, made by `make` if it is not kept. Raises what `make` raises."""
        with self._lock:
            if found := self._kept.get(pattern):
                self._kept.move_to_end(pattern)
                return found
        made = make()  # not under the lock: others are not to wait; who comes meanwhile makes it again
        with self._lock:
            self._kept[pattern] = made
            while len(self._kept) > 1 and sum(table.size for table in self._kept.values()) > self._room:
                self._kept.popitem(last=False)
        return made
