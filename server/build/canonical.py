"""RDFC-1.0: the one N-Quads text, and so the one digest, of a dataset whatever its blank nodes were called."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads with canonical blank node labels, in the order of their N-Quads lines, each once."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=str)


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
