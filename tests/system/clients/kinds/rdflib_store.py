"""rdflib's SPARQLStore and SPARQLUpdateStore, and SERVICE as rdflib evaluates it."""

from __future__ import annotations

from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import ParseError

import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from rdflib.query import Result

from tests.system.clients import queries
from tests.system.clients.answers import Answer, read
from tests.system.clients.client import Call, Client, Method, absent
from tests.system.clients.features import Failed
from tests.system.conformance.store import TOKEN

JSON, CSV, N_TRIPLES = "application/sparql-results+json", "text/csv", "application/n-triples"
METHODS = {Method.GET: "GET", Method.FORM: "POST_FORM", Method.BODY: "POST"}
NAMES = {"application/sparql-results+xml": "xml", JSON: "json", CSV: "csv", "text/turtle": "turtle"}
NAMES |= {"text/tab-separated-values": "tsv", "application/rdf+xml": "xml"}
EAEU = rdflib.URIRef("https://w3id.org/eikg/id/body/eaeu")
LABEL = rdflib.RDFS.label


class Rdflib(Client):
    """A Graph or a Dataset over the endpoint."""

    name = "rdflib"
    version = rdflib.__version__
    graph_formats = ("RDF/XML", "Turtle")

    def run(self, call: Call) -> Answer:
        graph = rdflib.Graph(self._store(call), call.default[0] if call.default else None)
        try:
            return _answer(graph.query(call.query), call.media_type)
        # The store hides that the server refused, and the parsers say in their own words that a text breaks off.
        except (ValueError, ParseError, HTTPException, OSError) as error:
            raise Failed(str(error)) from error

    def select(self) -> str:
        super().select()
        dataset = rdflib.Dataset(self._store(Call("")))
        assert _answer(dataset.query(queries.BODIES)) == self.world.oracle(queries.BODIES)
        assert self.request.parameters["default-graph-uri"] == [str(DATASET_DEFAULT_GRAPH_ID)]
        graph = rdflib.Graph(self._store(Call("")))
        labels = self.world.oracle(f"{queries.PREFIXES}SELECT ?l {{ body:eaeu rdfs:label ?l }}")
        assert sorted(f"?l {label.n3()}" for label in graph.objects(EAEU, LABEL)) == labels
        assert (EAEU, LABEL, rdflib.Literal("Eurasian Economic Union", "en")) in graph
        everything = self.world.oracle("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        assert [f'?n "{len(graph)}"^^<{rdflib.XSD.integer}>'] == everything
        return "Graph and Dataset, queries and triple patterns"

    def default_graph(self) -> str:
        call = Call(queries.IN_DEFAULT, default=queries.GRAPHS[:1])
        self.same(call, self.world.oracle(call.query, default=call.default))
        assert self.request.parameters["default-graph-uri"] == [*call.default]
        return "one graph"

    named_graph = absent("the store takes one graph, as the default graph")

    def syntax(self) -> str:
        for method in (Method.FORM, Method.BODY):  # an error comes back as a value, which is no result
            graph = rdflib.Graph(self._store(Call("", method=method)))
            status, *_ = graph.query(queries.MALFORMED)
            assert status == 400
        self.world.tap.clear()
        return super().syntax()

    def update(self) -> str:
        endpoint = f"{self.world.scratch}"
        store = SPARQLUpdateStore(endpoint, endpoint, headers={"Authorization": f"Bearer {TOKEN}"})
        way = rdflib.URIRef("a:rdflib"), rdflib.URIRef("a:way"), rdflib.Literal(1)
        rdflib.Dataset(store, default_union=True).update(f"INSERT DATA {{ {' '.join(t.n3() for t in way)} }}")
        assert self.world.written("a:rdflib", "a:way", "1")
        rdflib.Graph(store, DATASET_DEFAULT_GRAPH_ID).add(way)
        assert self.world.written("a:rdflib", "a:way", "1")
        return "with the token as a header of its own; also `add`"

    def discovery(self) -> str:
        described = rdflib.Graph().parse(self.world.endpoint)
        endpoint = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#endpoint")
        assert [*described.objects(None, endpoint)] == [rdflib.URIRef(self.world.endpoint)]
        return "read as a graph"

    def fragments(self) -> str:
        fragment = rdflib.Graph().parse(f"{self.world.tap.address}/fragments?{urlencode({'subject': EAEU})}")
        found = sorted(f"?o {o.n3()} ?p {p.n3()}" for p, o in fragment.predicate_objects(EAEU))
        assert found == self.world.oracle(f"{queries.PREFIXES}SELECT ?p ?o {{ body:eaeu ?p ?o }}")
        return "read as a graph"

    def service_from(self) -> str:
        graph = rdflib.Graph().parse(data=queries.NOTES_TURTLE, format="turtle")
        found = _answer(graph.query(queries.from_there(self.world.endpoint)))
        assert found == self.world.oracle(queries.JOINED)
        assert len(self.world.tap.requests) == len(queries.NOTES)
        return "one request for each solution"

    service_to = absent("is no endpoint")

    def _store(self, call: Call) -> SPARQLStore:
        given: dict[str, Any] = {"params": {"timeout": str(call.timeout)}} if call.timeout else {}
        return SPARQLStore(
            self.world.endpoint,
            method=METHODS[call.method or Method.GET],
            returnFormat=NAMES[call.media_type] if call.media_type else "xml",
            **given,
        )


def _answer(result: Result, media_type: str | None = None) -> Answer:
    if result.type == "ASK":
        return bool(result.askAnswer)
    if result.graph is not None:
        return read(result.graph.serialize(format="nt", encoding="utf-8"), N_TRIPLES)
    if media_type == CSV:  # which told no types
        return read(result.serialize(format="csv") or b"", CSV)
    return read(result.serialize(format="json") or b"", JSON)
