"""The global restrictions on properties of OWL 2 DL (section 11): simple properties and regular chains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from server.build.validate.structure.axioms import (
    CHAIN,
    INVERSE,
    ON_PROPERTY,
    SUBPROPERTY,
    Axioms,
    name,
)
from server.build.validate.structure.expressions import CARDINALITIES
from server.faults import Fault
from server.rdf.terms import OWL, TYPE

_TRANSITIVE: Final = OWL["TransitiveProperty"]
_SIMPLE_ONLY: Final = {
    OWL["FunctionalProperty"]: "functional",
    OWL["InverseFunctionalProperty"]: "inverse functional",
    OWL["AsymmetricProperty"]: "asymmetric",
    OWL["IrreflexiveProperty"]: "irreflexive",
}
_AGAINST: Final = (
    ("SymmetricProperty", "AsymmetricProperty"),
    ("ReflexiveProperty", "IrreflexiveProperty"),
    ("ReflexiveProperty", "AsymmetricProperty"),
)
_REMEDY: Final = "OWL 2 DL (section 11) allows one of the two: remove the other"


def property_faults(axioms: Axioms) -> Iterator[Fault]:
    """Yield each axiom that needs a simple property and has none, each irregular chain, and what cannot both be."""
    composite = _composite(axioms)
    for quad in axioms.stated(TYPE):
        if quad.object in _SIMPLE_ONLY and (why := composite.get(quad.subject)):
            message = f"is {_SIMPLE_ONLY[quad.object]} and {why}"  # type: ignore[index]
            yield axioms.fault("simple-property", quad, message, _REMEDY, at=axioms.places.triple(quad))
    for quad in axioms.stated(OWL["propertyDisjointWith"]):
        for one in (quad.subject, quad.object):
            if why := composite.get(one):
                message = f"excludes another property, and {name(one)} {why}"
                yield axioms.fault("simple-property", quad, message, _REMEDY)
    for quad in axioms.stated(ON_PROPERTY):
        counted = [p for p in (*CARDINALITIES, OWL["hasSelf"]) if axioms.values(quad.subject, p)]
        if counted and (why := composite.get(quad.object)):
            message = f"a restriction has {name(counted[0])} on {name(quad.object)}, which {why}"
            yield axioms.fault("simple-property", quad, message, _REMEDY)
    yield from _contradictions(axioms)
    yield from _chains(axioms)


def _composite(axioms: Axioms) -> dict[object, str]:
    """Return every property that is not simple, with the reason in words."""
    found: dict[object, str] = {}
    for transitive in axioms.of_kind(_TRANSITIVE):
        found[transitive] = "transitive"
    for quad in axioms.stated(CHAIN):
        found.setdefault(quad.subject, "has a property chain")
    found = {node: f"is {why}" if why == "transitive" else why for node, why in found.items()}
    waiting: list[object] = [*found]
    while waiting:
        node = waiting.pop()
        above = [
            (q.object, f"has the subproperty {name(node)}")
            for q in axioms.stated(SUBPROPERTY)
            if q.subject == node
        ]
        beside = [
            (other, f"is the inverse of {name(node)}")
            for q in axioms.stated(INVERSE)
            for one, other in ((q.subject, q.object), (q.object, q.subject))
            if one == node
        ]
        for other, how in (*above, *beside):
            if other not in found:
                found[other] = f"{how}, which {found[node]}"
                waiting.append(other)
    return found


def _contradictions(axioms: Axioms) -> Iterator[Fault]:
    for one, other in _AGAINST:
        for node in axioms.of_kind(OWL[one]):
            if axioms.is_a(node, OWL[other]) and isinstance(node, NamedNode):
                words = " and ".join(w.removesuffix("Property").lower() for w in (one, other))
                triple = Triple(node, TYPE, OWL[other])
                at = axioms.places.triple(triple)
                yield axioms.fault("property", triple, f"is {words} at once", "remove one of the two", at=at)


def _chains(axioms: Axioms) -> Iterator[Fault]:
    """Yield the chains that no order of the properties makes regular (section 11.2)."""
    below: dict[object, set[object]] = defaultdict(set)
    for quad in axioms.stated(SUBPROPERTY):
        below[quad.object].add(quad.subject)
    for quad in axioms.stated(CHAIN):
        links = axioms.items(quad.object).items if not isinstance(quad.object, Triple) else ()
        below[quad.subject].update(_inner(quad, links))
    for quad in axioms.stated(CHAIN):
        links = tuple(axioms.items(quad.object).items) if not isinstance(quad.object, Triple) else ()
        for link in _inner(quad, links):
            if link == quad.subject or quad.subject in _reached(below, link):
                message = f"has a chain with {name(link)} in it, which depends on {name(quad.subject)} itself"
                remedy = "take the property out of the chain, or the dependence away: OWL 2 DL needs an order"
                yield axioms.fault("property-chain", quad, message, remedy)


def _inner(quad: Quad, links: tuple[object, ...]) -> tuple[object, ...]:
    """Return the links of a chain that must come before its property: all, but for itself twice, or at one end."""
    own = quad.subject
    if links == (own, own):
        return ()
    if links[:1] == (own,):
        return links[1:]
    if links[-1:] == (own,):
        return links[:-1]
    return links


def _reached(below: dict[object, set[object]], start: object) -> set[object]:
    found: set[object] = set()
    waiting = [start]
    while waiting:
        for other in below.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
