"""The route /openapi.json."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, current_app, jsonify

from server.rdf.iris import local_name
from server.web.answers import open_to_all
from server.web.openapi.document import openapi
from server.web.openapi.operations import Release
from server.web.pages.rendering import site

blueprint: Final = Blueprint("openapi", __name__)


@blueprint.get("/openapi.json")
def document() -> Response:
    """What every address for programs takes and gives (OpenAPI 3.1)."""
    here = site()
    classes = tuple(sorted(map(local_name, here.member_counts)))
    release = Release(here.release.path.name, classes, here.discrepancies)
    routes = [rule.rule for rule in current_app.url_map.iter_rules()]
    response = open_to_all(jsonify(openapi(here.queries.values(), release, routes)))
    response.headers["Cache-Control"] = "no-cache"
    return response
