"""The names of the release behind a pool, looked up beside the answers when it is opened."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Final
from weakref import WeakKeyDictionary, ref

from server.engine import Access, EngineError, Pool, select_rows
from server.namespaces import BASE
from server.sparql.suggestions import NAMES_QUERY, Hint, Names, unknown_names

_MOMENT: Final = 3.0
"""Seconds that an answer waits for the names, once; hints are worth no more."""


class ReleaseNames:
    """The names of one release, looked up once, by a thread; of data that changes it knows none and gives no hints."""

    def __init__(self, pool: Pool) -> None:
        # Held by whoever answers from it, not by `_KNOWN`, which would keep it for ever.
        self._pool = ref(pool)
        self._names: Names | None = None
        self._begun = Lock()
        self._over = Event()
        self.settled = pool.access is not Access.RELEASE
        """Whether `given` answers at once."""

    def look_up(self) -> None:
        """Begin to look the names up, if nobody has."""
        if not self.settled and self._begun.acquire(blocking=False):
            Thread(target=self._run, name="names", daemon=True).start()

    def given(self) -> Names | None:
        """The names, if they are known within a moment."""
        if not self.settled:
            self.look_up()
            self._over.wait(_MOMENT)
            self.settled = True  # those of a large release take longer, and then nobody waits for them again
        return self._names

    def hints(self, query: str) -> list[Hint]:
        """What may be misspelt in a query that was answered."""
        if BASE not in query:
            return []
        names = self.given()
        return unknown_names(query, names) if names else []

    def _run(self) -> None:
        with suppress(EngineError):  # then there are no hints
            if pool := self._pool():
                rows = select_rows(pool, NAMES_QUERY)
                self._names = Names(row["name"].value for row in rows if hasattr(row["name"], "value"))
        self._over.set()


def names_of(pool: Pool) -> ReleaseNames:
    """The names of the release behind a pool, the same object for the same pool."""
    return _KNOWN.setdefault(pool, ReleaseNames(pool))


_KNOWN: Final[WeakKeyDictionary[Pool, ReleaseNames]] = WeakKeyDictionary()
