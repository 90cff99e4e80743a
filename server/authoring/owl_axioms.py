"""The axioms and annotations of an ontology, each under a key that no editor changes by saving it.

What OWL 2 holds for the same has the same key: another order of what is in a union or disjoint, the two directions of
a symmetric axiom, two disjoint classes as a pair or as a list, an anonymous class with its type or without.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from server.rdf.terms import OWL, TYPE, Node, Term, read_list

Key = tuple[str, ...]
_UNORDERED: Final = frozenset(
    OWL[name] for name in ("unionOf", "intersectionOf", "oneOf", "members", "disjointUnionOf", "hasKey")
)
_SYMMETRIC: Final = frozenset(
    OWL[name]
    for name in (
        *("disjointWith", "propertyDisjointWith", "equivalentClass", "equivalentProperty", "inverseOf"),
    )
)
_PAIRS: Final = {
    OWL["AllDisjointClasses"]: OWL["disjointWith"],
    OWL["AllDisjointProperties"]: OWL["propertyDisjointWith"],
}
_MEMBERS: Final = OWL["members"]
_CLASS: Final = OWL["Class"]


@dataclass(frozen=True)
class Axiom:
    """An axiom or annotation: the quads that write it, and the IRIs in it; `subject` is "" for an anonymous one."""

    subject: str
    quads: tuple[Quad, ...]
    iris: frozenset[str]


def axioms(quads: Iterable[Quad]) -> dict[Key, Axiom]:
    """Return the axioms of some quads by key: one for each statement of something named, and each anonymous root."""
    return dict(_Reader(list(quads)).axioms())


class _Reader:
    def __init__(self, quads: list[Quad]) -> None:
        self._quads = quads
        self._about: dict[Node, list[Quad]] = defaultdict(list)
        self._used: set[Term] = set()
        for quad in quads:
            if isinstance(quad.subject, Node):
                self._about[quad.subject].append(quad)
            if isinstance(quad.object, BlankNode):
                self._used.add(quad.object)

    def axioms(self) -> Iterator[tuple[Key, Axiom]]:
        for quad in self._quads:
            if isinstance(quad.subject, NamedNode):
                inside = tuple(self._inside(quad.object, set()))
                yield self._key(quad), self._axiom(quad.subject.value, (quad, *inside))
        for node in [*self._about]:
            if isinstance(node, BlankNode) and node not in self._used:
                yield self._root_key(node), self._axiom("", tuple(self._inside(node, set())))

    def _axiom(self, subject: str, quads: tuple[Quad, ...]) -> Axiom:
        terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
        return Axiom(subject, quads, frozenset(term.value for term in terms if isinstance(term, NamedNode)))

    def _inside(self, node: Term, seen: set[Term]) -> Iterator[Quad]:
        """Yield the quads of a blank node and of those below it."""
        if isinstance(node, BlankNode) and node not in seen:
            seen.add(node)
            for quad in self._about[node]:
                yield quad
                yield from self._inside(quad.object, seen)

    def _key(self, quad: Quad) -> Key:
        if quad.predicate in _SYMMETRIC and isinstance(quad.object, NamedNode):
            return _pair(quad.predicate, quad.subject, quad.object)
        return str(quad.subject), str(quad.predicate), self._text(quad.object, quad.predicate, frozenset())

    def _root_key(self, node: BlankNode) -> Key:
        kinds = [_PAIRS[q.object] for q in self._about[node] if q.predicate == TYPE and q.object in _PAIRS]  # type: ignore[index]
        lists = [
            read_list(q.object, self._objects).items for q in self._about[node] if q.predicate == _MEMBERS
        ]
        if len(kinds) == len(lists) == 1 and len(items := [*lists[0]]) == 2:
            return _pair(kinds[0], *items)
        return "", self._text(node, _MEMBERS, frozenset())

    def _text(self, term: Term, predicate: NamedNode, above: frozenset[Term]) -> str:
        if not isinstance(term, BlankNode) or term in above:
            return "_" if isinstance(term, BlankNode) else str(term)
        above |= {term}
        found = read_list(term, self._objects)
        if found.whole:
            items = [self._text(item, predicate, above) for item in found.items]
            return f"({' '.join(sorted(items) if predicate in _UNORDERED else items)})"
        said = sorted(
            f"{quad.predicate} {self._text(quad.object, quad.predicate, above)}"
            for quad in self._about[term]
            if not (quad.predicate == TYPE and quad.object == _CLASS)
        )
        return f"[{' ; '.join(said)}]"

    def _objects(self, node: Term, predicate: NamedNode) -> list[Term]:
        return (
            [q.object for q in self._about[node] if q.predicate == predicate]
            if isinstance(node, Node)
            else []
        )


def _pair(predicate: NamedNode, one: Term, other: Term) -> Key:
    return ("", str(predicate), *sorted((str(one), str(other))))


def labels(found: Mapping[Key, Axiom], predicate: NamedNode) -> dict[str, str]:
    """Return the first object, an IRI or text, that each subject has for a predicate."""
    values: dict[str, str] = {}
    for axiom in found.values():
        first = axiom.quads[0]
        if axiom.subject and first.predicate == predicate and isinstance(first.object, (NamedNode, Literal)):
            values.setdefault(axiom.subject, first.object.value)
    return values
