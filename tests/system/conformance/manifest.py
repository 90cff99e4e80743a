"""The tests that the manifests of the suites describe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from tests.system.conformance.archive import BASE, files

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

SUITES = {
    "SPARQL 1.0 syntax": ("sparql10/manifest-syntax.ttl",),
    "SPARQL 1.0 evaluation": ("sparql10/manifest-evaluation.ttl",),
    "SPARQL 1.1 query": ("sparql11/manifest-sparql11-query.ttl",),
    "SPARQL 1.1 results": ("sparql11/manifest-sparql11-results.ttl",),
    "SPARQL 1.1 update": ("sparql11/manifest-sparql11-update.ttl",),
    "SPARQL 1.1 federated query": ("sparql11/manifest-sparql11-fed.ttl",),
    "SPARQL 1.1 protocol": ("sparql11/protocol/manifest.ttl",),
    "SPARQL 1.1 graph store protocol": (
        "sparql11/graph-store-protocol/manifest-direct.ttl",
        "sparql11/graph-store-protocol/manifest-indirect.ttl",
    ),
    "SPARQL 1.1 service description": ("sparql11/service-description/manifest.ttl",),
    "SPARQL 1.2": ("sparql12/manifest.ttl",),
}
"""Suite → its manifests. Left out: the entailment regimes; the endpoint has none."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Case:
    """One test: its IRI, suite and kind (the class of the test), and its node in the graph of its manifest."""

    iri: str
    suite: str
    kind: str
    manifest: str

    @property
    def name(self) -> str:
        """The suite's folder and the test's own name; unique."""
        return f"{self.manifest.removeprefix(BASE).rpartition('/')[0]}/{self.iri.rpartition('#')[2]}"

    @property
    def graph(self) -> Node:
        """The test in its manifest."""
        return Node(self.manifest, ox.NamedNode(self.iri))


@dataclass(frozen=True)
class Node:
    """A node of a manifest."""

    manifest: str
    term: Term

    def all(self, predicate: str) -> list[Node]:
        """The objects of a predicate."""
        assert isinstance(self.term, ox.NamedNode | ox.BlankNode)
        quads = graph(self.manifest).quads_for_pattern(self.term, ox.NamedNode(predicate), None)
        return [Node(self.manifest, quad.object) for quad in quads]

    def one(self, predicate: str) -> Node | None:
        """The object of a predicate, if there is one."""
        return next(iter(self.all(predicate)), None)

    def items(self) -> Iterator[Node]:
        """The items of a list."""
        node: Node | None = self
        while node and (first := node.one(RDF + "first")):
            yield first
            node = node.one(RDF + "rest")

    @property
    def text(self) -> str:
        """The IRI or the lexical form."""
        assert not isinstance(self.term, ox.Triple)
        return self.term.value


@cache
def graph(manifest: str) -> ox.Store:
    """The triples of a manifest."""
    store = ox.Store()
    store.load(files()[manifest], format=ox.RdfFormat.TURTLE, base_iri=manifest)
    return store


@cache
def cases() -> tuple[Case, ...]:
    """Every test of every suite."""
    if not files():
        return ()
    return tuple(
        case for suite, roots in SUITES.items() for root in roots for case in _cases(suite, BASE + root)
    )


def _cases(suite: str, manifest: str) -> Iterator[Case]:
    for quad in graph(manifest).quads_for_pattern(None, ox.NamedNode(MF + "include"), None):
        for included in Node(manifest, quad.object).items():
            yield from _cases(suite, included.text)
    for quad in graph(manifest).quads_for_pattern(None, ox.NamedNode(MF + "entries"), None):
        for entry in Node(manifest, quad.object).items():
            kind = entry.one(RDF + "type")
            if kind:  # one manifest lists a test that it does not describe
                yield Case(entry.text, suite, kind.text.rpartition("#")[2], manifest)
