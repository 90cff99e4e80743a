"""The endpoint `/sparql` (SPARQL 1.1 Protocol) and `/health`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from server.engine import EngineError, Job, Limits, Pool
from server.namespaces import PREFIXES
from server.protocol.description import describe, serialise
from server.protocol.formats import GRAPHS, SOLUTIONS, Format, by_media_type, named
from server.protocol.negotiation import best, media_ranges
from server.protocol.problems import Problem, Slug, not_acceptable, of_error, render
from server.protocol.request import ACCEPTED, Incoming, QueryRequest, read
from server.release import Release
from server.settings import Settings
from server.web.asgi import CLIENT_LEFT

ALLOWED: Final = ("GET", "HEAD", "POST", "OPTIONS")
_REFUSED: Final = ("PUT", "DELETE", "PATCH")
_HTML: Final = Format("text/html", ("html",), ("application/xhtml+xml",))

Editor = Callable[[], ResponseReturnValue]


def limits_of(settings: Settings) -> Limits:
    """The limits of a pool that the settings ask for."""
    return Limits(
        deadline=settings.query_deadline,
        memory=settings.query_memory,
        result_size=settings.result_size,
        result_buffer=settings.result_buffer,
        queue_length=settings.queue_length,
        queue_wait=settings.queue_wait,
    )


def sparql_blueprint(
    pool: Pool, settings: Settings, release: Release, editor: Editor | None = None
) -> Blueprint:
    """The routes /sparql and /health over one release.

    `editor` makes the page for a browser that opens /sparql without a query; every other client that sends no
    query gets the service description, and so does a browser if there is no such page.
    """
    blueprint = Blueprint("sparql", __name__)

    def sparql() -> Response:
        try:
            response = _answer(pool, settings, release, editor)
        except Problem as problem:
            response = problem_response(problem)
        except EngineError as error:
            response = problem_response(of_error(error))
        response.vary.add("Accept")
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "Content-Length, ETag, Link, Retry-After"
        return response

    def health() -> Response:
        running, waiting = pool.busy()
        return jsonify(status="live", evaluators=pool.size, running=running, waiting=waiting)

    # Methods that the endpoint lacks are routed too, so that their 405 is a problem document like every other error.
    blueprint.add_url_rule(
        "/sparql", view_func=sparql, methods=[*ALLOWED, *_REFUSED], provide_automatic_options=False
    )
    blueprint.add_url_rule("/health", view_func=health)
    return blueprint


def problem_response(problem: Problem) -> Response:
    """A problem in the form that the client of this request accepts."""
    rendered = render(problem, request.headers.get("Accept"))
    return Response(rendered.body, problem.status, problem.headers, content_type=rendered.content_type)


def _answer(pool: Pool, settings: Settings, release: Release, editor: Editor | None) -> Response:
    if request.method == "OPTIONS":
        return _options()
    if request.method not in ALLOWED:
        allow = {"Allow": ", ".join(ALLOWED)}
        raise Problem(Slug.METHOD, 405, f"{request.method} is not allowed; use GET or POST.", headers=allow)
    incoming = Incoming(
        method=request.method,
        query_string=request.query_string.decode("latin-1"),
        content_type=request.headers.get("Content-Type"),
        body=request.get_data(cache=False),
    )
    query = read(incoming, settings.query_length)
    return _description(settings, release, editor) if query is None else _result(pool, query)


def _options() -> Response:
    return Response(
        status=204,
        headers={
            "Allow": ", ".join(ALLOWED),
            "Accept-Post": ACCEPTED,
            "Access-Control-Allow-Methods": ", ".join(ALLOWED),
            "Access-Control-Allow-Headers": request.headers.get(
                "Access-Control-Request-Headers", "Accept, Content-Type"
            ),
            "Access-Control-Max-Age": "86400",
        },
    )


def _chosen(wanted: str | None, offered: tuple[Format, ...]) -> Format | None:
    """The format that `format=` names; without that parameter, the one that Accept likes best."""
    if wanted is not None:
        return named(wanted, offered)
    return best(media_ranges(request.headers.get("Accept")), ((form, form.media_types) for form in offered))


def _result(pool: Pool, query: QueryRequest) -> Response:
    solutions, graph = _chosen(query.format, SOLUTIONS), _chosen(query.format, GRAPHS)
    if solutions is None and graph is None:
        raise not_acceptable((*SOLUTIONS, *GRAPHS))
    job = Job(
        query=query.query,
        solutions_format=solutions.media_type if solutions else None,
        graph_format=graph.media_type if graph else None,
        default_graphs=query.default_graphs,
        named_graphs=query.named_graphs,
        timeout=query.timeout,
    )
    result = pool.submit(job, request.environ.get(CLIENT_LEFT, _stays))
    if request.method == "HEAD":
        result.close()
    response = Response(result, content_type=by_media_type(result.head.media_type).content_type)
    response.call_on_close(result.close)
    if result.length is not None:
        response.content_length = result.length
    return response


def _stays() -> bool:
    """Under a server that cannot tell, a client is held to stay."""
    return False


def _description(settings: Settings, release: Release, editor: Editor | None) -> Response:
    offered = (*GRAPHS, _HTML) if editor else GRAPHS
    form = _chosen(request.args.get("format") or None, offered)
    if form is None:
        raise not_acceptable(offered)
    if form is _HTML and editor:
        return make_response(editor())
    endpoint = f"{settings.public_url.rstrip('/')}{request.path}" if settings.public_url else request.base_url
    manifest = release.manifest
    own = PREFIXES["graph"]  # the graphs of single claims are too many to be listed
    graphs = {iri: entry.triples for iri, entry in manifest.graphs.items() if iri.startswith(own)}
    triples = describe(endpoint, limits_of(settings), manifest.counts["triples"], graphs)
    return Response(serialise(triples, form), content_type=form.content_type)
