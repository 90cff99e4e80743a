"""The files of a release beside its data: which file states a triple, the ontology's versions, the conformance report.

The versions are no part of the data: the pages show from them when a term was added and changed, and answer old version
IRIs. `make conformance` writes the report (EARL), and the tests hold that it is of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from server.build.read.segments import FOLDER as SEGMENTS
from server.build.read.sources import Sources
from server.build.read.versions import module_versions
from server.build.vocabulary import PASSAGE, SEGMENT_BASE, graph
from server.faults import OF_VERSION, Fault, InvalidInput
from server.namespaces import EIK
from server.rdf.graphs import ROOT, canonical, n_quads
from server.rdf.iris import is_claim
from server.rdf.terms import Term, is_anonymous

Root = tuple[NamedNode, NamedNode]
"""Where a tree of blank nodes hangs: the subject and predicate that lead into it."""

VERSIONS_FOLDER: Final = "ontology/versions"

REPORT: Final = "tests/system/conformance/report.ttl"


def stated(sources: Sources, asserted: Iterable[Quad]) -> Iterator[tuple[Triple, str]]:
    """Yield each triple outside all claims with the path of its file from the root.

    `asserted` holds the quads of the sources with canonical blank nodes, and the segments.
    """
    files: dict[Root | None, str] = {}
    for source in sources.files:
        for quad in source.quads:
            if _is_claim(quad):
                continue
            if not is_anonymous(quad):
                yield quad.triple, source.name
            elif isinstance(quad.subject, NamedNode):
                files[quad.subject, quad.predicate] = source.name
    anonymous = [quad for quad in asserted if is_anonymous(quad)]
    parents = {quad.object: quad for quad in anonymous}
    for quad in anonymous:
        root = _root(quad, parents)
        if root in files:
            yield quad.triple, files[root]
    # The version of a module is that of the ontology, where its file gives it.
    for quad in module_versions(sources.quads):
        yield from ((quad.triple, s.name) for s in sources.files if any(q.subject == ROOT for q in s.quads))
    segments = graph("segments")
    for quad in asserted:
        if quad.graph_name == segments and quad.predicate != PASSAGE and isinstance(quad.subject, NamedNode):
            slug = quad.subject.value.removeprefix(SEGMENT_BASE)
            yield quad.triple, f"{SEGMENTS}/{slug.rpartition('-')[0]}.tsv"


def _is_claim(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and is_claim(quad.graph_name.value)


def _root(quad: Quad, parents: Mapping[Term, Quad]) -> Root | None:
    """Go up to the named node; the nested blank nodes of Turtle form trees, so that the way ends."""
    while isinstance(quad.subject, BlankNode):
        if quad.subject not in parents:
            return None
        quad = parents[quad.subject]
    return (quad.subject, quad.predicate) if isinstance(quad.subject, NamedNode) else None


def versions_text(root: Path) -> str:
    """Return the records as N-Quads, each version in a graph named by its version IRI. Raises InvalidInput."""
    quads: list[Quad] = []
    faults = []
    for path in sorted((root / VERSIONS_FOLDER).glob("*.nt")):
        name = f"{VERSIONS_FOLDER}/{path.name}"
        try:
            triples = list(parse(path=path, format=RdfFormat.N_TRIPLES, rename_blank_nodes=True))
            graph = NamedNode(EIK + path.stem)
        except (SyntaxError, ValueError) as error:
            remedy = "restore the file, or record the version again"
            faults.append(Fault(name, None, None, OF_VERSION, str(error), remedy))
            continue
        quads += [Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    if faults:
        raise InvalidInput(faults)
    return n_quads(canonical(quads))


def report_text(root: Path) -> str | None:
    """Return the report of a project in Turtle, None where it holds none."""
    path = root / REPORT
    return path.read_text(encoding="utf-8") if path.is_file() else None
