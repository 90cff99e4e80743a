"""The Flask application: blueprints, what templates can call, headers of every page, and pages for errors."""

from __future__ import annotations

import logging
from functools import partial
from typing import Final

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.endpoint.caching import OF_RELEASE, varies_with_address
from server.endpoint.formats import HTML
from server.endpoint.problem_kinds import KINDS, Slug
from server.endpoint.problems import HttpProblem, of_error
from server.endpoint.scratch import Scratch
from server.endpoint.sparql import SparqlEndpoint
from server.endpoint.wrong_answers import ENGINE_HINT
from server.engine import Busy, EngineError, LimitExceeded, Pool
from server.namespaces import PROJECT
from server.rdf.iris import local_name, readable
from server.release import Release, is_current
from server.settings import Settings
from server.web.answers import (
    address_named,
    compress,
    context,
    method_not_allowed,
    open_to_all,
    problem_response,
    tagged,
)
from server.web.assets import serve_assets
from server.web.fragments import fragments_blueprint
from server.web.graph_store import graph_store_blueprint
from server.web.openapi import routes as openapi
from server.web.pages import (
    about,
    ahead,
    benchmark,
    cells,
    cite,
    conformance,
    home,
    llms,
    nanopublications,
    opensearch,
    problem_kinds,
    quality,
    resources,
    search,
    sitemap,
    thing_data,
    verify,
    why,
)
from server.web.pages.connections import pages as connections
from server.web.pages.discrepancies import pages as discrepancies
from server.web.pages.docs import pages as docs
from server.web.pages.editor import answers as editor_answers
from server.web.pages.editor import pages as editor
from server.web.pages.lists import pages as lists
from server.web.pages.lists.classes import list_path, tied_path
from server.web.pages.messages import LANGUAGES, MESSAGES
from server.web.pages.model.graph import Graph
from server.web.pages.model.labels import KINDS_OF_PAGE, is_own, path_of
from server.web.pages.negotiated import wants_document
from server.web.pages.ontology import pages as ontology
from server.web.pages.pictures import pages as pictures
from server.web.pages.queries import api as query_answers
from server.web.pages.queries import catalogue
from server.web.pages.queries import pages as queries
from server.web.pages.rendering import (
    LANGUAGE_COOKIE,
    attach,
    graph_name,
    language,
    page,
    same_page_in,
    short_code,
    site,
    word,
)
from server.web.pages.site import Site
from server.web.releases.pages import releases_blueprint
from server.web.sparql import sparql_blueprint

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:; font-src 'self'{fonts}; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_STRICT: Final = _POLICY.format(styles="", fonts="")
_EDITOR: Final = _POLICY.format(styles=" 'unsafe-inline'", fonts=" data:")
"""YASGUI sets style attributes and carries its icons as data, so its page alone may."""

_DECIDED_BY_RELEASE: Final = frozenset((*KINDS_OF_PAGE, "lists"))
"""First parts of the paths of pages that say nothing of other releases, of the server, or of the moment."""

_log: Final = logging.getLogger(__name__)


def create_app(
    release: Release,
    pool: Pool,
    settings: Settings,
    scratch: Scratch | None = None,
    endpoint: SparqlEndpoint | None = None,
) -> Flask:
    """Return the pages of one release; its queries run in `pool`, each within the deadline of `settings`.

    With `scratch` the store can be written to, by updates and at the graph store /data.
    """
    app = Flask("server.web", static_folder=None)
    serve_assets(app)
    endpoint = endpoint or SparqlEndpoint(pool, settings, release, scratch, editor=True)
    graph = Graph(pool, settings.query_deadline)
    pages = Site(release, graph, endpoint.proofs, scratch is not None, endpoint.wrong)
    app.extensions |= attach(pages)
    for blueprint in (
        home.blueprint,
        connections.blueprint,
        about.blueprint,
        sitemap.blueprint,
        opensearch.blueprint,
        search.blueprint,
        lists.blueprint,
        editor.blueprint,
        editor_answers.blueprint,
        quality.blueprint,
        openapi.blueprint,
        query_answers.blueprint,
        catalogue.blueprint,
        queries.blueprint,
        discrepancies.blueprint,
        ontology.blueprint,
        problem_kinds.blueprint,
        resources.blueprint,
        thing_data.blueprint,
        cite.blueprint,
        nanopublications.blueprint,
        conformance.blueprint,
        benchmark.blueprint,
        llms.blueprint,
        docs.blueprint,
        why.blueprint,
        verify.blueprint,
        pictures.blueprint,
    ):
        app.register_blueprint(blueprint)
    app.register_blueprint(sparql_blueprint(endpoint, pool, settings, release, editor.editor_page))
    app.register_blueprint(fragments_blueprint(pool, settings, changing=scratch is not None))
    if scratch is not None:
        app.register_blueprint(graph_store_blueprint(pool, settings, scratch))
    else:
        app.register_blueprint(releases_blueprint(settings.releases, release))
        pages.queries  # noqa: B018 - read now: a release without them is not served
        # Pages are those of the current release; an older one answers queries, and must cost no more than these.
        if is_current(release, settings.releases):
            pages.prepare()
            ahead.begin(app, pages, settings.releases)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        project=PROJECT,
        cells=cells,
        word=word,
        path_of=path_of,
        list_path=list_path,
        tied_path=tied_path,
        short=readable,
        is_own=is_own,
        local_name=local_name,
        same_page_in=same_page_in,
        short_code=short_code,
        graph_name=graph_name,
        why_of=why.why_of,
    )
    app.context_processor(lambda: {"language": language(), "languages": LANGUAGES, "release": site().release})
    app.before_request(resources.superseded)
    app.after_request(partial(_headers, varies_with_address(settings)))
    if endpoint.wrong:
        app.after_request(_wrong_at_times)
    app.after_request(compress)  # the last one that is named here sees a response first
    if scratch is None:
        app.after_request(tagged)
        app.after_request(_of_release)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(EngineError, _engine_error)
    app.register_error_handler(HttpProblem, _http_problem)
    app.register_error_handler(Exception, _fault)
    return app


def _headers(address: tuple[str, ...], response: Response) -> Response:
    if response.mimetype != "text/html":
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if address_named():
            response.vary.update(address)
        return response
    response.headers["Content-Security-Policy"] = _EDITOR if response.headers.pop("X-Editor", "") else _STRICT
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.vary.update(
        ("Accept", "Accept-Language", "Cookie", *address)
    )  # pages show how they are asked for
    response.headers["Content-Language"] = language()
    if (chosen := request.args.get("lang")) in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, str(chosen), max_age=365 * 24 * 3600, samesite="Lax", httponly=True
        )
    return response


def _of_release(response: Response) -> Response:
    """Mark a page of what has an IRI, or of a list: the release alone decides what it says, if its day is known.

    One that chooses a language sets a cookie, and is for nobody else.
    """
    is_one = response.status_code == 200 and request.path.split("/", 2)[1] in _DECIDED_BY_RELEASE
    if (
        is_one
        and "lang" not in request.args
        and response.mimetype == HTML.media_type
        and site().release.manifest.created
    ):
        response.headers["Cache-Control"] = OF_RELEASE
    return response


def _wrong_at_times(response: Response) -> Response:
    """Say of the answer to a saved query that the engine is known to answer some wrongly."""
    if request.path.startswith("/queries"):
        response.headers["EIKG-Hint"] = ENGINE_HINT
    return response


def _http_error(error: HTTPException) -> Response | HTTPException:
    """A page for people, and for programs that say so in Accept a problem document (RFC 9457)."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    key = f"http_{error.code}"
    told = error.description if error.description != type(error).description else None
    text = told or (word(key) if key in MESSAGES else error.name)
    if isinstance(error, MethodNotAllowed):
        problem = method_not_allowed(tuple(sorted(error.valid_methods or ())))
    else:
        problem = HttpProblem(_SLUGS.get(error.code, Slug.OTHER), error.code, text)
    return _told(problem, text)


_SLUGS: Final = {
    400: Slug.REQUEST,
    404: Slug.NOT_FOUND,
    406: Slug.FORMAT,
}


def _http_problem(problem: HttpProblem) -> Response:
    """A problem as a page to who reads pages, in the words of its kind; as a document to others."""
    response = problem_response(problem)
    if response.mimetype != HTML.media_type:
        return open_to_all(response)
    kind, which = KINDS[problem.slug], LANGUAGES.index(language())
    response.set_data(
        page("failed.html", kind=kind, which=which, detail=problem.detail, request_id=context().request_id)
    )
    return response


def _engine_error(error: EngineError) -> Response:
    """A failure that no page expects is none of its query's: who reads pages is asked to come again."""
    problem = of_error(error)
    if not isinstance(error, Busy):
        problem.status, problem.headers = 503, {"Retry-After": "5"}
    return _told(problem, word("too_slow") if isinstance(error, LimitExceeded) else word("busy"))


def _fault(error: Exception) -> Response:
    """A fault of this program: logged in full, shown without any of it."""
    _log.error(
        "%s %s failed (request %s)", request.method, request.path, context().request_id, exc_info=error
    )
    return _told(HttpProblem(Slug.OTHER, 500, word("error")), word("error"))


def _told(problem: HttpProblem, text: str) -> Response:
    """A problem document to programs, which pages of other sites may read, too; to others a page with a text."""
    if wants_document():
        return open_to_all(problem_response(problem))
    response = make_response(
        page("error.html", status=problem.status, text=text, request_id=context().request_id), problem.status
    )
    response.headers.update(problem.headers)
    return response
