"""The dataset as catalogues list it (DCAT 3), with how to reach it and the prefixes that queries use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.build.vocabulary import TYPE, xsd
from server.namespaces import BASE, ENDPOINT, EXAMPLES_GRAPH, PREFIXES, VOID_GRAPH

_DCAT: Final = PREFIXES["dcat"]
_DCTERMS: Final = PREFIXES["dcterms"]
_SH: Final = PREFIXES["sh"]
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
    yield dataset, TYPE, _dcat("Dataset")
    yield from _texts(dataset, "title", _TITLES)
    yield from _texts(dataset, "description", _DESCRIPTIONS)
    for language in ("en", "ru", "be"):
        yield dataset, _dcterms("language"), _language(language)
    yield dataset, _dcat("landingPage"), NamedNode(BASE)
    yield dataset, _dcat("distribution"), distribution
    yield distribution, TYPE, _dcat("Distribution")
    yield from _texts(distribution, "title", _SERVICE)
    yield distribution, _dcterms("license"), _LICENCE
    yield distribution, _dcat("accessURL"), NamedNode(ENDPOINT)
    yield distribution, _dcat("accessService"), service
    for media_type in _FORMATS:
        yield distribution, _dcat("mediaType"), NamedNode(_MEDIA_TYPES + media_type)
    yield service, TYPE, _dcat("DataService")
    yield from _texts(service, "title", _SERVICE)
    yield service, _dcterms("conformsTo"), _PROTOCOL
    yield service, _dcterms("license"), _LICENCE
    yield service, _dcat("endpointURL"), NamedNode(ENDPOINT)
    yield service, _dcat("endpointDescription"), NamedNode(ENDPOINT)
    yield service, _dcat("servesDataset"), dataset
    yield dataset, NamedNode(PREFIXES["void"] + "feature"), NamedNode("http://www.w3.org/ns/formats/Turtle")
    yield dataset, NamedNode(PREFIXES["rdfs"] + "seeAlso"), NamedNode(EXAMPLES_GRAPH)
    yield from prefix_declarations(dataset)


def prefix_declarations(dataset: NamedNode) -> Iterator[Statement]:
    """Yield every prefix of the project's table as a declaration."""
    for prefix, namespace in PREFIXES.items():
        node = _node(f"prefix-{prefix}")
        yield dataset, _sh("declare"), node
        yield node, TYPE, _sh("PrefixDeclaration")
        yield node, _sh("prefix"), Literal(prefix)
        yield node, _sh("namespace"), Literal(namespace, datatype=xsd("anyURI"))


def _texts(node: NamedNode, name: str, texts: dict[str, str]) -> Iterator[Statement]:
    for language, text in texts.items():
        yield node, _dcterms(name), Literal(text, language=language)


def _language(tag: str) -> NamedNode:
    return NamedNode(f"http://lexvo.org/id/iso639-1/{tag}")


def _node(name: str) -> NamedNode:
    return NamedNode(f"{VOID_GRAPH}#{name}")


def _dcat(name: str) -> NamedNode:
    return NamedNode(_DCAT + name)


def _dcterms(name: str) -> NamedNode:
    return NamedNode(_DCTERMS + name)


def _sh(name: str) -> NamedNode:
    return NamedNode(_SH + name)
