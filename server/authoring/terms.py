"""The terms that an ontology declares, each with what is stated of it, in statements as people read them.

Blank nodes have no names that last from one reading to the next (RDF 1.1 Concepts, section 3.4), so a statement with
one is written, and compared, with what stands inside its brackets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from server.build.vocabulary import graph
from server.namespaces import BASE, PREFIXES
from server.rdf.iris import short
from server.rdf.terms import NIL, OWL, TYPE, Term, literal_text, read_list

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
KINDS: Final = {
    _OWL + "Class": "class",
    _OWL + "ObjectProperty": "object property",
    _OWL + "DatatypeProperty": "data property",
    _OWL + "AnnotationProperty": "annotation property",
    PREFIXES["skos"] + "Concept": "concept",
}
"""The types that make a resource a term, and what each is called."""

_ALL_KINDS: Final = {
    **KINDS,
    _RDFS + "Class": "class",
    _RDFS + "Datatype": "datatype",
    PREFIXES["rdf"] + "Property": "property",
    _OWL + "NamedIndividual": "individual",
}
"""The types that make a resource a term of an ontology that is not the project's."""

SUBCLASS: Final = _RDFS + "subClassOf"
DISJOINT: Final = _OWL + "disjointWith"
PARENTS: Final = (SUBCLASS, _RDFS + "subPropertyOf", PREFIXES["skos"] + "broader")
SCOPES: Final = (_RDFS + "domain", _RDFS + "range")
_UNION: Final = OWL["unionOf"]
_MEMBERS: Final = OWL["members"]

Scope = frozenset[str]
"""A domain or range as its alternatives: one class, or the members of an owl:unionOf."""


@dataclass(frozen=True, order=True)
class Statement:
    """One statement in the words of a file; `subject` is `[]` for a blank node that nothing refers to."""

    graph: str
    subject: str
    predicate: str
    object: str

    def __str__(self) -> str:
        place = f"{self.graph}: " if self.graph else ""
        return f"{place}{self.subject} {self.predicate} {self.object}"


@dataclass(frozen=True)
class StatementChanges:
    """What the second of two snapshots has and the first has not, and the reverse."""

    gained: tuple[Statement, ...]
    lost: tuple[Statement, ...]


class Reader:
    """Writes the terms of some quads, looking up in them what their blank nodes hold."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._inside: dict[BlankNode, list[Quad]] = defaultdict(list)
        self._used: set[Term] = set()
        for quad in quads:
            if isinstance(quad.subject, BlankNode):
                self._inside[quad.subject].append(quad)
            if isinstance(quad.object, BlankNode):
                self._used.add(quad.object)

    def text(self, term: Term, above: frozenset[Term] = frozenset()) -> str:
        """Return a term as a file would write it, on one line."""
        if isinstance(term, NamedNode):
            return "()" if term == NIL else short(term.value)
        if isinstance(term, Literal):
            return literal_text(term)
        if not isinstance(term, BlankNode) or term in above:
            return str(term)
        items = self.items(term)
        if items is not None:
            return f"( {' '.join(self.text(item, above | {term}) for item in items)} )"
        return f"[ {self._contents(term, above | {term})} ]"

    def items(self, node: Term) -> list[Term] | None:
        """Return the items of an RDF list, or None for a node that is none."""
        found = read_list(node, self.values)
        return [*found.items] if found.whole else None

    def values(self, node: Term, predicate: NamedNode) -> list[Term]:
        """Return the objects that a blank node has for a predicate."""
        if not isinstance(node, BlankNode):
            return []
        return [quad.object for quad in self._inside[node] if quad.predicate == predicate]

    def roots(self) -> Iterator[BlankNode]:
        """Yield the blank nodes that nothing refers to, such as an owl:AllDisjointClasses."""
        return (node for node in list(self._inside) if node not in self._used)

    def _contents(self, node: BlankNode, above: frozenset[Term]) -> str:
        parts = sorted(
            (self._verb(quad.predicate), self.text(quad.object, above)) for quad in self._inside[node]
        )
        return " ; ".join(f"{verb} {value}" for verb, value in parts)

    def _verb(self, predicate: NamedNode) -> str:
        return "a" if predicate == TYPE else short(predicate.value)

    def statement(self, quad: Quad) -> Statement:
        """Return a quad as a statement."""
        graph = "" if isinstance(quad.graph_name, DefaultGraph) else self.text(quad.graph_name)
        subject = "[]" if isinstance(quad.subject, BlankNode) else self.text(quad.subject)
        return Statement(graph, subject, self._verb(quad.predicate), self.text(quad.object))

    def folded(self, quads: Iterable[Quad]) -> set[Statement]:
        """Return quads as statements, each blank node once: in the statement that uses it, or as a root."""
        roots = set(self.roots())
        return {
            self.statement(quad)
            for quad in quads
            if not isinstance(quad.subject, BlankNode) or quad.subject in roots
        }


def statement_changes(before: Iterable[Quad], after: Iterable[Quad]) -> StatementChanges:
    """Return the statements that two sets of quads do not share, in order."""
    first, second = set(before), set(after)
    old, new = Reader(first), Reader(second)
    lost, gained = old.folded(first - second), new.folded(second - first)
    return StatementChanges(tuple(sorted(gained - lost)), tuple(sorted(lost - gained)))


@dataclass(frozen=True)
class Terms:
    """The terms of one ontology.

    `kinds`: IRI → kind; `statements`: IRI → (IRI of the predicate, object as a file writes it); `parents`: IRI → IRIs
    right above it; `scopes`: (IRI, IRI of rdfs:domain or rdfs:range) → the scopes, all of which apply.
    """

    version: str
    kinds: Mapping[str, str]
    statements: Mapping[str, frozenset[tuple[str, str]]]
    parents: Mapping[str, frozenset[str]]
    scopes: Mapping[tuple[str, str], frozenset[Scope]]

    def disjoint(self, one: str, other: str) -> tuple[str, str] | None:
        """Return the two classes that are stated to be disjoint and hold one class and another, None without such."""
        for above in sorted({one} | self.ancestors(one)):
            for beside in sorted({other} | self.ancestors(other)):
                first, second = sorted((above, beside))
                if (DISJOINT, short(second)) in self.statements.get(first, frozenset()):
                    return above, beside
        return None

    def ancestors(self, iri: str) -> frozenset[str]:
        """Return every term above a term, without itself."""
        found: set[str] = set()
        open_terms = [iri]
        while open_terms:
            for parent in self.parents.get(open_terms.pop(), frozenset()):
                if parent not in found:
                    found.add(parent)
                    open_terms.append(parent)
        return frozenset(found - {iri})


def terms(quads: Iterable[Quad]) -> Terms:
    """Return the terms that graph:ontology and graph:schemes declare, and the version of the ontology."""
    homes = {graph("ontology"), graph("schemes")}
    given = [quad for quad in quads if quad.graph_name in homes]
    kinds = {iri: kind for iri, kind in _kinds(given, KINDS).items() if iri.startswith(BASE)}
    return _terms(given, kinds, _version(given, {NamedNode(BASE + "ontology")}))


def all_terms(quads: Iterable[Quad]) -> Terms:
    """Return the terms of any ontology, whoever's they are."""
    given = list(quads)
    roots = {quad.subject for quad in given if quad.predicate == TYPE and quad.object == OWL["Ontology"]}
    return _terms(given, _kinds(given, _ALL_KINDS), _version(given, roots))


def _kinds(quads: Iterable[Quad], known: Mapping[str, str]) -> dict[str, str]:
    """Return the kind of each term (IRI); of several the first in the order of `known`."""
    order = list(known)
    found: dict[str, int] = {}
    for quad in quads:
        kind = quad.object
        if (
            quad.predicate == TYPE
            and isinstance(quad.subject, NamedNode)
            and isinstance(kind, NamedNode)
            and kind.value in known
        ):
            place = order.index(kind.value)
            found[quad.subject.value] = min(place, found.get(quad.subject.value, place))
    return {iri: known[order[place]] for iri, place in found.items()}


def _terms(given: list[Quad], kinds: Mapping[str, str], version: str) -> Terms:
    reader = Reader(given)
    statements: dict[str, set[tuple[str, str]]] = {iri: set() for iri in kinds}
    parents: dict[str, set[str]] = defaultdict(set)
    scopes: dict[tuple[str, str], set[Scope]] = defaultdict(set)
    for quad in given:
        if not isinstance(quad.subject, NamedNode):
            continue
        iri, predicate = quad.subject.value, quad.predicate.value
        if iri in statements and predicate != DISJOINT:
            statements[iri].add((predicate, reader.text(quad.object)))
        if predicate in PARENTS and isinstance(quad.object, NamedNode):
            parents[iri].add(quad.object.value)
        if predicate in SCOPES:
            scopes[iri, predicate].add(_scope(quad.object, reader))
    for one, other in _disjoint(given, reader):
        if one in statements:
            statements[one].add((DISJOINT, short(other)))
    return Terms(
        version,
        kinds,
        {iri: frozenset(found) for iri, found in statements.items()},
        {iri: frozenset(found) for iri, found in parents.items()},
        {key: frozenset(found) for key, found in scopes.items()},
    )


def _scope(term: Term, reader: Reader) -> Scope:
    if isinstance(term, NamedNode):
        return frozenset({term.value})
    alternatives = [item for union in reader.values(term, _UNION) for item in reader.items(union) or ()]
    if alternatives and all(isinstance(item, NamedNode) for item in alternatives):
        return frozenset(item.value for item in alternatives if isinstance(item, NamedNode))
    return frozenset({reader.text(term)})


def _disjoint(quads: Iterable[Quad], reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the pairs that owl:disjointWith, AllDisjointClasses and AllDisjointProperties state, each in one order."""
    for quad in quads:
        if quad.predicate.value == DISJOINT:
            together = [quad.subject, quad.object]
        elif quad.predicate == _MEMBERS and isinstance(quad.subject, BlankNode):
            together = list(reader.items(quad.object) or ())
        else:
            continue
        names = sorted(term.value for term in together if isinstance(term, NamedNode))
        yield from combinations(names, 2)


def _version(quads: Iterable[Quad], roots: Collection[Term]) -> str:
    """Return owl:versionInfo of an ontology."""
    predicate = OWL["versionInfo"]
    found = (getattr(q.object, "value", "") for q in quads if q.subject in roots and q.predicate == predicate)
    return next(found, "")
