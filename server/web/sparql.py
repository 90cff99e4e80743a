"""The endpoint `/sparql` (SPARQL 1.1 Protocol, and the method QUERY of the draft of 1.2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from flask import Blueprint, Response, make_response, request
from flask.typing import ResponseReturnValue

from server.endpoint.arrow import TABULAR
from server.endpoint.description import serialise
from server.endpoint.error_details import diagnosed
from server.endpoint.formats import GRAPHS, HTML, Format, chosen_format
from server.endpoint.problems import Problem, Slug, not_acceptable, of_error, render, update_refused
from server.endpoint.request import ACCEPTED, Incoming, QueryRequest, UpdateRequest, read
from server.endpoint.wellknown import with_lasting_names
from server.engine import EngineError, Job, Limits, Pool, construct_triples
from server.federation import federation_of
from server.namespaces import BASE, EXAMPLES_GRAPH, VOID_GRAPH
from server.release import Release
from server.settings import Settings
from server.sparql.suggestions import header
from server.sparql.tokens import calls_service
from server.web.address import root
from server.web.citable import OPEN_TO_ALL
from server.web.description import service_description
from server.web.explain import explained
from server.web.federated import federated
from server.web.names import ReleaseNames, names_of
from server.web.results import asker, respond
from server.web.scratch import Scratch

ALLOWED: Final = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")
_REFUSED: Final = ("PUT", "DELETE", "PATCH")

Editor = Callable[[], ResponseReturnValue]


def limits_of(settings: Settings) -> Limits:
    """The limits of a pool that the settings ask for."""
    return Limits(
        deadline=settings.query_deadline,
        memory=settings.query_memory,
        result_size=settings.result_size,
        result_rows=settings.result_rows,
        result_buffer=settings.result_buffer,
        queue_length=settings.queue_length,
        queue_wait=settings.queue_wait,
        client_queries=settings.client_queries,
        client_queue=settings.client_queue,
        evaluator_memory=settings.evaluator_memory,
    )


def sparql_blueprint(
    pool: Pool,
    settings: Settings,
    release: Release,
    editor: Editor | None = None,
    scratch: Scratch | None = None,
) -> Blueprint:
    """The route /sparql over one release, or over a scratch dataset, which takes updates too.

    `editor` makes the page for a browser that opens /sparql without a query; every other client that sends no
    query gets the service description, and so does a browser if there is no such page.
    """
    blueprint = Blueprint("sparql", __name__)
    federation_of(settings)  # looks names up, and complains, when the server starts
    names = names_of(pool)

    def sparql() -> Response:
        return guarded(partial(_answer, pool, settings, release, editor, scratch, names))

    def well_known(graph: str) -> Response:
        return guarded(partial(_well_known, pool, settings, release, scratch, graph))

    # Methods that the endpoint lacks are routed too, so that their 405 is a problem document like every other error.
    blueprint.add_url_rule(
        "/sparql", view_func=sparql, methods=[*ALLOWED, *_REFUSED], provide_automatic_options=False
    )
    for graph in (VOID_GRAPH, EXAMPLES_GRAPH):
        path = graph.removeprefix(BASE)
        blueprint.add_url_rule(f"/{path}", path.rpartition("/")[2], partial(well_known, graph))
    return blueprint


def guarded(answer: Callable[[], Response]) -> Response:
    """An answer that pages of other sites may read; a problem document where there is none."""
    try:
        response = answer()
    except Problem as problem:
        response = problem_response(problem)
    except EngineError as error:
        response = problem_response(of_error(error))
    return open_to_all(response)


def problem_response(problem: Problem) -> Response:
    """A problem in the form that the client of this request accepts."""
    rendered = render(problem, request.headers.get("Accept"))
    return Response(rendered.body, problem.status, problem.headers, content_type=rendered.content_type)


def open_to_all(response: Response) -> Response:
    """The response with the headers that let pages of other sites read it."""
    response.vary.add("Accept")
    for name, value in OPEN_TO_ALL:
        response.headers[name] = value
    return response


def _answer(
    pool: Pool,
    settings: Settings,
    release: Release,
    editor: Editor | None,
    scratch: Scratch | None,
    names: ReleaseNames,
) -> Response:
    if request.method == "OPTIONS":
        return options(ALLOWED, ACCEPTED)
    if request.method not in ALLOWED:
        raise method_refused(ALLOWED)
    incoming = Incoming(
        method=request.method,
        query_string=request.query_string.decode("latin-1"),
        content_type=request.headers.get("Content-Type"),
        body=request.get_data(cache=False),
        content_encoding=request.headers.get("Content-Encoding"),
    )
    match read(incoming, settings.query_length):
        case None:
            return _description(settings, release, editor, scratch is not None)
        case QueryRequest() as query:
            return _result(pool, settings, query, names)
        case UpdateRequest() as update:
            return _update(pool, update, scratch)


def options(allowed: tuple[str, ...], accepted: str = "") -> Response:
    """The answer to OPTIONS, for a person and for a browser that asks before it sends (CORS).

    `accepted` lists the media types of bodies, where there are any.
    """
    headers = {
        "Allow": ", ".join(allowed),
        "Access-Control-Allow-Methods": ", ".join(allowed),
        "Access-Control-Allow-Headers": request.headers.get(
            "Access-Control-Request-Headers", "Accept, Content-Type"
        ),
        "Access-Control-Max-Age": "86400",
    }
    if accepted:
        headers["Accept-Post"] = accepted
    if "QUERY" in allowed:
        headers["Accept-Query"] = accepted  # RFC 10008, section 3
    return Response(status=204, headers=headers)


def method_refused(allowed: tuple[str, ...]) -> Problem:
    """A 405 that lists what is allowed."""
    names = ", ".join(allowed)
    return Problem(
        Slug.METHOD, 405, f"{request.method} is not allowed; use {names}.", headers={"Allow": names}
    )


def chosen(wanted: str | None, offered: tuple[Format, ...]) -> Format | None:
    """The format that `format=` names; without that parameter, the one that Accept likes best."""
    return chosen_format(wanted, request.headers.get("Accept"), offered)


def _result(pool: Pool, settings: Settings, query: QueryRequest, names: ReleaseNames) -> Response:
    solutions, graph = chosen(query.format, TABULAR), chosen(query.format, GRAPHS)
    if solutions is None and graph is None:
        raise not_acceptable((*TABULAR, *GRAPHS))
    job = query.job(solutions, graph)
    job = with_lasting_names(job, partial(root, settings))
    try:
        if calls_service(job.query) and (federation := federation_of(settings)):
            return federated(pool, job, federation, query.explain)
        if query.explain is not None:
            return explained(pool, job, query.explain, names.hints(query.query))
        response = respond(pool, job)
    except EngineError as error:
        raise diagnosed(error, query.query, names.given()) from error
    if hints := names.hints(query.query):
        response.headers["EIKG-Hint"] = header(hints)
    return response


def _update(pool: Pool, update: UpdateRequest, scratch: Scratch | None) -> Response:
    if scratch is None:
        raise update_refused()
    scratch.authorise(request.headers.get("Authorization"))
    job = Job(
        query=update.update,
        default_graphs=update.default_graphs,
        named_graphs=update.named_graphs,
        timeout=update.timeout,
        update=True,
    )
    pool.submit(job, asker()).close()
    return empty(204)


def empty(status: int) -> Response:
    """A response without content, and so without a type of it."""
    response = Response(status=status)
    del response.headers["Content-Type"]
    return response


def _description(settings: Settings, release: Release, editor: Editor | None, update: bool) -> Response:
    offered = (*GRAPHS, HTML) if editor else GRAPHS
    form = chosen(request.args.get("format") or None, offered)
    if form is None:
        raise not_acceptable(offered)
    if form is HTML and editor:
        return make_response(editor())
    triples = service_description(settings, limits_of(settings), release, update)
    return Response(serialise(triples, form), content_type=form.content_type)


def _well_known(
    pool: Pool, settings: Settings, release: Release, scratch: Scratch | None, graph: str
) -> Response:
    """One of the graphs in which clients look; that of VoID with what only the server knows."""
    form = chosen(request.args.get("format") or None, GRAPHS)
    if form is None:
        raise not_acceptable(GRAPHS)
    triples = construct_triples(
        pool, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", asker=asker()
    )
    if graph == VOID_GRAPH:
        triples += service_description(settings, limits_of(settings), release, scratch is not None)
    response = Response(serialise(triples, form), content_type=form.content_type)
    response.headers["Cache-Control"] = "no-cache"
    return response
