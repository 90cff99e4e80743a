"""Statements as people read them: a blank node is folded into the statement that uses it.

Blank nodes have no names that last from one reading to the next (RDF 1.1 Concepts, section 3.4), so statements with
them are compared by what stands inside the brackets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from server.rdf.iris import short
from server.rdf.terms import NIL, TYPE, Term, literal_text, read_list


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
