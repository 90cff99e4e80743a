"""The home page and the search."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from server.web.pages.model.graph import text
from server.web.pages.model.labels import path_of
from server.web.pages.model.search import find
from server.web.pages.rendering import labels, page, site

blueprint: Final = Blueprint("home", __name__)
_START: Final = 6
_KINDS: Final = 24


@blueprint.get("/")
def home() -> str:
    """What this is, the figures of the release, where to start, the documents and the kinds of things."""
    here = site()
    kinds = here.graph.rows(
        f"""SELECT ?kind (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
        GRAPH graph:entities {{ ?thing a ?kind }} }} GROUP BY ?kind ORDER BY DESC(?count) ?kind LIMIT {_KINDS}"""
    )
    counted = [(text(row, "kind"), int(text(row, "count"))) for row in kinds]
    coverages = here.coverages
    named = labels([*(kind for kind, _ in counted), *(coverage.document for coverage in coverages)])
    return page(
        "home.html",
        counts=here.release.manifest.counts,
        coverages=coverages,
        kinds=counted,
        labels=named,
        queries=list(here.queries.values())[:_START],
        all_queries=len(here.queries),
    )


@blueprint.get("/search")
def search() -> str | Response:
    """Things by their name; a single find is opened at once."""
    words = request.args.get("q", "").strip()
    found = site().graph.read(find(words))
    path = path_of(found[0]) if len(found) == 1 else None
    return (
        redirect(path, 303) if path else page("search.html", words=words, found=found, labels=labels(found))
    )
