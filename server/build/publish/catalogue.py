"""The dataset as catalogues list it (DCAT 3), with how to reach it and the prefixes that queries use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.namespaces import BASE, ENDPOINT, EXAMPLES_GRAPH, PREFIXES, VOID_GRAPH
from server.rdf.terms import DCAT, DCTERMS, RDFS, SH, TYPE, VOID, XSD

_LICENCE: Final = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_PROTOCOL: Final = NamedNode("http://www.w3.org/TR/sparql11-protocol/")
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_FORMATS: Final = ("text/turtle", "application/ld+json", "application/sparql-results+json", "text/csv")

_TITLES: Final = {
    "en": "Eurasian Integration Knowledge Graph",
    "ru": "Граф знаний о евразийской интеграции",
    "be": "Граф ведаў пра еўразійскую інтэграцыю",
}
_DESCRIPTIONS: Final = {
    "en": "What five documents say about the diplomacy of Belarus and of the Eurasian integration bodies at the United "
    "Nations: each statement with the passage that makes it and the person who speaks there.",
    "ru": "Что пять документов говорят о дипломатии Беларуси и органов евразийской интеграции в Организации "
    "Объединённых Наций: при каждом утверждении указаны место в тексте и тот, кто там говорит.",
}
_SERVICE: Final = {"en": "SPARQL endpoint", "ru": "Точка доступа SPARQL", "be": "Пункт доступу SPARQL"}

Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]


def catalogue(dataset: NamedNode) -> Iterator[Statement]:
    """Yield the description of the dataset as a resource of catalogues, and its prefixes (SHACL, section 5.2.1)."""
    distribution, service = _node("distribution"), _node("service")
    yield dataset, TYPE, DCAT["Dataset"]
    yield from _texts(dataset, "title", _TITLES)
    yield from _texts(dataset, "description", _DESCRIPTIONS)
    for language in ("en", "ru", "be"):
        yield dataset, DCTERMS["language"], _language(language)
    yield dataset, DCAT["landingPage"], NamedNode(BASE)
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


def _texts(node: NamedNode, name: str, texts: dict[str, str]) -> Iterator[Statement]:
    for language, text in texts.items():
        yield node, DCTERMS[name], Literal(text, language=language)


def _language(tag: str) -> NamedNode:
    return NamedNode(f"http://lexvo.org/id/iso639-1/{tag}")


def _node(name: str) -> NamedNode:
    return NamedNode(f"{VOID_GRAPH}#{name}")
