"""What the release holds, in VoID and DCAT 3: people, editors, catalogues and federating engines plan by it.

The properties that things of a class have, and what these lead to, are in the shape of VoID by which editors complete
queries and language models learn a graph: each class partition has a partition for each property, and that one leads
to the partitions of the classes or datatypes of its values. Only the project's own classes are shown so; those of
other vocabularies, which nearly all things belong to, would double it all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server import __version__
from server.build.vocabulary import IN_DOCUMENT
from server.namespaces import (
    BASE,
    EIK,
    ENDPOINT,
    EVERYTHING,
    EXAMPLES_GRAPH,
    LICENCE,
    PREFIXES,
    PROJECT,
    VOID_GRAPH,
)
from server.project import Texts
from server.rdf.datatypes import STORED_AS
from server.rdf.iris import short
from server.rdf.terms import DCAT, DCTERMS, OWL, RDFS, SD, SH, TERMS, TYPE, UNCOMMITTED, VOID, XSD, Term
from server.release import ASSERTED_GRAPH

_LICENCE: Final = NamedNode(LICENCE)
_PUBLIC: Final = NamedNode("http://publications.europa.eu/resource/authority/access-right/PUBLIC")
_PROTOCOL: Final = NamedNode("http://www.w3.org/TR/sparql11-protocol/")
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_FORMATS: Final = ("text/turtle", "application/ld+json", "application/sparql-results+json", "text/csv")

_SERVICE: Final = {"en": "SPARQL endpoint", "ru": "Точка доступа SPARQL", "be": "Пункт доступу SPARQL"}

_EXTENSION: Final = PREFIXES["void-ext"]

Subject = NamedNode | BlankNode | Triple
Statement = tuple[Subject, NamedNode, Term]
Key = tuple[NamedNode, NamedNode]
"""A class and a property."""

DATASET: Final = NamedNode(BASE)
_GRAPH: Final = NamedNode(VOID_GRAPH)
_LABELS: Final = {"en": "What is stated", "ru": "Сказанное", "be": "Сказанае"}
_COMMENT: Final = (
    "The union of all graphs without what was inferred, each triple once. It is the default graph of a query that "
    "names it by FROM, or of a request with the parameter default-graph-uri."
)
_OF_DOCUMENT: Final = (
    "The set of what the claims of a document put forward: the dataset of a query that names the document by FROM, or "
    "of a request with the parameter default-graph-uri. GRAPH reaches just these claims."
)
_OF_EVERYTHING: Final = (
    "The set of what the claims of a document state, those included that deny, predict or recommend it."
)
_STANCE: Final = TERMS["stance"]


def catalogue(dataset: NamedNode) -> Iterator[Statement]:
    """Yield the description of the dataset as a resource of catalogues, and its prefixes (SHACL, section 5.2.1)."""
    distribution, service = _node("distribution"), _node("service")
    yield dataset, TYPE, DCAT["Dataset"]
    yield from _texts(dataset, "title", PROJECT.title)
    yield from _texts(dataset, "description", PROJECT.description)
    for language in PROJECT.languages:
        yield dataset, DCTERMS["language"], _language(language)
    yield dataset, DCAT["landingPage"], NamedNode(BASE)
    yield dataset, DCTERMS["identifier"], Literal(BASE, datatype=XSD["anyURI"])
    yield dataset, DCTERMS["accessRights"], _PUBLIC
    makers = Literal(f"The contributors to the {PROJECT.in_language(PROJECT.title, 'en')}", language="en")
    yield dataset, DCTERMS["creator"], makers
    yield dataset, DCTERMS["publisher"], makers
    for topic in PROJECT.topics.values():
        yield from ((dataset, DCAT["keyword"], Literal(text, language=tag)) for tag, text in topic.items())
    yield dataset, DCAT["distribution"], distribution
    yield distribution, TYPE, DCAT["Distribution"]
    yield from _texts(distribution, "title", _SERVICE)
    yield distribution, DCTERMS["license"], _LICENCE
    yield distribution, DCAT["accessURL"], NamedNode(ENDPOINT)
    yield distribution, DCAT["accessService"], service
    for media_type in _FORMATS:
        yield distribution, DCAT["mediaType"], NamedNode(_MEDIA_TYPES + media_type)
    yield service, TYPE, DCAT["DataService"]
    yield from _texts(service, "title", _SERVICE)
    yield service, DCTERMS["conformsTo"], _PROTOCOL
    yield service, DCTERMS["license"], _LICENCE
    yield service, DCAT["endpointURL"], NamedNode(ENDPOINT)
    yield service, DCAT["endpointDescription"], NamedNode(ENDPOINT)
    yield service, DCAT["servesDataset"], dataset
    yield dataset, VOID["feature"], NamedNode("http://www.w3.org/ns/formats/Turtle")
    yield dataset, RDFS["seeAlso"], NamedNode(EXAMPLES_GRAPH)
    yield from prefix_declarations(dataset)


def prefix_declarations(dataset: NamedNode) -> Iterator[Statement]:
    """Yield every prefix of the project's table as a declaration."""
    for prefix, namespace in PREFIXES.items():
        node = _node(f"prefix-{prefix}")
        yield dataset, SH["declare"], node
        yield node, TYPE, SH["PrefixDeclaration"]
        yield node, SH["prefix"], Literal(prefix)
        yield node, SH["namespace"], Literal(namespace, datatype=XSD["anyURI"])


def _texts(node: NamedNode, name: str, texts: Texts) -> Iterator[Statement]:
    for language, text in texts.items():
        yield node, DCTERMS[name], Literal(text, language=language)


def _language(tag: str) -> NamedNode:
    return NamedNode(f"http://lexvo.org/id/iso639-1/{tag}")


def _node(name: str) -> NamedNode:
    return NamedNode(f"{VOID_GRAPH}#{name}")


def schema(union: set[Statement]) -> Iterator[Statement]:
    """Yield the partitions of the project's classes by property, and those of the datatypes that occur in them."""
    classes: dict[Term, list[NamedNode]] = defaultdict(list)
    for subject, predicate, kind in union:
        if predicate == TYPE and isinstance(kind, NamedNode) and kind.value.startswith(EIK):
            classes[subject].append(kind)
    uses: Counter[Key] = Counter()
    values: dict[Key, set[NamedNode]] = defaultdict(set)
    for subject, predicate, value in union:
        ends = classes.get(value, []) if predicate != TYPE else []
        if isinstance(value, Literal):
            ends = [value.datatype]
        for kind in classes.get(subject, ()):
            uses[kind, predicate] += 1
            values[kind, predicate].update(ends)
    for (kind, predicate), number in uses.items():
        node = partition("class", kind, predicate)
        yield partition("class", kind), VOID["propertyPartition"], node
        yield node, VOID["property"], predicate
        yield node, VOID["triples"], Literal(number)
        for end in values[kind, predicate]:
            yield node, *_end(end)
    for datatype in {value.datatype for _, _, value in union if isinstance(value, Literal)}:
        node = partition("datatype", datatype)
        yield node, NamedNode(_EXTENSION + "datatype"), datatype
        if (held := STORED_AS.get(datatype.value)) is not None:
            comment = (
                f"In queries these literals are of the datatype {short(held)}, as the store holds them so."
            )
            yield node, RDFS["comment"], Literal(comment, language="en")


def partition(kind: str, *terms: Term) -> NamedNode:
    """Name a partition after its terms: `…/.well-known/void#class-eik-State`."""
    texts = (short(term.value) if isinstance(term, NamedNode) else "" for term in terms)
    names = ("".join(character if character.isalnum() else "-" for character in text) for text in texts)
    return NamedNode(f"{VOID_GRAPH}#{'-'.join((kind, *names)).strip('-')}")


def _end(term: NamedNode) -> tuple[NamedNode, NamedNode]:
    if term.value.startswith(EIK):
        return VOID["classPartition"], partition("class", term)
    return NamedNode(_EXTENSION + "datatypePartition"), partition("datatype", term)


def description(quads: Iterable[Quad]) -> list[Quad]:
    """Return the description of the given quads: the union's figures, and those of each class, property, graph.

    It is a graph of its own, whose statements are not counted. The nodes are IRIs, so that the description is the same
    in every build; the digest of the release is not in it, as it depends on it: the server adds that.
    """
    union: set[Statement] = set()
    graphs: Counter[NamedNode] = Counter()
    given = set(quads)
    for quad in given:
        union.add((quad.subject, quad.predicate, quad.object))
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name] += 1
    statements = (
        *_dataset(union),
        *_partitions(union),
        *schema(union),
        *_graphs(graphs),
        *_asserted(),
        *_documents(given),
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
        yield DATASET, VOID[name], Literal(number)
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
        yield node, VOID["entities"], Literal(len(members))
    for predicate, statements in uses.items():
        node = partition("property", predicate)
        yield DATASET, VOID["propertyPartition"], node
        yield node, VOID["property"], predicate
        yield node, VOID["triples"], Literal(len(statements))
        yield node, VOID["distinctSubjects"], Literal(len({s for s, _, _ in statements}))
        yield node, VOID["distinctObjects"], Literal(len({o for _, _, o in statements}))


def _graphs(graphs: Mapping[NamedNode, int]) -> Iterator[Statement]:
    """Describe the project's own graphs; a claim's graph is described where the claim is."""
    for name, triples in graphs.items():
        if name.value.startswith(BASE + "graph/"):
            yield DATASET, SD["namedGraph"], name
            yield name, TYPE, SD["NamedGraph"]
            yield name, SD["name"], name
            yield name, VOID["triples"], Literal(triples)


def _asserted() -> Iterator[Statement]:
    """Describe the graph that a query may choose as its default graph; no pattern finds it otherwise."""
    node = NamedNode(ASSERTED_GRAPH)
    yield node, TYPE, SD["Graph"]
    for language, label in _LABELS.items():
        yield node, RDFS["label"], Literal(label, language=language)
    yield node, RDFS["comment"], Literal(_COMMENT, language="en")


def _documents(quads: Iterable[Quad]) -> Iterator[Statement]:
    """Describe each document as two datasets, under names of their own: the document itself is none."""
    contents: dict[Term, set[Triple]] = defaultdict(set)
    claims: dict[Term, set[Term]] = defaultdict(set)
    uncommitted: set[Term] = set()
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            contents[quad.graph_name].add(quad.triple)
        if quad.predicate == IN_DOCUMENT:
            claims[quad.object].add(quad.subject)
        elif quad.predicate == _STANCE and quad.object in UNCOMMITTED:
            uncommitted.add(quad.subject)
    for document in sorted(claims, key=str):
        if not isinstance(document, NamedNode):
            continue
        for kind, end, found, comment in (
            ("document", "", claims[document] - uncommitted, _OF_DOCUMENT),
            ("everything", EVERYTHING, claims[document], _OF_EVERYTHING),
        ):
            node = partition(kind, document)
            triples: set[Triple] = set().union(*(contents.get(claim, ()) for claim in found))
            yield DATASET, VOID["subset"], node
            yield node, TYPE, SD["NamedGraph"]
            yield node, SD["name"], NamedNode(document.value + end)
            yield node, RDFS["comment"], Literal(comment, language="en")
            yield node, VOID["triples"], Literal(len(triples))


def datasets(quads: Iterable[Quad]) -> dict[str, int]:
    """Return the triples of each dataset that stands for a document, by name, as a description tells them."""
    names: dict[Term, str] = {}
    sizes: dict[Term, int] = {}
    for quad in quads:
        if quad.graph_name != _GRAPH:
            continue
        if quad.predicate == SD["name"] and isinstance(quad.object, NamedNode):
            names[quad.subject] = quad.object.value
        elif quad.predicate == VOID["triples"] and isinstance(quad.object, Literal):
            sizes[quad.subject] = int(quad.object.value)
    return {name: sizes[node] for node, name in names.items() if _is_thing(NamedNode(name))}


def _is_thing(term: Term) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(BASE + "id/")


def _namespace(predicate: NamedNode) -> str:
    cut = max(predicate.value.rfind("/"), predicate.value.rfind("#")) + 1
    return predicate.value[:cut]
