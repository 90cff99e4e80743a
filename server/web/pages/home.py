"""The home page."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from flask import Blueprint

from server.engine import EngineError
from server.engine.errors import reading_release
from server.namespaces import BASE
from server.release import SEARCH, NoRelease
from server.web.answers import root
from server.web.pages.dataset_markup import dataset_markup
from server.web.pages.discrepancies.pages import wording_of
from server.web.pages.model.dates import readable_date
from server.web.pages.model.disputes import worked_example
from server.web.pages.model.documents import Origin
from server.web.pages.rendering import labels, page, site
from server.web.releases.published import published

blueprint: Final = Blueprint("home", __name__)
_START: Final = 6
_SEARCHED: Final = 5


@blueprint.get("/")
def home() -> str:
    """What this is, the figures of the release, where to start, the documents and the kinds of things."""
    here = site()
    figures, coverages, origins = here.figures, here.documents.coverages, here.documents.origins
    searched = _searched()
    shown = [kind for kind, _ in figures.kinds] + searched
    shown += [iri for coverage in coverages for iri in coverage.named]
    shown += [creator for origin in origins.values() for creator in origin.creators]
    return page(
        "home.html",
        counts=figures.counts,
        coverages=coverages,
        origin_of=lambda document: origins.get(document, Origin()),
        kinds=figures.kinds,
        labels=labels(shown),
        searched=searched,
        readable_date=readable_date,
        queries=list(here.queries.values())[:_START],
        root=root(),
        markup=_markup(),
        example=next((name for name, query in here.queries.items() if query.complete), None),
        all_queries=len(here.queries),
        disagreement=worked_example(here.discrepancies),
        wording=wording_of(),
    )


def _markup() -> str:
    """Return what search engines of data sets read; empty for a release whose files are damaged."""
    with suppress(NoRelease):
        return dataset_markup(published(site().release, root()))
    return ""


def _searched() -> list[str]:
    """Things to show the search by; none in a release whose index is missing or damaged."""
    with suppress(EngineError), reading_release(SEARCH):
        if index := site().index:
            return index.foremost(f"{BASE}id/", _SEARCHED)
    return []
