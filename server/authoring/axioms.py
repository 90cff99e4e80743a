"""Axioms without the terms that are given up: what is said of them, and the lists that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad

from server.build.read.sources import subject_iri
from server.rdf.terms import NIL, Node, Term, named

_FIRST, _REST = named("rdf:first"), named("rdf:rest")
_MEMBERS: Final = named("owl:members")
_UNITING: Final = (named("owl:unionOf"), named("owl:intersectionOf"))
_DISJOINT: Final = (named("owl:disjointWith"), named("owl:propertyDisjointWith"))


def without(quads: list[Quad], olds: set[str]) -> list[Quad]:
    """Return the quads without what is said of some terms (IRIs), with what stood in brackets there."""
    return _dropped(quads, {quad for quad in quads if subject_iri(quad) in olds})


def without_members(quads: list[Quad], olds: set[str], news: set[str]) -> list[Quad]:
    """Return the quads with lists that no longer hold the terms given up, and without their being disjoint with others.

    In a list of disjoint classes or properties nothing takes their place: whether that is disjoint, too, is for people
    to say. In another list what replaces them (`news`, afterwards written for each of `olds`) stands once.
    """
    quads = [
        q for q in quads if q.predicate not in _DISJOINT or not {_value(q.subject), _value(q.object)} & olds
    ]
    for use in [quad for quad in quads if _has_list(quad)]:
        cells = list(_cells(quads, use.object))
        firsts = {quad.subject: quad.object for quad in quads if quad.predicate == _FIRST}
        items = [firsts[cell] for cell in cells if cell in firsts]
        others = [item for item in items if _value(item) not in olds]
        given_up = [item for item in items if _value(item) in olds]
        is_written_for = use.predicate != _MEMBERS and not any(_value(item) in news for item in others)
        kept = [*others, *given_up[:1]] if is_written_for else others
        if len(kept) < len(items):
            quads = _with_items(quads, use, cells, kept)
    return quads


def _with_items(quads: list[Quad], use: Quad, cells: list[Node], items: list[Term]) -> list[Quad]:
    """Return the quads with a list that holds fewer items; with one alone there is no list, or nothing to say."""
    if len(items) > 1:
        others = [quad for quad in quads if quad.subject not in cells]
        for index, item in enumerate(items):
            after = cells[index + 1] if index + 1 < len(items) else NIL
            others += [Quad(cells[index], _FIRST, item), Quad(cells[index], _REST, after)]
        return others
    if items and use.predicate in _UNITING:
        (item,) = items
        rest = _dropped(quads, {quad for quad in quads if quad.subject == use.subject})
        return [Quad(q.subject, q.predicate, item) if q.object == use.subject else q for q in rest]
    return _dropped(quads, {quad for quad in quads if quad.subject == use.subject})


def _dropped(quads: list[Quad], gone: set[Quad]) -> list[Quad]:
    """Return the quads without some, and without what stood in brackets there."""
    queue = [quad.object for quad in gone]
    while queue:
        node = queue.pop()
        if isinstance(node, BlankNode):
            inside = {quad for quad in quads if quad.subject == node}
            queue += [quad.object for quad in inside - gone]
            gone |= inside
    return [quad for quad in quads if quad not in gone]


def _has_list(use: Quad) -> bool:
    """Tell whether a quad of an anonymous class, or of disjoint classes, has a list for its object."""
    return isinstance(use.subject, BlankNode) and use.predicate in (*_UNITING, _MEMBERS)


def _value(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _cells(quads: Iterable[Quad], head: Term) -> Iterator[Node]:
    rests = {quad.subject: quad.object for quad in quads if quad.predicate == _REST}
    while isinstance(head, Node) and head in rests:
        yield head
        head = rests[head]
