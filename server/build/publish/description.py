"""What the release holds, in VoID, so that people, editors and federating engines can plan by it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server import __version__
from server.build.publish.catalogue import catalogue
from server.build.publish.schema import partition, schema
from server.namespaces import BASE, ENDPOINT, VOID_GRAPH
from server.rdf.terms import DCTERMS, OWL, RDFS, SD, TYPE, VOID, XSD, Term
from server.release import ASSERTED_GRAPH

DATASET: Final = NamedNode(BASE)
_LICENCE: Final = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_GRAPH: Final = NamedNode(VOID_GRAPH)
_LABELS: Final = {"en": "What is stated", "ru": "Сказанное", "be": "Сказанае"}
_COMMENT: Final = (
    "The union of all graphs without what was inferred, each triple once. It is the default graph of a query that "
    "names it by FROM, or of a request with the parameter default-graph-uri."
)

Subject = NamedNode | BlankNode | Triple
Statement = tuple[Subject, NamedNode, Term]


def description(quads: Iterable[Quad]) -> list[Quad]:
    """Return the description of the given quads: the union's figures, and those of each class, property, graph.

    It is a graph of its own, whose statements are not counted. The nodes are IRIs, so that the description is the same
    in every build; the digest of the release is not in it, as it depends on it: the server adds that.
    """
    union: set[Statement] = set()
    graphs: Counter[NamedNode] = Counter()
    for quad in set(quads):
        union.add((quad.subject, quad.predicate, quad.object))
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name] += 1
    statements = (
        *_dataset(union),
        *_partitions(union),
        *schema(union),
        *_graphs(graphs),
        *_asserted(),
        *catalogue(DATASET),
    )
    return [Quad(*statement, _GRAPH) for statement in statements]


def _dataset(union: set[Statement]) -> Iterator[Statement]:
    figures = {
        "triples": len(union),
        "distinctSubjects": len({s for s, _, _ in union}),
        "distinctObjects": len({o for _, _, o in union}),
        "properties": len({p for _, p, _ in union}),
        "classes": len({o for _, p, o in union if p == TYPE}),
        "entities": len({s for s, p, _ in union if p == TYPE and _is_thing(s)}),
    }
    yield DATASET, TYPE, VOID["Dataset"]
    yield DATASET, TYPE, SD["Dataset"]
    yield DATASET, DCTERMS["license"], _LICENCE
    yield DATASET, OWL["versionInfo"], Literal(__version__)
    yield DATASET, VOID["uriSpace"], Literal(BASE)
    yield DATASET, VOID["sparqlEndpoint"], NamedNode(ENDPOINT)
    for name, number in figures.items():
        yield DATASET, VOID[name], _count(number)
    for namespace in sorted({_namespace(p) for _, p, _ in union}):
        yield DATASET, VOID["vocabulary"], NamedNode(namespace)


def _partitions(union: set[Statement]) -> Iterator[Statement]:
    instances: dict[Term, set[Term]] = defaultdict(set)
    uses: dict[Term, set[Statement]] = defaultdict(set)
    for statement in union:
        uses[statement[1]].add(statement)
        if statement[1] == TYPE and isinstance(statement[2], NamedNode):
            instances[statement[2]].add(statement[0])
    for kind, members in instances.items():
        node = partition("class", kind)
        yield DATASET, VOID["classPartition"], node
        yield node, VOID["class"], kind
        yield node, VOID["entities"], _count(len(members))
    for predicate, statements in uses.items():
        node = partition("property", predicate)
        yield DATASET, VOID["propertyPartition"], node
        yield node, VOID["property"], predicate
        yield node, VOID["triples"], _count(len(statements))
        yield node, VOID["distinctSubjects"], _count(len({s for s, _, _ in statements}))
        yield node, VOID["distinctObjects"], _count(len({o for _, _, o in statements}))


def _graphs(graphs: Mapping[NamedNode, int]) -> Iterator[Statement]:
    """Describe the project's own graphs; a claim's graph is described where the claim is."""
    for name, triples in graphs.items():
        if name.value.startswith(BASE + "graph/"):
            yield DATASET, SD["namedGraph"], name
            yield name, TYPE, SD["NamedGraph"]
            yield name, SD["name"], name
            yield name, VOID["triples"], _count(triples)


def _asserted() -> Iterator[Statement]:
    """Describe the graph that a query may choose as its default graph; no pattern finds it otherwise."""
    node = NamedNode(ASSERTED_GRAPH)
    yield node, TYPE, SD["Graph"]
    for language, label in _LABELS.items():
        yield node, RDFS["label"], Literal(label, language=language)
    yield node, RDFS["comment"], Literal(_COMMENT, language="en")


def _is_thing(term: Term) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(BASE + "id/")


def _namespace(predicate: NamedNode) -> str:
    cut = max(predicate.value.rfind("/"), predicate.value.rfind("#")) + 1
    return predicate.value[:cut]


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=XSD["integer"])
