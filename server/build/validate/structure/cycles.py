"""Circles in hierarchies: of classes, properties and concepts, and in the data of places within places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from server.build.read.places import Places
from server.build.read.sources import Sources
from server.build.validate.structure.axioms import SUBCLASS, SUBPROPERTY, Axioms
from server.faults import Fault
from server.rdf.iris import short
from server.rdf.terms import OWL, SKOS

_HIERARCHIES: Final = {
    SUBCLASS: "they would all be one class",
    SUBPROPERTY: "they would all be one property",
    SKOS["broader"]: "each would be broader than itself",
}
_SHOWN: Final = 6
_REMEDY: Final = "remove the statement that leads back"
_DIRECTED: Final = ("AsymmetricProperty", "IrreflexiveProperty")

Circle = tuple[NamedNode, ...]


def cycle_faults(axioms: Axioms, sources: Sources, places: Places) -> Iterator[Fault]:
    """Yield each circle once, with the statements that it is made of.

    Besides hierarchies, a property of the project must not lead back to where it starts if it is transitive and not
    symmetric; an asymmetric or irreflexive property not from a thing to itself, and the former not there and back.
    """
    everywhere = tuple(quad for source in sources.files for quad in source.quads)
    for predicate, why in (_HIERARCHIES | _transitive(axioms)).items():
        for circle in _circles(q for q in everywhere if q.predicate == predicate):
            yield _fault(places, predicate, circle, why)
    directed = {node for kind in _DIRECTED for node in axioms.of_kind(OWL[kind])}
    for node in directed - _transitive(axioms).keys():
        longest = 2 if axioms.is_a(node, OWL["AsymmetricProperty"]) else 1
        quads = [q for q in everywhere if q.predicate == node]
        for circle in _circles(quads):
            if len(circle) <= longest and isinstance(node, NamedNode):
                kind = "asymmetric" if longest == 2 else "irreflexive"
                yield _fault(places, node, circle, f"the property is {kind}")


def _transitive(axioms: Axioms) -> dict[NamedNode, str]:
    return {
        node: "the property is transitive, so that each would be in itself"
        for node in axioms.of_kind(OWL["TransitiveProperty"])
        if isinstance(node, NamedNode) and not axioms.is_a(node, OWL["SymmetricProperty"])
    }


def _circles(quads: Iterable[Quad]) -> Iterator[Circle]:
    """Yield a shortest circle of each strongly connected part of the graph, from its first node by name."""
    after: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            after[quad.subject].add(quad.object)
    done: set[NamedNode] = set()
    for start in sorted(after, key=str):
        if start not in done and (circle := _shortest(after, start)):
            done.update(circle)
            yield circle


def _shortest(after: dict[NamedNode, set[NamedNode]], start: NamedNode) -> Circle | None:
    before: dict[NamedNode, NamedNode] = {}
    waiting = [start]
    while waiting:
        reached: list[NamedNode] = []
        for node in waiting:
            for other in sorted(after.get(node, ()), key=str):
                if other == start:
                    return _path(before, start, node)
                if other not in before:
                    before[other] = node
                    reached.append(other)
        waiting = reached
    return None


def _path(before: dict[NamedNode, NamedNode], start: NamedNode, end: NamedNode) -> Circle:
    path = [end]
    while path[-1] != start:
        path.append(before[path[-1]])
    return tuple(reversed(path))


def _fault(places: Places, predicate: NamedNode, circle: Circle, why: str) -> Fault:
    steps = list(zip(circle, (*circle[1:], circle[0]), strict=True))
    found = [places.triple(Triple(one, predicate, other)) for one, other in steps]
    names = [
        short(node.value) for node in (*circle[:_SHOWN], *([circle[0]] if len(circle) <= _SHOWN else []))
    ]
    way = " → ".join(names) + (" → …" if len(circle) > _SHOWN else "")
    where = "; ".join(map(str, found[:_SHOWN]))
    message = f"{short(predicate.value)} leads back to where it starts: {way} ({where}); {why}"
    return Fault(found[0].file, found[0].line, short(circle[0].value), "cycle", message, _REMEDY)
