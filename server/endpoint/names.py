"""The names of the release that answers, looked up when it is opened, for hints about misspelt ones."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Final

import pyoxigraph as ox

from server.engine import Access, AsyncPool, EngineError, Job
from server.namespaces import BASE
from server.sparql.suggestions import CHECKED, NAMES_QUERY, Hint, Names, unknown_names

_MOMENT: Final = 3.0
"""Seconds that an answer waits for the names, once; hints are worth no more."""

_PREFIX: Final = re.compile(r"(?<![^\s>])PREFIX[ \t\r\n]+([^\s:]*):[ \t\r\n]*<([^<>\s]*)>", re.IGNORECASE)
_PREFIXED: Final = re.compile(r"([A-Za-z_][\w\-]*):([\w\-.]+)")
_RELATIVE_IRI: Final = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*:)[^<>\s]*>")
_IRI: Final = re.compile(rf"<({re.escape(BASE)}[^<>\s]*)>")


class ReleaseNames:
    """The names of the release behind a pool; of data that changes it knows none and gives no hints."""

    def __init__(self, pool: AsyncPool) -> None:
        self._pool = pool
        self._names: Names | None = None
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.settled = pool.access is not Access.RELEASE
        """Whether `given` answers at once."""

    def look_up(self) -> None:
        """Begin to look the names up, in the event loop that runs."""
        if not self.settled:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def given(self) -> Names | None:
        """The names, if they are known within a moment."""
        if not self.settled:
            with suppress(TimeoutError):
                async with asyncio.timeout(_MOMENT):
                    await self._over.wait()
            self.settled = True  # those of a large release take longer, and then nobody waits for them again
        return self._names

    def hints(self, query: str) -> list[Hint]:
        """What may be misspelt in a query, by the names that are known so far."""
        names = self._names
        if names is None or BASE not in query or _only_known(query, names):
            return []
        return unknown_names(query, names)

    async def _run(self) -> None:
        with suppress(EngineError):  # then there are no hints
            async with await self._pool.submit(Job(NAMES_QUERY)) as result:
                body = b"".join([chunk async for chunk in result])
            self._names = await asyncio.to_thread(_read, body)
        self.settled = True
        self._over.set()


def _read(body: bytes) -> Names:
    solutions = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - the query is a SELECT
    return Names(row["name"].value for row in solutions if isinstance(row["name"], ox.NamedNode))


def _only_known(query: str, names: Names) -> bool:
    """Whether every name in a query is surely one of the release's, without reading its tokens.

    Names in strings and comments are taken for names of the query: where one of them is unknown, its tokens are read.
    """
    if "\\" in query or _RELATIVE_IRI.search(query):
        return False
    declared = _PREFIX.findall(query)
    checked = {prefix: iri for prefix, iri in declared if iri.startswith(CHECKED)}
    if "" in checked or len(dict(declared)) < len(declared):
        return False
    prefixed = (
        checked[prefix] + name.rstrip(".") for prefix, name in _PREFIXED.findall(query) if prefix in checked
    )
    written = _IRI.findall(_PREFIX.sub("", query) if checked else query)
    return all(iri in names or not iri.startswith(CHECKED) for iri in (*prefixed, *written))
