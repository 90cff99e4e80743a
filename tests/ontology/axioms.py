"""The ontology's axioms, and the ontology without one of them."""

from __future__ import annotations

from typing import cast

from pyoxigraph import NamedNode, Quad, QueryTriples, Store

from server.namespaces import PREFIXES
from tests.ontology.files import ONTOLOGY, read, term

# What is written for people has no bearing on consistency, and takes a reasoner's reader most of its time.
AXIOMS = [
    quad
    for quad in read(ONTOLOGY)
    if quad.predicate.value.startswith((PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"]))
    and quad.predicate not in (term("rdfs:isDefinedBy"), term("rdfs:label"))
]

_RESTRICTIONS = {term("owl:cardinality"), term("owl:allValuesFrom")}
_SYMMETRIC = {term("owl:disjointWith"), term("owl:propertyDisjointWith")}


def without(axiom: str, quads: list[Quad]) -> list[Quad]:
    """Return an ontology's quads, its disjointness stated class by class, without the one axiom."""
    first, predicate, second = (term("rdf:type" if name == "a" else name) for name in axiom.split())
    if predicate in _RESTRICTIONS:
        restriction = _subjects(term("owl:onProperty"), second, quads) & {
            q.subject for q in quads if q.predicate == predicate
        }
        return [q for q in _pairwise(quads) if not (q.subject == first and q.object in restriction)]
    stated = {(first, predicate, second)}
    if predicate in _SYMMETRIC:
        stated.add((second, predicate, first))
    return [q for q in _pairwise(quads) if (q.subject, q.predicate, q.object) not in stated]


def _pairwise(quads: list[Quad]) -> list[Quad]:
    """Replace each owl:AllDisjointClasses by what it stands for (OWL 2 Structural Specification, section 9.1.3)."""
    store = Store()
    store.extend(quads)
    pairs = store.query(
        """PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        CONSTRUCT { ?one owl:disjointWith ?other }
        { [] owl:members/rdf:rest*/rdf:first ?one , ?other FILTER(STR(?one) < STR(?other)) }"""
    )
    replaced = _subjects(term("rdf:type"), term("owl:AllDisjointClasses"), quads)
    kept = [quad for quad in quads if quad.subject not in replaced]
    return kept + [Quad(*triple) for triple in cast("QueryTriples", pairs)]


def _subjects(predicate: NamedNode, value: NamedNode, quads: list[Quad]) -> set[object]:
    return {q.subject for q in quads if q.predicate == predicate and q.object == value}
