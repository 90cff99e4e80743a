"""A query engine that asks this server by SERVICE alone, and a server that is asked."""

from __future__ import annotations

from abc import abstractmethod
from urllib.parse import urlencode

from tests.system.clients import queries
from tests.system.clients.answers import Answer
from tests.system.clients.client import FORM, QUERY, Call, Client, absent

SELECT_ONLY = "`SERVICE` sends SELECT only"


class ByService(Client):
    """Every query goes into a SERVICE clause of one that the other engine evaluates; parameters go into its IRI."""

    @abstractmethod
    def evaluate(self, query: str) -> Answer:
        """Let the other engine evaluate a query. Raises Failed."""

    def run(self, call: Call) -> Answer:
        return self.evaluate(self.asking(call))

    def asking(self, call: Call) -> str:
        """The query that sends a call."""
        parameters = [("default-graph-uri", graph) for graph in call.default]
        parameters += [("named-graph-uri", graph) for graph in call.named]
        parameters += [("timeout", str(call.timeout))] * bool(call.timeout)
        endpoint = f"{self.world.endpoint}?{urlencode(parameters)}" if parameters else self.world.endpoint
        query = call.query.removeprefix(queries.PREFIXES)
        return f"{queries.PREFIXES}SELECT * {{ SERVICE <{endpoint}> {{ {query} }} }}"

    ask = absent(SELECT_ONLY)
    construct = absent(SELECT_ONLY)
    describe = absent(SELECT_ONLY)
    graphs = absent(SELECT_ONLY)
    syntax = absent("its own parser reads the query first")
    update = absent(SELECT_ONLY)
    discovery = absent("sends queries only")
    fragments = absent("sends queries only")

    def solutions(self) -> str:
        """Whatever it asks for by itself."""
        self.run(Call(queries.BODIES))
        form = self.world.tap.answers[-1].get_content_type()
        return f"{form} by its own choice"

    def get(self) -> str:
        return self._sends("GET", "")

    def form(self) -> str:
        return self._sends("POST", FORM)

    def body(self) -> str:
        return self._sends("POST", QUERY)

    def service_from(self) -> str:
        found = self.evaluate(queries.from_there(self.world.endpoint))
        assert found == self.world.oracle(queries.JOINED)
        return ""

    def _sends(self, verb: str, content_type: str) -> str:
        self.same(Call(queries.BODIES))
        sent = (self.request.method, self.request.content_type)
        return "" if sent == (verb, content_type) else absent("`SERVICE` sends another way")(self)
