"""Blank nodes that several statements share or that form a circle, named by what is said of them.

A blank node that one statement uses is written inside it. The others get a name that does not depend on the labels of
the file: colour refinement, in which each round takes up what the neighbours were called in the round before. It takes
polynomial time on every graph, where canonical labels (RDFC-1.0) can take exponential time; nodes that it cannot tell
apart share a name.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad

from server.rdf.terms import Term

_ROUNDS: Final = 64
_DIGITS: Final = 12
NAME: Final = "urn:blank:"
"""What the IRI of such a node begins with."""


def without_shared(quads: Iterable[Quad]) -> list[Quad]:
    """Return quads in which each blank node is used once at most, and by no node inside it; IRIs stand for the rest."""
    given = list(quads)
    shared = _shared(given)
    if not shared:
        return given
    colours = _colours(given)
    names = {node: NamedNode(NAME + colours[node][:_DIGITS]) for node in shared}

    def name(term: Term) -> Term:
        return names.get(term, term) if isinstance(term, BlankNode) else term

    return [Quad(name(q.subject), q.predicate, name(q.object), q.graph_name) for q in given]  # type: ignore[arg-type]


def _shared(quads: list[Quad]) -> set[BlankNode]:
    """Return the blank nodes that more than one statement uses, and those that nothing leads to but each other."""
    uses = Counter(quad.object for quad in quads if isinstance(quad.object, BlankNode))
    shared: set[Term] = {node for node, number in uses.items() if number > 1}
    below: dict[Term, list[Term]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.object, BlankNode):
            below[quad.subject].append(quad.object)
    nodes = {term for quad in quads for term in (quad.subject, quad.object) if isinstance(term, BlankNode)}
    queue = [*shared, *(term for term in below if term not in uses)]
    reached = set(queue)
    while queue:
        for term in below[queue.pop()]:
            if term not in reached:
                reached.add(term)
                queue.append(term)
    return {node for node in nodes if node in shared or (node in uses and node not in reached)}


def _colours(quads: list[Quad]) -> Mapping[BlankNode, str]:
    near: dict[BlankNode, list[tuple[str, str, Term]]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.subject, BlankNode):
            near[quad.subject].append((">", str(quad.predicate), quad.object))
        if isinstance(quad.object, BlankNode):
            near[quad.object].append(("<", str(quad.predicate), quad.subject))
    colours = dict.fromkeys(near, "")
    kinds = 1
    for _ in range(_ROUNDS):
        colours = {node: _colour(colours, links) for node, links in near.items()}
        if len(now := {*colours.values()}) == kinds:
            break
        kinds = len(now)
    return colours


def _colour(colours: Mapping[BlankNode, str], links: Iterable[tuple[str, str, Term]]) -> str:
    said = sorted(
        f"{way}{predicate} {colours[term] if isinstance(term, BlankNode) else term}"
        for way, predicate, term in links
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
