"""Comunica: the endpoint and the fragments as sources, alone and together with another endpoint."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.conftest import miss, require_file, require_tool
from tests.system.clients import queries
from tests.system.clients.answers import Answer
from tests.system.clients.client import FORM, Call, Client, World, absent
from tests.system.clients.features import Failed
from tests.system.clients.kinds.program import Program

FOLDER = Path(__file__).parent.parent / "comunica"
OLDEST = 20
"""The version of Node that the engine's HTTP client needs."""


class Comunica(Client):
    """A query engine in a process of Node."""

    name = "Comunica"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        node = require_tool("node", "nodejs and npm")
        package = FOLDER / "node_modules/@comunica/query-sparql/package.json"
        require_file(package, "`make clients`")
        if int(subprocess.check_output([node, "--version"], text=True)[1:].partition(".")[0]) < OLDEST:
            miss(f"node is older than version {OLDEST}")
        self.version = json.loads(package.read_text("utf-8"))["version"]
        self._command = [node, str(FOLDER / "client.mjs")]
        self._program = Program(self._command)

    def close(self) -> None:
        self._program.close()

    def run(self, call: Call) -> Answer:
        return self._ask(call.query, self._endpoint)

    def solutions(self) -> str:
        self.same(Call(queries.BODIES))
        return f"{self.world.tap.answers[-1].get_content_type()} by its own choice"

    graphs = absent("asks for solutions and makes the triples itself")

    def get(self) -> str:
        self.same(Call(queries.CONSTRUCT))
        assert {request.method for request in self.world.tap.requests} == {"GET"}
        return "a query of less than 600 characters"

    def form(self) -> str:
        self.same(Call(queries.LONG))
        assert (self.request.method, self.request.content_type) == ("POST", FORM)
        return "a longer one"

    body = absent("sends GET or a form")
    default_graph = absent("has no option for it, and sends FROM on")
    named_graph = absent("has no option for it, and sends FROM NAMED on")

    def syntax(self) -> str:
        error = self.failure(Call(queries.MALFORMED))
        assert "Parse error" in str(error)
        assert not self.world.tap.requests
        return "found by its own parser"

    def deadline(self) -> str:
        told = super().deadline()
        # It asks a host that failed only after ten times as long again.
        self._program.close()
        self._program = Program(self._command)
        return told

    def update(self) -> str:
        return self.updated(self._update)

    def discovery(self) -> str:
        """Without a hint at what the address is: the description says that it is an endpoint, and where."""
        unknown = self.world.endpoint.replace("127.0.0.1", "localhost")  # to the engine's memory
        assert self._ask(queries.BODIES, unknown) == self.world.oracle(queries.BODIES)
        described, *asked = self.world.tap.requests
        assert "query" not in described.parameters
        assert all("query" in request.parameters for request in asked)
        # It drops the parameters of an address, so one that has any is not described: the answer would be another.
        with pytest.raises(Failed, match="400"):
            self._ask(queries.BODIES, f"{unknown}?{urlencode({'default-graph-uri': queries.GRAPHS[0]})}")
        return "of an address without parameters"

    def fragments(self) -> str:
        source = f"{self.world.tap.address}/fragments"
        assert self._ask(queries.MEMBERS, source) == self.world.oracle(queries.MEMBERS)
        assert all(sent.target.startswith("/fragments") for sent in self.world.tap.requests)
        notes = {"type": "sparql", "value": self.world.notes["Oxigraph"]}
        wanted = self.world.oracle(queries.JOINED_BY_ONE)
        for own in (source, self._endpoint):
            assert self._ask(queries.KNOWN_TO_NOBODY, own, notes) == wanted
        return "alone, and joined with another endpoint, as the endpoint is"

    def service_from(self) -> str:
        notes = {"type": "sparql", "value": self.world.notes["Oxigraph"]}
        found = self._ask(queries.from_there(self.world.endpoint), notes)
        assert found == self.world.oracle(queries.JOINED)
        return ""

    service_to = absent("is no endpoint")

    @property
    def _endpoint(self) -> dict[str, str]:
        return {"type": "sparql", "value": self.world.endpoint}

    def _ask(self, query: str, *sources: object, **options: object) -> Answer:
        return self._program.ask(query=query, sources=sources, options=options)

    def _update(self, endpoint: str, update: str, token: str | None = None) -> Any:
        source = {"type": "sparql", "value": endpoint}
        return self._program.ask(query=update, sources=[source], options={"destination": source}, token=token)
