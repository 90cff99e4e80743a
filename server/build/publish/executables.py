"""The saved queries in RDF (SHACL-AF, section 5), where editors and language models look for examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.namespaces import BASE, ENDPOINT, EXAMPLES_GRAPH, PREFIXES
from server.rdf.terms import SH, TYPE, XSD, named
from server.saved.query import Parameter, SavedQuery
from server.sparql.tokens import form_keyword

_SH: Final = PREFIXES["sh"]
_RDFS: Final = PREFIXES["rdfs"]
_GRAPH: Final = NamedNode(EXAMPLES_GRAPH)
_DESCRIBE: Final = NamedNode("https://purl.expasy.org/sparql-examples/ontology#describe")
_FORMS: Final = {
    "SELECT": (SH["SPARQLSelectExecutable"], SH["select"]),
    "ASK": (SH["SPARQLAskExecutable"], SH["ask"]),
    "CONSTRUCT": (SH["SPARQLConstructExecutable"], SH["construct"]),
    "DESCRIBE": (SH["SPARQLExecutable"], _DESCRIBE),
}
_DATATYPES: Final = {"date": "date", "string": "string", "integer": "integer", "language": "language"}

Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]


def executables(queries: Iterable[SavedQuery]) -> Iterator[Quad]:
    """Yield the description of each query, under the address at which it is a page and can be asked."""
    for query in queries:
        for statement in _query(query):
            yield Quad(*statement, _GRAPH)


def _query(query: SavedQuery) -> Iterator[Statement]:
    node = NamedNode(f"{BASE}queries/{query.name}")
    kind, text = _FORMS[form_keyword(query.text)]
    yield node, TYPE, SH["SPARQLExecutable"]
    yield node, TYPE, kind
    yield from _texts(node, _RDFS + "label", query.title)
    yield from _texts(node, _RDFS + "comment", query.question)
    yield node, text, Literal(query.text)
    yield node, SH["prefixes"], NamedNode(BASE)
    yield node, named("schema:target"), NamedNode(ENDPOINT)
    for order, parameter in enumerate(query.parameters):
        yield from _parameter(node, parameter, order)


def _parameter(query: NamedNode, parameter: Parameter, order: int) -> Iterator[Statement]:
    """A parameter: the last part of its path is the name of the variable whose values a request may replace."""
    node = NamedNode(f"{query.value}#parameter-{parameter.name}")
    yield query, SH["parameter"], node
    yield node, TYPE, SH["Parameter"]
    yield node, SH["path"], NamedNode(f"{query.value}#{parameter.name}")
    yield from _texts(node, _SH + "name", parameter.label)
    yield node, SH["order"], Literal(order)
    yield node, SH["optional"], Literal(not parameter.required)
    if parameter.type in _DATATYPES:
        yield node, SH["datatype"], XSD[_DATATYPES[parameter.type]]
    else:
        yield node, SH["nodeKind"], SH["IRI"]
    if parameter.of:
        yield node, SH["class"], NamedNode(parameter.of)


def _texts(node: NamedNode, predicate: str, texts: Mapping[str, str]) -> Iterator[Statement]:
    for language, text in texts.items():
        yield node, NamedNode(predicate), Literal(text, language=language)
