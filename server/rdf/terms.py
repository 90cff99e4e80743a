"""The types of RDF terms, and the namespaces whose terms the program itself writes or looks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server.namespaces import PREFIXES

Node = NamedNode | BlankNode
"""What may be the subject of a triple in RDF 1.1."""

SimpleTerm = NamedNode | BlankNode | Literal
"""A term without parts: every term of RDF 1.1."""

Term = SimpleTerm | Triple
"""What may be the object of a triple (RDF 1.2 adds triples to RDF 1.1)."""


@dataclass(frozen=True)
class Namespace:
    """A namespace, by its IRI: `RDF["type"]` is the term `type` of it."""

    iri: str

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)


DCAT: Final = Namespace(PREFIXES["dcat"])
DCTERMS: Final = Namespace(PREFIXES["dcterms"])
FOAF: Final = Namespace(PREFIXES["foaf"])
OWL: Final = Namespace(PREFIXES["owl"])
PROV: Final = Namespace(PREFIXES["prov"])
RDF: Final = Namespace(PREFIXES["rdf"])
RDFS: Final = Namespace(PREFIXES["rdfs"])
SD: Final = Namespace(PREFIXES["sd"])
SH: Final = Namespace(PREFIXES["sh"])
SKOS: Final = Namespace(PREFIXES["skos"])
VOID: Final = Namespace(PREFIXES["void"])
XSD: Final = Namespace(PREFIXES["xsd"])

TYPE: Final = RDF["type"]


def named(name: str) -> NamedNode:
    """The IRI of a name with one of the project's prefixes, as `dqv:Metric`. Raises KeyError for another prefix."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def iris(quad: Quad) -> Iterator[str]:
    """The IRIs of a quad: subject, predicate, object, datatype, graph."""
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value
