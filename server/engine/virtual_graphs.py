"""Graphs that stand for several: all that is asserted, and what a document says. No quad is in them.

A query sees them where its dataset names them. The name of a document stands for the claims in it that are put forward
as so, whoever does it; with `/everything` behind it, for those too that are denied, predicted or recommended.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from server.namespaces import BASE, EVERYTHING
from server.rdf.terms import TERMS, UNCOMMITTED
from server.release import ASSERTED_GRAPH, INFERRED_GRAPH

_DOCUMENT: Final = f"{BASE}id/document/"
_IN_DOCUMENT: Final = TERMS["inDocument"]
_STANCE: Final = TERMS["stance"]


def is_virtual(name: str) -> bool:
    """Whether a graph of this name stands for several."""
    return name == ASSERTED_GRAPH or name.startswith(_DOCUMENT)


def members(store: ox.Store, name: str) -> Iterator[ox.NamedNode]:
    """The graphs that a name stands for: itself, if it is none of those."""
    if name == ASSERTED_GRAPH:
        for graph in store.named_graphs():
            if isinstance(graph, ox.NamedNode) and graph.value != INFERRED_GRAPH:
                yield graph
        return
    if is_virtual(name):
        yield from _claims(store, name)
    if not is_virtual(name) or store.contains_named_graph(
        ox.NamedNode(name)
    ):  # somebody may have written one
        yield ox.NamedNode(name)


def _claims(store: ox.Store, name: str) -> Iterator[ox.NamedNode]:
    document = ox.NamedNode(name.removesuffix(EVERYTHING))
    for claim in {quad.subject for quad in store.quads_for_pattern(None, _IN_DOCUMENT, document)}:
        stances = {quad.object for quad in store.quads_for_pattern(claim, _STANCE, None)}
        if isinstance(claim, ox.NamedNode) and (name.endswith(EVERYTHING) or not stances & UNCOMMITTED):
            yield claim
