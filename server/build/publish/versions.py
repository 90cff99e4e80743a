"""The recorded versions of the ontology, ontology/versions/<version>.nt, as the release keeps them.

They are no part of its data: the pages show from them when a term was added and changed, and answer old version IRIs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from server.faults import Fault, InvalidInput
from server.namespaces import EIK
from server.rdf.graphs import canonical, n_quads

FOLDER: Final = "ontology/versions"


def versions_text(root: Path) -> str:
    """Return the records as N-Quads, each version in a graph named by its version IRI. Raises InvalidInput."""
    quads: list[Quad] = []
    faults = []
    for path in sorted((root / FOLDER).glob("*.nt")):
        name = f"{FOLDER}/{path.name}"
        try:
            triples = list(parse(path=path, format=RdfFormat.N_TRIPLES, rename_blank_nodes=True))
            graph = NamedNode(EIK + path.stem)
        except (SyntaxError, ValueError) as error:
            remedy = "restore the file, or record the version again"
            faults.append(Fault(name, None, None, "version", str(error), remedy))
            continue
        quads += [Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    if faults:
        raise InvalidInput(faults)
    return n_quads(canonical(quads))
