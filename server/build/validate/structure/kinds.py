"""Declarations: what each name is declared to be, and whether axioms use it as that (OWL 2, sections 5.8 and 5.9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from itertools import combinations
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server.build.read.sources import Sources
from server.build.validate.structure.axioms import (
    ANNOTATION_PROPERTY,
    CLASS,
    DATA_PROPERTY,
    DATATYPE,
    INVERSE,
    OBJECT_PROPERTY,
    ON_PROPERTY,
    SUBCLASS,
    SUBPROPERTY,
    Axioms,
    name,
)
from server.faults import Fault
from server.namespaces import BASE, PREFIXES
from server.rdf.terms import OWL, RDFS, SKOS, TYPE

KINDS: Final = {
    CLASS: "class",
    DATATYPE: "datatype",
    OBJECT_PROPERTY: "object property",
    DATA_PROPERTY: "data property",
    ANNOTATION_PROPERTY: "annotation property",
}
_PROPERTY: Final = frozenset((OBJECT_PROPERTY, DATA_PROPERTY, ANNOTATION_PROPERTY))
_EXCLUSIVE: Final = frozenset(
    frozenset(pair) for pair in ((CLASS, DATATYPE), *combinations((*_PROPERTY,), 2))
)
_OF_OBJECTS: Final = tuple(
    OWL[f"{word}Property"]
    for word in ("Symmetric", "Asymmetric", "Transitive", "Reflexive", "Irreflexive", "InverseFunctional")
)
_META: Final = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl"))
_BUILT_IN: Final = (*_META, PREFIXES["xsd"])
_CLASSES: Final = frozenset((CLASS,))
_OBJECTS: Final = frozenset((OBJECT_PROPERTY,))
_FACTS: Final = frozenset((OBJECT_PROPERTY, DATA_PROPERTY))
_SLOTS: Final = {
    SUBCLASS: (_CLASSES, _CLASSES),
    OWL["equivalentClass"]: (_CLASSES | {DATATYPE}, _CLASSES | {DATATYPE}),
    OWL["disjointWith"]: (_CLASSES, _CLASSES),
    OWL["complementOf"]: (_CLASSES, _CLASSES),
    SUBPROPERTY: (_PROPERTY, _PROPERTY),
    OWL["equivalentProperty"]: (_FACTS, _FACTS),
    OWL["propertyDisjointWith"]: (_FACTS, _FACTS),
    INVERSE: (_OBJECTS, _OBJECTS),
    RDFS["domain"]: (_PROPERTY, _CLASSES),
    RDFS["range"]: (_PROPERTY, _CLASSES | {DATATYPE}),
    ON_PROPERTY: (None, _FACTS),
    OWL["onClass"]: (None, _CLASSES),
    OWL["someValuesFrom"]: (None, _CLASSES | {DATATYPE}),
    OWL["allValuesFrom"]: (None, _CLASSES | {DATATYPE}),
}
"""Predicate → the kinds of what may stand before it and after it, None for anything."""
_LIKE: Final = (SUBPROPERTY, OWL["equivalentProperty"], OWL["propertyDisjointWith"])
_EXAMPLES: Final = frozenset((SKOS["example"], OWL["annotatedSource"], OWL["annotatedTarget"]))


def kind_faults(axioms: Axioms, sources: Sources) -> Iterator[Fault]:
    """Yield each name that is two things at once or is used as what it is not."""
    kinds: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in axioms.stated(TYPE):
        if (
            isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.object in KINDS
        ):
            kinds[quad.subject].add(quad.object)
    yield from _two_kinds(axioms, kinds)
    yield from _individuals(axioms, sources, kinds)
    yield from _characteristics(axioms, kinds)
    yield from _slots(axioms, kinds)


def _two_kinds(axioms: Axioms, kinds: dict[NamedNode, set[NamedNode]]) -> Iterator[Fault]:
    for term, found in kinds.items():
        clashing = sorted(
            {k for pair in combinations(found, 2) if frozenset(pair) in _EXCLUSIVE for k in pair}, key=str
        )
        mixed = {CLASS, DATATYPE} & found and _PROPERTY & found
        if clashing or mixed:
            both = clashing or sorted(found, key=str)
            words = " and ".join(KINDS[kind] for kind in both)
            at = max(axioms.places.triple(Triple(term, TYPE, kind)) for kind in both)
            message = f"is declared as {words} at once"
            yield axioms.fault(
                "punning", term, message, "keep one of the two, and give the other a name of its own", at=at
            )


def _individuals(axioms: Axioms, sources: Sources, kinds: dict[NamedNode, set[NamedNode]]) -> Iterator[Fault]:
    """OWL 2 DL allows a name to be a class and an individual; the project does not, as it is always a slip."""
    for source in sources.under("ontology/modules", "ontology/schemes", "triples"):
        for quad in source.quads:
            subject, value = quad.subject, quad.object
            if quad.predicate == TYPE:
                if not isinstance(value, NamedNode):
                    continue
                if subject in kinds and not value.value.startswith(_META) and not _is_property(kinds, value):
                    message = f"is {_kind(kinds, subject)} and also a thing of class {name(value)}"
                    remedy = f"write rdfs:subClassOf {name(value)} if every such thing is one, else remove it"
                    yield axioms.fault("punning", quad, message, remedy, at=axioms.places.triple(quad))
                elif _is_property(kinds, value):
                    message = f"is of type {name(value)}, which is {_kind(kinds, value)}, not a class"
                    yield axioms.fault("kind", quad, message, "name a class", at=axioms.places.triple(quad))
            elif isinstance(quad.predicate, NamedNode) and CLASS in kinds.get(quad.predicate, ()):
                message = f"has {name(quad.predicate)} as a property, which is a class"
                yield axioms.fault("kind", quad, message, "name a property", at=axioms.places.triple(quad))
            elif (
                source.name.startswith("triples/")
                and value in kinds
                and quad.predicate not in _EXAMPLES
                and OBJECT_PROPERTY in kinds.get(quad.predicate, ())
            ):
                message = f"has as {name(quad.predicate)} {name(value)}, which is {_kind(kinds, value)}, not a thing"
                remedy = "name a thing or concept by its IRI"
                yield axioms.fault("punning", quad, message, remedy, at=axioms.places.triple(quad))


def _characteristics(axioms: Axioms, kinds: dict[NamedNode, set[NamedNode]]) -> Iterator[Fault]:
    for quad in axioms.stated(TYPE):
        found = kinds.get(quad.subject, set()) if isinstance(quad.subject, NamedNode) else set()
        if quad.object in _OF_OBJECTS and found and OBJECT_PROPERTY not in found:
            message = f"is {_a(quad.object)}, which only an object property can be, and it is {_article(_words(found))}"
            yield axioms.fault(
                "kind", quad, message, "remove the characteristic", at=axioms.places.triple(quad)
            )


def _slots(axioms: Axioms, kinds: dict[NamedNode, set[NamedNode]]) -> Iterator[Fault]:
    for quad in axioms.stated(*_SLOTS):
        if axioms.is_a(quad.subject, OWL["Axiom"]):
            continue
        before, after = _SLOTS[quad.predicate]
        for term, wanted in ((quad.subject, before), (quad.object, after)):
            if fault := _slot(term, wanted, kinds):
                message = f"{name(quad.predicate)} {fault}"
                remedy = f"name {_article(_words(wanted or ()))} there"
                yield axioms.fault("kind", quad, message, remedy, at=axioms.places.triple(quad))
        yield from _alike(axioms, quad, kinds)


def _alike(axioms: Axioms, quad: Quad, kinds: dict[NamedNode, set[NamedNode]]) -> Iterator[Fault]:
    """Both sides of some axioms are of one kind, and the range of a property fits its kind."""
    if not isinstance(quad.subject, NamedNode):
        return
    own = kinds.get(quad.subject, set())
    if quad.predicate in _LIKE and isinstance(quad.object, NamedNode):
        other = kinds.get(quad.object, set())
        if own and other and not own & other:
            message = (
                f"is {_article(_words(own))}, and {name(quad.object)} after {name(quad.predicate)} "
                f"{_article(_words(other))}"
            )
            yield axioms.fault(
                "kind", quad, message, "join properties of one kind", at=axioms.places.triple(quad)
            )
    if quad.predicate == RDFS["range"] and len(own) == 1:
        value = quad.object
        is_datatype = isinstance(value, NamedNode) and (
            value.value.startswith(PREFIXES["xsd"])
            or DATATYPE in kinds.get(value, ())
            or value == RDFS["Literal"]
        )
        is_class = isinstance(value, NamedNode) and CLASS in kinds.get(value, ())
        if (OBJECT_PROPERTY in own and is_datatype) or (DATA_PROPERTY in own and is_class):
            kind = "datatype" if is_datatype else "class"
            message = f"is {_article(_words(own))} and has the range {name(value)}, a {kind}"
            remedy = "declare the other kind of property, or another range"
            yield axioms.fault("kind", quad, message, remedy, at=axioms.places.triple(quad))


def _slot(
    term: object, wanted: frozenset[NamedNode] | None, kinds: dict[NamedNode, set[NamedNode]]
) -> str | None:
    if wanted is None or isinstance(term, BlankNode):
        return None
    if isinstance(term, Literal):
        return f"has the text {term}"
    if not isinstance(term, NamedNode) or term.value.startswith(_BUILT_IN):
        return None
    found = kinds.get(term, set())
    if found and not found & wanted:
        return f"has {name(term)}, which is {_article(_words(found))}"
    if not found and term.value.startswith((BASE + "id/", BASE + "scheme/")):
        return f"has {name(term)}, which is a thing"
    return None


def _is_property(kinds: dict[NamedNode, set[NamedNode]], term: NamedNode) -> bool:
    return bool(kinds.get(term, set()) & _PROPERTY)


def _words(kinds: Container[object]) -> str:
    return " or ".join(words for kind, words in KINDS.items() if kind in kinds)


def _kind(kinds: dict[NamedNode, set[NamedNode]], term: object) -> str:
    return _article(_words(kinds.get(term, set()))) if isinstance(term, NamedNode) else ""


def _article(words: str) -> str:
    return f"an {words}" if words[:1] in "aeiou" else f"a {words}"


def _a(kind: object) -> str:
    words = name(kind).removeprefix("owl:").removesuffix("Property").lower()
    return words.replace("inversefunctional", "inverse functional")
