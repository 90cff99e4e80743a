"""Triples in memory, looked up by subject and by object: the ontology is small and its pages ask much of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.rdf.terms import TYPE, Node, Term, read_list


class Facts:
    """Some triples; predicates are given as IRIs, and every answer comes in one order."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples: Final = tuple(sorted(set(triples), key=str))
        self._out: dict[Term, list[Triple]] = defaultdict(list)
        self._into: dict[Term, list[Triple]] = defaultdict(list)
        for triple in self.triples:
            self._out[triple.subject].append(triple)
            self._into[triple.object].append(triple)

    def about(self, node: Term) -> list[Triple]:
        """Return the triples with this subject."""
        return self._out.get(node, [])

    def uses(self, node: Term) -> list[Triple]:
        """Return the triples with this object."""
        return self._into.get(node, [])

    def values(self, node: Term, *predicates: str) -> list[Term]:
        """Return the objects that a subject has for any of the predicates."""
        return [triple.object for triple in self.about(node) if triple.predicate.value in predicates]

    def iris(self, node: Term, *predicates: str) -> list[str]:
        """Return those objects that are IRIs."""
        return [term.value for term in self.values(node, *predicates) if isinstance(term, NamedNode)]

    def literals(self, node: Term, *predicates: str) -> list[Literal]:
        """Return those objects that are literals."""
        return [term for term in self.values(node, *predicates) if isinstance(term, Literal)]

    def subjects(self, predicate: str, node: Term) -> list[Node]:
        """Return the subjects that have this object for a predicate."""
        return [
            triple.subject
            for triple in self.uses(node)
            if triple.predicate.value == predicate and isinstance(triple.subject, NamedNode | BlankNode)
        ]

    def typed(self, *types: str) -> list[str]:
        """Return the IRIs of everything that has one of the types."""
        found = {
            node.value: None
            for kind in types
            for node in self.subjects(TYPE.value, NamedNode(kind))
            if isinstance(node, NamedNode)
        }
        return sorted(found)

    def items(self, node: Term) -> list[Term]:
        """Return the items of an RDF list; a list that is broken or runs in a circle ends where it breaks."""
        return [*read_list(node, lambda cell, predicate: self.values(cell, predicate.value)).items]

    def tree(self, node: Term) -> Iterator[Triple]:
        """Yield the triples about a node and about the blank nodes below it (its concise bounded description)."""
        seen = {node}
        waiting = [node]
        while waiting:
            for triple in self.about(waiting.pop()):
                yield triple
                if isinstance(triple.object, BlankNode) and triple.object not in seen:
                    seen.add(triple.object)
                    waiting.append(triple.object)

    def folded(self, node: Term, above: frozenset[Term] = frozenset()) -> frozenset[str]:
        """Return what is said of a node as texts that do not depend on the names of blank nodes."""
        above |= {node}
        return frozenset(
            f"{triple.predicate} {sorted(self.folded(triple.object, above))}"
            if isinstance(triple.object, BlankNode) and triple.object not in above
            else f"{triple.predicate} {triple.object}"
            for triple in self.about(node)
        )

    def top(self, node: Term) -> Term:
        """Return the outermost blank node that a blank node is nested in, itself if it is in none."""
        seen = {node}
        while above := next((t.subject for t in self.uses(node) if isinstance(t.subject, BlankNode)), None):
            if above in seen:
                break
            seen.add(above)
            node = above
        return node

    def root(self, node: Term) -> Term:
        """Return the named node above a blank node, or the outermost blank node if nothing named is."""
        if not isinstance(node, BlankNode):
            return node
        top = self.top(node)
        return next((triple.subject for triple in self.uses(top)), top)
