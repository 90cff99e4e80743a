"""The Flask application: blueprints, what templates can call, headers of every page, and pages for errors."""

from __future__ import annotations

import logging
from functools import partial
from typing import Final

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import HTTPException

from server.endpoint.caching import varies_with_address
from server.endpoint.problems import HttpProblem, of_error
from server.endpoint.scratch import Scratch
from server.endpoint.sparql import SparqlEndpoint
from server.engine import Busy, EngineError, LimitExceeded, Pool
from server.namespaces import PROJECT
from server.rdf.iris import local_name, readable
from server.release import Release
from server.settings import Settings
from server.web.answers import compress, problem_response
from server.web.fragments import fragments_blueprint
from server.web.graph_store import graph_store_blueprint
from server.web.pages import (
    conformance,
    docs,
    editor,
    home,
    problem_kinds,
    quality,
    queries,
    resources,
    search,
    why,
)
from server.web.pages.messages import LANGUAGES
from server.web.pages.model.graph import Graph
from server.web.pages.model.labels import is_own, path_of
from server.web.pages.ontology import pages as ontology
from server.web.pages.pictures import pages as pictures
from server.web.pages.rendering import (
    LANGUAGE_COOKIE,
    attach,
    language,
    page,
    same_page_in,
    short_code,
    site,
    word,
)
from server.web.pages.site import Site
from server.web.releases import releases_blueprint
from server.web.sparql import sparql_blueprint

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:; font-src 'self'{fonts}; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_STRICT: Final = _POLICY.format(styles="", fonts="")
_EDITOR: Final = _POLICY.format(styles=" 'unsafe-inline'", fonts=" data:")
"""YASGUI sets style attributes and carries its icons as data, so its page alone may."""

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
    app = Flask("server.web")
    endpoint = endpoint or SparqlEndpoint(pool, settings, release, scratch, editor=True)
    graph = Graph(pool, settings.query_deadline)
    pages = Site(release, graph, endpoint.proofs, changing=scratch is not None)
    app.extensions |= attach(pages)
    for blueprint in (
        home.blueprint,
        search.blueprint,
        editor.blueprint,
        quality.blueprint,
        queries.blueprint,
        ontology.blueprint,
        problem_kinds.blueprint,
        resources.blueprint,
        conformance.blueprint,
        docs.blueprint,
        why.blueprint,
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
        pages.prepare()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        project=PROJECT,
        word=word,
        path_of=path_of,
        short=readable,
        is_own=is_own,
        local_name=local_name,
        same_page_in=same_page_in,
        short_code=short_code,
        why_path=why.why_path,
    )
    app.context_processor(lambda: {"language": language(), "languages": LANGUAGES, "release": site().release})
    app.before_request(resources.superseded)
    app.after_request(partial(_headers, varies_with_address(settings)))
    app.after_request(compress)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(EngineError, _engine_error)
    app.register_error_handler(HttpProblem, problem_response)
    app.register_error_handler(Exception, _fault)
    return app


def _headers(address: tuple[str, ...], response: Response) -> Response:
    if response.mimetype != "text/html":
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
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


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    return _error_page(error.code, error.description or error.name)


def _engine_error(error: EngineError) -> Response:
    status = of_error(error).status if isinstance(error, Busy) else 503
    response = _error_page(status, word("too_slow") if isinstance(error, LimitExceeded) else word("busy"))
    response.headers["Retry-After"] = str(error.retry_after if isinstance(error, Busy) else 5)
    return response


def _fault(error: Exception) -> Response:
    """A fault of this program: logged in full, shown without any of it."""
    _log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _error_page(500, word("error"))


def _error_page(status: int, text: str) -> Response:
    return make_response(page("error.html", status=status, text=text), status)
