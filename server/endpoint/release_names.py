"""The names of the release that is asked, by which what is misspelt in a query is pointed out."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Final

import pyoxigraph as ox

from server.engine import SERVER, Access, Client, Engine, EngineError, Job, table_of
from server.namespaces import BASE
from server.sparql.lint import PROPERTIES_QUERY, Linter, properties_of
from server.sparql.suggestions import CHECKED, NAMES_QUERY, Hint, Names, unknown_names
from server.sparql.tokens import SHORT

_MOMENT: Final = 3.0
"""Seconds that an answer waits for the names, once; hints are worth no more."""

_PREFIX: Final = re.compile(r"(?<![^\s>])PREFIX[ \t\r\n]+([^\s:]*):[ \t\r\n]*<([^<>\s]*)>", re.IGNORECASE)
_PREFIXED: Final = re.compile(r"([A-Za-z_][\w\-]*):([\w\-.]+)")
_RELATIVE_IRI: Final = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*:)[^<>\s]*>")
_IRI: Final = re.compile(rf"<({re.escape(BASE)}[^<>\s]*)>")


class ReleaseNames:
    """The names of the release behind an engine, and the kinds of values of its properties.

    Of data that changes it knows neither; hints then come from the text of a query alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._names: Names | None = None
        self._linter = Linter({})
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.settled = engine.access is not Access.RELEASE
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

    def hints(self, query: str, client: Client) -> list[Hint]:
        """What may be misspelt in a query, by the names that are known so far, and what it surely does not mean.

        Of a long query nothing is said. The client is charged for it.
        """
        if len(query) > SHORT:
            return []
        with client.working():
            return [*self._misspelt(query), *self._linter.hints(query)]

    def _misspelt(self, query: str) -> list[Hint]:
        names = self._names
        if names is None or BASE not in query or _only_known(query, names):
            return []
        return unknown_names(query, names)

    async def _run(self) -> None:
        await asyncio.gather(self._read_names(), self._read_properties())
        self.settled = True
        self._over.set()

    async def _read_names(self) -> None:
        with suppress(EngineError):  # then no name is known
            self._names = await asyncio.to_thread(names_in, await self._asked(NAMES_QUERY))

    async def _read_properties(self) -> None:
        with suppress(EngineError):
            self._linter = await asyncio.to_thread(_linter_of, await self._asked(PROPERTIES_QUERY))

    async def _asked(self, query: str) -> bytes:
        result = await self._engine.submit(Job(query), SERVER)
        return b"".join([chunk async for chunk in result])


def names_in(body: bytes) -> Names:
    """The names in the result of NAMES_QUERY, in SPARQL's JSON."""
    return Names(row["name"].value for row in table_of(body)[1] if isinstance(row["name"], ox.NamedNode))


def _linter_of(body: bytes) -> Linter:
    return Linter(properties_of(table_of(body)[1]))


def _only_known(query: str, names: Names) -> bool:
    """Whether every name in a query is surely one of the release's, without reading its tokens.

    Names in strings and comments are taken for names of the query: where one of them is unknown, its tokens are read.
    """
    if "\\" in query or _RELATIVE_IRI.search(query):
        return False
    known = names.iris
    declared = _PREFIX.findall(query)
    checked = {prefix: iri for prefix, iri in declared if iri.startswith(CHECKED)}
    if "" in checked or len(dict(declared)) < len(declared):
        return False
    prefixed = (
        checked[prefix] + name.rstrip(".") for prefix, name in _PREFIXED.findall(query) if prefix in checked
    )
    written = _IRI.findall(_PREFIX.sub("", query) if checked else query)
    return all(iri in known or not iri.startswith(CHECKED) for iri in (*prefixed, *written))
