"""Blank nodes have no name to be found by; what stands in and around them has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from server.rdf.terms import NIL, RDF, TYPE

_UNWRITTEN: Final = frozenset({TYPE, NIL, RDF["first"], RDF["rest"]})
"""Terms that Turtle writes as `a` or brackets."""


@dataclass(frozen=True)
class Surroundings:
    """The IRI of the named resource that a blank node is a part of, or "", and terms: IRIs and lexical forms.

    `own` are those of the statements about the node itself, `within` also those of the blank nodes that it holds.
    """

    owner: str
    own: frozenset[str]
    within: frozenset[str]


def surroundings(quads: Iterable[Quad], node: BlankNode) -> Surroundings:
    """Return what stands in and around a blank node among the quads of its file."""
    outgoing: dict[object, list[Quad]] = defaultdict(list)
    incoming: dict[object, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.subject, BlankNode):
            outgoing[quad.subject].append(quad)
        if isinstance(quad.object, BlankNode):
            incoming[quad.object].append(quad)
    own = frozenset(text for quad in outgoing[node] for text in _texts(quad))
    return Surroundings(_owner(node, incoming), own, _within(node, outgoing))


def _owner(node: BlankNode, incoming: dict[object, list[Quad]]) -> str:
    seen: set[object] = set()
    waiting: list[object] = [node]
    while waiting:
        current = waiting.pop()
        for quad in incoming[current]:
            if isinstance(quad.subject, NamedNode):
                return quad.subject.value
            if quad.subject not in seen:
                seen.add(quad.subject)
                waiting.append(quad.subject)
    return ""


def _within(node: BlankNode, outgoing: dict[object, list[Quad]]) -> frozenset[str]:
    terms: set[str] = set()
    seen: set[object] = {node}
    waiting: list[object] = [node]
    while waiting:
        for quad in outgoing[waiting.pop()]:
            terms.update(_texts(quad))
            if isinstance(quad.object, BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    return frozenset(terms)


def _texts(quad: Quad) -> Iterator[str]:
    for term in (quad.predicate, quad.object):
        if isinstance(term, NamedNode | Literal) and term not in _UNWRITTEN:
            yield term.value
