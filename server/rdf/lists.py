"""RDF lists (RDF Schema 1.1, section 5.2): read by following rdf:rest, however broken they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from server.rdf.terms import RDF, Term

FIRST: Final = RDF["first"]
REST: Final = RDF["rest"]
NIL: Final = RDF["nil"]

Objects = Callable[[Term, NamedNode], Sequence[Term]]
"""The objects that a subject has for a predicate."""


@dataclass(frozen=True)
class RdfList:
    """The items of a list and the cells that hold them; `whole`: it has neither a gap nor a fork, and ends with nil."""

    items: tuple[Term, ...]
    cells: tuple[Term, ...]
    whole: bool


def read_list(head: Term, objects: Objects) -> RdfList:
    """The list that begins at a term, up to where it ends, breaks off or comes back to itself."""
    items: list[Term] = []
    cells: dict[Term, None] = {}
    whole = True
    node = head
    while node != NIL and node not in cells:
        cells[node] = None
        first, rest = objects(node, FIRST), objects(node, REST)
        whole = whole and len(first) == len(rest) == 1
        items += first[:1]
        if not rest:
            break
        node = rest[0]
    return RdfList(tuple(items), tuple(cells), whole and node == NIL)
