"""Classes that can have no member, as far as the axioms about them and their ancestors tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from server.build.validate.structure.axioms import ON_PROPERTY, SUBCLASS, Axioms, name
from server.build.validate.structure.expressions import count
from server.faults import Fault
from server.rdf.terms import OWL, RDFS

_LEAST: Final = (
    OWL["minCardinality"],
    OWL["cardinality"],
    OWL["minQualifiedCardinality"],
    OWL["qualifiedCardinality"],
)
_MOST: Final = (
    OWL["maxCardinality"],
    OWL["cardinality"],
    OWL["maxQualifiedCardinality"],
    OWL["qualifiedCardinality"],
)
_SOME: Final = OWL["someValuesFrom"]
_ALL: Final = OWL["allValuesFrom"]
_UNSATISFIABLE: Final = "unsatisfiable"
_FUNCTIONAL: Final = OWL["FunctionalProperty"]


def class_faults(axioms: Axioms) -> Iterator[Fault]:
    """Yield each class without possible member, the highest of each branch only: its subclasses follow."""
    found = {one: fault for one in axioms.ancestors if (fault := _fault(axioms, one))}
    for one, fault in found.items():
        if not any(parent in found for parent in axioms.ancestors[one] if parent != one):
            yield _with_subclasses(axioms, one, fault)


def _with_subclasses(axioms: Axioms, one: NamedNode, fault: Fault) -> Fault:
    below = [other for other, above in axioms.ancestors.items() if one in above and other != one]
    if not below:
        return fault
    message = f"{fault.message}; nor of its {len(below)} subclass{'es' if len(below) > 1 else ''}"
    return Fault(fault.file, fault.line, fault.subject, fault.rule, message, fault.remedy)


def _fault(axioms: Axioms, one: NamedNode) -> Fault | None:
    return _disjoint(axioms, one) or _bounds(axioms, one) or _fillers(axioms, one) or _nothing(axioms, one)


def _disjoint(axioms: Axioms, one: NamedNode) -> Fault | None:
    clash = axioms.clash(one, one)
    if clash is None:
        return None
    axiom = axioms.disjoint[frozenset(clash)]
    place = axioms.places.triple(axiom)
    first, second = (_through(axioms, one, ancestor) for ancestor in clash)
    both = f"{name(clash[0])} and {name(clash[1])} exclude each other ({place})"
    if one in clash and axiom.predicate == OWL["disjointWith"]:
        # The parent may be right and the axiom wrong, or the reverse: the axiom about the class itself is nearer.
        other = next(c for c in clash if c != one)
        message = f"no thing can be of this class: it is a subclass of {name(other)}, and {both}"
        remedy = f"remove the disjointness, or the superclass {name(other)}"
        return axioms.fault("disjoint-parents", one, message, remedy, at=place)
    message = f"no thing can be of this class: it is a subclass of {first} and of {second}, and {both}"
    if one in clash:
        other = next(c for c in clash if c != one)
        parent = axioms.ancestors[one][other]
        message = (
            f"no thing can be of this class: it is a subclass of {_through(axioms, one, other)}, and {both}"
        )
    else:
        parent = axioms.ancestors[one][clash[1]]
    at = axioms.places.triple(Triple(one, SUBCLASS, parent))
    return axioms.fault(
        "disjoint-parents", one, message, "remove one of the two parents, or the disjointness", at=at
    )


def _through(axioms: Axioms, one: NamedNode, ancestor: NamedNode) -> str:
    parent = axioms.ancestors[one][ancestor]
    return name(ancestor) if parent == ancestor else f"{name(ancestor)} (through {name(parent)})"


@dataclass(frozen=True)
class _Restriction:
    """A restriction that holds of a class, and its property."""

    node: BlankNode
    on: NamedNode


def _restrictions(axioms: Axioms, one: NamedNode) -> Iterator[_Restriction]:
    for ancestor in axioms.ancestors[one]:
        for predicate in (SUBCLASS, OWL["equivalentClass"]):
            for value in axioms.values(ancestor, predicate):
                if isinstance(value, BlankNode):
                    for on in axioms.values(value, ON_PROPERTY):
                        if isinstance(on, NamedNode):
                            yield _Restriction(value, on)


def _bounds(axioms: Axioms, one: NamedNode) -> Fault | None:
    found = list(_restrictions(axioms, one))
    least: list[tuple[int, _Restriction]] = []
    most: list[tuple[int, _Restriction]] = []
    for r in found:
        least += [(n, r) for p in _LEAST for v in axioms.values(r.node, p) if (n := count(v)) is not None]
        least += [(1, r) for _ in axioms.values(r.node, _SOME)]
        most += [(n, r) for p in _MOST for v in axioms.values(r.node, p) if (n := count(v)) is not None]
    for low, one_restriction in least:
        if low > 1 and axioms.is_a(one_restriction.on, _FUNCTIONAL):
            message = (
                f"no thing can be of this class: at least {low} values of {name(one_restriction.on)}, "
                "which is functional"
            )
            return axioms.fault(_UNSATISFIABLE, one_restriction.node, message, "correct one of the two")
        for high, other in most:
            if one_restriction.on == other.on and high < low and _compatible(axioms, one_restriction, other):
                place = axioms.places.node(one_restriction.node)[0]
                message = (
                    f"no thing can be of this class: at most {high} and at least {low} values of "
                    f"{name(other.on)} ({place})"
                )
                at = axioms.places.node(other.node)[0]
                return axioms.fault(_UNSATISFIABLE, one, message, "correct one of the two numbers", at=at)
    return None


def _compatible(axioms: Axioms, low: _Restriction, high: _Restriction) -> bool:
    """Tell whether every value that the lower bound counts is counted by the upper one, too."""
    limited = axioms.values(high.node, OWL["onClass"])
    counted = (*axioms.values(low.node, OWL["onClass"]), *axioms.values(low.node, _SOME))
    return not limited or bool({*limited} & {*counted})


def _fillers(axioms: Axioms, one: NamedNode) -> Fault | None:
    """A value that must be there may belong to nothing that the range, or a restriction to certain values, allows."""
    found = list(_restrictions(axioms, one))
    for wanted in found:
        for filler in axioms.values(wanted.node, _SOME):
            if not isinstance(filler, NamedNode):
                continue
            for quad in _allowed(axioms, wanted.on, found):
                if isinstance(quad.object, NamedNode) and axioms.clash(filler, quad.object):
                    place = axioms.places.triple(quad)
                    message = (
                        f"no thing can be of this class: a value of {name(wanted.on)} would be {name(filler)} "
                        f"and {name(quad.object)} ({place}), which exclude each other"
                    )
                    return axioms.fault(
                        _UNSATISFIABLE, wanted.node, message, "correct the filler or the range"
                    )
    return None


def _allowed(axioms: Axioms, on: NamedNode, found: list[_Restriction]) -> Iterator[Quad]:
    yield from (quad for quad in axioms.stated(RDFS["range"]) if quad.subject == on)
    nodes = {restriction.node for restriction in found if restriction.on == on}
    yield from (quad for quad in axioms.stated(_ALL) if quad.subject in nodes)


def _nothing(axioms: Axioms, one: NamedNode) -> Fault | None:
    for quad in axioms.stated(SUBCLASS, OWL["equivalentClass"]):
        if quad.subject != one:
            continue
        if quad.object == OWL["Nothing"]:
            return axioms.fault(_UNSATISFIABLE, quad, "is a subclass of owl:Nothing", "remove the axiom")
        denied = axioms.values(quad.object, OWL["complementOf"]) if isinstance(quad.object, BlankNode) else []
        for other in denied:
            if other in axioms.ancestors[one]:
                message = (
                    f"no thing can be of this class: it is a subclass of {name(other)} and of its complement"
                )
                return axioms.fault(_UNSATISFIABLE, quad, message, "remove one of the two")
    return None
