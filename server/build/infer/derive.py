"""What follows from the curated files by reckoning: segments as resources, and the days that dates span."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.build.read.dates import bounds, is_date
from server.build.read.segments import Segment, Tables
from server.build.vocabulary import (
    EARLIEST,
    END_OFFSET,
    IN_DOCUMENT,
    LATEST,
    PASSAGE,
    POSITION,
    SEGMENT,
    SEGMENT_BASE,
    SEGMENT_CLASS,
    SHA256,
    START_OFFSET,
    document,
    graph,
)
from server.rdf.terms import TYPE, XSD
from server.why.proofs import Proof

EDTF_BOUNDS: Final = "edtf-bounds"
PASSAGE_OF_SEGMENT: Final = "passage-of-segment"
DERIVATIONS: Final = {
    EDTF_BOUNDS: {
        "title": "A date spans the days from the first to the last that it can mean (EDTF bounds)",
        "title in Russian": "Дата охватывает дни от первого до последнего, которые она может означать (границы EDTF)",
        "reason": "As days, dates of every precision can be compared and sorted by plain queries.",
    },
    PASSAGE_OF_SEGMENT: {
        "title": "The passage of a claim is the segment whose key it names",
        "title in Russian": "Место утверждения — фрагмент, ключ которого в нём указан",
        "reason": "The key is what curators write; the segment itself has position, offsets and digest.",
    },
}
"""What the build reckons out, explained as the rules of ontology/rules are."""


def segment_quads(tables: Tables, quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield graph:segments: each segment as a resource, and the passage of each claim that names one."""
    name = graph("segments")
    for segment in tables.segments.values():
        node = _node(segment)
        yield Quad(node, TYPE, SEGMENT_CLASS, name)
        yield Quad(node, IN_DOCUMENT, document(segment.source), name)
        yield Quad(node, POSITION, _integer(int(segment.number)), name)
        yield Quad(node, START_OFFSET, _integer(segment.start), name)
        yield Quad(node, END_OFFSET, _integer(segment.end), name)
        yield Quad(node, SHA256, Literal(segment.sha256), name)
    yield from _in_graph((proof.conclusion for proof in passage_proofs(quads)), name)


def passage_proofs(quads: Iterable[Quad]) -> Iterator[Proof]:
    """Yield, for each claim, that the segment whose key it names is its passage."""
    for quad in quads:
        if quad.predicate == SEGMENT and isinstance(quad.object, Literal):
            node = NamedNode(SEGMENT_BASE + quad.object.value.replace("/", "-"))
            yield Proof(Triple(quad.subject, PASSAGE, node), PASSAGE_OF_SEGMENT, (quad.triple,))


def date_proofs(quads: Iterable[Quad]) -> list[Proof]:
    """Return the earliest and the latest day of each dated subject, each once, with a date that has it."""
    found: dict[Triple, Proof] = {}
    dated = (quad for quad in quads if isinstance(quad.object, Literal) and is_date(quad.object))
    for quad in sorted(dated, key=str):
        if isinstance(quad.object, Literal):
            span = bounds(quad.object.value)
            for predicate, day in ((EARLIEST, span.earliest), (LATEST, span.latest)):
                if day is not None:
                    triple = Triple(quad.subject, predicate, Literal(day.isoformat(), datatype=XSD["date"]))
                    found.setdefault(triple, Proof(triple, EDTF_BOUNDS, (quad.triple,)))
    return list(found.values())


def _in_graph(triples: Iterable[Triple], name: NamedNode) -> Iterator[Quad]:
    return (Quad(t.subject, t.predicate, t.object, name) for t in triples)


def _node(segment: Segment) -> NamedNode:
    return NamedNode(SEGMENT_BASE + segment.slug)


def _integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD["integer"])
