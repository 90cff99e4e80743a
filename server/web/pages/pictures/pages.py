"""The pages of pictures: their list, and each as a page, as data and as a drawing to save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response

from server.endpoint.formats import CSV, Format
from server.web.answers import open_to_all, root
from server.web.pages.negotiated import suffix_accepted
from server.web.pages.pictures.map_view import memberships_map
from server.web.pages.pictures.memberships_view import memberships
from server.web.pages.pictures.network_view import network
from server.web.pages.pictures.origins_view import resolutions
from server.web.pages.pictures.parameters import query_of
from server.web.pages.pictures.view import View, csv_of, plain_style
from server.web.pages.rendering import page, quoted, word

blueprint: Final = Blueprint("pictures", __name__)

PICTURES: Final[Mapping[str, Callable[[], View]]] = {
    "memberships": memberships,
    "map": memberships_map,
    "network": network,
    "resolutions": resolutions,
}
"""The pictures that there are, by their names in addresses, in the order in which they are listed."""

_SVG: Final = Format("image/svg+xml", ("svg",), text=True)
_FORMATS: Final = (CSV, _SVG)
_SUFFIXES: Final = tuple(form.names[0] for form in _FORMATS)


@blueprint.get("/pictures")
def index() -> str:
    """What pictures there are."""
    return page("pictures/index.html", names=[*PICTURES])


@blueprint.get("/pictures/<name>")
def picture(name: str) -> Response:
    """One picture with the same in words, and the ways to its data; to programs the data or the drawing alone."""
    if suffix := suffix_accepted(_FORMATS):
        return file(name, suffix)
    view = _view(name)
    given = query_of(**view.given)
    body = page(
        f"pictures/{view.name}.html",
        view=view,
        address=lambda suffix: f"/pictures/{name}.{suffix}{given}",
        editor=lambda text: f"/editor?{urlencode({'text': text})}",
        root="",
        **view.values,
    )
    return make_response(body, view.status)


@blueprint.get("/pictures/<name>.<suffix>")
def file(name: str, suffix: str) -> Response:
    """The data of a picture as CSV, or the picture alone as SVG."""
    if suffix not in _SUFFIXES:
        abort(404, word("no_such_format", suffix=quoted(suffix), formats=", ".join(_SUFFIXES)))
    view = _view(name)
    if view.status != 200:
        abort(view.status, view.title)
    form = CSV if suffix == "csv" else _SVG
    body = csv_of(view.columns, view.rows) if form is CSV else _drawn(view)
    response = Response(body, content_type=form.content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{suffix}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response.vary.update(("Accept-Language", "Cookie"))
    return open_to_all(response)


def _view(name: str) -> View:
    if name not in PICTURES:
        abort(404, word("not_found_text", what=quoted(name)))
    return PICTURES[name]()


def _drawn(view: View) -> str:
    return page(f"pictures/{view.name}.svg", view=view, root=root(), style=plain_style(), **view.values)
