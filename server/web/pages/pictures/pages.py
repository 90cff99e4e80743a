"""The pages of pictures: their list, and each as a page, as data and as a drawing to save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, request

from server.web.pages.pictures.map_view import memberships_map
from server.web.pages.pictures.memberships_view import memberships
from server.web.pages.pictures.network_view import network
from server.web.pages.pictures.origins_view import resolutions
from server.web.pages.pictures.parameters import query_of
from server.web.pages.pictures.view import View, csv_of, plain_style
from server.web.pages.rendering import page, word

blueprint: Final = Blueprint("pictures", __name__)

PICTURES: Final[Mapping[str, Callable[[], View]]] = {
    "memberships": memberships,
    "map": memberships_map,
    "network": network,
    "resolutions": resolutions,
}
"""The pictures that there are, by their names in addresses, in the order in which they are listed."""

_SUFFIXES: Final = ("csv", "svg")


@blueprint.get("/pictures")
def index() -> str:
    """What pictures there are."""
    return page("pictures/index.html", names=[*PICTURES])


@blueprint.get("/pictures/<name>")
def picture(name: str) -> Response:
    """One picture with the same in words, and the ways to its data."""
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
        abort(404, word("no_such_format", suffix=suffix, formats=", ".join(_SUFFIXES)))
    view = _view(name)
    if view.status != 200:
        abort(view.status, view.title)
    body = csv_of(view.columns, view.rows) if suffix == "csv" else _drawn(view)
    media_type = "text/csv" if suffix == "csv" else "image/svg+xml"
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{suffix}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def _view(name: str) -> View:
    if name not in PICTURES:
        abort(404, word("not_found_text", what=name))
    return PICTURES[name]()


def _drawn(view: View) -> str:
    root = request.host_url.rstrip("/")
    style = plain_style()
    return page(f"pictures/{view.name}.svg", view=view, root=root, style=style, **view.values)
