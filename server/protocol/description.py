"""The service description (SPARQL 1.1 Service Description) of the endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from server.engine import Limits
from server.namespaces import PREFIXES
from server.protocol.formats import GRAPHS, SOLUTIONS, Format
from server.protocol.tables import TABLES
from server.release import ASSERTED_GRAPH

_SD: Final = PREFIXES["sd"]
_VOID: Final = PREFIXES["void"]
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_COMMENT: Final = ox.NamedNode(PREFIXES["rdfs"] + "comment")
_ASSERTED: Final = (
    "The union of all graphs without what was inferred. Name it by default-graph-uri= or FROM: it then is the default "
    "graph. Without that, the default graph is the union of all graphs, inferred triples included."
)

Subject = ox.NamedNode | ox.BlankNode


def describe(
    endpoint: str,
    limits: Limits,
    triples: int,
    graphs: Mapping[str, int],
    asserted: int | None = None,
    figures: Iterable[str] = (),
) -> list[ox.Triple]:
    """The description. `endpoint` is the absolute address; `triples` of the default graph; `graphs` IRI → triples.

    `asserted` counts the triples of the default graph that a request may choose to leave out what was inferred.
    `figures` says what every limit of the server is, a sentence each.
    """
    return [
        *_service(ox.NamedNode(endpoint), limits, figures),
        *_dataset(ox.NamedNode(endpoint + "#dataset"), triples, graphs),
        *(() if asserted is None else _available(ox.NamedNode(endpoint), asserted)),
    ]


def serialise(triples: Iterable[ox.Triple], form: Format) -> bytes:
    """The triples in one of GRAPHS."""
    rdf_format = ox.RdfFormat.from_media_type(form.media_type)
    body = ox.serialize(
        triples, format=rdf_format, prefixes={name: PREFIXES[name] for name in ("sd", "void", "rdfs")}
    )
    assert body is not None  # noqa: S101 - bytes are returned where no output is given
    return body


def _service(endpoint: ox.NamedNode, limits: Limits, figures: Iterable[str]) -> Iterator[ox.Triple]:
    service = ox.NamedNode(endpoint.value + "#service")
    yield ox.Triple(service, _TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), endpoint)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    yield ox.Triple(service, _sd("defaultDataset"), ox.NamedNode(endpoint.value + "#dataset"))
    for form in (*SOLUTIONS, *TABLES, *GRAPHS):
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(form.iri))
    yield ox.Triple(service, _COMMENT, ox.Literal(_limits(limits), language="en"))
    for figure in figures:
        yield ox.Triple(service, _COMMENT, ox.Literal(figure, language="en"))


def _dataset(dataset: ox.NamedNode, triples: int, graphs: Mapping[str, int]) -> Iterator[ox.Triple]:
    default = ox.NamedNode(dataset.value + "-default-graph")
    yield ox.Triple(dataset, _TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield from _graph(default, triples)
    for number, (name, count) in enumerate(sorted(graphs.items())):
        named, content = (ox.BlankNode(f"{kind}{number}") for kind in ("named", "graph"))
        yield ox.Triple(dataset, _sd("namedGraph"), named)
        yield ox.Triple(named, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), ox.NamedNode(name))
        yield ox.Triple(named, _sd("graph"), content)
        yield from _graph(content, count)


def _available(endpoint: ox.NamedNode, asserted: int) -> Iterator[ox.Triple]:
    """The graph that is in no dataset until a request names it (SPARQL 1.1 Service Description, sd:availableGraphs)."""
    collection, named, content = (ox.BlankNode(name) for name in ("available", "asserted", "assertedGraph"))
    yield ox.Triple(ox.NamedNode(endpoint.value + "#service"), _sd("availableGraphs"), collection)
    yield ox.Triple(collection, _TYPE, _sd("GraphCollection"))
    yield ox.Triple(collection, _sd("namedGraph"), named)
    yield ox.Triple(named, _TYPE, _sd("NamedGraph"))
    yield ox.Triple(named, _sd("name"), ox.NamedNode(ASSERTED_GRAPH))
    yield ox.Triple(named, _COMMENT, ox.Literal(_ASSERTED, language="en"))
    yield ox.Triple(named, _sd("graph"), content)
    yield from _graph(content, asserted)


def _graph(graph: Subject, triples: int) -> Iterator[ox.Triple]:
    yield ox.Triple(graph, _TYPE, _sd("Graph"))
    yield ox.Triple(graph, ox.NamedNode(_VOID + "triples"), ox.Literal(triples))


def _limits(limits: Limits) -> str:
    return (
        f"A query is stopped after {limits.deadline:g} seconds (the parameter timeout=SECONDS may ask for less), at "
        f"{limits.memory:,} bytes of memory, {limits.result_rows:,} rows or {limits.result_size:,} bytes of result. "
        f"Of one client {limits.client_queries} queries run and {limits.client_queue} wait at a time; of all, "
        f"{limits.queue_length} may wait, each {limits.queue_wait:g} seconds. SERVICE and updates are refused."
    )


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
