"""`/llms.txt` and `/llms-full.txt`: the release told to language models (https://llmstxt.org)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template

from server.engine.reading import Reader, together
from server.namespaces import BASE, EIK, OWN, PREFIXES
from server.rdf.iris import readable
from server.release import ASSERTED_GRAPH
from server.web.answers import open_to_all, root
from server.web.pages.model.graph import text
from server.web.pages.rendering import site

blueprint: Final = Blueprint("llms", __name__)
_CLASSES: Final = "owl:Class"
_PROPERTIES: Final = "owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty"


@dataclass(frozen=True)
class Term:
    """A class or property of the ontology: how queries write it, what it means, how often it is used."""

    name: str
    definition: str
    count: int


@blueprint.get("/llms.txt")
def short() -> Response:
    """What a model must know before it asks: the traps, and the addresses."""
    return _text("llms.txt")


@blueprint.get("/llms-full.txt")
def full() -> Response:
    """The model, the traps, ten patterns, and every prefix, class, property and saved question."""
    classes, properties, documents, stances = site().graph.read(
        together(
            _terms(_CLASSES, "classPartition [ void:class ?term ; void:entities ?n ]"),
            _terms(_PROPERTIES, "propertyPartition [ void:property ?term ; void:triples ?n ]"),
            _documents(),
            _stances(),
        )
    )
    return _text(
        "llms-full.txt",
        classes=classes,
        properties=properties,
        documents=documents,
        stances=stances,
        prefixes=PREFIXES,
        declared=_declared,
        graphs=[iri for iri in site().release.manifest.graphs if iri.startswith(PREFIXES["graph"])],
    )


def _declared(*prefixes: str) -> str:
    """Return the lines with which a query declares prefixes of the project's table."""
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in prefixes)


def _text(template: str, **values: object) -> Response:
    body = render_template(
        template,
        counts=site().figures.counts,
        queries=[*site().queries.values()],
        root=root(),
        own=OWN,
        base=BASE,
        asserted=ASSERTED_GRAPH,
        **values,
    )
    response = open_to_all(Response(body, content_type="text/plain; charset=utf-8"))
    response.vary.add("Host")
    return response


def _terms(kinds: str, partition: str) -> Reader[list[Term]]:
    """Return the project's own terms of some kinds, those most used first."""
    (rows,) = yield [
        f"""SELECT ?term ?definition (MAX(?n) AS ?count) WHERE {{
        VALUES ?kind {{ {kinds} }} ?term a ?kind ; skos:definition ?definition
        FILTER(STRSTARTS(STR(?term), "{EIK}") && LANG(?definition) = "en")
        FILTER NOT EXISTS {{ ?term owl:deprecated true }}
        OPTIONAL {{ GRAPH <{BASE}.well-known/void> {{ <{BASE}> void:{partition} }} }}
        }} GROUP BY ?term ?definition ORDER BY DESC(?count) ?term"""
    ]
    return [
        Term(readable(text(row, "term")), text(row, "definition"), int(text(row, "count") or 0))
        for row in rows
    ]


def _documents() -> Reader[list[tuple[str, str]]]:
    (rows,) = yield [
        f"""SELECT ?document (MIN(?name) AS ?title) WHERE {{
        ?document a {OWN}:SourceDocument ; rdfs:label ?name FILTER(LANG(?name) = "en")
        }} GROUP BY ?document ORDER BY ?document"""
    ]
    return [(text(row, "document"), text(row, "title")) for row in rows]


def _stances() -> Reader[list[str]]:
    (rows,) = yield ["SELECT ?stance WHERE { ?stance skos:inScheme scheme:stance } ORDER BY ?stance"]
    return [f"`{readable(text(row, 'stance'))}`" for row in rows]
