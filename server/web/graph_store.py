"""The graph store `/data` of a scratch dataset (SPARQL 1.1 Graph Store HTTP Protocol), and its export as TriG."""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import uuid4

import pyoxigraph as ox
from flask import Blueprint, Response, request

from server.endpoint import graph_store
from server.endpoint.formats import GRAPHS, Format
from server.endpoint.graph_store import Target
from server.endpoint.negotiation import best, media_ranges
from server.endpoint.problems import HttpProblem, Slug, not_acceptable
from server.endpoint.scratch import Scratch
from server.engine import Dataset, Job, Pool, ask, select_rows
from server.engine.rows import Row
from server.namespaces import PREFIXES
from server.settings import Settings
from server.web.answers import (
    client,
    empty,
    guarded,
    method_not_allowed,
    options_response,
    result_of_the_moment,
)

ALLOWED: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
_ACCEPTED: Final = ", ".join(form.media_type for form in GRAPHS)
_NAMED: Final = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
_ALL: Final = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def graph_store_blueprint(pool: Pool, settings: Settings, scratch: Scratch) -> Blueprint:
    """The routes /data and /data/<name>, the latter for graphs that are named by the address itself."""
    blueprint = Blueprint("graph_store", __name__)
    store = _Store(pool, scratch, settings.public_url)

    def data(name: str = "") -> Response:
        return guarded(partial(store.answer, name))

    methods = [*ALLOWED, "PATCH"]
    for rule in ("/data", "/data/<path:name>"):
        blueprint.add_url_rule(rule, view_func=data, methods=methods, provide_automatic_options=False)
    return blueprint


class _Store:
    def __init__(self, pool: Pool, scratch: Scratch, public_url: str) -> None:
        self._pool, self._scratch, self._public_url = pool, scratch, public_url.rstrip("/")

    def answer(self, name: str) -> Response:
        if request.method == "OPTIONS":
            return options_response(ALLOWED, _ACCEPTED)
        if request.method not in ALLOWED:
            raise method_not_allowed(ALLOWED)
        query_string = request.query_string.decode()
        target = graph_store.target(query_string, self._address(name) if name else None)
        if request.method in ("GET", "HEAD"):
            return self._dataset() if target.whole else self._read(target)
        self._scratch.authorise(request.headers.get("Authorization"))
        if request.method == "DELETE":
            self._refuse_missing(target)
            return self._written(graph_store.drop(target), 204)
        return self._put(target) if request.method == "PUT" else self._post(target)

    def _put(self, target: Target) -> Response:
        update = graph_store.replace(target, self._payload(target))
        return self._written(update, 204 if self._exists(target) else 201)

    def _post(self, target: Target) -> Response:
        if target.whole:
            target = Target(self._address(str(uuid4())))
            response = self._written(graph_store.merge(target, self._payload(target)), 201)
            response.headers["Location"] = target.graph or ""
            return response
        return self._written(
            graph_store.merge(target, self._payload(target)), 204 if self._exists(target) else 201
        )

    def _payload(self, target: Target) -> list[ox.Quad]:
        """The data of the request; a form carries several files (section 5.5 of the protocol)."""
        base = target.graph or self._address("")
        if request.mimetype != "multipart/form-data":
            body, content_type = request.get_data(cache=False), request.headers.get("Content-Type")
            return graph_store.parse(body, content_type, target, base)
        files = [file for files in request.files.listvalues() for file in files]
        return [q for file in files for q in graph_store.parse(file.read(), file.content_type, target, base)]

    def _read(self, target: Target) -> Response:
        form = self._format(GRAPHS)
        self._refuse_missing(target)
        dataset = Dataset((target.graph,)) if target.graph is not None else None
        return result_of_the_moment(
            self._pool,
            Job(graph_store.READ, None, form.media_type, dataset=dataset, prefixes=True),
        )

    def _dataset(self) -> Response:
        """Everything, in an order that makes two exports comparable line by line."""
        form = self._format(graph_store.WITH_QUADS)
        rows = select_rows(self._pool, _NAMED if self._scratch.follows else _ALL)
        quads = sorted((_quad(row) for row in rows), key=str)
        body = ox.serialize(quads, format=ox.RdfFormat.from_media_type(form.media_type), prefixes=PREFIXES)
        return Response(body, content_type=form.content_type)

    def _format(self, offered: tuple[Format, ...]) -> Format:
        form = best(
            media_ranges(request.headers.get("Accept")), ((form, form.media_types) for form in offered)
        )
        if form is None:
            raise not_acceptable(offered)
        return form

    def _exists(self, target: Target) -> bool:
        query = graph_store.exists(target)
        return query is None or ask(self._pool, query)

    def _refuse_missing(self, target: Target) -> None:
        if not self._exists(target):
            raise HttpProblem(Slug.NO_GRAPH, 404, f"There is no graph <{target.graph}>.")

    def _written(self, update: str, status: int) -> Response:
        self._pool.submit(Job(update, update=True), client()).close()
        return empty(status)

    def _address(self, name: str) -> str:
        root = self._public_url or request.host_url.rstrip("/")
        return f"{root}/data/{name}" if name else f"{root}/data"


def _quad(row: Row) -> ox.Quad:
    subject, predicate, graph = row["s"], row["p"], row.get("g")
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)  # noqa: S101 - as the graph that was asked has it
    assert isinstance(predicate, ox.NamedNode)  # noqa: S101
    return ox.Quad(
        subject, predicate, row["o"], graph if isinstance(graph, ox.NamedNode) else ox.DefaultGraph()
    )
