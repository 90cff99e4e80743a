"""How much of each source is curated: every segment is covered by a claim, marked with a reason, or open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from server.build.read.segments import Segment, Tables
from server.build.read.sources import Source, Sources
from server.build.vocabulary import DOCUMENTS, MARKED_AS, SEGMENT, SEGMENT_BASE
from server.faults import Fault
from server.rdf.iris import short


@dataclass(frozen=True)
class Coverage:
    """The segments of one source, and the keys of those that are covered and of those that are marked."""

    source: str
    segments: tuple[Segment, ...]
    covered: frozenset[str]
    marked: frozenset[str]

    @property
    def open(self) -> list[Segment]:
        """The segments that no claim covers and no mark explains."""
        return [s for s in self.segments if s.key not in self.covered and s.key not in self.marked]


def coverage(sources: Sources, tables: Tables) -> list[Coverage]:
    """Return the coverage of every source that has a segment table, by name."""
    covered, marked = _keys(sources, SEGMENT), _keys(sources, MARKED_AS)
    result = []
    for name in tables.sources():
        segments = tuple(s for s in tables.segments.values() if s.source == name)
        keys = {s.key for s in segments}
        result.append(Coverage(name, segments, frozenset(keys & covered), frozenset(keys & marked)))
    return result


def conflicts(sources: Sources) -> Iterator[Fault]:
    """Yield each mark on a segment that a claim covers: it cannot state nothing and something."""
    covered = _keys(sources, SEGMENT)
    for source in sources.under(DOCUMENTS):
        for quad in _statements(source, MARKED_AS):
            if _key(quad) in covered and isinstance(quad.subject, NamedNode):
                line = source.positions.line(quad.subject.value, MARKED_AS.value)
                message = "is marked as stating nothing, yet a claim covers it"
                remedy = "remove the mark, or the segment from the claim"
                yield Fault(source.name, line, short(quad.subject.value), "mark", message, remedy)


def _keys(sources: Sources, predicate: NamedNode) -> set[str]:
    return {_key(quad) for source in sources.under(DOCUMENTS) for quad in _statements(source, predicate)}


def _statements(source: Source, predicate: NamedNode) -> Iterator[Quad]:
    return (quad for quad in source.quads if quad.predicate == predicate)


def _key(quad: Quad) -> str:
    """Return the segment's key: the value of eik:segment, or the one that a marked segment's IRI stands for."""
    if quad.predicate == SEGMENT:
        return quad.object.value if isinstance(quad.object, Literal) else ""
    slug = quad.subject.value.removeprefix(SEGMENT_BASE) if isinstance(quad.subject, NamedNode) else ""
    source, _, number = slug.rpartition("-")
    return f"{source}/{number}"
