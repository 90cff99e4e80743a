"""The native server of Oxigraph, and the engine in process, with SERVICE as the engine itself offers it."""

from __future__ import annotations

from urllib.request import Request, urlopen

import pyoxigraph as ox

from tests.system.clients import queries
from tests.system.clients.answers import Answer, Oracle, read
from tests.system.clients.client import JSON, QUERY, Call
from tests.system.clients.features import Failed
from tests.system.clients.service import ByService


class Oxigraph(ByService):
    """The server that holds the notes; what it cannot do the engine in this process cannot either."""

    name = "Oxigraph"
    version = ox.__version__

    def evaluate(self, query: str) -> Answer:
        headers = {"Content-Type": QUERY, "Accept": JSON}
        with urlopen(Request(self.world.notes[self.name], query.encode(), headers), timeout=60) as response:
            found = response.read()
        try:
            return read(found, JSON)
        except SyntaxError as error:  # it has said 200 before it asks, and writes the reason into the result
            reason = str(error)
        raise Failed(f"{reason}: {found[-1000:].decode()}")

    def service_from(self) -> str:
        super().service_from()
        store = ox.Store()
        store.load(queries.NOTES_TURTLE, format=ox.RdfFormat.TURTLE)
        assert Oracle(store)(queries.from_there(self.world.endpoint)) == self.world.oracle(queries.JOINED)
        return "native server and pyoxigraph"

    def broken(self) -> str:
        super().broken()
        query = self.asking(Call(queries.SLOW, timeout=2))
        try:
            Oracle(ox.Store())(query)
        except (OSError, RuntimeError, SyntaxError):
            return "the native server ends its own answer as if it were whole, but it does not parse"
        raise AssertionError("taken for whole")
