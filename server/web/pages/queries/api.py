"""The answer of a saved query alone, for programs, in the format that its address or the request names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from flask import Blueprint, Response, jsonify, request

from server.endpoint.caching import LONGEST_LINK
from server.endpoint.formats import JSON_LD, RESULTS_JSON, Format, named
from server.endpoint.problems import HttpProblem, Slug
from server.namespaces import PROJECT
from server.saved.offers import offered_in
from server.saved.paging import Page, paged
from server.saved.query import SavedQuery
from server.saved.schemas import VALUES
from server.saved.values import InvalidParameter, bind
from server.web.answers import context, guarded, kept_by_language, options_response
from server.web.pages.queries.asked import (
    encoded,
    examples_of,
    formats_of,
    page_asked,
    parameters,
    working_ways,
)
from server.web.pages.queries.catalogue import LONGEST_WORDS, entry_of, has_words
from server.web.pages.queries.framing import framed
from server.web.pages.queries.offered import matching, offered_parameter, within
from server.web.pages.rendering import language, quoted, site

blueprint: Final = Blueprint("query_answers", __name__)

ALLOWED: Final = ("GET", "HEAD", "OPTIONS")
_VALUES: Final = "/queries/<name>/values/<parameter>"
_LONGEST_LINK: Final = LONGEST_LINK // 4
"""Characters of an address that stands in the header Link once for each of four other pages."""


@blueprint.route("/queries/<name>", methods=["OPTIONS"], endpoint="options")
@blueprint.route("/queries/<name>.<suffix>", methods=["OPTIONS"], endpoint="options_of_answer")
@blueprint.route(_VALUES, methods=["OPTIONS"], endpoint="options_of_values")
def options(**_: str) -> Response:
    """What a browser asks before it lets the page of another site ask (CORS)."""
    return guarded(lambda: options_response(ALLOWED))


@blueprint.get("/queries.json")
def listed() -> Response:
    """The saved queries as JSON, or those of a `topic` that have all `words`: what each answers and takes."""
    return guarded(_listed)


@blueprint.get("/queries/<name>.<suffix>")
def answer(name: str, suffix: str) -> Response:
    """The answer alone, in the format that the suffix names."""
    return guarded(lambda: _alone(saved := _saved(name), _format(saved, suffix)))


@blueprint.get(_VALUES)
def values(name: str, parameter: str) -> Response:
    """What a parameter can be given so that the answer has rows; `text` narrows it down while somebody types."""
    return guarded(lambda: _offered(_saved(name), parameter))


def _listed() -> Response:
    words, topic = request.args.get("words", "")[:LONGEST_WORDS], request.args.get("topic", "")
    if topic and topic not in PROJECT.topics:
        detail = f"There is no topic {quoted(topic)}; there are {', '.join(PROJECT.topics)}."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "topic"})
    found = [one for one in site().queries.values() if topic in ("", one.topic) and has_words(one, words)]
    queries = [entry_of(one, language()) for one in found]
    return kept_by_language(jsonify({"total": len(queries), "queries": queries}))


def alone(saved: SavedQuery, form: Format) -> Response:
    """Return the answer in a format, or a problem document that says what is wrong with a parameter."""
    return guarded(partial(_alone, saved, form))


def _saved(name: str) -> SavedQuery:
    """Return a saved query. Raises HttpProblem."""
    if found := site().queries.get(name):
        return found
    raise HttpProblem(
        Slug.NOT_FOUND, 404, f"There is no saved query {quoted(name)}; /queries lists those there are."
    )


def _format(saved: SavedQuery, suffix: str) -> Format:
    offered = formats_of(saved)
    if found := named(suffix, offered):
        return found
    names = [form.names[0] for form in offered]
    detail = f"The answer of this query has no format {quoted(suffix)}; it has {', '.join(names)}."
    raise HttpProblem(Slug.NOT_FOUND, 404, detail, {"offered": names})


def _alone(saved: SavedQuery, form: Format) -> Response:
    """Return the answer in a format. Raises HttpProblem and EngineError."""
    bound, page = _bound(saved), page_asked()
    if page and saved.form != "SELECT":
        detail = "Only a table has pages; leave `limit` and `offset` away."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "limit" if page.limit else "offset"})
    if (explained := request.args.get("explain")) is not None:
        return _explained(bound, page, explained)
    if page is None:
        whole: Callable[[Response], Response] = lambda response: response  # noqa: E731 - the same as the other way
        if form is JSON_LD and saved.frame:
            whole = partial(framed, saved.frame)
        return site().graph.respond(bound, form, whole)
    total = site().total(bound)
    told = partial(_with_page, page, total) if form is RESULTS_JSON else None
    response = site().graph.respond(paged(bound, page), form, told or (lambda response: response))
    response.headers["X-Total-Count"] = str(total)
    if links := _links(page, total):
        response.headers.add("Link", links)
    return response


def _explained(bound: str, page: Page | None, kind: str) -> Response:
    """Return what each row of a page stands on. Raises HttpProblem and EngineError."""
    if kind != "sources":
        detail = "The answer of a saved query has `explain=sources`; of other kinds /sparql has them."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "explain"})
    document = site().graph.sources(paged(bound, page) if page else bound, site().proofs)
    return jsonify(document | ({"total": site().total(bound)} if page else {}))


def _bound(saved: SavedQuery) -> str:
    """Return the query with the parameters of the request. Raises HttpProblem, which names the one that is wrong."""
    try:
        return bind(saved, parameters())
    except InvalidParameter as error:
        raise _problem(saved, error) from None


def _problem(saved: SavedQuery, error: InvalidParameter) -> HttpProblem:
    """What is wrong with a parameter, what it may be, and addresses that give rows."""
    given = saved.parameter(error.name)
    allowed = VALUES[given.type] if given else {"enum": [one.name for one in saved.parameters]}
    address = request.script_root + request.path
    examples = [address + (f"?{encoded(way)}" if way else "") for way in working_ways(saved, error.name)]
    detail = f"{str(error)[:1].upper()}{str(error)[1:]}. An example that works: {examples[0]}"
    members = {
        "parameter": error.name,
        "reason": error.reason,
        "allowed": allowed,
        "example": examples[0],
        "examples": examples,
    }
    if given in offered_in(saved):
        members["values"] = f"{request.script_root}/queries/{saved.name}/values/{error.name}"
    return HttpProblem(Slug.REQUEST, 400, detail, members)


def _links(page: Page, total: int) -> str:
    """Return the links to other pages of the answer (RFC 8288), which keep all other parameters; "" if too long.

    They name the release, where there is one: so pages are of one answer, also while another release is taken up, which
    of several servers some do sooner than others.
    """
    kept = {name: values for name, values in request.args.to_dict(flat=False).items() if name != "offset"}
    named_one = bool(context().release and PurePosixPath(request.path).suffix)
    path = (f"/release/{context().release}" if named_one else request.script_root) + request.path
    if len(path) + len(encoded(kept)) > _LONGEST_LINK:
        return ""
    return ", ".join(
        f'<{path}?{encoded({**kept, "offset": [str(offset)]})}>; rel="{relation}"'
        for relation, offset in page.links(total).items()
    )


_HEAD: Final = b'{"head":{'
"""What results in JSON begin with, as the engine writes them."""


def _with_page(page: Page, total: int, response: Response) -> Response:
    """Tell in the head of results in JSON which page it is, and how many rows there are (`page`)."""
    told = f'"page":{{"total":{total},"limit":{page.limit or "null"},"offset":{page.offset}}},'

    def pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
        first = next(chunks)
        yield first.replace(_HEAD, _HEAD + told.encode(), 1)
        yield from chunks

    if response.is_sequence:
        response.set_data(b"".join(pieces(response.iter_encoded())))
    else:
        response.response = pieces(response.iter_encoded())
    return response


def _offered(saved: SavedQuery, name: str) -> Response:
    parameter = offered_parameter(saved, name)
    words, limit = within()
    asked = {key: items for key, items in parameters().items() if any(items)}
    given = {key: items for key, items in asked.items() if key != name}
    given = {**given, **examples_of(saved, given)}
    try:
        bind(
            saved, {**given, **asked}
        )  # what is given for it has no meaning here, and is refused where it is wrong
        bound = bind(saved, given)
    except InvalidParameter as error:
        raise _problem(saved, error) from None
    found = matching(site().offers(bound, parameter), words, language())
    listed = [{"iri": iri, "label": label} for iri, label in found[:limit]]
    response = jsonify(
        {"query": saved.name, "parameter": name, "text": words, "total": len(found), "values": listed}
    )
    return kept_by_language(response)
