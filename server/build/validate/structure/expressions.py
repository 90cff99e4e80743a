"""Class expressions and lists: whether each is whole and says something (OWL 2, section 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server.build.validate.structure.axioms import (
    CHAIN,
    CLASS,
    DATA_PROPERTY,
    MEMBERS,
    ON_PROPERTY,
    Axioms,
    name,
)
from server.faults import Fault
from server.rdf.terms import NIL, OWL, RDF, TYPE, Node, Term

RESTRICTION: Final = OWL["Restriction"]
_UNQUALIFIED: Final = tuple(OWL[word] for word in ("minCardinality", "maxCardinality", "cardinality"))
_QUALIFIED: Final = tuple(
    OWL[word] for word in ("minQualifiedCardinality", "maxQualifiedCardinality", "qualifiedCardinality")
)
CARDINALITIES: Final = (*_UNQUALIFIED, *_QUALIFIED)
_FILLERS: Final = (
    *(OWL[word] for word in ("someValuesFrom", "allValuesFrom", "hasValue", "hasSelf")),
    *CARDINALITIES,
)
_FILLER_CLASS: Final = (OWL["onClass"], OWL["onDataRange"])
_EXPRESSIONS: Final = tuple(
    OWL[word] for word in ("unionOf", "intersectionOf", "complementOf", "oneOf", "datatypeComplementOf")
)
_LISTS: Final = {
    **{
        OWL[word]: 2
        for word in ("unionOf", "intersectionOf", "members", "distinctMembers", "disjointUnionOf")
    },
    **{OWL[word]: 1 for word in ("oneOf", "withRestrictions", "hasKey")},
    CHAIN: 2,
}
"""Predicate → the members that its list has at least to say something."""
_ALL: Final = tuple(OWL[word] for word in ("AllDisjointClasses", "AllDisjointProperties", "AllDifferent"))
_COUNT: Final = re.compile(r"\+?\d+")
_COUNTS: Final = ("nonNegativeInteger", "integer", "positiveInteger", "int", "long", "short")


def expression_faults(axioms: Axioms) -> Iterator[Fault]:
    """Yield each restriction, list or axiom of several members that lacks a part or has one too many."""
    for node in axioms.subjects():
        if axioms.is_a(node, RESTRICTION) or (isinstance(node, BlankNode) and _looks_like_one(axioms, node)):
            yield from _restriction(axioms, node)
        elif isinstance(node, BlankNode):
            yield from _anonymous(axioms, node)
    for quad in axioms.stated(*_LISTS):
        yield from _list(axioms, quad)
    for kind in _ALL:
        for node in axioms.of_kind(kind):
            if not axioms.values(node, MEMBERS) and not axioms.values(node, OWL["distinctMembers"]):
                message, remedy = f"an {name(kind)} has no owl:members", "add owl:members ( … )"
                yield axioms.fault("expression", node, message, remedy)


def _looks_like_one(axioms: Axioms, node: BlankNode) -> bool:
    return bool(axioms.predicates(node) & {ON_PROPERTY, *_FILLERS})


def _restriction(axioms: Axioms, node: Node) -> Iterator[Fault]:
    def fault(message: str, remedy: str) -> Fault:
        return axioms.fault("restriction", node, f"a restriction {message}", remedy)

    properties = axioms.values(node, ON_PROPERTY)
    fillers = [(p, value) for p in _FILLERS for value in axioms.values(node, p)]
    on = f"on {name(properties[0])}" if properties else "on no property"
    if isinstance(node, NamedNode):
        yield fault("has a name: OWL 2 DL knows only anonymous ones", "write it in [ … ] where it is used")
    if not axioms.is_a(node, RESTRICTION):
        yield fault(f"{on} is not declared to be one", "add `a owl:Restriction`")
    if not properties and not axioms.values(node, OWL["onProperties"]):
        yield fault("has no owl:onProperty, so that it says nothing", "add owl:onProperty with the property")
    if len(properties) > 1:
        yield fault(
            f"has {len(properties)} owl:onProperty: {_names(properties)}", "write one restriction for each"
        )
    if not fillers:
        yield fault(f"{on} has no filler", "add owl:someValuesFrom, owl:allValuesFrom or a cardinality")
    if len(fillers) > 1:
        yield fault(
            f"{on} has {len(fillers)} fillers: {_names([predicate for predicate, _ in fillers])}",
            "write one restriction for each",
        )
    qualified = [p for p in _QUALIFIED if axioms.values(node, p)]
    classes = [p for p in _FILLER_CLASS if axioms.values(node, p)]
    if qualified and not classes:
        yield fault(
            f"{on} has {name(qualified[0])} and no owl:onClass", "add owl:onClass, or count all values"
        )
    if classes and not qualified:
        yield fault(
            f"{on} has {name(classes[0])} and no qualified cardinality", "write owl:minQualifiedCardinality"
        )
    for predicate, value in fillers:
        if predicate in CARDINALITIES and count(value) is None:
            yield fault(
                f"{on} has {name(predicate)} {value}, which is no count", 'write "1"^^xsd:nonNegativeInteger'
            )
    if properties and axioms.is_a(properties[0], DATA_PROPERTY):
        if axioms.values(node, OWL["hasSelf"]):
            yield fault(f"{on} has owl:hasSelf, and a text is no thing", "use it with an object property")
        if any(not isinstance(value, Literal) for value in axioms.values(node, OWL["hasValue"])):
            yield fault(f"{on} wants a thing as value of a data property", "give a literal")


def _anonymous(axioms: Axioms, node: BlankNode) -> Iterator[Fault]:
    """A class expression has one operator, and something that refers to it."""
    operators = [(p, value) for p in _EXPRESSIONS for value in axioms.values(node, p)]
    if len(operators) > 1:
        message = f"an expression has {len(operators)} operators: {_names([p for p, _ in operators])}"
        yield axioms.fault("expression", node, message, "nest one in the other, or keep one")
    declared = axioms.is_a(node, CLASS)
    if declared and not operators and not axioms.predicates(node) - {TYPE}:
        yield axioms.fault(
            "expression", node, "an anonymous class says nothing", "give it an IRI, or an expression"
        )


def count(term: Term) -> int | None:
    """Return the number that a cardinality is, None for anything else (OWL 2, section 8.3)."""
    if not isinstance(term, Literal) or not _COUNT.fullmatch(term.value):
        return None
    return int(term.value) if term.datatype.value.rpartition("#")[2] in _COUNTS else None


def _list(axioms: Axioms, quad: Quad) -> Iterator[Fault]:
    about = quad.object if isinstance(quad.object, BlankNode) else quad
    where = f"the list of {name(quad.predicate)}"
    if isinstance(quad.object, Literal):
        yield axioms.fault("list", quad, f"{where} is the text {quad.object}", "write a list: ( … )")
        return
    if (
        isinstance(quad.object, NamedNode)
        and quad.object != NIL
        and not axioms.values(quad.object, RDF["first"])
    ):
        message = f"{name(quad.predicate)} has {name(quad.object)} where a list belongs"
        yield axioms.fault("list", quad, message, "write a list: ( … )")
        return
    if isinstance(quad.object, Triple):
        return
    found = axioms.items(quad.object)
    cells = [cell for cell in found.cells if isinstance(cell, Node)]
    for cell in cells:
        firsts, rests = axioms.values(cell, RDF["first"]), axioms.values(cell, RDF["rest"])
        for what, values in (("rdf:first", firsts), ("rdf:rest", rests)):
            if len(values) != 1:
                number = f"{len(values)} {what}" if values else f"no {what}"
                message = f"a cell of {where} has {number}"
                yield axioms.fault("list", cell, message, "write the list as ( … ), which cannot break")
    if not found.whole and all(len(axioms.values(c, RDF[p])) == 1 for c in cells for p in ("first", "rest")):
        yield axioms.fault("list", about, f"{where} comes back to itself", "write the list as ( … )")
    least = _LISTS[quad.predicate]
    if found.whole and len(found.items) < least:
        members = "no member" if not found.items else f"{len(found.items)} member"
        remedy = f"give it {least} or more, or say it without a list"
        yield axioms.fault("list", quad, f"{where} has {members}", remedy)
    for item in dict.fromkeys(found.items):
        if found.items.count(item) > 1 and quad.predicate != CHAIN:
            yield axioms.fault("list", quad, f"{where} has {name(item)} twice", "remove one of the two")
        if isinstance(item, Literal) and quad.predicate != OWL["oneOf"]:
            yield axioms.fault("list", quad, f"{where} has the text {item}", "name a term by its IRI")


def _names(terms: object) -> str:
    return ", ".join(map(name, terms)) if isinstance(terms, list) else name(terms)
