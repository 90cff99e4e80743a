"""Claims: their metadata, their graphs, the segments that they point at, and how much of each source they cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from server.build.read.segments import FOLDER as SEGMENTS
from server.build.read.segments import Segment, Tables
from server.build.read.sources import Source, Sources, subject_iri
from server.build.vocabulary import DOCUMENTS, ENTITIES, MARKED_AS, REFERENCE, SEGMENT, SEGMENT_BASE, document
from server.faults import Fault
from server.namespaces import BASE, EIK, OWN
from server.rdf.iris import is_claim, short
from server.rdf.terms import TYPE

_REQUIRED: Final = {
    DOCUMENTS: ("inDocument", "segment", "statedBy", "stance"),
    REFERENCE: ("inDocument", "verification"),
}
_GRAPHS: Final = (BASE + "graph/", BASE + "id/claim/")


@dataclass
class _Claim:
    properties: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    states: bool = False


def claim_faults(sources: Sources, tables: Tables) -> Iterator[Fault]:
    """Yield the faults of every claim and mark in triples/documents and triples/reference."""
    for source in sources.under(DOCUMENTS, REFERENCE):
        claims = _claims(source)
        yield from _graph_faults(source)
        for iri, claim in claims.items():
            yield from _metadata_faults(source, iri, claim)
        yield from _segment_faults(source, tables)


def table_faults(sources: Sources, tables: Tables) -> Iterator[Fault]:
    """Yield each segment table of which no document is declared in triples/entities."""
    declared = {subject_iri(q) for s in sources.under(ENTITIES) for q in s.quads if q.predicate == TYPE}
    for name in tables.sources():
        if document(name).value not in declared:
            message = f"triples/entities declares no doc:{name}"
            remedy = f"declare it with `eikg new entity doc:{name}`; `eikg new document` makes both"
            yield Fault(f"{SEGMENTS}/{name}.tsv", None, f"doc:{name}", "segment-table", message, remedy)


def _claims(source: Source) -> dict[str, _Claim]:
    claims: dict[str, _Claim] = defaultdict(_Claim)
    for quad in source.quads:
        name = _graph(quad)
        if is_claim(name):
            claims[name].states = True
        elif isinstance(quad.subject, NamedNode) and is_claim(quad.subject.value):
            value = getattr(quad.object, "value", "")
            claims[quad.subject.value].properties[quad.predicate.value].append(value)
    return claims


def _graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _graph_faults(source: Source) -> Iterator[Fault]:
    for quad in source.quads:
        subject = subject_iri(quad)
        if isinstance(quad.graph_name, DefaultGraph):
            message, remedy = "stands in no graph", "put it into the document's graph or into a claim"
        elif not _graph(quad).startswith(_GRAPHS):
            message, remedy = f"stands in {quad.graph_name}", "use a graph:… or a claim:… as graph"
        else:
            continue
        yield Fault(source.name, source.positions.line(subject), short(subject), "graph", message, remedy)


def _metadata_faults(source: Source, iri: str, claim: _Claim) -> Iterator[Fault]:
    def fault(message: str, remedy: str) -> Fault:
        return Fault(source.name, source.positions.line(iri), short(iri), "claim", message, remedy)

    if not claim.properties:
        yield fault(
            "is a graph that nothing says the source of", "describe the claim in the document's graph"
        )
        return
    if not claim.states:
        yield fault("states nothing", f"add {short(iri)} {{ … }} with what the document says")
    if EIK + "Claim" not in claim.properties.get(TYPE.value, []):
        yield fault("is not said to be a claim", f"add `a {OWN}:Claim`")
    missing = [name for name in _REQUIRED[source.part] if EIK + name not in claim.properties]
    if missing:
        names = ", ".join(f"{OWN}:{name}" for name in missing)
        yield fault(f"has no {names}", f"add {names} to the claim in the document's graph")
    if source.part == REFERENCE and EIK + "segment" in claim.properties:
        yield fault(
            "is a reference claim and has a segment", f"remove {OWN}:segment, or move it to a document"
        )


def _segment_faults(source: Source, tables: Tables) -> Iterator[Fault]:
    slugs = {segment.slug for segment in tables.segments.values()}
    seen: set[str] = set()
    for quad in source.quads:
        subject = subject_iri(quad)
        if quad.predicate == SEGMENT and not isinstance(quad.object, NamedNode):
            key = str(getattr(quad.object, "value", ""))
            if key not in tables.segments:
                line = source.positions.line(subject, SEGMENT.value, key)
                message = f'there is no segment "{key}"'
                yield Fault(
                    source.name, line, short(subject), "segment", message, _segment_remedy(key, tables)
                )
        for term in (quad.subject, quad.object):
            if (
                not isinstance(term, NamedNode)
                or not term.value.startswith(SEGMENT_BASE)
                or term.value in seen
            ):
                continue
            seen.add(term.value)
            if term.value.removeprefix(SEGMENT_BASE) not in slugs:
                line = source.positions.mention(term.value)
                example = short(SEGMENT_BASE + min(slugs, default="name-001"))
                remedy = f"use a segment of triples/segments, such as {example}"
                yield Fault(
                    source.name, line, short(term.value), "segment", "there is no such segment", remedy
                )


def _segment_remedy(key: str, tables: Tables) -> str:
    source = key.partition("/")[0]
    numbers = sorted(segment.number for segment in tables.segments.values() if segment.source == source)
    if numbers:
        return f"{source} has the segments {numbers[0]} to {numbers[-1]}"
    return "the sources with segment tables are " + ", ".join(tables.sources())


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
