"""The answer of a saved query alone, for programs, in the format that its address or the request names."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, request

from server.endpoint.formats import Format, named
from server.endpoint.problems import HttpProblem, Slug, of_error
from server.engine import EngineError
from server.saved.query import SavedQuery
from server.saved.values import InvalidParameter, bind
from server.web.answers import open_to_all, problem_response
from server.web.pages.queries.asked import encoded, examples_of, find, formats_of, parameters
from server.web.pages.rendering import quoted, site, word

blueprint: Final = Blueprint("query_answers", __name__)


@blueprint.get("/queries/<name>.<suffix>")
def answer(name: str, suffix: str) -> Response:
    """The answer alone, in the format that the suffix names."""
    saved = find(name)
    offered = formats_of(saved)
    form = named(suffix, offered)
    if form is None:
        abort(
            404,
            word("no_such_format", suffix=quoted(suffix), formats=", ".join(one.names[0] for one in offered)),
        )
    return alone(saved, form)


def alone(saved: SavedQuery, form: Format) -> Response:
    """Return the answer in a format, or a problem document that says what is wrong with a parameter."""
    try:
        response = site().graph.respond(bind(saved, parameters()), form)
    except InvalidParameter as error:
        detail = f"{error}."
        if examples := examples_of(saved, parameters()):
            detail += f" With its examples: {request.path}?{encoded({**parameters(), **examples})}"
        return problem_response(HttpProblem(Slug.REQUEST, 400, detail))
    except EngineError as error:
        return problem_response(of_error(error))
    return open_to_all(response)
