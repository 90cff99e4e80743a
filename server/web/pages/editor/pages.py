"""The SPARQL editor: YASGUI with the project's prefixes and the saved queries as examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, make_response, request

from server.namespaces import BASE, EIK, OWN, PREFIXES, PROJECT
from server.saved.query import SavedQuery
from server.saved.values import InvalidParameter, bind
from server.web.assets import address_of
from server.web.pages.editor.answers import MOST_LABELS
from server.web.pages.editor.messages import EDITOR_WORDS, TABLE, YASGUI
from server.web.pages.messages import LANGUAGES, MESSAGES, message
from server.web.pages.rendering import language, page, site

blueprint: Final = Blueprint("editor", __name__)
_DRAWING: Final = "vendor/echarts.min.js"
VIEWS: Final = {
    "graph": (_DRAWING,),
    "map": (_DRAWING, "vendor/topojson-client.min.js"),
    "timeline": (_DRAWING,),
    "chart": (_DRAWING,),
    "pivot": (),
}
"""Views of a result beside the table, by the names that `#view:` has for them in a query, with what they need."""

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
        "query": text or (_bound(chosen, given) if chosen else _FIRST),
        "tab": chosen.title[language()] if chosen else PROJECT.name if text else "",
        "saved": chosen.name if chosen and not given.keys() - {"saved", "lang"} else "",
        "language": language(),
        "mostLabels": MOST_LABELS,
        "words": _words(language()),
        "views": {
            "scripts": {
                name: [*map(address_of, (*needed, "editor-views.js"))] for name, needed in VIEWS.items()
            },
            "world": address_of("vendor/world.json"),
        },
        "examples": [_example(query, language()) for query in saved.values()],
    }
    response = make_response(page("editor.html", settings=settings, queries=saved.values()))
    response.headers["X-Editor"] = "1"
    return response


def _words(tag: str) -> dict[str, Any]:
    """The texts of the scripts: those of the editor by key, those that YASGUI writes by the English it has for them."""
    own = (key for key in EDITOR_WORDS if key.startswith("editor_"))
    return {
        **{key.removeprefix("editor_"): _plain(tag, key) for key in own},
        "yasgui": {message("en", key): message(tag, key) for key in YASGUI} if tag != "en" else {},
        "table": {key.removeprefix("table_"): message(tag, key) for key in TABLE},
    }


def _plain(tag: str, key: str) -> str:
    """A text with its places left open, for a script to fill."""
    return MESSAGES[key][LANGUAGES.index(tag)]


def _bound(query: SavedQuery, given: Mapping[str, list[str]]) -> str:
    known = {name: values for name, values in given.items() if query.parameter(name)}
    try:
        return bind(query, known)
    except InvalidParameter:
        return query.text


def _example(query: SavedQuery, tag: str) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title[tag],
        "question": query.question[tag],
        "query": query.text,
    }
