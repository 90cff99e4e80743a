"""The scratch dataset that the tests run on: a server process, reached over HTTP alone."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pyoxigraph as ox

from tests.launcher import eikg_serve, launched
from tests.system.conformance.archive import files
from tests.system.conformance.comparison import Table, rdf, results
from tests.web.client import Answer

TOKEN = "of-the-tests-and-long-enough"

Found = Table | bool | list[ox.Quad]


class Store:
    """An empty scratch dataset; one connection, kept open."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.endpoints: dict[str, Callable[[Sequence[str]], None]] = {}
        """What puts files into each endpoint that this one may call, instead of all else there."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def send(
        self, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        authorised = {**(headers or {}), "Authorization": f"Bearer {TOKEN}"}
        self._connection.request(method, target, body, authorised)
        response = self._connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def load(self, data: Sequence[str], graphs: Sequence[tuple[str, str]]) -> None:
        """Put files into the default graph, and files (the second of a pair) into named graphs, instead of all else."""
        quads = [quad for iri in data for quad in rdf(files()[iri], iri)]
        for name, iri in graphs:
            node = ox.NamedNode(name)
            quads += [ox.Quad(q.subject, q.predicate, q.object, node) for q in rdf(files()[iri], iri)]
        body = b"".join(f"{quad} .\n".encode() for quad in quads)
        answer = self.send("PUT", "/data", {"Content-Type": "application/n-quads"}, body)
        assert answer.status in (201, 204), answer.text
        for name in {name for name, _ in graphs} - {getattr(quad.graph_name, "value", "") for quad in quads}:
            self.update(f"CREATE GRAPH <{name}>")

    def load_endpoints(self, data: Mapping[str, Sequence[str]]) -> None:
        """Put files into the endpoints that this one may call; those that are not named become empty."""
        for iri, load in self.endpoints.items():
            load(data.get(iri, ()))

    def query(self, query: str, accept: str) -> Answer:
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.send("POST", "/sparql", headers, query.encode())

    def update(self, update: str) -> Answer:
        return self.send("POST", "/sparql", {"Content-Type": "application/sparql-update"}, update.encode())

    def dump(self) -> list[ox.Quad]:
        answer = self.send("GET", "/data", {"Accept": "application/n-quads"})
        return [*ox.parse(answer.body, format=ox.RdfFormat.N_QUADS)]


def read(answer: Answer) -> Found:
    """What an answer holds, by its media type."""
    if form := ox.QueryResultsFormat.from_media_type(answer.media_type):
        return results(answer.body, form)
    form_of_graph = ox.RdfFormat.from_media_type(answer.media_type)
    assert form_of_graph, f"{answer.status} {answer.text}"
    return [*ox.parse(answer.body, format=form_of_graph, base_iri="http://relative.invalid/")]


@contextmanager
def serving(**settings: str) -> Iterator[Store]:
    """A server process with an empty scratch dataset."""
    environment = {"EIKG_SCRATCH_TOKEN": TOKEN, **settings}
    with launched(eikg_serve("--scratch", "--empty"), environment=environment) as server:
        yield Store(server.port)
