"""Jena: ARQ over HTTP, SERVICE from a dataset of its own, and Fuseki."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.system.clients import queries
from tests.system.clients.answers import Answer
from tests.system.clients.client import Call, Client, World, absent
from tests.system.clients.kinds.java import machine, version
from tests.system.clients.kinds.program import request


class Jena(Client):
    """QueryExecutionHTTP and UpdateExecHTTP."""

    name = "Jena"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._program = machine()
        self.version = version("jena")
        self._ask(action="serve", turtle=queries.NOTES_TURTLE, port=str(urlsplit(world.notes["Jena"]).port))

    def close(self) -> None:
        self._program.close()

    def run(self, call: Call) -> Answer:
        return self._ask(endpoint=self.world.endpoint, **request(call))

    def update(self) -> str:
        return self.updated(lambda **told: self._ask(action="update", **told))

    discovery = absent("sends queries only")
    fragments = absent("sends queries only")

    def service_from(self) -> str:
        query = queries.from_there(self.world.endpoint)
        found = self._ask(action="evaluate", turtle=queries.NOTES_TURTLE, query=query)
        assert found == self.world.oracle(queries.JOINED)
        return ""

    def service_to(self) -> str:
        super().service_to()
        return "Fuseki"

    def _ask(self, **members: object) -> Answer:
        return self._program.ask(client=self.name, **members)
