"""The graph store `/data` of a scratch dataset (SPARQL 1.1 Graph Store HTTP Protocol), and its export as TriG."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Final
from uuid import uuid4

import pyoxigraph as ox
from flask import Blueprint, Response, request

from server.endpoint import graph_store
from server.endpoint.caching import VARIES, Cacheable
from server.endpoint.formats import GRAPHS, Format
from server.endpoint.graph_store import Target
from server.endpoint.http import Fields
from server.endpoint.negotiation import best, media_ranges
from server.endpoint.preconditions import refuse_unmet
from server.endpoint.problems import HttpProblem, Slug, not_acceptable
from server.endpoint.request import refuse_coded
from server.endpoint.results import result_of
from server.endpoint.scratch import Scratch
from server.engine import Dataset, Job, Pool, ask, select_rows
from server.engine.rows import Row
from server.namespaces import PREFIXES
from server.settings import Settings
from server.web.answers import (
    asked,
    cached,
    client,
    empty,
    guarded,
    method_not_allowed,
    options_response,
    response_of,
    root,
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
        reads = request.method in ("GET", "HEAD")
        if not reads:
            self._scratch.authorise(request.headers.get("Authorization"), client().name)
        query_string = request.query_string.decode()
        target = graph_store.target(query_string, self._address(name) if name else None)
        if reads:
            return self._dataset() if target.whole else self._read(target)
        with self._change():
            return self._changed(target)

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Nobody else changes the dataset as long as the context lasts. Raises PoolBusy."""
        turn = self._scratch.change(self._pool.limits.queue_wait)
        self._pool.run(turn.__aenter__())
        try:
            yield
        finally:
            self._pool.run(turn.__aexit__(None, None, None))

    def _changed(self, target: Target) -> Response:
        exists = self._exists(target)
        if request.method == "DELETE" and not exists:
            raise _missing(target)
        self._refuse_unmet(target, exists)
        if request.method == "DELETE":
            return self._written(graph_store.drop(target), 204)
        if request.method == "PUT":
            return self._written(graph_store.replace(target, self._payload(target)), 204 if exists else 201)
        if not target.whole:
            return self._written(graph_store.merge(target, self._payload(target)), 204 if exists else 201)
        target = Target(self._address(str(uuid4())))
        response = self._written(graph_store.merge(target, self._payload(target)), 201)
        response.headers["Location"] = target.graph or ""
        return response

    def _refuse_unmet(self, target: Target, exists: bool) -> None:
        """Refuse a change whose preconditions do not hold: the state is looked at only where there are any."""
        this = asked()
        if b"if-match" not in this.headers and b"if-none-match" not in this.headers:
            return
        content = (_content(self._quads()) if target.whole else self._digest(target)) if exists else ""
        refuse_unmet(this, graph_store.entity_tags(content, target) if exists else (), exists)

    def _payload(self, target: Target) -> list[ox.Quad]:
        """The data of the request; a form carries several files (section 5.5 of the protocol)."""
        refuse_coded(asked())
        base = target.graph or self._address("")
        if request.mimetype != "multipart/form-data":
            body, content_type = request.get_data(cache=False), request.headers.get("Content-Type")
            return graph_store.parse(body, content_type, target, base)
        files = [file for files in request.files.listvalues() for file in files]
        return [q for file in files for q in graph_store.parse(file.read(), file.content_type, target, base)]

    def _read(self, target: Target) -> Response:
        form = self._format(GRAPHS)
        if not self._exists(target):
            raise _missing(target)
        # The tag first: of a change in between it must not be the tag with the content of before.
        tag = Cacheable(graph_store.entity_tag(self._digest(target), form), _fields)
        job = replace(_reading(target), graph_format=form.media_type, prefixes=True)
        return response_of(self._pool.run(result_of(self._pool.pool, job, asked(), tag)), self._pool)

    def _digest(self, target: Target) -> str:
        """What tells the content of a graph from any other."""
        return _hashed(self._pool.fetch(_reading(target), client()))

    def _dataset(self) -> Response:
        """Everything, in an order that makes two exports comparable line by line."""
        form = self._format(graph_store.WITH_QUADS)
        quads = self._quads()
        tag = Cacheable(graph_store.entity_tag(_content(quads), form), _fields)
        return cached(tag, lambda: _exported(quads, form), self._pool)

    def _quads(self) -> list[ox.Quad]:
        rows = select_rows(self._pool, _NAMED if self._scratch.follows else _ALL, client=client())
        return sorted((_quad(row) for row in rows), key=str)

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

    def _written(self, update: str, status: int) -> Response:
        self._pool.change(Job(update, update=True), client())
        return empty(status)

    def _address(self, name: str) -> str:
        address = self._public_url or root()
        return f"{address}/data/{name}" if name else f"{address}/data"


def _missing(target: Target) -> HttpProblem:
    return HttpProblem(Slug.NO_GRAPH, 404, f"There is no graph <{target.graph}>.")


def _reading(target: Target) -> Job:
    dataset = Dataset((target.graph,)) if target.graph is not None else None
    return Job(graph_store.READ, None, dataset=dataset)


def _content(quads: list[ox.Quad]) -> str:
    return _hashed("\n".join(map(str, quads)).encode())


def _hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _exported(quads: list[ox.Quad], form: Format) -> Response:
    body = ox.serialize(quads, format=ox.RdfFormat.from_media_type(form.media_type), prefixes=PREFIXES)
    return Response(body, content_type=form.content_type)


def _fields() -> Fields:
    """What goes with an entity tag of data that may change at any time."""
    return [VARIES, (b"cache-control", b"no-cache")]


def _quad(row: Row) -> ox.Quad:
    subject, predicate, graph = row["s"], row["p"], row.get("g")
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)  # noqa: S101 - as the graph that was asked has it
    assert isinstance(predicate, ox.NamedNode)  # noqa: S101
    return ox.Quad(
        subject, predicate, row["o"], graph if isinstance(graph, ox.NamedNode) else ox.DefaultGraph()
    )
