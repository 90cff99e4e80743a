"""The picture of resolutions and what led to them, from left to right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.web.pages.model.labels import Labels
from server.web.pages.pictures.claims import declared
from server.web.pages.pictures.layers import draw
from server.web.pages.pictures.origins import Origins, origins_of, origins_query
from server.web.pages.pictures.parameters import chosen_iri
from server.web.pages.pictures.view import View
from server.web.pages.rendering import labels, site, word

_COLUMNS: Final = (
    *("earlier", "earlier_name", "later", "later_name", "tie", "tie_name"),
    *("earlier_day", "later_day", "claim", "document", "stance"),
)


def resolutions() -> View:
    """The picture that the request asks for: `document`, only what it says."""
    document = chosen_iri("document", "")
    found = site().graph.read(origins_of(document))
    documents = site().documents.short_codes
    names = labels({*documents, *(iri for step in found.steps for iri in step.named)})
    return View(
        "resolutions",
        word("picture_resolutions"),
        {
            "drawing": draw(found.steps, found.days, lambda iri: names[iri].text),
            "steps": sorted(found.steps, key=lambda one: (found.days.get(one.later, "9999"), one.later)),
            "origins": found,
            "document": document,
            "documents": sorted(documents, key=lambda iri: names[iri].text.casefold()),
            "labels": names,
        },
        {"document": document},
        {word("pictures_steps"): declared(origins_query(document))},
        _COLUMNS,
        _rows(found, names),
    )


def _rows(found: Origins, names: Labels) -> Iterator[tuple[str, ...]]:
    for step in found.steps:
        for source in step.sources:
            yield (
                step.earlier,
                names[step.earlier].text,
                step.later,
                names[step.later].text,
                step.tie,
                names[step.tie].text,
                found.days.get(step.earlier, ""),
                found.days.get(step.later, ""),
                source.graph,
                source.document,
                source.stance,
            )
