"""The service description (SPARQL 1.1 Service Description) of the endpoint."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from server.endpoint.arrow import TABLES
from server.endpoint.distributions import distributions
from server.endpoint.extensions import EXTENSIONS, FUNCTIONS
from server.endpoint.formats import GRAPHS, SOLUTIONS, Format
from server.endpoint.fragments.document import as_service, controls
from server.endpoint.http import Request
from server.engine import Engine, Limits
from server.engine.interface import PYOXIGRAPH
from server.federation import federation_of
from server.namespaces import BASE, EVERYTHING, EXAMPLES_GRAPH, PREFIXES, VOID_GRAPH
from server.rdf.terms import RDFS, SD, TYPE, VOID, Node, named
from server.release import ASSERTED_GRAPH, INFERRED_GRAPH, Manifest, Release
from server.settings import Settings

_COMMENT: Final = RDFS["comment"]
_CHOSEN: Final = (
    " Name it by default-graph-uri= or FROM: it then is the default graph, and GRAPH reaches the graphs that it is the "
    "union of."
)
_ASSERTED: Final = f"The union of all graphs without what was inferred.{_CHOSEN}"
_OF_DOCUMENT: Final = f"What the claims of a document put forward.{_CHOSEN}"
_OF_EVERYTHING: Final = (
    f"What the claims of a document state, also what they deny, predict and recommend.{_CHOSEN}"
)
_UNION: Final = "The union of all graphs, inferred triples included, each triple once."
_INFERRED: Final = (
    "What follows from the other graphs by the rules of OWL 2 RL that the ontology uses and by its own. It is neither "
    "complete under RDFS nor under OWL 2 RL, so no other regime than simple entailment is announced; /why proves each "
    "triple."
)

_SIMPLE: Final = ox.NamedNode("http://www.w3.org/ns/entailment/Simple")
_SHOWN: Final = ("sd", "void", "void-ext", "rdfs", "xsd", "dcat", "dcterms", "schema", "sh", "eik")
_PARAMETERS: Final = (
    "Parameters beside those of the protocol: format= names a format; timeout= asks for fewer seconds; explain=empty "
    "tells in JSON which triple pattern or filter leaves a SELECT or ASK without an answer; explain=sources gives the "
    "first 100 rows of a SELECT, or triples of a CONSTRUCT or DESCRIBE, with, for each, the claims in whose graphs its "
    "triples stand; explain=plan measures the parts of a SELECT or ASK in the order in which the engine takes them; "
    "explain=hints tells what to mend, without evaluation. A name that this release does not have, "
    "and what a query surely does not mean, is pointed out in the header EIKG-Hint."
)
_ENTAILMENT: Final = (
    "Queries are answered by simple entailment from a graph to which the build has added what follows by the rules of "
    "OWL 2 RL that the ontology uses and by its own."
)
_CALLED: Final = (
    "SERVICE may name the endpoints that dcterms:references lists; a variable in its place ranges over them. They are "
    "called within the limits EIKG_FEDERATION_…, their blank nodes become IRIs with /.well-known/genid/, and an answer "
    "that depends on them has no entity tag and no permanent link."
)


@dataclass(frozen=True)
class Edition:
    """Which data is served: the SHA-256 of the release, empty for data that changes, and when it was made."""

    digest: str = ""
    created: str | None = None


def describe(
    endpoint: str,
    limits: Limits,
    triples: int,
    graphs: Mapping[str, int],
    available: Mapping[str, int] | None = None,
    figures: Iterable[str] = (),
    update: bool = False,
    called: Iterable[str] = (),
    written: Container[str] = PYOXIGRAPH.formats,
) -> list[ox.Triple]:
    """The description. `endpoint` is the absolute address; `triples` of the default graph; `graphs` IRI → triples.

    `available` has the graphs that a request may choose as its default graph beside those: IRI → triples.
    `figures` says what every limit of the server is, a sentence each. `update`: the endpoint takes updates. `called`:
    the endpoints that SERVICE may name. `written`: the media types that the engine writes.
    """
    called = tuple(called)
    return [
        *_service(ox.NamedNode(endpoint), limits, _refused(bool(called), update), figures, update, written),
        *_federation(ox.NamedNode(endpoint + "#service"), called),
        *_dataset(ox.NamedNode(endpoint + "#dataset"), triples, graphs),
        *_available(ox.NamedNode(endpoint), available or {}),
    ]


def here(endpoint: str, edition: Edition) -> list[ox.Triple]:
    """What only the server knows of the dataset: its address here (DCAT 3, VoID), and which edition it serves."""
    dataset, address = ox.NamedNode(BASE), ox.NamedNode(endpoint)
    service = ox.NamedNode(endpoint + "#service")
    found = [
        ox.Triple(dataset, named("void:sparqlEndpoint"), address),
        ox.Triple(service, TYPE, named("dcat:DataService")),
        ox.Triple(service, named("dcat:endpointURL"), address),
        ox.Triple(service, named("dcat:endpointDescription"), address),
        ox.Triple(service, named("dcat:servesDataset"), dataset),
        *(
            ox.Triple(dataset, named("rdfs:seeAlso"), ox.NamedNode(graph))
            for graph in (VOID_GRAPH, EXAMPLES_GRAPH)
        ),
    ]
    if edition.digest:
        found.append(ox.Triple(dataset, named("dcat:version"), ox.Literal(edition.digest)))
    if edition.created:
        created = ox.Literal(edition.created, datatype=named("xsd:dateTime"))
        found.append(ox.Triple(dataset, named("dcterms:modified"), created))
    return found


def serialise(triples: Iterable[ox.Triple], form: Format) -> bytes:
    """The triples in one of GRAPHS."""
    rdf_format = ox.RdfFormat.from_media_type(form.media_type)
    body = ox.serialize(triples, format=rdf_format, prefixes={name: PREFIXES[name] for name in _SHOWN})
    assert body is not None  # noqa: S101 - bytes are returned where no output is given
    return body


def service_description(
    settings: Settings, engine: Engine, release: Release, request: Request, update: bool
) -> list[ox.Triple]:
    """What the release holds, at the address that the visitor used, with the dataset's address and edition.

    Elsewhere than at the endpoint, where clients would take the forms for its own, it tells of the fragments too,
    and of the files to take away.
    """
    root, path = request.context.root, request.context.prefix + request.path
    at_endpoint = path.endswith("/sparql")
    endpoint = root + (path if at_endpoint else "/sparql")
    manifest = release.manifest
    own = PREFIXES["graph"]  # the graphs of single claims are too many to be listed
    listed = (own, VOID_GRAPH, EXAMPLES_GRAPH)
    graphs = {iri: entry.triples for iri, entry in manifest.graphs.items() if iri.startswith(listed)}
    federation = federation_of(settings)
    edition = Edition() if update else Edition(manifest.digest, manifest.created)
    described = describe(
        endpoint,
        engine.limits,
        manifest.counts["triples"],
        graphs,
        {**_asserted(manifest), **manifest.datasets},
        settings.limits(),
        update,
        federation.allowed if federation else (),
        engine.abilities.formats,
    )
    found = [*described, *here(endpoint, edition)]
    if not at_endpoint:
        fragments = root + "/fragments"
        found += [*as_service(fragments), *controls(fragments, False, settings.fragment_bindings)]
        found += [] if update else distributions(root, release)
    return found


def _service(
    endpoint: ox.NamedNode,
    limits: Limits,
    refused: str,
    figures: Iterable[str],
    update: bool,
    written: Container[str],
) -> Iterator[ox.Triple]:
    service = ox.NamedNode(endpoint.value + "#service")
    yield ox.Triple(service, TYPE, SD["Service"])
    yield ox.Triple(service, SD["endpoint"], endpoint)
    yield ox.Triple(service, SD["supportedLanguage"], SD["SPARQL11Query"])
    if update:
        yield ox.Triple(service, SD["supportedLanguage"], SD["SPARQL11Update"])
    yield ox.Triple(service, SD["feature"], SD["UnionDefaultGraph"])
    yield ox.Triple(
        service,
        SD["defaultEntailmentRegime"],
        _SIMPLE,
    )
    yield ox.Triple(service, SD["defaultDataset"], ox.NamedNode(endpoint.value + "#dataset"))
    offered = (form for form in (*SOLUTIONS, *GRAPHS) if form.media_type in written)
    for form in (*offered, *TABLES):
        yield ox.Triple(service, SD["resultFormat"], ox.NamedNode(form.iri))
    yield from _extensions(service)
    comment = " ".join((_limits(limits), refused, _PARAMETERS, _ENTAILMENT))
    yield ox.Triple(service, _COMMENT, ox.Literal(comment, language="en"))
    for figure in figures:
        yield ox.Triple(service, _COMMENT, ox.Literal(figure, language="en"))


def _extensions(service: ox.NamedNode) -> Iterator[ox.Triple]:
    """The parts of the language beyond SPARQL 1.1, each with a query that shows it, and the functions called by IRI."""
    for extension in EXTENSIONS:
        node = ox.NamedNode(extension.iri)
        yield ox.Triple(service, SD["languageExtension"], node)
        yield ox.Triple(node, _COMMENT, ox.Literal(extension.label, language="en"))
        yield ox.Triple(node, named("sh:ask"), ox.Literal(extension.example))
    for function in FUNCTIONS:
        node = ox.NamedNode(function.iri)
        yield ox.Triple(service, SD["extensionFunction"], node)
        yield ox.Triple(node, TYPE, SD["Function"])
        yield ox.Triple(node, named("rdfs:label"), ox.Literal(function.label, language="en"))


def _federation(service: ox.NamedNode, called: Iterable[str]) -> Iterator[ox.Triple]:
    """The endpoints that SERVICE may name. The vocabulary has a name for the feature, none for its bounds."""
    for endpoint in map(ox.NamedNode, called):
        yield ox.Triple(service, SD["feature"], SD["BasicFederatedQuery"])
        yield ox.Triple(service, named("dcterms:references"), endpoint)
        comment = "An endpoint that SERVICE may name."
        yield ox.Triple(endpoint, _COMMENT, ox.Literal(comment, language="en"))


def _dataset(dataset: ox.NamedNode, triples: int, graphs: Mapping[str, int]) -> Iterator[ox.Triple]:
    default = ox.NamedNode(dataset.value + "-default-graph")
    yield ox.Triple(dataset, TYPE, SD["Dataset"])
    yield ox.Triple(dataset, SD["defaultGraph"], default)
    yield ox.Triple(default, _COMMENT, ox.Literal(_UNION, language="en"))
    yield from _graph(default, triples)
    for number, (name, count) in enumerate(sorted(graphs.items())):
        named, content = (ox.BlankNode(f"{kind}{number}") for kind in ("named", "graph"))
        yield ox.Triple(dataset, SD["namedGraph"], named)
        yield ox.Triple(named, TYPE, SD["NamedGraph"])
        yield ox.Triple(named, SD["name"], ox.NamedNode(name))
        yield ox.Triple(named, SD["graph"], content)
        if name == INFERRED_GRAPH:
            yield ox.Triple(named, SD["entailmentRegime"], _SIMPLE)
            yield ox.Triple(named, _COMMENT, ox.Literal(_INFERRED, language="en"))
        yield from _graph(content, count)


def _asserted(manifest: Manifest) -> dict[str, int]:
    """The dataset without what was inferred; none in a release that was made before there was one."""
    return {ASSERTED_GRAPH: manifest.counts["asserted"]} if "asserted" in manifest.counts else {}


def _available(endpoint: ox.NamedNode, graphs: Mapping[str, int]) -> Iterator[ox.Triple]:
    """Graphs that are in no dataset until a request names them (SPARQL 1.1 Service Description, sd:availableGraphs)."""
    if not graphs:
        return
    collection = ox.BlankNode("available")
    yield ox.Triple(ox.NamedNode(endpoint.value + "#service"), SD["availableGraphs"], collection)
    yield ox.Triple(collection, TYPE, SD["GraphCollection"])
    for number, (name, count) in enumerate(sorted(graphs.items())):
        node, content = (ox.BlankNode(f"{kind}{number}") for kind in ("available", "availableGraph"))
        yield ox.Triple(collection, SD["namedGraph"], node)
        yield ox.Triple(node, TYPE, SD["NamedGraph"])
        yield ox.Triple(node, SD["name"], ox.NamedNode(name))
        yield ox.Triple(node, _COMMENT, ox.Literal(_told(name), language="en"))
        yield ox.Triple(node, SD["graph"], content)
        yield from _graph(content, count)


def _told(available: str) -> str:
    if available == ASSERTED_GRAPH:
        return _ASSERTED
    return _OF_EVERYTHING if available.endswith(EVERYTHING) else _OF_DOCUMENT


def _graph(graph: Node, triples: int) -> Iterator[ox.Triple]:
    yield ox.Triple(graph, TYPE, SD["Graph"])
    yield ox.Triple(graph, VOID["triples"], ox.Literal(triples))


def _limits(limits: Limits) -> str:
    return (
        f"A query is stopped after {limits.query_deadline:g} seconds (the parameter timeout=SECONDS may ask for "
        f"less), at {limits.query_memory:,} bytes of memory, {limits.result_rows:,} rows or "
        f"{limits.result_size:,} bytes of result. "
        f"Of one client {limits.client_queries} queries run and {limits.client_queue} wait at a time; of all, "
        f"{limits.queue_length} may wait, each {limits.queue_wait:g} seconds."
    )


def _refused(calls: bool, update: bool) -> str:
    if calls:
        return f"{_CALLED} {'In updates it is refused.' if update else 'Updates are refused.'}"
    return "SERVICE is refused." if update else "SERVICE and updates are refused."
