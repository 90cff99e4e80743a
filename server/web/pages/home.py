"""The home page."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from server.web.pages.discrepancies.pages import wording_of
from server.web.pages.model.disputes import worked_example
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
        disagreement=worked_example(here.discrepancies),
        wording=wording_of(),
    )
