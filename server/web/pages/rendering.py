"""What every page takes from the request that it answers: the site, and the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from flask import current_app, g, render_template, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from server.rdf.iris import local_name
from server.web.pages.messages import LANGUAGES, MESSAGES, message
from server.web.pages.model.labels import Labels
from server.web.pages.site import Site

_KEY: Final = "eikg-site"
LANGUAGE_COOKIE: Final = "lang"
_LONGEST_ACCEPT: Final = 1000
_LONGEST_QUOTED: Final = 80


def attach(site: Site) -> dict[str, Site]:
    """Return the entry under which a Flask application keeps its site."""
    return {_KEY: site}


def site() -> Site:
    """Return the site of the application that handles the request."""
    found = current_app.extensions[_KEY]
    if not isinstance(found, Site):
        raise TypeError("the application has no site")
    return found


def language() -> str:
    """Return the interface language: `?lang=`, else the choice kept from before, else what the browser prefers."""
    if "language" not in g:
        g.language = _language()
    found: str = g.language
    return found


def _language() -> str:
    for given in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if given in LANGUAGES:
            return given
    header = request.headers.get("Accept-Language", "")
    if len(header) > _LONGEST_ACCEPT:  # no browser sends so much; read up to the last range that is whole
        header = header[:_LONGEST_ACCEPT].rpartition(",")[0]
    return parse_accept_header(header, LanguageAccept).best_match(LANGUAGES) or LANGUAGES[0]


def labels(iris: Iterable[str]) -> Labels:
    """Return the labels of IRIs in the language of the request."""
    return site().labels(iris, language())


def short_code(document: str) -> str:
    """Return the code under which the passages of a document are cited; its name if it is new to the release."""
    return site().documents.short_codes.get(document) or local_name(document)


def graph_name(iri: str) -> str:
    """Return what a graph that is no claim is called, in the language of the request."""
    name = local_name(iri)
    return word(f"graph_{name}") if f"graph_{name}" in MESSAGES else name


def page(template: str, **values: Any) -> str:
    """Render a page in the language of the request."""
    return render_template(template, **values)


def same_page_in(other: str) -> str:
    """Return the address of this page in another language, with its other parameters kept."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.script_root}{request.path}?{urlencode([*kept, ('lang', other)])}"


def quoted(text: str) -> str:
    """Return what a visitor sent as a page repeats it: no more of it than tells which it was."""
    return text if len(text) <= _LONGEST_QUOTED else f"{text[: _LONGEST_QUOTED - 1]}…"


def word(key: str, **values: object) -> str:
    """Return a text of the interface in the language of the request."""
    return message(language(), key, **values)
