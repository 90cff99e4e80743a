"""Which file states a triple that no claim states: what the project itself says of things, terms and claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from server.build.read.segments import FOLDER as SEGMENTS
from server.build.read.sources import Sources
from server.build.vocabulary import CLAIM_BASE, PASSAGE, SEGMENT_BASE, graph
from server.rdf.terms import Term

Root = tuple[NamedNode, NamedNode]
"""Where a tree of blank nodes hangs: the subject and predicate that lead into it."""


def stated(sources: Sources, asserted: Iterable[Quad]) -> Iterator[tuple[Triple, str]]:
    """Yield each triple outside all claims with the path of its file from the root.

    `asserted` holds the quads of the sources with canonical blank nodes, and the segments.
    """
    files: dict[Root | None, str] = {}
    for source in sources.files:
        for quad in source.quads:
            if _is_claim(quad):
                continue
            if not _is_anonymous(quad):
                yield quad.triple, source.name
            elif isinstance(quad.subject, NamedNode):
                files[quad.subject, quad.predicate] = source.name
    anonymous = [quad for quad in asserted if _is_anonymous(quad)]
    parents = {quad.object: quad for quad in anonymous}
    for quad in anonymous:
        root = _root(quad, parents)
        if root in files:
            yield quad.triple, files[root]
    segments = graph("segments")
    for quad in asserted:
        if quad.graph_name == segments and quad.predicate != PASSAGE and isinstance(quad.subject, NamedNode):
            slug = quad.subject.value.removeprefix(SEGMENT_BASE)
            yield quad.triple, f"{SEGMENTS}/{slug.rpartition('-')[0]}.tsv"


def _is_claim(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(CLAIM_BASE)


def _is_anonymous(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _root(quad: Quad, parents: Mapping[Term, Quad]) -> Root | None:
    """Go up to the named node; the nested blank nodes of Turtle form trees, so that the way ends."""
    while isinstance(quad.subject, BlankNode):
        if quad.subject not in parents:
            return None
        quad = parents[quad.subject]
    return (quad.subject, quad.predicate) if isinstance(quad.subject, NamedNode) else None
