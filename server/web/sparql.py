"""The route /sparql of the web application, and the well-known graphs that describe the data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from flask import Blueprint, Response, make_response, request
from flask.typing import ResponseReturnValue

from server.endpoint.caching import varies_with_address
from server.endpoint.description import serialise, service_description
from server.endpoint.formats import GRAPHS
from server.endpoint.sparql import ALLOWED, SparqlEndpoint
from server.engine import Pool, construct_triples
from server.namespaces import BASE, EXAMPLES_GRAPH, VOID_GRAPH
from server.release import Release
from server.settings import Settings
from server.web.answers import asked, client, format_of, guarded, response_of

_REFUSED: Final = ("PUT", "DELETE", "PATCH")

Editor = Callable[[], ResponseReturnValue]


def sparql_blueprint(
    endpoint: SparqlEndpoint, pool: Pool, settings: Settings, release: Release, editor: Editor | None = None
) -> Blueprint:
    """The routes over one release, or over a scratch dataset.

    `editor` makes the page for a browser that opens /sparql without a query.
    """
    blueprint = Blueprint("sparql", __name__)

    def sparql() -> Response:
        answer = pool.run(endpoint.answer(asked(body=True)))
        if answer is None:
            return make_response(editor() if editor else "")
        return response_of(answer, pool)

    def well_known(graph: str) -> Response:
        return guarded(partial(_well_known, pool, settings, release, graph))

    # Methods that the endpoint lacks are routed too, so that their 405 is a problem document like every other error.
    blueprint.add_url_rule(
        "/sparql", view_func=sparql, methods=[*ALLOWED, *_REFUSED], provide_automatic_options=False
    )
    for graph in (VOID_GRAPH, EXAMPLES_GRAPH):
        path = graph.removeprefix(BASE)
        blueprint.add_url_rule(f"/{path}", path.rpartition("/")[2], partial(well_known, graph))
    return blueprint


def _well_known(pool: Pool, settings: Settings, release: Release, graph: str) -> Response:
    """One of the graphs in which clients look; that of VoID with what only the server knows."""
    form = format_of(request.args.get("format") or None, GRAPHS)
    query = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    triples = construct_triples(pool, query, client=client())
    if graph == VOID_GRAPH:
        updates = pool.access != "release"
        triples += service_description(settings, pool.pool, release, asked(), updates)
    response = Response(serialise(triples, form), content_type=form.content_type)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(varies_with_address(settings))
    return response
