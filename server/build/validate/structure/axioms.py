"""The axioms of the ontology, indexed, with the places where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import combinations
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server.build.read.places import NOWHERE, Place, Places
from server.build.read.sources import Sources
from server.faults import Fault
from server.rdf.iris import short
from server.rdf.terms import OWL, RDFS, TYPE, Node, RdfList, SimpleTerm, Term, read_list

MODULES: Final = ("ontology/modules", "ontology/external-terms.ttl")
CLASS: Final = OWL["Class"]
OBJECT_PROPERTY: Final = OWL["ObjectProperty"]
DATA_PROPERTY: Final = OWL["DatatypeProperty"]
ANNOTATION_PROPERTY: Final = OWL["AnnotationProperty"]
DATATYPE: Final = RDFS["Datatype"]
SUBCLASS: Final = RDFS["subClassOf"]
SUBPROPERTY: Final = RDFS["subPropertyOf"]
INVERSE: Final = OWL["inverseOf"]
MEMBERS: Final = OWL["members"]
CHAIN: Final = OWL["propertyChainAxiom"]
ON_PROPERTY: Final = OWL["onProperty"]


class Axioms:
    """Triples of the modules and of the external terms, by subject and predicate."""

    def __init__(self, sources: Sources, places: Places) -> None:
        self.places = places
        self.quads = tuple(q for source in sources.under(*MODULES) for q in source.quads)
        self._values: dict[Node, dict[NamedNode, list[SimpleTerm]]] = defaultdict(lambda: defaultdict(list))
        self._by_predicate: dict[NamedNode, list[Quad]] = defaultdict(list)
        for quad in self.quads:
            if not isinstance(quad.subject, Triple) and not isinstance(quad.object, Triple):
                self._values[quad.subject][quad.predicate].append(quad.object)
                self._by_predicate[quad.predicate].append(quad)

    def values(self, node: Term, predicate: NamedNode) -> list[SimpleTerm]:
        """Return what a node has as values of a property, in the order of the file."""
        found = self._values.get(node) if isinstance(node, Node) else None
        return found.get(predicate, []) if found else []

    def stated(self, *predicates: NamedNode) -> Iterator[Quad]:
        """Yield every triple with one of the predicates."""
        return (quad for predicate in predicates for quad in self._by_predicate.get(predicate, ()))

    def subjects(self) -> Iterator[Node]:
        """Yield every subject."""
        return iter(self._values)

    def predicates(self, node: Node) -> set[NamedNode]:
        """Return the predicates of which a node has a value."""
        return set(self._values.get(node, ()))

    def is_a(self, node: Term, kind: NamedNode) -> bool:
        """Tell whether a node is declared to be of a kind."""
        return kind in self.values(node, TYPE)

    def of_kind(self, kind: NamedNode) -> list[Node]:
        """Return every node that is declared to be of a kind."""
        subjects = (quad.subject for quad in self.stated(TYPE) if quad.object == kind)
        return [subject for subject in subjects if isinstance(subject, Node)]

    def items(self, head: SimpleTerm) -> RdfList:
        """Return the list that begins at a node."""
        return read_list(head, self.values)

    def named_superclasses(self, node: Term) -> Iterator[NamedNode]:
        """Yield the named classes that a class is declared to be a subclass of, intersections taken apart."""
        for value in (*self.values(node, SUBCLASS), *self.values(node, OWL["equivalentClass"])):
            parts: Iterable[Term] = [value]
            if isinstance(value, BlankNode):
                lists = self.values(value, OWL["intersectionOf"])
                parts = self.items(lists[0]).items if lists else []
            yield from (part for part in parts if isinstance(part, NamedNode))

    @cached_property
    def ancestors(self) -> dict[NamedNode, dict[NamedNode, NamedNode]]:
        """Each named class with its ancestors, itself among them, and the parent through which each is reached."""
        classes = {*self.of_kind(CLASS), *(quad.subject for quad in self.stated(SUBCLASS))}
        return {one: self._reached(one) for one in classes if isinstance(one, NamedNode)}

    def _reached(self, start: NamedNode) -> dict[NamedNode, NamedNode]:
        found = {start: start}
        waiting = [(start, start)]
        while waiting:
            current, through = waiting.pop()
            for parent in self.named_superclasses(current):
                if parent not in found:
                    found[parent] = parent if current == start else through
                    waiting.append((parent, found[parent]))
        return found

    @cached_property
    def disjoint(self) -> dict[frozenset[NamedNode], Triple]:
        """Each pair of named classes that exclude each other, with a triple of the axiom that says so."""
        found: dict[frozenset[NamedNode], Triple] = {}
        for quad in self.stated(OWL["disjointWith"]):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                found.setdefault(frozenset((quad.subject, quad.object)), quad.triple)
        for quad in self.stated(MEMBERS, OWL["disjointUnionOf"]):
            if quad.predicate == MEMBERS and not self.is_a(quad.subject, OWL["AllDisjointClasses"]):
                continue
            items = self.items(quad.object).items if not isinstance(quad.object, Triple) else ()
            for pair in combinations({i for i in items if isinstance(i, NamedNode)}, 2):
                found.setdefault(frozenset(pair), quad.triple)
        return found

    def clash(self, one: NamedNode, other: NamedNode) -> tuple[NamedNode, NamedNode] | None:
        """Return the ancestors of two classes that exclude each other, None if none do."""
        for ancestor in self.ancestors.get(one, {one: one}):
            for rival in self.ancestors.get(other, {other: other}):
                if frozenset((ancestor, rival)) in self.disjoint:
                    return ancestor, rival
        return None

    def fault(
        self, rule: str, about: Node | Quad | Triple, message: str, remedy: str, *, at: Place | None = None
    ) -> Fault:
        """Report at the place of a node or triple, under the name of the resource that it is a part of."""
        place, subject = self._found(about)
        place = at or place
        return Fault(place.file, place.line, short(subject) if subject else None, rule, message, remedy)

    def _found(self, about: Node | Quad | Triple) -> tuple[Place, str]:
        if isinstance(about, NamedNode):
            return self.places.statement(about.value), about.value
        if isinstance(about, BlankNode):
            return self.places.node(about)
        if isinstance(about.subject, BlankNode):
            return self.places.node(about.subject)
        name = about.subject.value if isinstance(about.subject, NamedNode) else ""
        return (self.places.triple(about) if name else NOWHERE), name


def name(term: object) -> str:
    """Return a term as a message shows it."""
    if isinstance(term, NamedNode):
        return short(term.value)
    return str(term) if isinstance(term, Literal) else "an anonymous expression"
