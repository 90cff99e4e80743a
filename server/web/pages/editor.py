"""The SPARQL editor: YASGUI with the project's prefixes and the saved queries as examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, make_response, request

from server.namespaces import BASE, EIK, OWN, PREFIXES, PROJECT
from server.saved.query import SavedQuery
from server.saved.values import InvalidParameter, bind
from server.web.pages.rendering import language, page, site, word

blueprint: Final = Blueprint("editor", __name__)
_FIRST: Final = f"""\
PREFIX {OWN}: <{EIK}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

# Every claim, with the document that makes it and the person who speaks there.
SELECT ?document ?claim ?speaker WHERE {{
  ?claim a {OWN}:Claim ;
    {OWN}:inDocument ?document ;
    {OWN}:statedBy ?speaker .
}}
LIMIT 100
"""


@blueprint.get("/editor")
def editor() -> Response:
    """The editor page; `saved` names a saved query to open, with its parameters, `text` a query."""
    return editor_page(request.args.get("text"))


def editor_page(text: str | None = None) -> Response:
    """Return the editor with a query text in it; without one, with the saved query that the request names, if any."""
    saved = site().queries
    given = request.args.to_dict(flat=False)
    chosen = saved.get(request.args.get("saved", ""))
    settings = {
        "endpoint": "/sparql",
        "base": BASE,
        "prefixes": PREFIXES,
        **site().terms,
        "query": text or (_bound(chosen, given) if chosen else _FIRST),
        "tab": chosen.title[language()] if chosen else PROJECT.name if text else "",
        "words": {"query": word("editor_query"), "size": word("editor_size")},
        "examples": [_example(query, language()) for query in saved.values()],
    }
    response = make_response(page("editor.html", settings=settings, queries=saved.values()))
    response.headers["X-Editor"] = "1"
    return response


def _bound(query: SavedQuery, given: Mapping[str, list[str]]) -> str:
    known = {name: values for name, values in given.items() if query.parameter(name)}
    try:
        return bind(query, known)
    except InvalidParameter:
        return query.text


def _example(query: SavedQuery, tag: str) -> dict[str, Any]:
    return {"name": query.name, "title": query.title[tag], "query": query.text}
