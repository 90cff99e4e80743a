"""The home page and the search."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from server.web.pages.model.labels import path_of
from server.web.pages.model.search import find
from server.web.pages.rendering import labels, page, site

blueprint: Final = Blueprint("home", __name__)
_START: Final = 6


@blueprint.get("/")
def home() -> str:
    """What this is, the figures of the release, where to start, the documents and the kinds of things."""
    here = site()
    figures, coverages = here.figures, here.documents.coverages
    shown = [kind for kind, _ in figures.kinds]
    shown += [iri for coverage in coverages for iri in coverage.named]
    return page(
        "home.html",
        counts=figures.counts,
        coverages=coverages,
        kinds=figures.kinds,
        labels=labels(shown),
        queries=list(here.queries.values())[:_START],
        example=next((name for name, query in here.queries.items() if query.complete), None),
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
