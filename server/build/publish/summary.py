"""The digests of a release's claims and terms, by which it is compared with another one (server/summary.py)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import BlankNode, NamedNode, Quad

from server.build.vocabulary import graph
from server.namespaces import BASE, EIK
from server.rdf.iris import is_claim
from server.rdf.terms import OWL, TYPE, Term
from server.release import INFERRED_GRAPH
from server.summary import DIGEST, Digests, Summary

_INFERRED = NamedNode(INFERRED_GRAPH)
_OF_TERMS = frozenset((graph("ontology"), graph("schemes")))
_SCHEMES = BASE + "scheme/"


def summary(quads: Iterable[Quad]) -> Summary:
    """Return the summary of the quads of a release, without answers."""
    given = list(quads)
    return Summary(claims=_claims(given), terms=_terms(given))


def _claims(quads: Iterable[Quad]) -> Digests:
    """What stands in the graph of each claim, and what is said of the claim itself but is not inferred."""
    lines: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        name = quad.graph_name
        if isinstance(name, NamedNode) and is_claim(name.value):
            lines[name.value].add(f"in {quad.triple}")
        elif isinstance(quad.subject, NamedNode) and is_claim(quad.subject.value) and name != _INFERRED:
            lines[quad.subject.value].add(f"of {quad.triple}")
    return {iri: _digest(found) for iri, found in lines.items()}


def _terms(quads: Iterable[Quad]) -> Digests:
    """What the ontology and the schemes say of each term; blank nodes have no names here, so that none counts."""
    said: dict[Term, list[Quad]] = defaultdict(list)
    ontologies: set[Term] = set()
    for quad in quads:
        if quad.graph_name in _OF_TERMS:
            said[quad.subject].append(quad)
            if quad.predicate == TYPE and quad.object == OWL["Ontology"]:
                ontologies.add(quad.subject)
    return {
        term.value: _digest(_lines(term, said))
        for term in said.keys() - ontologies
        if isinstance(term, NamedNode) and term.value.startswith((EIK, _SCHEMES))
    }


def _lines(node: Term, said: Mapping[Term, Sequence[Quad]]) -> list[str]:
    """The statements about a node, those about the blank nodes nested in it within them; these form trees."""
    return [f"{quad.predicate} {_written(quad.object, said)}" for quad in said.get(node, ())]


def _written(term: Term, said: Mapping[Term, Sequence[Quad]]) -> str:
    return f"[{' ; '.join(sorted(_lines(term, said)))}]" if isinstance(term, BlankNode) else str(term)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:DIGEST]
