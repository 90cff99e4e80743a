"""RDF4J: SPARQLRepository, and SERVICE from a store in memory."""

from __future__ import annotations

from tests.clients import queries
from tests.clients.answers import Answer
from tests.clients.client import FORM, Call, Client, World, absent
from tests.clients.kinds.java import machine, version
from tests.clients.kinds.program import request


class Rdf4j(Client):
    """A connection of a SPARQLRepository."""

    name = "RDF4J"
    graph_formats = ("Turtle", "N-Triples", "JSON-LD", "TriG", "N-Quads")

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._program = machine()
        self.version = version("rdf4j")

    def close(self) -> None:
        self._program.close()

    def run(self, call: Call) -> Answer:
        return self._ask(endpoint=self.world.endpoint, **request(call))

    def graphs(self) -> str:
        offered = super().graphs()
        self.same(Call(queries.CONSTRUCT, media_type="application/rdf+xml"))
        assert self.world.tap.answers[-1].get_content_type() == "text/turtle"
        return f"{offered}; where RDF/XML is preferred it still weighs Turtle higher"

    def get(self) -> str:
        super().get()
        return "by its own choice"

    def form(self) -> str:
        self.same(Call(queries.LONG))
        assert (self.request.method, self.request.content_type) == ("POST", FORM)
        return "where an address would be longer than 4,083 characters"

    body = absent("sends GET or a form")

    def deadline(self) -> str:
        """Its own time ends the wait; the server's is told as an interruption."""
        assert "timed out" in str(self.failure(Call(queries.ENDLESS, timeout=1)))
        self.world.tap.clear()
        error = self.failure(Call(queries.ENDLESS))
        assert self.world.tap.statuses == [503]
        return self.told(error, queries.TOO_LONG)

    def broken(self) -> str:
        self.failure(Call(queries.SLOW))
        assert self.world.tap.statuses == [200]
        return ""

    def update(self) -> str:
        return self.updated(lambda **told: self._ask(action="update", default=[], named=[], **told))

    discovery = absent("sends queries only")
    fragments = absent("sends queries only")

    def service_from(self) -> str:
        query = queries.from_there(self.world.endpoint)
        members = {"turtle": queries.NOTES_TURTLE, "query": query, "default": [], "named": []}
        assert self._ask(action="evaluate", **members) == self.world.oracle(queries.JOINED)
        return ""

    service_to = absent("its server is a web application for a servlet container")

    def _ask(self, **members: object) -> Answer:
        return self._program.ask(client=self.name, **members)
