"""The names of the release behind a pool, looked up when a query first uses one of its namespaces."""

from __future__ import annotations

from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from server.engine import Access, EngineError, Pool, select_rows
from server.namespaces import BASE
from server.protocol.hints import NAMES_QUERY, Hint, Names, unknown_names

_WAIT: Final = 10.0
"""Seconds that the look-up may take; hints are worth no more."""


class ReleaseNames:
    """The names of one release; of data that changes it knows none, and so has no hints."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lock = Lock()
        self._names: Names | None = None

    def known(self) -> Names | None:
        """The names, if they have been looked up."""
        return self._names

    def look_up(self) -> Names | None:
        """The names; None for data that changes, and where they cannot be told now."""
        with self._lock:
            if self._names is None and self._pool.access is Access.RELEASE:
                try:
                    rows = select_rows(self._pool, NAMES_QUERY, _WAIT)
                except EngineError:
                    return None
                self._names = Names(row["name"].value for row in rows if hasattr(row["name"], "value"))
            return self._names

    def hints(self, query: str) -> list[Hint]:
        """What may be misspelt in a query that was answered."""
        if BASE not in query:
            return []
        names = self._names or self.look_up()
        return unknown_names(query, names) if names else []


def names_of(pool: Pool) -> ReleaseNames:
    """The names of the release behind a pool, the same object for the same pool."""
    return _KNOWN.setdefault(pool, ReleaseNames(pool))


_KNOWN: Final[WeakKeyDictionary[Pool, ReleaseNames]] = WeakKeyDictionary()
