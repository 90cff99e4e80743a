"""All that the graph says of a thing: its statements, the situations and events told of it, where it is mentioned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.engine.reading import Reader, together
from server.web.pages.model.claims import Claims
from server.web.pages.model.mentions import Surroundings, surroundings
from server.web.pages.model.sections import Sections
from server.web.pages.model.statements import Description, describe
from server.web.pages.model.tellings import Telling, tellings


@dataclass(frozen=True)
class Thing:
    """A thing: its statements, the tellings of situations and events by their IRIs, and where it is mentioned."""

    found: Description
    told: Mapping[str, Telling]
    around: Surroundings


def thing(iri: str, sections: Sections, claims: Claims) -> Reader[Thing]:
    """Return what the graph says of a thing. Raises ValueError if the IRI is not well formed."""
    found, told = yield from together(
        describe(iri, sections, claims.sources), tellings(iri, sections, claims.sources)
    )
    return Thing(found, told, surroundings(iri, claims))
