"""Resources in RDF: which format a request wants, and the description of an IRI in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import Response, abort, request
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from server.endpoint.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, named
from server.endpoint.negotiation import best, media_ranges
from server.rdf.graphs import document
from server.web.answers import open_to_all
from server.web.pages.model.graph import text
from server.web.pages.rendering import site, word

RDF: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
"""The formats in which a resource is described, each also under its name as a suffix of the address."""
_MOST: Final = 4000
"""Descriptions of more triples are streamed by the engine, not written in the project's style."""


def split(path: str) -> tuple[str, Format | None]:
    """Split a path into that of the resource and the format that its suffix names, None if it has none."""
    stem, dot, suffix = path.rpartition(".")
    form = named(suffix, RDF) if dot else None
    return (stem, form) if form else (path, None)


def wanted(suffix: str = "") -> Format:
    """Return the format that a suffix names, or else the request accepts; without any the request ends with 406."""
    offered = ((one, one.media_types) for one in (HTML, *RDF))
    found = named(suffix, RDF) or best(media_ranges(request.headers.get("Accept")), offered)
    if found is None:
        abort(406, word("not_acceptable", formats=", ".join(one.media_type for one in (HTML, *RDF))))
    return found


def alternates() -> dict[str, str]:
    """Return the suffixes of the formats with their media types, as pages link to them."""
    return {form.names[0]: form.media_type for form in RDF}


def link_header(path: str) -> str:
    """Return the value of the header Link with a page in its other formats (RFC 8288)."""
    return ", ".join(
        f'<{path}.{suffix}>; rel="alternate"; type="{media_type}"'
        for suffix, media_type in alternates().items()
    )


def written(triples: Iterable[Triple], form: Format) -> bytes:
    """Return triples in a format, Turtle in the project's style."""
    return document(triples, _ENGINE_FORMATS[form])


def rdf_response(body: bytes, form: Format) -> Response:
    """Return a response with a document that programs on any site may read."""
    return open_to_all(Response(body, content_type=form.content_type))


def description(iri: str, form: Format) -> Response | None:
    """Answer with everything said of an IRI, everywhere it occurs, and what the graph of that name holds.

    A blank node comes with all that is nested in it and with the statement in which it stands. None if the release
    knows nothing of the IRI.
    """
    try:
        node = str(NamedNode(iri))
    except ValueError:
        return None
    graph = site().graph
    where = f"{{ {{ {node} ?p ?o }} UNION {{ ?s ?q {node} }} UNION {{ GRAPH {node} {{ ?a ?b ?c }} }} }}"
    size = int(text(graph.rows(f"SELECT (COUNT(*) AS ?size) WHERE {where}")[0], "size"))
    if not size:
        return None
    query = f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} . ?a ?b ?c }} WHERE {where}"
    if size > _MOST:
        return open_to_all(graph.respond(query, form))
    return rdf_response(written(_with_blank_nodes(graph.triples(query)), form), form)


def _with_blank_nodes(triples: list[Triple]) -> set[Triple]:
    """Add what belongs to the blank nodes of a description, which stand in the ontology and the shapes only."""
    found = {triple for triple in triples if not isinstance(triple.subject, BlankNode)}
    blank = {term for t in triples for term in (t.subject, t.object) if isinstance(term, BlankNode)}
    vocabulary = site().vocabulary
    for facts in (vocabulary.ontology, vocabulary.shapes):
        for root in {facts.top(node) for node in blank}:
            found.update(facts.uses(root))
            found.update(facts.tree(root))
    return found


_ENGINE_FORMATS: Final = {
    TURTLE: RdfFormat.TURTLE,
    N_TRIPLES: RdfFormat.N_TRIPLES,
    JSON_LD: RdfFormat.JSON_LD,
    RDF_XML: RdfFormat.RDF_XML,
}
