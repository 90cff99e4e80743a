"""The release in outline, as /llms-full.txt tells it: terms with their meaning and use, documents, stances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.engine.reading import Reader, together
from server.namespaces import BASE, EIK, OWN
from server.rdf.iris import readable
from server.web.pages.model.graph import text

_CLASSES: Final = "owl:Class"
_PROPERTIES: Final = "owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty"


@dataclass(frozen=True)
class OutlinedTerm:
    """A class or property of the ontology: how queries write it, what it means, how often it is used."""

    name: str
    definition: str
    count: int


@dataclass(frozen=True)
class Outline:
    """The project's own classes and properties, those most used first; documents with their titles; stances."""

    classes: tuple[OutlinedTerm, ...]
    properties: tuple[OutlinedTerm, ...]
    documents: tuple[tuple[str, str], ...]
    stances: tuple[str, ...]


def outline() -> Reader[Outline]:
    """Return the release in outline, in English."""
    terms = together(
        _terms(_CLASSES, "classPartition [ void:class ?term ; void:entities ?n ]"),
        _terms(_PROPERTIES, "propertyPartition [ void:property ?term ; void:triples ?n ]"),
    )
    (classes, properties), documents, stances = yield from together(terms, _documents(), _stances())
    return Outline(classes, properties, documents, stances)


def _terms(kinds: str, partition: str) -> Reader[tuple[OutlinedTerm, ...]]:
    (rows,) = yield [
        f"""SELECT ?term ?definition (MAX(?n) AS ?count) WHERE {{
        VALUES ?kind {{ {kinds} }} ?term a ?kind ; skos:definition ?definition
        FILTER(STRSTARTS(STR(?term), "{EIK}") && LANG(?definition) = "en")
        FILTER NOT EXISTS {{ ?term owl:deprecated true }}
        OPTIONAL {{ GRAPH <{BASE}.well-known/void> {{ <{BASE}> void:{partition} }} }}
        }} GROUP BY ?term ?definition ORDER BY DESC(?count) ?term"""
    ]
    return tuple(
        OutlinedTerm(readable(text(row, "term")), text(row, "definition"), int(text(row, "count") or 0))
        for row in rows
    )


def _documents() -> Reader[tuple[tuple[str, str], ...]]:
    (rows,) = yield [
        f"""SELECT ?document (MIN(?name) AS ?title) WHERE {{
        ?document a {OWN}:SourceDocument ; rdfs:label ?name FILTER(LANG(?name) = "en")
        }} GROUP BY ?document ORDER BY ?document"""
    ]
    return tuple((text(row, "document"), text(row, "title")) for row in rows)


def _stances() -> Reader[tuple[str, ...]]:
    (rows,) = yield ["SELECT ?stance WHERE { ?stance skos:inScheme scheme:stance } ORDER BY ?stance"]
    return tuple(f"`{readable(text(row, 'stance'))}`" for row in rows)
