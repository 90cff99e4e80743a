"""RDFC-1.0: the one N-Quads text, and so the one digest, of a dataset whatever its blank nodes were called."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads with canonical blank node labels, in the order of their N-Quads lines, each once.

    The labels depend on the quads with blank nodes only (RDFC-1.0, sections 4.6 to 4.8), so only those, a small
    part, are handed to the algorithm.
    """
    plain: set[Quad] = set()
    anonymous: set[Quad] = set()
    for quad in quads:
        (anonymous if _has_blank_node(quad) else plain).add(quad)
    dataset = Dataset(anonymous)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((*plain, *dataset), key=str)


def _has_blank_node(quad: Quad) -> bool:
    return any(isinstance(term, BlankNode) for term in (quad.subject, quad.object, quad.graph_name))


def n_quads(quads: Iterable[Quad]) -> str:
    """Write quads in the canonical form of N-Quads, one a line, in the given order."""
    return "".join(f"{quad} .\n" for quad in quads)


def digest(triples: Iterable[Quad]) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical N-Quads of one graph, its name left out."""
    plain = canonical(Quad(quad.subject, quad.predicate, quad.object) for quad in triples)
    return hashlib.sha256(n_quads(plain).encode()).hexdigest()


def by_graph(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    """Sort quads by the IRI of their graph, graphs in order. The default graph is left out: a release has none."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name.value].append(quad)
    return dict(sorted(graphs.items()))
