"""Resources: the documents and the modules of the ontology in Turtle, and the guide for language models."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from server.mcp.asking import Ask, Refused, answered
from server.mcp.evidence import rows
from server.namespaces import BASE, EIK, OWN

TURTLE: Final = "text/turtle"
_GUIDE: Final = f"{BASE}llms-full.txt"
_MODULES: Final = BASE + "ontology/"
_BEGINNINGS: Final = (f"{BASE}id/document/", _MODULES)
"""Nothing else is asked of the API, where a list of many things may take seconds to be made."""

_MOST: Final = 200


@dataclass(frozen=True)
class Resource:
    """What can be read: its IRI, which this server answers under the same path, and the form it has."""

    iri: str
    name: str
    description: str
    media_type: str = TURTLE


async def resources(ask: Ask) -> list[Resource]:
    """Return all resources."""
    listed = await rows(
        ask,
        f"""PREFIX {OWN}: <{EIK}> PREFIX owl: <http://www.w3.org/2002/07/owl#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?iri ?module (MIN(?name) AS ?label) {{
        {{ ?iri a {OWN}:SourceDocument BIND(false AS ?module) }}
        UNION {{ ?iri a owl:Ontology FILTER(STRSTARTS(STR(?iri), "{_MODULES}")) BIND(true AS ?module) }}
        ?iri rdfs:label|dcterms:title ?name FILTER(LANG(?name) = "en")
        }} GROUP BY ?iri ?module ORDER BY ?module ?iri LIMIT {_MOST}""",
    )
    guide = Resource(
        _GUIDE, "Guide", "Traps, prefixes, patterns, every class, property and saved question.", "text/plain"
    )
    return [guide, *(Resource(row["iri"], row["label"], _description(row)) for row in listed)]


def _description(row: dict[str, str]) -> str:
    if row["module"] == "true":
        return "A module of the ontology: its classes and properties."
    return "A document that was read: its claims, and what they say of it."


async def contents(ask: Ask, iri: str) -> tuple[str, str]:
    """Return the media type and the text of a resource. Raises Refused for what is none."""
    if iri == _GUIDE:
        reply = answered(await ask("/llms-full.txt", (), "text/plain"))
        return "text/plain", reply.body.decode()
    if not iri.startswith(_BEGINNINGS) or "?" in iri or "#" in iri:
        known = " or ".join(_BEGINNINGS)
        raise Refused(f"There is no resource {iri[:200]}; there is {_GUIDE}, and others begin with {known}.")
    reply = answered(await ask("/" + iri.removeprefix(BASE), (), TURTLE))
    if reply.status != HTTPStatus.OK or not reply.fields.get("content-type", "").startswith(TURTLE):
        raise Refused(f"{iri[:200]} is no resource: nothing in Turtle is told of it.")
    return TURTLE, reply.body.decode()
