"""What follows from the curated files by reckoning: segments as resources, and the days that dates span."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from server.build.dates import bounds, is_date
from server.build.segments import Segment, Tables
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
    TYPE,
    document,
    graph,
    xsd,
)


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
    for quad in quads:
        if quad.predicate == SEGMENT and isinstance(quad.object, Literal):
            yield Quad(quad.subject, PASSAGE, _node(tables.segments[quad.object.value]), name)


def date_quads(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield, in graph:inferred, the earliest and the latest day of each subject that carries a date."""
    name = graph("inferred")
    for quad in quads:
        if isinstance(quad.object, Literal) and is_date(quad.object):
            span = bounds(quad.object.value)
            for predicate, day in ((EARLIEST, span.earliest), (LATEST, span.latest)):
                if day is not None:
                    yield Quad(quad.subject, predicate, Literal(day.isoformat(), datatype=xsd("date")), name)


def _node(segment: Segment) -> NamedNode:
    return NamedNode(SEGMENT_BASE + segment.slug)


def _integer(value: int) -> Literal:
    return Literal(str(value), datatype=xsd("integer"))
